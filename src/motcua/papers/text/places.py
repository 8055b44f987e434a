"""Putting misread names of provinces, districts and wards right from the tables of administrative units.

Only the end of an address is touched, only where a whole chain of units fits (ward in district in province,
or ward in province since 1 July 2025), and a changed address is never taken for surely read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from motcua.kernel import units, units_legacy
from motcua.kernel.vietnamese import fold, tone_key
from motcua.papers.text.hamlets import NO_WARDS, letters, street
from motcua.papers.text.spelling import says

#: How cards shorten the kinds of units, with a full stop, a space or both after it.
_SHORT_KINDS = {
    "tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "t": "tỉnh", "h": "huyện", "q": "quận", "x": "xã",
    "p": "phường",
}  # fmt: skip
_SHORTENED = re.compile(r"(tp|tx|tt|[thqxp])(?:\. ?| )(?=\w)", re.IGNORECASE)
#: Kinds of one level: a town became a city, a commune a ward, and older cards have the kind of their day.
_LEVELS = (
    frozenset({"tỉnh", "thành phố"}),
    frozenset({"thành phố", "thị xã", "huyện", "quận"}),
    frozenset({"thị trấn", "phường", "xã"}),
)
_KIND = re.compile(r"(tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã)(?= )", re.IGNORECASE)
#: Where a name follows without a comma, or a kind is not whole: a line's end marks where it would be divided.
_ENDS_IN_KIND = re.compile(
    r"(?:^| )(?:(?:tỉnh|thành phố|thị xã|thị trấn|trấn|huyện|quận|phường|xã|(?:tp|tx|tt|[thqxp])\.?)\n"
    r"|thị\n(?:xã|trấn) |thành\nphố )",
    re.IGNORECASE,
)
#: What provinces were called on cards that are still carried, by the key of the one that has their districts.
_FORMER_PROVINCES = {
    "thanhphohue": ("Thừa Thiên Huế", "Thừa Thiên - Huế", "Thừa Thiên-Huế"),
    "thanhphohanoi": ("Hà Tây",),
}
#: A district divided shortly before districts ended, with the wards of its parts, and one spelt in two ways.
_FORMER_DISTRICTS = {
    "thanhphohue": (("Thành phố Huế", "Huế", ("quanthuanhoa", "quanphuxuan")),),
    "tinhyenbai": (("Huyện Mù Cang Chải", "Mù Cang Chải", ("huyenmucangchai",)),),
}
_LEVELS_BEFORE = 3  # province, district, ward
#: A ward so like one that there is is that one.
_LIKE = 2
#: How many letters further off the next unit must be before a misread one is put right.
_MARGIN = 1
#: The tables' names folded: each address is compared with hundreds of them.
_folded = cache(fold)


class Unit(Protocol):
    """A province, district or ward of either table."""

    @property
    def name(self) -> str:
        """The name with its kind: ``Huyện Vân Canh``."""
        ...

    @property
    def short_name(self) -> str:
        """The name alone."""
        ...


Candidates = tuple[tuple[str, Unit], ...]


@dataclass(frozen=True, slots=True)
class _Former:
    """A unit of before, which no table has."""

    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class ResolvedAddress:
    """An address after comparison with the tables.

    ``known`` tells whether its units were all found; ``changed`` whether any had to be put right, or was read
    with its tone mark elsewhere than the tables have it (``Hoà`` for ``Hòa``: in small print the two look
    alike); ``whole`` whether nothing but units is in it; ``before`` counts the characters before its units.
    ``closed``: it is a ward in a district in a province, read letter by letter, and none of them is what is
    left of another that is there: whatever is hidden stands before it.
    """

    text: str
    known: bool
    changed: bool
    whole: bool
    before: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    unit: Unit
    text: str
    distance: int
    rest: tuple[str, ...]


def resolve_address(address: str) -> ResolvedAddress:
    """Compare the end of an address with the tables and put right what was nearly read."""
    parts = tuple(street(part.strip()) for part in address.split(",") if part.strip())
    chains = [*_legacy_chains(parts), *_current_chains(parts)]
    if not chains:
        text = ", ".join(parts)
        return ResolvedAddress(text, known=False, changed=not says(text, address), whole=False)
    chain = min(chains, key=lambda found: (sum(item.distance for item in found), -len(found)))
    text = ", ".join([*chain[-1].rest, *(item.text for item in reversed(chain))])
    return ResolvedAddress(
        text,
        known=True,
        changed=not says(text, address) or not all(_spelt_so(item) for item in chain),
        whole=not chain[-1].rest,
        before=len(", ".join(chain[-1].rest)),
        closed=_is_closed(chain),
    )


def is_district(address: str) -> bool:
    """Tell whether an address is a district of before July 2025 in its province, read letter by letter."""
    parts = tuple(part.strip() for part in address.split(","))
    chains = ((a, b) for a, key in _keyed(parts, _provinces()) for b in _last(a.rest, _districts(key)))
    return any(
        not b.rest and all(map(_spelt_so, (a, b))) and tone_key(f"{b.text}, {a.text}") == tone_key(address)
        for a, b in chains
    )


def _is_closed(chain: Sequence[_Match]) -> bool:
    """Tell whether a chain is a ward's of before July 2025, with nothing that may be lost within it.

    ``Tân Thành`` may be what glare left of ``Tân Thành B`` in the same district, ``Phường 1`` of ``10``.
    """
    if len(chain) != _LEVELS_BEFORE or chain[-1].rest or any(item.distance for item in chain):
        return False
    if len({_way_of_kind(item.text) for item in chain}) > 1:
        return False  # the kind of one may be hidden
    provinces = _provinces()
    key = _key_of(chain[0], provinces)
    districts = _districts(key)
    among = (provinces, districts, _wards(key, _key_of(chain[1], districts)))
    return not any(
        _is_left_of(item.unit.short_name, other.short_name)
        for item, others in zip(chain, among, strict=True)
        for _, other in others
    )


def _way_of_kind(text: str) -> str:
    """Return how a unit's kind is written: whole (or ``TP.``, which most cards shorten), short, or not."""
    short = _shortened(text)
    if short:
        return "whole" if short.lower().startswith("tp.") else "short" if "." in short else text
    return "whole" if _KIND.match(text) else ""


