"""Lines for training: drawn by a process of their own, grouped by width."""

import itertools
import multiprocessing
import os
import queue
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Event

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from motcua.papers.lines.alphabet import CHARSET
from training.model import HEIGHT, STRIDE
from training.render import line

#: Lines wider than this are cut from training: they cost much and papers hardly have them.
WIDEST = 900
#: A batch holds about this many pixels of width in all.
_ROOM = 24 * 320
_POOL = 480
_CLASS = {character: index for index, character in enumerate(CHARSET)}

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Batch:
    """``pixels``: n x 3 x 48 x width; ``targets``: classes of all lines in a row; ``lengths``: of each."""

    pixels: Tensor
    targets: Tensor
    lengths: Tensor
    texts: tuple[str, ...]


def resized(pixels: Pixels) -> Pixels:
    """Return the line at the model's height, as the product's recogniser makes it."""
    from motcua.papers.lines.own import at_height  # noqa: PLC0415 - the product's own code

    return at_height(pixels)


def batch(lines: list[tuple[Pixels, str]], extra: int = 0) -> Batch:
    """Put lines of height 48 together, padded right with mid grey to a multiple of the stride."""
    widest = max(pixels.shape[1] for pixels, _ in lines) + extra
    width = -(-widest // STRIDE) * STRIDE
    block = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
    for row, (pixels, _) in enumerate(lines):
        block[row, :, :, : pixels.shape[1]] = pixels.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    classes = [[_CLASS[character] for character in text] for _, text in lines]
    return Batch(
        torch.from_numpy(block),
        torch.tensor([index for row in classes for index in row], dtype=torch.long),
        torch.tensor([len(row) for row in classes], dtype=torch.long),
        tuple(text for _, text in lines),
    )


def fits(pixels: Pixels, text: str) -> bool:
    """Tell whether the steps of the output suffice: one a character, one more between equal ones."""
    doubled = sum(a == b for a, b in itertools.pairwise(text))
    return bool(pixels.shape[1] <= WIDEST and pixels.shape[1] // STRIDE >= len(text) + doubled + 1)


class Lines:
    """An endless stream of batches; ``close()`` ends the drawing process."""

    def __init__(self, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._drawn: multiprocessing.Queue[tuple[Pixels, str]] = context.Queue(maxsize=2 * _POOL)
        self._stop = context.Event()
        self._process = context.Process(target=_draw, args=(seed, self._drawn, self._stop), daemon=True)
        self._process.start()
        self._rng = random.Random(seed)

    def __iter__(self) -> Iterator[Batch]:
        while True:
            pool = sorted((self._drawn.get() for _ in range(_POOL)), key=lambda item: item[0].shape[1])
            groups: list[list[tuple[Pixels, str]]] = [[]]
            for item in pool:
                if item[0].shape[1] * (len(groups[-1]) + 1) > _ROOM:
                    groups.append([])
                groups[-1].append(item)
            self._rng.shuffle(groups)
            for group in groups:
                yield batch(group, extra=self._rng.choice((0, 0, 0, 40, 120)))

    def close(self) -> None:
        self._stop.set()
        self._process.join(timeout=30)


def _draw(seed: int, drawn: "multiprocessing.Queue[tuple[Pixels, str]]", stop: Event) -> None:
    cv2.setNumThreads(1)
    parent = os.getppid()
    rng = random.Random(seed)
    while not stop.is_set() and os.getppid() == parent:
        made = line(rng, "train")
        pixels = resized(made.pixels)
        if not fits(pixels, made.text):
            continue
        while not stop.is_set() and os.getppid() == parent:
            try:
                drawn.put((pixels, made.text), timeout=2)
                break
            except queue.Full:
                continue
    drawn.cancel_join_thread()
