"""A date is set evenly: what the reader saw between its numbers is made one, as a printer sets it.

Tracking is taken for a blank beside one mark and not beside the other, a slash of a hairline for a blank, a
slanted hyphen for a stop, a narrow ``1`` for an ``I``. No digit that was read becomes another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from motcua.papers.lines.types import Lattice, Recognised

#: Month and year without a day before them.
_MONTH: Final = re.compile(r"(?<!\d)(?<![/.-])(?<![/.-] )\d{1,2}( ?)[/.-]( ?)\d{4}(?!\d)")
#: A line of its own of a month and a year whose mark, a hairline, came out as a blank.
_LOST_MARK: Final = re.compile(r"(?:0[1-9]|1[0-2])( )(?:19|20)\d{2}")
#: A date one of whose marks came out as a digit: a slash in a shadow is like a ``7`` or a ``1``.
_SWALLOWED: Final = re.compile(r"(?<![\w/.-])\d{2}(?:([/.-])\d{2}(\d)|(\d)\d{2}([/.-]))\d{4}(?![\w/.-])")
#: What may stand between two numbers of a date: a mark with blanks beside it, or a blank for a lost mark.
_GAP: Final = r"( ?[/.-] ?| )"
#: Two dates and the hyphen between them, with a blank at one of its sides.
_FULL: Final = r"\d{2}[/.-]\d{2}[/.-]\d{4}"
_RANGE: Final = re.compile(rf"(?<={_FULL})(?: [-–]|[-–] )(?={_FULL}(?!\d))")
_DATE: Final = re.compile(rf"(?<!\w)(\w{{1,2}}){_GAP}(\w{{1,2}}){_GAP}(\w{{4}})(?!\w)")
#: So many of a date's digits may have been read as letters, beside any number of strokes: old-style figures
#: have a ``1`` like a small ``I``, which other digits of the same date tell apart.
_MOST_LETTERS: Final = 1
_STROKES: Final = "Il"
_MARKS: Final = "/.-"
#: Three blanks beside the two marks of a date are four, one of which was missed.
_NEARLY_ALL: Final = 3
_DIGITS: Final = "0123456789"
_LAST_DAY: Final = 31
_LAST_MONTH: Final = 12
_YEARS: Final = range(1900, 2100)
#: A mark that the lattice finds no likelier than this between two numbers is not there.
_SEEN: Final = 2e-4
#: Where a mark makes a date of what is none, it needs to be so much as likely as the digit that was read.
_NEARLY_AS_LIKELY: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Character:
    """A character of a line, its score, and the steps of the lattice it was read from."""

    text: str
    score: float
    steps: tuple[int, int]


#: What stands between two numbers, with the characters around it.
_Gap = tuple[_Character, list[_Character], _Character]


def with_even_dates(found: Recognised) -> Recognised:
    """Return the line with one kind of mark in a date, and blanks beside all of its marks or none.

    A blank that stands at one side only of a date's marks is left out. Two around one mark where the other
    has none are four or none, whichever the lattice finds likelier; the fourth is put in where three stand,
    and the second where one stands beside the hyphen between two dates. Blanks after both marks are left:
    people type ``7/ 11/ 1983``, and papers print ``07 / 11 / 1983``; before both nobody sets them. Marks
    that differ, one of which may have become a blank, are read as the one that the lattice finds likeliest
    in both places, also where both became blanks and the numbers can be a date's, or the one between a month
    and a year that stand alone; a letter as its likeliest digit. A digit in the place of a date's mark is
    that mark where the lattice finds it nearly as likely. What is put in scores what the lattice gives it. A
    line without a lattice is left.
    """
    if found.lattice is None:
        return found
    lattice = found.lattice
    line = [_Character(*one) for one in zip(found.text, found.scores, lattice.steps, strict=True)]
    for match in _SWALLOWED.finditer(found.text):
        at, mark = _swallowed(match, line, lattice)
        line[at] = mark
    for match in reversed(list(_DATE.finditer("".join(one.text for one in line)))):
        line[match.start() : match.end()] = _evened(match, line, lattice)
    if lost := _LOST_MARK.fullmatch(found.text):
        at = lost.start(1)
        mark = _likeliest_mark((line[at - 1].steps[1], line[at + 1].steps[0]), lattice)
        line[at] = mark if mark.score > _SEEN else line[at]
    for match in reversed(list(_MONTH.finditer("".join(one.text for one in line)))):
        blanks = [match.start(group) for group in (1, 2) if match[group]]
        if len(blanks) == 1:
            del line[blanks[0]]
    for match in reversed(list(_RANGE.finditer("".join(one.text for one in line)))):
        start, end = match.span()
        line[start:end] = _with_blanks((line[start - 1], line[start:end], line[end]), lattice)
    scores = tuple(one.score for one in line)
    return replace(
        found,
        text="".join(one.text for one in line),
        scores=scores,
        confidence=sum(scores) / len(scores) if scores else 0.0,
        lattice=replace(lattice, steps=tuple(one.steps for one in line)),
    )


def _swallowed(
    match: "re.Match[str]", line: Sequence[_Character], lattice: Lattice
) -> tuple[int, _Character]:
    """Return the place of the digit where a date has its mark, and what is to stand there."""
    at = match.start(2 if match[2] else 3)
    digit, mark = line[at], _seen(match[1] or match[4], line[at].steps, lattice)
    numbers = match[0].replace(mark.text, " ")
    inside = at - match.start()
    day, month, year = map(int, f"{numbers[:inside]} {numbers[inside + 1 :]}".split())
    dated = 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH and year in _YEARS
    return at, mark if dated and mark.score >= _NEARLY_AS_LIKELY * digit.score else digit


def _evened(match: "re.Match[str]", line: Sequence[_Character], lattice: Lattice) -> list[_Character]:
    """Return the characters of what looks like a date, as a date is set."""
    day, first, month, second, year = (
        list(line[match.start(group) : match.end(group)]) for group in range(1, 6)
    )
    numbers = [*day, *month, *year]
    letters = [one.text for one in numbers if one.text not in _DIGITS]
    unlike = len({letter for letter in letters if letter in _STROKES}) + sum(
        letter not in _STROKES for letter in letters
    )
    lost = match[2] == match[4] == " "
    alike = match[2].strip() == match[4].strip() and not lost
    if unlike > _MOST_LETTERS or not (alike or _may_be_one(match)) or (lost and not _has_year(match)):
        return list(line[match.start() : match.end()])
    if letters:
        day, month, year = ([_as_digit(one, lattice) for one in part] for part in (day, month, year))
    if not alike:
        marked = _with_one_mark(((day[-1], first, month[0]), (month[-1], second, year[0])), lattice)
        if not lost or all(gap[0].score > _SEEN for gap in marked):
            first, second = marked
    first, second = _evenly_set(((day[-1], first, month[0]), (month[-1], second, year[0])), lattice)
    return [*day, *first, *month, *second, *year]


def _may_be_one(match: "re.Match[str]") -> bool:
    """Tell whether day and month, of two digits as they are printed, may be such."""
    days, months = (
        number if len(number) == 2 and number.isdecimal() else "0" for number in match.group(1, 3)
    )
    return 1 <= int(days) <= _LAST_DAY and 1 <= int(months) <= _LAST_MONTH


def _has_year(match: "re.Match[str]") -> bool:
    """Tell whether four digits may be the year of somebody's birth or of a paper."""
    return match[5].isdecimal() and int(match[5]) in _YEARS


