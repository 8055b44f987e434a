"""What a provider says later: the message arrived on the person's device, or could not."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from motcua.interconnect.models import OutboxMessage
from motcua.kernel import clock

#: A report may be faster than the note that the provider took the message; after this it is nobody's.
PATIENCE = timedelta(minutes=10)


def take(system: str, received_at: datetime, body: Mapping[str, Any]) -> str:
    """Note a delivery report of ``system``; returns what came of it, empty while its message is not known."""
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
    change = {"delivered_at": moment} if delivered else {"last_failure": "not delivered"}
    if rows.update(**change):
        return "delivered" if delivered else "not_delivered"
    return "unknown" if clock.now() - received_at > PATIENCE else ""
