"""Lines with several rows' values taken apart, and slanting ones levelled, before labels get values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from motcua.kernel.vietnamese import fold
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, slice_quad, tall
from motcua.papers.text.values import find_phrase
from motcua.papers.types import Quad

_DATE = re.compile(r"(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s+(?=[^\W\d_]{2,}.*[^\W\d_]{2})")
#: The labels that stand before a date under a portrait and beside it, and how like them is like enough.
_EXPIRY = "co gia tri den"
_RESIDENCE = "noi thuong tru"
_LIKE_IT = 0.6
#: A date in words, and one of which some of the end is not there.
_IN_WORDS = re.compile(r"\bngay\s*\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}\s*$")
_BEGUN = re.compile(r"\bngay\s*(?:\d{1,2}\s*(?:thang\s*(?:\d{1,2}\s*(?:nam\s*)?)?)?)?$")
#: How far off, in a line's heights, the next part stands at most: up or down, and to the right.
_ON_ITS_ROW = 0.5
_NEXT = 4.0
#: A line is long, and tells how print slants, from so many of its heights; so many tell a common slant.
_LONG = 4
_LEAST_LONG = 3


def merge_dates(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines with a written-out date that was found in parts as one line.

    Where day, month and year are typed in, wide gaps stand before ``tháng`` and ``năm``: the date was not
    found then, and its beginning was taken for more of the value above it.
    """
    result, used = list[TextLine](), set[int]()
    for line in lines:
        parts = _parts_of_date(line, lines)
        used.update(map(id, parts))
        whole = line
        for part in parts:
            whole = _joined(whole, part)
        result.append(whole)
    # A part may stand before the line with the word for day among the lines.
    return [whole for whole, line in zip(result, lines, strict=True) if id(line) not in used]


def _parts_of_date(line: TextLine, lines: Iterable[TextLine]) -> list[TextLine]:
    """Return the lines with which one that begins a date in words is a whole one, from left to right."""
    said, last, parts = fold(line.text), line, list[TextLine]()
    while _BEGUN.search(said):
        beside = [
            other
            for other in _right_of(last, lines)
            if _BEGUN.search(more := f"{said} {fold(other.text)}") or _IN_WORDS.search(more)
        ]
        if len(beside) != 1:
            return []
        last = beside[0]
        parts.append(last)
        said = f"{said} {fold(last.text)}"
    return parts if _IN_WORDS.search(said) else []


def _right_of(line: TextLine, lines: Iterable[TextLine]) -> Iterable[TextLine]:
    """Return the lines that stand right of one, near it and on its row."""
    height, right = tall(line.quad), box(line.quad)[2]
    return (
        other
        for other in lines
        if abs(middle_of(other.quad) - middle_of(line.quad)) < _ON_ITS_ROW * height
        and -height < box(other.quad)[0] - right < _NEXT * height
        and box(other.quad)[2] > right
    )


def _joined(line: TextLine, rest: TextLine) -> TextLine:
    (a, _, _, d), (_, b, c, _) = line.quad, rest.quad
    scores = (*line.scores, min(*line.scores[-1:], *rest.scores[:1], 1.0), *rest.scores)
    known = len(line.scores) == len(line.text) and len(rest.scores) == len(rest.text)
    return replace(
        line, text=f"{line.text} {rest.text}", quad=(a, b, c, d), scores=scores if known else (),
        confidence=min(line.confidence, rest.confidence),
    )  # fmt: skip


def split_rows(lines: Iterable[TextLine]) -> list[TextLine]:
    """Return lines with a date that opens one, or an expiry after its label, as a line of its own.

    The expiry under a portrait stands on a row with the residence beside it; the detector sometimes takes
    both for one line, and then neither had its value.
    """
    result: list[TextLine] = []
    for line in lines:
        date = _DATE.search(line.text)
        if date is None or not _parts(line.text[: date.start()], line.text[date.end() :]):
            result.append(line)
            continue
        end, start, length = date.end("date"), date.end(), len(line.text)
        for a, b in ((0, end), (start, length)):
            scores = line.scores[a:b]
            quad = slice_quad(line.quad, a, b, length)
            result.append(replace(line, text=line.text[a:b], scores=scores, quad=quad))
    return result


def _parts(before: str, after: str) -> bool:
    """Tell whether a date is another row's than what follows: it opens the line, or ends an expiry.

    An expiry with a label after it is told apart by that label.
    """
    if not any(c.isalnum() for c in before):
        return True
    is_expiry = find_phrase(fold(before), _EXPIRY, least=_LIKE_IT) is not None
    return is_expiry and find_phrase(fold(after), _RESIDENCE, least=_LIKE_IT) is None


def levelled(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines with their common slant taken off: in two columns a label stands level with a value."""
    long = [
        (quad[1][0] - quad[0][0], (quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1]) / 2)
        for quad in (line.quad for line in lines)
        if quad[1][0] - quad[0][0] > _LONG * tall(quad)
    ]
    slant = median(down / across for across, down in long) if len(long) >= _LEAST_LONG else 0.0

    def level(quad: Quad) -> Quad:
        a, b, c, d = ((x, y - slant * x) for x, y in quad)
        return (a, b, c, d)

    return [replace(line, quad=level(line.quad)) for line in lines]
