"""Nobody opens somebody else's filing, and nothing of it stays on the way or on the device."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers.models import Dossier

pytestmark = pytest.mark.django_db

PAGES = [
    ("agreement", {}),
    ("photo", {"slot": "mat-truoc"}),
    ("image", {"slot": "mat-truoc"}),
    ("crop", {"field": "full-name"}),
    ("reading", {}),
    ("progress", {}),
    ("collision", {}),
    ("step", {"step": "person"}),
    ("check", {}),
    ("save", {}),
    ("filed", {}),
    ("filed-paper", {"paper": "1"}),
]


@pytest.mark.parametrize(("page", "more"), PAGES)
def test_another_visitor_finds_nothing_at_the_address_of_a_draft(page: str, more: dict[str, str]) -> None:
    person = Person().begin()
    person.send("mat-truoc")
    other = Client()
    for method in (other.get, other.post):
        theirs = method(person.at(page, **more))
        never = method(reverse(f"portal:{page}", kwargs={"draft_id": uuid.uuid4(), **more}))
        assert theirs.status_code == never.status_code
        assert theirs.status_code in {404, 405}


@pytest.mark.parametrize(("page", "more"), PAGES[:7])
def test_no_cache_keeps_a_page_of_a_draft(
    page: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person().begin()
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    answer = person.client.get(person.at(page, **more))
    assert "no-store" in answer["Cache-Control"]


def test_a_photo_is_shown_to_the_session_that_took_it() -> None:
    person = Person().begin()
    person.send("mat-truoc")
    answer = person.client.get(person.at("image", slot="mat-truoc"))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert person.client.get(person.at("image", slot="mat-sau")).status_code == 404
    assert person.client.get(person.at("image", slot="khac")).status_code == 404


def test_closing_the_filing_on_a_shared_device_closes_it() -> None:
    person = Person().begin()
    person.send("mat-truoc")
    assert person.client.post(reverse("portal:finish")).status_code == 302
    assert person.client.get(person.at("reading")).status_code == 404
    assert str(person.draft_id) not in person.client.get("/").content.decode()


def test_a_session_gets_a_new_key_when_it_comes_to_hold_a_filing() -> None:
    client = Client()
    client.get("/")
    first = Person(client).begin()
    before = client.session.session_key
    Person(client).begin()
    assert client.session.session_key != before
    assert client.get(first.at("reading")).status_code == 302, "the earlier filing stays open"


def test_no_inline_script_or_style_and_a_strict_policy() -> None:
    person = Person().begin()
    for address in ("/", person.at("agreement"), person.at("photo", slot="mat-truoc"), person.at("check")):
        answer = person.client.get(address)
        page = answer.content.decode()
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe-inline" not in answer["Content-Security-Policy"]
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert all("src=" in part.split(">")[0] for part in page.split("<script")[1:])


def test_the_photo_of_a_filed_dossier_is_no_longer_at_the_drafts_address() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    person.client.post(person.at("check"))
    assert Dossier.objects.exists()
    assert person.client.get(person.at("image", slot="mat-truoc")).status_code == 302


def test_what_opens_a_dossier_is_told_in_full() -> None:
    """It named two of four ways: whoever reads how they are protected must not find out by another."""
    page = Client().get("/bao-ve-du-lieu/").content.decode()
    for way in ("mã làm tiếp", "mã hồ sơ cùng với ngày sinh", "tài khoản định danh", "khuôn mặt của bạn"):
        assert way in page[page.index("Muốn mở hồ sơ của bạn") :]


def test_the_office_is_called_with_a_touch() -> None:
    for address in ("/", "/tro-giup/", "/bao-ve-du-lieu/"):
        assert 'href="tel:02800000740"' in Client().get(address).content.decode()
