"""Rows of dots that a form prints for its values to stand on, taken out of a picture of a paper.

The identity card of nine digits has such leaders (``Họ tên ........``). A value is printed over them, and
what shows of them between its words is read as stops and commas (``Yên. Thế,. Bắc. Giang``).
"""

import bisect
import math
import statistics
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from motcua.papers.image import Image

#: Measures are shares of the paper's width: a dot is at most half a millimetre wide on 85.6.
_WIDEST: Final = 0.0064
#: A dot is darker than what is around it by so much at least, of 255, and by this share of what print is.
_DARKER: Final = 16
_AS_PRINT: Final = 0.3
#: More spots than this are the grain of a poor photo, on which dots cannot be told.
_MOST: Final = 4000
#: How far apart dots stand, and how far up or down the second of a row.
_NEAREST, _FARTHEST, _ASLANT = 0.0035, 0.018, 0.0015
#: So many dots of one size at one distance are a leader; a paper that has leaders has so many of theirs.
_FEWEST_IN_ROW: Final = 8
_FEWEST: Final = 40
#: How far a dot may stand from its place, of the distance between two.
_ASTRAY: Final = 0.22
#: A dot is at most so many times as large as the others of its row, and not less by more than this. A stop or
#: a comma of the value is larger.
_LARGER, _SMALLER = 1.8, 4.0
#: So many dots in a row may lie under letters.
_HIDDEN: Final = 70
#: A leader shows below the letters where so many of its dots have print above them.
_FEWEST_BELOW: Final = 8
#: or half as many, if they are so much of the row from the first of them to the last.
_SHOWN_BELOW: Final = 0.45
#: What has print so near above it may be the dot of a letter (``Lộc``).
_ABOVE: Final = 0.02


class _Spot(NamedTuple):
    """A small dark spot: its middle in pixels, its area, its number among the dark parts of the picture."""

    x: float
    y: float
    area: int
    number: int


def without_leaders(card: Image) -> Image:
    """Return the picture of an upright paper without its leaders; the very same where it has none.

    Dots that may belong to a letter, those with print right above them, are left. Where a leader shows below
    the letters all of it stays there: read as one row it harms nothing, and what would be left of it under
    ``Hưng`` is read as the mark of ``Hựng``.
    """
    width = card.shape[1]
    grey = cv2.GaussianBlur(np.asarray(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), np.uint8), (3, 3), 0)
    size = max(3, round(_WIDEST * width) | 1)
    # Somewhat larger than a dot: what closing by it fills is no larger.
    kernel = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size + 2, size + 2)))
    darker = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel))
    dark = darker > max(_DARKER, _AS_PRINT * float(np.percentile(darker[::4, ::4], 99)))
    spots, labels, letters = _spots(dark, size)
    rows = list(_rows(spots, width)) if len(spots) <= _MOST else []
    if sum(map(len, rows)) < _FEWEST:
        return card
    whole = (_all_of(row, spots, width) for row in rows)
    doomed = {spot.number for row in whole for spot in _in_the_way(row, letters, width)}
    spotted = np.isin(labels, list(doomed)).astype(np.uint8)
    where = np.asarray(cv2.dilate(spotted, np.ones((3, 3), np.uint8))) > 0
    clean = card.copy()
    clean[where] = np.asarray(cv2.morphologyEx(card, cv2.MORPH_CLOSE, kernel))[where]
    return clean


