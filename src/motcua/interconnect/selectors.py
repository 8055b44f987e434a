"""How far what must go out is, for the pages of those who wait for it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.interconnect.models import OutboxMessage


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
