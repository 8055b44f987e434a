"""Which printed values could not be read, with why and where, as far as that was seen.

A value that is missing is told where its place on a side that was seen lies under something measured: light,
a thing, darkness, blur, the photo's end, too few pixels. Where nothing is measured over it, it is told
only of the three values without which a reading is of little use. Of the others nothing is said then: another
photo would show no more, a card may rightly be without the row, and the form asks for the value anyhow.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from motcua.kernel.messages import Problem
from motcua.papers.document import unreadable_field
from motcua.papers.document.cut_sides import paper_by_rows, whole_papers
from motcua.papers.document.flat import Box
from motcua.papers.errors import problem
from motcua.papers.kinds.base import SHAPES
from motcua.papers.locate.geometry import CARD_ASPECT, PASSPORT_ASPECT, to_rectified
from motcua.papers.quads import box, slice_quad
from motcua.papers.quality import CUT_OFF, is_whole, sides_on_frame
from motcua.papers.sides.classification import ClassifiedSide
from motcua.papers.text.labels import find_labels
from motcua.papers.types import IDENTITY_FIELDS, FieldValue, Quad

__all__ = ["unread_values"]

#: Without these a reading is of little use; a person is told when they are missing.
_NEEDED: Final = ("personal_number", "full_name", "date_of_birth")
#: Causes that mostly lie over the whole of a side, values and blanks.
_OF_THE_WHOLE: Final = frozenset({"blurred", "dark", "too_small"})
#: A passport prints them apart.
_PARTS: Final = {"surname": "full_name", "given_names": "full_name"}
#: How long a value may be, as a share of the side's width; others go on to the end of their place.
_LONG: Final = {"date": 0.25, "sex": 0.14, "nationality": 0.24, "number": 0.4}
#: Two places are in one column where they share so much of the narrower one's width.
_ONE_COLUMN: Final = 0.5
#: Rows of a place that are read beside it say where it begins and ends, give or take so much of the height;
#: a place lower than a row is no place: then they say something else.
_SPARE: Final = 0.005
_ONE_ROW: Final = 0.035
#: A value may stand on its label's row or below it: so far, in heights of the label for each of its rows.
_ROW_BELOW: Final = 1.6
#: The row below a label ends so many of its heights under it; a photo ends in a place with so much of it off.
_NEXT_ROW: Final = 1.3
_ENDS_IN: Final = 0.2
#: So near to an end of a photo on which no outline was found, as a share of it, rows stand that run off it.
_AT_END: Final = 0.12
#: With fewer rows in their places than this nobody knows where on such a photo a place is.
_LEAST_HELD: Final = 2


def unread_values(fields: Mapping[str, FieldValue], classified: Sequence[ClassifiedSide]) -> list[Problem]:
    """Return ``field_not_read`` for the values of the sides seen that are missing from ``fields``.

    Each has ``reason`` and ``region`` where its cause was measured; one without is of the three that are
    needed.
    """
    told: dict[str, Problem] = {}
    for item in classified:
        for name, each in _hidden(item, fields).items():
            told.setdefault(name, each)
    for name in _NEEDED:
        if name not in fields:
            told.setdefault(name, problem("field_not_read", name))
    return [told[name] for name in IDENTITY_FIELDS if name in told]


def _hidden(item: ClassifiedSide, fields: Mapping[str, FieldValue]) -> dict[str, Problem]:
    """Return the values of a side that are missing and have a cause over their place."""
    places: Mapping[str, Box] = item.spec.all_places
    missing = [name for name in places if name not in fields]
    if not missing or item.inspection is None:
        return {}
    rows, labels = _rows_read(item, fields)
    places = _on_the_part_seen(item, places, rows)
    nowhere = _is_lost(item, rows) and _held(places, rows) < _LEAST_HELD
    told: dict[str, Problem] = {}
    for name in missing:
        place = _place(name, places, rows, labels.get(name))
        each = problem("field_not_read", name)
        shown = None if nowhere else _found_part(item, place)
        if shown is not None:
            each = unreadable_field(each, shown, item.inspection)
        if each.reason is None or each.reason in _OF_THE_WHOLE:
            end = _end_of_photo(name, item, rows, labels.get(name))
            each = each if end is None else unreadable_field(each, end, item.inspection)
        if each.reason is not None:
            told[name] = each
    # What dims a whole side hides nothing where a card may have a blank, unless other values are lost to it.
    lost = any(each.reason in _OF_THE_WHOLE and name not in item.spec.may_lack for name, each in told.items())
    return {
        name: each
        for name, each in told.items()
        if lost or name not in item.spec.may_lack or each.reason not in _OF_THE_WHOLE
    }


def _found_part(item: ClassifiedSide, place: Box) -> Box | None:
    """Return a place, of one that is on the photo but not on what was found of the side the part that is.

    Such a place is not cut off, and of the rest of it nothing was measured; None where nothing was of any.
    """
    if min(place[:2]) >= 0 and max(place[2:]) <= 1:
        return place
    begin = place[0], place[1], place[0] + _ONE_ROW, place[3]
    if max(_off_photo(item, place), _off_photo(item, begin)) >= _ENDS_IN:
        return place
    left, top, right, bottom = (min(max(part, 0.0), 1.0) for part in place)
    return (left, top, right, bottom) if right - left >= _ONE_ROW and bottom - top >= _ONE_ROW else None


def _off_photo(item: ClassifiedSide, place: Box) -> float:
    """Return which share of a place on a side lies off the photo."""
    assert item.inspection is not None
    a, b, _, d = (np.array(point) for point in item.inspection.flat.on_photo(place))
    u, v = (part.ravel()[:, None] for part in np.mgrid[0.05:1:0.1, 0.05:1:0.1])
    points = a + u * (b - a) + v * (d - a)
    height, width = item.paper.photo.shape[:2]
    return float(np.mean(np.any((points < 0) | (points > (width, height)), axis=1)))


def _end_of_photo(name: str, item: ClassifiedSide, rows: Mapping[str, Box], label: Box | None) -> Box | None:
    """Return a place beyond the photo's end where nothing was read from a value on to that end.

    What was found of a side that runs off its photo may be off by more than a row. Where the label was read,
    and the photo ends beside it or in the row below, it ends in the value.
    """
    lost = _is_lost(item, rows)
    if not lost and all(each.code != CUT_OFF.code for each in item.quality):
        return None
    places = item.spec.all_places
    left, top, right, _ = places[name]
    if label is not None:
        below = label[0], label[3], label[2], label[3] + _NEXT_ROW * (label[3] - label[1])
        beside = label[2], label[1], label[2] + _LONG.get(SHAPES[name], _LONG["number"]), label[3]
        if _off_photo(item, below) >= _ENDS_IN:
            return label[0], 1.0, label[2], 1.0 + _ONE_ROW
        if _off_photo(item, beside) >= _ENDS_IN:
            return 1.0, label[1], 1.0 + _ONE_ROW, label[3]
    on_top, _, at_bottom, _ = sides_on_frame(item.paper.photo, item.paper.quad)
    others = {each: places[each][1] for each in rows if each in places and each != name}
    at_top = not lost or min((rows[each][1] for each in others), default=1.0) < _AT_END
    at_end = not lost or max((rows[each][3] for each in others), default=0.0) > 1 - _AT_END
    if at_bottom and at_end and others and max(others.values()) < top:
        return left, 1.0, right, 1.0 + _ONE_ROW
    if on_top and at_top and others and min(others.values()) > top:
        return left, -_ONE_ROW, right, 0.0
    return None


def _is_lost(item: ClassifiedSide, rows: Mapping[str, Box]) -> bool:
    """Tell whether no outline was found, and the photo, taken for the side, shows its rows elsewhere."""
    if not is_whole(item.paper.photo, item.paper.quad):
        return False
    placed = [name for name in rows if name in item.spec.all_places]
    return 2 * _held(item.spec.all_places, rows) < len(placed)


def _on_the_part_seen(
    item: ClassifiedSide, places: Mapping[str, Box], rows: Mapping[str, Box]
) -> Mapping[str, Box]:
    """Return the places as fractions of what was seen of a side that may run off the photo.

    Which of its sides does is told by the rows that were read on it.
    """
    aspect = PASSPORT_ASPECT if item.kind == "passport" else CARD_ASPECT
    ways = whole_papers(item.paper.photo, item.paper.quad, aspect)
    by_rows = paper_by_rows(
        [(places[name], row) for name, row in rows.items() if name in places], item.paper.quad, aspect
    )
    moved = [{name: _within(place, whole) for name, place in places.items()} for whole in ways]
    fitted = [] if by_rows is None else [{name: _within(place, by_rows) for name, place in places.items()}]

    return max([*moved, places, *fitted], key=lambda way: _held(way, rows))


def _held(places: Mapping[str, Box], rows: Mapping[str, Box]) -> int:
    """Return how many rows are in their places."""
    return sum(_holds(places[name], rows[name]) for name in rows if name in places)


def _within(place: Box, whole: Box) -> Box:
    left, top, right, bottom = whole
    across, down = right - left, bottom - top
    return left + place[0] * across, top + place[1] * down, left + place[2] * across, top + place[3] * down


def _holds(place: Box, row: Box) -> bool:
    """Tell whether the middle of a row is in a place."""
    x, y = (row[0] + row[2]) / 2, (row[1] + row[3]) / 2
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]


def _rows_read(
    item: ClassifiedSide, fields: Mapping[str, FieldValue]
) -> tuple[dict[str, Box], dict[str, Box]]:
    """Return where labels and values of a side's fields were read, and where the labels alone."""
    paper = item.paper
    height, width = paper.card.shape[:2]

    def share(quad: Quad) -> Box:
        left, top, right, bottom = box(quad)
        return left / width, top / height, right / width, bottom / height

    labels: dict[str, Box] = {}
    for hit in find_labels(paper.lines, item.spec.labels)[0]:
        name, line = _PARTS.get(hit.label.field or "", hit.label.field), paper.lines[hit.index]
        if name is not None:
            own = share(slice_quad(line.quad, hit.start, hit.end, len(line.text)))
            labels[name] = _around(own, labels.get(name))
    rows = dict(labels)
    for name, value in fields.items():
        for witness in value.witnesses:
            if (
                witness.source == "text"
                and witness.region is not None
                and witness.region.image == paper.image
            ):
                rows[name] = _around(share(to_rectified(witness.region.quad, paper.matrix)), rows.get(name))
    return rows, labels


