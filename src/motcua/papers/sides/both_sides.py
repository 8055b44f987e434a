"""A quad that took in both sides of a card: a sheet with the copies of them, photographed on a table.

The edges of the sheet are plainer than those of the copies on it. What tells the copies apart are the words
that each side prints: where those of one end and those of the other begin, the quad is cut.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.kinds import SPECS, are_printed, side_scores
from motcua.papers.lines.types import TextLine
from motcua.papers.types import PaperKind, Quad

#: So many lines hold words of one side and none of the other, and so much evidence either part must show.
_FEW: Final = 2
_EVIDENCE: Final = 4.0
#: How far around its words a side may reach, as a share of how wide they are: the portrait stands left of
#: them, the fingerprints right, and the zone or the address may not have been read.
_AROUND: Final = 0.7

Boxes = NDArray[np.float64]


def split_sides(lines: Sequence[TextLine], kind: PaperKind) -> list[Quad]:
    """Return where the two sides are to be searched that one rectified quad holds; nothing if it holds one.

    Args:
        lines: the lines read on the rectified quad, in its pixels.
        kind: what kind of paper they speak for.
    """
    if len(SPECS[kind].sides) < 2 or not lines:
        return []
    texts = [line.text for line in lines]
    front, back = (np.array(are_printed(texts, kind, side)) for side in ("front", "back"))
    boxes = np.array([[*np.min(line.quad, axis=0), *np.max(line.quad, axis=0)] for line in lines])
    for across in (1, 0):
        middles = (boxes[:, across] + boxes[:, across + 2]) / 2
        for one, other in ((front & ~back, back & ~front), (back & ~front, front & ~back)):
            if min(one.sum(), other.sum()) < _FEW:
                return []
            ends, begins = boxes[one, across + 2].max(), boxes[other, across].min()
            if ends < begins:
                groups = middles < (ends + begins) / 2
                if not all(_speaks(lines, group, kind) for group in (groups, ~groups)):
                    return []
                return [_room(boxes, groups, across), _room(boxes, ~groups, across)]
    return []


def _speaks(lines: Sequence[TextLine], group: NDArray[np.bool_], kind: PaperKind) -> bool:
    """Tell whether some lines alone are plainly of a side of a kind."""
    scores = side_scores([line.text for line, member in zip(lines, group, strict=True) if member])
    return max(scores[kind, side] for side in SPECS[kind].sides) >= _EVIDENCE


def _room(boxes: Boxes, group: NDArray[np.bool_], across: int) -> Quad:
    """Return the upright rectangle a side may take up, as far as the other side's lines leave room."""
    low, high = boxes[group, :2].min(axis=0), boxes[group, 2:].max(axis=0)
    reach = _AROUND * (high[0] - low[0])
    other_low, other_high = boxes[~group, across].min(), boxes[~group, across + 2].max()
    before = other_high <= low[across]
    limit_low, limit_high = low - reach, high + reach
    if before:
        limit_low[across] = max(limit_low[across], other_high)
    else:
        limit_high[across] = min(limit_high[across], other_low)
    (left, top), (right, bottom) = limit_low.tolist(), limit_high.tolist()
    return ((left, top), (right, top), (right, bottom), (left, bottom))