def _evenly_set(gaps: tuple[_Gap, _Gap], lattice: Lattice) -> list[list[_Character]]:
    """Return two gaps without the blanks that tracking made, or with all."""
    blanks = [_blanks(gap) for _, gap, _ in gaps]
    count = sum(map(sum, blanks))
    around_one = sorted(blanks) == [(False, False), (True, True)]
    if count == _NEARLY_ALL or around_one:
        filled = [_with_blanks(gap, lattice) for gap in gaps]
        if count == _NEARLY_ALL or _likelier(filled):
            return filled
    if count == 1 or around_one or blanks == [(True, False), (True, False)]:
        return [[one for one in gap if one.text != " "] for _, gap, _ in gaps]
    return [gap for _, gap, _ in gaps]


def _likelier(filled: Sequence[Sequence[_Character]]) -> bool:
    """Tell whether blanks at all sides of the marks are likelier than none, each side on its own."""
    chances = np.clip([one.score for gap in filled for one in gap if one.text == " "], _SEEN, 1 - _SEEN)
    return bool(np.log(chances / (1 - chances)).sum() > 0)


def _with_blanks(gap: _Gap, lattice: Lattice) -> list[_Character]:
    """Return a gap with a blank at both sides of its mark."""
    before, inner, after = gap
    mark = next(one for one in inner if one.text != " ")
    return [
        inner[0] if inner[0].text == " " else _seen(" ", (before.steps[1], mark.steps[0]), lattice),
        mark,
        inner[-1] if inner[-1].text == " " else _seen(" ", (mark.steps[1], after.steps[0]), lattice),
    ]


def _blanks(gap: Sequence[_Character]) -> tuple[bool, bool]:
    """Tell whether a blank stands before and after the mark of a gap."""
    return gap[0].text == " ", gap[-1].text == " "


def _as_digit(one: _Character, lattice: Lattice) -> _Character:
    """Return the digit that a letter of a date most likely is."""
    if one.text in _DIGITS:
        return one
    return max((_seen(digit, one.steps, lattice) for digit in _DIGITS), key=lambda digit: digit.score)


def _with_one_mark(gaps: tuple[_Gap, _Gap], lattice: Lattice) -> list[list[_Character]]:
    """Return what stands in two gaps, given with the digits around them, with the same mark in both."""
    reach = [(before.steps[1], after.steps[0]) for before, _, after in gaps]
    marks = ([_seen(mark, steps, lattice) for steps in reach] for mark in _MARKS)
    chosen = max(marks, key=lambda pair: pair[0].score * pair[1].score)
    return [_marked(gap, mark) for (_, gap, _), mark in zip(gaps, chosen, strict=True)]


def _likeliest_mark(steps: tuple[int, int], lattice: Lattice) -> _Character:
    """Return the mark that is likeliest within some steps."""
    return max((_seen(mark, steps, lattice) for mark in _MARKS), key=lambda mark: mark.score)


def _marked(gap: Sequence[_Character], mark: _Character) -> list[_Character]:
    """Return a gap with its mark, or the blank that stands for it, read as another."""
    if len(gap) == 1:
        return [mark]
    return [mark if one.text in _MARKS else one for one in gap]


def _seen(text: str, steps: tuple[int, int], lattice: Lattice) -> _Character:
    """Return a character where it is likeliest within some steps (first, and after the last)."""
    start, end = steps[0], max(steps[1], steps[0] + 1)
    chances = lattice.log_probabilities[start:end, lattice.charset.index(text)]
    at = start + int(chances.argmax())
    return _Character(text, float(np.exp(chances.max())), (at, at + 1))
