"""After a leak of the key nobody who has it may get in; and no officer may be shut out by the remedy."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection
from django.test import Client
from pytest_django import Settings
from tests.desk import people
from tests.support import filing

from motcua.accounts import second_factor
from motcua.accounts import services as accounts
from motcua.accounts.models import User
from motcua.audit.models import Event
from motcua.cli.checkup import checks
from motcua.cli.checkup.findings import Level
from motcua.cli.main import main
from motcua.dossiers import services
from motcua.dossiers.contact import ratings
from motcua.dossiers.models import Dossier, Rating
from motcua.kernel import clock, private_file
from motcua.kernel.errors import NotFoundError
from motcua.ui import device

pytestmark = pytest.mark.django_db
OLD = "ab" * 48
NINE = datetime(2026, 11, 27, 9, 0, 7, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(autouse=True)
def key_file(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the key of an installation of this test's own."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    settings.HOME, settings.SECRET_KEY = tmp_path, OLD
    settings.SECRET_KEY_FILE = tmp_path / "keys" / "session.key"
    private_file.create(settings.SECRET_KEY_FILE, OLD)
    path: Path = settings.SECRET_KEY_FILE
    return path


def rotate(*more: str) -> Result:
    return CliRunner().invoke(main, ["sessions", "rotate-key", "--reason", "left", "--yes", *more])


def with_app() -> tuple[User, str, list[str]]:
    """Return an officer with an app, the code it shows at nine, and the codes on paper."""
    officer = people.officer("an")
    accounts.begin_second_factor(officer)
    key = second_factor._secret(officer.second_factor)
    with clock.frozen(NINE - timedelta(hours=1)):
        earlier = TOTP(key, 6, SHA1(), 30).generate(int(clock.now().timestamp())).decode()  # noqa: S303
        paper = accounts.confirm_second_factor(officer, earlier)
    return officer, TOTP(key, 6, SHA1(), 30).generate(int(NINE.timestamp())).decode(), paper  # noqa: S303


def test_no_key_changes_under_a_web_server(key_file: Path) -> None:
    """It gave out codes under the old key, to go on with elsewhere, which opened nothing once it stopped."""
    wanted = connection.get_connection_params()
    given = {name: wanted[name] for name in ("host", "port", "user", "dbname", "password") if name in wanted}
    with psycopg.connect(**given, application_name="a web server"):
        refused = rotate()
    assert refused.exit_code == 1
    assert "a web server" in refused.output
    assert key_file.read_text() == OLD


def test_everybody_is_signed_out_and_what_the_old_key_made_opens_nothing(
    client: Client, key_file: Path, settings: Settings
) -> None:
    client.force_login(people.officer("an"))
    code = services.issue_resume_code(filing.draft().pk)
    settings.KIOSKS = ["sanh"]
    link = device.link_token("sanh")
    assert device.name_in(link) == "sanh"
    done = rotate()
    assert done.exit_code == 0, done.output
    assert "1 sessions, 1 resume codes" in done.output
    assert client.get("/ban-lam-viec/").status_code == 302
    new = key_file.read_text()
    assert new != OLD
    assert len(bytes.fromhex(new)) == 48
    assert key_file.stat().st_mode & 0o077 == 0
    settings.SECRET_KEY = new
    with pytest.raises(NotFoundError):
        services.resume(code)
    assert device.name_in(link) == ""
    assert Event.objects.get(action="session.key_rotated").reason == "left"
    assert [path.name for path in key_file.parent.iterdir()] == ["session.key"]


def test_the_officers_apps_go_on_and_their_paper_does_not(key_file: Path, settings: Settings) -> None:
    """A change of the key must not shut every officer out on the next morning."""
    officer, code, paper = with_app()
    assert rotate().exit_code == 0
    settings.SECRET_KEY = key_file.read_text()
    assert rotate().exit_code == 0  # and once more
    settings.SECRET_KEY = key_file.read_text()
    with clock.frozen(NINE):
        assert accounts.passes_second_factor(officer, paper[0]) is None
        assert accounts.passes_second_factor(officer, code) is accounts.Proof.APP


def test_a_dossier_that_was_rated_is_not_rated_again(key_file: Path, settings: Settings) -> None:
    """Each change of the key let everybody give a second word: the published share counted people twice."""
    rated, other = (
        services.submit(filing.draft(personal_number=number).pk)
        for number in ("079190001234", "079190005678")
    )
    for made in (rated, other):
        services.refuse(made.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
        made.refresh_from_db()
    ratings.rate(rated, {"overall": 1})
    before = Rating.objects.get()
    for _ in range(2):
        assert rotate().exit_code == 0
        settings.SECRET_KEY = key_file.read_text()
        assert not ratings.may_rate(Dossier.objects.get(pk=rated.pk))
    with pytest.raises(ratings.AlreadyRatedError):
        ratings.rate(rated, {"overall": 3})
    assert ratings.may_rate(other)
    kept = Rating.objects.get()
    assert kept.scores == {"overall": 1}
    assert kept.once != before.once, "who has the old key must not learn whose word it is"


def test_after_a_leak_of_the_database_too_the_apps_end(key_file: Path) -> None:
    officer, _, _ = with_app()
    assert rotate("--end-second-factors").exit_code == 0
    assert key_file.read_text() != OLD
    assert not accounts.second_factor_stands(officer)
    assert Event.objects.filter(action="officer.second_factor.removed", subject="officer:an").exists()


@pytest.mark.parametrize("at", ["replace", "create"])
def test_one_broken_off_is_finished_by_the_next(
    key_file: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Power lost between the database and the file: what the one says must fit the other in the end."""
    officer, code, _ = with_app()

    def dead(*_: object) -> None:
        raise OSError("power lost")

    with monkeypatch.context() as broken:
        broken.setattr(private_file, at, dead)
        assert rotate().exit_code == 1
    assert key_file.read_text() == OLD
    broken_off = (key_file.parent / "session.key.new").exists()
    assert broken_off is (at == "replace")
    assert ("not finished" in checks.keys()[0].seen) is broken_off
    assert rotate().exit_code == 0
    settings.SECRET_KEY = key_file.read_text()
    with clock.frozen(NINE):
        assert accounts.passes_second_factor(officer, code) is accounts.Proof.APP
    assert checks.keys()[0].level is Level.GOOD


