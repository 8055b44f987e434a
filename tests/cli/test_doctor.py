"""doctor must say what is wrong with a part, and go on to the next one."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError, ProgrammingError, connections
from psycopg.errors import UndefinedTable
from pytest_django import Settings
from tests.gallery.invented import agreed, enrolled
from tests.support.authority import Authority

from motcua.cli import readiness, setup_django
from motcua.cli.checkup import checks, outside
from motcua.cli.checkup.findings import Finding, Level, run
from motcua.cli.main import main
from motcua.config.embedded.server import NoServerError
from motcua.gallery import services as gallery
from motcua.gallery.models import Person
from motcua.gallery.search import milvus
from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual
from motcua.people import services as people
from motcua.procedures.selectors import UnknownOfficeError

PART = Bilingual("Phần", "Part")


@pytest.mark.django_db(databases=["default", "faces"])
def test_every_part_is_reported_and_a_missing_worker_makes_it_fail() -> None:
    shown = CliRunner().invoke(main, ["doctor"])
    assert shown.exit_code == 1
    for part in checks.PARTS.values():
        if part.en != "Outside systems":  # named one by one
            assert part.en in shown.output
    assert "motcua worker" in shown.output


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "level"), [(0, Level.GOOD), (10, Level.WRONG), (-10, Level.WRONG)], ids=["", "fast", "slow"]
)
def test_a_clock_that_runs_apart_from_the_database_s_is_noticed(minutes: int, level: Level) -> None:
    """A web machine ten minutes off refuses every move before the camera that another one asked for."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        (found,) = checks.clocks()
    assert found.level is level
    assert ("NTP" in found.fix) == (level is Level.WRONG)


@pytest.mark.django_db
def test_another_photo_key_is_noticed(settings: Settings) -> None:
    """An office that restored the database without its keys must hear it before the citizens do."""
    people.store_photo(b"\xff\xd8", purpose="paper", delete_after=None)
    assert checks.keys()[0].level is Level.GOOD
    settings.PHOTO_KEYS = (bytes(32),)
    found = run(PART, checks.keys, "put the keys back")
    assert [(item.level, item.fix) for item in found] == [(Level.WRONG, "put the keys back")]


@pytest.mark.django_db(databases=["default", "faces"])
@pytest.mark.parametrize("somebody", [False, True], ids=["nobody enrolled", "somebody"])
@pytest.mark.parametrize("way", ["milvus", "exact"])
def test_a_face_store_that_cannot_be_searched_is_told_with_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str, somebody: bool
) -> None:
    """While nobody was enrolled all looked well; with somebody it said to put back other keys."""
    settings.FACES_KEYS = tmp_path / "keys"
    if somebody:
        enrolled(1)
    (tmp_path / "file").touch()
    monkeypatch.setattr(milvus, "_PATIENCE", 1)
    settings.FACES_SEARCH, settings.FACES_INDEX = way, tmp_path / "file" / "index"
    settings.MILVUS_URI, settings.MILVUS_TOKEN = "http://127.0.0.1:9", "root:secret"
    (found,) = run(PART, checks.faces, "put back the keys")
    assert found.level is Level.WRONG
    assert "nobody is found by their face" in found.seen
    assert ("MOTCUA_MILVUS_URI" if way == "milvus" else "MOTCUA_FACES_INDEX") in found.fix
    assert "secret" not in found.seen


@pytest.mark.django_db(databases=["default", "faces"])
def test_a_face_store_without_the_people_who_were_enrolled_is_noticed(
    settings: Settings, tmp_path: Path
) -> None:
    """As when the main database alone was restored: nobody is found, and nothing said why."""
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    stays, withdrew, _ = enrolled(1), enrolled(2), agreed(3)
    gallery.withdraw(reference=withdrew, actor="x")
    assert [item.level for item in checks.faces()] == [Level.GOOD]
    Person.objects.filter(reference=stays).delete()
    (found,) = checks.faces()
    assert found.level is Level.NOTE
    assert "1 people who were enrolled are not in this store" in found.fix


@pytest.mark.django_db
def test_a_check_that_breaks_does_not_hide_the_others() -> None:
    def broken() -> list[checks.Finding]:
        raise RuntimeError("no such thing")

    found = run(PART, broken, "repair it")
    assert found[0].level is Level.WRONG
    assert "no such thing" in found[0].seen


def test_before_the_first_setup_nobody_is_told_to_put_other_keys_in_place() -> None:
    """In the first hour, doctor before setup said of keys that were just made that others belong there."""

    def no_table() -> list[checks.Finding]:
        raise ProgrammingError("relation does not exist") from UndefinedTable()

    (found,) = run(checks.PARTS["keys"], no_table, checks.FIXES["keys"])
    assert (found.level, found.fix) == (Level.WRONG, "run: motcua setup")


