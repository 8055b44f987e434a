"""The paper that confirms a payment: what was paid for, how much, when, and by which transfers."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from motcua.dossiers.models import PaymentOrder
from motcua.kernel import money
from motcua.kernel.clock import VIETNAM
from motcua.outcomes import paper_data
from motcua.outcomes.documents import pdf
from motcua.outcomes.documents.rendering import day_in_words
from motcua.outcomes.issuance import records
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import Applicant, IssuingOffice

_THROUGH = {"bank": "Chuyển khoản ngân hàng (VietQR)", "counter": "Nộp tại quầy"}


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """What the receipt says. ``amount`` is in đồng; ``paid_at`` aware; ``transfers`` name the bank's numbers.

    It confirms to the payer that the office has the money. The numbered receipt that the rules on invoices
    and vouchers ask of the collecting agency comes from that agency's own system.
    """

    number: str
    code: str
    office: IssuingOffice
    applicant: Applicant
    procedure: str
    purpose: str
    amount: int
    paid_at: datetime
    through: str
    reference: str
    transfers: tuple[str, ...]
    receipt_no: str
    status_url: str


def receipt_for(order: PaymentOrder) -> IssuedPaper:
    """Give out the receipt of a paid order, or the one given out before.

    Raises:
        ValueError: the order is not paid.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    if order.paid_at is None:
        raise ValueError("not paid")
    number = f"{order.dossier.code}/XNLP-{order.reference[2:]}"
    known = IssuedPaper.objects.filter(dossier=order.dossier, kind="receipt", number=number).first()
    if known is not None:
        return known
    # Signed with no row held; of two workers the first to come gives it out, by its number.
    made = paper_data.sign_paper(render_receipt(receipt_data(order, number=number)), order.dossier)
    return records.issue(order.dossier_id, "receipt", number, made)


def receipt_data(order: PaymentOrder, *, number: str) -> ReceiptData:
    """Return what the receipt of a paid order says."""
    dossier = order.dossier
    procedure, office = paper_data.procedure_and_office(dossier)
    assert order.paid_at is not None
    return ReceiptData(
        number=number,
        code=dossier.code,
        office=paper_data.issuing_office(office),
        applicant=paper_data.applicant(dossier),
        procedure=procedure.name.vi,
        purpose=order.purpose,
        amount=order.amount,
        paid_at=order.paid_at,
        through=_THROUGH.get(order.paid_through, order.paid_through),
        reference=order.reference,
        # What was transferred before the whole was paid at the counter belongs to the payer.
        transfers=tuple(item.bank_id for item in order.transfers.filter(note__in=("paid", "part")))
        if order.paid_through == "bank"
        else (),
        receipt_no=order.receipt_no,
        status_url=paper_data.status_url(dossier),
    )


def render_receipt(receipt: ReceiptData) -> bytes:
    """Return the receipt as a PDF, not signed yet.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    paid = receipt.paid_at.astimezone(VIETNAM)
    data: dict[str, Any] = asdict(receipt) | {
        "dateline": day_in_words(paid.date()),
        "paid_at": f"{paid.hour} giờ {paid.minute:02d} phút, {day_in_words(paid.date())}",
        "amount": money.format_amount(receipt.amount),
        "amount_words": money.in_words(receipt.amount),
        "qr": pdf.qr_svg(receipt.status_url),
    }
    return pdf.render("receipt", data, made_at=receipt.paid_at)
