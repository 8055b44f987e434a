"""What the register of businesses does not take (any more), and what of it no citizen's paper may tell."""

import importlib
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import selectors, services
from motcua.dossiers.errors import ActiveBusinessError, CeasedBusinessError
from motcua.dossiers.models import Business, Dossier, Draft
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import (
    OutsideCallError,
    TaxChangeAnswer,
    TaxRegistrationAnswer,
    TaxRegistrationRequest,
)
from motcua.kernel import clock
from motcua.outcomes import paper_data
from motcua.outcomes import selectors as paper_selectors
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import approval, slips_and_notices
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.tax import registration

pytestmark = pytest.mark.django_db
CHANGE, SUSPEND, CEASE, REISSUE = "2.000720", "1.001570", "1.001266", "2.000575"
NOT_ENDING = pytest.mark.parametrize("procedure", [CHANGE, SUSPEND, REISSUE, CEASE])


class Tax:
    """Accepts everything and counts; ``meanwhile`` happens while it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.meanwhile: Any = lambda: None

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        self._ask()
        return TaxRegistrationAnswer(
            accepted=True, tax_code=request.personal_number, tax_office="Thuế cơ sở 1", reason="",
            reference="R-1",
        )  # fmt: skip

    def update(self, request: object) -> TaxChangeAnswer:
        del request
        self._ask()
        return TaxChangeAnswer(accepted=True, tax_office="", reason="", reference="R-2")

    deregister = update

    def _ask(self) -> None:
        self.asked += 1
        first, self.meanwhile = self.meanwhile, lambda: None
        first()


@pytest.fixture(autouse=True)
def tax(monkeypatch: pytest.MonkeyPatch) -> Tax:
    """A tax system, and papers that take no time."""
    made = Tax()
    monkeypatch.setattr(interconnect, "tax", lambda: made)
    for name in ("render_certificate", "render_confirmation"):
        monkeypatch.setattr(rendering, name, lambda data: f"%PDF {type(data).__name__}".encode())
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
    return made


def approved(dossier: Dossier) -> Dossier:
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    return dossier


def first_registration(name: str = "PHỞ MINH NGUYỆT") -> Dossier:
    draft = filing.draft(
        own_name=name, email="chu.ho@example.vn", contact_same="other", contact_address="7 Ngõ Kín, Phường X"
    )
    services.acknowledge_collision(draft.pk)
    return services.submit(draft.pk)


@pytest.fixture
def business() -> Business:
    approval.complete(approved(first_registration()).pk)
    return Business.objects.get()


def draft_about(business: Business, procedure: str, **given: Any) -> Draft:
    """What somebody tells who knows the code, the number and the birth date, and no more."""
    today = clock.today()
    more: dict[str, Any] = {
        CHANGE: {"changes": ["capital"], "capital": 80_000_000},
        SUSPEND: {
            "suspended_from": (today + timedelta(days=20)).isoformat(),
            "suspended_until": (today + timedelta(days=60)).isoformat(),
        },
        CEASE: {"ceased_on": today.isoformat(), "debts_paid": True},
        REISSUE: {"reissue_reason": "lost"},
    }[procedure]
    told = filing.answers()
    wanted = ("full_name", "date_of_birth", "sex", "personal_number", "phone", "result_channel", "commitment")
    draft = services.begin(procedure_code=procedure, office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    draft = services.save_answers(draft.pk, {name: told[name] for name in wanted} | more | given)
    services.acknowledge_collision(draft.pk)
    return draft


def filed(business: Business, procedure: str, **given: Any) -> Dossier:
    return services.submit(draft_about(business, procedure, **given).pk)


@pytest.mark.parametrize("procedure", [CHANGE, SUSPEND, CEASE, REISSUE])
def test_no_paper_tells_whoever_filed_what_only_the_office_holds(business: Business, procedure: str) -> None:
    dossier = filed(business, procedure, phone="0909999999")
    assert dossier.answers["email"] == "chu.ho@example.vn", "the office has the whole"
    applicant = slips_and_notices.slip_data(dossier).applicant
    assert (applicant.address, applicant.email, applicant.phone) == ("", "", "0909999999")
    services.accept(dossier.pk, actor="officer:an")
    step = services.ask_supplement(dossier.pk, actor="officer:an", reason="Ảnh mờ", items=["Thẻ"])
    notice = slips_and_notices.notice_data(step, number="1").applicant
    assert (notice.address, notice.email) == ("", "")
    assert {item.channel for item in selectors.notifications_of(dossier, to_citizen=True)} <= {"sms"}


def test_what_was_open_or_given_stands_on_the_slip(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = filed(business, CHANGE, email="toi@example.vn")
    assert slips_and_notices.slip_data(given).applicant.email == "toi@example.vn"
    monkeypatch.setattr("motcua.dossiers.business.businesses.is_open", lambda _: True)
    shown = filed(business, CHANGE)
    applicant = slips_and_notices.slip_data(shown).applicant
    assert (applicant.address, applicant.email) == ("7 Ngõ Kín, Phường X", "chu.ho@example.vn")


def test_a_dossier_filed_before_this_was_noted_shows_only_what_was_given(business: Business) -> None:
    dossier = filed(business, SUSPEND)
    del dossier.evidence["withheld"]
    applicant = slips_and_notices.slip_data(dossier).applicant
    assert (applicant.address, applicant.email, applicant.phone) == ("", "", "0901234567")


@NOT_ENDING
def test_nothing_is_approved_about_a_business_that_has_ended(business: Business, procedure: str) -> None:
    late, end = filed(business, procedure), filed(business, CEASE)
    services.accept(late.pk, actor="officer:an")
    approval.complete(approved(end).pk)
    with pytest.raises(CeasedBusinessError) as refused:
        services.approve(late.pk, actor="officer:binh")
    assert "đã chấm dứt hoạt động nên không thể duyệt" in refused.value.message.vi
    late.refresh_from_db()
    assert late.decision == ""


@NOT_ENDING
def test_what_was_approved_before_the_end_is_taken_back_untold(
    tax: Tax, business: Business, procedure: str
) -> None:
    late = approved(filed(business, procedure))
    approval.complete(approved(filed(business, CEASE)).pk)
    asked = tax.asked
    before = Business.objects.filter(pk=business.pk).values().get()
    for _ in range(2):
        approval.complete(late.pk)
    late.refresh_from_db()
    assert (late.state, late.decision) == (State.PROCESSING, "taken_back")
    assert tax.asked == asked
    assert not late.issued_papers.exists()
    assert Business.objects.filter(pk=business.pk).values().get() == before
    assert Event.objects.filter(action="dossier.approval_taken_back").count() == 1
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    page = client.get(reverse("desk:dossier", args=[late.code])).content.decode()
    assert "đã chấm dứt hoạt động nên không thể duyệt" in page
    assert "Cơ quan thuế đã nhận nội dung này" not in page
    services.refuse(late.pk, actor="officer:binh", ground="dossier_not_valid", reason="Đã chấm dứt")


def test_an_end_while_the_tax_system_is_asked_is_seen_under_the_lock(tax: Tax, business: Business) -> None:
    late = approved(filed(business, CHANGE))
    tax.meanwhile = lambda: Business.objects.update(ceased_on=clock.today())
    approval.complete(late.pk)
    late.refresh_from_db()
    business.refresh_from_db()
    assert late.decision == "taken_back"
    assert late.evidence["taken_back"]["tax_told"] is True
    assert (business.changes, business.answers["capital"]) == (0, 50_000_000)
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    page = client.get(reverse("desk:dossier", args=[late.code])).content.decode()
    assert "Cơ quan thuế đã nhận nội dung này" in page


def test_a_second_change_does_not_undo_the_first(business: Business) -> None:
    first = approved(filed(business, CHANGE, changes=["name"], own_name="BÚN MINH NGUYỆT"))
    second = approved(filed(business, CHANGE, phone="0909999999"))
    approval.complete(first.pk)
    business.refresh_from_db()
    second.refresh_from_db()
    assert registration.update_request(second, business).business_name == "HỘ KINH DOANH BÚN MINH NGUYỆT"
    approval.complete(second.pk)
    business.refresh_from_db()
    assert (business.answers["own_name"], business.answers["capital"]) == ("BÚN MINH NGUYỆT", 80_000_000)
    assert (business.changes, business.owner_phone) == (2, "0909999999")
    assert business.answers["email"] == "chu.ho@example.vn"


def test_an_old_telephone_number_does_not_come_back_with_another_change(business: Business) -> None:
    first = approved(filed(business, CHANGE, phone="0909999999"))
    second = approved(filed(business, CHANGE, changes=["name"], own_name="BÚN MINH NGUYỆT"))
    approval.complete(first.pk)
    approval.complete(second.pk)
    business.refresh_from_db()
    assert (business.owner_phone, business.answers["phone"]) == ("0909999999", "0909999999")
    assert (business.answers["own_name"], business.answers["capital"]) == ("BÚN MINH NGUYỆT", 80_000_000)


def test_a_second_first_registration_is_not_approved(business: Business) -> None:
    again = first_registration("QUÁN KHÁC")
    services.accept(again.pk, actor="officer:an")
    with pytest.raises(ActiveBusinessError):
        services.approve(again.pk, actor="officer:binh")
    Business.objects.update(ceased_on=clock.today())
    services.approve(again.pk, actor="officer:binh")
    approval.complete(again.pk)
    again.refresh_from_db()
    assert again.state == State.DECIDED


def test_while_a_first_registration_waits_no_other_of_the_person_is_approved(tax: Tax) -> None:
    """The tax office was told of both; the second one's certificate had to be undone there by hand."""
    one, two = approved(first_registration()), first_registration("QUÁN KHÁC")
    services.accept(two.pk, actor="officer:an")
    with pytest.raises(ActiveBusinessError) as error:
        services.approve(two.pk, actor="officer:binh")
    assert one.code in error.value.message.vi
    services.tax_refused(one.pk, reason="Chưa phù hợp.", reference="R-1")
    services.approve(two.pk, actor="officer:binh")
    approval.complete(two.pk)
    assert (tax.asked, Business.objects.get().certificate) == (1, two)


