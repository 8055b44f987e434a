"""What the population database holds is taken over with consent, for whom it is about, never silently."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from django.test import Client
from pytest_django import Settings
from tests.desk import people as officers
from tests.interconnect.stand_in import serving
from tests.portal.person import Person
from tests.support import filing, provider

from motcua.audit.models import Event
from motcua.dossiers import services, tasks
from motcua.dossiers.drafting import population_fetch, signing_in
from motcua.dossiers.models import Analysis, Dossier
from motcua.interconnect import services as interconnect
from motcua.interconnect.resilience import Policy
from motcua.interconnect.sandbox import population as sandbox
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.identity import Provider
from motcua.interconnect.sandbox.wrongness import Wrong
from motcua.interconnect.types import Consent as Agreement
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, OutsideSystemError
from motcua.people import services as people
from motcua.people.models import Consent, SignIn

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "079190001234", "001185004321"
HELD = {
    "full_name": "Nguyễn Thị Minh Nguyệt",
    "date_of_birth": "1990-05-14",
    "sex": "Nữ",
    "nationality": "Việt Nam",
    "permanent_address": "12/3 Nguyễn Trãi, Phường Bến Thành, Thành phố Hồ Chí Minh",
}


@dataclass(frozen=True)
class State:
    """Both of the State's systems, running."""

    provider: Provider
    register: sandbox.Register
    faults: Faults


@pytest.fixture
def state(settings: Settings) -> Iterator[State]:
    stand_in, register = sandbox.make(provider.SECRET)
    register.people[NUMBER] = dict(HELD)
    with provider.running(settings) as running, serving(stand_in) as address:
        settings.OUTSIDE = {**settings.OUTSIDE, "population": (address, provider.SECRET)}
        yield State(running, register, stand_in.faults)


def signed_in() -> Person:
    person = Person().begin()
    assert provider.sign_in(person.client, str(person.draft_id)) == person.at("population")
    return person


def agreed() -> Person:
    """Somebody who signed in and agreed, and whose worker has asked."""
    person = signed_in()
    assert person.client.post(person.at("population"), {"agree": "yes"}).status_code == 302
    assert jobs.is_waiting(population_fetch.TASK, draft_id=str(person.draft_id))
    tasks.fetch_person(draft_id=str(person.draft_id))
    return person


def jobs_of(person: Person) -> int:
    """Return how many pieces of work on the person's photos were asked for."""
    return Analysis.objects.filter(draft_id=person.draft_id).count()


def text(person: Person, page: str, **more: str) -> str:
    return person.client.get(person.at(page, **more)).content.decode()


