"""The card that carries a QR code, where its own sides are lost among print: the code tells where it lies."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from motcua.papers.codes import Code, parse_identity_payload
from motcua.papers.image import Image
from motcua.papers.locate.find import SHAPELY, edge_reach, fit_to_text, scaled, snapped_to_edges
from motcua.papers.locate.geometry import corners_of, homography, quad_of, rectify, to_photo
from motcua.papers.locate.scene import LocatedPaper, Scene
from motcua.papers.quads import inside
from motcua.papers.types import Quad

#: How far a card reaches from the upper left corner of its code, in sides of that: to the left, above, to the
#: right and below. Its code is in its upper right, 12 mm wide (chip) and 18 mm (Căn cước), of 85.6 x 54; half
#: a side more, so that its own sides are in sight, and what leaning does to distances.
_ROOM: Final = {"cccd_chip": (6.8, 1.2, 1.8, 4.9), "can_cuoc": (4.4, 1.0, 1.6, 3.2)}


def find_by_code(photo: Image, codes: Sequence[Code]) -> LocatedPaper | None:
    """Return the card around the only identity code on a photo, seen upright in the room the code gives it.

    On a sheet of print a pale card's sides are weaker than the lines around it, and all those lines outvote
    its own. None where there is no such code, or more than one, or no card is plain to see about it.
    """
    carried = [(code, payload) for code in codes if (payload := parse_identity_payload(code.text))]
    if len(carried) != 1:
        return None
    code, payload = carried[0]
    room = _room(code.quad, *_ROOM[payload.card])
    scene = Scene(rectify(photo, room))
    if len(scene.outlines) != 1:
        return None
    (one,) = scene.outlines
    corners, like = fit_to_text(scene.view, one, [])
    if like < SHAPELY:
        return None
    seen = quad_of(snapped_to_edges(scene.view, corners[0], reach=edge_reach(one)))
    quad = to_photo(scaled(seen, 1 / scene.scale), homography(room))
    if not inside(quad, code.quad):
        return None
    # It begins with one of its longer sides; the code tells with which.
    ways = (quad, (*quad[2:], *quad[:2]))
    upright = min(ways, key=lambda way: float(np.abs(corners_of(way) - corners_of(room)).sum()))
    return LocatedPaper(upright, one.sure, "edges", oriented=1.0)


def _room(code: Quad, left: float, above: float, right: float, below: float) -> Quad:
    """Return the part of the photo around a code in which its card lies, upright as the code is."""
    a, b, c, d = corners_of(code)
    across, down = (b - a + c - d) / 2, (d - a + c - b) / 2
    ways = ((-left, -above), (right, -above), (right, below), (-left, below))
    return quad_of(np.stack([a + across * x + down * y for x, y in ways]))
