"""What an officer's browser gets after a form was sent: a page to come back to, with what was typed."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.desk.certificates import registered, stand_in_the_room

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
WORDS = "Tôi ghi cả một đoạn dài về việc này."
LONG = "x" * 5000


@pytest.fixture
def browser() -> Client:
    """Return the browser of an officer who decides."""
    client = Client(headers=BROWSER)
    client.force_login(people.officer("binh", role="decision"))
    return client


def taken_in(**answers: object) -> Dossier:
    dossier = people.dossier(**answers)
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    return dossier


def act(dossier: Dossier, action: str) -> str:
    return reverse("desk:action", args=[dossier.code, action])


def test_a_mistake_leads_to_a_page_that_can_be_come_back_to(browser: Client) -> None:
    """Answered directly, "back" over it was the browser's own error page for who has no JavaScript."""
    address = act(dossier := taken_in(), "tu-choi")
    sent = browser.post(address, {"seen": dossier.state, "reason": WORDS})
    assert (sent.status_code, sent["Location"]) == (303, address)
    told = browser.get(address)
    page = told.content.decode()
    assert told.status_code == 422
    assert "no-store" in told["Cache-Control"]
    assert 'href="#id_ground_0"' in page
    assert WORDS in page


def test_what_was_typed_is_there_again_until_it_is_done(browser: Client) -> None:
    """Who looked at the dossier once more wrote the whole explanation again."""
    address = act(dossier := taken_in(), "yeu-cau-bo-sung")
    typed = {"seen": dossier.state, "reason": WORDS, "items": ["field:full_name", "field:capital"]}
    browser.post(address, typed, follow=True)
    browser.get(reverse("desk:dossier", args=[dossier.code]))
    for _ in range(2):
        again = browser.get(address)
        page = again.content.decode()
        assert again.status_code == 200
        assert "error-summary" in page
        assert WORDS in page
        for item in typed["items"]:
            assert re.search(rf'value="{item}"[^>]* checked', page)
    done = browser.post(address, {**typed, "ground": "dossier_not_valid"})
    assert done["Location"] == reverse("desk:dossier", args=[dossier.code])
    assert not browser.session["typed"]


def test_what_a_colleague_was_quicker_with_leaves_the_words_that_were_written(browser: Client) -> None:
    """The page said that the dossier had changed, and the explanation was gone."""
    address = act(dossier := people.dossier(), "tu-choi")
    services.accept(dossier.pk, actor="officer:an")
    typed = {"seen": dossier.state, "ground": "name_taken", "reason": WORDS}
    refused = browser.post(address, typed, follow=True)
    assert (refused.status_code, refused.redirect_chain) == (409, [(address, 303)])
    assert "chọn lại việc này" in refused.content.decode()
    form = browser.get(address).context["form"]
    assert form["reason"].value() == WORDS
    assert form["seen"].value() == str(int(Dossier.objects.get().state)), "the state of today"


def test_words_for_what_a_colleague_has_done_already_can_be_copied(browser: Client) -> None:
    """Two officers asked the citizen for different things: the second's words were nowhere any more."""
    address = act(dossier := taken_in(), "yeu-cau-bo-sung")
    ask = {"items": ["Vốn"], "fields": ("capital",), "actor": "officer:an", "reason": "Số vốn ghi nhầm."}
    services.ask_supplement(dossier.pk, **ask)
    typed = {"seen": dossier.state, "items": ["field:full_name"], "reason": f"{WORDS}\n<b>Hai</b>"}
    refused = browser.post(address, typed, follow=True)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert f"{WORDS}<br>&lt;b&gt;Hai" in page
    assert "chọn lại việc này" not in page  # it is not among what can be chosen
    empty = browser.post(address, {"seen": dossier.state, "reason": " "}, follow=True)
    assert "chép lại" not in empty.content.decode()


def test_who_wrote_nothing_is_not_told_that_it_is_kept(browser: Client) -> None:
    address = act(dossier := people.dossier(), "tiep-nhan")
    services.accept(dossier.pk, actor="officer:an")
    refused = browser.post(address, {"seen": dossier.state}, follow=True)
    assert refused.status_code == 409
    assert "chọn lại việc này" not in refused.content.decode()


