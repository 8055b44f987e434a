"""Each effect exactly once, though every message may arrive twice, late, or not at all at first."""

import contextlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.interconnect import inbox, outbox, selectors
from motcua.interconnect.models import InboxMessage, OutboxMessage
from motcua.interconnect.types import NeverTakenError, OutsideCallError, ProviderReceipt
from motcua.kernel import clock
from motcua.kernel.errors import SetupError

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 1, 9, 30, tzinfo=clock.VIETNAM)

#: What can happen to one attempt: it works, it never arrives, its answer is lost, the worker dies after it.
HAPPENINGS = st.sampled_from(["works", "lost", "answer_lost", "worker_dies"])


class WorkerDiedError(BaseException):
    """Not an error that anybody handles."""


class OtherSide:
    """A system that knows idempotency keys, as the contract asks of it."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.happening = "works"

    def __call__(self, row: OutboxMessage) -> ProviderReceipt:
        if self.happening == "lost":
            raise OutsideCallError("x", "unreachable", "lost")
        if row.key not in self.seen:
            self.seen.add(row.key)
            self.effects[row.key] += 1
        if self.happening == "answer_lost":
            raise OutsideCallError("x", "timeout", "lost")
        if self.happening == "worker_dies":
            raise WorkerDiedError
        return ProviderReceipt("x", f"R-{row.key}")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), HAPPENINGS, st.booleans()), max_size=12))
def test_what_goes_out_has_its_effect_once(story: list[tuple[str, str, bool]]) -> None:
    OutboxMessage.objects.all().delete()
    other, now = OtherSide(), START
    for key, happening, again in story:
        now += timedelta(hours=1)  # any lease and pause is over
        with clock.frozen(now):
            row = outbox.put("x", key, {"n": 1}, subject="dossier:1")
            for _ in range(2 if again else 1):  # the queue too may run a piece of work twice
                other.happening = happening
                with contextlib.suppress(WorkerDiedError):
                    outbox.deliver(row.pk, other)
    other.happening = "works"
    with clock.frozen(now + timedelta(hours=1)):
        for row in OutboxMessage.objects.filter(sent_at=None):
            assert outbox.deliver(row.pk, other)
    wanted = {key for key, _, _ in story}
    assert other.effects == Counter(wanted)
    assert {(row.key, row.receipt) for row in OutboxMessage.objects.all()} == {(k, f"R-{k}") for k in wanted}


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=12))
def test_what_comes_in_has_its_effect_once(story: list[tuple[str, bool, bool]]) -> None:
    """Each entry: a message comes (again), and is or is not acted upon, perhaps by a worker that dies."""
    InboxMessage.objects.all().delete()
    effects: Counter[str] = Counter()

    def effect(body: Mapping[str, Any]) -> str:
        effects[body["name"]] += 1
        return "done"

    def die(body: Mapping[str, Any]) -> str:
        raise WorkerDiedError

    for name, acted, dies in story:
        row = inbox.keep("bank", f"id-{name}", {"name": name})
        try:
            if acted:
                with transaction.atomic():
                    inbox.handle(row.pk, die if dies else effect)
        except WorkerDiedError:
            pass
    for row in InboxMessage.objects.all():
        assert inbox.handle(row.pk, effect) == "done"
    assert effects == Counter({name for name, _, _ in story})
    assert sum(row.times for row in InboxMessage.objects.all()) == len(story)


def test_one_key_is_put_once_and_queued_once() -> None:
    first = outbox.put("x", "k", {"n": 1}, subject="dossier:1")
    assert outbox.put("x", "k", {"n": 2}, subject="dossier:1").pk == first.pk
    assert ProcrastinateJob.objects.filter(task_name=outbox.TASK).count() == 1
    assert outbox.requeue() == 0  # it waits in the queue already


def test_a_message_under_way_is_not_sent_by_another() -> None:
    other = OtherSide()
    row = outbox.put("x", "k", {}, subject="dossier:1")
    other.happening = "worker_dies"
    with pytest.raises(WorkerDiedError):
        outbox.deliver(row.pk, other)
    other.happening = "works"
    assert not outbox.deliver(row.pk, other)
    ProcrastinateJob.objects.all().update(task_name="gone")  # as an emptied queue
    assert outbox.requeue() == 0
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert outbox.requeue() == 1
        assert outbox.deliver(row.pk, other)


def test_a_lost_queue_loses_no_message() -> None:
    row = inbox.keep("bank", "id-1", {})
    ProcrastinateJob.objects.all().update(task_name="gone")
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert inbox.requeue() == 1
        assert inbox.requeue() == 0
    assert row.handled_at is None


def test_what_nobody_will_take_ends_and_what_nobody_took_for_days_too() -> None:
    def never(row: OutboxMessage) -> ProviderReceipt:
        raise NeverTakenError("x", "refused_by_protocol", "no such number")

    def down(row: OutboxMessage) -> ProviderReceipt:
        raise OutsideCallError("x", "unreachable", "down")

    for send, later in ((never, timedelta()), (down, timedelta(days=4))):
        row = outbox.put("x", f"k{later.days}", {}, subject="dossier:1")
        with clock.frozen(clock.now() + later):
            assert not outbox.deliver(row.pk, send)
        row.refresh_from_db()
        assert row.failed_at is not None
        assert row.last_failure


@pytest.mark.parametrize("error", [SetupError(system="portal"), KeyError("of another version")])
def test_what_breaks_while_it_is_sent_waits_longer_each_time(error: Exception) -> None:
    """A system that is no longer connected, or a mistake of ours: each message failed every minute and a half
    for ever, left a failed piece of work each time, and the oldest 500 kept all others from being looked at.
    """

    def send(row: OutboxMessage) -> ProviderReceipt:
        raise error

    now = START
    with clock.frozen(now):
        row = outbox.put("x", "k", {}, subject="dossier:1")
    for _ in range(12):
        with clock.frozen(now), contextlib.suppress(KeyError):
            outbox.deliver(row.pk, send)
        row.refresh_from_db()
        assert row.lease_until is None
        assert row.next_at > now
        now = row.next_at
    assert now - START > timedelta(minutes=30)
    assert type(error).__name__ in row.last_failure
    with clock.frozen(START + timedelta(days=4)), contextlib.suppress(KeyError):
        outbox.deliver(row.pk, send)
    row.refresh_from_db()
    assert row.failed_at is not None


@pytest.mark.parametrize("channel", ["tax", "portal", "post"])
def test_what_an_office_owes_is_told_however_long_the_other_side_was_away(channel: str) -> None:
    """After four days of Tết the national portal knew nothing of four days' dossiers, and never would."""
    other = OtherSide()
    with clock.frozen(START):
        row = outbox.put(channel, "k", {}, subject="dossier:1")
    other.happening = "lost"
    with clock.frozen(START + timedelta(days=4)):
        outbox.deliver(row.pk, other)
    row.refresh_from_db()
    assert row.failed_at is None


