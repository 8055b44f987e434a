"""What a dossier owes, and what came in for it: reading only."""

from dataclasses import dataclass

from django.db.models import Sum

from motcua.dossiers.models import Dossier, PaymentOrder, Transfer
from motcua.dossiers.states import State
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Fee

_NOTES = {
    "paid": Bilingual("đủ", "in full"),
    "part": Bilingual("một phần", "a part"),
    "extra": Bilingual("nộp thừa: cần hoàn lại", "paid twice: to be returned"),
    "after_end": Bilingual("hồ sơ đã kết thúc: cần hoàn lại", "the dossier had ended: to be returned"),
}


@dataclass(frozen=True, slots=True)
class Paid:
    """Money for a dossier as the desk shows it; ``returns`` says that it belongs to the payer."""

    transfer: Transfer
    note: Bilingual
    returns: bool


def payments_of(dossier: Dossier) -> list[Paid]:
    """Return every transfer that came in for a dossier, the oldest first."""
    found = Transfer.objects.filter(order__dossier=dossier)
    return [Paid(item, _NOTES[item.note], item.note in {"extra", "after_end"}) for item in found]


def fee_of(dossier: Dossier) -> Fee | None:
    """Return the catalogue's fee for the channel the dossier came through, None where there is none."""
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    fee = procedure.fee("online" if dossier.channel == "online" else "paper")
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
