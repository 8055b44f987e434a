"""Erasures that a restored backup does not know of: noted beside the database, made again after a restore.

Who withdrew after a backup was made is in it. So each record of an erasure is also written to a file of this
machine, and a restore takes those of the database that it replaces along. A record names nobody: its
reference leads to a person only in a main database that still knows it.
"""

import json
import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections

from motcua.gallery.locks import FACES, changing_rows
from motcua.gallery.models import Deletion, Person

#: A record as JSON has it: the columns of ``models.Deletion`` but its number.
Record = dict[str, Any]
_COLUMNS = (
    "reference", "person", "templates", "images", "why", "asked_at", "erased_at", "previous", "digest",
)  # fmt: skip
#: Numbers of rows are given out once: a record of an erasure says which person's they were.
_NUMBERED = ("gallery_person", "gallery_sitting", "gallery_gone")


def note(row: Deletion) -> None:
    """Write a record of an erasure to this machine's file. That it cannot be written undoes no erasure."""
    # On a line of its own also after one that a full disk or a power cut broke off, or a file put together.
    line = "\n" + json.dumps(_record(getattr(row, name) for name in _COLUMNS)) + "\n"
    try:
        descriptor = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(descriptor, "a", encoding="ascii") as file:  # noqa: PTH123 - a mode of its own
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        logging.getLogger(__name__).exception("An erasure could not be noted in %s", _file())


def noted() -> list[Record]:
    """Return what lies in this machine's file, oldest first; a line that a power cut broke off is none."""
    found = []
    for line in _file().read_text("ascii").splitlines() if _file().exists() else []:
        try:
            found.append(dict(json.loads(line)))
        except ValueError:
            continue
    return found


def in_database() -> tuple[list[Record], dict[str, int]]:
    """Return the records that the database holds and how far its numbers are; of whatever version it is."""
    with connections[FACES].cursor() as cursor:
        cursor.execute("SELECT to_regclass('gallery_deletion') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return [], {}
        cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM gallery_deletion ORDER BY id")  # noqa: S608 - ours
        records, numbers = [_record(row) for row in cursor.fetchall()], {}
        for table in _NUMBERED:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            numbers[table] = int(cursor.fetchone()[0])
    return records, numbers


def take_over(records: Iterable[Record], numbers: dict[str, int]) -> list[tuple[UUID, datetime]]:
    """Put the records that follow on the database's own into it, as they were, and go on after the numbers.

    Returns:
        Whom any of the records names and who is there, with when they asked to be erased.
    """
    records = list(records)
    # Where the database is lost the records alone say how far its numbers were: another person under one of
    # theirs would look like something that is left of who was erased.
    erased = [int(record["person"]) for record in records]
    numbers = {**numbers, "gallery_person": max([numbers.get("gallery_person", 0), *erased])}
    by_previous = {record["previous"]: record for record in records}
    with changing_rows(), connections[FACES].cursor() as cursor:
        last = Deletion.objects.order_by("-id").values_list("digest", flat=True).first() or ""
        while record := by_previous.pop(last, None):
            Deletion.objects.create(**record)
            last = record["digest"]
        for table, number in numbers.items():
            cursor.execute(
                "SELECT setval(name, greatest(nextval(name), %s)) "
                "FROM pg_get_serial_sequence(%s, 'id') AS name",
                [number, table],
            )
        named = {UUID(record["reference"]): record["asked_at"] for record in records}
        here = Person.objects.filter(reference__in=named).values_list("reference", flat=True)
        return [(reference, datetime.fromisoformat(named[reference])) for reference in here]


def _record(values: Iterable[Any]) -> Record:
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in zip(_COLUMNS, values, strict=True)
    }


def _file() -> Path:
    home: Path = settings.HOME
    return home / "erased-faces"
