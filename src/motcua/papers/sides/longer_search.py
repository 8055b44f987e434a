"""A longer look for the QR code of a side that should have one."""

from typing import Final

import cv2
import numpy as np

from motcua.papers.clock import Clock
from motcua.papers.code_cells import redrawn
from motcua.papers.codes import IdentityQr, parse_identity_payload, read_qr
from motcua.papers.quads import inside, moved, wider
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import Quad

_LONG_SEARCH: Final = 0.7
#: Where a QR code may be on an upright card: right half, above the middle (left, top, right, bottom).
_QR_PLACE: Final = (0.62, 0.0, 1.0, 0.52)
#: How wide the card is on which its cells are looked at: three pixels each of the smallest.
_WIDE: Final = 1100


def search_code_again(paper: RectifiedPaper, clock: Clock) -> None:
    """Look longer for the QR code of a side that should have one, where it should be.

    First cell by cell, which takes a twentieth of a second and reads a code with something on a corner, then
    by the reader at growing scales.
    """
    if paper.code is not None:
        return
    with clock.part("qr"):
        paper.code = _by_cells(paper)
        codes = (
            []
            if paper.code
            else read_qr(paper.photo, regions=[paper.box_on_photo(_QR_PLACE)], budget=_LONG_SEARCH)
        )
    for code in codes:
        payload = parse_identity_payload(code.text)
        if payload is not None and inside(wider(paper.quad), code.quad):
            paper.code = (payload, code.quad)


def _by_cells(paper: RectifiedPaper) -> tuple[IdentityQr, Quad] | None:
    """Return what a code on the upright card says that is read cell by cell, and where on the photo it is."""
    height, width = paper.card.shape[:2]
    left, scale = int(_QR_PLACE[0] * width), _WIDE / width
    place = np.ascontiguousarray(paper.card[: int(_QR_PLACE[3] * height), left:])
    grey = cv2.cvtColor(place, cv2.COLOR_BGR2GRAY)
    patch = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    for drawn, quad in redrawn(patch):
        for code in read_qr(drawn, budget=0.0, whole=False):
            payload = parse_identity_payload(code.text)
            if payload is not None:
                a, b, c, d = ((x / scale, y / scale) for x, y in quad)
                on_card: Quad = (a, b, c, d)
                return payload, paper.on_photo(moved(on_card, left, 0))
    return None
