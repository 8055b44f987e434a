"""A chip beside photos of the same paper: what contradicts."""

from typing import Final

from motcua.kernel.messages import Problem
from motcua.kernel.vietnamese import same_text
from motcua.papers.chip.errors import problem
from motcua.papers.chip.fields import same_as_zone
from motcua.papers.chip.types import ChipReading
from motcua.papers.fields.alignment import same_value
from motcua.papers.types import Reading

_EXACT: Final = (
    "personal_number",
    "previous_number",
    "date_of_birth",
    "sex",
    "date_of_issue",
    "date_of_expiry",
)
_WORDS: Final = (
    "nationality", "ethnicity", "religion", "place_of_origin", "place_of_residence", "identifying_features",
)  # fmt: skip


def compare(reading: Reading, chip: ChipReading) -> tuple[Problem, ...]:
    """Return one problem ``chip_disagrees`` for every field that photos and chip both have and tell apart.

    Numbers, dates and sexes must be equal; texts may differ in case, punctuation and where tone marks
    stand. A chip without data group 13 has the name in base letters only: then only these are compared.
    A problem does not say which is right: a photo may be misread (see the reading's ``review``).
    """
    both = [
        name for name in (*_EXACT, "full_name", *_WORDS) if name in reading.fields and name in chip.fields
    ]
    return tuple(
        problem("chip_disagrees", name)
        for name in both
        if not _same(name, reading.fields[name].value, chip.fields[name].value)
    )


def _same(name: str, photo: str, chip: str) -> bool:
    if name in _EXACT:
        return photo == chip
    if name == "full_name":
        return same_text(photo, chip) or (chip.isascii() and same_as_zone(photo, chip))
    return same_value(photo, chip)