def test_a_key_of_the_environment_is_handed_over(key_file: Path, settings: Settings) -> None:
    officer, code, _ = with_app()
    settings.SECRET_KEY_FILE = None
    assert "set it to what that file holds" in rotate().output
    assert rotate().exit_code == 0  # nothing is ended twice
    assert Event.objects.filter(action="session.key_rotated").count() == 1
    waiting = key_file.parent / "session.key.new"
    settings.SECRET_KEY = waiting.read_text()
    assert "is the new key now" in rotate().output
    assert not waiting.exists()
    with clock.frozen(NINE):
        assert accounts.passes_second_factor(officer, code) is accounts.Proof.APP


def test_it_asks_first(key_file: Path) -> None:
    asked = CliRunner().invoke(main, ["sessions", "rotate-key", "--reason", "x"], input="n\n")
    assert asked.exit_code == 1
    assert key_file.read_text() == OLD


@pytest.mark.parametrize(("seconds", "changed"), [(3, False), (40, True)])
def test_the_key_is_not_changed_under_a_worker_that_lives(
    seconds: int, changed: bool, key_file: Path
) -> None:
    """What ran on signed with the old key, and no officer's app got in until somebody restarted it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds],
        )
    done = rotate()
    assert (done.exit_code == 0, key_file.read_text() != OLD) == (changed, changed)
    assert changed or "stop web and workers first" in done.output
