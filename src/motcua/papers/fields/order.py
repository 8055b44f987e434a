"""Where labels of a kind of paper stand to each other: in which order, and in one column.

A circular says what is printed above what. Where the own label was misread and a second paper lies beside or
below, that one's label is all there is of the field; it is where none of this paper's is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from motcua.papers.fields.matches import FieldMatch
from motcua.papers.fields.positions import on_one_row, own_quad
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text.printed_label import Hit, Label
from motcua.papers.types import Quad

#: So many heights higher than one that is printed above it, a label is out of order.
_HIGHER: Final = 0.6
#: So many heights aside a label is out of the column; what stands before it on its row is part of it.
_ASIDE: Final = 5.0
_PART_OF_IT: Final = 2.0
#: So many labels tell where a column is.
_COLUMN: Final = 2
#: Who signs stands below all that is printed of the holder.
_SIGNERS: Final = ("giam doc", "cuc truong")
#: Fields that some stand beside the one before them, in the middle of a row.
_BESIDE: Final = frozenset({"sex", "nationality", "ethnicity", "religion"})


def misplaced(
    hits: Sequence[Hit], found: Mapping[str, FieldMatch], lines: Sequence[TextLine], labels: Sequence[Label]
) -> frozenset[str]:
    """Return the fields whose label is where no such paper prints it, or where it is not told which is.

    Args:
        hits: the side's labels.
        found: its fields; ``label`` tells on which line each one's label is.
        lines: all its lines, level.
        labels: what such sides have, in the order of printing.
    """
    chain = _in_order(labels)
    known = {
        name: next(
            hit for hit in hits if hit.label.field == name and lines[hit.index] is found[name].label
        )
        for name in chain
        if name in found
    }  # fmt: skip
    signer = [hit for hit in hits if hit.phrase.startswith(_SIGNERS)]
    rows = {name: lines[hit.index].quad for name, hit in known.items()}
    below = {name for hit in signer for name, quad in rows.items() if _is_lower(quad, lines[hit.index].quad)}
    return _out_of_order(rows) | _out_of_column(known, chain, hits, lines) | below


def _in_order(labels: Sequence[Label]) -> list[str]:
    """Return the fields of one column, from its top. An expiry under a portrait is in no column.

    A passport's number of an identity card has been at several places.
    """
    fields = [label.field for label in labels if label.field is not None and not label.centred]
    others = {"issuing_authority"}
    if "date_of_issue" not in fields:
        others.add("date_of_expiry")
    if "surname" in fields:
        others.add("personal_number")
    return [name for name in dict.fromkeys(fields) if name not in others]


def _is_lower(one: Quad, other: Quad) -> bool:
    return middle_of(one) - middle_of(other) > _HIGHER * min(tall(one), tall(other))


def _out_of_order(rows: Mapping[str, Quad]) -> frozenset[str]:
    names = list(rows)
    against = {
        (above, below)
        for at, above in enumerate(names)
        for below in names[at + 1 :]
        if _is_lower(rows[above], rows[below])
    }
    wrong = set[str]()
    while against:
        counts = Counter(name for pair in against for name in pair)
        most = max(counts.values())
        wrong |= {name for name, count in counts.items() if count == most}
        against = {pair for pair in against if wrong.isdisjoint(pair)}
    return frozenset(wrong)


def _out_of_column(
    known: Mapping[str, Hit], chain: Sequence[str], hits: Sequence[Hit], lines: Sequence[TextLine]
) -> frozenset[str]:
    if "surname" in chain:
        return frozenset()  # a passport has two columns
    places = {
        name: own_quad(hit, hits, lines[hit.index])
        for name, hit in known.items()
        if name != "personal_number" and not hit.label.heads and not _stands_beside(hit, known, chain, lines)
    }
    if len(places) < _COLUMN:
        return frozenset()
    column = median(box(quad)[0] for quad in places.values())
    return frozenset(
        name
        for name, quad in places.items()
        if min(abs(begin - column) for begin in _begins(quad, lines)) > _ASIDE * tall(quad)
    )


def _stands_beside(
    hit: Hit, known: Mapping[str, Hit], chain: Sequence[str], lines: Sequence[TextLine]
) -> bool:
    """Tell whether a label may be in the middle of a row, behind the value of the field before it."""
    name = hit.label.field or ""
    if name not in _BESIDE or not chain.index(name):
        return False
    before = known.get(chain[chain.index(name) - 1])
    return before is None or on_one_row(lines[before.index].quad, lines[hit.index].quad)


def _begins(quad: Quad, lines: Sequence[TextLine]) -> list[float]:
    """Return where a label may begin: its half in another language may be a line of its own before it."""
    begin, high = box(quad)[0], tall(quad)
    before = [box(line.quad) for line in lines if on_one_row(line.quad, quad)]
    return [begin, *(left for left, _, right, _ in before if left < begin < right + _PART_OF_IT * high)]
