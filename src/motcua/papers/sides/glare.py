"""Whether light on a photo may hide a part of a printed value.

Light is added to paper and ink alike: where the ground is white and all letters are still there to see, none
is gone.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Box
from motcua.papers.image import Image
from motcua.papers.photo import darkest, share_from
from motcua.papers.quads import box, tall
from motcua.papers.types import Quad

Mask = NDArray[np.bool_]
#: Room for a word before a value, in heights of it, as far as nothing else is printed there.
_WORD_BEFORE: Final = 3.0
#: Darkest channel of burnt-out pixels, and the share of a value's surroundings they may take.
_BURNT = 250
_MOST_BURNT = 0.02
#: So far beyond a value's end, in its heights, a word more of it would begin, and its first letter end: words
#: stand half a height apart. Glare, or the photo's end, further off behind clear paper hides nothing of it.
NEXT_WORD: Final = 3.0
_PALE = 235
#: Less than a third of a letter, on a card of 1,400 pixels; so much of such a square is burnt in a patch.
_SPECK: Final = 7
_SOLID: Final = 0.7
_NOTHING_LEFT: Final = 254
#: A value on one row is no higher than this share of its card's width. Of its ground so much is clipped
#: where all of it is, and in so dark ink no light was added that clips pale ground.
_ONE_ROW: Final = 0.05
_LONGER_THAN_A_RIM: Final = 5
_ALL_ALONG: Final = 0.6
_DARK_INK: Final = 85
#: Ink so dark shows in light: marks, whose strokes are thin, are still told by it. Between letters and words
#: no more room is without any, in a value's heights; so much of a column is burnt where a letter may be gone.
_INK_SHOWS: Final = 150
_BLANK: Final = 0.6
_LIT: Final = 0.25
#: So far around a portrait or a code its white ground may still reach, as a share of the side's width.
_BEHIND: Final = 0.02


def room_of(card: Image, quad: Quad, beside: Sequence[Box], more: float) -> Box:
    """Return a place with room for a word before it and ``more`` of its heights behind it, as fractions.

    A portrait or a code ``beside`` it leaves no room there.
    """
    height, width = card.shape[:2]
    left, top, right, bottom = box(quad)
    begin, end = (left - _WORD_BEFORE * tall(quad)) / width, (right + more * (bottom - top)) / width
    left, top, right, bottom = left / width, top / height, right / width, bottom / height
    for other in beside:
        if top < other[3] and bottom > other[1]:
            begin = max(begin, min(other[2] + _BEHIND, left)) if other[0] < left else begin
            end = min(end, max(other[0] - _BEHIND, right)) if other[2] > right else end
    return max(begin, 0.0), top, end, bottom


def is_burnt_out(card: Image, quad: Quad, beside: Sequence[Box] = ()) -> bool:
    """Tell whether a patch of white glare lies on a value or beside it, where a word may be lost.

    A card that is as bright all over is merely pale; of one that is nearly so, light leaves nothing at all.
    """
    if not is_burnt(card, room_of(card, quad, beside, NEXT_WORD)) or _is_clipped(card, quad):
        return False
    # A blank that is wholly within reach is seen whole.
    return _may_have_lost_letters(card, room_of(card, quad, beside, NEXT_WORD + _BLANK))


def is_burnt(card: Image, room: Box) -> bool:
    """Tell whether a patch of white glare lies in a part of a card, given as fractions."""
    part = _in_pixels(card, room)
    if not part.size:
        return True
    if share_from(part, _BURNT) <= _MOST_BURNT:
        return False  # hardly ever more: only then is the whole card looked at
    level = _level(card)
    return level is not None and _share_in_patches(part, level) > _MOST_BURNT


def _in_pixels(card: Image, room: Box) -> Image:
    """Return a part of a card given as fractions."""
    height, width = card.shape[:2]
    top, bottom = max(int(room[1] * height), 0), min(math.ceil(room[3] * height), height)
    left, right = max(int(room[0] * width), 0), min(math.ceil(room[2] * width), width)
    return card[top : max(bottom, top), left : max(right, left)]


def _level(card: Image) -> int | None:
    """Return from which level on a pixel of a card is light alone, None where the whole card is as bright."""
    # The median is no more than that; counting is a hundred times as fast as sorting.
    pale = share_from(card, _PALE + 1) >= 0.5
    if pale and share_from(card, _BURNT) >= 0.5:
        return None
    return _NOTHING_LEFT if pale else _BURNT


def _may_have_lost_letters(card: Image, room: Box) -> bool:
    """Tell whether in a room that light lies on there is a place for a letter with nothing but light.

    Light that falls off within a row leaves letters and takes the marks above or below them: both halves of
    a row must show ink.
    """
    part, level = _in_pixels(card, room), _level(card)
    if level is None:
        return False
    dark = darkest(np.ascontiguousarray(part))
    lit = _patches(dark, level).mean(axis=0) > _LIT
    high = len(dark)
    return any(
        _longest_lit(lit, np.any(half <= _INK_SHOWS, axis=0)) > _BLANK * high
        for half in (dark[: high // 2], dark[high // 2 :])
    )


def _longest_lit(lit: Mask, inked: Mask) -> int:
    """Return how many columns without ink stand side by side at most, of those between which light lies."""
    ends = np.flatnonzero(np.diff(inked, prepend=True, append=True))
    return max(
        (int(end - start) for start, end in zip(ends[::2], ends[1::2], strict=True) if lit[start:end].any()),
        default=0,
    )


def _share_in_patches(card: Image, level: int) -> float:
    """Return the share of pixels of at least that level that lie among such: rims of letters are none.

    Phones sharpen: around each letter a rim a few pixels wide is as white as glare, and hides nothing.
    """
    if share_from(card, level) <= _MOST_BURNT:
        return 0.0  # hardly ever more: one look is enough
    return float(_patches(darkest(np.ascontiguousarray(card)), level).mean())


def _patches(dark: Image, level: int) -> Mask:
    """Return where pixels of at least that level lie among such, of the darkest channel of each pixel."""
    burnt = (dark >= level).astype(np.uint8) * 255
    return np.asarray(cv2.blur(burnt, (_SPECK, _SPECK)) >= 255 * _SOLID)


def _is_clipped(card: Image, quad: Quad) -> bool:
    """Tell whether the ground of a value on one row is clipped all along it, its ink as dark as ever.

    A bright exposure, or the contrast that a phone adds, makes pale ground white and leaves ink alone; what
    a lamp adds to the ground until it is white it adds to the ink as well, but for a rim of the patch.
    """
    left, top, right, bottom = (max(int(part), 0) for part in box(quad))
    high = bottom - top
    if high > _ONE_ROW * card.shape[1] or high <= 0 or right - left < _LONGER_THAN_A_RIM * high:
        return False
    value = darkest(np.ascontiguousarray(card[top:bottom, left:right]))
    burnt = (value >= _BURNT).astype(np.uint8)
    ground = cv2.morphologyEx(burnt, cv2.MORPH_CLOSE, np.ones((high // 2 + 1,) * 2, np.uint8))
    if float(ground.mean()) < _ALL_ALONG:
        return False
    inked = np.flatnonzero((value <= _DARK_INK).any(axis=0))
    return bool(len(inked)) and 2 * int(np.diff(inked, prepend=-1, append=right - left).max()) <= high
