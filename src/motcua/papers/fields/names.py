"""Names as they may be read: the recogniser's own alternatives, weighed by how Vietnamese syllables are made.

Nothing is snapped to a list of names: only what the recogniser itself finds possible is chosen from, and a
choice against its own first reading is always shown to a person.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from motcua.kernel.vietnamese import mrz_name
from motcua.papers.fields.alignment import second_part
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.lines.alternatives import alternatives
from motcua.papers.lines.types import Lattice, TextLine
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text import syllables
from motcua.papers.text.values import clean_name

#: How much the syllables' log probability counts beside the recogniser's (tuned on drawn names, see
#: ``docs/benchmarks-papers.md``).
_WEIGHT: Final = 0.4
_MOST_OTHERS: Final = 6
#: Readings kept of the lines so far.
_MOST_READINGS: Final = 32
#: A surname stands no further above the given names, with their label between, in their heights.
_SURNAME_ABOVE: Final = 4.0
#: The first reader loses and mistakes letters with marks: so like a zone's letters must a line be.
_ENOUGH_LETTERS: Final = 0.75


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest name, the recogniser's margin over the next (below 0: not its own first), the others."""

    value: str
    margin: float
    others: tuple[str, ...]


def choose(pieces: Sequence[TextSpan], again: Mapping[int, TextLine]) -> Choice | None:
    """Return the likeliest name on one line or several; None where a line has no alternatives."""
    lattices: list[Lattice] = []
    for piece in pieces:
        other = again.get(id(piece.line))
        if other is None or other.lattice is None:
            return None
        lattices.append(other.lattice.part(*second_part(piece, other)))
    return of_lattices(lattices)


def of_lattices(lattices: Sequence[Lattice]) -> Choice | None:
    """Return the likeliest name of what lines one after another may say; None where no reading is a name."""
    readings = [("", 0.0)]
    for lattice in lattices:
        longer = [
            (f"{text} {more}", chance + further)
            for (text, chance), (more, further) in itertools.product(readings, alternatives(lattice))
        ]
        readings = sorted(longer, key=lambda reading: -reading[1])[:_MOST_READINGS]
    names: dict[str, float] = {}
    for text, chance in readings:
        name = clean_name(text)
        # Ways of writing one name in other cases: the likeliest stands for all.
        if name is not None and name not in names:
            names[name] = chance
    if not names:
        return None
    ranked = sorted(names, key=lambda name: -(names[name] + _WEIGHT * syllables.log_probability(name)))
    best = ranked[0]
    rival = max((names[name] for name in ranked[1:]), default=names[best] - 12)
    return Choice(best, names[best] - rival, tuple(ranked[1 : 1 + _MOST_OTHERS]))


def _in_one(found: dict[str, FieldMatch]) -> None:
    """Make surname and given names, which a passport prints apart, the pieces of one full name."""
    surname, given = found.pop("surname", None), found.pop("given_names", None)
    part = surname or given
    if part is not None and "full_name" in found and found["full_name"].label is not part.label:
        # A page has either one label for the whole name or two for its parts: one of them is misread.
        found["full_name"].beside = True
    if surname is None or given is None or not surname.pieces or not given.pieces:
        return
    if "full_name" not in found or not found["full_name"].pieces:
        pieces = [*surname.pieces, *given.pieces]
        doubted = surname.beside or given.beside
        found["full_name"] = FieldMatch(
            surname.label, surname.similarity, pieces, doubted, surname.rivals or given.rivals
        )


def _after_label(piece: TextSpan) -> TextSpan:
    """Return a name without the end of its label, where a detector took that and the name for one line.

    ``Họ và tên khai`` beside ``sinh: CAO VĂN LUÂN`` gave ``SINH CAO VĂN LUÂN``.
    """
    before, colon, _ = piece.text.rpartition(":")
    if not colon or not any(c.islower() for c in before):
        return piece
    return TextSpan(piece.line, piece.start + len(before) + 1, piece.end)


def find(found: dict[str, FieldMatch], lines: Sequence[TextLine], letters: str) -> None:
    """Make a name's parts one, or find it on the one line that has the ``letters`` which a zone tells.

    Its label need not have been read then.
    """
    _in_one(found)
    known = found.get("full_name")
    if known is not None:
        known.pieces = [_after_label(piece) for piece in known.pieces]
    if not letters or (known is not None and known.pieces):
        return
    wanted = letters.replace(" ", "")
    likely = [
        (SequenceMatcher(None, wanted, mrz_name(line.text).replace(" ", ""), autojunk=False).ratio(), line)
        for line in lines
        if "<" not in line.text
    ]
    there = [line for share, line in likely if share >= _ENOUGH_LETTERS]
    if len(there) == 1:
        rows = [*_surname_above(there[0], lines, wanted), there[0]]
        found["full_name"] = FieldMatch(rows[0], 1.0, [TextSpan(line, 0, len(line.text)) for line in rows])


def _surname_above(given: TextLine, lines: Sequence[TextLine], wanted: str) -> list[TextLine]:
    """Return the line above given names with which they have all letters that a zone tells, if one has.

    A passport prints the surname apart; its label was not read, and the given names were the whole name.
    """
    rest = mrz_name(given.text).replace(" ", "")
    above = [
        line
        for line in lines
        if 0 < middle_of(given.quad) - middle_of(line.quad) < _SURNAME_ABOVE * tall(given.quad)
        and abs(box(line.quad)[0] - box(given.quad)[0]) < tall(given.quad)
        and mrz_name(line.text).replace(" ", "") + rest == wanted
    ]
    return above if len(above) == 1 and rest != wanted else []
