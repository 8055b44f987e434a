"""How far what must go out is, for the pages of those who wait for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Q, QuerySet

from motcua.interconnect import inbox
from motcua.interconnect.models import InboxMessage, OutboxMessage
from motcua.interconnect.types import OF_WRONG_ANSWERS
from motcua.kernel import clock

#: What ended this long ago is no news any more.
_NEWS = timedelta(days=7)
#: What nobody was told is told in another way, or is gone; what a system is owed somebody must tell it.
_OWED = ("tax", "portal", "post")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message of the outbox; ``receipt`` is the other side's number once it was ``sent_at``.

    ``refusal`` says why nobody will ever take it, empty while it is on its way.
    """

    key: str
    sent_at: datetime | None
    receipt: str
    refusal: str


def outgoing(channel: str, subject: str) -> dict[str, Outgoing]:
    """Return the messages of a channel about a subject by their keys, the oldest first."""
    found = OutboxMessage.objects.filter(channel=channel, subject=subject).order_by("pk")
    return {
        row.key: Outgoing(row.key, row.sent_at, row.receipt, row.last_failure if row.failed_at else "")
        for row in found
    }


@dataclass(frozen=True, slots=True)
class Trouble:
    """Messages that an outside system's wrong answers keep waiting, that ended unsent, or made no sense.

    ``system`` is the channel or the sender, ``what`` one of them in words, ``since`` the oldest.
    """

    system: str
    kind: Literal["answers_wrongly", "never_taken", "not_understood"]
    count: int
    since: datetime
    what: str


def troubles() -> list[Trouble]:
    """Return what somebody must look at, though each system says that it works."""
    kinds = [Q(last_failure__startswith=f"{kind}:") for kind in sorted(OF_WRONG_ANSWERS)]
    waiting = OutboxMessage.objects.filter(sent_at=None, failed_at=None).filter(
        kinds[0] | kinds[1] | kinds[2]
    )
    ended = OutboxMessage.objects.filter(failed_at__gt=clock.now() - _NEWS, channel__in=_OWED)
    found = [
        *_by_channel("answers_wrongly", waiting.order_by("created_at")),
        *_by_channel("never_taken", ended.order_by("created_at")),
    ]
    strange = InboxMessage.objects.filter(
        outcome__in=inbox.NOT_UNDERSTOOD, received_at__gt=clock.now() - _NEWS
    ).order_by("received_at")
    for system in sorted(set(strange.values_list("system", flat=True))):
        its = strange.filter(system=system)
        first = its[0]
        what = f"message {first.pk}: {first.outcome}"
        found.append(Trouble(system, "not_understood", its.count(), first.received_at, what))
    return found


def _by_channel(
    kind: Literal["answers_wrongly", "never_taken"], rows: QuerySet[OutboxMessage]
) -> Iterator[Trouble]:
    for channel in sorted(set(rows.values_list("channel", flat=True))):
        its = rows.filter(channel=channel)
        first = its[0]
        what = f"message {first.pk}: {first.last_failure}"
        yield Trouble(channel, kind, its.count(), first.created_at, what)
