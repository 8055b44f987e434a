"""What a dossier owes, and what came in for it: reading only."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from motcua.dossiers.models import Channel, Dossier, PaymentOrder, Transfer, TransferDecision
from motcua.dossiers.states import MOVES, OPEN, State
from motcua.kernel import money
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Fee, Procedure

#: What counts towards an order.
_TOWARDS = ("paid", "part")
_NOTES = {
    "paid": Bilingual("đủ", "in full"),
    "part": Bilingual("một phần", "a part"),
    "extra": Bilingual("nộp thừa: cần hoàn lại", "paid twice: to be returned"),
    "unmatched": Bilingual("không khớp hồ sơ nào", "matches no dossier"),
    "contradicts": Bilingual(
        "trùng số giao dịch với khoản khác: hỏi ngân hàng trước khi ghi nhận",
        "has another transfer's number: ask the bank before you decide",
    ),
    "after_end": Bilingual("hồ sơ đã kết thúc: cần hoàn lại", "the dossier had ended: to be returned"),
}
_PAYING_BACK = Bilingual("đã ghi: hoàn trả người nộp", "noted: to be paid back")
_PART_TO_RETURN = Bilingual(
    "một phần, không dùng đến: cần hoàn lại", "a part, paid another way or not at all: to be returned"
)


@dataclass(frozen=True, slots=True)
class IncomingPayment:
    """Money for a dossier as the desk shows it; ``back`` is how much belongs to the payer, in đồng."""

    transfer: Transfer
    note: Bilingual
    back: int

    @property
    def returns(self) -> bool:
        """Tell whether money of it belongs to the payer."""
        return self.back > 0


def payments_of(dossier: Dossier) -> list[IncomingPayment]:
    """Return every transfer that came in for a dossier, the oldest first; also what now pays for another."""
    moved = TransferDecision.objects.filter(order_before__dossier=dossier)
    found = Transfer.objects.filter(Q(order__dossier=dossier) | Q(pk__in=moved.values("transfer")))
    return [
        incoming_payment(item)
        if item.order is None or item.order.dossier_id == dossier.pk
        else IncomingPayment(item, _moved(item.order.dossier.code), 0)
        for item in found.select_related("order__dossier").prefetch_related("decisions")
    ]


def incoming_payment(transfer: Transfer) -> IncomingPayment:
    """Return a transfer as the desk shows it.

    A part belongs to the payer once it pays for nothing: all was paid another way, or nothing is due. Of the
    transfer that settled the fee belongs to them what is more than the fee.
    """
    back = _to_return(transfer)
    whole = back == transfer.amount
    if any(item.kind == TransferDecision.Kind.PAY_BACK for item in transfer.decisions.all()):
        return IncomingPayment(transfer, _PAYING_BACK if whole else _paying_back(back), back)
    if transfer.note == "part" and back:
        return IncomingPayment(transfer, _PART_TO_RETURN, back)
    return IncomingPayment(transfer, _NOTES[transfer.note] if whole or not back else _too_much(back), back)


def maybe_to_return(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Leave out transfers of which nothing can belong to the payer; see :func:`incoming_payment`."""
    towards = Transfer.objects.filter(order=OuterRef("order"), note__in=_TOWARDS).order_by()
    total = towards.values("order").annotate(total=Sum("amount")).values("total")
    too_much = Q(note="paid", in_all__gt=F("order__amount"))
    return transfers.annotate(in_all=Subquery(total)).filter(~Q(note="paid") | too_much)


def _to_return(transfer: Transfer) -> int:
    order = transfer.order
    if order is None or transfer.note in {"extra", "after_end", "unmatched", "contradicts"}:
        return transfer.amount
    if transfer.note == "paid":
        return received(order) - order.amount
    ended_unpaid = order.paid_at is None and order.dossier.state_enum not in OPEN
    return transfer.amount if ended_unpaid or order.paid_through == "counter" else 0


def _too_much(back: int) -> Bilingual:
    amount = money.bilingual_amount(back)
    return Bilingual(f"đủ, thừa {amount.vi}: cần hoàn lại", f"in full, {amount.en} too much: to be returned")


def _paying_back(back: int) -> Bilingual:
    amount = money.bilingual_amount(back)
    return Bilingual(
        f"đủ, đã ghi: hoàn trả người nộp {amount.vi}", f"in full, noted: {amount.en} to be paid back"
    )


def _moved(code: str) -> Bilingual:
    return Bilingual(f"đã ghép vào hồ sơ {code}", f"matched with dossier {code}")


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


def can_be_asked(office: str) -> Q:
    """Tell in a query of which of an office's dossiers the fee can be asked for now: taken in, not paid."""
    asked = Dossier.objects.filter(office=office, state__in=MOVES["ask_payment"].sources)
    kinds = asked.order_by().values_list("procedure_code", "procedure_version", "channel").distinct()
    costly = Q(pk__in=())
    for code, version, channel in kinds:
        if fee_through(procedures.procedure_of(code, version), channel) is not None:
            costly |= Q(procedure_code=code, procedure_version=version, channel=channel)
    paid = PaymentOrder.objects.filter(dossier=OuterRef("pk"), paid_at__isnull=False)
    return costly & Q(~Exists(paid), state__in=MOVES["ask_payment"].sources) & ~Q(decision="approved")


def open_order(dossier: Dossier) -> PaymentOrder | None:
    """Return what the citizen is asked to pay now."""
    if dossier.state_enum != State.PAYMENT_REQUIRED:
        return None
    return dossier.payment_orders.filter(paid_at=None).order_by("-id").first()


def received(order: PaymentOrder) -> int:
    """Return what came in towards an order so far, in đồng."""
    towards = order.transfers.filter(note__in=_TOWARDS)
    return int(towards.aggregate(total=Sum("amount"))["total"] or 0)
