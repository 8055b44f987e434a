"""The only paper on a photo, where it is so plain to see that the photo's text need not be looked for.

The outline comes from the network of ``locate``. Which way up the paper lies is told by its QR code, or by
the larger lines on it, for which a small picture does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from motcua.papers.clock import Clock
from motcua.papers.codes import Code
from motcua.papers.image import Image
from motcua.papers.lines.detector import PpocrDetector, height_of, width_of
from motcua.papers.lines.read import detect
from motcua.papers.locate import Found, Scene, at_sight, rectify, started_as, turned
from motcua.papers.locate.direction import settled, weight
from motcua.papers.quads import box, inside
from motcua.papers.types import Quad

#: Long side of the small picture, for a sixth of what finding all lines takes, and of the paper before.
_SMALL: Final = 384
_SMALL_WIDTH: Final = 1000
#: A whole paper has so many lines along it.
_FEWEST: Final = 5
#: Where more of the print than this stands across the paper, or runs into its sides, its outline is doubtful.
_MOST_AMISS: Final = 0.1
#: Pixels of the rectified paper within which a line runs into a side.
_AT_THE_SIDE: Final = 2.0
#: The orientation that a QR code tells.
_BY_CODE: Final = 0.999


@dataclass(frozen=True, slots=True)
class Straight:
    """A paper found at sight: ``card`` is it rectified and upright, with ``quads`` where lines are on it."""

    found: Found
    card: Image
    quads: list[Quad]


def straight(scene: Scene, codes: Sequence[Code], clock: Clock) -> Straight | None:
    """Return the only paper on a photo, upright, or None where it takes more than a look to find it.

    Args:
        scene: the photo.
        codes: QR codes that were read on it.
        clock: told what the finding of the paper and of its lines takes.
    """
    with clock.part("locate"):
        found = at_sight(scene)
        if found is None:
            return None
        found = _upright(scene.photo, found, codes)
        if found is None:
            return None
        card = rectify(scene.photo, found.quad)
    with clock.part("lines"):
        quads = detect(card)
    return Straight(replace(found, lines=len(quads)), card, quads) if _is_whole(card, quads) else None


def _upright(photo: Image, found: Found, codes: Sequence[Code]) -> Found | None:
    """Return a paper begun at its own top left, or None where that is not certain."""
    code = next((code for code in codes if inside(found.quad, code.quad)), None)
    if code is not None:
        return replace(found, quad=started_as(found.quad, code.quad), oriented=_BY_CODE)
    card = rectify(photo, found.quad, _SMALL_WIDTH)
    seen = settled(card, _along(PpocrDetector(_SMALL).detect(card)))
    return seen and replace(found, quad=turned(found.quad, seen[0]), oriented=seen[1])


def _is_whole(card: Image, quads: Sequence[Quad]) -> bool:
    """Tell whether there are enough lines, nearly all along the paper and clear of its sides."""
    along = _along(quads)
    clear = sum(weight(quad) for quad in along if not _touches(quad, card))
    return len(along) >= _FEWEST and clear >= (1 - _MOST_AMISS) * sum(map(weight, quads))


def _along(quads: Sequence[Quad]) -> list[Quad]:
    return [quad for quad in quads if width_of(quad) >= height_of(quad) and weight(quad) > 0]


def _touches(quad: Quad, card: Image) -> bool:
    left, top, right, bottom = box(quad)
    return bool(min(left, top, card.shape[1] - right, card.shape[0] - bottom) <= _AT_THE_SIDE)