def _spots(
    dark: npt.NDArray[np.bool_], size: int
) -> tuple[list[_Spot], npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Return the spots from left to right, the number of the dark part at each pixel, what are letters."""
    _, labels, stats, middles = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= size) & (stats[:, cv2.CC_STAT_HEIGHT] <= size)
    small &= stats[:, cv2.CC_STAT_AREA] >= 2
    small[0] = False
    found = [
        _Spot(float(middles[n][0]), float(middles[n][1]), int(stats[n][cv2.CC_STAT_AREA]), int(n))
        for n in np.flatnonzero(small)
    ]
    large = stats[:, cv2.CC_STAT_AREA] >= size * size
    large[0] = False
    return sorted(found), np.asarray(labels, np.int32), np.asarray(large[labels])


def _rows(spots: Sequence[_Spot], width: int) -> Iterator[list[_Spot]]:
    """Yield rows of spots that stand one after the other at one distance."""
    taken: set[_Spot] = set()
    for start in spots:
        if start in taken:
            continue
        for second in _near(spots, start, width):
            row, step = [start, second], (second.x - start.x, second.y - start.y)
            while (following := _at(spots, row[-1].x + step[0], row[-1].y + step[1], row)) is not None:
                row.append(following)
                step = _step(row)
            if len(row) >= _FEWEST_IN_ROW:
                taken.update(row)
                yield row
                break


def _near(spots: Sequence[_Spot], start: _Spot, width: int) -> list[_Spot]:
    """Return the spots that may be the next of a row."""
    first = bisect.bisect_left(spots, start.x + _NEAREST * width, key=_across)
    last = bisect.bisect_right(spots, start.x + _FARTHEST * width, lo=first, key=_across)
    return [spot for spot in spots[first:last] if abs(spot.y - start.y) <= _ASLANT * width]


def _step(row: Sequence[_Spot]) -> tuple[float, float]:
    return (row[-1].x - row[0].x) / (len(row) - 1), (row[-1].y - row[0].y) / (len(row) - 1)


def _at(spots: Sequence[_Spot], x: float, y: float, row: Sequence[_Spot]) -> _Spot | None:
    """Return the spot of a row's size at a place, if there is one."""
    away = max(_ASTRAY * (row[1].x - row[0].x), 1.0)
    first = bisect.bisect_left(spots, x - away, key=_across)
    last = bisect.bisect_right(spots, x + away, lo=first, key=_across)
    there = [spot for spot in spots[first:last] if abs(spot.y - y) <= away]
    if not there:
        return None
    usual = statistics.median(spot.area for spot in row)
    alike = [spot for spot in there if usual / _SMALLER <= spot.area <= max(_LARGER * usual, usual + 2)]
    return min(alike, key=lambda spot: math.hypot(spot.x - x, spot.y - y), default=None)


def _across(spot: _Spot) -> float:
    return spot.x


def _all_of(row: Sequence[_Spot], spots: Sequence[_Spot], width: int) -> list[_Spot]:
    """Return a row with what of it shows further on, between the letters that stand on it."""
    found = list(row)
    step = _step(row)
    for end, way in ((row[0], -1), (row[-1], 1)):
        x, y, missed = end.x, end.y, 0
        while missed < _HIDDEN and 0 <= x <= width:
            x, y = x + way * step[0], y + way * step[1]
            spot = _at(spots, x, y, row)
            missed = missed + 1 if spot is None else 0
            if spot is not None:
                found.append(spot)
                x, y = spot.x, spot.y
    return found


def _in_the_way(row: Sequence[_Spot], letters: npt.NDArray[np.bool_], width: int) -> list[_Spot]:
    """Return the dots of a leader that stand beside letters, not below them."""
    below = [_has_print_above(spot, letters, width) for spot in row]
    under = [spot.x for spot, is_under in zip(row, below, strict=True) if is_under]
    if not _shows_below(row, under):
        return [spot for spot, is_under in zip(row, below, strict=True) if not is_under]
    room = _FARTHEST * width
    return [spot for spot in row if not min(under) - room <= spot.x <= max(under) + room]


def _shows_below(row: Sequence[_Spot], under: Sequence[float]) -> bool:
    """Tell whether a leader runs below the letters and not through their feet, where it would hardly show."""
    if len(under) < _FEWEST_BELOW // 2:
        return False
    places = (max(under) - min(under)) / abs(_step(row[:_FEWEST_IN_ROW])[0]) + 1
    return len(under) >= _FEWEST_BELOW or len(under) >= _SHOWN_BELOW * places


def _has_print_above(spot: _Spot, letters: npt.NDArray[np.bool_], width: int) -> bool:
    x, y, side = round(spot.x), round(spot.y), max(1, round(0.0016 * width))
    above = letters[max(0, y - round(_ABOVE * width)) : max(0, y - side - 2), max(0, x - side) : x + side + 1]
    return bool(above.any())
