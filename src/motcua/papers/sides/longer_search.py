"""A longer look for the QR code of a side that should have one."""

from typing import Final

from motcua.papers.clock import Clock
from motcua.papers.codes import parse_identity_payload, read_qr
from motcua.papers.quads import inside, wider
from motcua.papers.sides.seen import Seen

_LONG_SEARCH: Final = 0.7
#: Where a QR code may be on an upright card: right half, above the middle (left, top, right, bottom).
_QR_PLACE: Final = (0.62, 0.0, 1.0, 0.52)


def search_code_again(paper: Seen, clock: Clock) -> None:
    """Look longer for the QR code of a side that should have one, where it should be."""
    if paper.code is not None:
        return
    with clock.part("qr"):
        codes = read_qr(paper.photo, regions=[paper.box_on_photo(_QR_PLACE)], budget=_LONG_SEARCH)
    for code in codes:
        payload = parse_identity_payload(code.text)
        if payload is not None and inside(wider(paper.quad), code.quad):
            paper.code = (payload, code.quad)
