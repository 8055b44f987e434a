"""What a browser gets after it sent a form: never a page that it would have to send the form again for."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.portal.person import TYPED, Person
from tests.support import filing

from motcua.dossiers import services

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LOOK_UP = "/tra-cuu/"


def _in_browser(person: Person) -> Person:
    person.client = Client(headers=BROWSER)
    return person.begin(face="no")


def test_a_mistake_leads_to_a_page_that_can_be_come_back_to() -> None:
    """Answered directly, "back" over it was the browser's own error page for who has no JavaScript."""
    person = _in_browser(Person())
    address = person.at("step", step="contact")
    sent = person.client.post(f"{address}?sau=kiem-tra", {"phone": "09 chưa nhớ"})
    assert (sent.status_code, sent["Location"]) == (303, f"{address}?sau=kiem-tra")
    told = person.client.get(sent["Location"])
    page = told.content.decode()
    assert told.status_code == 422
    assert "no-store" in told["Cache-Control"]
    assert 'href="#id_phone"' in page
    assert 'value="09 chưa nhớ"' in page
    assert "Lưu và quay lại kiểm tra" in page


def test_what_was_typed_is_there_again_until_it_is_right_in_whichever_language() -> None:
    """Who looked at their photo, or changed the language, found the page as if nothing were typed."""
    person = _in_browser(Person())
    address = person.at("step", step="person")
    person.client.post(address, {**TYPED["person"], "personal_number": "12"}, follow=True)
    for language, mistake in (("vi", "Lỗi"), ("en", "Error")):
        person.client.post("/i18n/setlang/", {"language": language, "next": address})
        page = person.client.get(address).content.decode()
        assert f"<title>{mistake}: " in page
        assert 'value="NGUYỄN THỊ MINH NGUYỆT"' in page
        assert 'value="12"' in page
    assert "personal_number" not in person.draft().answers, "looking at it again stores nothing"
    assert person.client.post(address, TYPED["person"]).status_code == 302
    assert "<title>Error" not in person.client.get(address).content.decode()


def test_what_the_photos_say_later_still_fills_a_page_that_was_sent_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who pressed "continue" before the reading was done would have found the page empty for good."""
    person = _in_browser(Person())
    person.send("mat-truoc")
    address = person.at("step", step="person")
    person.client.post(address, {"full_name": "", "date_of_birth": "", "ethnicity": "Kinh"}, follow=True)
    person.read(monkeypatch, filing.reading())
    page = person.client.get(address).content.decode()
    assert 'value="NGUYỄN THỊ MINH NGUYỆT"' in page
    assert 'value="14/05/1990"' in page
    assert 'value="Kinh"' in page
    assert re.search(r'value="Nữ"[^>]* checked', page)


def test_a_look_up_that_found_nothing_shows_what_was_typed_once() -> None:
    """The next person at a shared computer would read the code and the birth date of the one before."""
    visitor = Client(headers=BROWSER)
    sent = visitor.post(LOOK_UP, {"code": "H29.26.740-261124-9999", "fact": "14/05/1990"})
    assert (sent.status_code, sent["Location"]) == (303, LOOK_UP), "neither stands in the address"
    page = visitor.get(LOOK_UP).content.decode()
    assert "error-summary" in page
    assert 'value="14/05/1990"' in page
    again = visitor.get(LOOK_UP)
    assert again.status_code == 200
    assert "14/05/1990" not in again.content.decode()


def test_the_page_waits_for_its_own_visitor_and_address_only() -> None:
    """Nobody else, and no other page, may show what one person typed."""
    dossier = services.submit(filing.draft().pk)
    visitor = Client(headers=BROWSER)
    visitor.post(LOOK_UP, {"code": dossier.code, "fact": "01/01/1980"})
    assert "01/01/1980" not in Client(headers=BROWSER).get(LOOK_UP).content.decode()
    assert "01/01/1980" not in visitor.get("/lam-tiep/").content.decode()
    visitor.post("/ket-thuc/")
    assert "01/01/1980" not in visitor.get(LOOK_UP).content.decode()


def test_a_form_that_another_site_sends_gets_no_session() -> None:
    """Its cookie would take the place of the visitor's own, and their unfinished form would be gone."""
    forged = Client(enforce_csrf_checks=True, headers=BROWSER)
    refused = forged.post(LOOK_UP, {"code": "H29.26.740-261124-9999", "fact": "14/05/1990"})
    assert refused.status_code == 403
    assert settings.SESSION_COOKIE_NAME not in refused.cookies


