"""Who gets hold of the web server must not rewrite decisions; and nothing a person does may need more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings
from tests.desk import people
from tests.gallery.invented import enrolled
from tests.portal.person import Person
from tests.support import filing

from motcua.cli import database_roles, readiness
from motcua.cli.database_roles import LIMITS, Kind
from motcua.cli.main import main
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.gallery import services as gallery
from motcua.gallery.selectors import enrolment_of, is_enrolled
from motcua.gallery.types import Assurance
from motcua.outcomes import paper_data
from motcua.outcomes.issuance import renewed_slips, slips_and_notices

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
ROLES: dict[Kind, str] = {"web": "motcua_tests_web", "worker": "motcua_tests_worker"}


@pytest.fixture(autouse=True)
def roles() -> None:
    """Make the two users and limit them, as ``motcua setup`` does."""
    connection.ensure_connection()
    info = connection.connection.info
    # Users are the whole server's: made in the open, so that both databases see them. They go with it.
    with psycopg.connect(
        host=info.host, port=info.port, user=info.user, dbname="postgres", autocommit=True
    ) as server:
        for role in ROLES.values():
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                server.execute(f"CREATE ROLE {role}".encode())
    for alias in LIMITS:
        for kind, role in ROLES.items():
            database_roles.grant(alias, role, kind)


@contextmanager
def acting(kind: Kind) -> Iterator[None]:
    """Be this user in both databases."""
    before = {}
    for alias in LIMITS:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user")
            before[alias] = cursor.fetchone()[0]
            cursor.execute(f"SET ROLE {ROLES[kind]}")
    yield
    for alias, role in before.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f'SET ROLE "{role}"')


@pytest.mark.parametrize(
    ("kind", "alias", "statement"),
    [
        *(
            (kind, "default", statement)
            for kind in ROLES
            for statement in (
                "UPDATE audit_event SET actor = 'officer:other'",
                "DELETE FROM audit_event",
                "TRUNCATE audit_event",
                "ALTER TABLE audit_event DISABLE TRIGGER ALL",
                "UPDATE dossiers_transition SET reason = ''",
                "DELETE FROM dossiers_dossier",
                "DELETE FROM people_consent",
                "UPDATE accounts_user SET role = 'administrator'",
                "INSERT INTO accounts_user DEFAULT VALUES",
                "CREATE TABLE mine ()",
            )
        ),
        *((kind, "faces", "UPDATE gallery_deletion SET why = ''") for kind in ROLES),
        ("web", "default", "UPDATE outcomes_issuedpaper SET pdf = ''"),
        ("web", "default", "INSERT INTO outcomes_issuedpaper DEFAULT VALUES"),
        ("web", "default", "UPDATE dossiers_business SET owner_name = 'x'"),
        ("web", "faces", "INSERT INTO gallery_sitting DEFAULT VALUES"),
        # What it can read it could leak: the keys of all of these lie where it can read them.
        ("web", "faces", "SELECT template FROM gallery_sitting"),
        ("web", "faces", "SELECT sealed FROM gallery_faceimage"),
        ("web", "faces", "SELECT wrapped_key FROM gallery_faceimage"),
        ("web", "faces", "SELECT sealed FROM gallery_visitframe"),
        ("web", "faces", "DELETE FROM gallery_gone"),
        ("worker", "default", "UPDATE accounts_user SET password = 'x'"),
        ("worker", "default", "SELECT * FROM accounts_secondfactor"),
        ("worker", "default", "INSERT INTO django_session DEFAULT VALUES"),
    ],
)
def test_what_is_not_theirs_is_refused_by_the_database(kind: Kind, alias: str, statement: str) -> None:
    with (
        acting(kind),
        connections[alias].cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(alias),
    ):
        cursor.execute(statement)


def test_a_filing_and_a_decision_need_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    people.officer("an")
    request = Client.request

    def as_web(self: Client, **given: Any) -> Any:
        with acting("web"):
            return request(self, **given)

    monkeypatch.setattr(Client, "request", as_web)
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
    with acting("worker"):
        person = Person().begin(face="no")
        person.send("mat-truoc")
        person.read(monkeypatch, filing.reading())
        person.fill_all()
        assert person.client.post(person.at("check"))["Location"] == person.at("filed")
        dossier = Dossier.objects.get()
        slips_and_notices.slip_for(dossier)
        office = Client()
        signed_in = {"username": "an", "password": people.PASSWORD}
        assert office.post("/ban-lam-viec/dang-nhap/", signed_in).status_code == 302
        at = f"/ban-lam-viec/ho-so/{dossier.code}/"
        assert office.get(at).status_code == 200
        assert office.post(f"{at}tiep-nhan/", {"seen": dossier.state}).status_code == 302
        way = {"result_channel": "post", "result_address": "7 Lê Lai"}
        assert person.client.post(f"/tra-cuu/{dossier.code}/nhan-ket-qua/", way).status_code == 302
        assert office.get(at).status_code == 200
        assert renewed_slips.renewed_slip_for(dossier.transitions.get(move="change_receiving")) is not None
    dossier.refresh_from_db()
    assert dossier.state == State.PROCESSING


def test_looking_up_by_face_and_withdrawing_need_no_more(settings: Settings, tmp_path: Path) -> None:
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    with acting("worker"):
        reference = enrolled(1)
    with acting("web"):
        frames = [filing.photo(seed) for seed in range(3)]
        visit = gallery.receive_visit(frames, device="phone", assurance=Assurance.PASSIVE)
        assert gallery.answer_of_visit(visit, device="phone").state == "waiting"
        assert gallery.count_try(visit, device="phone") == 1
        gallery.end_visit(visit)
        assert is_enrolled(reference)
        kept = enrolment_of(reference)
        assert kept is not None, "the citizen's page shows it"
        assert kept.sittings == 1
        assert gallery.withdraw(reference=reference, actor="citizen:x") is not None
        assert not is_enrolled(reference)


def test_every_table_that_is_limited_exists() -> None:
    """A name spelt wrongly would leave its table open."""
    for alias, tables in LIMITS.items():
        assert tables.keys() <= set(connections[alias].introspection.table_names()), alias


def test_setting_up_limits_the_users_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(database_roles, "grant", lambda *what: given.append(what))
    done = CliRunner().invoke(main, ["setup", "--web-role", "w", "--worker-role", "x"])
    assert done.exit_code == 0, done.output
    assert given == [
        ("default", "w", "web"), ("faces", "w", "web"), ("default", "x", "worker"), ("faces", "x", "worker")
    ]  # fmt: skip


def test_setting_up_again_limits_the_users_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade nobody remembers the options of the first day."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    monkeypatch.setenv("MOTCUA_WEB_ROLE", "w")
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(database_roles, "grant", lambda *what: given.append(what))
    done = CliRunner().invoke(main, ["setup"])
    assert done.exit_code == 0, done.output
    assert given == [("default", "w", "web"), ("faces", "w", "web")]


@pytest.mark.parametrize(
    ("kind", "alias", "taken"),
    [
        ("web", "default", "ALL ON dossiers_message"),
        ("web", "default", "UPDATE (revoked_on) ON dossiers_business"),
        ("worker", "default", "DELETE ON procrastinate_jobs"),
        ("worker", "faces", "INSERT ON gallery_sitting"),
    ],
)
def test_a_process_whose_user_was_not_given_a_new_table_does_not_start(
    kind: Kind, alias: str, taken: str
) -> None:
    """Pages ended in errors after an upgrade, while "doctor" and the health page said that all was well."""
    with acting(kind):
        readiness.ensure(kind)
    with connections[alias].cursor() as cursor:
        cursor.execute(f"REVOKE {taken} FROM {ROLES[kind]}")
    readiness.ensure(kind)  # the owner's own process needs no grant
    with acting(kind), pytest.raises(click.ClickException, match=f"setup --{kind}-role {ROLES[kind]}"):
        readiness.ensure(kind)


@pytest.mark.parametrize("kind", ROLES)
def test_nothing_starts_on_tables_of_another_version(kind: Kind) -> None:
    (last,) = MigrationLoader(connection).graph.leaf_nodes("dossiers")
    MigrationRecorder(connection).record_unapplied(*last)
    with pytest.raises(click.ClickException, match="motcua setup"):
        readiness.ensure(kind)


def test_a_user_that_no_grant_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sets up with the owner's own name would believe to be safe."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    owner = connection.connection.info.user
    for role, words in ((owner, "no grant limits it"), ("nobody_here", "no database user")):
        refused = CliRunner().invoke(main, ["setup", "--web-role", role])
        assert refused.exit_code == 1
        assert words in refused.output