def _is_left_of(name: str, other: str) -> bool:
    """Tell whether a name may be what is left of another of which letters or words are hidden."""
    part, whole = (fold(text).replace(" ", "") for text in (name, other))
    rest = iter(whole)
    return len(part) < len(whole) and all(letter in rest for letter in part)


def _spelt_so(match: _Match) -> bool:
    """Tell whether a unit is written as the tables write it, capitals and another kind aside."""
    kind = _KIND.match(match.text)
    if kind is not None and match.text[kind.end() + 1 :] == match.unit.short_name:
        return True
    forms = _forms(match.unit.name, match.unit.short_name, _shortened(match.text))
    return match.text.casefold() in {form.casefold() for form in forms}


def _legacy_chains(parts: Sequence[str]) -> Iterable[list[_Match]]:
    provinces = _provinces()
    for province in _last(parts, provinces):
        key = _key_of(province, provinces)
        # A town and the district around it may be of one name: the ward is of either.
        districts = [(found, _wards(key, unit)) for found, unit in _keyed(province.rest, _districts(key))]
        there = [(found, ward) for found, wards in districts for ward in _last(found.rest, wards)]
        yield from ([province, district, ward] for district, ward in there)
        if not there and not province.distance:
            known = tuple(ward for _, wards in districts for ward in wards)
            yield from (
                [province, district]
                for district, _ in districts
                if not district.distance and _is_former_ward(district.rest, known)
            )


def _keyed(parts: Sequence[str], candidates: Candidates) -> list[tuple[_Match, str]]:
    """Return the units that the last part may be, each with its key."""
    return [(found, _key_of(found, candidates)) for found in _last(parts, candidates)]


