"""The page on which a fee is paid: the right amount to the right account, recognised by the right words."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, PaymentOrder
from motcua.dossiers.money import payments
from motcua.interconnect.types import BankTransfer
from motcua.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(settings: object) -> Dossier:
    settings.OUTSIDE = {**settings.OUTSIDE, "bank": ("http://127.0.0.1:1", b"x" * 32)}  # type: ignore[attr-defined]
    found = services.submit(filing.draft(channel="counter").pk)
    services.accept(found.pk, actor="officer:an")
    services.ask_payment(found.pk, actor="officer:an")
    found.refresh_from_db()
    return found


@pytest.fixture
def person(dossier: Dossier, client: Client) -> Client:
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "0901234567"})
    return client


def address(dossier: Dossier) -> str:
    return reverse("portal:payment", args=[dossier.code])


def test_the_dossier_says_what_to_pay_and_leads_to_the_code(dossier: Dossier, person: Client) -> None:
    page = person.get(reverse("portal:dossier", args=[dossier.code])).content.decode()
    assert "Nộp 100.000 đ" in page
    assert address(dossier) in page
    page = person.get(address(dossier)).content.decode()
    order = PaymentOrder.objects.get()
    english = person.get(address(dossier), headers={"Accept-Language": "en"}).content.decode()
    assert english.count("100,000 VND") == 2
    assert "100.000" not in english
    for words in ("100.000 đ", "0000740000", order.reference, "Ngân hàng Minh họa", "data:image/svg"):
        assert words in page


def test_who_has_paid_and_sees_nothing_happen_is_kept_from_paying_again(
    dossier: Dossier, person: Client
) -> None:
    """The bank's message may be late; the page said "a few seconds" and nothing of what to do after that."""
    page = person.get(reverse("portal:payment", args=[dossier.code])).content.decode()
    assert "Đừng chuyển lần nữa" in page


def test_after_a_part_the_rest_is_asked_and_after_all_of_it_nothing(dossier: Dossier, person: Client) -> None:
    order = PaymentOrder.objects.get()
    for number, amount in (("FT1", 30_000), ("FT2", 70_000)):
        payments.record_transfer(
            BankTransfer(number, "0000740000", amount, order.reference, "A", clock.now())
        )
        answer = person.get(address(dossier))
        if number == "FT1":
            assert "70.000 đ" in answer.content.decode()
    assert answer["Location"] == reverse("portal:dossier", args=[dossier.code])
    polled = person.get(address(dossier), headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == reverse("portal:dossier", args=[dossier.code])


def test_without_a_bank_the_counter_is_named_and_no_code_shown(
    dossier: Dossier, person: Client, settings: object
) -> None:
    settings.OUTSIDE = {**settings.OUTSIDE, "bank": ("", b"")}  # type: ignore[attr-defined]
    page = person.get(address(dossier)).content.decode()
    assert "Nộp tại quầy" in page
    assert "0000740000" not in page


def test_the_code_alone_opens_nothing(dossier: Dossier) -> None:
    assert Client().get(address(dossier))["Location"].startswith("/tra-cuu/?ma=")


def test_a_part_that_comes_in_is_seen_on_the_open_page_and_else_the_page_keeps_still(
    dossier: Dossier, person: Client
) -> None:
    """The open page asked for the whole sum again: who trusted it paid twice."""
    order = PaymentOrder.objects.get()
    asks = {"HX-Request": "true"}
    assert "?da-nhan=0" in person.get(address(dossier)).content.decode()
    assert person.get(address(dossier) + "?da-nhan=0", headers=asks).status_code == 204
    payments.record_transfer(BankTransfer("FT1", "0000740000", 30_000, order.reference, "A", clock.now()))
    assert person.get(address(dossier) + "?da-nhan=0", headers=asks)["HX-Refresh"] == "true"
    assert person.get(address(dossier) + "?da-nhan=30000", headers=asks).status_code == 204


def test_who_paid_twice_is_told_that_the_money_comes_back(dossier: Dossier, person: Client) -> None:
    order = PaymentOrder.objects.get()
    status = reverse("portal:dossier", args=[dossier.code])
    for number in ("FT1", "FT2"):
        assert "Bạn đã nộp thừa" not in person.get(status).content.decode()
        payments.record_transfer(
            BankTransfer(number, "0000740000", 100_000, order.reference, "A", clock.now())
        )
    page = person.get(status).content.decode()
    assert "Bạn đã nộp thừa" in page
    assert "100.000 đ" in page