def test_a_variable_that_nothing_reads_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PUBLC_URL", "https://motcua.example.gov.vn")
    (found,) = checks.CHECKS["variables"]()
    assert found.level is Level.NOTE
    assert "MOTCUA_PUBLC_URL (MOTCUA_PUBLIC_URL?)" in found.seen


@pytest.mark.django_db(databases=["default", "faces"])
@pytest.mark.parametrize(
    "error",
    [OperationalError("connection failed: refused"), NoServerError(what="did not start")],
    ids=["elsewhere", "embedded"],
)
def test_where_the_database_is_away_nobody_is_told_to_put_other_keys_in_place(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """An outage of PostgreSQL was told as keys to be put back: whoever did lost the ones in use."""

    def away(self: object) -> None:
        raise error

    monkeypatch.setattr(connections["default"], "cursor", away.__get__(connections["default"]))
    monkeypatch.setattr(connections["faces"], "cursor", away.__get__(connections["faces"]))
    for name in ("clocks", "keys", "faces"):
        (found,) = run(checks.PARTS[name], checks.CHECKS[name], checks.FIXES[name])
        assert (found.level, found.fix) == (Level.WRONG, "see the database above")
    (found,) = checks.database()
    assert found.seen.startswith("default: ")
    assert "DATABASE_URL" in found.fix
    monkeypatch.undo()
    monkeypatch.setattr(connections["faces"], "cursor", away.__get__(connections["faces"]))
    (found,) = checks.database()
    assert found.seen.startswith("faces: ")
    assert "MOTCUA_FACES_DATABASE_URL" in found.fix


def test_a_system_that_is_away_is_told_with_its_own_variables(settings: Settings) -> None:
    here = {"bank": ("http://127.0.0.1:9", b"x"), "email_1": ("smtp://office@127.0.0.1:9", b"x")}
    settings.OUTSIDE = {**settings.OUTSIDE, **here}
    settings.TSA_URL = "http://127.0.0.1:9"
    told = {found.part.en.split(": ")[-1]: found.fix for found in outside.outside() if found.fix}
    assert "MOTCUA_BANK_URL and MOTCUA_BANK_SECRET" in told["bank"]
    assert "MOTCUA_EMAIL_1_URL and MOTCUA_EMAIL_1_PASSWORD_FILE" in told["email_1"]
    assert "MOTCUA_TSA_URL;" in told["timestamps"]


@pytest.mark.parametrize(
    ("address", "secure", "level"),
    [
        ("https://motcua.example", True, Level.GOOD),
        ("http://127.0.0.1:8000", False, Level.NOTE),
        ("http://motcua.example", False, Level.WRONG),
    ],
)
def test_a_camera_needs_https(settings: Settings, address: str, secure: bool, level: Level) -> None:
    settings.PUBLIC_URL, settings.SECURE = address, secure
    assert checks.address()[0].level is level


def test_a_demonstration_in_front_of_citizens_is_wrong(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.DEMO = "https://motcua.example", True
    assert checks.safety()[0].level is Level.WRONG


def test_a_revoked_certificate_and_one_whose_lists_nobody_fetches_are_noticed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its authority had taken the certificate back, papers went on to be signed, and "doctor" was content."""
    authority = Authority()
    authority.trusted(tmp_path)
    held = authority.certificate("UBND Phường Sài Gòn", list_at="http://ca.invalid/office.crl")
    settings.SIGNING_FOLDER, settings.SIGNING_TOKEN = tmp_path, None
    monkeypatch.setattr("motcua.outcomes.services.office_signer", lambda: held.signer)
    assert [item.level for item in checks.signing()] == [Level.NOTE]
    authority.revoke(tmp_path, at=clock.now())
    assert [item.level for item in checks.signing()] == [Level.GOOD]
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert [item.level for item in checks.signing()] == [Level.NOTE]
    authority.revoke(tmp_path, held, at=clock.now())
    [found] = checks.signing()
    assert found.level is Level.WRONG
    assert "revoked" in found.seen


def test_an_operator_is_not_told_what_becomes_of_a_form() -> None:
    """Of a missing signing key "doctor" said that something went wrong and that what they entered is kept."""

    def missing() -> list[Finding]:
        raise SetupError(missing="/var/lib/motcua/signing")

    [finding] = run(Bilingual("Khóa ký số", "Signing key"), missing, "put it there")
    assert "Something of the installation is missing: missing=/var/lib/motcua/signing" in finding.seen
    assert "entered" not in str(setup_django.as_click_error(SetupError(missing="x")))


def test_an_office_that_is_none_is_noticed_before_anybody_files(settings: Settings) -> None:
    """A name spelt wrongly: "doctor" was content, the web server started, and every page was an error."""
    settings.OFFICE = "khong-co"
    [finding] = run(PART, checks.office, checks.FIXES["office"])
    assert finding.level is Level.WRONG
    assert "MOTCUA_OFFICE" in finding.fix
    with pytest.raises(UnknownOfficeError):
        readiness.ensure("web")