def test_a_namesake_s_first_registration_waits_for_nobody(tax: Tax) -> None:
    approved(first_registration())
    draft = filing.draft(own_name="QUÁN KHÁC", personal_number="079190009999")
    services.acknowledge_collision(draft.pk)
    other = approved(services.submit(draft.pk))
    approval.complete(other.pk)
    assert Business.objects.get().certificate == other


def test_of_two_first_registrations_approved_side_by_side_one_is_taken_back(tax: Tax) -> None:
    one, two = approved(first_registration()), first_registration("QUÁN KHÁC")
    services.accept(two.pk, actor="officer:an")
    Dossier.objects.filter(pk=two.pk).update(decision="approved")  # in the same instant
    tax.meanwhile = lambda: approval.complete(two.pk)
    approval.complete(one.pk)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.decision, two.state) == ("taken_back", State.DECIDED)
    assert one.evidence["taken_back"]["tax_told"] is True
    assert Business.objects.get().answers["own_name"] == "QUÁN KHÁC"
    assert not one.issued_papers.exists()


def test_a_grant_in_the_small_hours_is_entered_with_the_day_in_vietnam(business: Business) -> None:
    dossier = Dossier.objects.get()
    Dossier.objects.update(business=None, decided_at=datetime(2026, 3, 1, 18, 30, tzinfo=UTC))
    business.delete()
    migration = importlib.import_module("motcua.dossiers.migrations.0005_businesses_granted_before")
    migration.enter(apps, None)
    dossier.refresh_from_db()
    assert dossier.business is not None
    assert dossier.business.registered_on == date(2026, 3, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [CEASE, REISSUE])
