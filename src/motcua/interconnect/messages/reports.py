"""What a provider says later: the message arrived on the person's device, or could not."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from motcua.interconnect import answers
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
        moment, receipt = answers.moment(at), answers.words(receipt)[:96]
    except answers.NotUsableError:
        return "malformed"
    rows = OutboxMessage.objects.filter(provider=system, receipt=receipt)
    if rows.count() > 1:  # the provider gave one number twice: nobody knows which message arrived
        return "ambiguous"
    change = {"delivered_at": moment} if delivered else {"last_failure": "not delivered"}
    if rows.update(**change):
        return "delivered" if delivered else "not_delivered"
    return "unknown" if clock.now() - received_at > PATIENCE else ""
