"""The record of who did what, and the brake on guessing."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction
from django.db.models import CharField
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.audit import services
from motcua.audit.models import Attempt, Event
from motcua.audit.types import ACTOR_LENGTH
from motcua.dossiers import services as filings
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.kernel.errors import TooManyAttemptsError
from motcua.presence import services as presence

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
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


def test_the_record_cannot_be_emptied_at_one_stroke() -> None:
    """TRUNCATE is no DELETE: a trigger for rows alone lets it pass."""
    services.record(actor="officer:lan", action="dossier.approved", subject="dossier:1")
    for alias, table in (("default", "audit_event"), ("faces", "gallery_deletion")):
        with connections[alias].cursor() as cursor:
            # Off for tests that commit, see conftest.py.
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(alias):
                cursor.execute(f"TRUNCATE {table}")
    assert Event.objects.count() == 1


def test_a_counter_is_swept_when_its_window_is_over_and_not_before() -> None:
    """The address of who came once stayed for ever; a wrong fact about a face is to stay."""
    start = datetime(2026, 11, 24, 9, tzinfo=clock.VIETNAM)
    wait = timedelta(hours=1)
    with clock.frozen(start):
        services.limit_attempts("begin:10.0.0.1", most=3, window=MINUTE)
        services.back_off("face:device:1", free=3, first=MINUTE, longest=wait, forgotten_after=wait)
        services.back_off("face:misses:1", free=3, first=MINUTE, longest=wait, forgotten_after=None)
        assert services.sweep_attempts() == 0
    with clock.frozen(start + 2 * MINUTE):
        assert services.sweep_attempts() == 1
    with clock.frozen(start + timedelta(days=4000)):
        assert services.sweep_attempts() == 1
    assert Attempt.objects.get().key == "face:misses:1"


def test_the_attempt_after_the_last_allowed_one_is_refused_until_the_window_is_over() -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=clock.VIETNAM)
    with clock.frozen(start):
        for _ in range(3):
            services.limit_attempts("status:10.0.0.1", most=3, window=MINUTE)
        with pytest.raises(TooManyAttemptsError):
            services.limit_attempts("status:10.0.0.1", most=3, window=MINUTE)
        services.limit_attempts("status:10.0.0.2", most=3, window=MINUTE)
    with clock.frozen(start + MINUTE), pytest.raises(TooManyAttemptsError):
        services.limit_attempts("status:10.0.0.1", most=3, window=MINUTE)
    with clock.frozen(start + 2 * MINUTE):
        services.limit_attempts("status:10.0.0.1", most=3, window=MINUTE)


def test_success_forgives_earlier_attempts() -> None:
    services.limit_attempts("login:lan", most=1, window=MINUTE)
    services.clear_attempts("login:lan")
    services.limit_attempts("login:lan", most=1, window=MINUTE)


def test_an_attempt_taken_back_leaves_those_of_others_counted() -> None:
    services.limit_attempts("resume:10.0.0.1", most=2, window=MINUTE)
    services.limit_attempts("resume:10.0.0.1", most=2, window=MINUTE)
    services.uncount_attempt("resume:10.0.0.1")
    services.limit_attempts("resume:10.0.0.1", most=2, window=MINUTE)
    with pytest.raises(TooManyAttemptsError):
        services.limit_attempts("resume:10.0.0.1", most=2, window=MINUTE)
    services.uncount_attempt("resume:10.0.0.9")  # nobody's: nothing to take back


def test_what_the_database_cannot_hold_is_counted_all_the_same() -> None:
    services.limit_attempts("status:\0" + "x" * 500, most=1, window=MINUTE)
    with pytest.raises(TooManyAttemptsError):
        services.limit_attempts("status:" + "x" * 500, most=1, window=MINUTE)


def test_coming_back_too_often_waits_longer_each_time_and_is_forgotten_later() -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=clock.VIETNAM)

    def come(after: timedelta) -> int:
        """Return the seconds left to wait, 0 if let in."""
        with clock.frozen(start + after):
            try:
                services.back_off(
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


def _limited() -> None:
    services.limit_attempts("begin:10.0.0.1", most=3, window=MINUTE)


def _slowed() -> None:
    wait = timedelta(hours=1)
    services.back_off("face:device:1", free=3, first=MINUTE, longest=wait, forgotten_after=2 * wait)


@pytest.mark.parametrize("count", [_limited, _slowed])
def test_a_clock_that_was_wrong_shuts_nobody_out_until_then(count: Callable[[], None]) -> None:
    """A machine that woke up in 2036 counted there: after its clock was put right nobody got in for years."""
    start = datetime(2026, 11, 27, 9, tzinfo=clock.VIETNAM)
    with clock.frozen(start + timedelta(days=3650)):
        for _ in range(9):
            with contextlib.suppress(TooManyAttemptsError):
                count()
    with clock.frozen(start), contextlib.suppress(TooManyAttemptsError):
        count()
    with clock.frozen(start + timedelta(hours=3)):
        count()


def test_an_officer_with_the_longest_user_name_can_work(client: Client) -> None:
    """A name of more than 112 characters, as directories make them, got an error page at the sign-in.

    The columns of a dossier that repeat who acted were shorter than such an actor, too.
    """
    name = "nguyen.thi.minh.khai@" + "v" * 129
    people.officer(name)
    form = {"username": name, "password": people.PASSWORD}
    assert client.post("/ban-lam-viec/dang-nhap/", form).status_code == 302
    draft = filing.draft()
    draft.taken_by = f"officer:{name}"
    draft.save()
    dossier = filings.submit(draft.pk)
    at = f"/ban-lam-viec/ho-so/{dossier.code}"
    assert client.post(f"{at}/tiep-nhan/", {"seen": 1}).status_code == 302
    filings.approve(dossier.pk, actor=f"officer:{name}")
    presence.meet("draft:x", actor=f"officer:{name}")
    client.post("/ban-lam-viec/dang-xuat/")
    recorded = Event.objects.filter(actor=f"officer:{name}").values_list("action", flat=True)
    assert {"officer.signed_in", "dossier.accept", "dossier.approved", "officer.signed_out"} <= set(recorded)
    assert Dossier.objects.get().decision_by == f"officer:{name}"


def test_every_column_of_an_actor_holds_the_longest() -> None:
    names = {"actor", "taken_by", "decision_by", "decided_by", "revoked_by"}
    columns = {
        f"{model.__name__}.{field.name}": field.max_length
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.name in names and model.__module__.startswith("motcua.")
    }
    assert "Event.actor" in columns
    assert set(columns.values()) == {ACTOR_LENGTH}, columns
