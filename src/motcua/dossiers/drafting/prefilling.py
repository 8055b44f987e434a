"""What others than the photos say of the person of a draft, put into the form beside what was read.

``Draft.given`` maps a source to a record: ``fields`` (reading field -> value), ``at`` (ISO), and where it is
from. Sources are ``identity`` (the identity provider, about who signed in) and ``population`` (the population
database, fetched with consent). A value that nobody read is taken over with its source; one that agrees
confirms what was read; one that differs never replaces it: both are shown and a look is asked for.
"""

from collections.abc import Mapping
from typing import Any, Final

from motcua.dossiers.models import Draft
from motcua.kernel import clock
from motcua.kernel.units_address import parse_address
from motcua.kernel.vietnamese import same_text
from motcua.papers.types import FieldValue, Reading
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.types import Procedure

IDENTITY: Final = "identity"
POPULATION: Final = "population"
#: The one with more to say first.
SOURCES: Final = (POPULATION, IDENTITY)
_PLACES: Final = frozenset({"place_of_residence", "place_of_origin", "place_of_birth_registration"})
#: What ``business.collisions`` compares.
_LOOKED_FOR_BY: Final = ("personal_number", "previous_number", "full_name", "date_of_birth")
#: Below this a unit of an address was found behind another kind, or only a part of the levels.
_LEAST: Final = 0.8


def record(fields: Mapping[str, str], **origin: str) -> dict[str, Any]:
    """Return what a source said now, as a draft keeps it."""
    return {"fields": dict(fields), "at": clock.now().isoformat(), **origin}


def fill(draft: Draft, reading: Reading | None) -> None:
    """Put what was read and what was given into the form; what a person typed stays."""
    procedure, before = (
        procedures.procedure_of(draft.procedure_code, draft.procedure_version),
        person_of(draft),
    )
    draft.prefilled = prefilled(procedure, reading, draft.given)
    draft.collision_acknowledged = draft.collision_acknowledged and person_of(draft) == before
    draft.confirmed = [
        name
        for name in draft.confirmed
        if name in draft.answers and draft.prefilled.get(name, {}).get("value") != draft.answers[name]
    ]
    draft.updated_at = clock.now()
    draft.save()


def person_of(draft: Draft) -> tuple[str, ...]:
    """Return by what others of the draft's person are looked for; who changes it has to be told anew."""
    said = {**{name: item["value"] for name, item in draft.prefilled.items()}, **draft.answers}
    return tuple(str(said.get(name) or "") for name in _LOOKED_FOR_BY)


def prefilled(
    procedure: Procedure, reading: Reading | None, given: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return what fills the form, in the shape a draft keeps it."""
    found = _filled(procedure, reading.fields if reading is not None else {})
    for source in SOURCES:
        fields = given.get(source, {}).get("fields", {})
        said = {name: FieldValue(value, 1.0, (), review=False) for name, value in fields.items() if value}
        for name, item in _filled(procedure, said).items():
            _add(found, name, item, source)
    return found


def _add(found: dict[str, dict[str, Any]], name: str, item: dict[str, Any], source: str) -> None:
    held = found.get(name)
    if held is None:
        found[name] = {**item, "sources": [source]}
    elif same_value(held, item["value"]):
        held["sources"] = [*held["sources"], source]
        held["review"] = item["review"] or bool(held.get("others"))  # two that agree need no look
    else:
        held["others"] = {**held.get("others", {}), source: item["value"]}
        held["review"] = True


def same_value(held: Mapping[str, Any], value: Any) -> bool:
    """Whether a value says what fills a field; an address also with the units of before 1 July 2025."""
    a, b = str(held["value"]), str(value)
    if same_text(a, b) or held["reading_field"] not in _PLACES:
        return same_text(a, b)
    one, other = parse_address(a), parse_address(b)
    found = one.ward is not None and min(one.confidence, other.confidence) >= _LEAST
    return found and one.ward == other.ward and same_text(one.street, other.street)


def _filled(procedure: Procedure, fields: Mapping[str, FieldValue]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "value": item.value,
            "sources": list(item.sources),
            "confidence": item.confidence,
            "review": item.review,
            "reading_field": item.reading_field,
        }
        for name, item in forms.prefill(procedure, fields).items()
    }
