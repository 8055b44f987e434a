"""A key that is lost takes all with it that it sealed; one that others can read protects nothing."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from motcua.gallery import keys
from motcua.kernel import private_file


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was forced onto the disk, in order: what is not may be gone after a power cut."""
    seen: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        seen.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    return seen


@pytest.mark.parametrize("write", [private_file.create, private_file.replace])
def test_content_and_name_are_on_the_disk_before_anything_is_sealed(
    tmp_path: Path, synced: list[str], write: object
) -> None:
    assert callable(write)
    write(tmp_path / "a.key", "00ff")
    assert (tmp_path / "a.key").read_text() == "00ff"
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    assert synced[0].startswith(".a.key.")
    assert synced[1] == tmp_path.name
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


def test_the_keys_of_the_face_store_are_written_so_too(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder was not: after a power cut images could be wrapped with a key that was nowhere."""
    monkeypatch.setattr(keys, "_path", lambda: tmp_path / "keys.json")
    keys.add_image_key()
    assert tmp_path.name in synced


def test_of_two_that_make_one_both_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: private_file.create(tmp_path / "k" / "a.key", f"{number}"), range(8)))
    made = (tmp_path / "k" / "a.key").read_text()
    private_file.create(tmp_path / "k" / "a.key", "late")
    assert (tmp_path / "k" / "a.key").read_text() == made


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.key").write_text("00ff")

    def full(_: int) -> None:
        raise OSError("no room left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no room"):
        private_file.replace(tmp_path / "a.key", "11ee")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.key", "00ff")]


def test_a_key_is_replaced_where_its_link_leads(tmp_path: Path) -> None:
    """Several machines read it there: one that got a file of its own went on with a key of its own."""
    (tmp_path / "shared").mkdir()
    there, here = tmp_path / "shared" / "a.key", tmp_path / "a.key"
    there.write_text("old")
    here.symlink_to(there)
    private_file.replace(here, "new")
    assert here.is_symlink()
    assert there.read_text() == "new"
