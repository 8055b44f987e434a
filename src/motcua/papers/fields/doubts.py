"""What stands near a value and is nothing that is known: somebody has to look then."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.kernel.vietnamese import fold
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.fields.order import misplaced
from motcua.papers.fields.positions import distance, of_one_size, on_one_row
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text.printed_label import Hit, Label
from motcua.papers.text.values import find_phrase

#: A blank between words is no wider, in heights.
_A_BLANK: Final = 1.0
#: The next row of a value begins no further below it, or above its end, in its heights.
_ONE_ROW_DOWN: Final = 0.9
_OVER_ITS_END: Final = 0.4
#: So like its words a label stands twice on a side that holds parts of two.
_TWICE: Final = 0.8
#: Wordings of so few letters are like parts of many words; labels that name no field and count all the same.
_SHORT: Final = 6
_FINGERS: Final = ("ngon tro trai", "ngon tro phai")
#: The halves of a label in two languages on rows of their own are no further apart, in heights.
_ONE_LABEL: Final = 2.6
#: A label that is so like its words, of so many letters and of no other length, may be one that was misread.
_MISREAD: Final = 0.6
_LEAST_LONG: Final = 10
_MOST_LONGER: Final = 1.5
#: Its halves begin no further apart, in so many times that.
_AS_WIDE: Final = 3.0
#: The row above another has its middle so many heights higher at most, at least.
_ROW_ABOVE: Final = (0.6, 1.9)
#: A part of a slanting row is no further above or below the rest, in heights.
_A_ROW_OFF: Final = 1.3
#: Two lines of which so much of the smaller one's area is shared hold the same place.
_ONE_PLACE: Final = 0.5
#: A value begins no further left of its label, in heights.
_LEFT_OF: Final = 1.0
#: A value begins no further behind its label, in heights.
_BEHIND: Final = 3.0
#: So many labels in Vietnamese tell that a side has them all in that language.
_VIETNAMESE: Final = 2
_EXACT: Final = frozenset({"number", "date", "sex", "nationality"})


@dataclass(frozen=True, slots=True)
class Side:
    """A side as it was laid out.

    ``hits`` are its labels, ``likes`` what is less like one of them than another, ``lines`` all its lines,
    level, ``left`` those that nothing took, ``labels`` what such sides have.
    """

    hits: Sequence[Hit]
    likes: Sequence[Hit]
    lines: Sequence[TextLine]
    left: Sequence[TextLine]
    labels: Sequence[Label]


def mark(found: Mapping[str, FieldMatch], side: Side) -> None:
    """Mark the values beside which something stands that may be theirs, or that may be another's."""
    hits, lines, left = side.hits, side.lines, side.left
    vietnamese = {hit.label.field for hit in hits if not hit.english and hit.label.field is not None}
    for hit in hits:
        name = hit.label.field
        if name is None or not found[name].pieces:
            continue
        item, printed = found[name], lines[hit.index]
        if not hit.label.centred:
            item.beside |= _goes_on_in(left, hit.label, printed, item)
            item.beside |= _begins_behind(printed, hit, item, side)
        item.rivals |= _has_rivals(hit, hits, lines, left, item)
        if len(vietnamese) >= _VIETNAMESE and name not in vietnamese:
            item.beside |= _has_lost_its_first_half(hit, hits, lines)
    for name in misplaced(hits, found, lines, side.labels):
        found[name].rivals = True
    two = _holds_two(side)
    for name, item in found.items():
        own = [hit for hit in hits if hit.label.field == name]
        item.rivals |= two
        item.beside |= any(is_next_to(line, piece) for line in left for piece in item.pieces)
        item.rivals |= _stands_twice(own, side) or _is_seen_over(item, lines)
        if SHAPES.get(name) == "name":
            item.beside |= _begins_above(own, lines, left) or _may_be_another_name(item, side)
            item.beside |= any(_is_by(line, item) for line in left)
        if own and not any(hit.label.wraps or hit.label.centred or hit.label.heads for hit in own):
            item.beside |= _begins_left_of(item, own, lines)


def _has_rivals(
    hit: Hit, hits: Sequence[Hit], lines: Sequence[TextLine], left: Iterable[TextLine], item: FieldMatch
) -> bool:
    """Tell whether a line that nothing took may be a value just as well: one of two dates is another's.

    A number may be another's wherever it stands, as of a second card beside this one.
    """
    shape = SHAPES.get(hit.label.field or "")
    if shape not in _EXACT:
        return False
    there = {id(piece.line) for piece in item.pieces}
    return any(
        id(line) not in there
        and hit.label.accepts(line.text)
        and (
            _is_as_long(line, item) if shape == "number" else distance(line, lines, hits, hit, []) is not None
        )
        for line in left
    )


def _is_as_long(line: TextLine, item: FieldMatch) -> bool:
    """Tell whether a line is a number of as many digits as a value, and no row of a zone."""
    said, own = (sum(map(str.isdigit, text)) for text in (line.text, item.text))
    return "<" not in line.text and said == own


