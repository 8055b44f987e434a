"""What lines of text are, and the port behind which recognisers stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.types import Quad


@dataclass(frozen=True, slots=True)
class Lattice:
    """What a recogniser by steps (CTC) found possible at each step of a line.

    ``log_probabilities`` is steps x classes, blank first; ``charset`` has each class's character; ``steps``
    has for each character of the line's text the first step it was read from, and the one after the last.
    """

    log_probabilities: NDArray[np.float32]
    charset: Sequence[str]
    steps: tuple[tuple[int, int], ...]

    def part(self, start: int, end: int) -> "Lattice":
        """Return the lattice of characters ``start`` to ``end`` with the blanks around them."""
        first = self.steps[start - 1][1] if start else 0
        last = self.steps[end][0] if end < len(self.steps) else len(self.log_probabilities)
        steps = tuple((a - first, b - first) for a, b in self.steps[start:end])
        return Lattice(self.log_probabilities[first:last], self.charset, steps)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of one line; ``scores`` has one probability in [0, 1] for each character of ``text``.

    ``lattice``: what else it may say, from recognisers of Vietnamese.
    """

    text: str
    confidence: float
    scores: tuple[float, ...] = ()
    lattice: Lattice | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text on a rectified side; ``quad`` is in pixels of the rectified image."""

    text: str
    confidence: float
    quad: Quad
    scores: tuple[float, ...] = ()
    lattice: Lattice | None = field(default=None, compare=False, repr=False)


class LineRecogniser(Protocol):
    """Reads lines of text."""

    name: str

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop (an upright line, any size), in order; empty text if unreadable."""
        ...
