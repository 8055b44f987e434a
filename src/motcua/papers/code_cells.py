"""A QR code cell by cell, where a finger, a lamp or a scratch lies on a corner that readers find it by.

A reader needs all three finder patterns. On an upright card two of them tell where the code lies and how
large its cells are; what the standard prints in every code of a size (ISO/IEC 18004: finders, timing,
alignment) tells how many cells it has and where they are to a fraction of one. What comes out is drawn anew
with those patterns whole: what it says is for a reader with error correction to tell.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.types import Quad

Floats = NDArray[np.float64]

#: Sides in cells of the codes that identity cards have room and text for (versions 5 to 13).
_SIDES: Final = tuple(range(37, 73, 4))
#: Cells a finder takes; pixels a cell may take on the patch.
_FINDER: Final = 7
_CELLS: Final = (2.2, 2.6, 3.0, 3.5, 4.1, 4.8, 5.6, 6.5)
#: So like a finder is one, and so like what the standard prints are the cells of a code.
_LIKE: Final = 0.5
_LEAST: Final = 0.55
_MOST_FINDERS: Final = 7
#: Logarithm by which two finders of a code differ in size at most, and how far from level a line of them is.
_OF_ONE_SIZE: Final = 0.3
_LEVEL: Final = 0.13
_MOST_TRIES: Final = 4
_ROUNDS: Final = 3
#: Pixels of a cell of what is drawn, and cells around it.
_DRAWN: Final = 4
_QUIET: Final = 4


def redrawn(patch: Image) -> Iterator[tuple[Image, Quad]]:
    """Yield codes that an upright patch of a card may show, drawn anew, with where they lie.

    Args:
        patch: the part of a card with its code, grey, two pixels a cell at least.
    """
    soft = cv2.GaussianBlur(patch, (0, 0), 0.8).astype(np.float32)
    for corners, cell in _likely(soft):
        fitted = [_fitted(soft, corners, side, (1.0,)) for side in _sides(corners, cell)]
        like, place, side = max(fitted, key=lambda found: found[0])
        like, place, side = _fitted(soft, place, side, (0.5, 0.25))
        if like >= _LEAST:
            a, b, c, d = ((float(x), float(y)) for x, y in place)
            yield _drawn(soft, place, side), (a, b, c, d)


def _likely(soft: NDArray[np.float32]) -> list[tuple[Floats, float]]:
    """Return where a code may lie: its corners, and how large its cells are, from two finders each."""
    finders = _finders(soft)
    found: list[tuple[float, Floats, float]] = []
    for (x, y, cell, like), (u, v, other, also) in itertools.combinations(finders, 2):
        mean = (cell + other) / 2
        if abs(math.log(cell / other)) > _OF_ONE_SIZE:
            continue
        across, down = u - x, v - y
        long, short = max(abs(across), abs(down)), min(abs(across), abs(down))
        if not (_SIDES[0] - 2 - _FINDER) * mean < long < (_SIDES[-1] + 2 - _FINDER) * mean:
            continue
        if short < _LEVEL * long:
            # Beside each other: the upper two, or the left two.
            level = abs(across) > abs(down)
            onward = (across if level else down) > 0
            begin = np.array([x, y] if onward else [u, v])
            ahead = np.array([across, down]) * (1 if onward else -1)
            right = ahead if level else np.array([ahead[1], -ahead[0]])
        elif short > (1 - _LEVEL) * long and across * down < 0:
            # The upper right and the lower left one.
            upper, lower = (np.array(place) for place in sorted(((x, y), (u, v)), key=lambda place: place[1]))
            middle, half = (upper + lower) / 2, (upper - lower) / 2
            begin = middle + np.array([half[1], -half[0]])
            right = upper - begin
        else:
            continue
        below = np.array([-right[1], right[0]])
        edge = (right + below) * (_FINDER / 2 * mean / max(float(np.hypot(*right)), 1.0))
        size = 1 + _FINDER * mean / max(float(np.hypot(*right)), 1.0)
        start = begin - edge
        corners = np.stack(
            [start, start + size * right, start + size * (right + below), start + size * below]
        )
        found.append((like + also, corners, mean))
    found.sort(key=lambda one: -one[0])
    return [(corners, cell) for _, corners, cell in found[:_MOST_TRIES]]


def _finders(soft: NDArray[np.float32]) -> list[tuple[float, float, float, float]]:
    """Return what looks like a finder: its middle, how large its cells are, how like one it is."""
    found: list[tuple[float, float, float, float]] = []
    for cell in _CELLS:
        template = cv2.GaussianBlur(
            cv2.resize(_finder(), None, fx=cell, fy=cell, interpolation=cv2.INTER_AREA), (0, 0), 0.35 * cell
        )
        if min(template.shape) >= min(soft.shape):
            continue
        match = cv2.matchTemplate(soft, template, cv2.TM_CCOEFF_NORMED)
        peaks = (match >= _LIKE) & (match >= cv2.dilate(match, np.ones((9, 9))))
        half = template.shape[0] / 2
        found += [(x + half, y + half, cell, float(match[y, x])) for y, x in np.argwhere(peaks).tolist()]
    best: list[tuple[float, float, float, float]] = []
    for one in sorted(found, key=lambda item: -item[3]):
        if all(math.dist(one[:2], other[:2]) > _FINDER / 2 * other[2] for other in best):
            best.append(one)
    return best[:_MOST_FINDERS]


def _sides(corners: Floats, cell: float) -> list[int]:
    """Return how many cells a code's side may have, the nearest three."""
    likely = float(np.hypot(*(corners[1] - corners[0]))) / cell
    return sorted(_SIDES, key=lambda side: abs(side - likely))[:3]


