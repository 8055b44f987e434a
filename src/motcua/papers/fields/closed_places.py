"""A place that ends before rows it was given: below a ward, a district and a province stands another.

Where glare or a finger takes the label of the residence, its rows were taken for more of the place of origin
above it, and neither was right.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from motcua.papers.fields.alignment import second_text
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.fields.positions import on_one_row
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.text.places import ResolvedAddress, resolve_address
from motcua.papers.text.printed_label import Label
from motcua.papers.text.values import clean_place


def part_closed_places(
    found: dict[str, FieldMatch], again: Mapping[int, TextLine], labels: Sequence[Label]
) -> frozenset[str]:
    """Take the rows below a whole chain of units from a place, where that printed next was not found.

    They are given to the place printed next if they end in units as well: else a part of them is hidden, and
    it is missing.

    Returns:
        The fields whose rows were parted so. No label tells where one ends: a person has to look.
    """
    names = [label.field for label in labels if label.field and SHAPES.get(label.field) == "place"]
    parted = set[str]()
    for name, following in pairwise(names):
        item = found.get(name)
        if item is None or (following in found and found[following].pieces):
            continue
        end = _end_of_chain(item.pieces, again)
        if end is None:
            continue
        rest = item.pieces[end:]
        item.pieces = item.pieces[:end]
        parted.add(name)
        if _units(rest, again).known:
            found[following] = FieldMatch(rest[0].line, 0.0, rest)
            parted.add(following)
    return frozenset(parted)


def _end_of_chain(pieces: Sequence[TextSpan], again: Mapping[int, TextLine]) -> int | None:
    """Return before which piece, the first of a row, a whole chain of units ends; None before none."""
    rows = [
        at
        for at, (one, other) in enumerate(pairwise(pieces), start=1)
        if not on_one_row(one.quad, other.quad)
    ]
    return next((at for at in rows if _ends_before(pieces, at, again)), None)


def _ends_before(pieces: Sequence[TextSpan], at: int, again: Mapping[int, TextLine]) -> bool:
    """Tell whether a place ends before a piece; one with a letter misread does where another follows it."""
    head = _units(pieces[:at], again)
    return head.closed or (head.known and head.whole and _units(pieces[at:], again).known)


def _units(pieces: Sequence[TextSpan], again: Mapping[int, TextLine]) -> ResolvedAddress:
    """Return what units are at the end of some pieces, as the second recogniser reads them."""
    others = [(piece, again.get(id(piece.line))) for piece in pieces]
    texts = [piece.text if other is None else second_text(piece, other)[0] for piece, other in others]
    return resolve_address(clean_place(" ".join(text.strip() for text in texts)) or "")
