"""Fields out of the zone (data group 1) and the Vietnamese entries (data group 13)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from motcua.kernel import personal_number
from motcua.kernel.messages import Problem
from motcua.kernel.vietnamese import fold, mrz_name, upper
from motcua.papers.chip.errors import problem
from motcua.papers.chip.groups import PARENTS, SPOUSE, Group1, Group13
from motcua.papers.chip.types import Verification
from motcua.papers.text.values import NO_EXPIRY
from motcua.papers.types import FieldValue, Witness

#: How much a value is believed. Set, not measured: a chip's bytes are not misread, only forged or damaged.
_PROVED: Final = 0.9999
_INTACT: Final = 0.99
_NOTHING: Final = 0.5


@dataclass(slots=True)
class Values:
    """Values by field, each with the data groups that say so; ``issued_on`` is what group 13 says."""

    said: dict[str, dict[int, str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    family: tuple[str, ...] = ()
    other: Mapping[int, str] = field(default_factory=dict)
    issued_on: date | None = None
    problems: list[Problem] = field(default_factory=list)

    def judged(self, verification: Verification) -> dict[str, FieldValue]:
        """Return the fields as far as the verification lets them be believed."""
        found: dict[str, FieldValue] = {}
        for name, said in self.said.items():
            best = 13 if 13 in said else 1
            proved = verification.outcome == "origin_proved" and all(map(verification.verified, said))
            intact = verification.outcome == "origin_not_proved"
            confidence = _PROVED if proved else _INTACT if intact else _NOTHING
            if name in self.doubtful:
                proved, confidence = False, _NOTHING
            if name == "full_name" and best == 1:
                proved = False  # the paper prints marks that the zone cannot carry
            found[name] = FieldValue(
                value=said[best],
                confidence=confidence,
                sources=("chip",),
                review=not proved,
                witnesses=tuple(Witness("chip", value, confidence) for _, value in sorted(said.items())),
            )
        return found


def _number(text: str) -> str | None:
    return text if personal_number.is_personal_number(text) else None


def _previous(text: str) -> str | None:
    return text if personal_number.is_cmnd(text) or personal_number.is_personal_number(text) else None


def _name(text: str) -> str | None:
    return upper(text) if re.fullmatch(r"[^\W\d_]+(?:[ '’\-.][^\W\d_]+)*\.?", text) else None


def _date(text: str) -> str | None:
    match = re.fullmatch(r"([0-9]{2})[/.-]([0-9]{2})[/.-]([0-9]{4})", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else None
    except ValueError:
        return None


def _expiry(text: str) -> str | None:
    return NO_EXPIRY if fold(text) == "khong thoi han" else _date(text)


def _sex(text: str) -> str | None:
    return {"nam": "Nam", "nu": "Nữ"}.get(fold(text))


def _any(text: str) -> str | None:
    return text


#: Entry of data group 13 -> field and how to read it.
_ENTRIES: Final[dict[int, tuple[str, Callable[[str], str | None]]]] = {
    1: ("personal_number", _number),
    2: ("full_name", _name),
    3: ("date_of_birth", _date),
    4: ("sex", _sex),
    5: ("nationality", _any),
    6: ("ethnicity", _any),
    7: ("religion", _any),
    8: ("place_of_origin", _any),
    9: ("place_of_residence", _any),
    10: ("identifying_features", _any),
    11: ("date_of_issue", _date),
    12: ("date_of_expiry", _expiry),
    16: ("previous_number", _previous),
}


def fuse(group1: Group1 | None, group13: Group13 | None) -> Values:
    """Return the values of both groups; where they differ both are kept and the field is in doubt."""
    values = Values()
    if group13 is not None:
        _from_group13(group13, values)
    if group1 is not None:
        _from_group1(group1, values)
    for name, said in values.said.items():
        if len(said) == 2 and not _same(name, said[1], said[13]):
            values.doubtful.add(name)
            values.problems.append(problem("chip_groups_disagree", name))
    return values


def _from_group1(group: Group1, values: Values) -> None:
    zone = group.zone
    expiry = NO_EXPIRY if zone.no_expiry else zone.date_of_expiry.isoformat() if zone.date_of_expiry else None
    said = {
        "personal_number": zone.personal_number,
        "full_name": zone.full_name or None,
        "date_of_birth": zone.date_of_birth.isoformat() if zone.date_of_birth else None,
        "sex": zone.sex,
        "nationality": "Việt Nam" if _nationality(group) == "VNM" else None,
        "date_of_expiry": expiry,
    }
    for name, value in said.items():
        if value is not None:
            values.said.setdefault(name, {})[1] = value
            if not group.checks_hold:
                values.doubtful.add(name)
    if not group.checks_hold:
        values.problems.append(problem("chip_mrz_invalid"))


def _nationality(group: Group1) -> str:
    lines = group.zone.lines
    return lines[1][15:18] if group.zone.format == "td1" else lines[1][10:13]


def _from_group13(group: Group13, values: Values) -> None:
    for number, (name, read) in _ENTRIES.items():
        text = group.text(number)
        if text is None:
            continue
        value = read(text)
        if value is None:
            values.problems.append(problem("chip_value_unusable", name))
        else:
            values.said.setdefault(name, {})[13] = value
    values.family = tuple(text for number in (PARENTS, SPOUSE) for text in group.entries.get(number, ()))
    values.other = {
        number: "; ".join(texts)
        for number, texts in sorted(group.entries.items())
        if number not in _ENTRIES and number not in {PARENTS, SPOUSE}
    }
    issued = values.said.get("date_of_issue", {}).get(13)
    values.issued_on = date.fromisoformat(issued) if issued else None


def _same(name: str, zone: str, entry: str) -> bool:
    if name == "full_name":
        return same_as_zone(entry, zone)
    if name == "nationality":
        return fold(zone) == fold(entry)
    return zone == entry


def same_as_zone(name: str, zone: str) -> bool:
    """Tell whether a name's letters are a zone's, which may be cut short at thirty characters."""
    letters, short = mrz_name(name).replace(" ", ""), mrz_name(zone).replace(" ", "")
    return letters == short or (len(mrz_name(zone)) >= 27 and letters.startswith(short))
