"""The only paper on a photo, where it is so plain to see that the photo's text need not be looked for.

The outline comes from the network of ``locate``. Which way up the paper lies is told by its QR code or its
zone, else by the longer lines on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from motcua.papers.clock import Clock
from motcua.papers.codes import Code, IdentityQr, parse_identity_payload
from motcua.papers.image import Image
from motcua.papers.kinds import SPECS
from motcua.papers.lines.detector import height_of, width_of
from motcua.papers.lines.read import detect
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import LocatedPaper, Scene, find_single_paper, oriented_like, rectify, turned
from motcua.papers.locate.direction import half_turn, weight
from motcua.papers.mrz.find import ZoneRead, plain_zone
from motcua.papers.mrz.ink import is_page, rows_by_ink
from motcua.papers.quads import box, inside
from motcua.papers.types import Quad

#: Long side of the picture on which lines are looked for where a code or zone was read: print bears it out,
#: and this takes two fifths of the time. Where a value is missing that no code tells, it is done again.
_ENOUGH: Final = 640
#: The same on a passport: its zone has the name's letters, and boxes must not cut their tone marks off
#: (of 24 names, 18 were given with 640, 21 with this as with the usual 960).
_ENOUGH_FOR_MARKS: Final = 736
#: A whole paper has so many lines along it.
_FEWEST: Final = 5
#: Where more of the print than this stands across the paper, or runs into its sides, its outline is doubtful.
_MOST_AMISS: Final = 0.1
#: Pixels of the rectified paper within which a line runs into a side.
_AT_THE_SIDE: Final = 2.0
#: How likely a paper is as its QR code or its zone tells that it lies.
_BY_CODE: Final = 0.999


@dataclass(frozen=True, slots=True)
class UprightPaper:
    """A paper found at sight: ``card`` is it rectified and upright, with ``quads`` where lines are on it.

    ``zone`` is its verified zone with the lines of it, None where it has none or it takes more to read it.
    ``coarse``: the lines were looked for on a smaller picture than usual.
    """

    found: LocatedPaper
    card: Image
    quads: list[Quad]
    zone: tuple[ZoneRead, list[TextLine]] | None = None
    coarse: bool = False


def find_upright(
    scene: Scene, codes: Sequence[Code], clock: Clock, *, passport: bool = False
) -> UprightPaper | None:
    """Return the only paper on a photo, upright, or None where it takes more than a look to find it.

    Args:
        scene: the photo.
        codes: QR codes that were read on it.
        clock: told what the finding of the paper and of its lines takes.
        passport: look for a passport's page with a zone that verifies, and for nothing else.
    """
    with clock.part("locate"):
        found = find_single_paper(scene)
        if found is None:
            return None
        code = next((code for code in codes if inside(found.quad, code.quad)), None)
        if code is not None:
            found = replace(found, quad=oriented_like(found.quad, code.quad), oriented=_BY_CODE)
        else:
            found = replace(found, quad=_begun_above(found.quad))
        card = rectify(scene.photo, found.quad)
    payload = None if code is None else parse_identity_payload(code.text)
    zoneless = _has_no_zone(payload) or (passport and not is_page(card))
    with clock.part("mrz"):
        zone = None if zoneless else plain_zone(card, rows_by_ink(card))
    if passport and (zone is None or zone[0].mrz.format != "td3"):
        return None
    with clock.part("lines"):
        coarse = payload is not None or zone is not None
        quads = _lines(card, zone) if coarse else detect(card)
    if not _is_whole(card, quads):
        return None
    if zone is None and not zoneless:
        with clock.part("mrz"):
            zone = plain_zone(card, quads)
    one = UprightPaper(replace(found, lines=len(quads)), card, quads, zone, coarse)
    if code is not None:
        return one
    if zone is not None:
        return replace(one, found=replace(one.found, oriented=_BY_CODE))
    return _upright(one, clock)


def _has_no_zone(payload: IdentityQr | None) -> bool:
    """Tell whether a code is of a kind that has its zone on the other side."""
    sides = () if payload is None else SPECS[payload.card].sides.values()
    return any(spec.qr for spec in sides) and all(spec.mrz is None for spec in sides if spec.qr)


def _lines(card: Image, zone: tuple[ZoneRead, list[TextLine]] | None) -> list[Quad]:
    """Return where lines are, looked for on a smaller picture, and above the zone if that was read."""
    if zone is None:
        return detect(card, side=_ENOUGH)
    rows = [line.quad for line in zone[1]]
    end = max(round(min(box(quad)[1] for quad in rows)), 1)
    above = np.ascontiguousarray(card[:end])
    side = _ENOUGH_FOR_MARKS if zone[0].mrz.format == "td3" else _ENOUGH
    return [*detect(above, side=side * max(above.shape[:2]) // max(card.shape[:2])), *rows]


def _begun_above(quad: Quad) -> Quad:
    """Return a quad begun with that of two sides which is higher on the photo: most papers lie so."""
    a, b, c, d = quad
    return turned(quad, 180) if a[1] + b[1] > c[1] + d[1] else quad


def _upright(one: UprightPaper, clock: Clock) -> UprightPaper | None:
    """Return a paper begun at its own top left, as its lines tell it, or None where they do not agree."""
    with clock.part("locate"):
        seen = half_turn(one.card, _along(one.quads))
    if seen is None:
        return None
    found = replace(one.found, quad=turned(one.found.quad, seen[0]), oriented=seen[1])
    if seen[0] == 0:
        return replace(one, found=found)
    card = np.asarray(cv2.rotate(one.card, cv2.ROTATE_180), np.uint8)
    # Not where they were, turned: around print that stands on its head the boxes cut tone marks off.
    with clock.part("lines"):
        quads = detect(card)
    with clock.part("mrz"):
        return UprightPaper(found, card, quads, plain_zone(card, quads))


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
