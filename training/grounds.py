"""What is printed under a line: paper, security print, stripes. Each returns height x width x 3, float32.

``bench.papers.split`` holds out gradients, rosettes and weaves; so does this table.
"""

import random
from collections.abc import Callable
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from training.fonts import Split

Floats = NDArray[np.float32]
Size = tuple[int, int]  # height, width


def _paper(size: Size, rng: random.Random) -> Floats:
    light = rng.choice((rng.uniform(205, 255), rng.uniform(150, 230)))
    tint = np.array([rng.uniform(-22, 22) for _ in range(3)], np.float32)
    return np.full((*size, 3), np.float32(light) + tint, np.float32)


def _noise(size: Size, rng: random.Random, cell: float) -> Floats:
    made = np.random.default_rng(rng.getrandbits(64))
    grid = made.random((max(int(size[0] / cell) + 2, 2), max(int(size[1] / cell) + 2, 2)), dtype=np.float32)
    return np.asarray(cv2.resize(grid, size[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _grid(size: Size) -> tuple[Floats, Floats]:
    y = np.arange(size[0], dtype=np.float32)[:, None]
    x = np.arange(size[1], dtype=np.float32)[None, :]
    return y, x


def _over(ground: Floats, mask: Any, rng: random.Random) -> Floats:
    ink = np.array([rng.uniform(60, 230) for _ in range(3)], np.float32)
    weight = (mask * np.float32(rng.uniform(0.08, 0.42)))[..., None]
    return np.asarray(ground * (1 - weight) + ink * weight, np.float32)


def plain(size: Size, rng: random.Random) -> Floats:
    """Return paper of one tone."""
    return _paper(size, rng)


def fibres(size: Size, rng: random.Random) -> Floats:
    """Return rough paper."""
    rough = _noise(size, rng, rng.uniform(1.5, 5)) + _noise(size, rng, rng.uniform(8, 30))
    return np.asarray(_paper(size, rng) + (rough - 1)[..., None] * np.float32(rng.uniform(6, 30)), np.float32)


def picture(size: Size, rng: random.Random) -> Floats:
    """Return large soft shapes of another colour, as of a map or a drum under the text."""
    shape = (_noise(size, rng, rng.uniform(20, 90)) > rng.uniform(0.4, 0.6)).astype(np.float32)
    return _over(_paper(size, rng), cv2.GaussianBlur(shape, (0, 0), rng.uniform(0.6, 4)), rng)


def waves(size: Size, rng: random.Random) -> Floats:
    """Return guilloche: bundles of parallel waved lines."""
    ground, (y, x) = _paper(size, rng), _grid(size)
    for _ in range(rng.randint(1, 3)):
        bend = rng.uniform(2, 14) * np.sin(x / rng.uniform(15, 90) + rng.uniform(0, 6.3))
        slope = x * rng.uniform(-0.6, 0.6)
        period = rng.uniform(3.5, 12)
        lines = (np.abs(((y + bend + slope) / period) % 1 - 0.5) < rng.uniform(0.08, 0.22)).astype(np.float32)
        ground = _over(ground, cv2.GaussianBlur(lines, (0, 0), 0.6), rng)
    return ground


def rings(size: Size, rng: random.Random) -> Floats:
    """Return circles around points near the line."""
    ground, (y, x) = _paper(size, rng), _grid(size)
    for _ in range(rng.randint(1, 2)):
        away = np.hypot(y - rng.uniform(-80, size[0] + 80), x - rng.uniform(0, size[1]))
        lines = ((away / rng.uniform(4, 12)) % 1 < rng.uniform(0.15, 0.4)).astype(np.float32)
        ground = _over(ground, cv2.GaussianBlur(lines, (0, 0), 0.7), rng)
    return ground


def dots(size: Size, rng: random.Random) -> Floats:
    """Return a printer's screen."""
    (y, x), step = _grid(size), rng.uniform(3, 7)
    angle = rng.uniform(0, 1.5)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    mask = (np.sin(u * 6.283 / step) * np.sin(v * 6.283 / step) > rng.uniform(0, 0.6)).astype(np.float32)
    return _over(_paper(size, rng), cv2.GaussianBlur(mask, (0, 0), 0.5), rng)


def ruled(size: Size, rng: random.Random) -> Floats:
    """Return a form: a line or box edge near the text, or dotted leaders."""
    ground = _paper(size, rng)
    ink = tuple(rng.uniform(40, 190) for _ in range(3))
    y = rng.choice((rng.uniform(0.02, 0.12), rng.uniform(0.86, 0.99))) * size[0]
    if rng.random() < 0.5:
        for x in range(0, size[1], rng.randint(4, 9)):
            cv2.circle(ground, (x, int(y)), 1, ink, -1, cv2.LINE_AA)
    else:
        cv2.line(
            ground, (0, int(y)), (size[1], int(y + rng.uniform(-3, 3))), ink, rng.randint(1, 2), cv2.LINE_AA
        )
    return ground


def gradient(size: Size, rng: random.Random) -> Floats:
    """Return a tone that changes along the line into another."""
    a, b = _paper(size, rng), _paper(size, rng)
    y, x = _grid(size)
    angle = rng.uniform(-0.6, 0.6)
    along = (x * np.cos(angle) + y * np.sin(angle)) / (size[0] + size[1])
    weight = (0.5 + 0.5 * np.sin(along * rng.uniform(2, 7) + rng.uniform(0, 6.3)))[..., None].astype(
        np.float32
    )
    return np.asarray(a * (1 - weight) + b * weight, np.float32)


def rosette(size: Size, rng: random.Random) -> Floats:
    """Return lines that close to a flower around a point near the line."""
    ground, (y, x) = gradient(size, rng), _grid(size)
    middle = (rng.uniform(-40, size[0] + 40), rng.uniform(0, size[1]))
    away, turn = np.hypot(y - middle[0], x - middle[1]), np.arctan2(y - middle[0], x - middle[1])
    for _ in range(2):
        petals = away + rng.uniform(5, 16) * np.sin(rng.randint(6, 18) * turn + rng.uniform(0, 6.3))
        lines = ((petals / rng.uniform(5, 12)) % 1 < rng.uniform(0.12, 0.3)).astype(np.float32)
        ground = _over(ground, cv2.GaussianBlur(lines, (0, 0), 0.6), rng)
    return ground


def weave(size: Size, rng: random.Random) -> Floats:
    """Return two bundles of straight lines that cross, on rough paper."""
    ground, (y, x) = fibres(size, rng), _grid(size)
    for slope in (rng.uniform(0.4, 1.4), -rng.uniform(0.4, 1.4)):
        lines = (((y + x * slope) / rng.uniform(5, 12)) % 1 < rng.uniform(0.12, 0.3)).astype(np.float32)
        ground = _over(ground, cv2.GaussianBlur(lines, (0, 0), 0.5), rng)
    return ground


GROUNDS: Final[dict[Split, tuple[Callable[[Size, random.Random], Floats], ...]]] = {
    "train": (plain, plain, fibres, picture, waves, waves, rings, dots, ruled),
    "heldout": (gradient, rosette, weave),
}
