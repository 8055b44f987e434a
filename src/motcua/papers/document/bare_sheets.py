"""Slips of pale paper on a front, told by their edges where their colour is hardly another than the card's.

A slip is one smooth piece without print, with an edge all round, that fills a rectangle. A card's ground is
cut up by its rows of print, light and shadows end softly, and neither makes straight corners.
"""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Floats

Mask = NDArray[np.uint8]
#: Colours that change by less than this over four pixels (CIE delta E) are of one piece; and the same where
#: even the edge of a slip nearly of the card's own colour is looked for.
_SMOOTH: Final = 4.0
_SMOOTHER: Final = 2.5
#: What opens a piece at places where its edge is lost, in pixels of ``Flat.colours``.
_NECK: Final = 9
#: Shares of the side that a slip takes; its least height in the same pixels; how much of the narrowest
#: rectangle around it it fills, and of its own outline: print would leave holes.
_LEAST: Final = 0.01
_MOST: Final = 0.4
_LEAST_HIGH: Final = 34.0
_FILLS: Final = 0.9
_WHOLE: Final = 0.97
#: How far nine tenths of it are from the plane that fits it (delta E): between rows of a card's print there
#: is its ground's own print.
_PLANE: Final = 1.8
#: How much unlike (delta E) what lies next to it is along most of its edge; along how much of that it is the
#: lighter one, or of another colour by so much, as the lit part beside a shadow is not; how much is seen.
_UNLIKE: Final = 3.0
_ALL_ROUND: Final = 0.9
_COLOURED: Final = 6.0
_LAID_ON: Final = 0.85
_SEEN: Final = 0.7
#: How much of it is on the card's ground at least where a slip goes on over a portrait; and where it lies
#: over the card's edge as well, so much of itself off the card and on it: nothing of a card's own does.
_ON_GROUND: Final = 0.3
_A_LITTLE: Final = 0.04
_OFF: Final = 0.03
_ON: Final = 0.2
#: What is next to it begins and ends so many pixels from it.
_AWAY: Final = 6
_NEAR: Final = 8


def bare_sheets(
    plain: Floats,
    steps: Floats,
    judged: NDArray[np.bool_],
    shown: NDArray[np.bool_] | None = None,
    paper: NDArray[np.bool_] | None = None,
    *,
    whole: int | None = None,
) -> list[Mask]:
    """Return the outlines of slips as masks of the picture, the largest first.

    Args:
        plain: the side without print, CIE L*a*b*, n x 500 x 3, or with what lies around it.
        steps: by how much these change over four pixels.
        judged: where they are the card's, beside the portrait.
        shown: where a slip is looked for, if not only there; a very pale one then too.
        paper: where the side is, if not everywhere.
        whole: how many pixels the picture has, if only a part of it is given.
    """
    levels, bent = ((_SMOOTH,), False) if shown is None else ((_SMOOTH, _SMOOTHER), True)
    shown = judged if shown is None else shown
    paper = np.ones_like(judged) if paper is None else paper
    found: list[Mask] = []
    for level in levels:
        for piece in _pieces((steps < level) & shown, whole or shown.size):
            if any(np.any(piece & other) for other in found):
                continue
            least = _A_LITTLE if _is_over_the_edge(piece, paper) else _ON_GROUND
            if (
                _is_rectangle(piece)
                and _is_even(piece, plain, bent=bent)
                and (
                    _is_on_top(piece, plain, judged, shown, least)
                    # Where it ends just before the card's edge, that is not asked.
                    or _is_on_top(piece, plain, judged, judged, least)
                )
            ):
                found.append(np.asarray(cv2.dilate(piece, np.ones((5, 5), np.uint8)), np.uint8))
    return found


def _pieces(smooth: NDArray[np.bool_], size: int) -> Iterator[Mask]:
    """Return what hangs together and is as large as a slip on a picture of that size, the largest first."""
    kernel = np.ones((_NECK, _NECK), np.uint8)
    opened = np.asarray(cv2.morphologyEx(smooth.astype(np.uint8), cv2.MORPH_OPEN, kernel), np.uint8)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(opened)
    for number in sorted(range(1, count), key=lambda i: -int(statistics[i, cv2.CC_STAT_AREA])):
        if _LEAST <= statistics[number, cv2.CC_STAT_AREA] / size <= _MOST:
            yield np.asarray(labels == number, np.uint8)


def _is_rectangle(piece: Mask) -> bool:
    outlines, _ = cv2.findContours(piece, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    area = max(cv2.contourArea(outline), 1.0)
    (_, (across, down), _) = cv2.minAreaRect(outline)
    whole = cv2.countNonZero(piece) >= _WHOLE * area and area >= _FILLS * across * down
    return whole and min(across, down) >= _LEAST_HIGH


def _is_even(piece: Mask, plain: Floats, *, bent: bool) -> bool:
    """Tell whether a piece is of one colour, give or take light that falls on it from one side.

    ``bent``: it may be round, as a finger is, whose sides are darker.
    """
    rows, columns = (part[::5].astype(np.float32) for part in np.nonzero(piece))
    down, across = ((part - part.mean()) / max(float(part.std()), 1.0) for part in (rows, columns))
    terms = [np.ones_like(down), down, across]
    terms += [down * down, down * across, across * across] if bent else []
    values, surface = plain[piece > 0][::5], np.stack(terms, axis=1)
    best, *_ = np.linalg.lstsq(surface, values, rcond=None)
    return float(np.percentile(np.linalg.norm(values - surface @ best, axis=1), 90)) <= _PLANE


def _is_over_the_edge(piece: Mask, paper: NDArray[np.bool_]) -> bool:
    off = np.count_nonzero((piece > 0) & ~paper) / max(cv2.countNonZero(piece), 1)
    return bool(_OFF <= off <= 1 - _ON)


def _is_on_top(
    piece: Mask, plain: Floats, judged: NDArray[np.bool_], shown: NDArray[np.bool_], least: float
) -> bool:
    """Tell whether a piece is unlike what is all round it, ``least`` of its edge on the card's ground."""
    wide = cv2.copyMakeBorder(piece, _NEAR, _NEAR, _NEAR, _NEAR, cv2.BORDER_CONSTANT, value=0)
    near = cv2.dilate(wide, np.ones((2 * _AWAY + 1,) * 2, np.uint8))
    whole = (cv2.dilate(wide, np.ones((2 * _NEAR + 1,) * 2, np.uint8)) - near) > 0
    ring = whole[_NEAR:-_NEAR, _NEAR:-_NEAR]
    length, seen, ground = (np.count_nonzero(part) for part in (whole, ring & shown, ring & judged))
    if seen < _SEEN * length or ground < least * length:
        return False
    own = np.median(plain[piece > 0], axis=0)
    unlike = np.linalg.norm(plain[ring & shown] - own, axis=1) > _UNLIKE
    apart = plain[ring & judged] - own
    laid_on = (apart[:, 0] < 0) | (np.linalg.norm(apart[:, 1:], axis=1) > _COLOURED)
    return float(unlike.mean()) >= _ALL_ROUND and float(laid_on.mean()) >= _LAID_ON