def test_an_answer_at_the_counter_keeps_words_but_no_fields_of_an_earlier_request(browser: Client) -> None:
    """What was typed for a request that is over would undo what was corrected since."""
    dossier = taken_in()
    ask = {"items": ["Vốn"], "fields": ("capital",), "actor": "officer:a", "reason": "Số vốn ghi nhầm."}
    services.ask_supplement(dossier.pk, **ask)
    address = act(dossier, "nhan-bo-sung")
    form = browser.get(address).context["form"]
    seen, asked = form["seen"].value(), form["asked"].value()
    browser.post(address, {"seen": seen, "asked": asked, "capital": "nhiều", "note": WORDS}, follow=True)
    page = browser.get(address).content.decode()
    assert 'value="nhiều"' in page
    assert WORDS in page
    services.answer_supplement(
        dossier.pk, actor="officer:a", note="Đã sửa", corrected={"capital": 70_000_000}
    )
    services.ask_supplement(dossier.pk, **ask)
    page = browser.get(address).content.decode()
    assert "nhiều" not in page
    assert "error-summary" not in page
    assert WORDS in page


def test_a_message_too_long_is_there_again_on_the_dossiers_page(browser: Client) -> None:
    dossier = taken_in()
    address, page = (reverse(f"desk:{name}", args=[dossier.code]) for name in ("talk", "dossier"))
    told = browser.post(address, {"text": LONG}, follow=True)
    assert told.redirect_chain == [(address, 303)]
    again = browser.get(address, follow=True)
    assert again.redirect_chain == [(page, 302)]
    assert again.status_code == 200
    assert LONG in again.content.decode()
    browser.post(address, {"text": WORDS})
    assert LONG not in browser.get(page).content.decode()


def test_before_a_certificate_is_taken_back_one_can_go_to_and_fro(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the second look "back" ended at the browser's error page, and the reason was written again."""
    stand_in_the_room(monkeypatch)
    dossier, paper = registered()
    address = reverse("desk:revoke", args=[dossier.code, paper.pk])
    typed = {"ground": "revoke_forged", "reason": WORDS}
    second = browser.post(address, typed, follow=True)
    assert second.redirect_chain == [(address, 303)]
    assert 'name="confirm"' in second.content.decode()
    page = browser.get(address).content.decode()
    assert WORDS in page
    assert re.search(r'value="revoke_forged"[^>]* checked', page)
    assert 'name="confirm"' not in page, "only what was just sent is confirmed"
    done = browser.post(address, {**typed, "confirm": "1"})
    assert done["Location"] == reverse("desk:dossier", args=[dossier.code])
    assert not browser.session["typed"]


def test_a_code_to_go_on_with_is_shown_once_and_loading_anew_makes_no_other(browser: Client) -> None:
    """The code that the citizen had just noted ended when the officer pressed "load anew"."""
    intake = reverse("desk:intake")
    begun = browser.post(intake, {"procedure": "1.001612", "channel": "counter"}, follow=True)
    assert begun.redirect_chain == [(intake, 303)]
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", begun.content.decode())
    assert found is not None
    again = browser.get(intake).content.decode()
    assert found[0] not in again
    go_on = re.search(rf'action="({intake}[0-9a-f-]{{36}}/)"', again)
    assert go_on is not None
    assert browser.get(go_on[1])["Location"] == intake
    assert Client().post("/lam-tiep/", {"code": found[0]}).status_code == 302


@pytest.mark.parametrize("button", ["met", "ask-debt"])
def test_the_address_of_a_button_leads_to_the_page_that_has_it(browser: Client, button: str) -> None:
    """Who went back over "this cannot be done now" came to an empty page."""
    dossier = taken_in()
    answer = browser.get(reverse(f"desk:{button}", args=[dossier.code]))
    assert answer["Location"] == reverse("desk:dossier", args=[dossier.code])


def test_nothing_that_waits_for_an_officer_can_be_read_in_the_database(browser: Client) -> None:
    """The session's row lies in every copy of the database and every backup until it is swept."""
    browser.post(act(dossier := taken_in(), "tu-choi"), {"seen": dossier.state, "reason": WORDS})
    held = repr(dict(browser.session.items()))
    assert {"answered", "typed"} <= set(browser.session.keys())
    assert WORDS not in held
    assert dossier.full_name not in held
    browser.cookies.pop("motcua_kept")
    page = browser.get(act(dossier, "tu-choi")).content.decode()
    assert WORDS not in page, "only the browser that it was typed into shows it"


def test_who_looks_at_the_dossier_again_while_writing_finds_what_was_written(browser: Client) -> None:
    """To compare a number one left the refusal for the dossier, and its explanation was gone."""
    dossier = taken_in()
    for action, more in (("tu-choi", {}), ("yeu-cau-bo-sung", {"items": ["field:phone", "field:capital"]})):
        half = {"seen": 4, "reason": WORDS, **more, "giu": "1"}
        left = browser.post(act(dossier, action), half)
        assert left["Location"] == reverse("desk:dossier", args=[dossier.code])
        page = browser.get(act(dossier, action)).content.decode()
        assert WORDS in page
        assert "error-summary" not in page  # what is missing is told when it is sent
        assert page.count(" checked") == len(more.get("items", []))
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING
