"""A backup holds every citizen's data and the keys: it opens for the right passphrase and nothing else."""

import io
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.cli.backups import seal
from motcua.cli.backups.seal import CHUNK, BackupFileError

SECRET = b"mot mat khau du dai"
SIZES = st.sampled_from([0, 1, 17, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])


def sealed(content: bytes, secret: bytes | None = SECRET) -> bytes:
    target = io.BytesIO()
    seal.write(io.BytesIO(content), target, secret)
    return target.getvalue()


def opened(file: bytes, secret: bytes | None = SECRET) -> bytes:
    target = io.BytesIO()
    seal.read(io.BytesIO(file), target, secret)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
@pytest.mark.parametrize("secret", [SECRET, None])
def test_what_goes_in_comes_out(size: int, secret: bytes | None) -> None:
    content = bytes(index * 7 % 251 for index in range(1000)) * (size // 1000 + 1)
    assert opened(sealed(content[:size], secret), secret) == content[:size]


def test_a_sealed_file_shows_nothing_of_its_content_and_says_what_it_is() -> None:
    file = sealed(b"079090001234" * 100)
    assert file.startswith(seal.SEALED)
    assert b"079090001234" not in file


def test_a_clear_file_warns_in_its_first_line() -> None:
    assert b"NOT ENCRYPTED" in sealed(b"x", None).splitlines()[0]


@cache
def sealed_once(size: int) -> bytes:
    """One file of each size: what takes long is the key, and it is made from the passphrase each time."""
    return sealed(b"a" * size)


@settings(max_examples=15)
@given(size=SIZES, data=st.data())
def test_a_changed_byte_is_noticed(size: int, data: st.DataObject) -> None:
    file = bytearray(sealed_once(size))
    position = data.draw(st.integers(len(seal.SEALED), len(file) - 1))
    file[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BackupFileError):
        opened(bytes(file))


@settings(max_examples=15)
@given(size=SIZES, data=st.data())
def test_a_cut_is_noticed_even_between_chunks(size: int, data: st.DataObject) -> None:
    file = sealed_once(size)
    head = len(seal.SEALED) + 23
    edges = [edge for edge in (head, head + CHUNK + 16, head + 2 * (CHUNK + 16)) if edge < len(file)]
    cut = data.draw(st.sampled_from([*edges, len(file) - 1, 5, 0]))
    with pytest.raises(BackupFileError):
        opened(file[:cut])


@pytest.mark.parametrize("secret", [b"another passphrase", None])
def test_another_passphrase_opens_nothing(secret: bytes | None) -> None:
    with pytest.raises(BackupFileError):
        opened(sealed(b"content"), secret)


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04zip", b"MOTCUA-BACKUP 2 ?\n", b"\x00" * 500])
def test_other_files_are_told_apart(file: bytes) -> None:
    with pytest.raises(BackupFileError):
        opened(file)
