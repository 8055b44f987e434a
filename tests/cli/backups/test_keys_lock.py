"""A backup made while keys change would hold photos that no key in it opens."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from motcua.cli.backups import keys_lock
from motcua.cli.main import main
from motcua.people import services as people

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "faces"])


@pytest.fixture(autouse=True)
def _key_file(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of this test's own; a command closes its connection, which here is the test's."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    settings.PHOTO_KEYS, settings.PHOTO_KEYS_FILE = (), tmp_path / "photos.key"
    settings.PHOTO_KEYS_FILE.write_text("ab" * 32)
    # Renewing drops the face keys before, which in the home all processes share are another test's.
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "faces", tmp_path / "index"


@contextmanager
def somebody_else(*, backs_up: bool) -> Iterator[None]:
    """Another process holds the lock."""
    holds, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with keys_lock.shared() if backs_up else keys_lock.exclusive():
                holds.set()
                assert over.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(hold)
        assert holds.wait(20)
        try:
            yield
        finally:
            over.set()
            held.result(timeout=20)


@pytest.mark.parametrize(
    "command", [["photos", "rotate-key"], ["gallery", "rotate-key"], ["gallery", "renew", "--reason", "test"]]
)
def test_no_key_changes_while_a_backup_is_made(command: list[str]) -> None:
    people.store_photo(b"kept", purpose="paper", delete_after=None)
    with somebody_else(backs_up=True):
        refused = CliRunner().invoke(main, command)
        assert refused.exit_code == 1
        assert "A backup is being made" in refused.output
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output


def test_no_backup_begins_while_keys_change(tmp_path: Path) -> None:
    with somebody_else(backs_up=False):
        refused = CliRunner().invoke(main, ["backup", str(tmp_path / "file"), "--unencrypted"])
        assert refused.exit_code == 1
        assert "Keys are being changed" in refused.output
    assert not (tmp_path / "file").exists()


def test_backups_do_not_shut_each_other_out() -> None:
    with somebody_else(backs_up=True), keys_lock.shared():
        pass
    with somebody_else(backs_up=False), pytest.raises(click.ClickException), keys_lock.shared():
        pass


def test_the_operator_is_told_what_to_do_next(settings: Settings) -> None:
    identifier = people.store_photo(b"kept", purpose="paper", delete_after=None)
    done = CliRunner().invoke(main, ["photos", "rotate-key"])
    assert done.exit_code == 0, done.output
    assert "1 photos were sealed anew" in done.output
    assert "new backup" in done.output
    assert people.load_photo(identifier) == b"kept"
    old = bytes.fromhex(settings.PHOTO_KEYS_FILE.read_text())
    settings.PHOTO_KEYS = (bytes(32), old)
    assert "MOTCUA_PHOTO_KEY" in CliRunner().invoke(main, ["photos", "rotate-key"]).output
