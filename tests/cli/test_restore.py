"""A backup nobody can restore is none: round trips against the real database and real tools."""

import errno
import os
import shutil
import tarfile
import tempfile
from functools import partial
from pathlib import Path

import click
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from tests.gallery.invented import enrolled, sitting
from tests.support.backups import PHOTO, run, stored

from motcua.cli import readiness
from motcua.cli.backups import erased_faces, postgres
from motcua.cli.checkup import checks
from motcua.cli.checkup.findings import Level
from motcua.config import env
from motcua.dossiers import counters
from motcua.gallery import erasure_journal, selectors, services
from motcua.gallery.models import Deletion, Person
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import StoredPhoto
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.usefixtures("one_at_a_time", "erased")


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
def test_who_was_erased_since_is_not_taken_for_who_comes_next(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next person got their number, and the proof of erasure said that something of them was left."""
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    enrolled(1)
    assert run("backup", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
    gone = enrolled(2)
    proof = services.withdraw(reference=gone, actor="x")
    postgres.clear()
    postgres.clear_faces()
    assert run("restore", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
    assert run("setup").exit_code == 0
    enrolled(3)
    assert proof is not None
    assert selectors.deletion_proof(gone) == proof


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_line_that_a_full_disk_broke_off_hides_no_erasure_after_it() -> None:
    """It swallowed the next line: who withdrew then came back with a restored backup."""
    gone = [enrolled(1), enrolled(2)]
    services.withdraw(reference=gone[0], actor="x")
    file = erasure_journal._file()
    os.truncate(file, file.stat().st_size - 40)
    services.withdraw(reference=gone[1], actor="x")
    assert [record["reference"] for record in services.erasures_noted()] == [str(gone[1])]


def drawn() -> dict[str, int]:
    """Draw the next number of each kind that is printed on a paper, or by which other systems know us."""
    office, today = procedures.default_office(), f"{clock.now():%y%m%d}"
    keys = ["payment", f"dossier:{office.identifier}:{today}", f"certificate:{office.number_prefix}"]
    with transaction.atomic():
        numbers = {key: counters.next_number(key) for key in keys}
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('dossiers_transition_id_seq')")
        return {**numbers, "move": cursor.fetchone()[0]}


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("is_lost", [False, True])
def test_no_number_of_a_lost_dossier_is_given_again(
    tmp_path: Path, passphrase: Path, is_lost: bool, is_first: bool
) -> None:
    """Two people held a slip of one code; who paid with it paid for the other, and got the other's answer."""
    if not is_first:
        drawn()
    file = tmp_path / "b"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    lost = [drawn() for _ in range(3)][-1]
    if is_lost:
        postgres.clear()
        postgres.clear_faces()
    done = run("restore", file, "--passphrase-file", passphrase, *([] if is_lost else ["--force"]))
    assert done.exit_code == 0, done.output
    assert "after a gap" in done.output
    after = drawn()
    assert [name for name, number in after.items() if number <= lost[name]] == []
    assert max(after[name] for name in after if name.startswith("dossier:")) < 10_000, "four digits still"


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_move_to_another_server_leaves_no_gap(tmp_path: Path, passphrase: Path) -> None:
    before, file = drawn(), tmp_path / "b"
    assert run("backup", file, "--passphrase-file", passphrase).exit_code == 0
    done = run("restore", file, "--passphrase-file", passphrase, "--force", "--nothing-since")
    assert done.exit_code == 0, done.output
    assert drawn() == {name: number + 1 for name, number in before.items()}


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
def test_keys_come_back_where_a_shared_folder_is_mounted(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No mounted folder can be renamed: the data of the backup stood beside the keys of before."""
    photo, home, rename = stored(), tmp_path / "home", Path.rename
    shutil.copytree(settings.HOME / "keys", home / "keys")
    monkeypatch.setattr(settings, "HOME", home)
    monkeypatch.setattr(settings, "FACES_KEYS", home / "keys" / "faces")
    monkeypatch.setattr(settings, "PHOTO_KEYS_FILE", home / "keys" / "photos.key")
    assert run("backup", tmp_path / "b", "--passphrase-file", passphrase).exit_code == 0
    (home / "keys" / "photos.key").write_text("00" * 32)

    def mounted(self: Path, target: Path) -> Path:
        if self == home / "keys":
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", mounted)
    restored = run("restore", tmp_path / "b", "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert people.load_photo(photo) == PHOTO
    [aside] = home.glob("keys.before-restore-*")
    assert (aside / "photos.key").read_text() == "00" * 32
    assert aside.stat().st_mode & 0o077 == 0


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
