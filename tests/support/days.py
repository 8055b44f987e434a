"""A second opinion on working days: written by hand, walking the calendar, for tests to compare with."""

from datetime import date, datetime, time, timedelta

#: Days off of 2026 that fall on weekdays, and the Saturday worked in exchange, written down by hand from the
#: Government's notices as the reference of this project lists them; the program takes them from elsewhere.
OFF_2026 = {
    date(2026, 1, 1), *(date(2026, 2, day) for day in range(16, 21)), date(2026, 4, 27), date(2026, 4, 30),
    date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24),
}  # fmt: skip
WORKED_2026 = {date(2026, 8, 22)}


def works(day: date) -> bool:
    """Tell whether offices work on a day of 2026."""
    return day in WORKED_2026 or (day.weekday() < 5 and day not in OFF_2026)


def received(moment: datetime) -> date:
    """Return the working day that counts as the day of receipt: the cut-off is 15:00."""
    day = moment.date()
    if moment.time() > time(15, 0) or not works(day):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    return day


def walk(day: date, count: int) -> date:
    """Return the ``count``-th working day after a day."""
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


class DayCounter:
    """Keeps one dossier's promise by walking, a day at a time; ``due`` is the day promised."""

    def __init__(self, filed: datetime, working_days: int) -> None:
        self._from = received(filed)
        self._left = 0
        self.due = walk(self._from, working_days)

    def pause(self, moment: datetime) -> None:
        """The office asks: this day is still its own, those after it are kept for later."""
        day, self._left = max(moment.date(), self._from), 0
        while day < self.due:
            day += timedelta(days=1)
            self._left += works(day)

    def go_on(self, moment: datetime) -> None:
        """The citizen has answered: the days kept begin after the day of receipt."""
        self._from = received(moment)
        self.due = walk(self._from, self._left)

    def promise(self, day: date) -> None:
        """An apology with a later day."""
        self.due = day
