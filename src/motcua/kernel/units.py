"""The administrative units in force since 1 July 2025: 34 provinces and their 3,321 communes.

The table is the data file of the ``vietnamadminunits`` package, which is never imported. Units that ended on
that day, and what became of them, are in :mod:`motcua.kernel.units_legacy`; reading an address is in
:mod:`motcua.kernel.units_address`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from motcua.kernel.datafiles import PackagedFile, locate
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold, nfc

#: Names the table; stored beside an address that was chosen from it.
UNITS_VERSION: Final = "vietnamadminunits-1.0.4/2025-07-01"

_CURRENT = PackagedFile(
    "vietnamadminunits",
    "vietnamadminunits/data/parser_from_2025.json",
    "4666b999b369b19e0a0c84fa864e8447f271b70586bc05d41a72b6ea0e71903a",
)

#: Shown first in a list of provinces, as on state forms: the cities under the central government.
_CITY = "Thành phố"


class UnknownUnitError(NotFoundError):
    """A code that no unit of the table carries."""

    code = "unit_unknown"
    default_message = Bilingual(
        vi="Không có tỉnh, thành phố hoặc xã, phường này. Vui lòng chọn lại trong danh sách.",
        en="There is no such province or ward. Please choose again from the list.",
    )


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city under the central government; ``code`` has 2 digits (``79``)."""

    code: str
    name: str
    short_name: str
    key: str

    @property
    def is_city(self) -> bool:
        """Tell whether this is a city under the central government."""
        return self.name.startswith(_CITY)


@dataclass(frozen=True, slots=True)
class Ward:
    """A commune-level unit: Phường, Xã or Đặc khu; ``code`` has 5 digits (``26740``)."""

    code: str
    name: str
    short_name: str
    kind: str
    province_code: str

    @property
    def province(self) -> Province:
        """Return the province this ward lies in."""
        return province(self.province_code)

    @property
    def full_name(self) -> str:
        """Return ward and province as an address ends: ``Phường Sài Gòn, Thành phố Hồ Chí Minh``."""
        return f"{self.name}, {self.province.name}"


@cache
def provinces() -> tuple[Province, ...]:
    """Return the 34 provinces: cities first, each part in alphabetical order."""
    found = [
        Province(unit["provinceCode"], nfc(unit["province"]), nfc(unit["provinceShort"]), key)
        for key, unit in _table()["DICT_PROVINCE"].items()
    ]
    return tuple(sorted(found, key=lambda unit: (not unit.is_city, fold(unit.short_name))))


def province(code: str) -> Province:
    """Return the province with a code.

    Raises:
        UnknownUnitError: no province has it.
    """
    try:
        return _provinces_by_code()[code]
    except KeyError:
        raise UnknownUnitError(province=code) from None


@cache
def wards(province_code: str) -> tuple[Ward, ...]:
    """Return the wards of a province in alphabetical order, numbers in their order.

    Raises:
        UnknownUnitError: no province has this code.
    """
    key = province(province_code).key
    return tuple(
        sorted(wards_by_key(key).values(), key=lambda unit: (_sortable(unit.short_name), fold(unit.kind)))
    )


def ward(code: str) -> Ward:
    """Return the ward with a code.

    Raises:
        UnknownUnitError: no ward has it.
    """
    try:
        return _wards_by_code()[code]
    except KeyError:
        raise UnknownUnitError(ward=code) from None


@cache
def wards_by_key(province_key: str) -> Mapping[str, Ward]:
    """Return the wards of a province by the data file's own key (``phuongsaigon``); for the conversion."""
    code = _table()["DICT_PROVINCE"][province_key]["provinceCode"]
    found: dict[str, Ward] = {}
    # Wards of one province whose keys collide without diacritics stand in the second table.
    for name in ("DICT_PROVINCE_WARD_NO_ACCENTED", "DICT_PROVINCE_WARD_ACCENTED"):
        for key, unit in _table()[name].get(province_key, {}).items():
            found[key] = Ward(
                unit["wardCode"], nfc(unit["ward"]), nfc(unit["wardShort"]), nfc(unit["wardType"]), code
            )
    return MappingProxyType(found)


def _sortable(name: str) -> tuple[int, str]:
    folded = fold(name)
    return (int(folded), "") if folded.isdigit() else (10_000, folded)


@cache
def _provinces_by_code() -> Mapping[str, Province]:
    return {unit.code: unit for unit in provinces()}


@cache
def _wards_by_code() -> Mapping[str, Ward]:
    return {unit.code: unit for parent in provinces() for unit in wards(parent.code)}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(locate(_CURRENT).read_text(encoding="utf-8"))
    return table
