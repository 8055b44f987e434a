"""What a procedure and an office are: plain, frozen values read from the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from motcua.faces.presence.types import Level
from motcua.kernel.messages import Bilingual
from motcua.kernel.workdays import NATIONAL, WorkCalendar

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

#: ``A`` text of the instrument read, ``B`` second-hand, ``C`` common knowledge: a default an office confirms.
Certainty = Literal["A", "B", "C"]

#: What a procedure does to the register: a new business, other data of one, a pause, its end, a new copy.
#: ``identify`` is the part of somebody who takes part in another's filing: nothing comes of it alone.
Effect = Literal["register", "change", "suspend", "cease", "reissue", "identify"]

#: Whose number a certificate carries.
Numbering = Literal["owner", "serial"]

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
class LegalBasis:
    """An instrument, and how sure we are of it."""

    number: str
    title: Bilingual
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Fee:
    """What a filing costs through one channel, in đồng."""

    channel: Literal["online", "paper"]
    amount: int
    note: Bilingual
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """A paper the dossier needs. ``given_as`` says how: filled in here, photographed, or uploaded."""

    slug: str
    name: Bilingual
    given_as: Literal["form", "photo", "upload"]
    required: bool
    note: Bilingual | None = None


#: What a ground is good for: to ask for more, to refuse, to take a certificate back, to cancel that.
GroundUse = Literal["supplement", "rejection", "revocation", "restoration"]
GROUND_USES: tuple[str, ...] = get_args(GroundUse)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which the desk may act, with its article; with a ``rule`` only while that is on."""

    slug: str
    text: Bilingual
    citation: Bilingual
    certainty: Certainty
    use: tuple[GroundUse, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class LocalRule:
    """Something an office may have beside the national law, with the basis it names for it.

    ``on`` is the default of this version of the procedure; an office says otherwise in its own file.
    """

    slug: str
    name: Bilingual
    legal_basis: Bilingual
    certainty: Certainty
    on: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure. A dossier keeps the version that was in force when it was received.

    ``version`` is the date from which it applies (``2025-07-01``); ``ends`` is the first day it does not.
    ``working_days`` is the time to answer. ``one_per_person`` says whether a person may hold only one result.
    ``numbering`` says what a new certificate's number is: the owner's personal number, or a serial of the
    office. ``effect`` is what an approval does to the register of businesses; all but ``register`` start from
    a business that the office holds. ``presence`` is how sure the office wants to be that the person is there
    themselves; below it an officer meets them before the decision, and nobody is kept from filing.
    """

    code: str
    version: str
    starts: date
    ends: date | None
    name: Bilingual
    short_name: Bilingual
    summary: Bilingual
    form_name: Bilingual
    authority: Bilingual
    outcome: Bilingual
    working_days: int
    one_per_person: bool
    effect: Effect
    presence: Level
    steps: tuple[Step, ...]
    prefill: tuple[PrefillRule, ...]
    papers: tuple[RequiredPaper, ...]
    fees: tuple[Fee, ...]
    legal_basis: tuple[LegalBasis, ...]
    grounds: tuple[Ground, ...]
    local_rules: tuple[LocalRule, ...] = ()
    numbering: Numbering = "owner"

    @property
    def about_existing(self) -> bool:
        """Whether it is about a business that is registered already."""
        return self.effect not in {"register", "identify"}

    def steps_for(self, answers: Mapping[str, Any]) -> tuple[Step, ...]:
        """Return the steps that these answers call for."""
        return tuple(step for step in self.steps if step.when is None or step.when.holds(answers))

    def fields_left_out(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Return the names of fields on steps that these answers do not call for."""
        kept = self.steps_for(answers)
        return frozenset(spec.name for step in self.steps if step not in kept for spec in step.fields)

    def step(self, slug: str) -> Step:
        """Return the step with a slug.

        Raises:
            KeyError: the procedure has no such step.
        """
        for step in self.steps:
            if step.slug == slug:
                return step
        raise KeyError(slug)

    def field(self, name: str) -> FieldSpec:
        """Return the field with a name.

        Raises:
            KeyError: the procedure has no such field.
        """
        for spec in self.all_fields():
            if spec.name == name:
                return spec
        raise KeyError(name)

    def step_of(self, name: str) -> Step:
        """Return the step that asks for a field.

        Raises:
            KeyError: the procedure has no such field.
        """
        for step in self.steps:
            if any(spec.name == name for spec in step.fields):
                return step
        raise KeyError(name)

    def all_fields(self) -> tuple[FieldSpec, ...]:
        """Return every field in the order asked."""
        return tuple(spec for step in self.steps for spec in step.fields)

    def fee(self, channel: Literal["online", "paper"]) -> Fee | None:
        """Return the fee of a channel, or None when the catalogue names none."""
        return next((fee for fee in self.fees if fee.channel == channel), None)

    def ground(self, slug: str) -> Ground:
        """Return the ground with a slug.

        Raises:
            KeyError: the procedure has no such ground.
        """
        for ground in self.grounds:
            if ground.slug == slug:
                return ground
        raise KeyError(slug)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When an office is open: days in words, times as ``7:30``."""

    days: Bilingual
    times: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where fees are paid to: the bank's six-digit BIN at NAPAS, its name, the account and its holder."""

    bin: str
    bank: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office that receives dossiers.

    ``identifier`` starts its dossier codes. ``demo`` marks an office whose identifier, address and numbers
    are invented. ``parent_authority`` and ``department`` are the two lines at the head of what it issues.
    ``calendar`` is the national one with the office's own days off, working days and cut-off hour. Without
    a ``bank_account`` fees are paid at the counter only.

    ``law_on`` makes an office work by the law of a past day (the District 1 of 2021); ``district`` is then
    the former district it stands for, ``number_prefix`` begins its certificate numbers. ``local_rules`` turns
    rules of the procedures on or off.
    """

    slug: str
    identifier: str
    name: Bilingual
    receiving_unit: Bilingual
    parent_authority: Bilingual
    department: Bilingual
    signer_title: Bilingual
    province_code: str
    ward_code: str
    place: str
    address: Bilingual
    hotline: str
    email: str
    tax_authority: Bilingual
    procedures: tuple[str, ...]
    opening_hours: tuple[OpeningHours, ...]
    demo: bool
    calendar: WorkCalendar = NATIONAL
    law_on: date | None = None
    district: str = ""
    number_prefix: str = ""
    local_rules: Mapping[str, bool] = field(default_factory=dict)
    bank_account: BankAccount | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """A level-4 line of business of VSIC 2025, with its official name (Vietnamese only).

    ``everyday`` says it plainly; ``words`` are what people look for it by.
    """

    code: str
    name: str
    everyday: Bilingual
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndustryGroup:
    """A heading over industries in a list."""

    slug: str
    name: Bilingual
    industries: tuple[Industry, ...]


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
    """One line of "check your answers"; ``value`` is empty where an optional question was not answered."""

    label: str
    value: str
    field: str


class SummarySection(NamedTuple):
    """One step of "check your answers"."""

    step: Step
    rows: tuple[SummaryRow, ...]
