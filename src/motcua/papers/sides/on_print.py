"""What may be a paper on a sheet full of print, the likeliest first."""

from collections.abc import Iterator, Sequence
from typing import Final

from motcua.papers.clock import Clock
from motcua.papers.codes import Code
from motcua.papers.locate import LocatedPaper, Scene, find_by_code, find_cards
from motcua.papers.quads import area_of

#: An outline on a sheet without its print is one from this score on.
SHOWN: Final = 0.2
#: A quad as large as this share of the photo is the sheet's.
MOST_OF_PHOTO: Final = 0.7


def outlines(scene: Scene, codes: Sequence[Code], clock: Clock) -> Iterator[LocatedPaper]:
    """Yield outlines on a printed sheet: that around a code, those with print off, those of edges alone."""
    with clock.part("locate"):
        carrier = find_by_code(scene.photo, codes)
    if carrier is not None:
        yield carrier
    with clock.part("locate"):
        found = find_cards(scene, codes=codes, most=2, on_print=True)
    yield from found
    with clock.part("locate"):
        found = find_cards(scene, codes=codes, most=2, text=[])
    most = MOST_OF_PHOTO * scene.photo.shape[0] * scene.photo.shape[1]
    yield from (one for one in found if one.score >= SHOWN and area_of(one.quad) < most)
