"""Who keeps the money sees what money needs and nothing of the form, on whatever page of the desk."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people

from motcua.audit.models import Event
from motcua.desk import urls
from motcua.desk.deeds import DEEDS
from motcua.dossiers import services
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier, PaymentOrder, Transfer
from motcua.dossiers.money import payments
from motcua.interconnect.types import BankTransfer
from motcua.kernel import clock
from motcua.outcomes import services as outcomes
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import PaperKind

pytestmark = pytest.mark.django_db
#: What form, card and messages say: number, birth date, ways to reach the person, addresses, the business.
OF_THE_FORM = (
    "079190001234", "14/05/1990", "0901234567", "0901 234 567", "nguyet@vidu.vn", "12/3 Nguyễn Trãi",
    "45 Lê Lợi", "PHỞ MINH NGUYỆT", "50.000.000", people.READ_ADDRESS, "079190001284",
    "Tôi đổi số nhà được không?", "Được, anh ghi lại giúp.",
)  # fmt: skip
#: What no accountant has to do with, by the names of the pages.
NOT_THEIRS = frozenset(
    {
        "intake", "intake-go-on", "trial", "photo", "participant-photo", "supplement-photo", "label",
        "crop", "met", "ask-debt", "revoke", "restore", "register", "control-sheet",
        "talk", "assign", "take-in",
    }
)  # fmt: skip


@pytest.fixture
def accountant(db: None) -> Client:
    client = Client()
    client.force_login(people.officer("ke", role="accountant"))
    return client


@pytest.fixture
def dossier() -> Dossier:
    """Return one from the counter whose fee is paid twice, with a slip and a confirmation of payment."""
    made = people.dossier(channel="counter", email="nguyet@vidu.vn", permanent_address=people.CHANGED_ADDRESS)
    services.accept(made.pk, actor="officer:an")
    services.ask_payment(made.pk, actor="officer:an")
    order = PaymentOrder.objects.get()
    for number in ("FT1", "FT2"):
        payments.record_transfer(
            BankTransfer(number, "0000740000", 100_000, order.reference, "TRAN THI BICH", clock.now())
        )
    conversation.write_as_citizen(made, text="Tôi đổi số nhà được không?")
    conversation.write_as_office(made, text="Được, anh ghi lại giúp.", actor="officer:an")
    given(made, "slip")
    given(made, "receipt")
    made.refresh_from_db()
    return made


def given(dossier: Dossier, kind: PaperKind) -> IssuedPaper:
    return outcomes.issue(dossier.pk, kind, f"{dossier.code}/{kind}", b"%PDF-1.7 x")


def pages(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Every page of the desk, by its name: a new one is among them by itself."""
    values: dict[str, list[Any]] = {
        "code": [dossier.code],
        "paper": list(IssuedPaper.objects.values_list("pk", flat=True)),
        "pk": list(Transfer.objects.values_list("pk", flat=True)),
        "slot": ["front", "selfie"],
        "field": ["full_name"],
        "number": [0],
        "photo": [1],
        "draft_id": [dossier.draft_id],
        "action": [deed.slug for deed in DEEDS],
    }
    for page in urls.urlpatterns:
        names = list(page.pattern.converters)
        for chosen in product(*(values[name] for name in names)):
            yield str(page.name), reverse(f"desk:{page.name}", kwargs=dict(zip(names, chosen, strict=True)))


def test_no_page_of_the_desk_shows_an_accountant_what_the_form_says(
    accountant: Client, dossier: Dossier
) -> None:
    opened = set()
    for name, address in pages(dossier):
        if name in {"login", "logout", "second-factor"}:
            continue
        answer = accountant.get(address)
        assert answer.status_code in ({403, 405} if name in NOT_THEIRS else {200, 403, 404, 409}), address
        if answer.status_code == 200:
            opened.add(name)
        found = [value for value in OF_THE_FORM if value in answer.content.decode()]
        assert found == [], f"{address}: {found}"
    assert opened == {"queue", "transfers", "transfer", "dossier", "paper", "second-factor-set-up"}


def test_an_officer_s_pages_show_it_so_that_this_test_can_fail(intake: Client, dossier: Dossier) -> None:
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert [value for value in OF_THE_FORM if value not in page] == []


