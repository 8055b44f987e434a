"""Print that a light has washed out on ground as white as the light: the ground does not show where it fell.

On a copy whose ground is clipped, or a card that was exposed too brightly, a reflection is told by the ink
alone: it adds as much to the ink as to the ground, so that letters pale towards it until they are gone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.photo import darkest, percentile, share_from
from motcua.papers.quads import box
from motcua.papers.types import Quad

#: From this level on ground is clipped, and so much of a side is where it is white all over.
_WHITE: Final = 250
_ALL_OVER: Final = 0.5
#: What is darker than this is ink, if not much of it; what lies before it on a row is none of the value's.
_AN_INK: Final = 200
#: A letter is so wide, in heights of a row. The first is so pale, and by so much paler than the darkest of
#: the value, and the next is paler, too. Of 91 values of 24 copies without any light the first was at most 47
#: paler, and then darker than that; specks before a value were paler still, with dark letters behind them.
_A_LETTER: Final = 0.6
_PALE_INK: Final = 150.0
_PALER: Final = 40.0
_NEXT_PALER: Final = 20.0
#: The share of a place whose darkest pixels may be dust.
_DUST: Final = 3


def fades_out(card: Image, quad: Quad) -> bool:
    """Tell whether the print of a value pales towards one of its ends, so that more of it may be gone.

    Args:
        card: BGR, the rectified side.
        quad: one row of the value, in pixels of ``card``.
    """
    left, top, right, bottom = (max(int(part), 0) for part in box(quad))
    letter = int(_A_LETTER * (bottom - top))
    if letter <= 0 or right - left < 3 * letter:
        return False
    value = darkest(np.ascontiguousarray(card[top:bottom, left:right]))
    inked = np.flatnonzero(value.min(axis=0) < _AN_INK)
    if inked.size == 0:
        return False
    value = value[:, inked[0] : inked[-1] + 1]
    pales = _begins_pale(value, letter) or _begins_pale(value[:, ::-1], letter)
    # Last, as it looks at the whole side: hardly any row pales.
    return pales and share_from(card, _WHITE) >= _ALL_OVER


def _begins_pale(value: NDArray[np.uint8], letter: int) -> bool:
    """Tell whether the first letters of a row are paler than the others."""
    if value.shape[1] < 3 * letter:
        return False
    first = percentile(value[:, :letter], _DUST)
    if first < _PALE_INK:
        return False  # as nearly always
    darkest_of_all, second = (percentile(part, _DUST) for part in (value, value[:, letter : 2 * letter]))
    return first >= darkest_of_all + _PALER and second >= darkest_of_all + _NEXT_PALER
