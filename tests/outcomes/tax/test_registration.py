"""A registered business changes, pauses or ends, with the real tax stand-in: told once, or refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.interconnect.stand_in import SECRET, serving
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.sandbox import tax as sandbox
from motcua.interconnect.types import TaxDebt
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes import selectors, tasks
from motcua.outcomes.issuance import approval
from motcua.outcomes.services import make_demo_key
from motcua.outcomes.tax import debt, registration

pytestmark = pytest.mark.django_db
CHANGE, SUSPEND, CEASE, REISSUE = "2.000720", "1.001570", "1.001266", "2.000575"
TOLD = pytest.mark.parametrize("procedure", [CHANGE, SUSPEND, CEASE])


@dataclass(frozen=True)
class Tax:
    """The running stand-in: its faults and what it has accepted."""

    faults: sandbox.TaxFaults
    registry: sandbox.Registry

    def acts(self) -> list[str]:
        return [entry["act"] for entry in self.registry.entries.values()]


@pytest.fixture
def tax(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tax]:
    folder = tmp_path_factory.mktemp("signing")
    make_demo_key(folder, office="Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER, settings.TAX_SECRET = folder, SECRET  # type: ignore[attr-defined]
    stand_in = sandbox.make(SECRET)
    with serving(stand_in) as address:
        settings.TAX_URL = address  # type: ignore[attr-defined]
        yield Tax(stand_in.faults, stand_in.handle.__self__)  # type: ignore[arg-type, attr-defined]


@pytest.fixture
def business(tax: Tax) -> Business:
    approval.complete(_approved(services.submit(filing.draft().pk)).pk)
    return Business.objects.get()


def _approved(dossier: Dossier) -> Dossier:
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    return Dossier.objects.get(pk=dossier.pk)


def approved(business: Business, procedure: str) -> Dossier:
    """An approved dossier about the business; a suspension's form tells another telephone number besides."""
    today = clock.today()
    more: dict[str, object] = {
        CHANGE: {"changes": ["name", "capital"], "own_name": "BÚN MINH NGUYỆT", "capital": 80_000_000},
        SUSPEND: {
            "suspended_from": (today + timedelta(days=20)).isoformat(),
            "suspended_until": (today + timedelta(days=60)).isoformat(),
            "phone": "0909999999",
        },
        CEASE: {"ceased_on": today.isoformat(), "debts_paid": True},
        REISSUE: {"reissue_reason": "lost"},
    }[procedure]
    draft = services.begin(procedure_code=procedure, office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    services.save_answers(draft.pk, filing.answers(**more))
    return _approved(services.submit(draft.pk))


def test_a_change_tells_the_whole_of_what_holds_now(tax: Tax, business: Business) -> None:
    tax.registry.tax_office = "Thuế cơ sở 2"
    dossier = approved(business, CHANGE)
    request = registration.update_request(dossier, business)
    assert (request.changes, request.tax_code) == (("name", "capital"), business.tax_code)
    assert (request.business_name, request.capital) == ("HỘ KINH DOANH BÚN MINH NGUYỆT", 80_000_000)
    assert (request.main_industry_code, request.suspended_from) == ("5610", None)
    approval.complete(dossier.pk)
    business.refresh_from_db()
    assert business.tax_office == "Thuế cơ sở 2"
    assert tax.acts() == ["register", "update"]


def test_a_suspension_tells_its_days_and_what_is_registered(tax: Tax, business: Business) -> None:
    dossier = approved(business, SUSPEND)
    request = registration.update_request(dossier, business)
    assert (request.changes, request.phone) == (("suspension",), "0901234567")
    assert request.suspended_from == clock.today() + timedelta(days=20)
    assert request.suspended_until == clock.today() + timedelta(days=60)
    approval.complete(dossier.pk)
    assert tax.acts() == ["register", "update"]


def test_a_new_copy_is_nothing_the_tax_system_is_told(tax: Tax, business: Business) -> None:
    approval.complete(approved(business, REISSUE).pk)
    assert tax.registry.asked == 1


def test_who_ended_a_business_registers_again_with_the_same_code(tax: Tax, business: Business) -> None:
    dossier = approved(business, CEASE)
    assert registration.deregistration_request(dossier, business).ceased_on == clock.today()
    approval.complete(dossier.pk)
    again = _approved(services.submit(filing.draft().pk))
    approval.complete(again.pk)
    again.refresh_from_db()
    assert (again.state, again.tax_code) == (State.DECIDED, business.code)
    assert tax.acts() == ["register", "deregister", "register"]


@TOLD
def test_refused_by_tax_comes_back_to_the_officer_and_can_be_approved_again(
    tax: Tax, business: Business, procedure: str
) -> None:
    dossier = approved(business, procedure)
    before = Business.objects.filter(pk=business.pk).values().get()
    tax.faults.refuse = "Chủ hộ còn nợ thuế."
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decision) == (State.PROCESSING, "tax_refused")
    assert dossier.evidence["tax_refusal"]["reason"] == "Chủ hộ còn nợ thuế."
    assert selectors.papers_of(dossier.pk) == []
    assert Business.objects.filter(pk=business.pk).values().get() == before
    tax.faults.refuse = ""
    services.approve(dossier.pk, actor="officer:binh")
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED


