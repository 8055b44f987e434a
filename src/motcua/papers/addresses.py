"""What units a printed address names, those before 1 July 2025 included, and which unit has taken over.

The printed text is never changed by this: it is what the card says. The unit in force is a suggestion with
its source, for a form that asks for one. The tables are those of ``motcua.kernel.units``.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from motcua.kernel import units
from motcua.kernel.units_address import parse_address

#: Fields that hold an address or a place.
PLACES: Final = frozenset({"place_of_origin", "place_of_residence", "place_of_birth_registration"})
#: Below this a unit was found behind another kind, or only a part of the levels.
_LEAST: Final = 0.8


@dataclass(frozen=True, slots=True)
class Units:
    """The units of an address.

    ``printed`` are the names it means, smallest first, three levels where it is of before 1 July 2025.
    ``ward`` is the unit in force, None where a former ward was divided: then ``choices`` are its heirs.
    """

    printed: tuple[str, ...]
    former: bool
    province: units.Province
    ward: units.Ward | None
    choices: tuple[units.Ward, ...] = ()

    def to_contract(self) -> dict[str, Any]:
        """Return the JSON object of the contract."""
        return {
            "printed": list(self.printed),
            "former": self.former,
            "suggested": None if self.ward is None else _unit(self.ward),
            "choices": [_unit(ward) for ward in self.choices],
            "source": units.UNITS_VERSION,
        }


@lru_cache(maxsize=256)
def units_of(text: str) -> Units | None:
    """Return the units at the end of an address, None where ward and province are not both told."""
    found = parse_address(text)
    if found.province is None or found.confidence < _LEAST:
        return None
    if found.legacy is not None:
        former = found.legacy
        printed = (former.name, former.district.name, former.province.name)
        return Units(printed, former=True, province=found.province, ward=found.ward, choices=found.choices)
    if found.ward is None:
        return None
    printed_now = (found.ward.name, found.province.name)
    return Units(printed_now, former=False, province=found.province, ward=found.ward)


def _unit(ward: units.Ward) -> dict[str, str]:
    return {"code": ward.code, "ward": ward.name, "province_code": ward.province_code,
            "province": ward.province.name}  # fmt: skip
