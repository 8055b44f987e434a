"""A registered business through the web: changed, suspended, ended, its certificate re-issued."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.interconnect.stand_in import SECRET, serving
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import selectors, services
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import State
from motcua.dossiers.types import BusinessStatus
from motcua.faces.presence.types import Level
from motcua.interconnect.sandbox import tax
from motcua.kernel import clock
from motcua.outcomes import selectors as outcomes
from motcua.outcomes.issuance import approval, certificates
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.services import make_demo_key
from motcua.presence.types import Assessment

pytestmark = pytest.mark.django_db
CHANGE, SUSPEND, CEASE, REISSUE = "2.000720", "1.001570", "1.001266", "2.000575"


@pytest.fixture(autouse=True)
def _signing(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A signing key, and a tax system that answers."""
    folder = tmp_path_factory.mktemp("signing")
    make_demo_key(folder, office="Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER, settings.TAX_SECRET = folder, SECRET  # type: ignore[attr-defined]
    with serving(tax.make(SECRET, tax_office="Thuế cơ sở 1")) as address:
        settings.TAX_URL = address  # type: ignore[attr-defined]
        yield


@pytest.fixture
def business() -> Business:
    """Return a business registered in the ordinary way, its certificate given out."""
    dossier = services.submit(filing.draft(email="minh@example.vn").pk)
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:an")
    approval.complete(dossier.pk)
    return Business.objects.get()


def begun(patch: pytest.MonkeyPatch, procedure: str, *, same: bool = True, level: Level = "active") -> Person:
    """A person who photographed their card and face and comes to the page of their business."""
    patch.setattr("motcua.dossiers.drafting.presence.of_draft", lambda _: Assessment(level))
    patch.setattr(
        "motcua.dossiers.drafting.analyses._match_faces",
        lambda _: {"score": 0.6, "same": same, "problems": []},
    )
    person = Person().begin(procedure=procedure)
    for slot in ("mat-truoc", "mat-sau", "khuon-mat"):
        person.send(slot)
    person.read(patch, filing.reading())
    person.match()
    assert person.client.post(person.at("reading"))["Location"] == person.at("business")
    return person


def text_of(person: Person, page: str, **more: str) -> str:
    return person.client.get(person.at(page, **more)).content.decode()


def file(person: Person) -> Dossier:
    """Send it; everything else is filled in."""
    person.fill("commitments", commitment="on")
    answer = person.client.post(person.at("check"))
    assert answer.status_code == 302, re.findall(
        r"error-summary.*?</div>", answer.content.decode(), re.DOTALL
    )
    assert answer["Location"] == person.at("filed")
    return Dossier.objects.get(draft_id=person.draft_id)


def decide(dossier: Dossier, **fields: str) -> None:
    """Take in and approve at the desk, and let the worker finish."""
    user = people.officer("chi", role="decision")
    client = Client()
    client.force_login(user)
    for action in ("tiep-nhan", "phe-duyet"):
        dossier.refresh_from_db()
        answer = client.post(
            reverse("desk:action", args=[dossier.code, action]),
            {"seen": dossier.state, **(fields if action == "phe-duyet" else {})},
        )
        assert answer.status_code == 302, answer.content.decode()
        page = client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
        assert dossier.business is None or dossier.business.code in page
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED


def certificate_page(token: str) -> str:
    return Client().get(reverse("portal:verify", args=[token])).content.decode()


def test_a_change_asks_only_what_changes_and_its_certificate_replaces_the_old(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = IssuedPaper.objects.get(kind="certificate")
    assert "Giấy đang có hiệu lực" in certificate_page(old.token)
    person = begun(monkeypatch, CHANGE)
    page = person.client.get(person.at("business")).content.decode()
    assert "HỘ KINH DOANH PHỞ MINH NGUYỆT" in page
    assert person.client.post(person.at("business"), {"this": "1"})["Location"] == person.at(
        "step", step="changes"
    )
    assert person.fill("changes", changes=["name", "capital"]) == person.at("step", step="person")
    person.fill("person")
    shown = person.client.get(person.at("step", step="contact")).content.decode()
    assert 'value="0901 234 567"' in shown, "what the office holds is not asked again"
    assert person.fill("contact", email="minh@example.vn") == person.at("step", step="business-name")
    assert person.fill("business-name", own_name="Bún Minh Nguyệt") == person.at("step", step="capital")
    assert person.client.get(person.at("step", step="head-office")).status_code == 404
    assert person.fill("capital", capital="80 triệu") == person.at("step", step="result")
    person.fill("result")
    dossier = file(person)
    assert dossier.answers["office_street"] == "45 Lê Lợi"
    client = Client()
    client.force_login(people.officer("an"))
    desk = client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert re.search(r"HỘ KINH DOANH PHỞ MINH NGUYỆT</td>\s*<td>HỘ KINH DOANH BÚN MINH NGUYỆT", desk)
    decide(dossier)
    business.refresh_from_db()
    assert (business.answers["own_name"], business.answers["capital"]) == ("BÚN MINH NGUYỆT", 80_000_000)
    assert (business.changes, business.code) == (1, "079190001234")
    assert "changes" not in business.answers
    new = IssuedPaper.objects.filter(kind="certificate").latest("pk")
    assert outcomes.standing(new) == "valid"
    assert "đã được thay bằng giấy mới" in certificate_page(old.token)
    data = certificates.certificate_data(dossier, tax_code=business.code, tax_office="x", token="t")
    assert data.history[1].startswith("Đăng ký thay đổi lần thứ 1, ngày")
    assert data.email == "minh@example.vn"


def test_marks_that_nobody_sees_give_no_further_tries_at_a_business(business: Business) -> None:
    """Pasted with the code they were "not found"; counted apart, each would be a code of its own to guess."""
    person = Person().begin(procedure="2.000720")
    guesses = [business.code + "\u200b" * more for more in range(9)]
    codes = [
        person.client.post(person.at("business"), {"code": code, "fact": "01/01/1980"}).status_code
        for code in guesses
    ]
    assert codes == [422] * 8 + [429]


def test_a_code_pasted_with_a_mark_is_found(business: Business) -> None:
    person = Person().begin(procedure="2.000720")
    fact = {"code": f"\u202a{business.code}\u202c", "fact": "0901234567"}
    assert person.client.post(person.at("business"), fact).status_code == 302
    assert person.draft().business == business


def test_a_page_no_longer_chosen_changes_nothing(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    person = begun(monkeypatch, CHANGE)
    person.client.post(person.at("business"), {"this": "1"})
    person.fill("changes", changes=["name", "capital"])
    person.fill("business-name", own_name="Bún Minh Nguyệt")
    person.fill("changes", changes=["capital"])
    assert services.effective_answers(person.draft())["own_name"] == "PHỞ MINH NGUYỆT"


def test_an_end_frees_the_person_and_voids_the_certificate(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = IssuedPaper.objects.get(kind="certificate")
    person = begun(monkeypatch, CEASE)
    person.client.post(person.at("business"), {"this": "1"})
    today = f"{clock.today():%d/%m/%Y}"
    unpaid = person.client.post(person.at("step", step="cessation"), {"ceased_on": today})
    assert unpaid.status_code == 422
    person.fill("cessation", ceased_on=today, debts_paid="on")
    person.fill("person")
    person.fill("contact")
    person.fill("result")
    dossier = file(person)
    assert services.collisions_of(filing.draft())[0].kind == "certificate"
    decide(dossier, tax_clearance="confirmed")
    business.refresh_from_db()
    assert selectors.business_status(business) == BusinessStatus.CEASED
    assert dossier.evidence["tax_clearance"]["answer"] == "confirmed"
    ended = certificate_page(certificate.token)
    assert "không còn hiệu lực" in ended
    assert "Đã chấm dứt hoạt động" in ended
    confirmation = IssuedPaper.objects.get(kind="confirmation")
    assert bytes(confirmation.pdf).startswith(b"%PDF-")
    assert "Đã chấm dứt hoạt động" in certificate_page(confirmation.token)
    assert services.collisions_of(filing.draft()) == [], "who has ended one may register another"
    again = begun(monkeypatch, REISSUE)
    sent = again.client.post(again.at("business"), {"code": business.code, "fact": "0901234567"})
    assert sent.status_code == 422
    assert "đã chấm dứt" in sent.content.decode()


def test_a_cessation_is_not_approved_before_the_tax_office_was_asked(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = services.begin(procedure_code=CEASE, office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    answers = filing.answers(ceased_on=clock.today().isoformat(), debts_paid=True)
    services.save_answers(draft.pk, answers)
    dossier = services.submit(draft.pk)
    services.accept(dossier.pk, actor="officer:an")
    client = Client()
    client.force_login(people.officer("chi", role="decision"))
    answer = client.post(
        reverse("desk:action", args=[dossier.code, "phe-duyet"]), {"seen": int(State.PROCESSING)}
    )
    assert answer.status_code == 422
    assert "cơ quan thuế trả lời thế nào" in answer.content.decode()


def test_a_suspension_is_told_in_time_and_ends_by_itself(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(filing.TUESDAY):
        person = begun(monkeypatch, SUSPEND)
        person.client.post(person.at("business"), {"this": "1"})
        for first, last in (("03/12/2026", "31/12/2026"), ("07/12/2026", "20/12/2026")):
            answer = person.client.post(
                person.at("step", step="suspension"), {"suspended_from": first, "suspended_until": last}
            )
            assert answer.status_code == 422, (first, last)
        person.fill("suspension", suspended_from="04/12/2026", suspended_until="31/12/2026")
        person.fill("person")
        person.fill("contact")
        person.fill("result")
        dossier = file(person)
        decide(dossier)
        business.refresh_from_db()
    stands = [selectors.business_status(business, date(2026, 12, day)) for day in (3, 4, 31)] + [
        selectors.business_status(business, date(2027, 1, 1))
    ]
    assert [item.name for item in stands] == ["ACTIVE", "SUSPENDED", "SUSPENDED", "ACTIVE"]
    certificate = IssuedPaper.objects.get(kind="certificate")
    assert outcomes.standing(certificate) == "valid"
    assert dossier.certificate_number == ""


def test_a_new_copy_voids_the_lost_one(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = IssuedPaper.objects.get(kind="certificate")
    person = begun(monkeypatch, REISSUE)
    person.client.post(person.at("business"), {"this": "1"})
    person.fill("reissue", reissue_reason="lost")
    person.fill("person")
    person.fill("contact")
    person.fill("result")
    dossier = file(person)
    decide(dossier)
    business.refresh_from_db()
    assert (business.reissues, dossier.certificate_number) == (1, business.code)
    assert outcomes.standing(lost) == "replaced"
    assert business.answers["own_name"] == "PHỞ MINH NGUYỆT"


def test_who_wants_a_second_business_is_shown_the_first_and_goes_on_with_it(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the form, and without photographing anything again."""
    person = Person().begin()
    for slot in ("mat-truoc", "mat-sau", "khuon-mat"):
        person.send(slot)
    person.read(monkeypatch, filing.reading())
    page = person.client.get(person.at("reading")).content.decode()
    assert "HỘ KINH DOANH PHỞ MINH NGUYỆT" in page
    assert f'name="instead" value="{CHANGE}"' in page
    assert person.client.post(person.at("reading"))["Location"] == person.at("collision")
    answer = person.client.post(person.at("collision"), {"instead": CHANGE})
    assert answer["Location"] == person.at("business")
    assert business.code in person.client.get(person.at("business")).content.decode()
    draft = person.draft()
    assert draft.procedure_code == CHANGE
    assert draft.prefilled["personal_number"]["value"] == business.owner_number
    assert draft.photos.count() == 3


@pytest.mark.parametrize(
    ("changed", "matched"),
    [
        ({"personal_number": "079190001234"}, "personal_number"),
        ({"previous_number": "023456789"}, "previous_number"),
        ({"personal_number": "079190004321"}, "tax_code"),
        ({}, "same_person"),
    ],
)
def test_what_exists_is_found_by_every_number_and_by_the_person(
    business: Business, changed: dict[str, str], matched: str
) -> None:
    business.owner_previous_number, business.tax_code = "023456789", "079190004321"
    business.save()
    draft = filing.draft(**{"personal_number": "079190009999", **changed})
    found = [item for item in services.collisions_of(draft) if item.kind == "certificate"]
    assert [item.matched_by for item in found] == [matched]


def test_a_card_alone_opens_nothing_that_is_not_public(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begun(monkeypatch, CHANGE, same=False)
    person.client.post(person.at("business"), {"this": "1"})
    held = services.effective_answers(person.draft())
    assert held["own_name"] == "PHỞ MINH NGUYỆT"
    assert "phone" not in held
    assert "email" not in held
    person.client.post(person.at("business"), {"code": business.code, "fact": "0901 234 567"})
    assert services.effective_answers(person.draft())["email"] == "minh@example.vn"


@pytest.mark.parametrize("level", ["uploaded", "passive"])
def test_a_card_and_a_picture_of_a_face_open_no_more_than_the_card(
    business: Business, monkeypatch: pytest.MonkeyPatch, level: Level
) -> None:
    """The portrait cut out of the card's photo is the same as itself: it opened telephone and addresses."""
    person = begun(monkeypatch, CHANGE, level=level)
    assert "Đơn chỉ điền sẵn những gì ai cũng tra cứu được" in text_of(person, "business")
    person.client.post(person.at("business"), {"this": "1"})
    held = services.effective_answers(person.draft())
    assert held["own_name"] == "PHỞ MINH NGUYỆT"
    assert not {"phone", "email", "permanent_address"} & set(held) - set(person.draft().prefilled)
    assert "0901 234 567" not in text_of(person, "step", step="contact")
    person.client.post(person.at("business"), {"code": business.code, "fact": "0901 234 567"})
    assert services.effective_answers(person.draft())["email"] == "minh@example.vn"
    assert "Đơn chỉ điền sẵn" not in text_of(person, "business")


def test_who_met_an_officer_need_not_move(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    person = begun(monkeypatch, CHANGE, level="officer")
    person.client.post(person.at("business"), {"this": "1"})
    assert services.effective_answers(person.draft())["email"] == "minh@example.vn"


def test_a_wrong_fact_and_a_wrong_code_get_the_same_answer(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = begun(monkeypatch, CHANGE)
    said = [
        re.findall(r"Không tìm thấy hộ kinh doanh[^<]*", sent.content.decode())
        for sent in (
            person.client.post(person.at("business"), {"code": business.code, "fact": "01/01/1970"}),
            person.client.post(person.at("business"), {"code": "079190009999", "fact": "14/05/1990"}),
        )
    ]
    assert said[0] == said[1] != []


def test_somebody_else_cannot_end_a_business(business: Business) -> None:
    draft = services.begin(procedure_code=CEASE, office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    other = filing.answers(
        personal_number="079190009999", ceased_on=clock.today().isoformat(), debts_paid=True
    )
    services.save_answers(draft.pk, other)
    assert "personal_number" in services.problems_of(draft)
