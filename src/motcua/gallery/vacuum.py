"""Clearing the place of what was removed, so that a copy of the disk does not show it.

A removed row stays in its file until PostgreSQL clears it, which it does once many rows are dead: in a store
of an office never. Cleared, what lay at the end of a page lies there still until something new takes the
place (measured: template and wrapped key of two people of four). So tables of an office's size are written
anew.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connections

from motcua.gallery.locks import FACES
from motcua.gallery.models import Deletion, Store
from motcua.kernel import clock

_TABLES = ("gallery_sitting", "gallery_faceimage", "gallery_person", "gallery_visitframe", "gallery_visit")
#: Up to so many bytes a table, its images and indexes included, is written anew, which shuts searches out for
#: some seconds. A larger one is cleared in place, and its indexes are too, however few rows are gone.
_ANEW = 256 << 20
#: How long searches may be kept waiting for the turn.
_PATIENCE = "10s"
#: A night without a worker is made up for by the next.
_SOON = timedelta(days=2)
#: The server from which on a right of its own allows it.
_MAINTAIN_FROM = 170_000


def overwrite_freed() -> bool:
    """Clear the place of removed rows now rather than when PostgreSQL gets to it. No transaction.

    Returns:
        Whether it could: False where the database's user may not (a worker's on PostgreSQL 16), or somebody
        searched all the time; then it is to be tried again.
    """
    with connections[FACES].cursor() as cursor:
        if not all(_may(cursor, table) for table in _TABLES):
            return False
        began = clock.now()
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_PATIENCE])
        try:
            for table in _TABLES:
                cursor.execute("SELECT pg_total_relation_size(%s)", [table])
                how = "FULL" if cursor.fetchone()[0] <= _ANEW else "INDEX_CLEANUP ON"
                cursor.execute(f"VACUUM ({how}) {table}")
        except OperationalError:
            logging.getLogger(__name__).warning("The place of erased faces could not be cleared now.")
            return False
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    Store.objects.update(cleared_at=began)
    return True


def is_overdue() -> bool:
    """Whether somebody was erased more than two days ago whose place was not cleared since."""
    store = Store.objects.first()
    if store is None:
        return False
    before = Deletion.objects.filter(erased_at__lt=clock.now() - _SOON)
    if store.cleared_at is not None:
        before = before.filter(erased_at__gt=store.cleared_at)
    return before.exists()


def _may(cursor: Any, table: str) -> bool:
    if cursor.connection.info.server_version >= _MAINTAIN_FROM:
        cursor.execute("SELECT has_table_privilege(%s, 'MAINTAIN')", [table])
    else:
        cursor.execute(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", [table]
        )
    return bool(cursor.fetchone()[0])
