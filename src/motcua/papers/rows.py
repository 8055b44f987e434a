"""Lines that hold more than one row's value, taken apart before values are given to labels."""

import re
from collections.abc import Iterable
from dataclasses import replace

from motcua.papers.layout import slice_quad
from motcua.papers.lines.types import TextLine

_OPENING_DATE = re.compile(r"\W*(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\s+(?=[^\W\d_]{2,}.*[^\W\d_]{2})")


def parted(lines: Iterable[TextLine]) -> list[TextLine]:
    """Return lines with a date that opens one as a line of its own.

    The expiry under a portrait stands on a row with the residence beside it; the detector sometimes takes
    both for one line, and then neither had its value.
    """
    result: list[TextLine] = []
    for line in lines:
        date = _OPENING_DATE.match(line.text)
        if date is None:
            result.append(line)
            continue
        end, start, length = date.end("date"), date.end(), len(line.text)
        for a, b in ((0, end), (start, length)):
            scores = line.scores[a:b]
            quad = slice_quad(line.quad, a, b, length)
            result.append(replace(line, text=line.text[a:b], scores=scores, quad=quad))
    return result
