"""What the product asks of outside systems; an adapter of each lives in a folder of its own."""

from collections.abc import Sequence
from typing import Protocol

from motcua.interconnect.types import (
    BankTransfer,
    CheckResult,
    Consent,
    Identity,
    LoginStart,
    OutgoingText,
    Parcel,
    ParcelEvent,
    ParcelLabel,
    PersonQuestion,
    PersonRecord,
    PersonVerification,
    PortalDossier,
    PortalStep,
    RegisteredBusiness,
    TaxChangeAnswer,
    TaxDebt,
    TaxDecision,
    TaxDeregistrationRequest,
    TaxRegistrationAnswer,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)


class TaxPort(Protocol):
    """The tax registration system."""

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        """Ask for the household's registration; asking again with the same dossier code changes nothing.

        Raises:
            OutsideSystemError: no usable answer; nothing is known about what happened on the other side,
                so ask again later.
        """
        ...

    def update(self, request: TaxUpdateRequest) -> TaxChangeAnswer:
        """Tell what holds of a registered household; again with the same dossier code changes nothing.

        Raises:
            OutsideSystemError: as :meth:`register`.
        """
        ...

    def deregister(self, request: TaxDeregistrationRequest) -> TaxChangeAnswer:
        """Tell that a household business ends; its owner may be registered again afterwards.

        Telling again with the same dossier code changes nothing.

        Raises:
            OutsideSystemError: as :meth:`register`.
        """
        ...

    def debt(self, tax_code: str) -> TaxDebt:
        """Ask what is owed under a tax code; asking changes nothing there.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def decided(self, decision: TaxDecision) -> TaxChangeAnswer:
        """Tell that the registry took a certificate back, or gave it back; again under one key is nothing.

        Raises:
            OutsideSystemError: as :meth:`register`.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class BankPort(Protocol):
    """The bank that keeps the office's account. It also tells of each transfer through the inbox."""

    def transfers(self, reference: str) -> tuple[BankTransfer, ...]:
        """Return what came in under a reference, the oldest first.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class MessagePort(Protocol):
    """A provider of text messages or of e-mail. It may report deliveries through the inbox."""

    @property
    def system(self) -> str:
        """The provider's name in this installation."""
        ...

    def send(self, message: OutgoingText) -> str:
        """Hand a message over and return the provider's number for it; the same key is sent once.

        Raises:
            NeverTakenError: this provider will never take it.
            OutsideSystemError: no usable answer.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class TimestampPort(Protocol):
    """A time-stamping authority (RFC 3161)."""

    def stamp(self, query: bytes) -> bytes:
        """Return the DER TimeStampResp, granted and of what was asked, for a DER TimeStampReq.

        Raises:
            OutsideSystemError: no stamp; ask again later.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether it gives stamps. Never raises for its failures."""
        ...


class RevocationListPort(Protocol):
    """Where certification authorities tell which certificates they revoked: lists (RFC 5280), answers."""

    def fetch(self, address: str) -> bytes:
        """Return the file at an address.

        Raises:
            OutsideSystemError: it cannot be had now.
        """
        ...

    def ask(self, address: str, question: bytes) -> bytes:
        """Return the DER answer to a DER question about a certificate (RFC 6960, appendix A).

        Raises:
            OutsideSystemError: no answer.
        """
        ...


class PopulationPort(Protocol):
    """The national population database."""

    def verify(self, question: PersonQuestion) -> PersonVerification:
        """Ask whether what a person says holds.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def fetch(self, personal_number: str, consent: Consent) -> PersonRecord | None:
        """Return what the database holds of a person who agreed, None for an unknown number.

        Raises:
            OutsideSystemError: no usable answer, or the consent was not accepted.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class BusinessRegistryPort(Protocol):
    """The national business registry."""

    def owned_by(self, numbers: Sequence[str]) -> tuple[RegisteredBusiness, ...]:
        """Return the household businesses of the owner with these numbers, anywhere in the country.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class PortalPort(Protocol):
    """The national public service portal."""

    def number(self, office: str, key: str) -> str:
        """Return a dossier code that the portal gives out; the same key gets the same one.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def submit(self, dossier: PortalDossier) -> str:
        """Tell of a dossier and return the portal's receipt; telling again changes nothing.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def amend(self, dossier: PortalDossier, order: int) -> str:
        """Tell what a dossier says after its person corrected it; returns the receipt.

        ``order`` is that of the move that brought it: an earlier one that comes late changes nothing.

        Raises:
            OutsideSystemError: no usable answer, or the dossier is not known there yet.
        """
        ...

    def progress(self, step: PortalStep) -> str:
        """Tell of a move and the state after it; returns the receipt. A late one changes nothing.

        Raises:
            OutsideSystemError: no usable answer, or the dossier is not known there yet.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class PostPort(Protocol):
    """The public post."""

    def order(self, parcel: Parcel) -> ParcelLabel:
        """Order the delivery of a parcel and return its label; the same key is ordered once.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def track(self, tracking_number: str) -> tuple[ParcelEvent, ...]:
        """Return what happened to a parcel, the oldest first.

        Raises:
            OutsideSystemError: no usable answer, or there is no such parcel.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class IdentityPort(Protocol):
    """The State's identity provider."""

    def start(self, redirect_uri: str) -> LoginStart:
        """Return where to send the browser, and what to keep in its session until it comes back.

        Raises:
            OutsideSystemError: no usable answer.
        """
        ...

    def finish(self, start: LoginStart, *, redirect_uri: str, state: str, code: str) -> Identity:
        """Return who signed in; a code is good once.

        Raises:
            OutsideSystemError: no usable answer, or one that is not for this sign-in.
        """
        ...

    def leave(self, back: str) -> str:
        """Return where the browser signs out of the provider too, empty where it offers none or is away."""
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers. Never raises for its failures."""
        ...
