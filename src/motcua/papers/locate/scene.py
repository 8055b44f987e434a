"""A photo on which papers are looked for, and a paper found on it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import cv2
import numpy as np

from motcua.papers.lines.types import Image
from motcua.papers.locate.edges import EdgeMap, edge_map
from motcua.papers.locate.shown import Shown, shown
from motcua.papers.types import Quad

Evidence = Literal["edges", "text", "frame"]
#: Long side of the picture that is searched, and on which corners are placed to half a pixel.
_SEARCHED_SIDE: Final = 1600


#: Outlines that the network is less sure of, or that share less with what it shows, are not looked at.
_SURE: Final = 0.9
_FITS: Final = 0.93


@dataclass(frozen=True, slots=True)
class Found:
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


class Scene:
    """A photo on which papers are looked for, with what every search of it needs, made once."""

    def __init__(self, photo: Image) -> None:
        """``photo``: BGR in any rotation, from `papers.photo.decode`."""
        self.photo = photo
        self.scale = min(_SEARCHED_SIDE / max(photo.shape[:2]), 1.0)

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
    def edges(self) -> EdgeMap:
        """Its edges, print and all."""
        return edge_map(self.view)

    @cached_property
    def outlines(self) -> list[Shown]:
        """What the network sees on it and is sure of.

        Where sheets of print lie all over a table it may take some for papers, and is less sure of them; or a
        paper's patch runs out into the print beside it, and four sides do not fit it.
        """
        return [one for one in shown(self.view) if one.sure >= _SURE and one.fits >= _FITS]