def test_a_change_and_an_end_side_by_side_leave_no_certificate_of_an_ended_business(
    business: Business, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """After a week-end without the tax system two workers go on at once. The one that ended the business had
    looked which certificate stands before the other gave a new one: that one was valid for ever."""
    change, end = approved(filed(business, CHANGE)), approved(filed(business, other))
    making, looked, done = threading.Event(), threading.Event(), list[str]()
    render, look = rendering.render_certificate, paper_selectors.current_certificate

    def slow(data: Any) -> bytes:
        if not making.is_set():
            making.set()
            looked.wait(1.5)  # over only where the other may look while a certificate is being made
        return render(data)

    def seen(found: Business) -> Any:
        if making.is_set():
            looked.set()
        return look(found)

    monkeypatch.setattr(rendering, "render_certificate", slow)
    monkeypatch.setattr(paper_selectors, "current_certificate", seen)

    def carry_out(dossier: Dossier) -> None:
        try:
            try:
                approval.complete(dossier.pk)
            except OutsideCallError:  # not its turn: the queue tries again
                first.join(20)
                approval.complete(dossier.pk)
            done.append(dossier.code)
        finally:
            connections.close_all()

    first = threading.Thread(target=carry_out, args=(change,))
    first.start()
    assert making.wait(10)
    second = threading.Thread(target=carry_out, args=(end,))
    second.start()
    first.join(20)
    second.join(20)
    assert sorted(done) == sorted([change.code, end.code]), "neither breaks off"
    standing = [
        paper for paper in IssuedPaper.objects.filter(kind="certificate") if
        paper_selectors.standing(paper) == "valid"
    ]  # fmt: skip
    assert [paper.dossier.code for paper in standing] == ([end.code] if other == REISSUE else [])
