"""Numbers given out one after the other, and never again: also not after a restore.

A restored database does not know what was given out since its backup was made. Yet the slip of a lost dossier
is in somebody's hand, money with the reference of a lost order is on its way, and tax office, post and portal
know messages by these numbers and would take a new one for one that they have answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction

from motcua.dossiers.models import Counter
from motcua.kernel import clock
from motcua.procedures import selectors as procedures

#: More than any office gives out in a day, by what the key of a counter begins with.
_MOST_A_DAY: Final = {"dossier": 5_000, "certificate": 1_000, "payment": 5_000}
#: The same of the rows of any one table.
_MOST_ROWS_A_DAY: Final = 100_000


@dataclass(frozen=True, slots=True)
class GivenOut:
    """The last numbers given out: of each counter, and of the rows of each table by its sequence."""

    serials: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


def next_number(key: str) -> int:
    """Return the next number under ``key``: no gap and no double, as part of the caller's transaction."""
    counter, _ = Counter.objects.select_for_update().get_or_create(key=key)
    counter.value += 1
    counter.save()
    return counter.value


def given_out() -> GivenOut:
    """Return what the database has given out so far; of whatever version it is, also if it is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('dossiers_counter') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return GivenOut()
        cursor.execute("SELECT key, value FROM dossiers_counter")
        serials = dict(cursor.fetchall())
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences "
            "WHERE schemaname = current_schema() AND data_type = 'bigint'::regtype"
        )
        return GivenOut(serials, dict(cursor.fetchall()))


@transaction.atomic
def go_on_after(replaced: GivenOut, *, days: int) -> None:
    """Let a restored database go on after what the one before it gave out, and what nobody knows any more.

    Args:
        replaced: :func:`given_out` of the database that was there before, empty where it is lost.
        days: since the backup was made, those begun included; 0 where nothing was done since.
    """
    found = given_out()
    if not found.rows:
        return
    for key, most in _in_use({*found.serials, *replaced.serials}).items():
        counter, _ = Counter.objects.select_for_update().get_or_create(key=key)
        is_of_today = key.startswith("dossier:")
        gap = most * (min(days, 1) if is_of_today else days)
        counter.value = max(counter.value, replaced.serials.get(key, 0)) + gap
        counter.save()
    with connection.cursor() as cursor:
        for name, last in found.rows.items():
            after = max(last, replaced.rows.get(name, 0)) + _MOST_ROWS_A_DAY * days
            if after:
                cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [name, after])


def _in_use(known: set[str]) -> dict[str, int]:
    """Return the counters that numbers are still drawn from, with the most that is drawn in a day."""
    offices, today = procedures.list_offices(), f"{clock.now():%y%m%d}"
    keys = {f"dossier:{office.identifier}:{today}" for office in offices}
    keys |= {f"certificate:{office.number_prefix}" for office in offices}
    keys |= {key for key in known if key.startswith("certificate:") or key.endswith(f":{today}")} | {
        "payment"
    }
    return {key: most for key in keys if (most := _MOST_A_DAY.get(key.partition(":")[0]))}
