"""A number, a date, a sex or a nationality from what two recognisers read where it stands.

A value keeps how far the two agreed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from motcua.kernel.vietnamese import fold
from motcua.papers.fields.alignment import one_digit_off, second_text
from motcua.papers.fields.matches import FieldMatch
from motcua.papers.lines.types import TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import union
from motcua.papers.text.values import (
    NO_EXPIRY,
    find_date,
    find_number,
    find_phrase,
    find_sex,
    is_bare_n,
    is_no_expiry,
    joint,
    worst,
)

T = TypeVar("T")

#: Words, and those that belong to a date or to a sex: a row of others below a label is another's.
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_OF_A_DATE: Final = frozenset({"ngay", "thang", "nam"})
_OF_A_SEX: Final = frozenset({"nam", "male", "female", "viet", "gioi", "tinh", "sex"})
#: How sure ``Không thời hạn`` is where two recognisers read it.
_WORDS: Final = 0.99


def number(item: FieldMatch, again: Mapping[int, TextLine], digits: Sequence[int]) -> PrintedValue | None:
    """Return the personal number, if the first recogniser reads one of the given lengths."""
    for piece in item.pieces:
        found = find_number(piece.text, digits)
        if found is None:
            continue
        value, start, end = found
        other = again.get(id(piece.line))
        second = find_number(other.text, digits) if other else None
        # How wide the blanks between groups of it are (``128 417 745``) is no doubt about its digits.
        scores = [
            score
            for c, score in zip(piece.text[start:end], piece.scores[start:end], strict=False)
            if c not in " ."
        ]
        agreed = None if other is None else second is not None and second[0] == value
        nearly = other is not None and any(
            one_digit_off(value, run) for run in re.findall(r"\d+", other.text)
        )
        if len({run for run, _, _ in _each(item, lambda text: find_number(text, digits))}) > 1:
            agreed = nearly = False
        return PrintedValue(
            "personal_number", value, joint(scores), worst(scores), agreed, True, piece.quad, nearly=nearly,
            whole=not item.rivals,
        )  # fmt: skip
    return None


def date(name: str, item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue | None:
    """Return a date, or that a paper does not expire, as the first recogniser reads it."""
    if name == "date_of_expiry" and is_no_expiry(item.text):
        return _no_expiry(item, again)
    for piece in item.pieces:
        other = again.get(id(piece.line))
        found = find_date(piece.text, loose=True)
        if found is None:
            continue
        value, start, end = found
        second = find_date(other.text, loose=True) if other else None
        scores = [
            score
            for c, score in zip(piece.text[start:end], piece.scores[start:end], strict=False)
            if c.isdigit()
        ]
        agreed = None if other is None else second is not None and second[0] == value
        if len({day for day, _, _ in _each(item, lambda text: find_date(text, loose=True))}) > 1:
            agreed = False
        return PrintedValue(
            name, value.isoformat(), joint(scores), worst(scores), agreed, True, piece.quad,
            whole=not item.rivals
            and (piece.line is item.label or not _has_others(piece.text[:start], _OF_A_DATE)),
        )  # fmt: skip
    return None


def _has_others(text: str, own: frozenset[str]) -> bool:
    """Tell whether a text has words that are not of its kind: it is another's, with a label nobody knows.

    Below ``Date of issue`` the row ``Ngày hết hạn: 20/11/2030`` was taken for the day of issue, below ``Giới
    tính`` the row ``Nơi sinh: Nam Định`` for a sex.
    """
    return any(word not in own for word in _WORD.findall(fold(text)))


def _each(item: FieldMatch, find: Callable[[str], T | None]) -> list[T]:
    """Return what is found on each part of a value: of two that differ one is another's, or a stamp's."""
    return [found for piece in item.pieces if (found := find(piece.text)) is not None]


def _no_expiry(item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue:
    """Return that a paper does not expire, in words that may stand on two lines."""
    others = [again.get(id(piece.line)) for piece in item.pieces]
    known = [other.text for other in others if other is not None]
    agreed = is_no_expiry(" ".join(known)) if len(known) == len(others) else None
    scores = [score for piece in item.pieces for score in piece.scores]
    # Letters that the first recogniser lacks weigh on its scores; no date is like these words to two readers.
    weakest = _WORDS if agreed else min(_WORDS, sum(scores) / max(len(scores), 1))
    quad = union([piece.quad for piece in item.pieces])
    return PrintedValue(
        "date_of_expiry", NO_EXPIRY, weakest, weakest, agreed, True, quad, whole=not item.rivals
    )


def sex(item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue | None:
    """Return the sex as the first recogniser reads it, or else the second, which knows ``Nữ`` whole."""
    for piece in item.pieces:
        other = again.get(id(piece.line))
        value = find_sex(piece.text)
        second = None if other is None else find_sex(second_text(piece, other)[0])
        first = value or ("Nữ" if is_bare_n(piece.text) and second == "Nữ" else None)
        if first is None and second is None:
            continue
        agreed = None if other is None else first == second
        scores = [s for c, s in zip(piece.text, piece.scores, strict=False) if c.isalpha()]
        weakest = worst(scores) if first else 0.5
        confidence = min(joint(scores), weakest)
        return PrintedValue(
            "sex", first or second or "", confidence, weakest, agreed, True, piece.quad,
            whole=not item.rivals and (piece.line is item.label or not _has_others(piece.text, _OF_A_SEX)),
        )  # fmt: skip
    return None


def nationality(item: FieldMatch, again: Mapping[int, TextLine]) -> PrintedValue | None:
    """Return the nationality of Vietnam, if that is what is printed."""
    for piece in item.pieces:
        near = find_phrase(fold(piece.text), "viet nam", least=0.75)
        if near is None:
            continue
        other = again.get(id(piece.line))
        agreed = None if other is None else find_phrase(fold(other.text), "viet nam", least=0.85) is not None
        confidence = 0.999 if agreed and near[2] > 0.85 else 0.9 * near[2]
        return PrintedValue("nationality", "Việt Nam", confidence, confidence, agreed, True, piece.quad)
    return None