def _holds_two(side: Side) -> bool:
    """Tell whether two of a side's labels stand twice: whose the other values are is not told either."""
    places: dict[tuple[str | None, str], set[int]] = {}
    for hit in (*side.hits, *side.likes):
        if len(hit.phrase) > _SHORT and (hit.label.field is not None or hit.phrase.endswith(_FINGERS)):
            places.setdefault((hit.label.field, hit.phrase), set()).add(hit.index)
    return sum(len(there) > 1 for there in places.values()) > 1


def _stands_twice(own: Sequence[Hit], side: Side) -> bool:
    """Tell whether a label stands twice: one of the values is that of a second paper, or of a second photo.

    Its halves in two languages may stand on rows of their own. One may be misread, and nothing's then.
    """
    plain = [hit for hit in own if hit.similarity >= _TWICE]
    plain += [hit for hit in side.likes if own and hit.label is own[0].label]
    for at, one in enumerate(plain):
        for other in plain[at + 1 :]:
            quads = side.lines[one.index].quad, side.lines[other.index].quad
            apart = abs(middle_of(quads[0]) - middle_of(quads[1])) / min(map(tall, quads))
            halves = one.english != other.english and apart < _ONE_LABEL
            if one.index != other.index and not halves:
                return True
    return any(
        _is_like(hit, line, side.lines[hit.index]) for hit in own if not hit.english for line in side.left
    )


def _is_like(hit: Hit, line: TextLine, printed: TextLine) -> bool:
    """Tell whether a line begins with what may be left of a label that was found elsewhere."""
    halves = fold(line.text.partition(":")[0]).split("/")
    down = abs(middle_of(line.quad) - middle_of(printed.quad)) / tall(printed.quad)
    aside = abs(box(line.quad)[0] - box(printed.quad)[0]) / tall(printed.quad)
    return max(down, aside / _AS_WIDE) > _ONE_LABEL and any(
        _LEAST_LONG <= len(phrase) <= _MOST_LONGER * len(half.strip())
        and len(half.strip()) <= _MOST_LONGER * len(phrase)
        and find_phrase(half.strip(), phrase, least=_MISREAD) is not None
        for half in halves
        for phrase in hit.label.phrases
    )


def _is_seen_over(item: FieldMatch, lines: Sequence[TextLine]) -> bool:
    """Tell whether a part of a value lies on another line: one place was read twice, or print is on print.

    A line found once more in part says no more than the whole.
    """
    return any(
        line is not piece.line
        and _share(line, piece.line) > _ONE_PLACE
        and fold(line.text) not in fold(piece.line.text)
        for piece in item.pieces
        for line in lines
    )


def _share(one: TextLine, other: TextLine) -> float:
    """Return how much of the smaller of two lines' areas they share."""
    a, b = box(one.quad), box(other.quad)
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((each[2] - each[0]) * (each[3] - each[1]) for each in (a, b))
    return across * down / max(smaller, 1.0) if across > 0 and down > 0 else 0.0


def _has_lost_its_first_half(hit: Hit, hits: Sequence[Hit], lines: Sequence[TextLine]) -> bool:
    """Tell whether a label of which only the English words are known has something else right above it.

    What it is in Vietnamese may stand there, misread, and the beginning of the value behind it: ``Nơi thường
    trú`` and the first row of the residence were lost, and the rest given.
    """
    printed = lines[hit.index]
    if not hit.english or any(c.isalpha() or c == "/" for c in printed.text[: hit.start]):
        return False
    known = {other.index for other in hits if other.label.field not in (None, hit.label.field)}
    return any(
        index not in known and _is_right_above(line, printed)
        for index, line in enumerate(lines)
        if index != hit.index
    )


def _is_right_above(line: TextLine, printed: TextLine) -> bool:
    """Tell whether a line of letters stands on the row above another, in its column."""
    height = min(tall(line.quad), tall(printed.quad))
    up = (middle_of(printed.quad) - middle_of(line.quad)) / height
    begin, end = box(line.quad)[0], box(line.quad)[2]
    own = box(printed.quad)[0]
    return (
        _ROW_ABOVE[0] < up < _ROW_ABOVE[1]
        and begin - own < 2 * _ROW_ABOVE[1] * height
        and end > own
        and any(c.isalpha() for c in line.text)
        and of_one_size(line.quad, printed.quad)
    )


def _begins_above(own: Sequence[Hit], lines: Sequence[TextLine], left: Iterable[TextLine]) -> bool:
    """Tell whether a row that may be of a name, and that nothing took, stands right above its label.

    Of a passport's surname, whose label was misread, the given names below were the whole name.
    """
    there = [line for line in left if _is_part_of_name(line.text)]
    return any(_is_right_above(line, lines[hit.index]) for line in there for hit in own)


