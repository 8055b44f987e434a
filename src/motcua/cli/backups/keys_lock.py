"""Keys are not changed while a backup is made: it would hold rows of one key and the file of the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

_LOCK: Final = 0x6D6F_6B65_0001


@contextmanager
def shared() -> Iterator[None]:
    """While this lasts no key changes. Several may hold it.

    Raises:
        click.ClickException: keys are being changed at this moment.
    """
    with _held("_shared", "Đang đổi khóa. / Keys are being changed."):
        yield


@contextmanager
def exclusive() -> Iterator[None]:
    """While this lasts no backup begins, and no other change of keys.

    Raises:
        click.ClickException: a backup or another change of keys is under way.
    """
    with _held("", "Đang sao lưu hoặc đổi khóa. / A backup is being made, or keys are being changed."):
        yield


@contextmanager
def _held(kind: str, otherwise: str) -> Iterator[None]:
    from django.db import connection  # noqa: PLC0415 - needs Django's settings

    with connection.cursor() as cursor:
        # Of the session, not of a transaction: the work inside has many of its own.
        cursor.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise click.ClickException(f"{otherwise} Chờ rồi chạy lại. / Wait, then run it again.")
        try:
            yield
        finally:
            cursor.execute(f"SELECT pg_advisory_unlock{kind}(%s)", [_LOCK])
