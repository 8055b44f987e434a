"""What goes to the systems of other agencies and what comes back: frozen values, never a dossier."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from motcua.kernel.errors import OutsideSystemError

#: How asking an outside system can fail. ``untrusted``: the answer's signature does not hold;
#: ``wrong_answer``: signed, but not what the law or the protocol allows; ``circuit_open``: not even asked,
#: because it has just failed several times.
FailureKind = Literal[
    "unreachable",
    "timeout",
    "server_error",
    "refused_by_protocol",
    "untrusted",
    "wrong_answer",
    "circuit_open",
]


#: Failures that no waiting mends: somebody must look at the other side, or at the way there.
OF_WRONG_ANSWERS: Final[frozenset[FailureKind]] = frozenset(
    {"wrong_answer", "untrusted", "refused_by_protocol"}
)


class OutsideCallError(OutsideSystemError):
    """One call of an outside system failed; ``kind`` says how, ``details`` say what happened."""

    def __init__(self, system: str, kind: FailureKind, what: str, **details: object) -> None:
        super().__init__(system=system, kind=kind, what=what, **details)
        self.system = system
        self.kind: FailureKind = kind
        self.what = what


@dataclass(frozen=True, slots=True)
class TaxRegistrationRequest:
    """Registration data of one household business for the tax system (Decree 168/2025/NĐ-CP, Article 91).

    ``dossier_code`` is also the idempotency key: asking twice registers once. ``main_industry_code`` is a
    level-4 code of the Vietnam Standard Industrial Classification; ``capital`` is in đồng; ``head_office``
    and ``tax_notice_address`` are addresses in one line.
    """

    dossier_code: str
    personal_number: str
    full_name: str
    date_of_birth: date
    business_name: str
    head_office: str
    main_industry_code: str
    main_industry_name: str
    capital: int
    employees: int
    start_date: date
    tax_notice_address: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class TaxRegistrationAnswer:
    """What the tax system said.

    Accepted: ``tax_code`` (the owner's 12-digit personal number since 1 July 2025: Law 108/2025/QH15,
    Article 11.1) and ``tax_office``, the office that manages the household directly. Refused: ``reason``
    in Vietnamese. ``reference`` is the tax system's own number for the answer.
    """

    accepted: bool
    reference: str
    tax_code: str = ""
    tax_office: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaxUpdateRequest:
    """What holds of a registered household after a change or for the time of a suspension.

    The whole of it and not only what is new, so that a message lost or told twice does no harm. ``changes``
    names what is new: ``name``, ``office``, ``lines``, ``capital``, ``owner``, ``tax`` (Decree
    168/2025/NĐ-CP, Article 100) or ``suspension`` (Article 103), which alone has its first and last day.
    ``dossier_code`` is also the idempotency key; ``tax_code`` says which household; the rest is as in
    :class:`TaxRegistrationRequest`.
    """

    dossier_code: str
    tax_code: str
    changes: tuple[str, ...]
    personal_number: str
    full_name: str
    date_of_birth: date
    business_name: str
    head_office: str
    main_industry_code: str
    main_industry_name: str
    capital: int
    employees: int
    tax_notice_address: str
    phone: str
    email: str = ""
    suspended_from: date | None = None
    suspended_until: date | None = None


@dataclass(frozen=True, slots=True)
class TaxDeregistrationRequest:
    """A household business ends (Decree 168/2025/NĐ-CP, Article 104).

    ``ceased_on`` is the day the owner told. ``clearance`` is what the officer noted of the tax office before:
    ``confirmed``, ``silent`` (consent after two working days) or empty. ``dossier_code`` is also the
    idempotency key.
    """

    dossier_code: str
    tax_code: str
    ceased_on: date
    clearance: str = ""


@dataclass(frozen=True, slots=True)
class TaxDecision:
    """The registry took a household's certificate back, or cancelled that decision.

    ``kind`` says which: after a ``revocation`` (Decree 168/2025/NĐ-CP, Article 105) the tax code no longer
    serves the household, with a ``restoration`` it does again. ``key`` is the idempotency key: one dossier
    may see several decisions. ``number``, ``decided_on`` and ``ground`` are those of the signed decision;
    what it says of the case itself stays in the paper.
    """

    key: str
    dossier_code: str
    tax_code: str
    kind: Literal["revocation", "restoration"]
    number: str
    decided_on: date
    ground: str


@dataclass(frozen=True, slots=True)
class TaxDebt:
    """What a household or its owner owes: ``amount`` in đồng, 0 for nothing, as of a day."""

    amount: int
    as_of: date
    reference: str


@dataclass(frozen=True, slots=True)
class TaxChangeAnswer:
    """What the tax system said to an update, a deregistration or a decision of the registry.

    Accepted: ``tax_office`` that manages the household from now on, empty after its end. Refused:
    ``reason`` in Vietnamese. ``reference`` is the tax system's own number for the answer.
    """

    accepted: bool
    reference: str
    tax_office: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether an outside system can be used now; ``what`` says in words what was found."""

    system: str
    ok: bool
    what: str
    address: str


