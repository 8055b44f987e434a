"""The legal clock of a dossier: when its result is due, counted from what happened to it.

The day of receipt is not counted, days count whole, and the clock stands still while the citizen has
something to give or to pay (states 5 and 6 of the national portal). The due date is always computed from the
recorded moves, so nobody can set or backdate it; only an extension with its apology (form 04) names a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from motcua.dossiers.states import PAUSED, State
from motcua.kernel import workdays
from motcua.kernel.clock import VIETNAM
from motcua.kernel.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Event:
    """What the clock needs of one move; ``new_day`` is the day an extension promises."""

    at: datetime
    source: State | None
    target: State
    new_day: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """``due_on`` is the day promised; while ``paused``, ``left`` working days are kept for later.

    ``counted_from`` is the working day that counts as the (last) receipt: it is not counted itself.
    """

    due_on: date
    counted_from: date
    paused: bool
    left: int


def deadline(events: Iterable[Event], *, working_days: int, calendar: WorkCalendar) -> Deadline:
    """Count the clock through the moves of a dossier, the first of which is its receipt.

    A dossier that was already late when it was paused has no day left: it is due on the day it comes back.

    Raises:
        ValueError: there are no events.
    """
    now: Deadline | None = None
    for event in events:
        if now is None:
            start = workdays.counted_as_received_on(event.at, calendar)
            due = workdays.add_working_days(start, working_days, calendar)
            now = Deadline(due, start, paused=False, left=working_days)
        elif event.new_day is not None:
            now = Deadline(event.new_day, now.counted_from, now.paused, now.left)
        elif event.target in PAUSED and not now.paused:
            # The day on which the office asks is the office's own.
            day = max(event.at.astimezone(VIETNAM).date(), now.counted_from)
            left = max(workdays.working_days_between(day, now.due_on, calendar), 0)
            now = Deadline(now.due_on, now.counted_from, paused=True, left=left)
        elif now.paused and event.target not in PAUSED:
            start = workdays.counted_as_received_on(event.at, calendar)
            due = workdays.add_working_days(start, now.left, calendar)
            now = Deadline(due, start, paused=False, left=now.left)
    if now is None:
        raise ValueError("a dossier without a receipt has no deadline")
    return now
