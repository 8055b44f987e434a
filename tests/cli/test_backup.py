"""A backup nobody can restore is none: round trips against the real database and real tools."""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from tests.gallery.invented import enrolled, sitting

from motcua.cli import readiness
from motcua.cli.backups import erased_faces, postgres
from motcua.cli.checkup import checks
from motcua.cli.checkup.findings import Level
from motcua.cli.main import main
from motcua.config import env
from motcua.gallery import erasure_journal, selectors, services
from motcua.gallery.models import Deletion, Person
from motcua.people import services as people
from motcua.people.models import StoredPhoto

PHOTO = b"\xff\xd8 the bytes of a photo"


@pytest.fixture(autouse=True)
def one_at_a_time() -> Iterator[None]:
    """All processes of a run share a home, whose keys a restore moves aside."""
    with (settings.HOME / "restoring.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def erased(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Note whom a test erased where no other test starts a web server or restores anything."""
    monkeypatch.setattr(erasure_journal, "_file", lambda: tmp_path / "erased-faces")
    monkeypatch.setattr(erased_faces, "_file", lambda: tmp_path / "erased-faces.restored")


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text("mot mat khau du dai\n")
    file.chmod(0o600)
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def stored() -> uuid.UUID:
    return people.store_photo(PHOTO, purpose="paper", delete_after=None)


def test_a_folder_that_is_not_there_is_not_made_unasked(tmp_path: Path, passphrase: Path) -> None:
    """Its disk is not mounted: the nightly backup would lie on the machine that may be lost."""
    file = tmp_path / "unmounted" / "motcua" / "backup"
    refused = run("backup", file, "--passphrase-file", passphrase)
    assert refused.exit_code == 1
    assert "--create" in refused.output
    assert not (tmp_path / "unmounted").exists()


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o620, 0o602])
def test_a_passphrase_that_others_read_or_change_seals_nothing(
    tmp_path: Path, passphrase: Path, mode: int
) -> None:
    passphrase.chmod(mode)
    refused = run("backup", tmp_path / "backup", "--passphrase-file", passphrase)
    assert refused.exit_code == 1
    assert f"chmod 600 {passphrase}" in refused.output
    assert not (tmp_path / "backup").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_folder_is_made_where_that_is_asked_for_and_a_group_may_hold_the_passphrase(
    tmp_path: Path, passphrase: Path
) -> None:
    passphrase.chmod(0o640)
    file = tmp_path / "new" / "backup"
    made = run("backup", file, "--passphrase-file", passphrase, "--create")
    assert made.exit_code == 0, made.output
    assert file.exists()
    assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_what_was_backed_up_comes_back_photos_and_all(tmp_path: Path, passphrase: Path) -> None:
    photo, reference = stored(), enrolled(1)
    file = tmp_path / "backup"
    made = run("backup", file, "--passphrase-file", passphrase)
    assert made.exit_code == 0, made.output
    assert PHOTO not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0

    StoredPhoto.objects.all().delete()
    later = stored()
    services.withdraw(reference=reference, actor="x")
    refused = run("restore", file, "--passphrase-file", passphrase)
    assert refused.exit_code == 1
    assert StoredPhoto.objects.filter(pk=later).exists(), "a refused restore must change nothing"
    assert erased_faces.pending() is None, "nor keep the web servers from starting"

    restored = run("restore", file, "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert people.load_photo(photo) == PHOTO
    assert selectors.load_image(reference, viewer="x", reason="y") == sitting(1)[0].image
    assert not StoredPhoto.objects.filter(pk=later).exists()
    aside = list(settings.HOME.glob("keys.before-restore-*"))
    assert aside, "the keys that were there are moved aside, never lost"


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
@pytest.mark.parametrize("is_lost", [False, True])
def test_who_withdrew_since_does_not_come_back(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch, is_lost: bool
) -> None:
    """Also where the database that knew of it is lost: the backup alone would make them findable again."""
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    before, gone, stays = enrolled(1), enrolled(2), enrolled(3)
    services.withdraw(reference=before, actor="x")
    file = tmp_path / "backup"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    proof = services.withdraw(reference=gone, actor="x")
    late = enrolled(4)
    if is_lost:
        postgres.clear()
        postgres.clear_faces()
    done = run("restore", file, "--passphrase-file", passphrase, *([] if is_lost else ["--force"]))
    assert done.exit_code == 0, done.output
    assert selectors.is_enrolled(gone), "as the backup has it"
    for kind in ("serve", "worker"):
        with pytest.raises(click.ClickException, match="motcua setup"):
            readiness.ensure(kind)
    assert "1 khuôn mặt" in run("setup").output
    readiness.ensure("worker")
    assert [selectors.is_enrolled(who) for who in (before, gone, stays)] == [False, False, True]
    assert people.number_of_face(gone) is None
    assert proof is not None
    assert proof.digest in Deletion.objects.values_list("digest", flat=True), "when it was erased first"
    assert selectors.verify_chain() == 3
    if not is_lost:
        taken = {late, stays}
        assert enrolled(5) not in taken
        assert Person.objects.latest("pk").pk > 4, "numbers of who came after the backup are nobody else's"


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_damaged_backup_leaves_the_database_alone(tmp_path: Path, passphrase: Path) -> None:
    photo = stored()
    file = tmp_path / "backup"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    refused = run("restore", file, "--passphrase-file", passphrase, "--force")
    assert refused.exit_code == 1
    assert "sai mật khẩu" in refused.output
    assert people.load_photo(photo) == PHOTO


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_dump_that_cannot_be_loaded_takes_nothing_away(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a newer PostgreSQL, or cut: all dossiers were gone before the tool said that it cannot read it."""
    photo, reference, dump = stored(), enrolled(1), postgres.dump

    def cut(target: Path, alias: str = "default") -> None:
        dump(target, alias)
        if alias == "faces":
            os.truncate(target, target.stat().st_size // 2)

    monkeypatch.setattr(postgres, "dump", cut)
    assert run("backup", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
    later = stored()
    refused = run("restore", tmp_path / "b", "--passphrase-file", passphrase, "--force")
    assert refused.exit_code == 1
    assert "pg_restore" in refused.output
    assert {photo, later} == set(StoredPhoto.objects.values_list("pk", flat=True))
    assert selectors.is_enrolled(reference)


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
@pytest.mark.parametrize("alias", ["default", "faces"])
def test_nothing_is_replaced_while_somebody_works_with_it(
    tmp_path: Path, passphrase: Path, alias: str
) -> None:
    """A web server that runs on seals photos with the key of before, and finds whom "setup" erases again."""
    file = tmp_path / "b"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    later, wanted = stored(), connections[alias].get_connection_params()
    names = ("host", "port", "user", "dbname", "password")
    given = {name: wanted[name] for name in names if name in wanted}
    with psycopg.connect(**given, application_name="a web server"):
        refused = run("restore", file, "--passphrase-file", passphrase, "--force")
        assert refused.exit_code == 1
        assert "a web server" in refused.output
        assert StoredPhoto.objects.filter(pk=later).exists()
        assert erased_faces.pending() is None, "nothing is to be done again by setup"
    assert run("restore", file, "--passphrase-file", passphrase, "--force").exit_code == 0


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_backup_in_the_clear_says_so(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    made = run("backup", file, "--unencrypted")
    assert made.exit_code == 0
    assert "NOT ENCRYPTED" in made.output
    assert b"NOT ENCRYPTED" in file.read_bytes()[:100]


def test_a_backup_never_overwrites_a_file(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("something else")
    assert run("backup", file, "--unencrypted").exit_code == 1
    assert file.read_text() == "something else"


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("ngan")
    refused = run("backup", tmp_path / "backup", "--passphrase-file", file)
    assert refused.exit_code == 1
    assert not (tmp_path / "backup").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_the_tools_speak_the_server_s_version() -> None:
    assert postgres.find("pg_dump").name == "pg_dump"
    assert not postgres.is_empty()


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_keys_that_lie_elsewhere_and_are_linked_to_are_in_the_backup(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One folder shared by several machines: the backup had the link alone, and no restore took it."""
    photo, shared, home = stored(), tmp_path / "shared", tmp_path / "home"
    shutil.copytree(settings.HOME / "keys", shared / "keys")
    home.mkdir()
    (home / "keys").symlink_to(shared / "keys")
    (home / "signing").mkdir()
    (shared / "token.pem").write_text("a certificate")
    (home / "signing" / "token.pem").symlink_to(shared / "token.pem")
    monkeypatch.setattr(settings, "HOME", home)
    monkeypatch.setattr(settings, "SIGNING_FOLDER", home / "signing")
    monkeypatch.setattr(settings, "FACES_KEYS", home / "keys" / "faces")
    monkeypatch.setattr(settings, "PHOTO_KEYS_FILE", home / "keys" / "photos.key")
    made = run("backup", tmp_path / "b", "--passphrase-file", passphrase)
    assert made.exit_code == 0, made.output

    (shared / "keys" / "photos.key").write_text("00" * 32)
    (shared / "token.pem").unlink()
    restored = run("restore", tmp_path / "b", "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert people.load_photo(photo) == PHOTO
    assert (home / "signing" / "token.pem").read_text() == "a certificate"
    assert (home / "keys").is_symlink(), "the other machines read the folder it leads to"
    assert (shared / "keys" / "photos.key").read_text() != "00" * 32
    [aside] = shared.glob("keys.before-restore-*")
    assert (aside / "photos.key").read_text() == "00" * 32


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_backup_that_holds_only_the_address_of_a_key_still_gives_the_data_back(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those made before: nobody could restore them, though all dossiers are in them."""
    photo, elsewhere = stored(), tmp_path / "token.pem"
    elsewhere.write_text("a certificate")
    monkeypatch.setattr(settings, "SIGNING_FOLDER", tmp_path / "signing")
    (tmp_path / "signing").mkdir()
    (tmp_path / "signing" / "token.pem").symlink_to(elsewhere)
    as_it_was = partial(tarfile.TarFile, dereference=False)
    monkeypatch.setattr(tarfile, "open", lambda name, mode="r", **_: as_it_was(name, mode))
    assert run("backup", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
    restored = run("restore", tmp_path / "b", "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert str(elsewhere) in restored.output, "what is missing is told"
    assert people.load_photo(photo) == PHOTO


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_keys_that_a_backup_lacks_are_named(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where ``photos.key`` of before they came from variables still lies there, which opens nothing."""
    said = run("backup", tmp_path / "a", "--passphrase-file", passphrase)
    assert "MOTCUA_" not in said.output
    monkeypatch.setenv("MOTCUA_PHOTO_KEY", "11" * 32)
    monkeypatch.setenv("MOTCUA_TAX_SECRET", "22" * 32)
    said = run("backup", tmp_path / "b", "--passphrase-file", passphrase)
    assert said.exit_code == 0
    assert "MOTCUA_PHOTO_KEY, MOTCUA_TAX_SECRET" in said.output
    assert "1111" not in said.output


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_backup_of_a_newer_version_is_told(tmp_path: Path, passphrase: Path) -> None:
    """Under an older program pages end in errors here and there, and "doctor" said "all applied"."""
    recorder, later = MigrationRecorder(connection), ("dossiers", "9999_of_tomorrow")
    recorder.record_applied(*later)
    try:
        assert run("backup", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
        told = run("restore", tmp_path / "b", "--passphrase-file", passphrase, "--force")
        assert "newer version" in told.output
        [finding] = checks.migrations()
        assert finding.level is Level.WRONG
        assert "9999_of_tomorrow" in finding.seen
    finally:
        recorder.record_unapplied(*later)
    assert checks.migrations()[0].level is Level.GOOD


_ASKED_TO_END = """
import os, signal, sys
from pathlib import Path
from motcua.cli import backup, setup_django
setup_django.configure = setup_django.hold_database = lambda: None
class Locked:
    def __enter__(self): pass
    def __exit__(self, *what): pass
backup.keys_lock.shared = Locked
def gather(folder: Path) -> Path:
    (folder / "archive.tar").write_bytes(b"keys in the clear")
    os.kill(os.getpid(), signal.SIGTERM)
backup._gather = gather
backup.backup([sys.argv[1], "--unencrypted"])
"""


def test_a_backup_that_is_asked_to_end_leaves_nothing_in_the_clear(tmp_path: Path) -> None:
    """Keys and all data lay open beside the sealed backups, on a stick perhaps, when a machine shut down."""
    done = subprocess.run([sys.executable, "-c", _ASKED_TO_END, str(tmp_path / "b")], check=False)
    assert done.returncode != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_what_a_killed_backup_left_is_removed_by_the_next_and_nobody_else_s(tmp_path: Path) -> None:
    dead, living, young = (tmp_path / f".motcua-backup-{name}" for name in ("dead", "living", "young"))
    for folder in (dead, living, young):
        folder.mkdir()
        (folder / "archive.tar").write_bytes(b"keys in the clear")
    for folder in (dead, living):
        os.utime(folder, (0, 0))
    descriptor = os.open(living, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert run("backup", tmp_path / "b", "--unencrypted").exit_code == 0
    os.close(descriptor)
    assert {path.name for path in tmp_path.iterdir()} == {"b", living.name, young.name}


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_restore_needs_no_room_where_temporary_files_lie(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is memory on a Debian of today: an office's photos did not fit, on the day they were needed."""
    photo, file = stored(), tmp_path / "b"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))
    home = tmp_path / "home"  # others restore at the same time into the home that all processes share
    monkeypatch.setattr(env, "home", lambda: home)
    restored = run("restore", file, "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert people.load_photo(photo) == PHOTO
    assert home.is_dir()
    assert list(home.iterdir()) == []
