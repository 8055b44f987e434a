"""Signing in: the right officer gets in, a guesser is slowed down, nobody learns which half was wrong."""

import pytest
from django.test import Client
from tests.desk import people

from motcua.audit.models import Event

pytestmark = pytest.mark.django_db
LOGIN = "/ban-lam-viec/dang-nhap/"


def test_the_right_password_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    people.officer("an")
    wanted = "/ban-lam-viec/?nhom=tat-ca"
    answer = client.post(LOGIN, {"username": "an", "password": people.PASSWORD, "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    assert client.get(wanted).status_code == 200
    assert Event.objects.filter(action="officer.signed_in", actor="officer:an").count() == 1


def test_nobody_is_led_to_another_site(client: Client) -> None:
    people.officer("an")
    form = {"username": "an", "password": people.PASSWORD, "next": "https://evil.example/"}
    assert client.post(LOGIN, form)["Location"] == "/ban-lam-viec/"


def test_unknown_name_and_wrong_password_read_the_same(client: Client) -> None:
    people.officer("an")
    texts = set()
    for name in ("an", "khong-ai"):
        answer = client.post(LOGIN, {"username": name, "password": "sai-roi"})
        text = answer.content.decode()
        assert "chưa đúng" in text
        texts.add("chưa đúng. Vui lòng nhập lại" in text)
    assert texts == {True}


def test_a_guesser_is_stopped_even_with_the_right_password_at_last(client: Client) -> None:
    people.officer("an")
    for _ in range(8):
        assert client.post(LOGIN, {"username": "An", "password": "sai"}).status_code == 200
    answer = client.post(LOGIN, {"username": "an", "password": people.PASSWORD})
    assert answer.status_code == 429
    assert "thử quá nhiều lần" in answer.content.decode()


def test_another_spelling_of_a_name_is_no_other_account(client: Client) -> None:
    """Full-width and mathematical letters open the same account: each would be eight more guesses."""
    people.officer("an")
    for name in ("ａn", "aｎ", "ａｎ", "𝐚n", "a𝐧", "𝐚𝐧", "𝒂n", "a𝒏"):
        assert client.post(LOGIN, {"username": name, "password": "sai"}).status_code == 200
    assert client.post(LOGIN, {"username": "an", "password": people.PASSWORD}).status_code == 429


def test_a_name_no_database_takes_is_only_a_wrong_name(client: Client) -> None:
    assert client.post(LOGIN, {"username": "a\x00n", "password": "sai"}).status_code == 200


def test_a_success_forgets_earlier_slips(client: Client) -> None:
    people.officer("an")
    for _ in range(3):
        for _ in range(5):
            client.post(LOGIN, {"username": "an", "password": "sai"})
        assert client.post(LOGIN, {"username": "an", "password": people.PASSWORD}).status_code == 302
        client.logout()


def test_signing_out_ends_the_session_and_needs_a_press(intake: Client) -> None:
    assert intake.get("/ban-lam-viec/dang-xuat/").status_code == 405
    assert intake.post("/ban-lam-viec/dang-xuat/").status_code == 302
    assert intake.get("/ban-lam-viec/").status_code == 302
