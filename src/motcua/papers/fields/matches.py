"""What was found for a field: where its label stands, and the parts of lines that are its value."""

from dataclasses import dataclass, field

from motcua.papers.lines.types import TextLine
from motcua.papers.quads import slice_quad
from motcua.papers.types import Quad


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of a recognised line: characters ``start`` to ``end``."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the part."""
        return self.line.text[self.start : self.end]

    @property
    def scores(self) -> tuple[float, ...]:
        """One probability for each character of the part, empty where unknown."""
        return self.line.scores[self.start : self.end]

    @property
    def whole(self) -> bool:
        """Whether the part is the whole line."""
        return self.start == 0 and self.end == len(self.line.text)

    @property
    def quad(self) -> Quad:
        """The part's place, as if all characters were equally wide."""
        return slice_quad(self.line.quad, self.start, self.end, len(self.line.text))


@dataclass(slots=True)
class FieldMatch:
    """What was found for a field: where the label is and the pieces of its value in reading order.

    ``beside``: on a row of it, right before or behind it, or on the row that it would go on on, stands print
    that nothing takes for its own. ``rivals``: its label stands twice, or another line may be its
    value as well.
    """

    label: TextLine
    similarity: float
    pieces: list[TextSpan] = field(default_factory=list)
    beside: bool = False
    rivals: bool = False

    @property
    def text(self) -> str:
        """The pieces' text, joined by spaces."""
        return " ".join(piece.text for piece in self.pieces)
