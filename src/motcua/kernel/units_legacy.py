"""The units that ended on 1 July 2025 (63 provinces, districts, 10,035 wards) and what became of each.

Cards and papers issued before that day name these units. A ward that was divided among several new ones has
several answers; the program then offers them and never picks one silently.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from motcua.kernel import units
from motcua.kernel.datafiles import PackagedFile, locate
from motcua.kernel.vietnamese import nfc

_LEGACY = PackagedFile(
    "vietnamadminunits",
    "vietnamadminunits/data/parser_legacy.json",
    "ce24b836c937b967a6a71ac922c5d3bdbbec776bcfb8892bf6b4ab1813da5d9c",
)
_CONVERSION = PackagedFile(
    "vietnamadminunits",
    "vietnamadminunits/data/converter_2025.json",
    "84f0848bf401b047775cbb49768c181a9271f77e4a4ec706d293b09bcb4faddd",
)


@dataclass(frozen=True, slots=True)
class LegacyProvince:
    """One of the 63 provinces before 1 July 2025."""

    code: str
    name: str
    short_name: str
    key: str


@dataclass(frozen=True, slots=True)
class LegacyDistrict:
    """A district, town or city under a province; the level ended on 1 July 2025."""

    code: str
    name: str
    short_name: str
    province_key: str
    key: str


@dataclass(frozen=True, slots=True)
class LegacyWard:
    """A ward, commune or township before 1 July 2025. ``key`` joins the keys of all three levels."""

    code: str
    name: str
    short_name: str
    district: LegacyDistrict
    key: str

    @property
    def province(self) -> LegacyProvince:
        """Return the province this ward lay in."""
        return legacy_provinces()[self.district.province_key]

    @property
    def full_name(self) -> str:
        """Return the three levels: ``Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh``."""
        return f"{self.name}, {self.district.name}, {self.province.name}"


@dataclass(frozen=True, slots=True)
class Successor:
    """A ward in force that took over a former one; ``main`` marks the usual answer when there are several."""

    ward: units.Ward
    main: bool


@cache
def legacy_provinces() -> Mapping[str, LegacyProvince]:
    """Return the 63 former provinces by key."""
    return MappingProxyType(
        {
            key: LegacyProvince(unit["provinceCode"], nfc(unit["province"]), nfc(unit["provinceShort"]), key)
            for key, unit in _legacy()["DICT_PROVINCE"].items()
        }
    )


@cache
def legacy_districts(province_key: str) -> Mapping[str, LegacyDistrict]:
    """Return the former districts of a former province, by key."""
    return MappingProxyType(
        {
            key: LegacyDistrict(
                unit["districtCode"], nfc(unit["district"]), _alone(unit["districtShort"]), province_key, key
            )
            for key, unit in _legacy()["DICT_PROVINCE_DISTRICT"].get(province_key, {}).items()
        }
    )


@cache
def legacy_wards(province_key: str, district_key: str) -> tuple[LegacyWard, ...]:
    """Return the former wards of a former district; empty for the island districts that had none."""
    district = legacy_districts(province_key)[district_key]
    found: dict[str, LegacyWard] = {}
    for name in ("DICT_PROVINCE_DISTRICT_WARD_NO_ACCENTED", "DICT_PROVINCE_DISTRICT_WARD_ACCENTED"):
        for key, unit in _legacy()[name].get(province_key, {}).get(district_key, {}).items():
            if isinstance(unit["ward"], str):
                found[key] = LegacyWard(
                    unit["wardCode"],
                    nfc(unit["ward"]),
                    _alone(unit["wardShort"]),
                    district,
                    f"{province_key}_{district_key}_{key}",
                )
    return tuple(found.values())


def successors(ward: LegacyWard) -> tuple[Successor, ...]:
    """Return the wards in force that took over a former ward, the usual one first."""
    return _successors().get(ward.key, ())


@cache
def successor_province(province_key: str) -> units.Province:
    """Return the province in force that a former province belongs to now."""
    for key, parts in _conversion()["DICT_PROVINCE"].items():
        if province_key in parts:
            return next(unit for unit in units.provinces() if unit.key == key)
    raise units.UnknownUnitError(province=province_key)


@cache
def _successors() -> Mapping[str, tuple[Successor, ...]]:
    found: dict[str, list[Successor]] = {}
    for province_key, merged in _conversion()["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        new_wards = units.wards_by_key(province_key)
        for new_key, old_keys in merged.items():
            for old_key in old_keys:
                found.setdefault(old_key, []).append(Successor(new_wards[new_key], main=True))
    for province_key, divided in _conversion()["DICT_PROVINCE_WARD_DIVIDED"].items():
        new_wards = units.wards_by_key(province_key)
        for old_key, targets in divided.items():
            for target in targets:
                found.setdefault(old_key, []).append(
                    Successor(new_wards[target["newWardKey"]], main=bool(target["isDefaultNewWard"]))
                )
    return {
        key: tuple(sorted(set(items), key=lambda item: (not item.main, item.ward.code)))
        for key, items in found.items()
    }


def _alone(short: str) -> str:
    """Return a short name without its kind, which the table puts behind names that two units share."""
    return nfc(short).partition(" (")[0]


@cache
def _legacy() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(locate(_LEGACY).read_text(encoding="utf-8"))
    return table


@cache
def _conversion() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(locate(_CONVERSION).read_text(encoding="utf-8"))
    return table
