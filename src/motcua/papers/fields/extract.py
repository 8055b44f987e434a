"""From the lines of a rectified side to what its print says about each field.

Lines with values that no code confirms are read by two recognisers, the fast one and that of Vietnamese, and
a value keeps how far the two agreed. Other lines are as whichever reads first has them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from motcua.papers import calibration
from motcua.papers.fields import (
    beginnings,
    closed_places,
    exact,
    in_words,
    names,
    second_labels,
    unlabelled,
    well_formed,
)
from motcua.papers.fields.alignment import after_phrases, same_letters, same_name, same_value, second_text
from motcua.papers.fields.layout import assign_values
from motcua.papers.fields.matches import FieldMatch
from motcua.papers.fields.rows import merge_dates, split_rows
from motcua.papers.fields.second_reading import cached_reader, corroborated_layout, unclaimed
from motcua.papers.kinds import base
from motcua.papers.kinds.base import SHAPES, SideSpec
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import box
from motcua.papers.text.spelling import is_spelt_name
from motcua.papers.text.values import clean_name, joint, worst
from motcua.papers.types import Quad

#: A name read with less certainty than this is shown to a person anyway, whatever a third reader says.
_WORTH_ANOTHER_LOOK = 0.6
_SURE_AGAIN = 0.8
#: No line of a paper is longer, in its heights: a row of letters two millimetres high across a whole card.
_LONGEST = 42
#: Shapes of values that are right or wrong as a whole.
_EXACT = frozenset({"number", "date", "sex", "nationality"})
#: Reads given quads of the side again in Vietnamese.
SecondReader = Callable[[Sequence[Quad]], list[TextLine]]


def read_fields(
    lines: Sequence[TextLine],
    spec: SideSpec,
    second: SecondReader,
    *,
    digits: Sequence[int] = (12,),
    sure: Mapping[str, str] = MappingProxyType({}),
    wider: SecondReader | None = None,
    third: SecondReader | None = None,
    letters: str = "",
    first: SecondReader | None = None,
) -> list[PrintedValue]:
    """Return what the print says about each field it can be read for.

    Args:
        lines: the side's lines as the fast recogniser read them.
        spec: what is printed on such a side.
        second: the recogniser of Vietnamese.
        digits: how long the personal number may be.
        sure: what a code has told; a second reading is needed only of what the first denies.
        letters: a name without diacritics that a zone tells: finds one whose label was not read.
        wider: the same on more of the picture around a line. A name that only print tells is read
            once more by it: marks stacked above capitals are cut off first, and then read surely as none.
        third: a reader made by others, asked of names and of words that would else be given for review.
        first: the fast recogniser, where ``lines`` are as the second one read them.
    """

    def laid_out(lines: Sequence[TextLine]) -> _Layout:
        return _lay_out(lines, spec, digits, sure, letters)

    either = lines
    if first is None:
        layout = laid_out(lines)
    else:
        second = cached_reader(lines, second)
        layout = corroborated_layout(lines, laid_out, _told_by_print_only, first)
    lines, found, settled, wanted = layout.lines, layout.found, layout.settled, layout.wanted
    again = dict(zip(wanted, second([line.quad for line in wanted.values()]), strict=True)) if wanted else {}

    apart = second_labels.part_places(found, again, spec.labels)
    apart |= closed_places.part_closed_places(found, again, spec.labels)
    values = (_value(name, item, again, digits) for name, item in found.items())
    # A passport prints a surname above the given names.
    if (
        "full_name" in found
        and spec.mrz != "td3"
        and well_formed.ends_early(found["full_name"].pieces, lines)
    ):
        apart |= {"full_name"}
    printed = [replace(one, whole=one.whole and one.field not in apart) for one in values if one is not None]
    printed = [beginnings.with_room(one, found[one.field], lines, again) for one in printed]
    if first is not None and layout.missing:
        printed.extend(_seen_by_one(laid_out(either).found, printed, {*settled, *sure}, digits))
    known = {item.field for item in printed}
    # Its words are on the paper whichever recogniser sees them; the fast one lacks most of their letters.
    printed.extend(unlabelled.authority([*lines, *either], spec, known))
    if "full_name" in found and "full_name" not in settled:
        printed = _name_again(printed, found["full_name"], spec, second, wider)
    return printed if third is None else _asked_again(printed, found, third)


def _seen_by_one(
    found: Mapping[str, FieldMatch], printed: Sequence[PrintedValue], told: set[str], digits: Sequence[int]
) -> list[PrintedValue]:
    """Return numbers, dates and the like whose label only the reader of Vietnamese knows, each for review.

    ``Số`` in small print was ``56`` to the other one, so that nobody had the number behind it.

    Args:
        found: what stands where by that reader alone.
        printed: what stands where by both; none of it is given for another field.
        told: fields that a code has told.
        digits: how long the personal number may be.
    """
    known = {one.field for one in printed} | told
    taken = {one.value for one in printed if SHAPES.get(one.field) == "date"}
    alone = (
        _value(name, item, {}, digits)
        for name, item in found.items()
        if name not in known and SHAPES.get(name) in _EXACT
    )
    return [
        replace(one, agreed=False, unopposed=False)
        for one in alone
        if one is not None and one.value not in taken
    ]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands where on a side's lines, whole rows joined and parted.

    ``settled`` are the fields a code has told and print does not deny, ``wanted`` the lines with values of
    the others, ``missing`` whether the label of a field that no code has told was not found.
    """

    lines: Sequence[TextLine]
    found: dict[str, FieldMatch]
    settled: set[str]
    wanted: dict[int, TextLine]
    missing: bool


