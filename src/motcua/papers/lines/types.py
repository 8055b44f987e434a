"""The port behind which text detectors and recognisers stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from motcua.papers.types import Quad

#: Height x width x 3, BGR, uint8.
Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of one line; ``scores`` has one probability in [0, 1] for each character of ``text``."""

    text: str
    confidence: float
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text on a rectified side; ``quad`` is in pixels of the rectified image."""

    text: str
    confidence: float
    quad: Quad
    scores: tuple[float, ...] = ()


class LineDetector(Protocol):
    """Finds lines of text."""

    def detect(self, image: Image) -> list[Quad]:
        """Return one quad a line, clockwise from the line's top left, in pixels of ``image``."""
        ...


class LineRecogniser(Protocol):
    """Reads lines of text."""

    name: str

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop (an upright line, any size), in order; empty text if unreadable."""
        ...
