"""What is printed on the papers an office gives out: plain, frozen values, no model in them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: The kinds of paper kept for a dossier.
PaperKind = Literal[
    "slip", "certificate", "supplement_request", "rejection", "extension", "stop", "confirmation", "receipt",
    "revocation", "restoration",
]  # fmt: skip
#: Those that tell the citizen of a move of the dossier: forms 02 to 05.
NoticeKind = Literal["supplement_request", "rejection", "extension", "stop"]
#: Whether what was given out still stands.
Standing = Literal["valid", "replaced", "revoked"]
#: Why one no longer does: taken back by the office, the business has ended, or a decision was cancelled.
Revocation = Literal["withdrawn", "ceased", "cancelled"]
#: What the office decides about a certificate it gave: to take it back, or to cancel that.
DecisionKind = Literal["revocation", "restoration"]


@dataclass(frozen=True, slots=True)
class IssuingOffice:
    """The head of every paper. ``demo`` prints on each page that the paper has no legal force."""

    parent_authority: str
    department: str
    receiving_unit: str
    place: str
    address: str
    hotline: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who filed. Empty texts are printed as a dash or left out."""

    full_name: str
    personal_number: str
    address: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """One paper of the dossier on the slip: its name, its form (``Bản điện tử``), how many."""

    name: str
    form: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a slip says that takes the place of an earlier one: the ``rank``-th, made on ``made_on``.

    ``due_before`` is the day promised until now, None where the day stays; ``reason`` says why it was made.
    """

    rank: int
    made_on: date
    replaces_on: date
    due_before: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class SlipData:
    """Form 01 of Circular 03/2025/TT-VPCP, giấy tiếp nhận hồ sơ và hẹn trả kết quả.

    ``received_at`` is aware. ``counted_from`` is the working day that counts as the day of receipt, and
    ``due_on`` the day promised. ``status_url`` goes into the QR code. ``filed_through`` and
    ``taken_in_through`` stand under the two names: how it came, and who or what received it.
    """

    code: str
    office: IssuingOffice
    applicant: Applicant
    procedure: str
    papers: tuple[SlipPaper, ...]
    working_days: int
    received_at: datetime
    counted_from: date
    due_on: date
    result_channel: str
    fee: str
    receiver: str
    filed_through: str
    taken_in_through: str
    status_url: str
    calendar_version: str
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One thing to correct, or one ground; ``citation`` names the article it rests on."""

    text: str
    citation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoticeData:
    """Form 02 (request for a supplement), 03 (refusal), 04 (apology and extension) or 05 (stop).

    The forms are those of Circular 03/2025/TT-VPCP. ``number`` is the notice's own number; ``answer_by`` the
    last day to answer a request, if there is one; an extension moves the promise from ``due_before`` to
    ``due_on``.
    """

    kind: NoticeKind
    number: str
    code: str
    office: IssuingOffice
    applicant: Applicant
    procedure: str
    items: tuple[NoticeItem, ...]
    reason: str
    issued_on: date
    signer_title: str
    signer_name: str
    status_url: str
    answer_by: date | None = None
    due_before: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class BusinessLine:
    """A line of business: its official name, the 4 digits or an empty text, whether it is the main one."""

    name: str
    code: str
    main: bool = False
    details: str = ""


@dataclass(frozen=True, slots=True)
class CertificateData:
    """The household business registration certificate, which is also the tax registration.

    ``business_code`` is the owner's personal number and the tax code (Law 108/2025/QH15, Article 11.1). By
    the law of 2021 it is a serial of the office; then ``tax_code`` stands beside it, as in District 3.
    ``capital`` is in đồng. ``verify_url`` goes into the QR code. ``registered_on`` dates the paper;
    ``history`` are the lines of first registration, changes and re-issues under the number.
    """

    business_code: str
    office: IssuingOffice
    registered_on: date
    business_name: str
    head_office: str
    phone: str
    email: str
    lines: tuple[BusinessLine, ...]
    capital: int
    founder: str
    owner_name: str
    owner_sex: str
    owner_date_of_birth: date
    owner_ethnicity: str
    owner_nationality: str
    owner_personal_number: str
    owner_permanent_address: str
    owner_contact_address: str
    tax_authority: str
    signer_title: str
    signer_name: str
    dossier_code: str
    verify_url: str
    history: tuple[str, ...] = ()
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class RevocationData:
    """The decision by which the office takes a certificate back (Decree 168/2025/NĐ-CP, Article 105).

    With ``cancels`` it is the one that cancels the decision of that number, of the day ``cancels_on``.
    ``ground`` names the case of the law, ``reason`` what it means here; ``certificate_on`` dates the
    certificate. ``verify_url`` goes into the QR code.
    """

    number: str
    office: IssuingOffice
    business_name: str
    business_code: str
    owner_name: str
    owner_number: str
    certificate_number: str
    certificate_on: date
    ground: str
    reason: str
    issued_on: date
    signer_title: str
    signer_name: str
    dossier_code: str
    verify_url: str
    cancels: str = ""
    cancels_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationData:
    """What the office confirms of a registered business without a new certificate: a suspension, its end.

    ``details`` are pairs of a legal name and what was declared. ``verify_url`` goes into the QR code.
    """

    number: str
    office: IssuingOffice
    title: str
    title_english: str
    business_name: str
    business_code: str
    head_office: str
    owner_name: str
    owner_number: str
    details: tuple[tuple[str, str], ...]
    legal_basis: str
    issued_on: date
    signer_title: str
    signer_name: str
    dossier_code: str
    verify_url: str


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What checking a signed PDF found.

    ``intact``: the signed bytes are unchanged. ``whole``: the signature covers the whole file. ``trusted``:
    it is the office's own, its certificate leads to one of the trusted ones, and counted when it was made.
    ``stamped_at``: when an authority that is believed too saw the signature; None without a stamp of one.
    ``revoked_at``: from when on its certificate, or one above it, does not count, whatever the stamp says;
    ``ends_at``: when the first of them ends. ``lapsed``: that is over, and no stamp shows that the signature
    was made before. All of it is of the last signature; ``named``: any of them is by a certificate under the
    office's name, whether it holds or not.
    """

    signer: str
    intact: bool
    whole: bool
    trusted: bool
    stamped_at: datetime | None = None
    named: bool = False
    revoked_at: datetime | None = None
    lapsed: bool = False
    ends_at: datetime | None = None

    @property
    def good(self) -> bool:
        """Tell whether everything is as it should be."""
        return self.intact and self.whole and self.trusted


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """What the signature in the file of a paper of ours is worth to a program that knows only the file.

    ``good``: its certificate counts. ``proven``: stamps show that it was made at ``signed_at``, while it did;
    ``ended_at``, where past, is when it ended or was taken back since. ``unproven``: it ended or was taken
    back (``ended_at``), and nothing in the file shows that it was signed before. ``void``: it was taken back
    before. ``unknown``: the file tells nothing that we could check.
    """

    worth: Literal["good", "proven", "unproven", "void", "unknown"]
    signed_at: datetime | None = None
    ended_at: datetime | None = None