def _fitted(
    soft: NDArray[np.float32], corners: Floats, side: int, steps: Sequence[float]
) -> tuple[float, Floats, int]:
    """Return how like a code of so many cells a place is, its corners moved by such shares of a cell."""
    cell = float(np.hypot(*(corners[1] - corners[0]))) / side
    best = _likeness(soft, corners, side)
    for size in steps:
        for _ in range(_ROUNDS):
            before = best
            for corner, axis, way in itertools.product(range(4), range(2), (-1, 1)):
                moved = corners.copy()
                moved[corner, axis] += way * size * cell
                like = _likeness(soft, moved, side)
                if like > best:
                    best, corners = like, moved
            if best == before:
                break
    return best, corners, side


def _likeness(soft: NDArray[np.float32], corners: Floats, side: int) -> float:
    """Return the correlation of what is seen with what all codes of a size have."""
    rows, columns, wanted = _printed(side)
    seen = _seen(soft, corners, side, rows, columns)
    seen -= seen.mean()
    return float(seen @ wanted / max(float(np.linalg.norm(seen)), 1e-6))


def _seen(soft: NDArray[np.float32], corners: Floats, side: int, rows: Floats, columns: Floats) -> Floats:
    """Return how bright the middles of cells are."""
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    matrix = cv2.getPerspectiveTransform(square, corners.astype(np.float32))
    x, y, w = matrix @ np.stack([columns + 0.5, rows + 0.5, np.ones_like(rows)])
    across, down = ((part / w - 0.5).astype(np.float32).reshape(1, -1) for part in (x, y))
    found = cv2.remap(soft, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float64).reshape(-1)


def _drawn(soft: NDArray[np.float32], corners: Floats, side: int) -> Image:
    """Return the code drawn anew: the patterns of its size are as the standard has them."""
    rows, columns = (part.reshape(-1).astype(np.float64) for part in np.mgrid[0:side, 0:side])
    cells = _seen(soft, corners, side, rows, columns).reshape(side, side).astype(np.float32)
    # A cell is grey where its neighbours bleed into it: it is dark if darker than they are, light taken off.
    around = cv2.GaussianBlur(cells, (0, 0), 1.0)
    wide = cv2.GaussianBlur(cells, (0, 0), 5.0)
    light = cells + 0.8 * (cells - around) > wide
    pattern = _pattern(side)
    light[pattern != 0] = pattern[pattern != 0] > 0
    drawn = np.full((side + 2 * _QUIET,) * 2, 255, np.uint8)
    drawn[_QUIET:-_QUIET, _QUIET:-_QUIET] = np.where(light, 255, 0)
    return np.asarray(np.kron(drawn, np.ones((_DRAWN, _DRAWN), np.uint8)), np.uint8)


@cache
def _printed(side: int) -> tuple[Floats, Floats, Floats]:
    """Return rows and columns of the cells that are the same in all codes of a size, and what they are."""
    pattern = _pattern(side)
    rows, columns = np.nonzero(pattern)
    wanted = pattern[rows, columns].astype(np.float64)
    wanted -= wanted.mean()
    return rows.astype(np.float64), columns.astype(np.float64), wanted / np.linalg.norm(wanted)


@cache
def _pattern(side: int) -> NDArray[np.int8]:
    """Return a code's cells: 1 light and -1 dark in all codes of a size, 0 where it is the text's."""
    found = np.zeros((side, side), np.int8)
    found[6, 8:-8] = found[8:-8, 6] = [-1 if i % 2 == 0 else 1 for i in range(8, side - 8)]
    places = _alignments(side)
    for row, column in itertools.product(places, places):
        if (row, column) in {(6, 6), (6, places[-1]), (places[-1], 6)}:
            continue
        found[row - 2 : row + 3, column - 2 : column + 3] = -1
        found[row - 1 : row + 2, column - 1 : column + 2] = 1
        found[row, column] = -1
    finder = np.where(_finder() > 0, 1, -1).astype(np.int8)[1:-1, 1:-1]
    for row, column in ((0, 0), (0, side - 7), (side - 7, 0)):
        found[max(row - 1, 0) : row + 8, max(column - 1, 0) : column + 8] = 1
        found[row : row + 7, column : column + 7] = finder
    found[side - 8, 8] = -1
    return found


def _alignments(side: int) -> list[int]:
    """Return rows, and columns, of the middles of alignment patterns (ISO/IEC 18004, annex E)."""
    version = (side - 17) // 4
    count = version // 7 + 2
    step = math.ceil((side - 13) / (count - 1) / 2) * 2
    return [6, *sorted(side - 7 - step * i for i in range(count - 1))]


@cache
def _finder() -> NDArray[np.float32]:
    """Return a finder with the light cells around it, 255 light and 0 dark."""
    found = np.full((9, 9), 255, np.float32)
    found[1:8, 1:8] = 0
    found[2:7, 2:7] = 255
    found[3:6, 3:6] = 0
    return found
