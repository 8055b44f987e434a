"""A backup nobody can restore is none: round trips against the real database and real tools."""

import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from tests.gallery.invented import enrolled, sitting

from motcua.cli import backup_postgres
from motcua.cli.main import main
from motcua.gallery import selectors, services
from motcua.people import services as people
from motcua.people.models import StoredPhoto

PHOTO = b"\xff\xd8 the bytes of a photo"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text("mot mat khau du dai\n")
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def stored() -> uuid.UUID:
    return people.store_photo(PHOTO, purpose="paper", delete_after=None)


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

    restored = run("restore", file, "--passphrase-file", passphrase, "--force")
    assert restored.exit_code == 0, restored.output
    assert people.load_photo(photo) == PHOTO
    assert selectors.load_image(reference, viewer="x", reason="y") == sitting(1)[0].image
    assert not StoredPhoto.objects.filter(pk=later).exists()
    aside = list(settings.HOME.glob("keys.before-restore-*"))
    assert aside, "the keys that were there are moved aside, never lost"


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
    assert backup_postgres.find("pg_dump").name == "pg_dump"
    assert not backup_postgres.is_empty()
