"""What a provider says later: the message arrived on the person's device, or could not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.interconnect.models import OutboxMessage


def take(system: str, body: Mapping[str, Any]) -> str:
    """Note a delivery report of ``system``; returns what came of it."""
    receipt, delivered, at = body.get("receipt"), body.get("delivered"), body.get("at")
    if not isinstance(receipt, str) or not isinstance(delivered, bool) or not isinstance(at, str):
        return "malformed"
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return "malformed"
    if moment.tzinfo is None:
        return "malformed"
    rows = OutboxMessage.objects.filter(provider=system, receipt=receipt)
    if not delivered:
        return "not_delivered" if rows.update(last_failure="not delivered") else "unknown"
    return "delivered" if rows.update(delivered_at=moment) else "unknown"
