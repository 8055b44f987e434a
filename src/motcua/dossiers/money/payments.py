"""Paying a fee for a dossier: asked for by the office, recognised by its reference, settled once.

What is owed is the fee of the catalogue for the dossier's channel (nothing online); the office's time stands
still while the dossier is in state 6. The bank may tell of a transfer twice, late, or not at all: transfers
are kept once by the bank's number, and open orders are asked for.
"""

import hashlib
import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.audit import services as audit
from motcua.dossiers import moves
from motcua.dossiers.counters import next_number
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Dossier, PaymentOrder, Transfer, Transition
from motcua.dossiers.money.fees import fee_of, is_due, open_order, received
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import BankTransfer, OutsideCallError
from motcua.jobs import services as jobs
from motcua.kernel import clock, money
from motcua.kernel.errors import ConflictError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures

log = logging.getLogger(__name__)
#: ``MC``, a serial number of eight digits, and two digits against typing mistakes.
_REFERENCE = re.compile(r"MC(\d{8})(\d{2})", re.ASCII)
#: What waits for its fee is asked for at each look for so long, and once a day after. So is for so long what
#: waits no more: money may be on its way when somebody pays at the counter or withdraws.
_ASKED_FOR = timedelta(days=30)
#: A day's looks, among which those that come once a day are spread.
_LOOK = timedelta(minutes=10)
_LOOKS = timedelta(days=1) // _LOOK
#: Met by every order alike; of what one alone meets the others know nothing, and the breaker bounds it.
_OF_THE_BANK = frozenset({"unreachable", "circuit_open", "untrusted"})


class NothingToPayError(ConflictError):
    """The catalogue asks no fee for this dossier, or it is paid."""

    code = "nothing_to_pay"
    default_message = Bilingual(
        vi="Hồ sơ này không phải nộp phí, lệ phí, hoặc đã nộp đủ.",
        en="No fee is due for this dossier, or it is paid.",
    )


@transaction.atomic
def ask_payment(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """Ask the citizen to pay the fee; the legal clock stops until it is paid.

    Raises:
        NothingToPayError: no fee is due.
        NotFoundError, ConflictError, MoveNotAllowedError: as :func:`motcua.dossiers.moves.move`.
    """
    dossier = lock_dossier(dossier_id)
    fee = fee_of(dossier)
    if fee is None or not is_due(dossier):
        raise NothingToPayError(dossier=dossier.code)
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    purpose = f"Lệ phí: {procedure.name.vi}"[:200]
    reason = f"{purpose}, {money.format_amount(fee.amount)}."
    reference = new_reference(next_number("payment"))
    data = {"amount": fee.amount, "reference": reference}
    step = moves.move(dossier_id, "ask_payment", actor=actor, seen=seen, reason=reason, data=data)
    PaymentOrder.objects.create(
        dossier=dossier,
        asked=step,
        reference=reference,
        amount=fee.amount,
        purpose=purpose,
        created_at=step.at,
    )
    return step


@transaction.atomic
def pay_at_counter(dossier_id: int, *, actor: str, receipt_no: str, seen: State | None = None) -> Transition:
    """Record that the fee was paid in cash or by card at the counter, under the counter's own receipt.

    Raises:
        NothingToPayError: nothing is asked for.
        NotFoundError, ConflictError, MoveNotAllowedError: as :func:`motcua.dossiers.moves.move`.
    """
    dossier = lock_dossier(dossier_id)
    order = open_order(dossier)
    if order is None:
        raise NothingToPayError(dossier=dossier.code)
    return _settle(order, actor=actor, through="counter", at=clock.now(), receipt_no=receipt_no, seen=seen)


def receive_message(body: Mapping[str, Any]) -> str:
    """Take the bank's message of a transfer; returns the note it was kept with, ``malformed`` if none was."""
    transfer = interconnect.read_transfer(body)
    return "malformed" if transfer is None else record_transfer(transfer)


@transaction.atomic
def record_transfer(transfer: BankTransfer) -> str:
    """Keep a transfer and settle what it pays; the same transfer again changes nothing. Returns its note."""
    known = Transfer.objects.filter(bank_id=transfer.transfer_id).first()
    if known is not None:
        return known.note if _is_same(known, transfer) else _keep_contradiction(known, transfer)
    order = _order_of(transfer)
    dossier: Dossier | None = None
    if order is not None:
        dossier = Dossier.objects.select_for_update(no_key=True).get(pk=order.dossier_id)
        order.refresh_from_db()  # as it is now that nobody else settles it
    row, new = Transfer.objects.get_or_create(
        bank_id=transfer.transfer_id,
        defaults={
            "order": order,
            "amount": transfer.amount,
            "content": transfer.content,
            "payer": transfer.payer,
            "at": transfer.at,
            "told_at": clock.now(),
            "note": _note(transfer.amount, order, dossier),
            "office": procedures.office_of_account(transfer.account),
        },
    )
    if not new:
        return row.note
    audit.record(
        actor="system:bank",
        action=f"payment.{row.note}",
        subject="-" if dossier is None else f"dossier:{dossier.code}",
        transfer=row.bank_id,
        amount=row.amount,
    )
    if order is not None and row.note == "paid":
        _settle(order, actor="system:bank", through="bank", at=transfer.at)
    return row.note


def _is_same(known: Transfer, told: BankTransfer) -> bool:
    """Whether the bank tells of the same money again; the words around a reference may differ."""
    references = references_in(known.content) == references_in(told.content)
    return references and known.amount == told.amount


def _keep_contradiction(known: Transfer, told: BankTransfer) -> str:
    """Keep money told under the number of other money: it pays for nothing until somebody asked the bank."""
    facts = f"{told.amount}|{told.account}|{references_in(told.content)}"
    number = f"{told.transfer_id[:50]}~{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
    row, new = Transfer.objects.get_or_create(
        bank_id=number,
        defaults={
            "amount": told.amount,
            "content": told.content,
            "payer": told.payer,
            "at": told.at,
            "told_at": clock.now(),
            "note": "contradicts",
            "office": procedures.office_of_account(told.account),
        },
    )
    if new:
        log.error("the bank told of transfer %s again with other facts: kept as %s", known.pk, row.pk)
        audit.record(
            actor="system:bank",
            action="payment.contradicts",
            subject="-",
            transfer=row.bank_id,
            amount=row.amount,
            known=known.bank_id,
        )
    return "contradicts"


def reconcile() -> int:
    """Ask the bank about orders, in case its messages got lost; returns how many transfers were new.

    To be called every ten minutes (:data:`_LOOK`).
    """
    if not interconnect.is_connected("bank"):
        return 0
    before = Transfer.objects.count()
    for order in _to_ask_for().order_by("id"):
        try:
            found = interconnect.bank().transfers(order.reference)
        except OutsideCallError as error:
            log.warning(
                "the bank could not be asked about %s: %s: %s", order.reference, error.kind, error.what
            )
            if error.kind in _OF_THE_BANK or not error.details.get("signed", True):
                break
            continue  # about this one; the others may be answered rightly
        for transfer in found:
            record_transfer(transfer)
    return Transfer.objects.count() - before


def _to_ask_for() -> QuerySet[PaymentOrder]:
    """Return the orders whose turn it is: what came for them may have been told to nobody."""
    now = clock.now()
    turn = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) // _LOOK
    waits = Q(paid_at=None, dossier__state=State.PAYMENT_REQUIRED)
    left = Transition.objects.filter(
        dossier=OuterRef("dossier"), source=State.PAYMENT_REQUIRED, at__gt=now - _ASKED_FOR
    )
    daily = (waits | Q(Exists(left))) & Q(turn=turn)
    orders = PaymentOrder.objects.annotate(turn=F("id") % _LOOKS)
    return orders.filter(waits & Q(created_at__gt=now - _ASKED_FOR) | daily)


