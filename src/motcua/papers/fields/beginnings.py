"""Where a first word of a value may stand unseen, of one that cannot go on.

An address that is a whole chain of units ends with its province, and between its units nothing is lost. Light
beside it hides at most a hamlet before it, and that only where a hamlet would have room.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from motcua.papers.fields.alignment import second_part
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text import places
from motcua.papers.types import Quad

#: Room for a word between a label and a value, or before one, in its heights.
_A_WORD: Final = 1.2
#: So far behind a label a value would begin, and its first letters end.
_FIRST_WORD: Final = 3.0
#: Between a label and the row below it, in its heights, another row has room from here on.
_A_ROW: Final = 0.8
_SAME_ROW: Final = 0.4
#: What the recogniser adds to a line at both ends, in its heights.
_ADDED: Final = 0.12


def with_room(
    printed: PrintedValue, item: FieldMatch, lines: Iterable[TextLine], again: Mapping[int, TextLine]
) -> PrintedValue:
    """Return what is said of a value with the only places where more of it may be hidden, if they are known.

    Args:
        printed: the value.
        item: where its label and its parts are.
        lines: all lines of the side.
        again: its lines as the recogniser of Vietnamese has them, by the identity of the first reading.
    """
    if (
        SHAPES.get(printed.field) != "place"
        or not printed.listed
        or not places.resolve_address(printed.value).closed
    ):
        return printed
    return replace(printed, room=_room_before(item, lines, again))


def _room_before(
    item: FieldMatch, lines: Iterable[TextLine], again: Mapping[int, TextLine]
) -> tuple[Quad, ...] | None:
    """Return where a word before the first one may stand, None where that is not known."""
    first, label = item.pieces[0], item.label
    if first.line is label:
        return _behind_label(first, again.get(id(first.line)))
    high = tall(first.quad)
    left, top, _, bottom = box(first.quad)
    l_left, l_top, l_right, l_bottom = box(label.quad)
    if abs(middle_of(first.quad) - middle_of(label.quad)) < _SAME_ROW * high:
        return () if left - l_right <= _A_WORD * high else (_upright(l_right, top, left, bottom),)
    room = [_upright(l_right, l_top, l_right + _FIRST_WORD * high, l_bottom)]
    if abs(left - l_left) > _A_WORD * high or not _begins_row(label, lines):
        room.append(_upright(left - _FIRST_WORD * high, top, left, bottom))
    if top - l_bottom > _A_ROW * high:
        room.append(_upright(min(left, l_left), l_bottom, l_left + 2 * _FIRST_WORD * high, top))
    return tuple(room)


def _behind_label(first: TextSpan, other: TextLine | None) -> tuple[Quad, ...] | None:
    """Return what of the line lies between a label and the value behind it, if a word has room there."""
    if other is None or other.lattice is None or not first.start:
        return None
    start, _ = second_part(first, other)
    label = other.text[:start].rstrip(" :.,/-")
    steps, count = other.lattice.steps, len(other.lattice.log_probabilities)
    if not label or start >= len(steps):
        return None
    left, top, right, bottom = box(first.line.quad)
    high = tall(first.line.quad)
    wide = right - left + 2 * _ADDED * high
    begin, end = (
        left - _ADDED * high + wide * step / count for step in (steps[len(label) - 1][1], steps[start][0])
    )
    return () if end - begin <= _A_WORD * high else (_upright(begin, top, end, bottom),)


def _begins_row(label: TextLine, lines: Iterable[TextLine]) -> bool:
    """Tell whether nothing stands right before a label, as its first half in another language would."""
    left, high = label.quad[0][0], tall(label.quad)
    return not any(
        line is not label
        and abs(middle_of(line.quad) - middle_of(label.quad)) < _SAME_ROW * high
        and -_FIRST_WORD * high < box(line.quad)[2] - left < high
        for line in lines
    )


def _upright(left: float, top: float, right: float, bottom: float) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))
