"""Asking for a fee at the desk: only where one is due."""

import pytest
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Dossier, PaymentOrder, Transfer, TransferDecision
from motcua.dossiers.money import payments
from motcua.dossiers.states import State
from motcua.interconnect.types import BankTransfer
from motcua.kernel import clock

pytestmark = pytest.mark.django_db


def processing(channel: str, **answers: object) -> Dossier:
    dossier = services.submit(filing.draft(channel=channel, **answers).pk)
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    return dossier


def test_online_nothing_is_offered(intake: Client) -> None:
    dossier = processing("online")
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Yêu cầu nộp lệ phí" not in page
    assert intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/yeu-cau-nop-le-phi/").status_code == 409


def test_asked_at_the_desk_and_paid_at_the_counter(intake: Client) -> None:
    dossier = processing("counter")
    base = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "Yêu cầu nộp lệ phí" in intake.get(base).content.decode()
    assert intake.post(f"{base}yeu-cau-nop-le-phi/", {"seen": 4}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT_REQUIRED
    missing = intake.post(f"{base}da-nop-tai-quay/", {"seen": 6})
    assert missing.status_code == 422
    assert "Vui lòng ghi số biên lai." in missing.content.decode()
    intake.post(f"{base}da-nop-tai-quay/", {"seen": 6, "receipt_no": "0001234"})
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    assert PaymentOrder.objects.get().receipt_no == "0001234"
    assert "Đã nộp lệ phí" in intake.get(base).content.decode()


def test_who_approves_is_told_of_a_fee_that_nobody_paid(decider: Client) -> None:
    """Once it was approved the fee could not be asked for any more, and no page had said a word."""
    owes, free = processing("counter"), processing("online", personal_number="079190001235")
    where = "/ban-lam-viec/ho-so/{}/phe-duyet/"
    words = "Lệ phí 100.000 đ chưa nộp"
    assert words in decider.get(where.format(owes.code)).content.decode()
    assert words not in decider.get(where.format(free.code)).content.decode()
    services.ask_payment(owes.pk, actor="officer:an")
    services.pay_at_counter(owes.pk, actor="officer:an", receipt_no="BL-1")
    assert words not in decider.get(where.format(owes.code)).content.decode()


def test_money_that_belongs_to_the_payer_is_shown_as_such(intake: Client) -> None:
    dossier = processing("counter")
    services.ask_payment(dossier.pk, actor="officer:an")
    order = PaymentOrder.objects.get()
    for number in ("FT1", "FT2"):
        payments.record_transfer(
            BankTransfer(number, "0000740000", 100_000, order.reference, "NGUYEN A", clock.now())
        )
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "FT1" in page
    assert "nộp thừa: cần hoàn lại" in page


@pytest.fixture
def accountant(db: None) -> Client:
    client = Client()
    client.force_login(people.officer("ke", role="accountant"))
    return client


ACCOUNT = "0000740000"
LIST = "/ban-lam-viec/khoan-chuyen/"
REASON = "Người nộp gọi điện, đúng tên và số tiền."


def came_in(number: str, content: str, amount: int = 100_000, account: str = ACCOUNT) -> Transfer:
    payments.record_transfer(BankTransfer(number, account, amount, content, "TRAN THI BICH", clock.now()))
    return Transfer.objects.get(bank_id=number)


def waiting_for_fee() -> Dossier:
    dossier = processing("counter")
    services.ask_payment(dossier.pk, actor="officer:an")
    return dossier


def waiting_for_another_fee() -> Dossier:
    dossier = processing("counter", personal_number="079190005678")
    services.ask_payment(dossier.pk, actor="officer:an")
    return dossier


def test_money_with_a_wrong_text_is_matched_by_hand_and_settles_the_fee(accountant: Client) -> None:
    dossier, transfer = waiting_for_fee(), came_in("FT9", "nop le phi ho kinh doanh")
    page = accountant.get(LIST).content.decode()
    assert "TRAN THI BICH" in page
    assert "không khớp hồ sơ nào" in page
    form = {"what": "match", "code": dossier.code.lower(), "reason": REASON}
    assert accountant.post(f"{LIST}{transfer.pk}/", form).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    order = PaymentOrder.objects.get()
    assert order.paid_through == "bank"
    assert [item.bank_id for item in order.transfers.filter(note="paid")] == ["FT9"]
    event = Event.objects.get(action="transfer.matched")
    assert (event.actor, event.reason, event.data["dossier"]) == ("officer:ke", REASON, dossier.code)
    assert "FT9" not in str(event.data)
    assert (
        payments.record_transfer(
            BankTransfer("FT9", ACCOUNT, 100_000, "nop le phi", "TRAN THI BICH", clock.now())
        )
        == "paid"
    )  # the bank tells it again: nothing more happens
    assert dossier.code in accountant.get(f"{LIST}?nhom=da-xu-ly").content.decode()


def test_part_of_the_fee_matched_by_hand_leaves_the_dossier_waiting(accountant: Client) -> None:
    dossier, transfer = waiting_for_fee(), came_in("FT9", "x", 60_000)
    form = {"what": "match", "code": dossier.code, "reason": REASON}
    accountant.post(f"{LIST}{transfer.pk}/", form)
    dossier.refresh_from_db()
    assert dossier.state == State.PAYMENT_REQUIRED
    assert came_in("FT10", PaymentOrder.objects.get().reference, 40_000).note == "paid"


def test_a_fee_paid_twice_is_marked_to_be_paid_back_once(accountant: Client) -> None:
    waiting_for_fee()
    reference = PaymentOrder.objects.get().reference
    once, twice = came_in("FT1", reference), came_in("FT2", reference)
    assert once.note == "paid"
    assert f"khoan-chuyen/{once.pk}/" not in accountant.get(LIST).content.decode()
    address = f"{LIST}{twice.pk}/"
    assert accountant.post(address, {"what": "pay_back", "reason": REASON}).status_code == 302
    assert accountant.post(address, {"what": "pay_back", "reason": REASON}).status_code == 409
    assert TransferDecision.objects.get().note_before == "extra"
    assert "Không có khoản chuyển nào chờ xử lý." in accountant.get(LIST).content.decode()
    shown = accountant.get(address).content.decode()
    assert REASON in shown
    assert "Lê Thị Ke" in shown


@pytest.mark.parametrize("end", ["counter", "withdrawn"])
def test_a_part_matched_by_hand_that_pays_for_nothing_is_owed_to_its_payer(
    accountant: Client, end: str
) -> None:
    dossier, transfer = waiting_for_fee(), came_in("FT9", "x", 60_000)
    address = f"{LIST}{transfer.pk}/"
    accountant.post(address, {"what": "match", "code": dossier.code, "reason": REASON})
    assert f"khoan-chuyen/{transfer.pk}/" not in accountant.get(LIST).content.decode(), (
        "the rest may still come"
    )
    if end == "counter":
        services.pay_at_counter(dossier.pk, actor="officer:an", receipt_no="0001234")
    else:
        services.withdraw(dossier.pk, actor=f"citizen:{dossier.draft_id}")
    assert f"khoan-chuyen/{transfer.pk}/" in accountant.get(LIST).content.decode()
    assert "cần hoàn lại" in accountant.get(address).content.decode()
    again = accountant.post(address, {"what": "match", "code": dossier.code, "reason": REASON})
    assert again.status_code == 422
    assert accountant.post(address, {"what": "pay_back", "reason": REASON}).status_code == 302
    assert "Không có khoản chuyển nào chờ xử lý." in accountant.get(LIST).content.decode()
    assert [item.kind for item in transfer.decisions.all()] == ["matched", "pay_back"]
    done = accountant.get(f"{LIST}?nhom=da-xu-ly").content.decode()
    assert done.count(f"khoan-chuyen/{transfer.pk}/") == 1
    assert accountant.get(address).content.decode().count(REASON) == 2


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_came_in_beyond_the_fee_is_owed_to_its_payer(
    accountant: Client, intake: Client, by_hand: bool
) -> None:
    dossier = waiting_for_fee()
    came_in("FT1", PaymentOrder.objects.get().reference, 40_000)
    transfer = came_in("FT9", "x" if by_hand else PaymentOrder.objects.get().reference, 1_000_000)
    address = f"{LIST}{transfer.pk}/"
    if by_hand:
        accountant.post(address, {"what": "match", "code": dossier.code, "reason": REASON})
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
    waiting = accountant.get(LIST).content.decode()
    assert "thừa 940.000" in waiting
    assert "thừa 940.000" in intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    other = waiting_for_another_fee()
    moved = accountant.post(address, {"what": "match", "code": other.code, "reason": REASON})
    assert moved.status_code == 422, "it settled a fee already"
    assert accountant.post(address, {"what": "pay_back", "reason": REASON}).status_code == 302
    assert Event.objects.get(action="transfer.pay_back").data["amount"] == 940_000
    assert "Không có khoản chuyển nào chờ xử lý." in accountant.get(LIST).content.decode()


def test_a_second_payment_moved_to_another_dossier_stays_on_the_page_of_the_first(
    accountant: Client, intake: Client
) -> None:
    first = waiting_for_fee()
    reference = PaymentOrder.objects.get().reference
    came_in("FT1", reference)
    twice = came_in("FT2", reference)
    other = waiting_for_another_fee()
    accountant.post(f"{LIST}{twice.pk}/", {"what": "match", "code": other.code, "reason": REASON})
    other.refresh_from_db()
    assert other.state == State.PROCESSING
    page = intake.get(f"/ban-lam-viec/ho-so/{first.code}/").content.decode()
    assert "FT2" in page
    assert f"đã ghép vào hồ sơ {other.code}" in page
    assert "FT2" in intake.get(f"/ban-lam-viec/ho-so/{other.code}/").content.decode()


def test_nothing_is_matched_with_a_dossier_that_waits_for_no_fee(accountant: Client) -> None:
    dossier, transfer = processing("online"), came_in("FT9", "x")
    for code in (dossier.code, "H29.26.740-261126-9999", ""):
        form = {"what": "match", "code": code, "reason": REASON}
        assert accountant.post(f"{LIST}{transfer.pk}/", form).status_code == 422
    assert not TransferDecision.objects.exists()
    assert Transfer.objects.get().note == "unmatched"


def test_only_who_keeps_the_money_sees_it_and_each_look_is_recorded(
    intake: Client, decider: Client, accountant: Client
) -> None:
    transfer = came_in("FT9", "x")
    for client in (intake, decider):
        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}{transfer.pk}/").status_code == 403
        assert "khoan-chuyen" not in client.get("/ban-lam-viec/").content.decode()
    accountant.get(LIST)
    accountant.get(f"{LIST}{transfer.pk}/")
    looks = Event.objects.filter(action__in=("transfers.viewed", "transfer.viewed"))
    assert [event.actor for event in looks] == ["officer:ke"] * 2


