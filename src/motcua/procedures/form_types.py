"""What a form is made of, and what stands in it; public through :mod:`motcua.procedures.types`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from motcua.kernel.messages import Bilingual

#: What a field of a form takes, and so how it is checked, shown and stored:
#: ``text``, ``long_text``, ``person_name``, ``personal_number``, ``previous_number``, ``citizenship``,
#: ``phone``, ``email``, ``address``, ``own_name`` give a string; ``date`` and ``expiry`` an ISO date
#: (``expiry`` also ``no_expiry``); ``choice`` a choice's value; ``picks`` a list of choices' values;
#: ``ward`` a ward's code; ``industry`` an industry's code or ``other``; ``amount`` and ``count`` an int;
#: ``agreement`` True.
FieldKind = Literal[
    "text", "long_text", "person_name", "personal_number", "previous_number", "citizenship", "phone", "email",
    "address", "own_name", "date", "expiry", "choice", "picks", "ward", "industry", "amount", "count",
    "agreement",
]  # fmt: skip
FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)

#: Where the name of a business must be its own.
Area = Literal["commune", "district"]
AREAS: tuple[Area, ...] = get_args(Area)

#: What a form stores: JSON types only.
Answer = str | int | bool | list[str]
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a choice field; an ``unsupported`` one is shown and refused with this reason."""

    value: str
    label: Bilingual
    unsupported: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A field or step counts only when another field has one of these values; otherwise it is empty."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the answers meet it; of several picked values one is enough."""
        given = answers.get(self.field)
        return bool(set(given) & set(self.values)) if isinstance(given, list) else given in self.values


@dataclass(frozen=True, slots=True)
class Span:
    """A date lies this many days, both included, after the one in another field of the step."""

    field: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question of a form.

    ``label`` is the plain question, ``legal_name`` the name on the form the law prescribes. ``default`` is
    the first value shown. ``minimum`` and ``maximum`` bound numbers, lengths (``text``, ``long_text``) and,
    in days from today, dates. ``notice`` is how many working days before it a date must be told.
    ``forbidden`` are phrases a business's name may not have, ``unique_within`` where nobody else may have it.
    """

    name: str
    kind: FieldKind
    label: Bilingual
    legal_name: Bilingual
    hint: Bilingual | None = None
    required: bool = True
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    default: Answer | None = None
    minimum: int | None = None
    maximum: int | None = None
    notice: int | None = None
    span: Span | None = None
    forbidden: tuple[str, ...] = ()
    unique_within: Area | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form; ``statements`` are read before the fields are answered (undertakings).

    ``title`` speaks to the citizen, ``office_title`` to officers where the other would not fit. A step with
    ``when`` is left out unless an earlier step's answer calls for it. ``intro_filled`` is said only where a
    box of the page was filled in from the photos or from what the office holds.
    """

    slug: str
    title: Bilingual
    fields: tuple[FieldSpec, ...]
    intro: Bilingual | None = None
    statements: tuple[Bilingual, ...] = ()
    when: Condition | None = None
    office_title: Bilingual | None = None
    intro_filled: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class PrefillRule:
    """A form field is filled from the first of these reading fields that the paper gave."""

    field: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A form field filled from a reading.

    ``value`` is in the form the field stores. ``review`` True asks the person to look; ``reading_field``
    names the field of the reading, ``sources`` what on the paper said so (``qr``, ``mrz``, ``text``,
    ``derived``).
    """

    value: Answer
    reading_field: str
    sources: tuple[str, ...]
    confidence: float
    review: bool


class SummaryRow(NamedTuple):
    """One line of "check your answers"; ``value`` is empty where an optional question was not answered.

    ``lang`` is the language of the value where it is not that of the page, else empty.
    """

    label: str
    value: str
    field: str
    lang: str = ""


class SummarySection(NamedTuple):
    """One step of "check your answers"."""

    step: Step
    rows: tuple[SummaryRow, ...]
