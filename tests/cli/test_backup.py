"""A backup is one file with all that is needed, for nobody else to read, whatever happens on the way."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from tests.gallery.invented import enrolled
from tests.support.backups import run, stored

from motcua.cli.backups import postgres

pytestmark = pytest.mark.usefixtures("one_at_a_time", "erased")


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
def test_an_installation_whose_disk_is_not_mounted_is_not_backed_up(tmp_path: Path, passphrase: Path) -> None:
    """Fourteen nights of an empty database, and the last backup with a dossier in it was deleted."""
    good, file = tmp_path / "good", tmp_path / "empty"
    assert run("backup", good, "--passphrase-file", passphrase).exit_code == 0
    postgres.clear()
    postgres.clear_faces()
    try:
        refused = run("backup", file, "--passphrase-file", passphrase)
    finally:
        assert run("restore", good, "--passphrase-file", passphrase).exit_code == 0
    assert refused.exit_code == 1
    assert "mounted" in refused.output
    assert not file.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "faces"])
def test_a_backup_whose_keys_open_nothing_is_no_success(
    tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made where the folder of keys was not mounted: what cron deletes after a good backup must stay."""
    stored()
    enrolled(1)
    monkeypatch.setattr(settings, "PHOTO_KEYS_FILE", tmp_path / "photos.key")
    monkeypatch.setattr(settings, "FACES_KEYS", tmp_path / "faces")
    (tmp_path / "photos.key").write_text("00" * 32)
    made = run("backup", tmp_path / "b", "--passphrase-file", passphrase)
    assert made.exit_code == 1
    assert "1 ảnh hồ sơ" in made.output
    assert "the face store" in made.output
    assert (tmp_path / "b").exists(), "the rest may still be worth something"


_ASKED_TO_END = """
import os, signal, sys
from pathlib import Path
from motcua.cli import backup, setup_django
setup_django.configure = setup_django.hold_database = lambda: None
backup.keys_fit.ensure_something, backup.keys_fit.shut = lambda: None, list
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
