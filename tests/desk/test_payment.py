"""Asking for a fee at the desk: only where one is due."""

import pytest
from django.test import Client
from tests.support import filing

from motcua.dossiers import payments, services
from motcua.dossiers.models import Dossier, PaymentOrder
from motcua.dossiers.states import State
from motcua.interconnect.types import BankTransfer
from motcua.kernel import clock

pytestmark = pytest.mark.django_db


def processing(channel: str) -> Dossier:
    dossier = services.submit(filing.draft().pk, channel=channel)
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


def test_money_that_belongs_to_the_payer_is_shown_as_such(intake: Client) -> None:
    dossier = processing("counter")
    services.ask_payment(dossier.pk, actor="officer:an")
    order = PaymentOrder.objects.get()
    for number in ("FT1", "FT2"):
        payments.take(BankTransfer(number, "0000740000", 100_000, order.reference, "NGUYEN A", clock.now()))
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "FT1" in page
    assert "nộp thừa: cần hoàn lại" in page
