"""Settling the characters of a machine-readable zone with its check digits.

Every cell of the zone offers characters, each at a cost (the negative logarithm of its probability). The
cheapest whole zone in which all check digits hold is taken, and believed only if the next cheapest costs
clearly more. So a misread character is corrected when, and only when, the check digits leave no doubt.
"""

import heapq
import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.papers.mrz.icao import (
    ALPHABET,
    DIGITS,
    LETTERS,
    SHAPES,
    Format,
    Mrz,
    character_value,
    from_lines,
    weight,
)
from motcua.papers.mrz.names import names

#: Characters a cell may hold and what each costs; a character that is missing cannot be there.
Cell = Mapping[str, float]

#: The next cheapest zone must cost this much more (e^3.5 = 33 times less likely).
MARGIN = 3.5
#: More than this above the cheapest unconstrained characters, and the zone is not believed.
MOST_CORRECTION = 16.0
#: A digit of the contents that was read this surely otherwise (e^7 = 1,100 times likelier) is not corrected:
#: where both check digits are misread, as in the last column of a bent zone, a right digit would be changed.
MOST_FOR_A_DIGIT = 7.0

_OTHER = 6.0
_LOOKALIKE = 1.5
_RARER = 0.7
#: Letters a recogniser writes in the place of digits, and what it writes for the filler; the likeliest first.
_LOOKALIKES = {
    "O": "0", "Q": "0", "D": "0", "U": "0", "C": "0<", "I": "1", "L": "1<", "J": "1", "Z": "2", "A": "4",
    "S": "5", "G": "6", "T": "7", "B": "8", "K": "<", "E": "<", "X": "<", "V": "<", "0": "ODQ", "1": "IL",
    "2": "Z", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """A checked field: ``slots`` are cells that hold one character, ``checks`` pairs data with its digit.

    ``patterns`` are the ways to fill it: for each slot what it may hold.
    """

    slots: tuple[tuple[int, ...], ...]
    patterns: tuple[tuple[str, ...], ...]
    checks: tuple[tuple[tuple[int, ...], int], ...]
    empty_check: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    literals: Mapping[int, str]
    groups: tuple[_Group, ...]
    composite: tuple[tuple[int, ...], int]
    sex: int
    names: tuple[int, ...]


def _span(start: int, stop: int) -> tuple[int, ...]:
    return tuple(range(start, stop))


_DATE = (DIGITS,) * 6


def _td1() -> _Layout:
    number = tuple((15 + i,) if i < 3 else (15 + i, 2 + i) for i in range(12))
    literals = dict(enumerate("IDVNM")) | dict.fromkeys((27, 28, *_span(48, 59)), "<")
    literals |= {45 + i: c for i, c in enumerate("VNM")}
    return _Layout(
        literals=literals,
        groups=(
            _Group(number, ((DIGITS,) * 12,), ((_span(5, 14), 14), (_span(15, 29), 29))),
            _Group(tuple((i,) for i in _span(30, 36)), (_DATE,), ((_span(30, 36), 36),)),
            _Group(tuple((i,) for i in _span(38, 44)), (_DATE,), ((_span(38, 44), 44),)),
        ),
        composite=((*_span(5, 30), *_span(30, 37), *_span(38, 45), *_span(48, 59)), 59),
        sex=37,
        names=_span(60, 90),
    )


def _td3() -> _Layout:
    at = 44
    return _Layout(
        literals=dict(enumerate("P<VNM")) | {at + 10 + i: c for i, c in enumerate("VNM")},
        groups=(
            # A Vietnamese passport number is a letter and seven digits, of newer series eight.
            _Group(
                tuple((i,) for i in _span(at, at + 9)),
                ((LETTERS, *[DIGITS] * 7, "<"), (LETTERS, *[DIGITS] * 8)),
                ((_span(at, at + 9), at + 9),),
            ),
            _Group(
                tuple((i,) for i in _span(at + 13, at + 19)), (_DATE,), ((_span(at + 13, at + 19), at + 19),)
            ),
            _Group(
                tuple((i,) for i in _span(at + 21, at + 27)), (_DATE,), ((_span(at + 21, at + 27), at + 27),)
            ),
            _Group(
                tuple((i,) for i in _span(at + 28, at + 42)),
                # 0 and the filler weigh the same, so where the filler may stand must be known.
                tuple((DIGITS,) * n + ("<",) * (14 - n) for n in (12, 9, 0)),
                ((_span(at + 28, at + 42), at + 42),),
                empty_check=True,
            ),
        ),
        composite=((*_span(at, at + 10), *_span(at + 13, at + 20), *_span(at + 21, at + 43)), at + 43),
        sex=at + 20,
        names=_span(5, 44),
    )


_LAYOUTS: dict[Format, _Layout] = {"td1": _td1(), "td3": _td3()}


def cells_from_text(line: str) -> list[Cell]:
    """Return cells for a line of recognised text that has lost its probabilities.

    What was read costs nothing, a look-alike little, any other character much: a letter where only digits can
    stand is then read as the digit it resembles.
    """
    cells: list[Cell] = []
    for c in line:
        costs = dict.fromkeys(ALPHABET, _OTHER)
        costs |= {other: _LOOKALIKE + _RARER * n for n, other in enumerate(_LOOKALIKES.get(c, ""))}
        cells.append(costs | {c: 0.0} if c in costs else costs)
    return cells


def text_cells(line: str, format_: Format, number: int) -> list[Cell] | None:
    """Return cells for a zone's recognised line, its runs of fillers brought to the right length.

    General recognisers miscount fillers; in every line but a passport's second their place is known. None
    if the line cannot be that line of a zone.
    """
    length = SHAPES[format_][1]
    text = re.sub(r"[«‹(<{]", "<", line.upper().replace(" ", "").replace("«", "<<"))
    text = "".join(c for c in text if c in ALPHABET)
    if len(text) != length:
        runs = list(re.finditer(r"<{2,}", text))
        missing = length - len(text)
        if not runs or (format_, number) == ("td3", 1):
            return None
        # The run at the end of a name line, the one before the last digit in the others.
        run = runs[-1]
        kept = len(run.group()) + missing
        if kept < 1:
            return None
        text = text[: run.start()] + "<" * kept + text[run.end() :]
    return cells_from_text(text)


def solve(lines: Sequence[Sequence[Cell]], *, on: date | None = None) -> Mrz | None:
    """Settle a zone given the cells of its lines (3 x 30 or 2 x 44).

    Returns None if the cells have no zone's shape or do not look like a Vietnamese paper's zone. The
    result is ``verified`` only under the conditions in the module's text; otherwise it holds the most
    likely characters and is a weak witness.
    """
    shape = (len(lines), len(lines[0]) if lines else 0)
    format_ = next((name for name, known in SHAPES.items() if known == shape), None)
    if format_ is None or any(len(line) != shape[1] for line in lines):
        return None
    cells = list(itertools.chain.from_iterable(lines))
    layout = _LAYOUTS[format_]
    likely = [min(cell, key=cell.__getitem__) for cell in cells]
    hits = sum(likely[i] == c for i, c in layout.literals.items())
    if hits < 0.5 * len(layout.literals):
        return None

    chars = list(likely)
    for i, c in layout.literals.items():
        chars[i] = c
    chars[layout.sex] = _cheapest(cells[layout.sex], "MF<")
    spelt, forced = names([cells[i] for i in layout.names])
    for i, c in zip(layout.names, spelt, strict=True):
        chars[i] = c
    best = _settle(cells, layout)
    verified = best is not None
    for i, c in (best or {}).items():
        chars[i] = c
    checked = {i for group in layout.groups for slot in group.slots for i in slot}
    checked |= {digit for group in layout.groups for _, digit in group.checks} | {layout.composite[1]}
    text = "".join(chars)
    width = shape[1]
    return from_lines(
        [text[i : i + width] for i in range(0, len(text), width)],
        verified=verified,
        corrected=sum(likely[i] != chars[i] for i in checked),
        name_confidence=math.exp(-forced - sum(_name_doubt(cells[i]) for i in layout.names)),
        on=on,
    )


def _cheapest(cell: Cell, among: str) -> str:
    return min((c for c in among if c in cell), key=cell.__getitem__, default=among[-1])


def _name_doubt(cell: Cell) -> float:
    """Return by how many nats the characters a name may hold leave their best in doubt."""
    costs = sorted(cost for c, cost in cell.items() if c in LETTERS or c == "<")
    if not costs:
        return math.inf
    return costs[0] + math.log(sum(math.exp(costs[0] - cost) for cost in costs))


def _settle(cells: Sequence[Cell], layout: _Layout) -> dict[int, str] | None:
    """Return the characters of all checked cells, or None if there is no single likely answer."""
    data, digit_cell = layout.composite
    weights = {cell: weight(i) for i, cell in enumerate(data)}
    options: list[list[tuple[float, int, dict[int, str]]]] = []
    for group in layout.groups:
        by_residue: dict[int, list[tuple[float, int, dict[int, str]]]] = {}
        for cost, values in _candidates(cells, group):
            residue = sum(weights.get(i, 0) * character_value(c) for i, c in values.items()) % 10
            kept = by_residue.setdefault(residue, [])
            if len(kept) < 2:
                kept.append((cost, residue, values))
        if not by_residue:
            return None
        options.append([item for kept in by_residue.values() for item in kept])

    totals: list[tuple[float, int, dict[int, str]]] = []
    for number, combination in enumerate(itertools.product(*options)):
        digit = str(sum(residue for _, residue, _ in combination) % 10)
        cost = sum(cost for cost, _, _ in combination) + cells[digit_cell].get(digit, math.inf)
        if cost <= MOST_CORRECTION + MARGIN:
            values = {i: c for _, _, part in combination for i, c in part.items()}
            totals.append((cost, number, values | {digit_cell: digit}))
    totals.sort(key=lambda item: item[:2])
    if not totals or totals[0][0] > MOST_CORRECTION:
        return None
    if len(totals) > 1 and totals[1][0] - totals[0][0] < MARGIN:
        return None
    settled = totals[0][2]
    if any(
        cells[i][settled[i]] - min(cells[i].values()) > MOST_FOR_A_DIGIT
        for group in layout.groups
        for slot in group.slots
        if len(slot) == 1  # of a digit printed twice one may be hidden or misread
        for i in slot
    ):
        return None
    return settled


def _candidates(cells: Sequence[Cell], group: _Group) -> Iterable[tuple[float, dict[int, str]]]:
    """Yield the likely contents of a group in order of cost, its check digits computed and paid for."""
    found: list[tuple[float, dict[int, str]]] = []
    for pattern in group.patterns:
        ranked = []
        for slot, alphabet in zip(group.slots, pattern, strict=True):
            costs = ((sum(cells[i].get(c, math.inf) for i in slot), c) for c in alphabet)
            ranked.append(sorted(item for item in costs if item[0] < math.inf))
        if all(ranked):
            for cost, choice in itertools.islice(_cheapest_first(ranked), 400):
                if cost > MOST_CORRECTION + MARGIN:
                    break  # all that follow cost more
                total, values = _with_checks(cells, group, choice)
                if cost + total <= MOST_CORRECTION + MARGIN:
                    found.append((cost + total, values))
    found.sort(key=lambda item: item[0])
    return found


def _with_checks(cells: Sequence[Cell], group: _Group, choice: str) -> tuple[float, dict[int, str]]:
    """Return the group's cells with its check digits computed, and what those digits cost."""
    values = {i: c for slot, c in zip(group.slots, choice, strict=True) for i in slot}
    total = 0.0
    for data, digit_cell in group.checks:
        digit = str(sum(weight(n) * character_value(values.get(i, "<")) for n, i in enumerate(data)) % 10)
        price = cells[digit_cell].get(digit, math.inf)
        if group.empty_check and not choice.strip("<") and cells[digit_cell].get("<", math.inf) < price:
            digit, price = "<", cells[digit_cell]["<"]
        values[digit_cell] = digit
        total += price
    return total, values


def _cheapest_first(ranked: Sequence[Sequence[tuple[float, str]]]) -> Iterable[tuple[float, str]]:
    """Yield one choice per slot, cheapest sum first (best-first search over the ranks)."""
    last = len(ranked)
    heap = [(sum(options[0][0] for options in ranked), (0,) * last, 0)]
    while heap:
        cost, ranks, first = heapq.heappop(heap)
        yield cost, "".join(ranked[i][rank][1] for i, rank in enumerate(ranks))
        # From the slot that was changed last on, so that one way only leads to each choice.
        for i in range(first, last):
            rank = ranks[i]
            if rank + 1 < len(ranked[i]):
                following = (*ranks[:i], rank + 1, *ranks[i + 1 :])
                heapq.heappush(heap, (cost + ranked[i][rank + 1][0] - ranked[i][rank][0], following, i))
