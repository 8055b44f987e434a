"""One lock of the face store's database: shared by whoever uses a key, alone for whoever changes one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connections, transaction

from motcua.gallery.errors import RenewalUnderWayError

FACES = "faces"
_KEYS, _ROWS = 0x6D6F_6661_0001, 0x6D6F_6661_0002


@contextmanager
def using_keys() -> Iterator[None]:
    """A transaction during which no key changes. Load the ring inside, not before.

    Raises:
        RenewalUnderWayError: a change is being made and takes longer than a person should wait.
    """
    with transaction.atomic(FACES), connections[FACES].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_KEYS])
        except OperationalError as error:
            raise RenewalUnderWayError from error
        yield


@contextmanager
def changing_keys() -> Iterator[None]:
    """A transaction that nobody shares who uses a key."""
    with transaction.atomic(FACES), connections[FACES].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEYS])
        yield


@contextmanager
def changing_rows() -> Iterator[None]:
    """A transaction that alone adds or removes people: what it writes is seen in the order of its numbers.

    Without it a reader that has seen number 11 could miss number 10, written earlier and committed later.
    """
    with transaction.atomic(FACES), connections[FACES].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROWS])
        yield
