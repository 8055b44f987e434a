"""Lines of print for tests: as the first recogniser has them, as a second reads them, and what they say."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from motcua.papers.fields.extract import SecondReader, read_fields
from motcua.papers.fields.rows import split_rows
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.types import PaperKind, Quad, SideName


def line(
    text: str, left: float, top: float, right: float | None = None, bottom: float | None = None,
    *, height: float = 30.0, score: float = 0.99,
) -> TextLine:  # fmt: skip
    """Return a level line, its box in pixels of the rectified side; ``score`` is that of each character.

    Without ``bottom`` it is ``height`` high; without ``right`` each character is half as wide as the line is
    high, about as on a card.
    """
    low = top + height if bottom is None else bottom
    end = left + 0.5 * height * len(text) if right is None else right
    return TextLine(text, score, ((left, top), (end, top), (end, low), (left, low)), (score,) * len(text))


def page_of(*rows: tuple[str, float, float]) -> list[TextLine]:
    """Return lines 40 pixels high, told by their text and where they begin; a character is 17 wide."""
    return [line(text, left, top, left + 17 * len(text), top + 40) for text, left, top in rows]


def misread(lines: Sequence[TextLine], seen: Mapping[str, str]) -> list[TextLine]:
    """Return the lines with what the first reader sees for some texts: it lacks letters with two marks."""
    return [line(seen.get(each.text, each.text), *each.quad[0], *each.quad[2]) for each in lines]


def reads(lines: Sequence[TextLine], texts: Mapping[str, str] = MappingProxyType({})) -> SecondReader:
    """Return a reader that has the lines as they are, or as ``texts`` tells it (their text to what it reads).

    Of a part that :func:`split_rows` makes of a line it reads that part; of a row that was found in several
    lines and joined, the words of all that lie in it, from the left.
    """
    known = {each.quad: each for each in (*split_rows(lines), *lines)}

    def reading(quad: Quad) -> TextLine:
        if quad not in known:
            there = [each for each in lines if _lies_in(each.quad, quad)]
            text = " ".join(each.text for each in sorted(there, key=lambda each: each.quad[0][0]))
            return TextLine(text, 0.99, quad, (0.99,) * len(text))
        seen = known[quad]
        text = texts.get(seen.text, seen.text)
        if text == seen.text:
            return seen
        return TextLine(text, seen.confidence, quad, (seen.confidence,) * len(text))

    return lambda quads: [reading(quad) for quad in quads]


def _lies_in(part: Quad, whole: Quad) -> bool:
    """Tell whether the middle of one is in the frame of the other."""
    x, y = (sum(point[axis] for point in part) / 4 for axis in (0, 1))
    (left, top), (right, low) = (
        [end(point[axis] for point in whole) for axis in (0, 1)] for end in (min, max)
    )
    return left <= x <= right and top <= y <= low


def said_of(
    lines: Sequence[TextLine], kind: PaperKind, side: SideName = "front",
    *, second: SecondReader | None = None, wider: SecondReader | None = None,
    third: SecondReader | None = None, letters: str = "",
) -> dict[str, PrintedValue]:  # fmt: skip
    """Return what a side's lines say, by field; fields of which they say nothing are left out.

    ``second`` reads them as they are if it is not given. ``wider``, ``third`` and ``letters`` are those of
    :func:`motcua.papers.fields.extract.read_fields`.
    """
    spec = SPECS[kind]
    said = read_fields(
        lines, spec.sides[side], second or reads(lines),
        digits=spec.number_digits, wider=wider, third=third, letters=letters,
    )  # fmt: skip
    return {item.field: item for item in said}