class NeverTakenError(OutsideCallError):
    """No provider will ever take this message: sending it again is of no use."""


@dataclass(frozen=True, slots=True)
class ProviderReceipt:
    """A provider took a message; ``receipt`` is the provider's own number for it."""

    provider: str
    receipt: str


@dataclass(frozen=True, slots=True)
class BankTransfer:
    """Money that came into an account of the office.

    ``transfer_id`` is the bank's own number and never used twice; ``amount`` is in đồng; ``content`` is what
    the payer's bank passed on, which may have words of its own around the reference; ``at`` is aware.
    """

    transfer_id: str
    account: str
    amount: int
    content: str
    payer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """A text message or e-mail; ``key`` makes a second sending known, ``subject`` is for e-mail only.

    ``to`` is a Vietnamese telephone number (``0901234567``) or an e-mail address.
    """

    key: str
    to: str
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """What a person says about themselves, to be compared with the population database."""

    personal_number: str
    full_name: str
    date_of_birth: date


@dataclass(frozen=True, slots=True)
class PersonVerification:
    """Whether it holds; ``differs`` names the fields that do not, ``known`` tells of the number."""

    known: bool
    matches: bool
    differs: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person agreed to their data being fetched (Law 91/2025/QH15, Article 9): where it is kept, when.

    ``purpose`` is the procedure's code; ``given_at`` is aware.
    """

    reference: str
    purpose: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What the population database holds of one person, as far as a form asks for it."""

    personal_number: str
    full_name: str
    date_of_birth: date
    sex: str
    nationality: str
    permanent_address: str
    reference: str


@dataclass(frozen=True, slots=True)
class RegisteredBusiness:
    """A household business anywhere in the country; ``registry`` is the office that registered it.

    ``status`` is ``active``, ``suspended`` or ``ceased``.
    """

    code: str
    name: str
    owner_number: str
    registry: str
    registered_on: date
    status: Literal["active", "suspended", "ceased"]


@dataclass(frozen=True, slots=True)
class PortalDossier:
    """A dossier as the national portal is told of it when it is filed.

    ``channel`` is the portal's code (1 direct, 2 online, 3 by post), ``applicant_kind`` 0 citizen, 1
    enterprise, 2 household business. ``papers`` are name and SHA-256 of what the dossier holds.
    """

    code: str
    procedure_code: str
    office: str
    channel: int
    applicant_kind: int
    applicant_name: str
    personal_number: str
    submitted_at: datetime
    due_on: date
    papers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PortalStep:
    """One move of a dossier for the national portal; ``order`` grows, so that a late message changes nothing.

    ``state`` is the portal's code of the state the dossier is in after it (1 to 10).
    """

    code: str
    order: int
    state: int
    at: datetime
    unit: str
    what: str
    due_on: date


#: Where a parcel is: the post has it, it moves, it came to the receiver, or it came back.
ParcelState = Literal["accepted", "in_transit", "delivered", "returned"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A result to be brought to a person; ``key`` makes a second order for it known."""

    key: str
    dossier_code: str
    receiver: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """What is stuck on the envelope: the post's number of it and the code of the sorting centre."""

    tracking_number: str
    sorting_code: str


@dataclass(frozen=True, slots=True)
class ParcelEvent:
    """One thing that happened to a parcel on its way; ``at`` is aware, ``where`` a post office."""

    state: ParcelState
    at: datetime
    where: str


@dataclass(frozen=True, slots=True)
class LoginStart:
    """A sign-in that was begun: where to send the browser, and what must be kept until it comes back.

    ``begun`` is aware.
    """

    address: str
    state: str
    nonce: str
    verifier: str
    begun: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the State's identity provider says; ``level`` is the assurance (``acr``)."""

    subject: str
    personal_number: str
    full_name: str
    date_of_birth: date
    level: str
    at: datetime
