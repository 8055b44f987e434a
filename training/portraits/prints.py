"""Draws how a face looks once it was printed on a paper and photographed again, in many ways.

Apart from ``bench/faces/degrade.py`` on purpose: what a benchmark prints with is not what was learnt from.
"""

import cv2
import numpy as np
from bench.faces.degrade import cut_portrait, through_jpeg
from numpy.random import Generator
from numpy.typing import NDArray

from motcua.faces.types import Face, Image

Values = NDArray[np.float64]
#: The width of detail, in pixels, that the strength of a blur is meant for.
_USUAL_WIDTH = 85


def drawn_print(image: Image, face: Face, rng: Generator) -> Image:
    """Return a 3:4 portrait of a face, BGR, 110 to 255 pixels wide with 60 to 150 pixels of detail."""
    width = int(rng.integers(60, 150))
    size = (width, width * 4 // 3)
    small = cv2.resize(cut_portrait(image, face), size, interpolation=cv2.INTER_AREA)
    values = _toned(_softened(small.astype(np.float64), rng), rng)
    values = _crossed(values, rng)
    values += rng.normal(0, rng.uniform(0.5, 6), values.shape)
    scale = rng.uniform(1.3, 3.0) * _USUAL_WIDTH / width
    way = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA]))
    pixels = np.clip(values, 0, 255).astype(np.uint8)
    enlarged = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    return through_jpeg(enlarged, int(rng.integers(35, 90)))


def _softened(values: Values, rng: Generator) -> Values:
    if rng.random() < 0.3:
        length = int(rng.integers(2, 5))
        hand = np.zeros((length, length))
        hand[length // 2] = 1 / length
        way = hand if rng.random() < 0.5 else np.ascontiguousarray(hand.T)
        values = np.asarray(cv2.filter2D(values, -1, way), np.float64)
    blur = rng.uniform(0.2, 1.1) * values.shape[1] / _USUAL_WIDTH
    return np.asarray(cv2.GaussianBlur(values, (0, 0), max(blur, 0.15)))


def _toned(values: Values, rng: Generator) -> Values:
    """Fade: less colour (at times none), another gamma, less contrast, a tint of the paper or the light."""
    grey = values.mean(2, keepdims=True)
    values = grey + (values - grey) * (0 if rng.random() < 0.15 else rng.uniform(0.2, 1.1))
    values = 255 * np.clip(values / 255, 0, 1) ** rng.uniform(0.7, 1.4)
    values = 128 + (values - 128) * rng.uniform(0.5, 1.05) + rng.uniform(-25, 35)
    return values * rng.uniform(0.88, 1.12, 3)


def _crossed(values: Values, rng: Generator) -> Values:
    """Lay the fine waving lines of security print over it, or a soft light or shadow."""
    high, wide = values.shape[:2]
    rows, columns = np.mgrid[:high, :wide]
    if rng.random() < 0.6:
        angle = rng.uniform(0, np.pi)
        across = rows * np.cos(angle) + columns * np.sin(angle)
        along = columns * np.cos(angle) - rows * np.sin(angle)
        waves = np.sin(
            (across + rng.uniform(0, 9) * np.sin(along / rng.uniform(5, 20))) * rng.uniform(0.5, 1.8)
        )
        values = values + (waves * rng.uniform(0.5, 6))[:, :, None] * rng.uniform(0.5, 1.2, 3)
    if rng.random() < 0.3:
        x, y, reach = rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(0.2, 0.8) * wide
        spot = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * reach**2))
        values = values + rng.uniform(-40, 40) * spot[:, :, None]
    return values
