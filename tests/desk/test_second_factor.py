"""A stolen password must not open citizens' photos; a lost phone must not shut an officer out for good."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from tests.desk import people

from motcua.accounts import services as accounts
from motcua.accounts.models import RecoveryCode, SecondFactor, User
from motcua.audit.models import Event
from motcua.cli.main import main
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/ban-lam-viec/dang-nhap/", "/ban-lam-viec/dang-nhap/ma/"
SET_UP, QUEUE = "/ban-lam-viec/xac-thuc-hai-buoc/", "/ban-lam-viec/"


class Phone:
    """An authenticator app, and the wall clock it shares with the server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 27, 9, 0, 7, tzinfo=UTC)
        self.key = b""
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def takes(self, page: str) -> None:
        """Type the key in that the page shows."""
        shown = re.search(r'class="code">([A-Z2-7 ]+)<', page)
        assert shown is not None
        self.key = base64.b32decode(shown[1].replace(" ", ""))

    def shows(self, late: int = 0) -> str:
        """Return the code of now, or of some seconds before."""
        return TOTP(self.key, 6, SHA1(), 30).generate(int(self.now.timestamp()) - late).decode()  # noqa: S303

    def later(self, seconds: int = 60) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    return Phone(monkeypatch)


@pytest.fixture
def paper(client: Client, phone: Phone) -> list[str]:
    """The officer ``an`` has set a phone up and signed out; the codes on paper."""
    client.force_login(people.officer("an"))
    client.post(SET_UP, {"action": "begin"})
    phone.takes(client.get(SET_UP).content.decode())
    answer = client.post(SET_UP, {"action": "confirm", "code": phone.shows()}).content.decode()
    codes = re.findall(r"<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>", answer)
    assert len(set(codes)) == 10
    client.logout()
    phone.later()
    return codes


def password(client: Client, **more: str) -> str:
    answer = client.post(LOGIN, {"username": "an", "password": people.PASSWORD, **more})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_password_alone_opens_nothing(client: Client, paper: list[str]) -> None:
    assert password(client) == CODE
    assert client.get(QUEUE).status_code == 302
    assert not Event.objects.filter(action="officer.signed_in").exists()