def _is_by(line: TextLine, item: FieldMatch) -> bool:
    """Tell whether a line with a word in capitals, as names are, stands by a name, about a row off.

    A slanting or bent row is found in parts at several heights; notes make one no name (``ĐẾN 2x``).
    """
    words = re.findall(r"[^\W\d_]{2,}", line.text)
    if any(c in line.text for c in ":<") or not any(map(str.isupper, words)) or words == ["VNM"]:
        return False
    left, _, right, _ = box(line.quad)
    return any(
        of_one_size(line.quad, piece.quad)
        and abs(middle_of(line.quad) - middle_of(piece.quad)) < _A_ROW_OFF * tall(piece.quad)
        and left < box(piece.quad)[2] + _BEHIND * tall(piece.quad)
        and right > box(piece.quad)[0] - tall(piece.quad)
        for piece in item.pieces
    )


def _is_part_of_name(text: str) -> bool:
    """Tell whether a line may be a surname; passports have their type and country above the names."""
    letters = [c for c in text if c.isalpha()]
    plain = len(letters) > 1 and text.isupper() and not any(c.isdigit() or c in "<:/" for c in text)
    return plain and fold(text).strip() != "vnm"


def _may_be_another_name(item: FieldMatch, side: Side) -> bool:
    """Tell whether a name's second row may be the other name, its label not read."""
    others = [label for label in side.labels if label.field is None and "ten goi khac" in label.phrases]
    known = any(hit.label in others for hit in side.hits)
    rows = {round(middle_of(piece.quad) / tall(piece.quad)) for piece in item.pieces}
    return bool(others) and not known and len(rows) > 1


def _begins_left_of(item: FieldMatch, own: Sequence[Hit], lines: Sequence[TextLine]) -> bool:
    """Tell whether a part of a value begins left of its labels, where another column's print stands."""
    begin = min(box(lines[hit.index].quad)[0] for hit in own)
    return any(box(piece.quad)[0] < begin - _LEFT_OF * tall(piece.quad) for piece in item.pieces)


def is_next_to(line: TextLine, piece: TextSpan) -> bool:
    """Tell whether a line of letters or digits stands on a row of a value, a blank away from it."""
    if not any(c.isalnum() for c in line.text) or not on_one_row(line.quad, piece.quad):
        return False
    left, _, right, _ = box(line.quad)
    p_left, _, p_right, _ = box(piece.quad)
    room = _A_BLANK * min(tall(line.quad), tall(piece.quad))
    return -room <= left - p_right < room or (piece.start == 0 and -room <= p_left - right < room)


def _goes_on_in(left: Sequence[TextLine], label: Label, printed: TextLine, item: FieldMatch) -> bool:
    """Tell whether a line that nothing took stands as one more row would, also below a row nobody knows.

    Of a label in two languages the second half may be misread between two rows of a name.
    """
    end = max(box(piece.quad)[3] for piece in item.pieces)
    if any(would_go_on(line, label, printed, item, end) for line in left):
        return True
    begin, height = box(printed.quad)[0], tall(printed.quad)
    between = [
        box(line.quad)[3]
        for line in left
        if abs(box(line.quad)[0] - begin) < _A_BLANK * height
        and -_OVER_ITS_END * height < box(line.quad)[1] - end < _ONE_ROW_DOWN * height
    ]
    return any(would_go_on(line, label, printed, item, low) for low in between for line in left)


def _begins_behind(printed: TextLine, hit: Hit, item: FieldMatch, side: Side) -> bool:
    """Tell whether a line that nothing took stands behind a label whose value begins further down."""
    if any(on_one_row(piece.quad, printed.quad) for piece in item.pieces):
        return False
    begin, _, end, _ = box(printed.quad)
    room = min(hit.label.beside, _BEHIND) * tall(printed.quad)
    return any(
        on_one_row(line.quad, printed.quad)
        and begin < box(line.quad)[0] < end + room
        and any(c.isalnum() for c in line.text)
        for line in side.left
    )


def would_go_on(line: TextLine, label: Label, printed: TextLine, found: FieldMatch, end: float) -> bool:
    """Tell whether a line that nothing took stands as one more row of a value of several rows would.

    ``Trú`` below ``TRỊNH THƯỜNG`` is too short for a name, a fourth row of marks on the skin one too many.
    ``end`` is how far down the row before it reaches.
    """
    if label.most_lines == 1 and label.continues is None:
        return False
    said = line.text.strip()
    if not (label.accepts(said) or (said.isalpha() and len(said) > 1 and said[0].isupper())):
        return False
    height = tall(line.quad)
    left, top, right, _ = box(line.quad)
    if not -_OVER_ITS_END * height < top - end < _ONE_ROW_DOWN * height or not of_one_size(
        line.quad, printed.quad
    ):
        return False
    begins = [box(printed.quad)[0], *(box(piece.quad)[0] for piece in found.pieces)]
    last = box(found.pieces[-1].quad)
    under = SHAPES.get(label.field or "") == "name" and left < last[2] and right > last[0]
    return under or any(abs(left - begin) < _A_BLANK * height for begin in begins)