@pytest.mark.parametrize("what", ["\x00", "\ud800", "\x1b[31m\u202e", "x" * 5000])
@pytest.mark.parametrize("kind", ["wrong_answer", "never"])
def test_what_the_other_side_says_of_a_failure_can_be_kept(what: str, kind: str) -> None:
    """The title of a page with status 404 broke the row: its message was tried for ever."""

    def send(row: OutboxMessage) -> ProviderReceipt:
        if kind == "never":
            raise NeverTakenError("x", "refused_by_protocol", f"no: {what}")
        raise OutsideCallError("x", "wrong_answer", f"no: {what}")

    row = outbox.put("x", "k", {}, subject="dossier:1")
    assert not outbox.deliver(row.pk, send)
    row.refresh_from_db()
    assert (row.failed_at is not None) is (kind == "never")
    assert row.lease_until is None
    assert "no:" in row.last_failure
    assert row.last_failure.isprintable()


def test_a_proxy_that_answers_for_the_portal_refuses_nothing() -> None:
    """A gateway said 404 over the holidays, unsigned: what the office owed the portal was given up."""

    def send(row: OutboxMessage) -> ProviderReceipt:
        raise OutsideCallError("portal", "refused_by_protocol", "status 404", signed=row.key == "signed")

    with clock.frozen(START):
        rows = {key: outbox.put("portal", key, {}, subject=key) for key in ("signed", "unsigned")}
    with clock.frozen(START + timedelta(days=4)):
        for row in rows.values():
            outbox.deliver(row.pk, send)
            row.refresh_from_db()
    assert [rows[key].failed_at is None for key in ("signed", "unsigned")] == [False, True]


def test_a_parcel_never_gets_the_number_of_another_persons() -> None:
    """Whoever looked their result up followed a stranger's parcel, whose arrival ended their dossier."""
    numbers = {"a": "EH000000014VN", "b": "EH000000014VN"}
    rows = {key: outbox.put("post", key, {}, subject=f"dossier:{key}") for key in numbers}
    send = [
        outbox.deliver(row.pk, lambda row: ProviderReceipt("post", numbers[row.key])) for row in rows.values()
    ]
    assert send == [True, False]
    rows["b"].refresh_from_db()
    assert (rows["b"].receipt, rows["b"].sent_at) == ("", None)
    (trouble,) = selectors.troubles()
    assert (trouble.system, trouble.kind, trouble.count) == ("post", "answers_wrongly", 1)
    numbers["b"] = "EH000000028VN"
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert outbox.deliver(rows["b"].pk, lambda row: ProviderReceipt("post", numbers[row.key]))
    assert selectors.troubles() == []


def test_what_made_no_sense_is_found_by_who_looks_after_the_machines() -> None:
    row = inbox.keep("bank", "id-1", {})
    inbox.handle(row.pk, lambda _: "malformed")
    (trouble,) = selectors.troubles()
    assert (trouble.system, trouble.kind, trouble.what) == (
        "bank", "not_understood", f"message {row.pk}: malformed"
    )  # fmt: skip
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert selectors.troubles() == []
