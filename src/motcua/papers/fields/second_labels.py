"""Labels that only the second recogniser reads: they part a place from the one printed below it.

The first recogniser lacks most Vietnamese letters; on a blurred photo it leaves so little of ``Nơi thường
trú`` that the residence was taken for more of the place of origin, and neither was right.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Final

from motcua.papers.fields.alignment import carried
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.text.printed_label import Label
from motcua.papers.text.values import find_phrase, fold_keeping_length, nfc_keeping

#: So like its words is a label in the second reading, which begins within so many characters of the row.
_LIKE: Final = 0.8
_OPENS: Final = 2


def part_places(
    found: dict[str, FieldMatch], again: Mapping[int, TextLine], labels: Sequence[Label]
) -> frozenset[str]:
    """Give rows of a place that open with the label of another, which was not found, to that one.

    Returns:
        The fields found so. Where their value begins is told by one recogniser: a person has to look.
    """
    parted = set[str]()
    for label in labels:
        name = label.field
        if name is None or SHAPES.get(name) != "place" or (name in found and found[name].pieces):
            continue
        for item in [one for field, one in found.items() if SHAPES.get(field) == "place"]:
            at, start, like = _opening(item.pieces, again, label)
            if at:
                line = item.pieces[at].line
                rest = [TextSpan(line, start, len(line.text)), *item.pieces[at + 1 :]]
                found[name] = FieldMatch(line, like, [piece for piece in rest if piece.text.strip()])
                item.pieces = item.pieces[:at]
                parted.add(name)
                break
    return frozenset(parted)


def _opening(
    pieces: Sequence[TextSpan], again: Mapping[int, TextLine], label: Label
) -> tuple[int, int, float]:
    """Return which piece opens with the label, where its value begins there, and how like it is; 0 if none.

    The first piece stands after the label of its own field.
    """
    for at, piece in enumerate(pieces[1:], start=1):
        other = again.get(id(piece.line))
        if other is None or piece.start:
            continue
        folded = fold_keeping_length(nfc_keeping(other.text))
        places = [find_phrase(folded, phrase, least=_LIKE) for phrase in (*label.phrases, *label.seldom)]
        there = [place for place in places if place is not None and place[0] <= _OPENS]
        if there:
            place = max(there, key=lambda one: one[2])
            return at, _begins(piece.line.text, folded, place[1]), place[2]
    return 0, 0, 0.0


def _begins(first: str, second: str, end: int) -> int:
    """Return where in the first reading the value begins, before which the second has its label's end."""
    folded = fold_keeping_length(first)
    matcher = difflib.SequenceMatcher(a=second, b=folded, autojunk=False)
    start = carried(matcher, end, len(folded))
    while start < len(first) and not first[start].isalnum():
        start += 1
    return start