def test_who_has_something_to_lose_is_asked_before_the_filing_is_closed() -> None:
    """One wrong press beside "save and go on later", and the photos had to be taken again."""
    person = _in_browser(Person())
    start = person.client.get(person.at("agreement")).content.decode()
    assert 'action="/ket-thuc/"' in start, "nothing was given yet"
    person.send("mat-truoc")
    page = person.client.get(person.at("photo", slot="mat-sau")).content.decode()
    assert 'action="/ket-thuc/"' not in page
    asked = f"/ket-thuc/?ho-so={person.draft().pk}"
    assert f'href="{asked}"' in page
    told = person.client.get(asked).content.decode()
    assert "chưa nộp" in told
    assert f'href="{person.at("save")}"' in told
    assert person.client.get(person.at("step", step="contact")).status_code == 200, "looking closes nothing"
    assert 'action="/ket-thuc/"' in told, "the machine in the hall knows its end by this address"
    assert person.client.post("/ket-thuc/").status_code == 302
    assert person.client.get(person.at("step", step="contact")).status_code == 404
    assert person.client.get("/ket-thuc/")["Location"] == "/", "nothing is open any more"


def test_who_closes_their_filing_leaves_nothing_that_was_typed() -> None:
    """At a library's computer the next one begins a filing in the same browser."""
    person = _in_browser(Person())
    address = person.at("step", step="contact")
    person.client.post(address, {"phone": "09 chưa nhớ"})
    person.client.post("/ket-thuc/")
    assert person.client.get(address).status_code == 404
    assert not [key for key in person.client.session.keys() if key in {"typed", "answered"}]  # noqa: SIM118


def test_who_sends_a_page_after_the_session_ended_reads_how_to_go_on_and_finds_what_was_typed() -> None:
    """Overnight: the page said that no such page was found, led to the first one, and the typing was lost."""
    person = _in_browser(Person())
    code = services.issue_resume_code(person.draft_id)
    address = person.at("step", step="contact")
    person.client.cookies.pop("motcua_session")
    sent = person.client.post(address, {"phone": "0901 234 99"})
    assert (sent.status_code, sent["Location"]) == (302, address)
    told = person.client.get(address)
    assert told.status_code == 404
    for part in ("không còn mở trên máy này", "chưa được ghi", "vừa nhập vẫn còn", 'href="/lam-tiep/"'):
        assert part in told.content.decode(), part
    assert "chưa được ghi" not in person.client.get(address).content.decode(), "told once"
    assert "0901 234 99" not in told.content.decode(), "whoever sits there now does not read it"
    assert person.client.post("/lam-tiep/", {"code": code}).status_code == 302
    assert 'value="0901 234 99"' in person.client.get(address).content.decode()
    english = Client(headers={"accept": "text/html", "accept-language": "en"}).get(address).content.decode()
    assert "not open on this device any more" in english
    assert "was not recorded" not in english


def test_what_was_typed_wrong_does_not_outlast_the_filing() -> None:
    """What somebody tried and took back is not to lie in their session beside what they filed."""
    person = _in_browser(Person())
    person.send("mat-truoc")
    person.fill_all()
    person.client.post(person.at("step", step="contact"), {"phone": "0907 lạc mất"})
    assert len(person.client.session["typed"]) == 1
    person.client.post(person.at("check"))
    assert not person.client.session["typed"]


def test_what_is_missing_at_the_end_is_told_once_and_not_again_when_it_was_mended() -> None:
    person = _in_browser(Person())
    person.send("mat-truoc")
    person.fill_all()
    draft = person.draft()
    draft.answers["phone"] = ""
    draft.save()
    told = person.client.post(person.at("check"), follow=True)
    assert told.redirect_chain == [(person.at("check"), 303)]
    assert "#id_phone" in told.content.decode()
    person.client.post(person.at("step", step="contact") + "?sau=kiem-tra", {"phone": "0901234567"})
    assert "error-summary" not in person.client.get(person.at("check")).content.decode()


def test_a_resume_code_is_shown_once_and_going_back_makes_no_other() -> None:
    """Loading its page anew would have ended the code that was just written down."""
    person = _in_browser(Person())
    shown = person.client.post(person.at("save"), follow=True)
    assert shown.redirect_chain == [(person.at("save"), 303)]
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", shown.content.decode())
    assert code is not None
    assert code[0] not in person.client.get(person.at("save")).content.decode()
    elsewhere = Client().post("/lam-tiep/", {"code": code[0]})
    assert elsewhere.status_code == 302


def test_an_answer_with_a_mistake_is_kept_while_its_writer_looks_elsewhere() -> None:
    """Who went back to the dossier to read what was asked wrote the whole answer again."""
    dossier = services.submit(filing.draft().pk)
    services.accept(dossier.pk, actor="officer:a")
    services.ask_supplement(
        dossier.pk, actor="officer:a", reason="Số nhà thiếu.", items=["Vốn"], fields=("capital",)
    )
    visitor = Client(headers=BROWSER)
    visitor.post(LOOK_UP, {"code": dossier.code, "fact": "14/05/1990"})
    address = f"/tra-cuu/{dossier.code}/bo-sung/"
    asked = re.search(r'name="asked" value="(\d+)"', visitor.get(address).content.decode())
    assert asked is not None
    visitor.post(address, {"asked": asked[1], "capital": "nhiều", "note": "Tôi ghi lại"}, follow=True)
    page = visitor.get(address).content.decode()
    assert "Tôi ghi lại" in page
    assert 'value="nhiều"' in page
