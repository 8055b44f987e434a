"""Teaches the describer to see in a print what SFace sees in the photo it was made of.

    OMP_NUM_THREADS=1 PYTHONPATH=src:. python -m training.portraits.train build/portraits/faces.npz \\
        src/motcua/faces/data/portraits.npz --minutes 25

The teacher is SFace on the clean photo, flip-averaged; a third of the pull goes to the mean of the person's
photos. Templates of live faces stay SFace's own: only prints are described by what is learnt. ``--half 0``
or ``1`` learns from one half of the people (``bench.faces.crossfit``), for a measurement on the other.
"""

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from bench.faces.crossfit import half_of
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from motcua.faces.types import Image
from training.portraits.network import Describer

_BATCH = 16
_WARM_UP = 60
#: How often a clean photo stands for its print, so that a good print is not taken for a poor one.
_CLEAN = 0.1


@dataclass(frozen=True)
class Faces:
    """Photos (n, 112, 112, 3) and their templates (n, 128), their person's, and prints with their photo's
    row."""

    photos: NDArray[np.uint8]
    templates: Tensor
    of_person: Tensor
    prints: NDArray[np.uint8]
    photo: NDArray[np.int64]


def read(path: Path, half: int | None) -> Faces:
    """Return what ``training.portraits.prepare`` kept, prints of one half of the people only."""
    kept = np.load(path)
    people, templates, photo = kept["people"], torch.tensor(kept["templates"]), kept["photos"]
    of_person = torch.stack(
        [functional.normalize(templates[people == person].mean(0), dim=0) for person in people]
    )
    chosen = np.array([half is None or half_of(people[row]) == half for row in photo], bool)
    return Faces(kept["faces"], templates, of_person, kept["prints"][chosen], photo[chosen])


def batch(faces: Faces, rng: Generator) -> tuple[Tensor, NDArray[np.int64]]:
    """Return pictures (16, 3, 112, 112), RGB, each moved and lit a little otherwise, and their photos."""
    chosen = rng.integers(len(faces.prints), size=_BATCH)
    photo = faces.photo[chosen]
    pictures = np.where(
        (rng.random(_BATCH) < _CLEAN)[:, None, None, None], faces.photos[photo], faces.prints[chosen]
    )
    x = functional.grid_sample(
        tensor(pictures),
        functional.affine_grid(_moves(rng), [_BATCH, 3, *pictures.shape[1:3]], align_corners=False),
        align_corners=False,
    )
    contrast, light = rng.uniform(0.85, 1.15, (_BATCH, 1, 1, 1)), rng.uniform(-15, 15, (_BATCH, 1, 1, 1))
    x = 128 + (x - 128) * torch.tensor(contrast, dtype=x.dtype) + torch.tensor(light, dtype=x.dtype)
    return x.clamp(0, 255), photo


def _moves(rng: Generator) -> Tensor:
    """Return similarities (16, 2, 3): as landmarks are off, by a pixel or so, and every second mirrored."""
    scale, turn = 1 + rng.normal(0, 0.012, _BATCH), rng.normal(0, 0.015, _BATCH)
    mirror = rng.choice([-1.0, 1.0], _BATCH)
    right, down = rng.normal(0, 0.012, (2, _BATCH))
    rows = [
        [scale * np.cos(turn) * mirror, -scale * np.sin(turn), right],
        [scale * np.sin(turn) * mirror, scale * np.cos(turn), down],
    ]
    return torch.tensor(np.array(rows).transpose(2, 0, 1), dtype=torch.float32)


def tensor(pictures: Image) -> Tensor:
    """Return BGR pictures (n, 112, 112, 3) as the network takes them."""
    return torch.tensor(np.ascontiguousarray(pictures[..., ::-1].transpose(0, 3, 1, 2))).float()


def train(faces: Faces, minutes: float, *, rate: float, half_precision: bool) -> Describer:
    """Learn for so long and return the network; the rate falls along a cosine."""
    torch.manual_seed(0)
    rng = np.random.default_rng(5)
    network: Describer = Describer().to(memory_format=torch.channels_last)
    described = torch.compile(network)
    learning = network.learning()
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.0)
    began, steps, running = time.monotonic(), 0, 0.0
    while (spent := (time.monotonic() - began) / 60 / minutes) < 1:
        share = min(1.0, (steps + 1) / _WARM_UP) * max(0.5 * (1 + math.cos(math.pi * spent)), 0.02)
        for group in optimiser.param_groups:
            group["lr"] = rate * share
        x, photo = batch(faces, rng)
        with torch.autocast("cpu", torch.bfloat16, enabled=half_precision):
            found = described(x)
        away = 1 - (found * faces.templates[photo]).sum(1)
        from_person = 1 - (found * faces.of_person[photo]).sum(1)
        loss = (away + 0.5 * from_person).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        steps += 1
        running = running * 0.98 + float(loss.detach()) * 0.02 if steps > 1 else float(loss.detach())
        if steps % 100 == 0:
            print(f"minutes {spent * minutes:.1f} prints {steps * _BATCH} loss {running:.4f}", flush=True)
    print(f"learnt from {steps * _BATCH} prints, {sum(weight.numel() for weight in learning)} weights")
    return network


def main() -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("faces", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--full-precision", action="store_true", help="for processors without bfloat16")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    network = train(
        read(asked.faces, asked.half), asked.minutes,
        rate=asked.rate, half_precision=not asked.full_precision,
    )  # fmt: skip
    network.save(asked.into)


if __name__ == "__main__":
    main()
