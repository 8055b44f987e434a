"""Where a line stands from a label: beside it, under it, on the row below, or in another's column."""

from collections.abc import Sequence

from motcua.papers.fields.matches import TextSpan
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, slice_quad, tall
from motcua.papers.text.printed_label import Hit
from motcua.papers.types import Quad

#: Letters are not all of one width: by so much of a line's length the end of a part of it may be off.
_UNEVEN = 0.15
#: How far short of a centred label a value may end, in its heights.
_SHORT_OF = 2.5
#: Middles of lines on one row are no further apart, in heights of the lower one.
_SAME_ROW = 0.4
#: Rows of one value are about as high.
_LIKE_HEIGHT = 0.6
#: Lines of two columns overlap by no more than this, in heights of the lower one.
_SIDE_BY_SIDE = 0.5


def own_quad(hit: Hit, hits: Sequence[Hit], line: TextLine) -> Quad:
    """Return where a label begins: further right if another field's label stands before it on its line."""
    shares = any(
        other.index == hit.index
        and other.start < hit.start
        and other.label.field not in (None, hit.label.field)
        for other in hits
    )
    return slice_quad(line.quad, hit.start, len(line.text), len(line.text)) if shares else line.quad


def _is_under(quad: Quad, label: Quad, *, centred: bool) -> bool:
    """Tell whether a line begins where a value under a label does: at its left end, or with it above."""
    left, _, right, _ = box(quad)
    l_left, _, l_right, _ = box(label)
    height = tall(quad)
    if centred:
        # One short word ("Không") stands where longer ones begin: a little left of the label's middle part.
        return min(right, l_right) > max(left, l_left) - _SHORT_OF * height
    return l_left - 2.5 * height <= left <= l_left + 6 * height


def _is_wrapped(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether a line is the row right below a label's, from where that row's first label begins."""
    quad, own = line.quad, lines[hit.index].quad
    height = tall(quad)
    row = [
        box(lines[other.index].quad)[0]
        for other in hits
        if other.label.field is not None
        and abs(middle_of(lines[other.index].quad) - middle_of(own)) < 0.6 * height
    ]
    below = 0.4 * height < middle_of(quad) - middle_of(own) < 1.8 * height
    return below and abs(box(quad)[0] - min(row)) < 1.5 * height


def _continues(quad: Quad, pieces: Sequence[TextSpan]) -> bool:
    """Tell whether a line begins where one above it of the same value does, or goes on right after one."""
    left, height = box(quad)[0], tall(quad)
    return any(
        abs(left - box(piece.quad)[0]) < 1.5 * height + _guessed(piece)
        or (
            0 <= left - box(piece.quad)[2] < 2 * height
            and abs(middle_of(quad) - middle_of(piece.quad)) < 0.4 * height
        )
        for piece in pieces
    )


def _guessed(piece: TextSpan) -> float:
    """Return how far off a piece's left end may be: after a label it is told from the count of letters."""
    left, _, right, _ = box(piece.line.quad)
    return _UNEVEN * (right - left) if piece.start else 0.0


def _blocked(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether another label's line lies between a label and a line under it, in the same column."""
    left, _, right, _ = box(line.quad)
    height = tall(line.quad)
    low, high = middle_of(lines[hit.index].quad), middle_of(line.quad)
    for other in hits:
        quad = lines[other.index].quad
        o_left, _, o_right, _ = box(quad)
        margin = 0.4 * tall(quad)
        # Corners found a little off, or a wide outline of a line, make columns side by side overlap.
        beside = min(right, o_right) - max(left, o_left) <= _SIDE_BY_SIDE * min(height, tall(quad))
        if other.label is not hit.label and not beside and low + margin < middle_of(quad) < high - margin:
            return True
    return False


def _is_anothers(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], column: float) -> bool:
    """Tell whether a label of the same column without a field (``Tên gọi khác``) stands before a line."""
    return any(
        hit.label.field is None
        and on_one_row(line.quad, lines[hit.index].quad)
        and column - tall(line.quad) < box(lines[hit.index].quad)[0] < box(line.quad)[0] - tall(line.quad)
        for hit in hits
    )


def distance(
    line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit, pieces: Sequence[TextSpan]
) -> float | None:
    """Return how far a line is from a label whose value it may be, None where it stands elsewhere."""
    left, top, _, _ = box(line.quad)
    middle, height = middle_of(line.quad), tall(line.quad)
    _, _, l_right, l_bottom = box(lines[hit.index].quad)
    own = own_quad(hit, hits, lines[hit.index])
    l_middle, l_height = middle_of(lines[hit.index].quad), tall(lines[hit.index].quad)
    if abs(middle - l_middle) < 0.6 * max(height, l_height) and left >= l_right - height:
        return None if left - l_right > hit.label.beside * height else (left - l_right) / (12 * height)
    if (
        middle <= l_middle
        or on_one_row(line.quad, lines[hit.index].quad)
        or _blocked(line, lines, hits, hit)
        or _is_anothers(line, lines, hits, box(own)[0])
    ):
        return None
    others = [p.quad for p in pieces if p.line is not line and not on_one_row(p.quad, line.quad)]
    rows = len({round(middle_of(quad) / (1.2 * height)) for quad in others})
    gap = (top - max([l_bottom, *(box(p.quad)[3] for p in pieces)])) / height
    near = rows < hit.label.most_lines and gap <= (2.2 if hit.label.centred else 1.3)
    # Of a heading only the row right below it is told by where it stands: further ones go on from that.
    centred = hit.label.centred or (hit.label.heads and not pieces)
    if near and (_is_under(line.quad, own, centred=centred) or _continues(line.quad, pieces)):
        return 1 + max(gap, 0.0) + abs(left - own[0][0]) / (30 * height)
    if hit.label.wraps and _is_wrapped(line, lines, hits, hit):
        return 2 + (top - l_bottom) / height
    return None


def on_one_row(one: Quad, other: Quad) -> bool:
    return abs(middle_of(one) - middle_of(other)) < _SAME_ROW * min(tall(one), tall(other))


def of_one_size(one: Quad, other: Quad) -> bool:
    return min(tall(one), tall(other)) > _LIKE_HEIGHT * max(tall(one), tall(other))
