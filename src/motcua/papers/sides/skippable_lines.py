"""Which lines of a side nothing asks for, so that they need not be read: they are a third of all on some.

A front begins with the country's name and motto, in two languages, which tell neither which paper it is nor a
value. Below the name of the authority on a back stands its translation, and who signed; beside it the words
above the fingerprints. Such lines are left unread only where the rest says plainly what the side is.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from motcua.kernel.vietnamese import fold
from motcua.papers.image import Image
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine
from motcua.papers.mrz.icao import Format
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text.values import find_phrase
from motcua.papers.types import PaperKind, Quad, SideName

#: Down to here, as shares of the height, a card has nothing but country and motto, and a passport these and
#: the labels of its own number; a card's title ends a little below.
_HEADING: Final = {None: 0.24, "td3": 0.14}
#: From here to the right of a chip card's back there are the fingerprints, and the words above them.
_FINGERS: Final = 0.66
#: A line that ends nearer than this to the side, in its heights, tells that a part of the card is missing.
_AT_THE_SIDE: Final = 0.5
#: How alike the name of an authority is at least to what was read, to need no other line that tells it.
_NAMED: Final = 0.88
_AUTHORITIES: Final = tuple(
    phrase for spec in SPECS.values() for side in spec.sides.values()
    for _, phrases in side.authorities for phrase in phrases
)  # fmt: skip


def lines_to_read_first(
    quads: Sequence[Quad], card: Image, zone: Format | None, *, coded: bool
) -> list[Quad]:
    """Return the lines found on a side that are read first: all but those that may be asked for nothing.

    Args:
        quads: where the lines are.
        card: the side, rectified and upright.
        zone: the zone on it that was read and verified.
        coded: whether an identity card's QR code was read on it.
    """
    height, width = card.shape[:2]
    if zone != "td1":
        return [quad for quad in quads if box(quad)[3] > _HEADING[zone] * height]
    if coded:
        return list(quads)
    return [
        quad for quad in quads
        if box(quad)[0] < _FINGERS * width or box(quad)[2] > width - _AT_THE_SIDE * tall(quad)
    ]  # fmt: skip


def is_signature(quad: Quad, above: Iterable[TextLine]) -> bool:
    """Tell whether a line stands below the authority's name: its translation, a seal, or who signed."""
    left, top, right, _ = box(quad)
    return any(
        top >= middle_of(line.quad)
        and box(line.quad)[0] < right
        and box(line.quad)[2] > left
        and _names_authority(line.text)
        for line in above
    )


def is_expected(key: tuple[PaperKind, SideName] | None, zone: Format | None, *, coded: bool) -> bool:
    """Tell whether a side is one of those of which nothing is asked where lines were put off.

    Only a chip card's back has fingerprints at the right: on that of a Căn cước whose code was not read the
    authority may stand there.
    """
    if zone == "td1":
        return key is not None and (key == ("cccd_chip", "back") or (coded and key[1] == "back"))
    return key is not None and key[1] == "front"


@lru_cache(maxsize=1_000)
def _names_authority(text: str) -> bool:
    """Tell whether a text names plainly who issues cards."""
    said = fold(text)
    near = (find_phrase(said, phrase, least=_NAMED) for phrase in _AUTHORITIES)
    return any(found is not None and found[2] > _NAMED for found in near)
