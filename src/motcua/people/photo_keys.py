"""The keys that photos are sealed with: the first seals, those after it only open what was sealed before.

There is one, two while it is being changed. They come from ``MOTCUA_PHOTO_KEY`` (hex, with commas) or from
``MOTCUA_HOME/keys/photos.key`` (hex, one a line), which is read each time: another process may change it.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from motcua.kernel import private_file
from motcua.kernel.errors import SetupError

_BYTES: Final = 32
_LOCK: Final = 0x6D6F_7068_0001


def identifier(key: bytes) -> str:
    """Return a key's name: a digest that tells nothing about it."""
    return hashlib.sha256(b"key id" + key).hexdigest()[:16]


def ring() -> dict[str, bytes]:
    """Return the keys by name, the one that seals first.

    Raises:
        SetupError: the file cannot be read, or a key has not 32 bytes.
    """
    keys: tuple[bytes, ...] = settings.PHOTO_KEYS or _of_file()
    if not keys or any(len(key) != _BYTES for key in keys):
        raise SetupError(what="a key of the photos has not 32 bytes")
    return {identifier(key): key for key in keys}


def from_environment() -> bool:
    """Whether the operator gives the keys, so that no new one can be made here."""
    return bool(settings.PHOTO_KEYS)


@contextmanager
def using() -> Iterator[dict[str, bytes]]:
    """A transaction during which no key is dropped: what is sealed inside stays readable; gives the ring."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
        yield ring()


@contextmanager
def changing() -> Iterator[None]:
    """A transaction that begins when all who are sealing have finished."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def add() -> None:
    """Put a new key before those of the file; from now on it seals."""
    _write((secrets.token_bytes(_BYTES), *_of_file()))


def drop_all_but_first() -> None:
    """Forget the keys that only open; nothing may be sealed with them any more."""
    _write(_of_file()[:1])


def _of_file() -> tuple[bytes, ...]:
    path: Path = settings.PHOTO_KEYS_FILE
    try:
        return tuple(bytes.fromhex(line) for line in path.read_text(encoding="ascii").split())
    except (OSError, ValueError) as error:
        raise SetupError(what="the key of the photos cannot be read", file=str(path)) from error


def _write(keys: tuple[bytes, ...]) -> None:
    private_file.replace(settings.PHOTO_KEYS_FILE, "\n".join(key.hex() for key in keys))
