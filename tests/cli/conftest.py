"""What tests of backup and restore share."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from motcua.cli.backups import erased_faces
from motcua.gallery import erasure_journal


@pytest.fixture
def one_at_a_time() -> Iterator[None]:
    """All processes of a run share a home, whose keys a restore moves aside."""
    with (settings.HOME / "restoring.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
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
