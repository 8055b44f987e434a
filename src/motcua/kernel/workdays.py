"""Working days of Vietnamese offices, and the date on which an answer is due.

The days off are those of Labour Code 2019, Article 112 and Resolution 28/2026/QH16 (24 November from
2026), with days in lieu and the Government's swapped days, as the ``holidays`` package knows them. Dates of
Tết and of the second National Day that the Government has not fixed yet are estimates, so an office may add
days off and working days of its own; the version of the calendar used is kept with every promise made.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from motcua.kernel.clock import VIETNAM

#: Received later than this, a dossier counts as received on the next working day. Practice of the one-stop
#: offices (Hà Nội, Decision 1811); an office may set another hour.
CUT_OFF = time(15, 0)

#: Names the table of days off; stored beside every date computed from it.
CALENDAR_VERSION = f"VN-{version('holidays')}"

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NationalTable:
    """The national days off, and the week-ends worked in exchange, of whole years as they were known once.

    ``version`` is the name the table had then; years outside ``first`` to ``last`` are as they are known now.
    """

    version: str
    first: int
    last: int
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The national calendar with an office's own corrections; the corrections win over the national table.

    ``days_off`` are ordinary days on which the office rests, ``working_days`` are days off on which it works.
    ``table`` is the national one of the day on which the calendar was kept, None for what is known now.
    """

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    cut_off: time = CUT_OFF
    table: NationalTable | None = None

    @classmethod
    def with_overrides(
        cls, days_off: Iterable[date] = (), working_days: Iterable[date] = (), cut_off: time = CUT_OFF
    ) -> "WorkCalendar":
        """Build a calendar from lists of dates.

        Raises:
            ValueError: a date is in both lists.
        """
        off, on = frozenset(days_off), frozenset(working_days)
        if both := off & on:
            raise ValueError(f"dates both off and working: {sorted(both)}")
        return cls(off, on, cut_off)

    @property
    def version(self) -> str:
        """Return a name that differs whenever the table, the corrections or the cut-off differ."""
        national = CALENDAR_VERSION if self.table is None else self.table.version
        if not self.days_off and not self.working_days and self.cut_off == CUT_OFF:
            return national
        corrections = (
            [f"-{day.isoformat()}" for day in sorted(self.days_off)]
            + [f"+{day.isoformat()}" for day in sorted(self.working_days)]
            + [self.cut_off.isoformat()]
        )
        digest = hashlib.sha256("\n".join(corrections).encode()).hexdigest()
        return f"{national}+{digest[:8]}"

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on this day."""
        if day in self.working_days:
            return True
        if day in self.days_off:
            return False
        kept = self.table
        if kept is not None and kept.first <= day.year <= kept.last:
            off, worked_weekends = kept.off, kept.worked
        else:
            off, worked_weekends = _national(day.year)
        if day in worked_weekends:
            return True
        return day.weekday() < _SATURDAY and day not in off

    def to_record(self, *, first: int, last: int) -> dict[str, Any]:
        """Return this calendar as JSON values, with the national table of the years ``first`` to ``last``."""
        years = [_national(year) for year in range(first, last + 1)]
        return {
            "national": CALENDAR_VERSION,
            "years": [first, last],
            "off": _texts(day for off, _ in years for day in off),
            "worked": _texts(day for _, worked in years for day in worked),
            "own_days_off": _texts(self.days_off),
            "own_working_days": _texts(self.working_days),
            "cut_off": self.cut_off.isoformat(),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "WorkCalendar":
        """Return the calendar as it was kept by :meth:`to_record`, whatever is known by now."""
        first, last = record["years"]
        table = NationalTable(
            record["national"], first, last, _dates(record["off"]), _dates(record["worked"])
        )
        cut_off = time.fromisoformat(record["cut_off"])
        return cls(_dates(record["own_days_off"]), _dates(record["own_working_days"]), cut_off, table)


def _texts(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


NATIONAL = WorkCalendar()


def is_working_day(day: date, calendar: WorkCalendar = NATIONAL) -> bool:
    """Tell whether offices work on this day."""
    return calendar.is_working_day(day)


def next_working_day(day: date, calendar: WorkCalendar = NATIONAL) -> date:
    """Return the first working day after ``day``."""
    return add_working_days(day, 1, calendar)


def add_working_days(day: date, count: int, calendar: WorkCalendar = NATIONAL) -> date:
    """Return the ``count``-th working day after ``day``; ``day`` itself is not counted.

    With ``count`` 0 the result is ``day`` if it is a working day, else the next working day.

    Raises:
        ValueError: ``count`` is negative.
    """
    if count < 0:
        raise ValueError(f"count must not be negative: {count}")
    if count == 0 and calendar.is_working_day(day):
        return day
    for _ in range(max(count, 1)):
        day += _ONE_DAY
        while not calendar.is_working_day(day):
            day += _ONE_DAY
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar = NATIONAL) -> int:
    """Return how many working days lie after ``start`` up to and including ``end``.

    This is "days left" on a dossier whose due date is ``end``; negative once ``end`` has passed.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def counted_as_received_on(received: datetime, calendar: WorkCalendar = NATIONAL) -> date:
    """Return the working day on which a dossier counts as received.

    It is the day itself up to and including the cut-off hour of a working day, else the next working day.

    Raises:
        ValueError: ``received`` carries no time zone.
    """
    if received.tzinfo is None:
        raise ValueError("received must be an aware datetime")
    local = received.astimezone(VIETNAM)
    day = local.date()
    if calendar.is_working_day(day) and local.time() <= calendar.cut_off:
        return day
    return next_working_day(day, calendar)


def due_at(received: datetime, working_days: int, calendar: WorkCalendar = NATIONAL) -> date:
    """Return the day on which the answer is due: ``working_days`` after the day that counts as receipt.

    The day of receipt is not counted (Civil Code 2015, Articles 147 and 148).

    Raises:
        ValueError: ``received`` carries no time zone, or ``working_days`` is negative.
    """
    return add_working_days(counted_as_received_on(received, calendar), working_days, calendar)


@lru_cache(maxsize=64)
def _national(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the national days off of a year, and its week-end days that are worked in exchange."""
    import holidays  # noqa: PLC0415 - it loads the calendars of the whole world, and few programs count days

    table = holidays.VN(years=year)  # type: ignore[attr-defined]
    worked = {day for day in getattr(table, "weekend_workdays", ()) if day.year == year}
    return frozenset(day for day in table if day.year == year), frozenset(worked)
