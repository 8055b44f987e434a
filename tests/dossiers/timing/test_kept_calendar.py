"""A day off decided later must not move a promise that a citizen already holds on paper."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from unittest import mock

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.support import filing as support
from tests.support.days import OFF_2026, WORKED_2026, DayCounter

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, KeptCalendar
from motcua.dossiers.timing import deadlines
from motcua.kernel import clock, workdays
from motcua.kernel.clock import VIETNAM
from motcua.kernel.workdays import WorkCalendar
from motcua.outcomes.issuance import slips_and_notices
from motcua.procedures import catalogue_reader
from motcua.procedures.selectors import get_office

pytestmark = pytest.mark.django_db
#: Within the days written down by hand: a life of this test ends before the year does.
_BEGIN = datetime(2026, 1, 5, 8, tzinfo=VIETNAM)


@contextmanager
def office_works_by(calendar: WorkCalendar) -> Iterator[None]:
    """Give the office another calendar, as a changed catalogue file would."""
    here = tuple(
        replace(office, calendar=calendar) if office.slug == support.OFFICE else office
        for office in catalogue_reader.offices()
    )
    with mock.patch.object(catalogue_reader, "offices", return_value=here):
        yield


def own_calendar(days: list[date]) -> WorkCalendar:
    """Swap days: those of a weekday become days off, those of a week-end are worked."""
    return WorkCalendar.with_overrides(
        days_off=[day for day in days if day.weekday() < 5], working_days=[d for d in days if d.weekday() > 4]
    )


def second_opinion(days: list[date]) -> AbstractContextManager[object]:
    """Let the hand-written counter know the corrections of the day of filing, and only those."""

    def works(day: date) -> bool:
        if day in days:
            return day.weekday() > 4
        return day in WORKED_2026 or (day.weekday() < 5 and day not in OFF_2026)

    return mock.patch("tests.support.days.works", works)


some_days = st.lists(
    st.integers(0, 60).map(lambda n: (_BEGIN + timedelta(days=n)).date()), max_size=6, unique=True
)


@settings(max_examples=20, phases=(Phase.explicit, Phase.generate))  # to shrink takes minutes here
@given(
    when_filed=some_days,
    decided_later=some_days,
    filed_after=st.integers(0, 60 * 24 * 20),
    gaps=st.lists(st.integers(0, 60 * 24 * 6), max_size=4),
    national_later=some_days,
)
def test_no_day_decided_later_moves_what_was_promised_at_receipt(
    when_filed: list[date],
    decided_later: list[date],
    filed_after: int,
    gaps: list[int],
    national_later: list[date],
) -> None:
    moment = _BEGIN + timedelta(minutes=filed_after)
    with office_works_by(own_calendar(when_filed)), clock.frozen(moment), second_opinion(when_filed):
        counter = DayCounter(moment, 3)
        dossier = services.submit(support.draft(**_somebody()).pk)
        services.accept(dossier.pk, actor="officer:lan")
        promised = counter.due
    # The Government fixes days off too: the national table is another one by now.
    changed = (frozenset(national_later), frozenset[date]())
    national = mock.patch.object(workdays, "_national", return_value=changed)
    with office_works_by(own_calendar(decided_later)), national, second_opinion(when_filed):
        for index, minutes in enumerate(gaps):
            moment += timedelta(minutes=minutes)
            with clock.frozen(moment):
                if index % 2 == 0:
                    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Ảnh mờ", items=["Thẻ"])
                    counter.pause(moment)
                else:
                    services.answer_supplement(dossier.pk, actor="citizen:x", note="Đã gửi lại")
                    counter.go_on(moment)
        found = Dossier.objects.get(pk=dossier.pk)
        assert found.due_on == counter.due
        slip = slips_and_notices.slip_data(found)
    assert slip.due_on == promised


_people = iter(range(1000, 10_000))


def _somebody() -> dict[str, str]:
    number = f"07919000{next(_people)}"
    return {"personal_number": number}


def test_a_dossier_of_before_keeping_began_still_has_a_deadline() -> None:
    dossier = services.submit(support.draft().pk)
    KeptCalendar.objects.all().delete()
    assert deadlines.of(dossier).due_on == dossier.due_on


def test_dossiers_under_one_calendar_keep_it_once() -> None:
    first = services.submit(support.draft().pk)
    second = services.submit(support.draft(**_somebody()).pk)
    assert first.calendar_version == second.calendar_version == get_office(support.OFFICE).calendar.version
    assert KeptCalendar.objects.get().pk == first.calendar_version


@given(some_days)
def test_a_kept_calendar_answers_as_the_one_it_was(days: list[date]) -> None:
    calendar = own_calendar(days)
    again = WorkCalendar.from_record(calendar.to_record(first=2026, last=2027))
    assert again.version == calendar.version
    every = [date(2025, 12, 1) + timedelta(days=n) for n in range(900)]
    assert [again.is_working_day(day) for day in every] == [calendar.is_working_day(day) for day in every]
