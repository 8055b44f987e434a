"""The record of who did what, and the brake on guessing."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from motcua.audit import services
from motcua.audit.models import Event
from motcua.kernel import clock
from motcua.kernel.errors import TooManyAttemptsError

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_an_event_can_be_neither_changed_nor_removed() -> None:
    services.record(actor="officer:lan", action="dossier.approved", subject="dossier:1", score=0.5)
    for change in (
        lambda: Event.objects.update(actor="officer:minh"),
        lambda: Event.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Event.objects.get().data == {"score": 0.5}


def test_the_attempt_after_the_last_allowed_one_is_refused_until_the_window_is_over() -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=clock.VIETNAM)
    with clock.frozen(start):
        for _ in range(3):
            services.limit("status:10.0.0.1", most=3, window=MINUTE)
        with pytest.raises(TooManyAttemptsError):
            services.limit("status:10.0.0.1", most=3, window=MINUTE)
        services.limit("status:10.0.0.2", most=3, window=MINUTE)
    with clock.frozen(start + MINUTE), pytest.raises(TooManyAttemptsError):
        services.limit("status:10.0.0.1", most=3, window=MINUTE)
    with clock.frozen(start + 2 * MINUTE):
        services.limit("status:10.0.0.1", most=3, window=MINUTE)


def test_success_forgives_earlier_attempts() -> None:
    services.limit("login:lan", most=1, window=MINUTE)
    services.forgive("login:lan")
    services.limit("login:lan", most=1, window=MINUTE)


def test_an_attempt_taken_back_leaves_those_of_others_counted() -> None:
    services.limit("resume:10.0.0.1", most=2, window=MINUTE)
    services.limit("resume:10.0.0.1", most=2, window=MINUTE)
    services.uncount("resume:10.0.0.1")
    services.limit("resume:10.0.0.1", most=2, window=MINUTE)
    with pytest.raises(TooManyAttemptsError):
        services.limit("resume:10.0.0.1", most=2, window=MINUTE)
    services.uncount("resume:10.0.0.9")  # nobody's: nothing to take back


def test_what_the_database_cannot_hold_is_counted_all_the_same() -> None:
    services.limit("status:\0" + "x" * 500, most=1, window=MINUTE)
    with pytest.raises(TooManyAttemptsError):
        services.limit("status:" + "x" * 500, most=1, window=MINUTE)


def test_coming_back_too_often_waits_longer_each_time_and_is_forgotten_later() -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=clock.VIETNAM)

    def come(after: timedelta) -> int:
        """Return the seconds left to wait, 0 if let in."""
        with clock.frozen(start + after):
            try:
                services.slow_down(
                    "face:device",
                    free=2,
                    first=MINUTE,
                    longest=4 * MINUTE,
                    forgotten_after=timedelta(hours=1),
                )
            except TooManyAttemptsError as error:
                return int(str(error.details["wait"]))
        return 0

    assert [come(0 * MINUTE), come(0 * MINUTE)] == [0, 0]
    assert come(0 * MINUTE) == 61
    assert come(1 * MINUTE) == 0, "being refused must not make the wait longer"
    assert come(2 * MINUTE) > 0
    assert come(3 * MINUTE) == 0
    assert come(6 * MINUTE) > 0
    assert come(7 * MINUTE) == 0
    assert come(11 * MINUTE) == 0, "never longer than the longest"
    assert come(timedelta(hours=2)) == come(timedelta(hours=2)) == 0, "forgotten"
