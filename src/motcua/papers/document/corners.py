"""Whether a corner of a card is missing, as when it was cut off to end the card's validity.

An office that exchanges an old card cuts the upper right corner of its front and gives it back (Circular
07/2016/TT-BCA, Art. 15, as amended by 40/2019/TT-BCA). Where a corner is missing, the outline beside it is
not to be seen: what is inside looks like what is outside, and both like the table along the rest of the side.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from motcua.papers.document.flat import MARGIN, WIDTH, Flat, Floats
from motcua.papers.document.outline import Outline, Stretch

#: The stretch beside a corner that is looked at, in thousandths of the width: past the round corner of
#: 3.2 mm, up to 7.7 mm. And what it is compared with: the middle of the same side, as fractions.
_BESIDE: Final = slice(43, 90)
_REST: Final = (0.22, 0.5)
#: Below this contrast (CIE delta E) between card and table nothing can be said.
_LEAST_CONTRAST: Final = 10.0
#: How little of the side's contrast is left beside a missing corner, and how like the table it looks.
MOST_LEFT: Final = 0.35
MOST_UNLIKE: Final = 0.45
#: Where the table must be seen too, in thousandths of the width from both sides (3.6 mm): where only the
#: outline was found a little too far out, the card is there.
_WITHIN: Final = 42
#: A cut takes no more of a side than this, in thousandths of the width (21 mm); a finger along it may.
_LONGEST: Final = 250
#: A finger's edge goes on over the table: where the outline is to be seen again, what is outside changes by
#: so much of the contrast, and so many times as much as it does elsewhere on that side.
_EDGE: Final = 0.15
_EDGE_TIMES: Final = 2.8
#: Part of the side's contrast from which the outline is seen again; lengths in which the change is sought.
_SEEN_AGAIN: Final = 0.6
_REACH: Final = 22
_GAP: Final = 6
_AROUND: Final = 24
_STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Corner:
    """How one corner looks.

    ``number`` counts clockwise from the top left. ``left``: the share of the outline's contrast that is left
    beside the corner, on the side where there is more. ``unlike``: how far what is outside there is from the
    table, and ``within``: how far what is a little inside, both as a share of that contrast. ``under``:
    whether something with an edge of its own lies there, or it is more than a cut; asked where it matters.
    """

    number: int
    left: float
    unlike: float
    within: float
    under: bool = False

    @property
    def missing(self) -> bool:
        """Whether the table is seen where the corner should be."""
        gone = self.left <= MOST_LEFT and max(self.unlike, self.within) <= MOST_UNLIKE
        return gone and not self.under


def corners(flat: Flat, outline: Outline) -> list[Corner]:
    """Return the corners that can be judged: none of a card on its like, or cut off by the photo."""
    judged = (_corner(flat, number, outline[number], outline[number - 1].backwards()) for number in range(4))
    return [corner for corner in judged if corner is not None]


def _corner(flat: Flat, number: int, after: Stretch, before: Stretch) -> Corner | None:
    both = [stretch for stretch in (after, before) if _is_shown(stretch)]
    left, unlike, table = 0.0, 0.0, None
    for stretch in both:
        rest = _rest(stretch)
        usual = float(np.median(stretch.contrast[rest]))
        if usual < _LEAST_CONTRAST:
            return None
        left = max(left, float(np.median(stretch.contrast[_BESIDE])) / usual)
        unlike = max(unlike, _apart(stretch.outside[_BESIDE], stretch.outside[rest]) / usual)
        table = stretch.outside[_BESIDE], usual
    if table is None:
        return None
    for stretch in (after, before):
        # A side along the edge of the photo shows no table: it is known from the other side.
        if not _is_shown(stretch):
            if not stretch.shown_inside[_BESIDE].all():
                return None
            left = max(left, _apart(stretch.inside[_BESIDE], table[0]) / table[1])
    within = _apart(_patch(flat, number), table[0]) / table[1]
    corner = Corner(number, left, unlike, within)
    # A table's grain may change beside a cut on one side; what lies over the corner crosses both.
    under = corner.missing and all(_is_under_something(stretch) for stretch in both)
    return replace(corner, under=under)


def _is_under_something(stretch: Stretch) -> bool:
    """Tell whether what hides a side from its corner on is longer than a cut, or has an edge outside."""
    usual = float(np.median(stretch.contrast[_rest(stretch)]))
    seen = np.flatnonzero(stretch.contrast[_BESIDE.start :] > _SEEN_AGAIN * usual)
    end = _BESIDE.start + int(seen[0]) if len(seen) else len(stretch.shown)
    if end > _LONGEST:
        return True
    places = np.arange(_BESIDE.start, int(len(stretch.shown) * _REST[1]), _STEP)
    changes = np.array([_change(stretch.outside, int(place)) for place in places]) / usual
    near = np.abs(places - end) <= _AROUND
    most, elsewhere = float(changes[near].max(initial=0.0)), changes[np.abs(places - end) > 2 * _AROUND]
    return most > _EDGE and most > _EDGE_TIMES * float(np.percentile(elsewhere, 90))


def _change(colours: Floats, at: int) -> float:
    before, after = colours[max(at - _GAP - _REACH, 0) : at - _GAP], colours[at + _GAP : at + _GAP + _REACH]
    return _apart(before, after)


def _patch(flat: Flat, number: int) -> Floats:
    """Return the colours a little inside a corner, n x 3."""
    right, low = number in (1, 2), number in (2, 3)
    x = MARGIN + (WIDTH - _WITHIN if right else _WITHIN)
    y = MARGIN + (flat.height - _WITHIN if low else _WITHIN)
    return flat.colours[(y - 6) // 2 : (y + 6) // 2, (x - 6) // 2 : (x + 6) // 2].reshape(-1, 3)


def _is_shown(stretch: Stretch) -> bool:
    return bool(stretch.shown[_BESIDE].all() and stretch.shown[_rest(stretch)].all())


def _rest(stretch: Stretch) -> slice:
    length = len(stretch.shown)
    return slice(int(length * _REST[0]), int(length * _REST[1]))


def _apart(one: Floats, other: Floats) -> float:
    return float(np.linalg.norm(np.median(one, axis=0) - np.median(other, axis=0)))
