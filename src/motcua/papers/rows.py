"""Lines that hold more than one row's value, taken apart before values are given to labels."""

import re
from collections.abc import Iterable
from dataclasses import replace

from motcua.kernel.vietnamese import fold
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import slice_quad
from motcua.papers.text import find_phrase

_DATE = re.compile(r"(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s+(?=[^\W\d_]{2,}.*[^\W\d_]{2})")
#: The labels that stand before a date under a portrait and beside it, and how like them is like enough.
_EXPIRY = "co gia tri den"
_RESIDENCE = "noi thuong tru"
_LIKE_IT = 0.6


def parted(lines: Iterable[TextLine]) -> list[TextLine]:
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
