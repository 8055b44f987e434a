"""Names as they may be read: the recogniser's own alternatives, weighed by how Vietnamese syllables are made.

Nothing is snapped to a list of names: only what the recogniser itself finds possible is chosen from, and a
choice against its own first reading is always shown to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.papers import syllables
from motcua.papers.layout import Piece, union
from motcua.papers.lines.alternatives import alternatives
from motcua.papers.lines.types import Lattice, TextLine
from motcua.papers.said import TextSaid
from motcua.papers.second import second_part
from motcua.papers.text import clean_name

#: How much the syllables' log probability counts beside the recogniser's (tuned on drawn names, see
#: ``docs/benchmarks.md``).
_WEIGHT: Final = 0.4
_MOST_OTHERS: Final = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest name, the recogniser's margin over the next (below 0: not its own first), the others."""

    value: str
    margin: float
    others: tuple[str, ...]


def choose(pieces: Sequence[Piece], again: Mapping[int, TextLine]) -> Choice | None:
    """Return the likeliest name on a line; None where it is on several lines or has no alternatives."""
    other = again.get(id(pieces[0].line)) if len(pieces) == 1 else None
    if other is None or other.lattice is None:
        return None
    return of_lattice(other.lattice.part(*second_part(pieces[0], other)))


def of_lattice(lattice: Lattice) -> Choice | None:
    """Return the likeliest name of what a line may say; None where no reading of it is one."""
    names: dict[str, float] = {}
    for text, chance in alternatives(lattice):
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


def joined(said: Sequence[TextSaid]) -> list[TextSaid]:
    """Join surname and given names, which a passport prints apart, to the full name."""
    by_field = {item.field: item for item in said}
    surname, given = by_field.get("surname"), by_field.get("given_names")
    rest = [item for item in said if item.field not in ("surname", "given_names")]
    if surname is None or given is None or "full_name" in by_field:
        return rest
    whole = clean_name(f"{surname.value} {given.value}")
    if whole is None:
        return rest
    agreed = None if surname.agreed is None or given.agreed is None else surname.agreed and given.agreed
    margins = [item.margin for item in (surname, given) if item.margin is not None]
    return [
        *rest,
        TextSaid(
            "full_name", whole, surname.confidence * given.confidence, min(surname.weakest, given.weakest),
            agreed, surname.plausible and given.plausible, union([surname.quad, given.quad]),
            whole=surname.whole and given.whole, margin=min(margins, default=None),
        ),
    ]  # fmt: skip
