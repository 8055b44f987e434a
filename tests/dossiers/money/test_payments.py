"""The fee: never asked where none is due, never taken twice, never lost, and the clock waits for it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, PaymentOrder, Transfer
from motcua.dossiers.money import payments, transfers
from motcua.dossiers.money.fees import payments_of
from motcua.dossiers.money.payments import NothingToPayError
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.sandbox import bank as sandbox
from motcua.interconnect.types import BankTransfer, FailureKind, OutsideCallError
from motcua.kernel import clock
from motcua.outcomes import tasks
from motcua.outcomes.issuance import receipts
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.services import make_demo_key
from motcua.procedures.selectors import get_office

pytestmark = pytest.mark.django_db
ACCOUNT = "0000740000"
SECRET = bytes(range(32))
ANOTHER = {"personal_number": "079190001235", "own_name": "PHỞ HAI"}


def dossier(channel: str = "counter", **changed: str) -> Dossier:
    found = services.submit(filing.draft(channel=channel, **changed).pk)
    services.accept(found.pk, actor="officer:an")
    found.refresh_from_db()
    return found


def asked(**changed: str) -> tuple[Dossier, PaymentOrder]:
    found = dossier(**changed)
    services.ask_payment(found.pk, actor="officer:an")
    found.refresh_from_db()
    return found, PaymentOrder.objects.get(dossier=found)


def transfer(
    order: PaymentOrder, *, amount: int = 0, number: str = "FT1", account: str = ACCOUNT
) -> BankTransfer:
    return BankTransfer(
        transfer_id=number,
        account=account,
        amount=amount or order.amount,
        content=f"MBVCB.123. {order.reference}. CT tu 0123 NGUYEN VAN A",
        payer="NGUYEN VAN A",
        at=clock.now(),
    )


def test_nothing_is_asked_online_where_the_catalogue_says_so() -> None:
    with pytest.raises(NothingToPayError):
        services.ask_payment(dossier("online").pk, actor="officer:an")


def test_a_transfer_settles_the_fee_once_and_work_goes_on() -> None:
    found, order = asked()
    assert found.state == State.PAYMENT_REQUIRED
    assert order.amount == 100_000
    assert [payments.record_transfer(transfer(order)) for _ in range(3)] == ["paid"] * 3
    found.refresh_from_db()
    assert found.state == State.PROCESSING
    assert found.transitions.filter(move="pay").count() == 1
    assert Transfer.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="outcomes.issue_receipt").count() == 1
    with pytest.raises(NothingToPayError):
        services.ask_payment(found.pk, actor="officer:an")


def test_the_clock_waits_while_the_citizen_has_to_pay() -> None:
    with clock.frozen(filing.TUESDAY):
        found, order = asked()
        before = found.due_on
    with clock.frozen(filing.TUESDAY + timedelta(days=14)):
        payments.record_transfer(transfer(order))
        found.refresh_from_db()
    assert found.due_on == before + timedelta(days=14)


def test_parts_add_up_and_too_much_is_noted_for_the_payer() -> None:
    found, order = asked()
    assert payments.record_transfer(transfer(order, amount=40_000, number="FT1")) == "part"
    assert payments.record_transfer(transfer(order, amount=60_000, number="FT2")) == "paid"
    assert payments.record_transfer(transfer(order, amount=100_000, number="FT3")) == "extra"
    found.refresh_from_db()
    assert found.state == State.PROCESSING


@pytest.mark.parametrize("end", ["counter", "withdrawn"])
def test_a_part_that_pays_for_nothing_is_the_payers(end: str) -> None:
    found, order = asked()
    payments.record_transfer(transfer(order, amount=40_000, number="FT1"))
    assert [paid.returns for paid in payments_of(found)] == [False], "the rest may still come"
    if end == "counter":
        services.pay_at_counter(found.pk, actor="officer:an", receipt_no="BL-1")
    else:
        services.withdraw(found.pk, actor=f"citizen:{found.draft_id}")
    found.refresh_from_db()
    assert [paid.returns for paid in payments_of(found)] == [True]


def test_money_for_nothing_changes_no_dossier() -> None:
    found, order = asked()
    assert payments.record_transfer(transfer(order, number="FT1", account="999")) == "unmatched"
    services.withdraw(found.pk, actor=f"citizen:{found.draft_id}")
    assert payments.record_transfer(transfer(order, number="FT2")) == "after_end"
    found.refresh_from_db()
    assert found.state == State.WITHDRAWN


def test_an_unpaid_dossier_can_be_refused() -> None:
    found, _ = asked()
    services.refuse(found.pk, actor="officer:binh", ground="fee_unpaid", reason="Quá hạn nộp lệ phí.")
    found.refresh_from_db()
    assert found.state == State.STOPPED


@given(st.integers(0, 99_999_999), st.sampled_from(["{}", "MBVCB 1.{}.CT", "nop {} le phi", "{}HKD"]))
def test_a_reference_is_found_in_what_banks_make_of_it(serial: int, around: str) -> None:
    reference = payments.new_reference(serial)
    content = around.format(reference)
    assert payments.references_in(content.lower()) == [reference]
    assert payments.references_in(content.replace("MC", "M C")) == [reference]


@given(st.integers(0, 99_999_999), st.integers(2, 11), st.integers(1, 9))
def test_a_mistyped_reference_is_nobodys(serial: int, at: int, by: int) -> None:
    reference = payments.new_reference(serial)
    typed = f"{reference[:at]}{(int(reference[at]) + by) % 10}{reference[at + 1 :]}"
    assert payments.references_in(typed) == []


@pytest.fixture
def bank(settings: object) -> Iterator[sandbox.Bank]:
    stand_in, found = sandbox.make(SECRET)
    with serving(stand_in) as address:
        settings.OUTSIDE = {**settings.OUTSIDE, "bank": (address, SECRET)}  # type: ignore[attr-defined]
        yield found


def test_a_lost_message_is_found_by_asking(bank: sandbox.Bank) -> None:
    found, order = asked()
    bank.faults.silent = True
    bank.pay("PUT", f'{{"account": "{ACCOUNT}", "amount": 100000, "content": "{order.reference}"}}'.encode())
    assert payments.reconcile() == 1
    assert payments.reconcile() == 0
    found.refresh_from_db()
    assert found.state == State.PROCESSING


def asked_all_day(after: timedelta) -> int:
    """Look at each of a day's moments as the worker does; returns how many transfers were new."""
    start = clock.now() + after
    found = 0
    for minutes in range(0, 24 * 60, 10):
        with clock.frozen(start + timedelta(minutes=minutes)):
            found += payments.reconcile()
    return found


