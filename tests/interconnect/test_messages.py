"""Telling a person: one provider or the other, not twice if it can be helped, and with a receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect import inbox, outbox, tasks
from motcua.interconnect.messages import failover, reports
from motcua.interconnect.messages.adapter import HttpMessages
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import messages as sandbox
from motcua.interconnect.types import NeverTakenError, OutgoingText, OutsideCallError, ProviderReceipt
from motcua.kernel import clock

HELLO = OutgoingText("k-1", "0901234567", "Ho so da nop")


@dataclass
class Both:
    """Two providers with the adapters that reach them."""

    play: tuple[sandbox.Provider, sandbox.Provider]
    ports: list[HttpMessages]

    def taken(self) -> list[int]:
        return [len(item.taken) for item in self.play]


@pytest.fixture(scope="module")
def _running() -> Iterator[Both]:
    (first, one), (second, two) = sandbox.make("sms_1", SECRET), sandbox.make("sms_2", SECRET)
    with serving(first) as at_one, serving(second) as at_two:
        ports = [
            HttpMessages(at_one, SECRET, QUICK, system="sms_1"),
            HttpMessages(at_two, SECRET, QUICK, system="sms_2"),
        ]
        yield Both((one, two), ports)
        for port in ports:
            port.close()


@pytest.fixture
def both(_running: Both) -> Both:
    for item in _running.play:
        item.taken.clear()
        item.faults.clear()
    for port in _running.ports:
        port._http.breaker.succeeded()
    return _running


def row(**changes: Any) -> OutboxMessage:
    return outbox.put("sms", "k-1", {"to": HELLO.to, "text": HELLO.text, **changes}, subject="dossier:1")


def test_one_message_is_taken_once_and_shown(both: Both) -> None:
    port = both.ports[0]
    assert port.send(HELLO) == port.send(HELLO) == "SMS_1-000001"
    shown = httpx.get(f"{port.address}/__sent", trust_env=False).json()["sent"]
    assert [(item["to"], item["text"]) for item in shown] == [(HELLO.to, HELLO.text)]
    assert port.check().ok


def test_a_receiver_that_does_not_exist_is_never_taken(both: Both) -> None:
    with pytest.raises(NeverTakenError):
        both.ports[0].send(OutgoingText("k-2", "12", "x"))


@pytest.mark.parametrize("fault", [{"wrong": "missing_field"}, {"wrong": "signature"}, {"error_rate": 1}])
def test_an_unusable_answer_is_told(both: Both, fault: dict[str, Any]) -> None:
    both.play[0].faults.change(fault)
    with pytest.raises(OutsideCallError):
        both.ports[0].send(HELLO)


@pytest.mark.django_db
def test_the_second_takes_over_at_once_where_the_first_is_away_or_refuses(both: Both) -> None:
    for fault in ({"down": True}, {"refuse": "hết tiền"}):
        both.play[0].faults.change(fault)
        assert failover.send(row(), both.ports).provider == "sms_2"
        both.play[0].faults.clear()
    assert both.taken() == [0, 1]


@pytest.mark.django_db
def test_who_may_have_it_is_asked_again_before_the_other_gets_it(both: Both) -> None:
    """Its answer was lost: the person may have the message already and should not get it twice."""
    both.play[0].faults.change({"wrong": "signature"})
    message = row()
    with pytest.raises(OutsideCallError):
        failover.send(message, both.ports)
    assert both.taken() == [1, 0]
    both.play[0].faults.clear()
    message.refresh_from_db()
    assert message.held_by == "sms_1"
    assert failover.send(message, both.ports).receipt == "SMS_1-000001"
    assert both.taken() == [1, 0]


@pytest.mark.django_db
def test_patience_ends_because_being_told_is_a_right(both: Both) -> None:
    both.play[0].faults.change({"wrong": "signature"})
    message = row()
    for _ in range(failover.PATIENCE - 1):
        with pytest.raises(OutsideCallError):
            failover.send(message, both.ports)
        message.refresh_from_db()
    assert failover.send(message, both.ports).provider == "sms_2"


@pytest.mark.django_db
def test_only_when_each_says_never_it_is_never(both: Both) -> None:
    with pytest.raises(NeverTakenError):
        failover.send(row(to="12"), both.ports)
    both.play[1].faults.change({"down": True})
    with pytest.raises(OutsideCallError) as caught:
        failover.send(row(), [both.ports[1]])
    assert not isinstance(caught.value, NeverTakenError)
    with pytest.raises(OutsideCallError):
        failover.send(row(), [])


@pytest.mark.django_db
def test_a_report_marks_its_own_message_only() -> None:
    message = row()
    outbox.deliver(message.pk, lambda item: failover.ProviderReceipt("sms_1", "R-1"))
    report = {"receipt": "R-1", "delivered": True, "at": "2026-11-20T09:00:00+07:00"}
    now = clock.now()
    assert reports.take("sms_2", now, report) == ""  # it may yet become known
    assert reports.take("sms_2", now - timedelta(hours=1), report) == "unknown"
    assert reports.take("sms_1", now, {**report, "at": "2026-12-01"}) == "malformed"
    assert reports.take("sms_1", now, {**report, "delivered": "yes"}) == "malformed"
    assert reports.take("sms_1", now, {**report, "delivered": False}) == "not_delivered"
    assert reports.take("sms_1", now, report) == "delivered"
    message.refresh_from_db()
    assert message.delivered_at is not None


@pytest.mark.django_db
def test_a_report_that_is_faster_than_our_own_note_is_not_lost() -> None:
    report = {"receipt": "R-9", "delivered": True, "at": "2026-11-20T09:00:00+07:00"}
    kept = inbox.keep("sms_1", "report-R-9", report)
    tasks.take_report(kept.pk)
    message = row()
    outbox.deliver(message.pk, lambda item: failover.ProviderReceipt("sms_1", "R-9"))
    tasks.take_report(kept.pk)
    message.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.outcome, message.delivered_at is not None) == ("delivered", True)


@pytest.mark.django_db
def test_a_report_about_a_number_given_twice_proves_nothing() -> None:
    for key in ("a", "b"):
        row = outbox.put("sms", key, {"to": "0901234567", "text": "x"}, subject="dossier:1")
        outbox.deliver(row.pk, lambda _: ProviderReceipt("sms_1", "R-1"))
    report = {"receipt": "R-1", "delivered": True, "at": "2026-11-20T09:00:00+07:00"}
    assert reports.take("sms_1", clock.now(), report) == "ambiguous"
    assert not OutboxMessage.objects.filter(delivered_at__isnull=False).exists()


@pytest.mark.parametrize(
    "at", ["2026-02-30T09:00:00+07:00", "2099-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_a_report_of_a_day_that_cannot_be_is_malformed(at: str) -> None:
    assert reports.take("sms_1", clock.now(), {"receipt": "R-1", "delivered": True, "at": at}) == "malformed"
