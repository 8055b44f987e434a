"""The name page: said while typing, and just the same when it is sent without JavaScript."""

import gzip

import pytest
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    """A person at the form, in a ward where a name is taken."""
    dossier = services.submit(filing.draft(own_name="CÀ PHÊ BA MIỀN").pk)
    services.write_to_register(dossier, code=dossier.personal_number)
    return Person().begin()


def test_a_taken_name_is_told_while_typing_with_a_free_one(person: Person) -> None:
    page = person.client.get(person.at("live-name"), {"own_name": "cà phê ba miền"}).content.decode()
    assert "cùng xã, phường" in page
    assert 'name="own_name" value="CÀ PHÊ BA MIỀN 2"' in page or "CÀ PHÊ BA MIỀN SÀI GÒN" in page
    free = person.client.get(person.at("live-name"), {"own_name": "Bún Riêu Cô Ba"}).content.decode()
    assert "HỘ KINH DOANH BÚN RIÊU CÔ BA" in free
    pasted = person.client.get(person.at("live-name"), {"own_name": "Bún\u200b Riêu Cô Ba"}).content.decode()
    assert pasted == free, "what nobody sees makes no other name"
    assert person.client.get(person.at("live-name"), {"own_name": " "}).content.decode().strip() == ""


def test_without_javascript_the_suggestion_is_a_button_that_sends_it(person: Person) -> None:
    step = person.at("step", step="business-name")
    refused = person.client.post(step, {"own_name": "Cà phê Ba Miền"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "error-summary" in page
    assert 'value="Cà phê Ba Miền"' in page, "what was typed stays"
    # The browser sends the box and then the button pressed: the last one counts.
    sent = person.client.post(step, {"own_name": ["Cà phê Ba Miền", "CÀ PHÊ BA MIỀN SÀI GÒN"]})
    assert sent.status_code == 302
    assert person.draft().answers["own_name"] == "CÀ PHÊ BA MIỀN SÀI GÒN"


def test_a_forbidden_word_comes_with_the_name_without_it(person: Person) -> None:
    refused = person.client.post(
        person.at("step", step="business-name"), {"own_name": "Công ty Bún Riêu"}
    ).content.decode()
    assert "công ty" in refused
    assert 'value="BÚN RIÊU"' in refused


def test_the_long_lists_of_trades_are_sent_small(person: Person) -> None:
    """A page of 120 KB is a second and a half on 3G, for names that gzip packs into a fifth."""
    address = person.at("step", step="business-lines")
    whole = person.client.get(address)
    small = person.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert "no-store" in small["Cache-Control"]
    assert len(small.content) < len(whole.content) / 4
    assert b'value="5630"' in gzip.decompress(small.content)
    for step in ("contact", "capital"):  # nothing is won there
        page = person.client.get(person.at("step", step=step), headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in page


def test_an_amount_is_said_in_words(person: Person) -> None:
    page = person.client.get(person.at("live-amount"), {"capital": "50 triệu"}).content.decode()
    assert "ăm mươi triệu đồng" in page
    assert person.client.get(person.at("live-amount"), {"capital": "abc"}).content.decode().strip() == ""
    english = {"headers": {"Accept-Language": "en"}}
    page = person.client.get(person.at("live-amount"), {"capital": "50 million"}, **english).content.decode()
    assert "50 million" in page
    person.fill("capital")
    assert "ăm mươi triệu đồng" in person.client.get(person.at("step", step="capital")).content.decode()
