"""Reading the cells of a machine-readable zone from pixels.

The zone is printed in OCR-B at a fixed pitch, so that a line is 30 (or 44) cells of equal width: counting
fillers, where general recognisers fail, is no question. A small network with one hidden layer tells the 37
characters apart; its arrays are made by ``bench/papers/train_mrz_cells.py`` from fonts alone. Where exactly
the cells lie is found by moving both ends of a line until the network is surest.
"""

import itertools
from functools import cache
from importlib.resources import files
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.mrz.icao import ALPHABET
from motcua.papers.mrz.solve import Cell

CELL_WIDTH: Final = 16
CELL_HEIGHT: Final = 24
#: A cell image shows this many pitches across and this many heights of the line's cell down.
_ACROSS: Final = 1.15
_DOWN: Final = 1.72
#: The network is too sure of itself on what it has not seen; its logits are divided by this.
_TEMPERATURE: Final = 1.4
#: No character is ever less likely than this: a hair or a glint can make any character look like another.
_FLOOR: Final = 3e-5

#: A mean log probability from which a line's place needs no further search.
_WELL_PLACED: Final = -0.012
#: Directions in which a line's ends (left x, y, right x, y) and its height are moved while searching.
_MOVES: Final = tuple(
    np.asarray(move, np.float64)
    for move in (
        (1, 0, 1, 0, 0), (-1, 0, -1, 0, 0), (0, 1, 0, 1, 0), (0, -1, 0, -1, 0),
        (1, 0, 0, 0, 0), (-1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, -1, 0, 0),
        (0, 1, 0, 0, 0), (0, -1, 0, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, -1, 0),
        (0, 0, 0, 0, 1), (0, 0, 0, 0, -1),
    )
)  # fmt: skip

#: Where the 4th and the 90th percentile of a cell's pixels lie: between which ranks, and how far.
_LAST: Final = CELL_WIDTH * CELL_HEIGHT - 1
_INK_RANKS: Final = (int(0.04 * _LAST), int(0.04 * _LAST) + 1)
_PAPER_RANKS: Final = (int(0.9 * _LAST), int(0.9 * _LAST) + 1)
_INK_SHARE: Final = 0.04 * _LAST - _INK_RANKS[0]
_PAPER_SHARE: Final = 0.9 * _LAST - _PAPER_RANKS[0]
#: While a place is searched roughly, every second cell is looked at, then the likeliest in full.
_SKIP: Final = 2
_MOST_LIKELY: Final = 8

Point = tuple[float, float]
Place = NDArray[np.float64]
Floats = NDArray[np.float32]


@cache
def _network() -> dict[str, Floats]:
    with (files("motcua.papers.mrz") / "cells.npz").open("rb") as stream, np.load(stream) as arrays:
        return {name: np.asarray(arrays[name], np.float32) for name in ("w1", "b1", "w2", "b2")}


def cut_cells(grey: Image, left: Point, right: Point, count: int, height: float) -> NDArray[np.uint8]:
    """Cut a line into cells.

    Args:
        grey: height x width, uint8.
        left, right: where the first cell begins and the last one ends, at the middle height of capitals.
        count: number of cells.
        height: the height that stands for one pitch, in pixels (equal to the pitch if pixels are square).

    Returns:
        count x CELL_HEIGHT x CELL_WIDTH, uint8.
    """
    ends = np.asarray([(*left, *right)], np.float32)
    return np.asarray(_cut(grey, ends, np.asarray([height], np.float32), count)[0], np.uint8)


def _cut(grey: Image, ends: Floats, heights: Floats, count: int, step: int = 1) -> NDArray[np.uint8]:
    """Cut several lines (x, y, x, y of their ends in rows) into cells, or only every ``step``th of them."""
    start, along = ends[:, :2], (ends[:, 2:] - ends[:, :2]) / count
    down = np.stack([-along[:, 1], along[:, 0]], axis=1)
    down *= (heights / np.maximum(np.hypot(down[:, 0], down[:, 1]), 1e-6))[:, None]
    at = np.arange(count, dtype=np.float32)[::step] + np.float32(0.5)
    centres = start[:, None] + along[:, None] * at[None, :, None]
    u = ((np.arange(CELL_WIDTH, dtype=np.float32) + 0.5) / CELL_WIDTH - 0.5) * _ACROSS
    v = ((np.arange(CELL_HEIGHT, dtype=np.float32) + 0.5) / CELL_HEIGHT - 0.5) * _DOWN
    # Each axis by itself: pairs side by side would have to be made and taken apart again.
    x, y = (
        (
            centres[:, :, None, None, axis]
            + (u * along[:, None, None, axis] + v[:, None] * down[:, None, None, axis])[:, None]
        ).reshape(-1, CELL_WIDTH * CELL_HEIGHT)
        for axis in (0, 1)
    )
    cut = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8).reshape(len(ends), len(at), CELL_HEIGHT, CELL_WIDTH)


def features(cells: NDArray[np.uint8]) -> Floats:
    """Return n x pixels: ink as 1, paper as 0, whatever the light; neighbours tell how dark ink is."""
    return np.asarray(_features(cells[None])[0], np.float32)


def _features(lines: NDArray[np.uint8]) -> Floats:
    """Return lines x n x pixels, see :func:`features`."""
    flat = lines.reshape(*lines.shape[:2], -1)
    # Bytes are sorted stably by counting, in an eighth of the time of looking for four ranks.
    ordered = np.sort(flat, axis=2, kind="stable")
    ink, paper = _between(ordered, _INK_RANKS, _INK_SHARE), _between(ordered, _PAPER_RANKS, _PAPER_SHARE)
    # An empty-looking cell must not be stretched: contrast is the median over nine cells.
    reach = 4
    padded = np.pad(paper - ink, ((0, 0), (reach, reach)), mode="edge")
    contrast = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=1), axis=2)
    scale = np.asarray(1 / np.maximum(contrast, 8.0), np.float32)
    scaled = np.subtract(paper[..., None], flat)
    scaled *= scale[..., None]
    return np.asarray(np.clip(scaled, np.float32(-0.3), np.float32(1.3), out=scaled), np.float32)


def _between(ordered: NDArray[np.uint8], ranks: tuple[int, int], share: float) -> Floats:
    """Return the percentile that lies at ``share`` between two ranks of the last axis."""
    low, high = (ordered[..., rank].astype(np.float32) for rank in ranks)
    return np.asarray(low + (high - low) * np.float32(share), np.float32)


def probabilities(cells: NDArray[np.uint8]) -> Floats:
    """Return n x 37 probabilities in the order of ``ALPHABET``."""
    return _classified(features(cells))


def _classified(x: Floats) -> Floats:
    net = _network()
    hidden = np.maximum(x @ net["w1"] + net["b1"], 0)
    logits = (hidden @ net["w2"] + net["b2"]) / _TEMPERATURE
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def costs(chances: Floats) -> list[Cell]:
    """Return the cells as the solver wants them: for each character its negative log probability."""
    floored = chances * (1 - 37 * _FLOOR) + _FLOOR
    return [dict(zip(ALPHABET, map(float, row), strict=True)) for row in -np.log(floored)]


def fit_line(grey: Image, left: Point, right: Point, count: int) -> tuple[Floats, float, Point, Point]:
    """Find the exact place of a line's cells near a guess and read them.

    Args:
        grey: height x width, uint8.
        left, right: guesses of the line's ends (see :func:`cut_cells`), right to about one pitch.
        count: number of cells.

    Returns:
        Probabilities (count x 37), the mean of the best per cell, and the two ends found.
    """
    pitch = float(np.hypot(right[0] - left[0], right[1] - left[1])) / count
    best = np.asarray((*left, *right, 1.0))
    score, chances = _tried(grey, best, count)
    steps = (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)
    if score < _WELL_PLACED:
        ends = np.asarray([(a * pitch, 0, b * pitch, 0, 0) for a, b in itertools.product(steps, steps)])
        rough, _ = _try_all(grey, best + ends, count, _SKIP)
        likely = best + ends[np.argsort(-rough)[:_MOST_LIKELY]]
        best, score, chances = _better(grey, count, likely, (best, score, chances))
    step = 0.25
    while step > 0.05 and score < _WELL_PLACED:
        moves = np.asarray(_MOVES) * step * np.asarray((pitch, pitch, pitch, pitch, 0.3))
        moved, better, read = _better(grey, count, best + moves, (best, score, chances))
        if better > score + 1e-4:
            best, score, chances = moved, better, read
        else:
            step /= 2
    found = tuple(float(value) for value in best)
    return chances, float(chances.max(axis=1).mean()), (found[0], found[1]), (found[2], found[3])


def _better(
    grey: Image, count: int, places: Place, now: tuple[Place, float, Floats]
) -> tuple[Place, float, Floats]:
    """Return the best of a place and others (a row each)."""
    best, score, _ = now
    places[:, 4] = np.clip(places[:, 4], 0.85, 1.25)
    scores, read = _try_all(grey, places, count)
    top = int(np.argmax(scores))
    return (places[top], float(scores[top]), read[top]) if scores[top] > score else (best, score, now[2])


def _tried(grey: Image, place: Place, count: int) -> tuple[float, Floats]:
    scores, read = _try_all(grey, place[None], count)
    return float(scores[0]), read[0]


def _try_all(grey: Image, places: Place, count: int, skip: int = 1) -> tuple[Floats, Floats]:
    """Read a line at several places at once; scores are mean logs of the best character's probability."""
    ends = places[:, :4].astype(np.float32)
    heights = places[:, 4] * np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) / count
    seen = _features(_cut(grey, ends, heights.astype(np.float32), count, skip))
    chances = _classified(seen.reshape(-1, seen.shape[2])).reshape(*seen.shape[:2], len(ALPHABET))
    scores = np.log(chances.max(axis=2) + 1e-3).mean(axis=1)
    return np.asarray(scores, np.float32), chances
