"""Reading the cells of a machine-readable zone from pixels.

The zone is printed in OCR-B at a fixed pitch, so that a line is 30 (or 44) cells of equal width: counting
fillers, where general recognisers fail, is no question. A small network with one hidden layer tells the 37
characters apart; its arrays are made by ``bench/papers/train_mrz_cells.py`` from fonts alone. Where exactly
the cells lie is found by moving both ends of a line until the network is surest.
"""

import itertools
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines.types import Image
from motcua.papers.mrz import ALPHABET
from motcua.papers.mrz_solve import Cell

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

Point = tuple[float, float]
Place = NDArray[np.float64]
Floats = NDArray[np.float32]


@cache
def _network() -> dict[str, Floats]:
    with (files("motcua.papers") / "mrz_cells.npz").open("rb") as stream, np.load(stream) as arrays:
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
    start, end = np.asarray(left, np.float32), np.asarray(right, np.float32)
    along = (end - start) / count
    down = np.asarray((-along[1], along[0]), np.float32)
    down *= height / max(float(np.hypot(*down)), 1e-6)
    centres = start[None] + along[None] * (np.arange(count, dtype=np.float32)[:, None] + 0.5)
    u = ((np.arange(CELL_WIDTH, dtype=np.float32) + 0.5) / CELL_WIDTH - 0.5) * _ACROSS
    v = ((np.arange(CELL_HEIGHT, dtype=np.float32) + 0.5) / CELL_HEIGHT - 0.5) * _DOWN
    offsets = u[None, :, None] * along[None, None] + v[:, None, None] * down[None, None]
    where = centres[:, None, None] + offsets[None]
    flat = where.reshape(-1, CELL_WIDTH, 2)
    cut = cv2.remap(
        grey, np.ascontiguousarray(flat[..., 0]), np.ascontiguousarray(flat[..., 1]), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(cut, np.uint8).reshape(count, CELL_HEIGHT, CELL_WIDTH)


def features(cells: NDArray[np.uint8]) -> Floats:
    """Return n x pixels: ink as 1, paper as 0, whatever the light; neighbours tell how dark ink is."""
    values = cells.astype(np.float32)
    count = len(values)
    flat = values.reshape(count, -1)
    paper, ink = np.percentile(flat, 90, axis=1), np.percentile(flat, 4, axis=1)
    # An empty-looking cell must not be stretched: contrast is the median over nine cells.
    reach = 4
    padded = np.pad(paper - ink, reach, mode="edge")
    contrast = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)
    scaled = (paper[:, None] - flat) / np.maximum(contrast, 8.0)[:, None]
    return np.asarray(np.clip(scaled, -0.3, 1.3), np.float32)


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
    score, chances = _try(grey, [best], count)
    steps = (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)
    if score < _WELL_PLACED:
        ends = [np.asarray((a * pitch, 0, b * pitch, 0, 0)) for a, b in itertools.product(steps, steps)]
        best, score, chances = _better(grey, count, ends, (best, score, chances))
    step = 0.25
    while step > 0.05 and score < _WELL_PLACED:
        moves = [move * step * np.asarray((pitch, pitch, pitch, pitch, 0.3)) for move in _MOVES]
        moved, better, read = _better(grey, count, moves, (best, score, chances))
        if better > score + 1e-4:
            best, score, chances = moved, better, read
        else:
            step /= 2
    found = tuple(float(value) for value in best)
    return chances, float(chances.max(axis=1).mean()), (found[0], found[1]), (found[2], found[3])


def _better(
    grey: Image, count: int, moves: Sequence[Place], now: tuple[Place, float, Floats]
) -> tuple[Place, float, Floats]:
    """Return the best of a place and the places the moves lead to."""
    best, score, _ = now
    places = [best + move for move in moves]
    for place in places:
        place[4] = min(max(place[4], 0.85), 1.25)
    scores, read = _try_all(grey, places, count)
    top = int(np.argmax(scores))
    return (places[top], float(scores[top]), read[top]) if scores[top] > score else now


def _try(grey: Image, places: Sequence[Place], count: int) -> tuple[float, Floats]:
    scores, read = _try_all(grey, places, count)
    return float(scores[0]), read[0]


def _try_all(grey: Image, places: Sequence[Place], count: int) -> tuple[Floats, list[Floats]]:
    """Read a line at several places at once; scores are mean logs of the best character's probability."""
    cells = []
    for x0, y0, x1, y1, scale in places:
        height = scale * float(np.hypot(x1 - x0, y1 - y0)) / count
        cells.append(features(cut_cells(grey, (float(x0), float(y0)), (float(x1), float(y1)), count, height)))
    chances = _classified(np.concatenate(cells)).reshape(len(places), count, len(ALPHABET))
    scores = np.log(chances.max(axis=2) + 1e-3).mean(axis=1)
    return np.asarray(scores, np.float32), list(chances)
