"""A promised day that is wrong makes a person come in vain, or makes the office late."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import workdays
from motcua.kernel.clock import VIETNAM
from motcua.kernel.workdays import WorkCalendar, add_working_days, due_at, is_working_day

# Days off on weekdays, and the Saturdays worked instead, as the Government announced them for these years.
DAYS_OFF = {
    date(2025, 1, 1), date(2025, 1, 27), date(2025, 1, 28), date(2025, 1, 29), date(2025, 1, 30),
    date(2025, 1, 31), date(2025, 4, 7), date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2),
    date(2025, 9, 1), date(2025, 9, 2),
    date(2026, 1, 1), date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19),
    date(2026, 2, 20), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1), date(2026, 8, 31),
    date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24),
}  # fmt: skip
WORKED_SATURDAYS = {date(2025, 4, 26), date(2026, 8, 22)}

days = st.dates(date(2025, 1, 2), date(2026, 11, 1))
moments = st.builds(lambda day, hour: datetime.combine(day, hour, VIETNAM), days, st.times())


def announced(day: date) -> bool:
    return day in WORKED_SATURDAYS or (day.weekday() < 5 and day not in DAYS_OFF)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_days_are_those_the_government_announced(day: date) -> None:
    assert is_working_day(day) == announced(day)


@given(moments, st.integers(0, 30))
def test_between_receipt_and_due_day_lie_as_many_working_days_as_promised(
    received: datetime, count: int
) -> None:
    due = due_at(received, count)
    start = received.date()
    if not (announced(start) and received.time() <= time(15)):
        start += timedelta(days=1)
        while not announced(start):
            start += timedelta(days=1)
    worked = sum(announced(start + timedelta(days=n)) for n in range(1, (due - start).days + 1))
    assert worked == count
    assert announced(due)


@given(moments, moments, st.integers(0, 10))
def test_who_files_earlier_is_never_promised_a_later_day(one: datetime, other: datetime, count: int) -> None:
    first, second = sorted((one, other))
    assert due_at(first, count) <= due_at(second, count)


@given(days, st.integers(1, 15), st.integers(1, 15))
def test_adding_twice_is_adding_the_sum(day: date, one: int, other: int) -> None:
    assert add_working_days(add_working_days(day, one), other) == add_working_days(day, one + other)


@given(days, st.integers(1, 30))
def test_days_left_agree_with_the_promise(day: date, count: int) -> None:
    due = add_working_days(day, count)
    assert workdays.working_days_between(day, due) == count
    assert workdays.working_days_between(due, day) == -count


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23T09:00:00", date(2026, 11, 27)),  # 24 November is a day off since 2026
        ("2026-11-23T15:00:00", date(2026, 11, 27)),  # at the cut-off still the same day
        ("2026-11-23T15:00:01", date(2026, 11, 30)),  # a second later the next working day
        ("2026-11-21T10:00:00", date(2026, 11, 27)),  # a Saturday counts as the Monday
        ("2026-02-13T16:00:00", date(2026, 2, 26)),  # the Friday before Tết
    ],
)
def test_three_working_days(received: str, due: date) -> None:
    assert due_at(datetime.fromisoformat(f"{received}+07:00"), 3) == due


def test_the_hour_is_vietnams_wherever_the_server_stands() -> None:
    utc = datetime.fromisoformat("2026-11-23T08:30:00+00:00")  # 15:30 in Vietnam
    assert due_at(utc, 3) == date(2026, 11, 30)


def test_an_offices_own_days_win_and_change_the_version() -> None:
    flood = date(2026, 11, 25)
    saturday = date(2026, 11, 28)
    office = WorkCalendar.with_overrides(days_off=[flood], working_days=[saturday])
    assert not is_working_day(flood, office)
    assert is_working_day(saturday, office)
    assert due_at(datetime(2026, 11, 23, 9, tzinfo=VIETNAM), 3, office) == saturday
    assert office.version != workdays.NATIONAL.version
    assert WorkCalendar.with_overrides([flood], [saturday]).version == office.version


def test_a_date_both_off_and_worked_is_refused() -> None:
    with pytest.raises(ValueError, match="both"):
        WorkCalendar.with_overrides([date(2026, 3, 3)], [date(2026, 3, 3)])


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_at(datetime(2026, 11, 23, 9), 3)  # noqa: DTZ001 - that is the point
