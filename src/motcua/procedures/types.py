"""What a procedure is: plain, frozen values read from the catalogue; with them those of forms and offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from motcua.faces.presence.types import Level
from motcua.kernel.messages import Bilingual
from motcua.procedures.form_types import (
    AREAS,
    FIELD_KINDS,
    Answer,
    Answers,
    Area,
    Choice,
    Condition,
    FieldKind,
    FieldSpec,
    Prefilled,
    PrefillRule,
    Span,
    Step,
    SummaryRow,
    SummarySection,
)
from motcua.procedures.office_types import BankAccount, Industry, IndustryGroup, Office, OpeningHours

__all__ = [
    "AREAS",
    "FIELD_KINDS",
    "GROUND_USES",
    "Answer",
    "Answers",
    "Area",
    "BankAccount",
    "Certainty",
    "Choice",
    "Condition",
    "Effect",
    "Fee",
    "FieldKind",
    "FieldSpec",
    "Ground",
    "GroundUse",
    "Industry",
    "IndustryGroup",
    "LegalBasis",
    "LocalRule",
    "Numbering",
    "Office",
    "OpeningHours",
    "PrefillRule",
    "Prefilled",
    "Procedure",
    "RequiredPaper",
    "Span",
    "Step",
    "SummaryRow",
    "SummarySection",
]

#: ``A`` text of the instrument read, ``B`` second-hand, ``C`` common knowledge: a default an office confirms.
Certainty = Literal["A", "B", "C"]

#: What a procedure does to the register: a new business, other data of one, a pause, its end, a new copy.
#: ``identify`` is the part of somebody who takes part in another's filing: nothing comes of it alone.
Effect = Literal["register", "change", "suspend", "cease", "reissue", "identify"]

#: Whose number a certificate carries.
Numbering = Literal["owner", "serial"]


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