def test_another_office_s_money_is_not_there(accountant: Client) -> None:
    transfer = came_in("FT9", "x")
    Transfer.objects.update(office="ubnd-quan-1")
    assert accountant.get(f"{LIST}{transfer.pk}/").status_code == 404
    assert "TRAN THI BICH" not in accountant.get(LIST).content.decode()


def test_no_log_names_the_payer(accountant: Client, caplog: pytest.LogCaptureFixture) -> None:
    dossier, transfer = processing("online"), came_in("FT9", "noi dung rieng")
    with caplog.at_level("DEBUG"):
        accountant.post(f"{LIST}{transfer.pk}/", {"what": "match", "code": dossier.code, "reason": REASON})
        accountant.post(f"{LIST}{transfer.pk}/", {"what": "pay_back", "reason": REASON})
        accountant.post(f"{LIST}{transfer.pk}/", {"what": "pay_back", "reason": REASON})
    assert caplog.text
    for private in ("BICH", "FT9", "noi dung rieng", ACCOUNT):
        assert private not in caplog.text


def test_an_accountant_decides_on_no_dossier(accountant: Client) -> None:
    dossier = services.submit(filing.draft(channel="counter").pk)
    base = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert accountant.get(f"{base}tiep-nhan/").status_code == 403
    assert accountant.get("/ban-lam-viec/nhan-ho-so/").status_code == 403
    services.accept(dossier.pk, actor="officer:an")
    assert accountant.get(f"{base}phe-duyet/").status_code == 403
    assert accountant.get(f"{base}yeu-cau-nop-le-phi/").status_code == 200
