"""Who has left the office must not see citizens' papers any more; who forgot a password must get in again."""

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError
from django.test import Client
from tests.desk import people

from motcua.accounts.models import User
from motcua.audit.models import Event
from motcua.cli.main import main

pytestmark = pytest.mark.django_db
LOGIN, QUEUE = "/ban-lam-viec/dang-nhap/", "/ban-lam-viec/"
OTHER = "mot-mat-khau-khac-34"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lets its first connection go, which here is the test's transaction."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)


def motcua(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, words, input=typed)


def signs_in(client: Client, password: str) -> bool:
    sent = client.post(LOGIN, {"username": "an", "password": password})
    return sent.status_code == 302 and client.get(QUEUE).status_code == 200


def test_who_left_is_out_at_once_and_stays_out(client: Client) -> None:
    client.force_login(people.officer("an"))
    assert client.get(QUEUE).status_code == 200
    assert motcua("officers", "close", "an", "--reason", "moved to another office").exit_code == 0
    assert client.get(QUEUE).status_code == 302
    assert not signs_in(client, people.PASSWORD)
    event = Event.objects.get(action="officer.closed")
    assert (event.subject, event.reason) == ("officer:an", "moved to another office")
    assert motcua("officers", "reopen", "an", "--reason", "back").exit_code == 0
    assert signs_in(client, people.PASSWORD)


def test_another_password_ends_the_sessions_of_the_old_one(client: Client) -> None:
    client.force_login(people.officer("an"))
    assert motcua("officers", "password", "an", typed=f"{OTHER}\n{OTHER}\n").exit_code == 0
    assert client.get(QUEUE).status_code == 302
    assert not signs_in(client, people.PASSWORD)
    assert signs_in(client, OTHER)
    assert OTHER not in str(list(Event.objects.values()))


def test_a_password_that_is_soon_guessed_is_refused(client: Client) -> None:
    people.officer("an")
    for guessed in ("12345678", "abc"):  # of a short one the reason was in English alone
        refused = motcua("officers", "password", "an", typed=f"{guessed}\n{guessed}\n")
        assert refused.exit_code == 1
        assert "cần ít nhất 8 ký tự" in refused.output
        assert "at least 8 characters" in refused.output
    assert signs_in(client, people.PASSWORD)


def test_what_is_not_given_stays_when_an_account_is_changed() -> None:
    people.officer("an")
    assert motcua("officers", "change", "an", "--role", "decision").exit_code == 0
    an = User.objects.get(username="an")
    assert (an.role, an.display_name, an.title) == ("decision", "Lê Thị An", "Chuyên viên")
    assert Event.objects.get(action="officer.changed").data == {"role": "decision"}


def test_setting_up_an_account_that_is_there_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gave the officer a new password and, without a word, no name, no title and the lowest role."""
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    people.officer("an", role="decision")
    again = motcua("setup", "--officer", "an", typed=f"{OTHER}\n{OTHER}\n")
    assert again.exit_code == 1
    an = User.objects.get(username="an")
    assert an.check_password(people.PASSWORD)
    assert (an.role, an.title) == ("decision", "Chuyên viên")


def test_the_list_shows_closed_accounts_too() -> None:
    people.officer("an")
    people.officer("binh")
    motcua("officers", "close", "binh", "--reason", "left")
    lines = motcua("officers", "list").output.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["an", "binh"]
    assert "closed" in lines[1]
    assert "closed" not in lines[0]
    assert motcua("officers", "close", "khong-ai", "--reason", "x").exit_code == 1


@pytest.mark.parametrize(
    ("words", "typed"),
    [(("close", "an", "--reason", "left"), ""), (("password", "an"), f"{OTHER}\n{OTHER}\n")],
)
def test_what_cannot_be_recorded_is_not_done(
    client: Client, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], typed: str
) -> None:
    """An account closed, or its password set, without a trace of who did it when."""

    def full(**_: object) -> None:
        raise DatabaseError("no room left")

    people.officer("an")
    monkeypatch.setattr("motcua.audit.services.record", full)
    assert motcua("officers", *words, typed=typed).exit_code != 0
    monkeypatch.undo()
    assert signs_in(client, people.PASSWORD)