def test_who_agrees_finds_the_form_filled_and_need_not_photograph_a_card(state: State) -> None:
    person = signed_in()
    asked = text(person, "population")
    assert NUMBER in asked
    assert "Không đồng ý thì hồ sơ vẫn được nhận như thường" in asked
    person.client.post(person.at("population"), {"agree": "yes"})
    assert "Đang lấy thông tin" in text(person, "population")
    assert person.client.get(person.at("population"), headers={"HX-Request": "true"}).status_code == 204
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert person.client.get(person.at("population"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "12/3 Nguyễn Trãi" in text(person, "population")
    assert "Đã có trong Cơ sở dữ liệu quốc gia về dân cư" in text(person, "step", step="residence")
    assert person.draft().prefilled["full_name"]["sources"] == ["population", "identity"]
    skipped = person.client.post(person.at("photo", slot="mat-truoc"), {"skip": "yes"})
    assert skipped["Location"] == person.at("reading")
    assert "Thông tin đã có của bạn" in text(person, "reading")
    assert person.client.post(person.at("reading"))["Location"] == person.at("step", step="subject")


def test_the_consent_is_kept_with_its_purpose_and_goes_with_the_question(state: State) -> None:
    person = agreed()
    kept = Consent.objects.get(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)
    assert kept.wording == population_fetch.WORDING
    [(number, reference, purpose)] = state.register.accesses
    assert (number, purpose) == (NUMBER, filing.PROCEDURE)
    assert reference.endswith(f"-DY-{kept.pk}")
    event = Event.objects.get(action="register.population.fetched")
    assert (event.subject, event.data["consent"]) == (f"person:{NUMBER}", reference)


def test_asked_twice_it_is_taken_over_once(state: State) -> None:
    person = agreed()
    person.client.post(person.at("population"), {"agree": "yes"})
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert len(state.register.accesses) == 1
    assert Event.objects.filter(action="register.population.fetched").count() == 1


def test_who_does_not_agree_is_not_asked_about(state: State) -> None:
    person = signed_in()
    assert person.client.post(person.at("population"), {}).status_code == 422, "silence is no consent"
    declined = person.client.post(person.at("population"), {"agree": "no"})
    assert declined["Location"] == person.at("photo", slot="mat-truoc")
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert state.register.accesses == []
    assert "population" not in person.draft().given


def test_a_number_that_was_only_typed_or_read_fetches_nothing(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds a photo of somebody's card must not learn where they live now."""
    person = Person().begin()
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    assert person.client.get(person.at("population")).status_code == 302
    assert person.client.post(person.at("population"), {"agree": "yes"}).status_code == 302
    with pytest.raises(NotFoundError):
        population_fetch.agree(person.draft_id, language="vi")
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)


def test_a_no_after_a_yes_takes_it_back(state: State) -> None:
    """Pressed on the page that "back" showed again, it led on, and the database was asked all the same."""
    person = signed_in()
    person.client.post(person.at("population"), {"agree": "yes"})
    person.client.post(person.at("population"), {"agree": "no"})
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert state.register.accesses == []


def test_a_no_after_the_answer_came_takes_it_out_of_the_form(state: State) -> None:
    person = agreed()
    answer = person.client.post(person.at("population"), {"agree": "no"})
    assert answer["Location"] == person.at("photo", slot="mat-truoc")
    assert "population" not in person.draft().given
    assert "permanent_address" not in person.draft().prefilled


def test_a_no_where_nothing_was_agreed_forgets_no_look(state: State) -> None:
    person = signed_in()
    draft = person.draft()
    draft.confirmed = ["full_name"]
    draft.save()
    person.client.post(person.at("population"), {"agree": "no"})
    assert person.draft().confirmed == ["full_name"]


def test_whoever_found_the_code_does_not_agree_in_the_persons_name(state: State) -> None:
    """The filing knows who signed in for it; whoever opened it later was shown where they live."""
    person = signed_in()
    code = services.issue_resume_code(person.draft_id)
    finder = Client()
    assert finder.post("/lam-tiep/", {"code": code}).status_code == 302
    for answer in (
        finder.post(person.at("population"), {"agree": "yes"}),
        finder.get(person.at("population")),
    ):
        assert answer["Location"] == f"/dang-nhap/?ho-so={person.draft_id}"
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)
    assert not jobs.is_waiting(population_fetch.TASK, draft_id=str(person.draft_id))
    assert provider.sign_in(finder, str(person.draft_id)) == person.at("population"), "the person themself"
    assert finder.post(person.at("population"), {"agree": "yes"})["Location"] == person.at("population")
    assert jobs.is_waiting(population_fetch.TASK, draft_id=str(person.draft_id))


def test_after_the_sign_in_ended_nobody_agrees_at_that_browser(state: State) -> None:
    person = signed_in()
    SignIn.objects.update(ends_at=clock.now())
    assert "/dang-nhap/" in person.client.post(person.at("population"), {"agree": "yes"})["Location"]
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)
    assert person.client.post(person.at("population"), {"rut": "yes"}).status_code == 302


def test_an_officer_who_opens_it_is_not_asked_for_the_person(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = signed_in()
    draft = person.draft()
    draft.taken_by = "officer:an"
    draft.save()
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    desk = Client()
    desk.force_login(officers.officer("an", role="intake"))
    desk.post("/lam-tiep/", {"code": services.issue_resume_code(person.draft_id)})
    assert person.at("population") in text(person, "reading")
    assert person.at("population") not in desk.get(person.at("reading")).content.decode()
    assert desk.post(person.at("population"), {"agree": "yes"})["Location"] == person.at("reading")
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose=population_fetch.CONSENT)


