"""A photo on which papers are looked for, and a paper found on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

import cv2
import numpy as np

from motcua.papers.codes import Code
from motcua.papers.image import Image
from motcua.papers.lines.detector import PpocrDetector
from motcua.papers.locate.direction import BLANK
from motcua.papers.locate.edges import EdgeMap, edge_map
from motcua.papers.locate.geometry import Corners, overlap, quad_of
from motcua.papers.locate.segmentation import DetectedOutline, detect_outlines
from motcua.papers.types import Quad

Evidence = Literal["edges", "text", "frame"]
#: Long side of the picture that is searched, and on which corners are placed to half a pixel.
_SEARCHED_SIDE: Final = 1600
#: Long side of the picture on which lines of text are looked for.
_TEXT_SIDE: Final = 736

#: Outlines that the network is less sure of, or that share less with what it shows, are not looked at.
_SURE: Final = 0.9
_FITS: Final = 0.93
#: How often a place is looked at from nearer, of how many places, with how much around it (of its length).
_NEARER: Final = 2
_MOST_NEARER: Final = 4
_AROUND: Final = 0.2
#: Pixels from which on, and share of the photo up to which, a part shows more than the whole.
_LEAST_SIDE: Final = 60
#: So much of a paper is left out at its sides to see what lies on it.
_RIM: Final = 0.06
_NEARLY_ALL: Final = 0.85


@dataclass(frozen=True, slots=True)
class LocatedPaper:
    """A paper on a photo.

    ``quad``: corners in pixels of the photo, clockwise from the paper's own top left (the rotation is
    settled). ``score`` in [0, 1]. ``evidence``: its edges were seen, only its text was, or the whole photo is
    taken to be the paper. ``oriented`` is the probability that it is not upside down. ``lines`` is the number
    of lines of text in it.
    """

    quad: Quad
    score: float
    evidence: Evidence
    oriented: float = 1.0
    lines: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether no text was found on it, neither from afar nor on it rectified."""
        return self.lines == 0 and self.oriented <= BLANK


class Scene:
    """A photo on which papers are looked for, with what every search of it needs, made once."""

    def __init__(self, photo: Image) -> None:
        """``photo``: BGR in any rotation, from `papers.photo.decode`."""
        self.photo = photo
        self.scale = min(_SEARCHED_SIDE / max(photo.shape[:2]), 1.0)
        #: What searches around all text have found with these codes, in pixels of ``view``, to go on from.
        self.found: dict[tuple[Code, ...], list[LocatedPaper]] = {}

    @cached_property
    def view(self) -> Image:
        """The picture that is searched."""
        if self.scale == 1:
            return self.photo
        # Down to half the size every pixel is still looked at by the faster way.
        how = cv2.INTER_LINEAR if self.scale >= 0.5 else cv2.INTER_AREA
        view = cv2.resize(self.photo, None, fx=self.scale, fy=self.scale, interpolation=how)
        return np.asarray(view, np.uint8)

    @cached_property
    def text(self) -> list[Quad]:
        """The lines of text on it, in pixels of ``view``."""
        return PpocrDetector(_TEXT_SIDE).detect(self.view)

    @cached_property
    def edges(self) -> EdgeMap:
        """Its edges, print and all."""
        return edge_map(self.view)

    @cached_property
    def outlines(self) -> list[DetectedOutline]:
        """What the network sees on it and is sure of.

        Where sheets of print lie all over a table it may take some for papers, and is less sure of them; or a
        paper's patch runs out into the print beside it, and four sides do not fit it. Such a place is looked
        at from nearer, where print beside a paper is told from the paper's own.
        """
        return _all_sure(self.view, detect_outlines(self.view))

    def inside(self, corners: Corners) -> list[DetectedOutline]:
        """Return what the network sees and is sure of within a paper, ``corners`` in pixels of ``view``.

        A slip is a paper to it, and what lies on that a part of it, until the slip's own sides are left out.
        """
        low, high = corners.min(axis=0), corners.max(axis=0)
        rim = _RIM * (high - low)
        size = np.array(self.view.shape[1::-1])
        left, top = np.clip(low + rim, 0, size).astype(int)
        right, bottom = np.clip(high - rim, 0, size).astype(int)
        part = self.view[top:bottom, left:right]
        if min(part.shape[:2]) < _LEAST_SIDE:
            return []
        seen = [replace(one, corners=one.corners + np.array([left, top])) for one in detect_outlines(part)]
        return _all_sure(self.view, seen)


def _all_sure(view: Image, seen: Sequence[DetectedOutline]) -> list[DetectedOutline]:
    """Return the different outlines of which the network is sure, or is so from nearer."""
    found: list[DetectedOutline] = []
    for one in seen[:_MOST_NEARER]:
        sure = _surely(view, one)
        if sure is not None and all(_same(sure, other) < 0.5 for other in found):
            found.append(sure)
    return found


def _surely(view: Image, one: DetectedOutline) -> DetectedOutline | None:
    """Return an outline, or what is seen of it from nearer, once the network is sure of it."""
    for _ in range(_NEARER):
        if one.sure >= _SURE and one.fits >= _FITS:
            return one
        nearer = _from_nearer(view, one)
        if nearer is None:
            return None
        one = nearer
    return one if one.sure >= _SURE and one.fits >= _FITS else None


def _from_nearer(view: Image, one: DetectedOutline) -> DetectedOutline | None:
    """Return what the network sees where an outline is, of that part alone; None where it is all there is."""
    size = np.array(view.shape[1::-1])
    low, high = one.corners.min(axis=0), one.corners.max(axis=0)
    around = _AROUND * float((high - low).max())
    left, top = np.clip(low - around, 0, size).astype(int)
    right, bottom = np.clip(high + around, 0, size).astype(int)
    part = view[top:bottom, left:right]
    if min(part.shape[:2]) < _LEAST_SIDE or part.size > _NEARLY_ALL * view.size:
        return None
    seen = [replace(each, corners=each.corners + np.array([left, top])) for each in detect_outlines(part)]
    return max(seen, key=lambda each: _same(each, one), default=None)


def _same(one: DetectedOutline, other: DetectedOutline) -> float:
    return overlap(quad_of(one.corners), quad_of(other.corners))
