"""Photos that show a paper as a mirror does: some front cameras and apps save them so.

QR codes are decoded from them all the same, so that a card would seem to be read while none of its print is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from motcua.kernel.messages import Problem
from motcua.papers.clock import Clock
from motcua.papers.errors import problem
from motcua.papers.image import Image
from motcua.papers.kinds import side_scores
from motcua.papers.lines.read import is_unreadable
from motcua.papers.sides import one_photo
from motcua.papers.sides.glance import is_rather_mirrored
from motcua.papers.sides.one_photo import LEAST_EVIDENCE
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import FieldValue, Quad, Reading, Region, Side, Witness

#: So many lines may be written the wrong way round then; of fewer nothing can be told.
_MANY: Final = 0.4
_FEWEST: Final = 5
#: So much must the words say once they are turned: then it was a mirrored paper and nothing else.
_EVIDENCE: Final = 4.0


def read_photo(photo: Image, image: int, clock: Clock, *, several: bool) -> tuple[list[RectifiedPaper], bool]:
    """As `one_photo.look`, from behind where the photo is a mirror's; return also whether it is one."""
    seen = one_photo.read_photo(photo, image, clock, several=several)
    if not all(_says_nothing(paper) for paper in seen):
        return seen, False
    # A code is read either way round, and tells that a card is there.
    if not any(paper.code is not None or is_rather_mirrored(paper, clock) for paper in seen):
        return seen, False
    turned = one_photo.read_photo(np.ascontiguousarray(photo[:, ::-1]), image, clock, several=several)
    return (turned, True) if _words(turned) >= _EVIDENCE else (seen, False)


def _says_nothing(paper: RectifiedPaper) -> bool:
    if _words([paper]) >= LEAST_EVIDENCE:
        return False
    # A code turns a mirrored card on its side, where little is taken for print at all.
    unreadable = sum(map(is_unreadable, paper.lines))
    return paper.code is not None or (len(paper.lines) >= _FEWEST and unreadable >= _MANY * len(paper.lines))


def _words(papers: Sequence[RectifiedPaper]) -> float:
    """Return the most that the words alone of one of the papers say: a code is read either way round."""
    return max(max(side_scores([line.text for line in paper.lines]).values()) for paper in papers)


def mirror_back(reading: Reading, widths: Mapping[int, int]) -> Reading:
    """Return a reading with the places on mirrored photos, by number with their widths, as they are there.

    A quad's corners stay in the order of the paper's own, so that what is cut out by it can be read.
    """
    if not widths:
        return reading

    def place(image: int, quad: Quad) -> Quad:
        if image not in widths:
            return quad
        a, b, c, d = ((widths[image] - x, y) for x, y in quad)
        return a, b, c, d

    def region(one: Region | None) -> Region | None:
        return None if one is None else Region(one.image, place(one.image, one.quad))

    def witness(one: Witness) -> Witness:
        return replace(one, region=region(one.region))

    def value(one: FieldValue) -> FieldValue:
        return replace(one, region=region(one.region), witnesses=tuple(map(witness, one.witnesses)))

    def told(one: Problem) -> Problem:
        return one if one.quad is None else replace(one, quad=place(one.image or 0, one.quad))

    def side(one: Side) -> Side:
        more = (problem("photo_mirrored"),) if one.image in widths else ()
        return replace(
            one,
            quad=one.quad and place(one.image, one.quad),
            portrait=one.portrait and place(one.image, one.portrait),
            problems=(*map(told, one.problems), *more),
        )

    return replace(
        reading,
        fields={name: value(one) for name, one in reading.fields.items()},
        sides=tuple(map(side, reading.sides)),
        problems=tuple(map(told, reading.problems)),
    )