@TOLD
def test_a_fault_leaves_it_waiting_and_a_dead_worker_tells_it_once(
    tax: Tax, business: Business, procedure: str, settings: object
) -> None:
    dossier = approved(business, procedure)
    tax.faults.change({"wrong": "signature"})  # done on the other side, the answer not believed
    with pytest.raises(OutsideSystemError):
        approval.complete(dossier.pk)
    tax.faults.clear()
    folder = settings.SIGNING_FOLDER  # type: ignore[attr-defined]
    settings.SIGNING_FOLDER = folder / "none"  # type: ignore[attr-defined]
    with pytest.raises(SetupError):
        approval.complete(dossier.pk)
    settings.SIGNING_FOLDER = folder  # type: ignore[attr-defined]
    dossier.refresh_from_db()
    business.refresh_from_db()
    assert (dossier.state, dossier.decision) == (State.PROCESSING, "approved")
    assert (business.changes, business.suspended_from, business.ceased_on) == (0, None, None)
    for _ in range(2):
        approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    assert tax.registry.asked == 2
    assert len(selectors.papers_of(dossier.pk)) == 1


@TOLD
@pytest.mark.parametrize("ended", [State.WITHDRAWN, State.DECIDED])
def test_an_answer_that_comes_after_the_end_is_recorded_for_a_person(
    business: Business, procedure: str, ended: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless another worker was first and finished it."""
    dossier = approved(business, procedure)
    port, act = type(interconnect.tax()), "deregister" if procedure == CEASE else "update"
    tell = getattr(port, act)

    def slow(self: object, request: object) -> object:
        answer = tell(self, request)
        Dossier.objects.filter(pk=dossier.pk).update(state=ended)
        return answer

    monkeypatch.setattr(port, act, slow)
    approval.complete(dossier.pk)
    assert selectors.papers_of(dossier.pk) == []
    told = Event.objects.filter(action__endswith="_after_end", subject=f"dossier:{dossier.code}")
    names = {CHANGE: "tax.updated_after_end", SUSPEND: "tax.updated_after_end"}
    expected = [names.get(procedure, "tax.deregistered_after_end")] if ended == State.WITHDRAWN else []
    assert [event.action for event in told] == expected


def test_what_is_owed_is_asked_for_an_end_and_shown_to_the_officer(tax: Tax, business: Business) -> None:
    dossier = approved(business, CEASE)
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    page, ask = (reverse(f"desk:{name}", args=[dossier.code]) for name in ("dossier", "ask-debt"))
    assert "Chưa hỏi cơ quan thuế." in client.get(page).content.decode()
    tax.faults.debt = 1_200_000
    assert client.post(ask).status_code == 302
    assert "Đang hỏi cơ quan thuế." in client.get(page).content.decode()
    for _ in range(2):  # a worker that died after the answer runs again
        tasks.ask_tax_debt(dossier.pk)
    shown = client.get(page).content.decode()
    assert "còn nợ" in shown
    assert "1.200.000" in shown
    tax.faults.debt = 0
    client.post(ask)
    tasks.ask_tax_debt(dossier.pk)
    assert "không nợ" in client.get(page).content.decode()
    looks = Event.objects.filter(action="tax.debt_asked", subject=f"dossier:{dossier.code}")
    assert {event.actor for event in looks} == {"officer:chi"}


def test_debts_of_a_number_that_was_corrected_meanwhile_are_not_kept(
    tax: Tax, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer came late and stood beside the new number: somebody was refused for a stranger's debts."""
    dossier = services.submit(filing.draft().pk)
    kept, asked = {"asked_at": clock.now().isoformat(), "by": "officer:chi"}, []
    owed = {dossier.personal_number: 1_200_000, "079190004321": 0}

    class Slow:
        def debt(self, code: str) -> TaxDebt:
            asked.append(code)
            # In between the citizen corrects the number, and the officer asks again.
            Dossier.objects.filter(pk=dossier.pk).update(
                personal_number="079190004321", evidence={**dossier.evidence, "tax_debt": kept}
            )
            return TaxDebt(owed[code], clock.today(), "R1")

    monkeypatch.setattr(debt.interconnect, "tax", Slow)
    tasks.ask_tax_debt(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.evidence["tax_debt"] == kept
    tasks.ask_tax_debt(dossier.pk)
    dossier.refresh_from_db()
    assert (asked[-1], dossier.evidence["tax_debt"]["amount"]) == ("079190004321", 0)


def test_nobody_s_debts_are_asked_where_they_decide_nothing(tax: Tax, business: Business) -> None:
    dossier = approved(business, REISSUE)
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    assert "Nợ thuế" not in client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert client.post(reverse("desk:ask-debt", args=[dossier.code])).status_code == 409


def test_unpaid_tax_is_the_ground_that_is_suggested_for_an_end(tax: Tax, business: Business) -> None:
    dossier = approved(business, CEASE)
    tax.faults.refuse = "Chủ hộ còn nợ thuế."
    approval.complete(dossier.pk)
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    form = client.get(reverse("desk:action", args=[dossier.code, "tu-choi"])).context["form"]
    assert form["ground"].initial == "tax_unpaid"
    assert form["reason"].initial == "Chủ hộ còn nợ thuế."


def test_a_business_entered_without_a_code_goes_by_its_owners_number(tax: Tax, business: Business) -> None:
    business.tax_code = ""
    business.save()
    dossier = approved(business, CEASE)
    request = registration.deregistration_request(dossier, business)
    assert (request.tax_code, request.clearance) == (business.owner_number, "")
    assert isinstance(request.ceased_on, date)
