"""Money the bank confirmed that pays for nothing: found, matched by hand, or marked to be paid back.

A wrong or missing reference, a fee paid twice or with too much, a payment after the dossier ended. The money
belongs to its payer until an officer of the office whose account it came to says what becomes of it, with a
reason. What was matched by hand and pays for nothing in the end waits again.
Neither log nor error names payer, account or content.
"""

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from motcua.audit import services as audit
from motcua.dossiers.errors import ReasonNeededError
from motcua.dossiers.models import Dossier, PaymentOrder, Transfer, TransferDecision
from motcua.dossiers.money import payments
from motcua.dossiers.money.fees import incoming_payment, maybe_to_return
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures

_DECIDED = Bilingual(
    "Khoản chuyển này không còn chờ xử lý: đã có người ghi nhận, hoặc đã khớp với hồ sơ.",
    "This transfer waits no more: somebody has dealt with it, or it pays for a dossier.",
)
_NO_DOSSIER = Bilingual(
    "Cơ quan không có hồ sơ nào mang mã này. Vui lòng kiểm tra lại mã hồ sơ.",
    "The office has no dossier with this code. Please check the code.",
)
_ONLY_BACK = Bilingual(
    "Khoản chuyển này đã được tính vào một hồ sơ nên chỉ có thể ghi hoàn trả phần còn lại cho người nộp.",
    "This transfer already counted for a dossier. What is left of it can only be marked to be paid back.",
)
_NOT_WAITING = Bilingual(
    "Hồ sơ này không chờ nộp lệ phí nên không thể ghép. Nếu tiền thuộc về người nộp, hãy ghi hoàn trả.",
    "This dossier waits for no fee, so nothing can be matched with it. Mark the money to be paid back.",
)


def waiting_transfers(office: str) -> list[Transfer]:
    """Return the transfers of an office that wait for an officer's word, the oldest first."""
    maybe = maybe_to_return(_of(office)).exclude(decisions__kind=TransferDecision.Kind.PAY_BACK)
    return [item for item in maybe.order_by("at", "id") if incoming_payment(item).returns]


def decided_transfers(office: str) -> QuerySet[Transfer]:
    """Return the transfers of an office that officers dealt with, the latest first."""
    decided = _of(office).filter(decisions__isnull=False)
    return decided.annotate(last=Max("decisions__decided_at")).order_by("-last", "-id")


def get_transfer(office: str, pk: int) -> Transfer:
    """Return one transfer of an office.

    Raises:
        NotFoundError: there is none, or it is another office's.
    """
    found = _of(office).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(transfer=pk)
    return found


def waits(transfer: Transfer) -> bool:
    """Tell whether the transfer waits for an officer's word."""
    kinds = {item.kind for item in transfer.decisions.all()}
    return TransferDecision.Kind.PAY_BACK not in kinds and incoming_payment(transfer).returns


def may_match(transfer: Transfer) -> bool:
    """Tell whether the transfer can still be matched by hand: all of it waits, and it never was."""
    return (
        waits(transfer)
        and not transfer.decisions.all()
        and incoming_payment(transfer).back == transfer.amount
    )


@transaction.atomic
def match_transfer(pk: int, *, office: str, code: str, actor: str, reason: str) -> TransferDecision:
    """Let a waiting transfer pay for a dossier that waits for its fee; when it is enough the fee is settled.

    Raises:
        NotFoundError: no such transfer or dossier in this office.
        ConflictError: the transfer waits no more, or the dossier waits for no fee.
        ReasonNeededError: no reason given.
    """
    # The dossier first, as everything else that settles a fee does.
    dossier = Dossier.objects.select_for_update(no_key=True).filter(office=office, code=code).first()
    if dossier is None:
        raise NotFoundError(_NO_DOSSIER, transfer=pk)
    transfer = _held(office, pk)
    if not may_match(transfer):
        raise ConflictError(_ONLY_BACK, transfer=pk)
    before = transfer.note, transfer.order
    try:
        order = payments.settle_by_hand(transfer, dossier, actor=actor)
    except payments.NothingToPayError as error:
        raise ConflictError(_NOT_WAITING, dossier=dossier.code, transfer=pk) from error
    kind = TransferDecision.Kind.MATCHED
    return _decide(transfer, kind, *before, order=order, actor=actor, reason=reason)


@transaction.atomic
def mark_to_pay_back(pk: int, *, office: str, actor: str, reason: str) -> TransferDecision:
    """Note that the money of a waiting transfer is to be paid back; the paying itself is the accounts' work.

    Raises:
        NotFoundError: no such transfer in this office.
        ConflictError: it waits no more.
        ReasonNeededError: no reason given.
    """
    transfer = _held(office, pk)
    kind = TransferDecision.Kind.PAY_BACK
    return _decide(transfer, kind, transfer.note, None, order=None, actor=actor, reason=reason)


def _of(office: str) -> QuerySet[Transfer]:
    mine = Q(order__dossier__office=office) | Q(order=None, office=office)
    if office == procedures.default_office().slug:
        mine |= Q(order=None, office="")  # to an account the catalogue does not know (any more)
    return (
        Transfer.objects.filter(mine)
        .select_related("order__dossier")
        .prefetch_related("decisions__order__dossier")
    )


def _held(office: str, pk: int) -> Transfer:
    get_transfer(office, pk)
    transfer = Transfer.objects.select_for_update().get(pk=pk)
    if not waits(transfer):
        raise ConflictError(_DECIDED, transfer=pk)
    return transfer


def _decide(
    transfer: Transfer,
    kind: TransferDecision.Kind,
    before: str,
    order_before: PaymentOrder | None,
    *,
    order: PaymentOrder | None,
    actor: str,
    reason: str,
) -> TransferDecision:
    if not reason.strip():
        raise ReasonNeededError(transfer=transfer.pk)
    decision = TransferDecision.objects.create(
        transfer=transfer,
        kind=kind,
        order=order,
        order_before=order_before,
        note_before=before,
        reason=reason.strip()[:500],
        decided_by=actor,
        decided_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action=f"transfer.{kind}",
        subject=f"transfer:{transfer.pk}",
        reason=reason.strip()[:300],
        amount=transfer.amount if order is not None else incoming_payment(transfer).back,
        before=before,
        dossier="" if order is None else order.dossier.code,
    )
    return decision
