"""Values that stand without a label, or whose label was not recognised: numbers, dates, authorities."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from motcua.kernel.vietnamese import fold
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.kinds.base import SideSpec
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import box
from motcua.papers.text.values import find_date, find_number, find_phrase, is_no_expiry

#: Fields of the column right of a portrait: where their labels begin, it begins.
_RIGHT: Final = ("full_name", "date_of_birth", "sex", "place_of_origin", "place_of_residence")
#: What is left of a row with a date in words where something lies on it; no mark on the skin says so.
_OF_DATE: Final = re.compile(
    r"^\W*(?:ngay\b|nga?y?\W*(?:\d|thang\b|$))|\bthang\W*\d{1,2}\W*n(?:am)?\b|\bnam\W*\d{4}\b"
)
_OF_HEADING: Final = re.compile(r"(?:van ?tay|ngon)\b")


def find(
    found: dict[str, FieldMatch], lines: Sequence[TextLine], spec: SideSpec, digits: Sequence[int]
) -> None:
    """Add to ``found`` the number and the dates of a side that its labels did not tell."""
    _without_others(found)
    if spec.bare_date is not None and not _has(found, spec.bare_date):
        dated = _in_words(_dated(lines, found))
        if len(dated) == 1:
            found[spec.bare_date] = _whole(dated[0])
    if spec.date_columns:
        found.update(_by_column(lines, found))
    if spec.bare_number and not _has(found, "personal_number"):
        numbered = [line for line in lines if find_number(line.text, digits) is not None]
        if len(numbered) == 1:
            found["personal_number"] = _whole(numbered[0])


def authority(lines: Sequence[TextLine], spec: SideSpec, known: set[str]) -> list[PrintedValue]:
    """Return the authority such papers name, if its printed name is seen and it is not ``known`` already."""
    if "issuing_authority" in known:
        return []
    for value, phrases in spec.authorities:
        best: tuple[float, TextLine] | None = None
        for line in lines:
            for phrase in phrases:
                near = find_phrase(fold(line.text), phrase, least=0.8)
                if near is not None and (best is None or near[2] > best[0]):
                    best = (near[2], line)
        if best is not None:
            sure = 0.99 if best[0] > 0.88 else 0.9
            return [
                PrintedValue(
                    "issuing_authority", value, sure, sure, best[0] > 0.88, True, best[1].quad, listed=True
                )
            ]
    return []


def _by_column(
    lines: Sequence[TextLine], found: Mapping[str, FieldMatch]
) -> Iterator[tuple[str, FieldMatch]]:
    """Yield the one date under the portrait as the expiry, and the one right of it as the birth date.

    Under the portrait ``Không thời hạn`` may stand instead.

    Such a front prints no others. A label may lie under glare where its date does not.
    """
    begins = [box(found[name].label.quad)[0] for name in _RIGHT if name in found]
    if not begins:
        return
    dates = [(line, sum(box(line.quad)[::2]) / 2 < min(begins)) for line in _dated(lines, found)]
    for name, left in (("date_of_birth", False), ("date_of_expiry", True)):
        there = [line for line, is_left in dates if is_left == left]
        if len(there) == 1 and not _has(found, name):
            yield name, _whole(there[0])
    endless = [line for line in lines if is_no_expiry(line.text) and box(line.quad)[0] < min(begins)]
    if len(endless) == 1 and not _has(found, "date_of_expiry"):
        # No other words of such a paper are like these; a thumb may lie on the label before them.
        yield "date_of_expiry", _whole(endless[0])


def _dated(lines: Sequence[TextLine], found: Mapping[str, FieldMatch]) -> list[TextLine]:
    """Return the lines with a written-out date that no label claims."""
    used = {id(piece.line) for item in found.values() for piece in item.pieces}
    return [line for line in lines if id(line) not in used and find_date(line.text) is not None]


def _in_words(dated: Sequence[TextLine]) -> Sequence[TextLine]:
    """Return of several dates the one that is written out in words, as papers have it where it has no label.

    The others may be a camera's, which wrote on the photo when it was taken.
    """
    words = [line for line in dated if len(dated) > 1 and "thang" in fold(line.text)]
    return words or dated


def _without_others(found: Mapping[str, FieldMatch]) -> None:
    """Leave marks on the skin what is no part of a day of issue, or of a heading, that cannot be read whole.

    With a sticker on it, ``Ngày 15 thá`` was given as the end of the marks above it.
    """
    item = found.get("identifying_features")
    if item is None:
        return
    own = [piece for piece in item.pieces if not _is_heading(piece.text)]
    dated = (at for at, piece in enumerate(own) if _OF_DATE.search(fold(piece.text)))
    item.pieces = own[: next(dated, len(own))]


def _is_heading(text: str) -> bool:
    """Tell whether a row is what is left of the heading of a fingerprint, beside the marks on a chip card."""
    return text[:1].isupper() and _OF_HEADING.match(fold(text)) is not None


def _has(found: Mapping[str, FieldMatch], name: str) -> bool:
    return name in found and bool(found[name].pieces)


def _whole(line: TextLine) -> FieldMatch:
    return FieldMatch(line, 1.0, [TextSpan(line, 0, len(line.text))])
