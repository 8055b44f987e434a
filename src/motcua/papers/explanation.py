"""How a reading came about, as pictures and rows: for one page without a server, and for an officer's.

Nothing here is stored. What comes out holds the card's data, so it is as sensitive as the photos.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers import photo
from motcua.papers.image import Image
from motcua.papers.types import FieldValue, Quad, Reading, Region, SideName
from motcua.papers.unread_words import one_for_each_cause
from motcua.papers.words import FIELDS, PAPERS, SIDES, SOURCES, UNKNOWN_PAPER, value_words

_SHOWN_SIDE: Final = 1280
#: Colours of outlines, BGR: a side, a portrait, a value that is sure, and one that needs a look.
_SIDE, _PORTRAIT = (160, 60, 20), (150, 30, 150)
_SURE, _DOUBTFUL = (90, 150, 20), (30, 140, 240)


_PAIR: Final = 2
_DIFFER = Bilingual("các nguồn đọc khác nhau", "the sources differ")
_ALONE = Bilingual("chỉ một nguồn đọc được, không có gì đối chứng", "one source only, nothing to bear it out")
_UNSURE = Bilingual("chưa nguồn nào đủ chắc", "no source is sure enough")


@dataclass(frozen=True, slots=True)
class AnnotatedPhoto:
    """One photo with everything that was found drawn in.

    ``problems`` with a place come first and are numbered in the picture as in the list. What one cause hides
    is one of them, as on the pages of a dossier.
    """

    number: int
    side: SideName | None
    jpeg: bytes
    problems: tuple[Problem, ...]

    @property
    def name(self) -> Bilingual:
        """Which photo it is, and of which side."""
        first = Bilingual(f"Ảnh {self.number}", f"Photo {self.number}")
        if self.side is None:
            return first
        side = SIDES[self.side]
        return Bilingual(f"{first.vi}: {side.vi.lower()}", f"{first.en}: {side.en.lower()}")

    @property
    def numbered(self) -> int:
        """How many of the problems have a number in the picture."""
        return sum(problem.quad is not None for problem in self.problems)


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """What one source said about a value, and whether that is what was taken.

    ``confidence`` is how sure a code is by its error detection. Of print there is only ``letters``: what the
    recogniser gives its own letters, before rules, lists of words and other sources were asked. That is no
    certainty: values with 0.4 for their letters whose words are all on the list are right as often as any.
    """

    source: Bilingual
    value: Bilingual
    confidence: float | None
    letters: float | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One value: what it is, how sure, the piece of the photo it was read from, what each source said."""

    name: str
    label: Bilingual
    value: Bilingual
    confidence: float
    review: bool
    crop: bytes | None
    witnesses: tuple[WitnessRow, ...]

    @property
    def why(self) -> Bilingual:
        """Why the value asks for a look, whatever its certainty measured over many cards."""
        if not all(item.agrees for item in self.witnesses):
            return _DIFFER
        return _ALONE if len(self.witnesses) < _PAIR else _UNSURE


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of a reading, ready to be shown."""

    paper: Bilingual
    problems: tuple[Problem, ...]
    photos: tuple[AnnotatedPhoto, ...]
    rows: tuple[FieldRow, ...]
    milliseconds: float


def explain_reading(images: Sequence[bytes], reading: Reading) -> Explanation:
    """Arrange a reading for a person.

    Args:
        images: the photos as given to ``papers.reading.read``, in the same order; unusable ones are left out.
        reading: what was read from them.
    """
    pictures = [_decoded(data) for data in images]
    seen = {i for i, picture in enumerate(pictures) if picture is not None}
    shown = [_shown(i, picture, reading) for i, picture in enumerate(pictures) if picture is not None]
    return Explanation(
        paper=PAPERS.get(reading.paper or "", UNKNOWN_PAPER),
        problems=tuple(problem for problem in reading.problems if problem.image not in seen),
        photos=tuple(shown),
        rows=tuple(_row(name, value, pictures) for name, value in reading.fields.items()),
        milliseconds=reading.timing_ms.get("total", 0.0),
    )


def _decoded(data: bytes) -> Image | None:
    try:
        return photo.decode(data)
    except photo.PhotoError:
        return None  # the reading's problems say what is wrong with it


def _shown(index: int, picture: Image, reading: Reading) -> AnnotatedPhoto:
    drawn = picture.copy()
    width = max(2, round(max(drawn.shape[:2]) / 400))
    for value in reading.fields.values():
        if value.region is not None and value.region.image == index:
            _outline(drawn, value.region.quad, _DOUBTFUL if value.review else _SURE, width)
    sides = [side for side in reading.sides if side.image == index]
    for side in sides:
        if side.quad is not None:
            _outline(drawn, side.quad, _SIDE, width * 2)
        if side.portrait is not None:
            _outline(drawn, side.portrait, _PORTRAIT, width)
    told = [problem for side in sides for problem in side.problems]
    told = one_for_each_cause([*told, *(item for item in reading.problems if item.image == index)])
    told.sort(key=lambda problem: problem.quad is None)
    places = [problem.quad for problem in told if problem.quad is not None]
    jpeg = photo.mark(drawn, places, max_side=_SHOWN_SIDE)
    return AnnotatedPhoto(index + 1, sides[0].side if len(sides) == 1 else None, jpeg, tuple(told))


def _outline(picture: Image, quad: Quad, colour: tuple[int, int, int], width: int) -> None:
    corners = np.rint(np.asarray(quad, np.float64)).astype(np.int32)
    cv2.polylines(picture, [corners], True, colour, width, cv2.LINE_AA)


def _row(name: str, value: FieldValue, pictures: Sequence[Image | None]) -> FieldRow:
    return FieldRow(
        name=name,
        label=FIELDS.get(name, Bilingual(name, name)),
        value=value_words(name, value.value),
        confidence=value.confidence,
        review=value.review,
        crop=_crop(value.region, pictures),
        witnesses=tuple(
            WitnessRow(
                source=SOURCES[item.source],
                value=value_words(name, item.value),
                confidence=None if item.source == "text" else item.confidence,
                letters=item.confidence if item.source == "text" else None,
                agrees=item.source in value.sources,
            )
            for item in value.witnesses
        ),
    )


def _crop(region: Region | None, pictures: Sequence[Image | None]) -> bytes | None:
    picture = pictures[region.image] if region is not None and region.image < len(pictures) else None
    if region is None or picture is None:
        return None
    return photo.crop(picture, region.quad, margin=0.8, lit=True)
