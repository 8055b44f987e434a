"""What a dossier owes, and what came in for it: reading only."""

from dataclasses import dataclass

from django.db.models import Sum

from motcua.dossiers.models import Channel, Dossier, PaymentOrder, Transfer
from motcua.dossiers.states import OPEN, State
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Fee, Procedure

_NOTES = {
    "paid": Bilingual("đủ", "in full"),
    "part": Bilingual("một phần", "a part"),
    "extra": Bilingual("nộp thừa: cần hoàn lại", "paid twice: to be returned"),
    "unmatched": Bilingual("không khớp hồ sơ nào", "matches no dossier"),
    "after_end": Bilingual("hồ sơ đã kết thúc: cần hoàn lại", "the dossier had ended: to be returned"),
}
_PAYING_BACK = Bilingual("đã ghi: hoàn trả người nộp", "noted: to be paid back")
_PART_TO_RETURN = Bilingual(
    "một phần, không dùng đến: cần hoàn lại", "a part, paid another way or not at all: to be returned"
)


@dataclass(frozen=True, slots=True)
class Paid:
    """Money for a dossier as the desk shows it; ``returns`` says that it belongs to the payer."""

    transfer: Transfer
    note: Bilingual
    returns: bool


def payments_of(dossier: Dossier) -> list[Paid]:
    """Return every transfer that came in for a dossier, the oldest first."""
    found = Transfer.objects.filter(order__dossier=dossier).select_related("order__dossier", "decision")
    return [paid(item) for item in found]


def paid(transfer: Transfer) -> Paid:
    """Return a transfer as the desk shows it.

    A part belongs to the payer once it pays for nothing: all was paid another way, or nothing is due.
    """
    order = transfer.order
    decision = getattr(transfer, "decision", None)
    if decision is not None and decision.kind == "pay_back":
        return Paid(transfer, _PAYING_BACK, returns=True)
    paid_otherwise = order is not None and order.paid_through == "counter"
    ended_unpaid = order is not None and order.paid_at is None and order.dossier.state_enum not in OPEN
    if transfer.note == "part" and (paid_otherwise or ended_unpaid):
        return Paid(transfer, _PART_TO_RETURN, returns=True)
    return Paid(transfer, _NOTES[transfer.note], transfer.note in {"extra", "after_end", "unmatched"})


def fee_of(dossier: Dossier) -> Fee | None:
    """Return the catalogue's fee for the channel the dossier came through, None where there is none."""
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return fee_through(procedure, dossier.channel)


def fee_through(procedure: Procedure, channel: str) -> Fee | None:
    """Return what a filing through a channel costs, None where it costs nothing.

    A machine of the office takes paperless filings: a kiosk counts as online.
    """
    fee = procedure.fee("online" if channel in {Channel.ONLINE, Channel.KIOSK} else "paper")
    return fee if fee is not None and fee.amount > 0 else None


def is_due(dossier: Dossier) -> bool:
    """Tell whether a fee can be asked for: there is one, and it is not paid."""
    return fee_of(dossier) is not None and not dossier.payment_orders.filter(paid_at__isnull=False).exists()


def open_order(dossier: Dossier) -> PaymentOrder | None:
    """Return what the citizen is asked to pay now."""
    if dossier.state_enum != State.PAYMENT_REQUIRED:
        return None
    return dossier.payment_orders.filter(paid_at=None).order_by("-id").first()


def received(order: PaymentOrder) -> int:
    """Return what came in towards an order so far, in đồng."""
    towards = order.transfers.filter(note__in=("paid", "part"))
    return int(towards.aggregate(total=Sum("amount"))["total"] or 0)
