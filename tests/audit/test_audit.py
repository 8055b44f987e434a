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


def test_what_the_database_cannot_hold_is_counted_all_the_same() -> None:
    services.limit("status:\0" + "x" * 500, most=1, window=MINUTE)
    with pytest.raises(TooManyAttemptsError):
        services.limit("status:" + "x" * 500, most=1, window=MINUTE)