@cache
def _provinces() -> Candidates:
    """Return the provinces before 1 July 2025 by key, with what some were called before."""
    former = (
        (key, _Former(f"Tỉnh {name}", name)) for key, names in _FORMER_PROVINCES.items() for name in names
    )
    return (*units_legacy.legacy_provinces().items(), *former)


@cache
def _districts(province: str) -> Candidates:
    former = ((name, _Former(name, short)) for name, short, _ in _FORMER_DISTRICTS.get(province, ()))
    return (*units_legacy.legacy_districts(province).items(), *former)


@cache
def _wards(province: str, district: str) -> Candidates:
    divided = {name: parts for name, _, parts in _FORMER_DISTRICTS.get(province, ())}
    return tuple(
        (ward.key, ward)
        for part in divided.get(district, (district,))
        for ward in units_legacy.legacy_wards(province, part)
    )


def _key_of(match: _Match, candidates: Candidates) -> str:
    return next(key for key, unit in candidates if unit is match.unit)


def _is_former_ward(parts: Sequence[str], wards: Candidates) -> bool:
    """Tell whether an address goes on with a ward that ended before the table was made.

    Many were merged from 2019 to 2024, and cards of before are carried on. Where its kind is not told, it is
    no hamlet or street by its first word. No ward that there is may be like it, or have its words among
    others: then it is that one, misread or cut. Its letters nothing bears out.
    """
    if not parts:
        return False
    kind = _KIND.match(parts[-1])
    words = parts[-1][kind.end() + 1 if kind else 0 :].split(" ")
    if kind is None and letters(words[0]) in NO_WARDS:
        return False
    if kind is not None and kind.group().lower() not in _LEVELS[-1]:
        return False
    name = fold(" ".join(words))
    return (
        len(words) > 1
        and all(word.isalpha() and word[0].isupper() for word in words)
        and not any(_resembles(name, fold(unit.short_name)) for _, unit in wards)
    )


def _resembles(name: str, known: str) -> bool:
    """Tell whether a name may be a known one that was misread or lost words."""
    rest = iter(known.split(" "))
    return _distance(name, known, _LIKE) <= _LIKE or all(word in rest for word in name.split(" "))


def _current_chains(parts: Sequence[str]) -> Iterable[list[_Match]]:
    for province, code in _keyed(parts, tuple((unit.code, unit) for unit in units.provinces())):
        for ward in _last(province.rest, tuple((unit.code, unit) for unit in units.wards(code))):
            if not _may_be_a_district(ward.text, parts):
                yield [province, ward]


def _may_be_a_district(text: str, parts: Sequence[str]) -> bool:
    """Tell whether a name without its kind is a former district's too, as of many wards of today.

    Of ``Hội Đông, Chợ Mới, An Giang`` the ward before it may have lost a word at the end of a row.
    """
    return any(
        tone_key(unit.short_name) == tone_key(text)
        for _, former in _keyed(parts, _provinces())
        for _, unit in _districts(former)
    )


def _last(parts: Sequence[str], candidates: Candidates) -> list[_Match]:
    """Find a unit, or several of one name, as the last part, or as its last words where a comma was lost."""
    if not parts:
        return []
    *before, last = parts
    found = _match(last, candidates)
    if found:
        return [_Match(*unit, tuple(before)) for unit in found]
    words = last.split(" ")
    for cut in range(1, len(words)):
        if _ENDS_IN_KIND.search(f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}"):
            continue  # of another kind than the table has: ``Huyện``, and a ward of that name
        found = _match(" ".join(words[cut:]), candidates)
        if found and found[0][2] == 0:
            return [_Match(unit, text, 1, (*before, " ".join(words[:cut]))) for unit, text, _ in found]
    return []