def test_what_money_needs_is_there(accountant: Client, dossier: Dossier) -> None:
    page = accountant.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    order = PaymentOrder.objects.get()
    for part in (
        dossier.code, dossier.full_name, "Đăng ký thành lập hộ kinh doanh", "100.000", order.reference,
        "FT1", "TRAN THI BICH", "nộp thừa: cần hoàn lại", "Giấy xác nhận đã nộp lệ phí", "Đã nộp lệ phí",
        "chuyển khoản",
    ):  # fmt: skip
        assert part in page, part
    assert Event.objects.filter(action="dossier.viewed", actor="officer:ke").count() == 1


def test_only_the_confirmation_of_payment_among_the_papers(accountant: Client, dossier: Dossier) -> None:
    base = f"/ban-lam-viec/ho-so/{dossier.code}/giay/"
    slip, receipt = (IssuedPaper.objects.get(kind=kind) for kind in ("slip", "receipt"))
    assert accountant.get(f"{base}{receipt.pk}/").status_code == 200
    assert accountant.get(f"{base}{slip.pk}/").status_code == 404
    assert not Event.objects.filter(action="paper.viewed", data__paper=slip.number).exists()


def test_the_fee_is_asked_for_from_the_accountant_s_page(accountant: Client) -> None:
    made = people.dossier(channel="counter")
    services.accept(made.pk, actor="officer:an")
    base = f"/ban-lam-viec/ho-so/{made.code}/"
    assert f"{base}yeu-cau-nop-le-phi/" in accountant.get(base).content.decode()
    assert accountant.post(f"{base}yeu-cau-nop-le-phi/", {"seen": 4}).status_code == 302
    assert f"{base}da-nop-tai-quay/" in accountant.get(base).content.decode()


def test_what_there_is_to_do_about_money_is_seen_first(accountant: Client, dossier: Dossier) -> None:
    """Their list was the office's, with little in it for them, and the money stood on another page."""
    owing, taken_in, approved = (
        people.dossier(channel="counter", personal_number=f"07919000500{n}") for n in range(3)
    )
    for made in (owing, taken_in, approved):
        services.accept(made.pk, actor="officer:an")
    services.ask_payment(owing.pk, actor="officer:an")
    services.approve(approved.pk, actor="officer:binh")
    Dossier.objects.filter(pk=taken_in.pk).update(due_on=clock.today())
    page = accountant.get("/ban-lam-viec/")
    assert [row.dossier for row in page.context["rows"]] == [taken_in], "neither paid, new nor approved"
    tabs = [(tab.name.vi, tab.count) for tab in page.context["tabs"]]
    assert tabs == [("Cần yêu cầu lệ phí", 1), ("Chờ nộp lệ phí", 1), ("Tất cả", 4)]
    assert [(alarm.name.en, alarm.address, alarm.count) for alarm in page.context["alarms"]] == [
        ("Transfers to deal with", "/ban-lam-viec/khoan-chuyen/", 1),
        ("Due today", "?nhom=thu-le-phi&han=hom-nay", 1),
    ]
    due = accountant.get("/ban-lam-viec/?nhom=thu-le-phi&han=hom-nay")
    assert [row.dossier for row in due.context["rows"]] == [taken_in]
    awaited = accountant.get("/ban-lam-viec/?nhom=cho-nop")
    assert [row.dossier for row in awaited.context["rows"]] == [owing]


def test_who_looks_after_the_installation_sees_both(client: Client, dossier: Dossier) -> None:
    client.force_login(people.officer("quan", role="administrator"))
    page = client.get("/ban-lam-viec/")
    assert len(page.context["tabs"]) == 6
    assert [alarm.name.en for alarm in page.context["alarms"]][:1] == ["Transfers to deal with"]


@pytest.mark.parametrize(("text", "hits"), [("nguyen thi minh", 1), ("0901234567", 0), ("079190001234", 0)])
def test_numbers_are_not_found_by_trying_them_out(
    accountant: Client, intake: Client, dossier: Dossier, text: str, hits: int
) -> None:
    assert len(accountant.get(f"/ban-lam-viec/?q={text}").context["rows"]) == hits
    assert len(intake.get(f"/ban-lam-viec/?q={text}").context["rows"]) == 1
    assert len(accountant.get(f"/ban-lam-viec/?q={dossier.code}").context["rows"]) == 1
