"""Wards an office asks about: those in force, or those of the former district it stands for.

A code of a former ward is written ``L26740``: the same five digits may name another ward today.
"""

from functools import cache

from motcua.kernel import units, units_legacy
from motcua.kernel.units_legacy import LegacyWard
from motcua.procedures.types import Office

_FORMER = "L"


def choices(office: Office) -> list[tuple[str, str]]:
    """Return code and name of the wards a business of this office may lie in."""
    if office.district:
        return [(f"{_FORMER}{ward.code}", ward.name) for ward in former_wards(office.district)]
    return [(ward.code, ward.name) for ward in units.wards(office.province_code)]


def full_name(code: str) -> str:
    """Return a ward as an address ends.

    Raises:
        UnknownUnitError: no ward has this code.
    """
    if not code.startswith(_FORMER):
        return units.ward(code).full_name
    try:
        return _all_former()[code.removeprefix(_FORMER)].full_name
    except KeyError:
        raise units.UnknownUnitError(ward=code) from None


def former_wards(district: str) -> tuple[LegacyWard, ...]:
    """Return the wards of a former district, ``province key/district key``, by code.

    Raises:
        UnknownUnitError: there was no such district.
    """
    province, _, key = district.partition("/")
    try:
        found = units_legacy.legacy_wards(province, key)
    except KeyError:
        raise units.UnknownUnitError(district=district) from None
    return tuple(sorted(found, key=lambda ward: ward.code))


@cache
def _all_former() -> dict[str, LegacyWard]:
    return {
        ward.code: ward
        for province in units_legacy.legacy_provinces()
        for district in units_legacy.legacy_districts(province)
        for ward in units_legacy.legacy_wards(province, district)
    }