def _lay_out(
    lines: Sequence[TextLine], spec: SideSpec, digits: Sequence[int], sure: Mapping[str, str], letters: str
) -> _Layout:
    lines = merge_dates(split_rows(lines))
    found = dict(assign_values(lines, spec.labels))
    names.find(found, lines, letters)
    unlabelled.find(found, lines, spec, digits)
    settled = _undenied(sure, found, digits)
    wanted = _lines_of(item for name, item in found.items() if name not in settled)
    missing = not spec.fields <= {*found, *sure}
    return _Layout(lines, found, settled, wanted, missing)


def _told_by_print_only(layout: _Layout) -> Iterable[TextLine]:
    """Return the lines with values that no code tells, or on which the other reader may see one."""
    if any(not item.pieces for name, item in layout.found.items() if name not in layout.settled):
        return [*layout.wanted.values(), *filter(_is_short_enough, layout.lines)]
    if not layout.missing:
        return layout.wanted.values()
    # A label that one recogniser garbles beyond knowing the other may read.
    known = [item.label for item in layout.found.values()]
    known += _lines_of(layout.found.values()).values()
    return [*layout.wanted.values(), *filter(_is_short_enough, unclaimed(layout.lines, known))]


def _is_short_enough(line: TextLine) -> bool:
    """Tell whether a line may be a paper's own: a newspaper's take ten times as long to read as one."""
    left, top, right, bottom = box(line.quad)
    return right - left <= _LONGEST * (bottom - top)


def _undenied(sure: Mapping[str, str], found: Mapping[str, FieldMatch], digits: Sequence[int]) -> set[str]:
    """Return the fields that a code has told and the first reading of the print does not deny.

    Only what two recognisers agree on may accuse a code; a foreign one stuck on a card shows in no other way.
    """
    first = {name: _value(name, found[name], {}, digits) for name in sure if name in found}
    return {
        name
        for name, told in sure.items()
        if (printed := first.get(name)) is None
        or printed.value == told
        or (SHAPES.get(name, "words") in ("words", "name", "place") and same_letters(printed.value, told))
    }


def _asked_again(
    printed: Sequence[PrintedValue], found: Mapping[str, FieldMatch], third: SecondReader
) -> list[PrintedValue]:
    """Ask a third reader of what it may settle; what it read itself is not given."""
    asked = [one for one in printed if one.field in found and calibration.needs_third(one)]
    lines = _lines_of(found[one.field] for one in asked)
    if not lines:
        return list(printed)
    again = dict(zip(lines, third([line.quad for line in lines.values()]), strict=True))
    values = {one.field: in_words.words(one.field, found[one.field], again) for one in asked}
    same = {
        one.field: value is not None
        and (same_name if one.field == "full_name" else same_value)(value.value, one.value)
        for one, value in zip(asked, values.values(), strict=True)
    }
    return [calibration.with_third_opinion(one, third=same.get(one.field)) for one in printed]


def _lines_of(items: Iterable[FieldMatch]) -> dict[int, TextLine]:
    """Return the lines on which values stand, each once."""
    return {id(piece.line): piece.line for item in items for piece in item.pieces}


def _name_again(
    printed: Sequence[PrintedValue],
    item: FieldMatch,
    spec: SideSpec,
    second: SecondReader,
    wider: SecondReader | None,
) -> list[PrintedValue]:
    """Look for a name only the second reader sees; look twice at one that would be given unlooked at."""
    if not item.pieces:
        return [*printed, *_unseen_name(item, spec, second)]
    return list(printed) if wider is None else [_seen_again(one, item, wider) for one in printed]


def _unseen_name(item: FieldMatch, spec: SideSpec, second: SecondReader) -> list[PrintedValue]:
    """Return the name that only the second reader sees after its label; a person has to look at it."""
    (other,) = second([item.label.quad])
    labels = [label for label in spec.labels if label.field == "full_name"]
    phrases = [phrase for label in labels for phrase in (*label.phrases, *label.seldom)]
    rest = after_phrases(other.text, phrases)
    value = clean_name(rest) if base.name(rest) else None
    if value is None:
        return []
    weakest = worst(other.scores[-len(rest) :])
    return [
        PrintedValue("full_name", value, joint(other.scores[-len(rest) :]), weakest, False,
                 is_spelt_name(value), item.label.quad)
    ]  # fmt: skip


def _seen_again(printed: PrintedValue, item: FieldMatch, wider: SecondReader) -> PrintedValue:
    """Return a name as not agreed on if a look at more of the picture reads it otherwise or with doubt."""
    if printed.field != "full_name" or not printed.unopposed or printed.weakest < _WORTH_ANOTHER_LOOK:
        return printed
    again = wider([piece.line.quad for piece in item.pieces])
    parts = [second_text(piece, other) for piece, other in zip(item.pieces, again, strict=True)]
    text = clean_name(" ".join(part for part, _ in parts))
    weakest = min((worst(scores) for _, scores in parts), default=0.0)
    seen = text == printed.value and weakest >= _SURE_AGAIN
    return printed if seen else replace(printed, agreed=False, unopposed=False)


def _value(
    name: str, item: FieldMatch, again: Mapping[int, TextLine], digits: Sequence[int]
) -> PrintedValue | None:
    if not item.pieces:
        return None
    shape = SHAPES.get(name, "words")
    if shape == "number":
        return exact.number(item, again, digits)
    if shape == "date":
        return exact.date(name, item, again)
    if shape == "sex":
        return exact.sex(item, again)
    if shape == "nationality":
        return exact.nationality(item, again)
    return (in_words.authority if name == "issuing_authority" else in_words.words)(name, item, again)