@pytest.mark.parametrize("end", ["counter", "withdrawn", "refused", "bank"])
def test_money_whose_message_was_lost_is_found_after_the_fee_was_done_with(
    bank: sandbox.Bank, end: str
) -> None:
    """The transfer was on its way when the dossier went on or ended: no table of ours ever knew of it."""
    found, order = asked()
    if end == "counter":
        services.pay_at_counter(found.pk, actor="officer:an", receipt_no="BL-1")
    elif end == "withdrawn":
        services.withdraw(found.pk, actor=f"citizen:{found.draft_id}")
    elif end == "refused":
        services.refuse(found.pk, actor="officer:binh", ground="fee_unpaid", reason="Quá hạn nộp lệ phí.")
    else:
        payments.record_transfer(transfer(order))
    bank.faults.silent = True
    bank.pay("PUT", f'{{"account": "{ACCOUNT}", "amount": 100000, "content": "{order.reference}"}}'.encode())
    assert asked_all_day(timedelta(days=2)) == 1
    (waiting,) = transfers.waiting_transfers(found.office)
    assert waiting.amount == 100_000
    assert waiting.note == ("extra" if end in {"counter", "bank"} else "after_end")


def test_a_fee_that_waits_for_long_is_asked_for_once_a_day(
    bank: sandbox.Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, order = asked()
    looks: list[str] = []
    right = type(interconnect.bank()).transfers

    def counted(self: Any, reference: str) -> Any:
        looks.append(reference)
        return right(self, reference)

    monkeypatch.setattr(type(interconnect.bank()), "transfers", counted)
    assert asked_all_day(timedelta(days=40)) == 0
    assert looks == [order.reference]
    bank.faults.silent = True
    bank.pay("PUT", f'{{"account": "{ACCOUNT}", "amount": 100000, "content": "{order.reference}"}}'.encode())
    assert asked_all_day(timedelta(days=41)) == 1
    found.refresh_from_db()
    assert found.state == State.PROCESSING


def test_what_was_done_with_long_ago_is_asked_for_no_more(
    bank: sandbox.Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = asked()
    services.withdraw(found.pk, actor=f"citizen:{found.draft_id}")
    asked_for: list[str] = []
    monkeypatch.setattr(
        type(interconnect.bank()), "transfers", lambda _bank, reference: asked_for.append(reference) or ()
    )
    asked_all_day(timedelta(days=31))
    assert asked_for == []


def test_a_receipt_of_the_counter_names_no_transfer_that_goes_back() -> None:
    found, order = asked()
    payments.record_transfer(transfer(order, amount=40_000, number="FT1"))
    services.pay_at_counter(found.pk, actor="officer:an", receipt_no="BL-1")
    order.refresh_from_db()
    said = receipts.receipt_data(order, number="x")
    assert (said.transfers, said.receipt_no) == ((), "BL-1")


def test_a_bank_that_is_away_is_asked_later(bank: sandbox.Bank) -> None:
    asked()
    bank.faults.error_rate = 1.0
    assert payments.reconcile() == 0


def test_the_receipt_is_made_once_and_signed(
    settings: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("signing")
    make_demo_key(folder, office="Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER = folder  # type: ignore[attr-defined]
    found, order = asked()
    services.pay_at_counter(found.pk, actor="officer:an", receipt_no="0001234")
    order.refresh_from_db()
    assert order.paid_through == "counter"
    first = receipts.receipt_for(order)
    assert receipts.receipt_for(order).pk == first.pk
    assert bytes(first.pdf).startswith(b"%PDF")
    assert b"/ByteRange" in bytes(first.pdf)


def test_an_owed_receipt_is_found_without_the_queue() -> None:
    _, order = asked()
    payments.record_transfer(transfer(order))
    ProcrastinateJob.objects.all().update(task_name="gone")
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        tasks.requeue_owed()
    assert ProcrastinateJob.objects.filter(task_name="outcomes.issue_receipt").count() == 1
    assert not IssuedPaper.objects.filter(kind="receipt").exists()


def test_the_offices_code_names_its_account() -> None:
    account = get_office(filing.OFFICE).bank_account
    assert account is not None
    assert account.number == ACCOUNT


@pytest.mark.parametrize("through", ["message", "listing"])
def test_other_money_under_a_number_that_was_used_is_neither_lost_nor_counted(through: str) -> None:
    """A bank that gives a number twice: who paid second had paid, and no table of ours knew of it."""
    (first, first_order), (second, order) = asked(), asked(**ANOTHER)
    assert payments.record_transfer(transfer(first_order)) == "paid"
    other = transfer(order)
    for _ in range(2):
        if through == "listing":
            assert payments.record_transfer(other) == "contradicts"
        else:
            body = {**asdict(other), "at": other.at.isoformat()}
            assert payments.receive_message(body) == "contradicts"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.PROCESSING, State.PAYMENT_REQUIRED)
    (waiting,) = transfers.waiting_transfers(second.office)
    assert (waiting.amount, waiting.note) == (order.amount, "contradicts")
    transfers.match_transfer(
        waiting.pk, office=second.office, code=second.code, actor="officer:ke", reason="Ngân hàng xác nhận"
    )
    second.refresh_from_db()
    assert second.state == State.PROCESSING


def test_the_same_money_told_in_other_words_is_the_same() -> None:
    _, order = asked()
    payments.record_transfer(transfer(order, amount=40_000))
    again = replace(transfer(order, amount=40_000), content=f"{order.reference} CT DEN:0123")
    assert payments.record_transfer(again) == "part"
    assert Transfer.objects.count() == 1


def test_two_long_numbers_are_two_transfers() -> None:
    """Cut off after 64 characters they were one, and the second sum was taken for the first, told again."""
    told = {
        "account": ACCOUNT, "amount": 1, "content": "x", "payer": "A", "at": clock.now().isoformat(),
    }  # fmt: skip
    outcomes = [payments.receive_message({**told, "transfer_id": "F" * 70 + end}) for end in "AB"]
    assert outcomes == ["malformed"] * 2, "kept in the inbox, and somebody is told"


def test_one_wrong_answer_of_the_bank_keeps_no_other_dossier_waiting(settings: object) -> None:
    stand_in, bank = sandbox.make(SECRET)
    with serving(stand_in) as address:
        settings.OUTSIDE = {**settings.OUTSIDE, "bank": (address, SECRET)}  # type: ignore[attr-defined]
        (_, spoiled), (found, order) = asked(), asked(**ANOTHER)
        for item in (spoiled, order):
            paid = {"account": ACCOUNT, "amount": item.amount, "content": item.reference}
            bank.pay("PUT", json.dumps(paid).encode())
        bank.transfers[0]["at"] = "2026-02-30T09:00:00+07:00"
        assert payments.reconcile() == 1
    found.refresh_from_db()
    assert found.state == State.PROCESSING


@pytest.mark.parametrize("kind", ["refused_by_protocol", "server_error", "timeout"])
def test_one_order_that_the_bank_always_fails_at_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch, kind: FailureKind
) -> None:
    """The order of 30 days ago came first at each look, and the money of all after it was never asked for."""
    (_, spoiled), (found, order) = asked(), asked(**ANOTHER)

    class Bank:
        def transfers(self, reference: str) -> tuple[BankTransfer, ...]:
            if reference == spoiled.reference:
                raise OutsideCallError("bank", kind, "not this one")
            return (transfer(order),)

    monkeypatch.setattr(interconnect, "is_connected", lambda system: system == "bank")
    monkeypatch.setattr(interconnect, "bank", Bank)
    assert payments.reconcile() == 1
    found.refresh_from_db()
    assert found.state == State.PROCESSING