def new_reference(serial: int) -> str:
    """Return the reference of an order: remainder 1 when its ten digits are divided by 97 (ISO 7064)."""
    return f"MC{serial:08d}{98 - serial * 100 % 97:02d}"


def references_in(content: str) -> list[str]:
    """Return the references in the text of a transfer, whatever a bank put around them or left out."""
    tidy = "".join(content.upper().split())
    return [f"MC{a}{b}" for a, b in _REFERENCE.findall(tidy) if int(a + b) % 97 == 1]


def _order_of(transfer: BankTransfer) -> PaymentOrder | None:
    found = PaymentOrder.objects.filter(reference__in=references_in(transfer.content)).select_related(
        "dossier"
    )
    order = found.first()
    if order is None:
        return None
    account = procedures.get_office(order.dossier.office).bank_account
    return order if account is not None and account.number == transfer.account else None


def settle_by_hand(transfer: Transfer, dossier: Dossier, *, actor: str) -> PaymentOrder:
    """Let a transfer that matched nothing pay for a dossier that waits for its fee; settles it when enough.

    To be called in a transaction that holds the rows of both.

    Raises:
        NothingToPayError: the dossier waits for no payment.
    """
    order = open_order(dossier)
    if order is None:
        raise NothingToPayError(dossier=dossier.code)
    transfer.note, transfer.order = _note(transfer.amount, order, dossier), order
    transfer.save(update_fields=["note", "order"])
    if transfer.note == "paid":
        _settle(order, actor=actor, through="bank", at=transfer.at)
    return order


def _note(amount: int, order: PaymentOrder | None, dossier: Dossier | None) -> str:
    if order is None or dossier is None:
        return "unmatched"
    if order.paid_at is not None:
        return "extra"
    if dossier.state_enum != State.PAYMENT_REQUIRED or open_order(dossier) != order:
        return "after_end"
    return "paid" if received(order) + amount >= order.amount else "part"


def _settle(
    order: PaymentOrder,
    *,
    actor: str,
    through: str,
    at: datetime,
    receipt_no: str = "",
    seen: State | None = None,
) -> Transition:
    data = {"amount": order.amount, "reference": order.reference, "through": through}
    step = moves.move(order.dossier_id, "pay", actor=actor, seen=seen, data=data)
    order.paid_at, order.paid_through, order.receipt_no = at, through, receipt_no
    order.save(update_fields=["paid_at", "paid_through", "receipt_no"])
    jobs.defer("outcomes.issue_receipt", order_id=order.pk)
    return step