def test_an_account_of_a_low_level_fetches_nothing(state: State) -> None:
    state.provider.person["acr"] = "1"
    person = Person().begin()
    assert provider.sign_in(person.client, str(person.draft_id)) == person.at("photo", slot="mat-truoc")
    assert person.client.post(person.at("photo", slot="mat-truoc"), {"skip": "yes"}).status_code == 422


def test_what_the_card_says_otherwise_is_never_overwritten(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.register.people[NUMBER]["permanent_address"] = "5 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh"
    person = agreed()
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading(place_of_residence=HELD["permanent_address"]))
    filled = person.draft().prefilled["permanent_address"]
    assert filled["value"] == HELD["permanent_address"]
    assert filled["review"]
    assert filled["others"] == {"population": "5 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh"}
    assert "permanent_address" in services.unconfirmed(person.draft()), "cannot be filed unseen"
    page = text(person, "step", step="residence")
    assert "Cơ sở dữ liệu quốc gia về dân cư" in page
    assert "5 Lê Lợi" in page


def test_a_card_that_is_taken_out_leaves_the_form(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a card photographed by mistake, as a wife's, everything read stayed, said to be from a photo."""
    person = signed_in()
    wife = filing.reading(full_name="TRẦN NGỌC LAN", personal_number=OTHER, date_of_issue="2021-08-10")
    person.send("mat-truoc")
    person.send("mat-sau")
    person.read(monkeypatch, wife)
    assert person.draft().prefilled["full_name"]["value"] == "TRẦN NGỌC LAN"
    person.client.post(person.at("population"), {"agree": "yes"})
    tasks.fetch_person(draft_id=str(person.draft_id))
    waiting = jobs_of(person)
    person.client.post(person.at("photo", slot="mat-truoc"), {"skip": "yes"})
    filled = person.draft().prefilled
    assert filled["full_name"]["value"] == HELD["full_name"].upper()
    assert filled["full_name"]["sources"] == ["population", "identity"]
    assert "date_of_issue" not in filled
    assert "TRẦN NGỌC LAN" not in text(person, "step", step="person") + text(person, "reading")
    assert jobs_of(person) == waiting, "nobody is to read one side of a card that is gone"


def test_units_of_before_july_2025_on_the_card_are_no_difference(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = agreed()
    person.send("mat-truoc")
    old = "12/3 Nguyễn Trãi, Phường Phạm Ngũ Lão, Quận 1, TP. Hồ Chí Minh"
    person.read(monkeypatch, filing.reading(place_of_residence=old))
    filled = person.draft().prefilled["permanent_address"]
    assert filled["value"] == old
    assert not filled.get("others")
    assert not filled["review"]


def test_who_withdraws_has_it_out_of_the_form(state: State) -> None:
    person = agreed()
    services.save_answers(person.draft_id, {"nationality": "Việt Nam"})
    person.client.post(person.at("population"), {"rut": "yes"})
    draft = person.draft()
    assert "population" not in draft.given
    assert "permanent_address" not in draft.prefilled
    assert draft.prefilled["full_name"]["sources"] == ["identity"]
    assert draft.answers == {"nationality": "Việt Nam"}, "what they typed stays"
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert len(state.register.accesses) == 1


def test_withdrawn_while_the_database_answers_nothing_is_kept(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = signed_in()
    person.client.post(person.at("population"), {"agree": "yes"})
    port = interconnect.population()

    class Slow:
        def fetch(self, *given: Any) -> Any:
            found = port.fetch(*given)
            population_fetch.withdraw(person.draft_id)
            return found

    monkeypatch.setattr(interconnect, "population", Slow)
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert "population" not in person.draft().given


def test_whoever_signs_in_next_does_not_find_what_was_fetched_before(state: State) -> None:
    person = agreed()
    state.provider.person.update(personal_number="079190001235", name="LÊ VĂN AN", sub="other")
    draft = person.draft()
    assert "population" in draft.given
    provider.sign_in(person.client)
    assert person.client.get(person.at("population")).status_code == 404
    helper = people.open_sign_in(
        subject="other",
        personal_number="079190001235",
        full_name="LÊ VĂN AN",
        date_of_birth=filing.TUESDAY.date(),
        level="2",
    )
    draft.given = {**draft.given, "population": {**draft.given["population"], "fields": {}}}
    draft.save()  # "the register does not know them" was said of the first one too
    assert "population" not in signing_in.give_to(person.draft_id, helper, language="vi").given
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert [number for number, _, _ in state.register.accesses] == [NUMBER], (
        "the consent was another person's"
    )


@pytest.mark.parametrize("fault", [{"down": True}, {"error_rate": 1.0}, {"wrong": "wrong_value"}])
def test_a_database_that_fails_is_asked_again_and_keeps_nobody_waiting(
    state: State, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any]
) -> None:
    quick = Policy(connect_s=0.5, answer_s=1.0, attempts=1, breaker_failures=99)
    interconnect.population().policy = quick  # type: ignore[attr-defined]
    person = signed_in()
    person.client.post(person.at("population"), {"agree": "yes"})
    state.faults.change(fault)
    with pytest.raises(OutsideSystemError):
        tasks.fetch_person(draft_id=str(person.draft_id))
    assert "Bạn cứ làm tiếp" in text(person, "population")
    assert person.client.get(person.at("photo", slot="mat-truoc")).status_code == 200
    state.faults.clear()
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert person.draft().given["population"]["fields"]["sex"] == "Nữ"


@pytest.mark.parametrize("wrong", [wrong for wrong in get_args(Wrong) if wrong])
def test_nothing_that_the_database_answers_wrongly_fills_a_form(state: State, wrong: str) -> None:
    """Names of control characters or in another encoding, and a birth in 2099, stood in the form."""
    other = Agreement("another", "1.001612", clock.now())
    state.register.people[OTHER] = {**HELD, "full_name": "TRẦN NGỌC LAN"}
    interconnect.population().fetch(OTHER, other)  # somebody else's, whose answer may come again
    person = signed_in()
    person.client.post(person.at("population"), {"agree": "yes"})
    state.faults.change({"wrong": wrong})
    with suppress(OutsideSystemError):
        tasks.fetch_person(draft_id=str(person.draft_id))
    shown = text(person, "population") + text(person, "step", step="person")
    assert "NGỌC LAN" not in shown
    for value in person.draft().given.get("population", {"fields": {}})["fields"].values():
        assert value in {NUMBER, *HELD.values()}
    state.faults.clear()
    tasks.fetch_person(draft_id=str(person.draft_id))
    assert person.draft().given["population"]["fields"]["full_name"] == HELD["full_name"]


def test_a_number_the_database_does_not_hold_is_said(state: State) -> None:
    state.register.people = {"001199000001": dict(HELD)}
    person = agreed()
    assert "không có thông tin theo số định danh này" in text(person, "population")
    assert person.client.post(person.at("photo", slot="mat-truoc"), {"skip": "yes"}).status_code == 422


def test_the_officer_sees_both_side_by_side(state: State) -> None:
    person = agreed()
    changed = "99 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh"
    services.save_answers(person.draft_id, filing.answers(permanent_address=changed))
    dossier = services.submit(person.draft_id)
    desk = Client()
    desk.force_login(officers.officer("an", role="intake"))
    page = desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Lấy từ Cơ sở dữ liệu quốc gia về dân cư" in page
    assert "Có mục khác với đơn" in page
    assert changed in page
    assert "12/3 Nguyễn Trãi" in page


def test_an_answer_after_the_filing_still_reaches_the_officer(state: State) -> None:
    person = signed_in()
    person.client.post(person.at("population"), {"agree": "yes"})
    services.save_answers(person.draft_id, filing.answers())
    dossier = services.submit(person.draft_id)
    tasks.fetch_person(draft_id=str(person.draft_id))
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.evidence["given"]["population"]["fields"]["sex"] == "Nữ"
    assert uuid.UUID(str(person.draft_id)) == dossier.draft_id