def test_password_and_phone_lead_where_the_officer_wanted(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    password(client, next="/ban-lam-viec/?nhom=tat-ca")
    answer = client.post(CODE, {"code": f"{phone.shows()[:3]} {phone.shows()[3:]}"})
    assert (answer.status_code, answer["Location"]) == (302, "/ban-lam-viec/?nhom=tat-ca")
    assert client.get(QUEUE).status_code == 200
    assert Event.objects.get(action="officer.signed_in").data == {"second": "app"}


def test_who_is_signed_in_or_never_began_is_not_told_that_it_took_too_long(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    """The address stays in the browser's history; the word of a lapse belongs to who has lost something."""
    stranger = Client().get(CODE, follow=True)
    assert "quá lâu" not in stranger.content.decode()
    password(client)
    client.post(CODE, {"code": phone.shows()})
    for answer in (client.get(CODE, follow=True), client.post(CODE, {"code": "123456"}, follow=True)):
        assert answer.redirect_chain == [(QUEUE, 302)]
        assert "quá lâu" not in answer.content.decode()
    lapsed = Client()
    password(lapsed)
    phone.later(660)
    assert "quá lâu" in lapsed.get(CODE, follow=True).content.decode()


def test_nobody_is_led_to_another_site(client: Client, phone: Phone, paper: list[str]) -> None:
    password(client, next="https://evil.example/")
    assert client.post(CODE, {"code": phone.shows()})["Location"] == QUEUE


def test_a_code_seen_over_the_shoulder_is_worth_nothing_any_more(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    code = phone.shows()
    password(client)
    assert client.post(CODE, {"code": code}).status_code == 302
    thief = Client()
    password(thief)
    answer = thief.post(CODE, {"code": code})
    assert answer.status_code == 200
    assert "đã dùng rồi" in answer.content.decode()


def test_a_phone_whose_clock_is_half_a_minute_off_still_gets_in_and_one_of_five_minutes_not(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    password(client)
    assert client.post(CODE, {"code": phone.shows(late=300)}).status_code == 200
    assert client.post(CODE, {"code": phone.shows(late=30)}).status_code == 302


def test_without_the_phone_each_code_on_paper_opens_once(
    client: Client, paper: list[str], phone: Phone
) -> None:
    password(client)
    answer = client.post(CODE, {"code": paper[0].lower().replace("-", " ")}, follow=True)
    assert "còn 9 mã" in answer.content.decode()
    client.logout()
    password(client)
    assert client.post(CODE, {"code": paper[0]}).status_code == 200
    assert client.post(CODE, {"code": paper[1]}).status_code == 302


def test_a_guesser_of_codes_is_stopped_even_with_the_right_one_at_last(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    right = phone.shows()
    password(client)
    for number in range(6):
        assert client.post(CODE, {"code": f"{(int(right) + 1 + number) % 10**6:06}"}).status_code == 200
    assert client.post(CODE, {"code": right}).status_code == 429


def test_half_a_sign_in_ends_after_ten_minutes_and_when_the_password_changes(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    password(client)
    phone.later(601)
    answer = client.post(CODE, {"code": phone.shows()}, follow=True)
    assert answer.redirect_chain[-1][0] == LOGIN
    assert "quá lâu" in answer.content.decode()
    password(client)
    user = User.objects.get(username="an")
    user.set_password("mot-mat-khau-khac-34")
    user.save()
    assert client.post(CODE, {"code": phone.shows()})["Location"] == LOGIN


def test_who_has_shown_no_password_is_asked_for_it(client: Client) -> None:
    assert client.get(CODE)["Location"] == LOGIN


def test_a_wrong_code_at_set_up_turns_nothing_on(client: Client, phone: Phone) -> None:
    """Else a phone that scanned badly would shut its owner out."""
    client.force_login(people.officer("an"))
    client.post(SET_UP, {"action": "begin"})
    phone.takes(client.get(SET_UP).content.decode())
    wrong = f"{(int(phone.shows()) + 1) % 10**6:06}"
    assert client.post(SET_UP, {"action": "confirm", "code": wrong}).status_code == 200
    client.logout()
    assert password(client) == QUEUE


def test_a_machine_left_open_cannot_turn_it_off_or_take_new_codes(
    client: Client, phone: Phone, paper: list[str]
) -> None:
    password(client)
    client.post(CODE, {"code": phone.shows()})
    for action in ("remove", "renew", "begin"):
        client.post(SET_UP, {"action": action, "code": "000000"})
    assert accounts.second_factor_stands(User.objects.get(username="an"))
    assert set(RecoveryCode.objects.values_list("officer__username", flat=True)) == {"an"}
    assert client.post(SET_UP, {"action": "remove", "code": paper[0]}).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_new_codes_on_paper_end_the_old_ones(client: Client, phone: Phone, paper: list[str]) -> None:
    password(client)
    client.post(CODE, {"code": phone.shows()})
    phone.later()
    new = client.post(SET_UP, {"action": "renew", "code": phone.shows()}).content.decode()
    assert all(code not in new for code in paper)
    client.logout()
    password(client)
    assert client.post(CODE, {"code": paper[3]}).status_code == 200


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    client: Client, phone: Phone, settings: Settings
) -> None:
    settings.OFFICERS_SECOND_FACTOR = "required"
    people.officer("an")
    password(client)
    assert client.get(QUEUE)["Location"] == SET_UP
    client.post(SET_UP, {"action": "begin"})
    phone.takes(client.get(SET_UP).content.decode())
    client.post(SET_UP, {"action": "confirm", "code": phone.shows()})
    assert client.get(QUEUE).status_code == 200
    phone.later()
    client.post(SET_UP, {"action": "remove", "code": phone.shows()})
    assert SecondFactor.objects.exists()


def test_where_it_is_required_a_session_from_before_signs_in_again(
    client: Client, paper: list[str], settings: Settings
) -> None:
    client.force_login(User.objects.get(username="an"))
    settings.OFFICERS_SECOND_FACTOR = "required"
    assert client.get(QUEUE)["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


def test_turning_it_on_signs_the_thief_of_the_password_out_and_nobody_else(
    client: Client, phone: Phone
) -> None:
    people.officer("an")
    people.officer("binh")
    thief, other = Client(), Client()
    password(thief)
    other.post(LOGIN, {"username": "binh", "password": people.PASSWORD})
    password(client)
    client.post(SET_UP, {"action": "begin"})
    phone.takes(client.get(SET_UP).content.decode())
    client.post(SET_UP, {"action": "confirm", "code": phone.shows()})
    assert thief.get(QUEUE).status_code == 302
    assert other.get(QUEUE).status_code == client.get(QUEUE).status_code == 200


def test_the_administrator_helps_who_lost_phone_and_paper(
    client: Client, paper: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    reset = ["officers", "reset-second-factor", "an", "--reason", "phone lost, met in person"]
    assert CliRunner().invoke(main, reset).exit_code == 0
    assert password(client) == QUEUE
    event = Event.objects.get(action="officer.second_factor.removed")
    assert (event.subject, event.reason) == ("officer:an", "phone lost, met in person")
    assert CliRunner().invoke(main, reset).exit_code == 1
    assert CliRunner().invoke(main, [*reset[:2], "khong-ai", "--reason", "x"]).exit_code == 1


def test_a_copy_of_the_database_shows_no_codes(paper: list[str], phone: Phone, settings: Settings) -> None:
    row = SecondFactor.objects.get()
    assert phone.key not in bytes(row.salt)
    settings.SECRET_KEY = "another installation's"
    assert accounts.passes_second_factor(row.officer, phone.shows()) is None
    assert accounts.passes_second_factor(row.officer, paper[0]) is None


@given(typed=st.text(max_size=20))
def test_nothing_else_that_is_typed_passes(typed: str) -> None:
    user = people.officer("an")
    accounts.begin_second_factor(user)
    SecondFactor.objects.update(confirmed_at=clock.now(), last_step=2**40)
    assert accounts.passes_second_factor(user, typed) is None
