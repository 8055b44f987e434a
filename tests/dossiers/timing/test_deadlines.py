"""A day counted wrong makes an office late without knowing it, or cheats a citizen of a promise."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import filing as support
from tests.support.days import received, works

from motcua.dossiers import services
from motcua.dossiers.errors import ExtensionError
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.dossiers.timing import deadlines
from motcua.dossiers.timing.legal_clock import Event, deadline
from motcua.kernel import clock
from motcua.kernel.clock import VIETNAM
from motcua.kernel.workdays import NATIONAL, WorkCalendar


def independent_due(moments: list[datetime], working_days: int) -> date | None:
    """Walk the calendar day by day: receipt, ask, answer, ask, answer …; None while the citizen has it.

    A day is the office's when it works, lies after the receipt (or answer) and not after the next request.
    """
    left = working_days
    for index in range(0, len(moments), 2):
        day = received(moments[index])
        asked = moments[index + 1].date() if index + 1 < len(moments) else None
        if left == 0 and asked is None:
            return day
        while asked is None or day < asked:
            day += timedelta(days=1)
            if not works(day) or (asked is not None and day > asked):
                continue
            if left:
                left -= 1
            if left == 0 and asked is None:
                return day
    return None


@st.composite
def lives(draw: st.DrawFn) -> list[datetime]:
    moment = datetime(2026, 1, 5, 8, tzinfo=VIETNAM) + timedelta(minutes=draw(st.integers(0, 60 * 24 * 250)))
    moments = [moment]
    for _ in range(draw(st.integers(0, 4))):
        moment += timedelta(minutes=draw(st.integers(0, 60 * 24 * 14)))
        moments.append(moment)
    return moments


@settings(max_examples=300)
@given(moments=lives(), working_days=st.integers(1, 15))
def test_the_clock_counts_as_one_who_walks_the_calendar_does(
    moments: list[datetime], working_days: int
) -> None:
    states = [State.SUBMITTED, *([State.SUPPLEMENT_REQUIRED, State.PROCESSING] * 2)]
    events = [
        Event(at, None if index == 0 else states[index - 1], states[index])
        for index, at in enumerate(moments)
    ]
    found = deadline(events, working_days=working_days, calendar=NATIONAL)
    expected = independent_due(moments, working_days)
    assert found.paused == (expected is None)
    if expected is not None:
        assert found.due_on == expected


@given(moments=lives(), more=st.integers(1, 30))
def test_a_day_off_of_the_office_never_shortens_its_time_or_falls_on_it(
    moments: list[datetime], more: int
) -> None:
    events = [Event(moments[0], None, State.SUBMITTED)]
    plain = deadline(events, working_days=3, calendar=NATIONAL)
    own = WorkCalendar.with_overrides(days_off=[moments[0].date() + timedelta(days=more)])
    found = deadline(events, working_days=3, calendar=own)
    assert found.due_on >= plain.due_on
    assert own.is_working_day(found.due_on)


pytestmark = pytest.mark.django_db


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(*moment, tzinfo=VIETNAM))  # type: ignore[misc]
    monkeypatch.setattr(clock, "today", lambda: date(*moment[:3]))  # type: ignore[misc]


def taken_in(monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Filed on Tuesday 1 December 2026 in the morning: due on Friday the 4th."""
    at(monkeypatch, 2026, 12, 1, 9)
    made = services.submit(support.draft().pk)
    services.accept(made.pk, actor="officer:lan")
    return Dossier.objects.get(pk=made.pk)


def test_the_time_stands_still_while_the_citizen_has_something_to_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = taken_in(monkeypatch)
    assert dossier.due_on == date(2026, 12, 4)
    at(monkeypatch, 2026, 12, 2, 16)
    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Ảnh mờ", items=["Mặt trước thẻ"])
    at(monkeypatch, 2026, 12, 10, 16)  # after the cut-off: counts as received on the 11th
    services.answer_supplement(dossier.pk, actor="citizen:x", note="Đã gửi lại")
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 15)


def test_a_lateness_stays_on_record_whatever_is_asked_or_promised_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = taken_in(monkeypatch)
    at(monkeypatch, 2026, 12, 3, 9)
    assert deadlines.sweep() == 1  # due tomorrow: a warning
    at(monkeypatch, 2026, 12, 7, 9)
    assert deadlines.sweep() == 1
    assert deadlines.sweep() == 0
    services.extend(dossier.pk, actor="officer:lan", new_day=date(2026, 12, 9), reason="Chờ cơ quan thuế")
    found = Dossier.objects.get(pk=dossier.pk)
    assert found.due_on == date(2026, 12, 9)
    assert [mark.kind for mark in found.deadline_marks.all()] == ["soon", "late"]


def test_an_officer_who_asks_when_it_is_late_is_still_late(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = taken_in(monkeypatch)
    at(monkeypatch, 2026, 12, 8, 9)  # no sweep ran
    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Ảnh mờ", items=["Mặt trước thẻ"])
    assert [mark.kind for mark in dossier.deadline_marks.all()] == ["late"]
    at(monkeypatch, 2026, 12, 10, 9)
    services.answer_supplement(dossier.pk, actor="citizen:x", note="Đã gửi lại")
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 10)


@pytest.mark.parametrize("day", [date(2026, 12, 4), date(2026, 12, 5), date(2026, 11, 30)])
def test_a_promise_is_moved_only_to_a_working_day_after_it(
    monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    dossier = taken_in(monkeypatch)
    with pytest.raises(ExtensionError):
        services.extend(dossier.pk, actor="officer:lan", new_day=day, reason="Chờ cơ quan thuế")


def test_a_promise_is_moved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = taken_in(monkeypatch)
    services.extend(dossier.pk, actor="officer:lan", new_day=date(2026, 12, 8), reason="Chờ cơ quan thuế")
    with pytest.raises(ExtensionError):
        services.extend(dossier.pk, actor="officer:lan", new_day=date(2026, 12, 9), reason="Chờ nữa")
    assert Dossier.objects.get(pk=dossier.pk).due_on == date(2026, 12, 8)
