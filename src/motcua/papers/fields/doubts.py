"""What stands near a value and is nothing that is known: somebody has to look then."""

from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.fields.positions import of_one_size, on_one_row
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, tall
from motcua.papers.text.labels import Label

#: A blank between words is no wider, in heights.
_A_BLANK = 1.0
#: The next row of a value begins no further below it, or above its end, in its heights.
_ONE_ROW_DOWN = 0.9
_OVER_ITS_END = 0.4


def is_next_to(line: TextLine, piece: TextSpan) -> bool:
    """Tell whether a line of letters or digits stands on a row of a value, a blank away from it."""
    if not any(c.isalnum() for c in line.text) or not on_one_row(line.quad, piece.quad):
        return False
    left, _, right, _ = box(line.quad)
    p_left, _, p_right, _ = box(piece.quad)
    room = _A_BLANK * min(tall(line.quad), tall(piece.quad))
    return -room <= left - p_right < room or (piece.start == 0 and -room <= p_left - right < room)


def would_go_on(line: TextLine, label: Label, printed: TextLine, found: FieldMatch) -> bool:
    """Tell whether a line that nothing took stands as one more row of a value of several rows would.

    ``Trú`` below ``TRỊNH THƯỜNG`` is too short for a name, a fourth row of marks on the skin one too many.
    """
    if label.most_lines == 1 and label.continues is None:
        return False
    said = line.text.strip()
    if not (label.accepts(said) or (said.isalpha() and len(said) > 1 and said[0].isupper())):
        return False
    height = tall(line.quad)
    left, top, _, _ = box(line.quad)
    gap = top - max(box(piece.quad)[3] for piece in found.pieces)
    if not -_OVER_ITS_END * height < gap < _ONE_ROW_DOWN * height or not of_one_size(line.quad, printed.quad):
        return False
    begins = [box(printed.quad)[0], *(box(piece.quad)[0] for piece in found.pieces)]
    return any(abs(left - begin) < _A_BLANK * height for begin in begins)
