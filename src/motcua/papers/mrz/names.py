"""The letters of a zone's name, which no check digit protects, but which can only stand in one order."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from motcua.papers.mrz.icao import LETTERS

#: ICAO Doc 9303-3, 4.6: words of the surname, one filler between two; two fillers; words of the given name,
#: one filler between two; fillers to the end. For each place in that order, where a letter and where a filler
#: lead; None: nowhere.
_SURNAME, _BETWEEN, _PARTED, _GIVEN, _NEXT, _REST = range(6)
_AFTER_LETTER: Final = {
    None: _SURNAME, _SURNAME: _SURNAME, _BETWEEN: _SURNAME, _PARTED: _GIVEN, _GIVEN: _GIVEN, _NEXT: _GIVEN,
    _REST: None,
}  # fmt: skip
_AFTER_FILLER: Final = {
    None: None, _SURNAME: _BETWEEN, _BETWEEN: _PARTED, _PARTED: _REST, _GIVEN: _NEXT, _NEXT: _REST,
    _REST: _REST,
}  # fmt: skip


def names(cells: Sequence[Mapping[str, float]]) -> tuple[str, float]:
    """Return the likeliest name field, and by how many nats its order forced other signs than were read.

    ``cells`` offer characters at a cost (the negative logarithm of their probability). ``TO<<PHUOC<<HAI`` is
    no name: one of the two fillers before HAI is a letter, K mostly, as its strokes fill a cell like a
    filler's.
    """
    paths: dict[int | None, tuple[float, str]] = {None: (0.0, "")}
    free = 0.0
    for cell in cells:
        letter, filler = _cheapest(cell), cell.get("<", math.inf)
        free += min(cell.get(letter, math.inf), filler)
        following: dict[int | None, tuple[float, str]] = {}
        for place, (cost, text) in paths.items():
            for to, sign, price in (
                (_AFTER_LETTER[place], letter, cell.get(letter, math.inf)),
                (_AFTER_FILLER[place], "<", filler),
            ):
                if to is not None and (to not in following or cost + price < following[to][0]):
                    following[to] = cost + price, text + sign
        paths = following
    cost, text = min(paths.values())
    return text, cost - free if math.isfinite(cost) else math.inf


def _cheapest(cell: Mapping[str, float]) -> str:
    return min((c for c in LETTERS if c in cell), key=cell.__getitem__, default="X")