def _around(one: Box, other: Box | None) -> Box:
    if other is None:
        return one
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _place(name: str, places: Mapping[str, Box], rows: Mapping[str, Box], label: Box | None) -> Box:
    """Return where a value stands: where such a side has it, between the rows that were read around it."""
    left, top, right, bottom = rough = places[name]
    if label is not None:
        tall = label[3] - label[1]
        left, top = min(left, label[0]), label[1]
        bottom = min(max(bottom, label[3] + tall), label[3] + _ROW_BELOW * tall * _most_rows(name))
        right = min(max(right, label[2]), label[2] + _LONG.get(SHAPES[name], 1.0))
    else:
        top = max([top, *(rows[each][3] - _SPARE for each in rows if _is_above(places, each, name))])
    bottom = min([bottom, *(rows[each][1] + _SPARE for each in rows if _is_above(places, name, each))])
    if bottom - top < _ONE_ROW or right - left < _ONE_ROW:
        return rough
    return left, top, right, bottom


def _most_rows(name: str) -> int:
    return 3 if SHAPES[name] in ("place", "words") else 1


def _is_above(places: Mapping[str, Box], one: str, other: str) -> bool:
    """Tell whether one field stands above another in one column of a side."""
    if one not in places or other not in places or one == other:
        return False
    a, b = places[one], places[other]
    shared = min(a[2], b[2]) - max(a[0], b[0])
    column = shared >= _ONE_COLUMN * min(a[2] - a[0], b[2] - b[0])
    return column and a[1] < b[1] and a[3] < b[3]
