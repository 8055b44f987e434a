"""The units at the end of an address as cards and people write it.

Both ways of writing are read: street, ward, province (since 1 July 2025) and street, ward, district,
province (before). Words for the kind of unit may be missing, shortened (``P.``, ``Q.``, ``TP.``) or present.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, Protocol, TypeVar

from motcua.kernel import units, units_legacy
from motcua.kernel.vietnamese import fold, nfc, tone_key

# How sure a match is. Chosen by hand, in this order of trust; not measured probabilities.
_SAME = 0.99  # the name with its diacritics
_FOLDED = 0.85  # the name once diacritics are taken off
_OTHER_KIND = 0.6  # the name behind another kind of unit

_SHORT = (
    (re.compile(r"^(?:tp|t\.p)\s*\.?\s*(?=\S)", re.IGNORECASE), "thành phố "),
    (re.compile(r"^(?:tx|t\.x)\s*[.\s]\s*(?=\S)", re.IGNORECASE), "thị xã "),
    (re.compile(r"^(?:tt|t\.t)\s*[.\s]\s*(?=\S)", re.IGNORECASE), "thị trấn "),
    (re.compile(r"^p(?:\.\s*|\s*(?=\d))", re.IGNORECASE), "phường "),
    (re.compile(r"^q(?:\.\s*|\s*(?=\d))", re.IGNORECASE), "quận "),
    (re.compile(r"^x\.\s*", re.IGNORECASE), "xã "),
    (re.compile(r"^h\.\s*", re.IGNORECASE), "huyện "),
    (re.compile(r"^t\.\s*", re.IGNORECASE), "tỉnh "),
)
_WARD_KINDS = ("phường ", "xã ", "thị trấn ", "đặc khu ")
_KINDS = (*_WARD_KINDS, "quận ", "huyện ", "thị xã ", "thành phố ", "tỉnh ")
_ALIASES = {"tphcm": "thành phố hồ chí minh", "hcm": "hồ chí minh", "sai gon": "hồ chí minh"}


@dataclass(frozen=True, slots=True)
class AddressUnits:
    """What the end of an address says.

    ``street`` is what stands before the units, as written. ``ward`` and ``province`` are units in force;
    ``legacy`` is the former ward where the address named one, and ``choices`` its successors when there are
    several (``ward`` is then None: a person must choose). ``confidence`` is 0 when nothing was found; it
    orders results and is not a measured probability.
    """

    street: str
    province: units.Province | None = None
    ward: units.Ward | None = None
    legacy: units_legacy.LegacyWard | None = None
    choices: tuple[units.Ward, ...] = ()
    confidence: float = 0.0


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...


_Unit = TypeVar("_Unit", bound=_Named)


@dataclass(frozen=True, slots=True)
class _Match(Generic[_Unit]):
    unit: _Unit
    score: float
    before: str = ""


def parse_address(text: str) -> AddressUnits:
    """Read the units at the end of an address; what cannot be told is None. Never raises."""
    parts = _parts(text)
    readings = [AddressUnits(street=nfc(text))]
    if parts:
        readings += [_as_current(parts), _as_legacy(parts)]
    # A later reading wins a tie: the former way names three units, which is more evidence than two.
    return max(reversed(readings), key=lambda reading: (reading.confidence > 0, reading.confidence))


def _parts(text: str) -> list[str]:
    parts = [nfc(part) for part in re.split(r"[,;\n]", text)]
    return [part for part in (part.strip(" .") for part in parts) if part]


def _as_current(parts: list[str]) -> AddressUnits:
    found = _at_end(parts, units.provinces())
    if found is None:
        return AddressUnits(street=", ".join(parts))
    rest, province = found
    inner = _at_end(rest, units.wards(province.unit.code), kinds=_WARD_KINDS) if rest else None
    if inner is None:
        return AddressUnits(", ".join(rest), province.unit, confidence=province.score * 0.4)
    street, ward = inner
    if street and _says_ward(street[-1]):  # a ward lies in no ward: the other is a former district's name
        return AddressUnits(", ".join(rest), province.unit, confidence=province.score * 0.4)
    score = min(province.score, ward.score)
    return AddressUnits(", ".join(street), province.unit, ward.unit, confidence=score)


def _as_legacy(parts: list[str]) -> AddressUnits:
    found = _at_end(parts, units_legacy.legacy_provinces().values())
    if found is None:
        return AddressUnits(street=", ".join(parts))
    rest, province = found
    current = units_legacy.successor_province(province.unit.key)
    only_province = AddressUnits(", ".join(rest), current, confidence=province.score * 0.3)
    districts = _all_at_end(rest, units_legacy.legacy_districts(province.unit.key).values())
    if not districts or _says_ward(rest[-1]):
        return only_province
    # A town and the district around it may be of one name (Cai Lậy), and so may a township and a commune.
    named = [
        (street, ward, min(province.score, district.score, ward.score))
        for before, district in districts
        for street, ward in _all_at_end(
            before, units_legacy.legacy_wards(province.unit.key, district.unit.key), kinds=_WARD_KINDS
        )
    ]
    if not named:
        before, district = districts[0]
        score = min(province.score, district.score) * 0.45
        return AddressUnits(", ".join(before), current, confidence=score)
    street, first, score = max(named, key=lambda one: one[2])
    likely = [ward.unit for _, ward, sure in named if sure == score]
    after = list(dict.fromkeys(item.ward for ward in likely for item in units_legacy.successors(ward)))
    return AddressUnits(
        street=", ".join(street),
        province=after[0].province if after else current,
        ward=after[0] if len(after) == 1 else None,
        legacy=first.unit if len(likely) == 1 else None,
        choices=tuple(after) if len(after) > 1 else (),
        confidence=score,
    )


def _says_ward(part: str) -> bool:
    return _expand(part).startswith(_WARD_KINDS)


def _at_end(
    parts: list[str], candidates: Iterable[_Unit], kinds: tuple[str, ...] = _KINDS
) -> tuple[list[str], _Match[_Unit]] | None:
    """Find the one unit that is the last part, or the last words of it; return the parts before it, too."""
    found = _all_at_end(parts, candidates, kinds)
    return found[0] if len(found) == 1 else None


def _all_at_end(
    parts: list[str], candidates: Iterable[_Unit], kinds: tuple[str, ...] = _KINDS
) -> list[tuple[list[str], _Match[_Unit]]]:
    """Find the units, several of one name perhaps, that the last part or the last words of it may be."""
    if not parts:
        return []
    index = _index(tuple(candidates))
    if matches := _lookup(parts[-1], index):
        return [(parts[:-1], match) for match in matches]
    words = parts[-1].split(" ")
    for cut in range(1, len(words)):
        tail = " ".join(words[cut:])
        # Without a comma before it, only a name with its kind is taken: "12 Lê Lợi Phường Bến Nghé".
        if _expand(tail).startswith(kinds) and (matches := _lookup(tail, index)):
            return [([*parts[:-1], " ".join(words[:cut])], match) for match in matches]
    return []


def _expand(part: str) -> str:
    """Return the part in lower case with its leading short word written out and number without zero."""
    text = part.strip(" .")
    for pattern, word in _SHORT:
        if pattern.match(text):
            text = pattern.sub(word, text, count=1)
            break
    text = re.sub(r"(?<=\s)0+(?=\d+$)", "", nfc(text).lower())
    return _ALIASES.get(fold(text).removeprefix("thanh pho ").replace(".", ""), text)


def _lookup(part: str, index: "Mapping[str, tuple[_Unit, ...]]") -> list[_Match[_Unit]]:
    text = _expand(part)
    bare = next((text.removeprefix(kind) for kind in _KINDS if text.startswith(kind)), None)
    for name, ceiling in ((text, _SAME), (bare, _OTHER_KIND)):
        if not name:
            continue
        found = index.get(_letters(name), ())
        same = [unit for unit in found if _written(name) in (_written(unit.name), _written(unit.short_name))]
        if same:
            return [_Match(unit, ceiling) for unit in same]
        if len(found) == 1:
            return [_Match(found[0], min(ceiling, _FOLDED))]
    return []


def _written(name: str) -> str:
    return tone_key(re.sub(r"\s*[-–]\s*", " ", name)).casefold()


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()


@cache
def _index(candidates: "tuple[_Unit, ...]") -> "Mapping[str, tuple[_Unit, ...]]":
    found: dict[str, list[_Unit]] = {}
    for unit in candidates:
        for name in {_letters(unit.name), _letters(unit.short_name)}:
            found.setdefault(name, []).append(unit)
    return {name: tuple(items) for name, items in found.items()}