def _match(part: str, candidates: Candidates) -> list[tuple[Unit, str, int]]:
    """Return the one unit a part names, as it should be written, and how many letters were wrong.

    None where a second unit is nearly as near: a misread letter must leave no other choice. Several where
    all are of the very name that was read, as ``Cai Lậy`` is a town's and the district's around it: cards
    leave the kinds out, and the letters are right whichever is meant.
    """
    folded, start = fold(part), _shortened(part)
    found: list[tuple[int, bool, Unit, str]] = []
    fits: set[tuple[int, str]] = set()
    for _, unit in candidates:
        for form in _forms(unit.name, unit.short_name, start):
            length = len(form) - len(start)
            allowed = 0 if length <= 4 else 1 if length <= 8 else 2
            distance = _distance(folded, _folded(form), allowed + _MARGIN)
            if distance <= allowed + _MARGIN:
                found.append((distance, tone_key(form).casefold() != tone_key(part).casefold(), unit, form))
                fits |= {(distance, form)} if distance <= allowed else set()
    found.sort(key=lambda item: item[:2])
    if (not found or found[0][0]) and (other := _of_another_kind(part, candidates)) is not None:
        return [other]
    if not found or (found[0][0], found[0][3]) not in fits:
        return []
    distance, differs, unit, form = found[0]
    rivals = {
        id(item[2]): item[2]
        for item in found
        if item[:2] == (distance, differs) or (distance and item[0] <= distance + _MARGIN)
    }
    if len(rivals) > 1 and (distance or differs):
        return []
    if part.casefold() == form.casefold():
        form = _kind_as_read(part, form)
    text = form if differs or part.casefold() == form.casefold() else part
    return [(each, text, distance) for each in rivals.values()]


def _kind_as_read(part: str, form: str) -> str:
    """Return a unit as the table has it, but its kind with the capitals it was read with.

    Cards write ``tỉnh`` and ``Tỉnh``, ``Thành phố`` and ``Thành Phố``; a name has its capitals always.
    """
    kind = _KIND.match(form)
    if kind is None:
        return form
    read, usual = part[: kind.end()], kind.group().lower()
    return read + form[kind.end() :] if read in (usual, usual.capitalize(), usual.title()) else form


def _of_another_kind(part: str, candidates: Candidates) -> tuple[Unit, str, int] | None:
    """Return the one unit of a name that is read letter by letter, where its kind is another today.

    A kind that is one letter (``H.``) may be misread.
    """
    kind = _KIND.match(part)
    if kind is None:
        return None
    name = tone_key(part[kind.end() + 1 :])
    found = [
        unit
        for _, unit in candidates
        if tone_key(unit.short_name) == name
        and any({kind.group().lower(), _kind_of(unit)} <= level for level in _LEVELS)
    ]
    return (found[0], part, 0) if len(found) == 1 and not name.isdigit() else None


def _kind_of(unit: Unit) -> str:
    kind = _KIND.match(unit.name)
    return kind.group().lower() if kind else ""


def _shortened(part: str) -> str:
    """Return the shortened kind a part begins with, as it is printed (``TP.``, ``X. ``), or nothing."""
    found = _SHORTENED.match(part)
    return found.group() if found else ""


@cache
def _forms(name: str, short: str, start: str) -> tuple[str, ...]:
    """Return the ways a unit's name is printed in a part that begins with the shortened kind ``start``."""
    if not start:
        return tuple(dict.fromkeys((name, short)))
    kind = _SHORT_KINDS[start.lower().strip(". ")] + " "
    return (start + name[len(kind) :],) if name.casefold().startswith(kind) else ()


@lru_cache(maxsize=50_000)
def _distance(a: str, b: str, most: int) -> int:
    """Return the edit distance of two short texts, or ``most`` + 1 where it is larger."""
    if a == b:
        return 0
    if abs(len(a) - len(b)) > most:
        return most + 1
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        current = [i]
        for j, y in enumerate(b, start=1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        if min(current) > most:
            return most + 1
        previous = current
    return previous[-1]
