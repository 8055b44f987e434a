"""One message, several providers: the next one is asked when the one before does not take it.

A provider that certainly has not taken the message (not reached, not asked, refused) is passed over at once.
One whose answer was lost may have sent it: it is asked again under the same key, by which it knows the
message; only when that fails several times does the next one get it, because a person who is told twice is
better off than one who is not told.
"""

from collections.abc import Sequence

from motcua.interconnect import outbox
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.ports import MessagePort
from motcua.interconnect.types import (
    FailureKind,
    NeverTakenError,
    OutgoingText,
    OutsideCallError,
    ProviderReceipt,
)

#: Attempts of the outbox at a provider that may have the message, before the next one gets it.
PATIENCE = 3
_CERTAINLY_NOT: frozenset[FailureKind] = frozenset({"unreachable", "circuit_open", "refused_by_protocol"})


def send(row: OutboxMessage, providers: Sequence[MessagePort]) -> ProviderReceipt:
    """Hand a message to the first provider that takes it.

    Raises:
        NeverTakenError: each provider says that it never will.
        OutsideCallError: none took it now.
    """
    message = OutgoingText(row.key, row.body["to"], row.body["text"], row.body.get("subject", ""))
    failures: list[OutsideCallError] = []
    for provider in _in_order(row, providers):
        try:
            return ProviderReceipt(provider.system, provider.send(message))
        except OutsideCallError as error:
            failures.append(error)
            if error.kind not in _CERTAINLY_NOT:
                outbox.record_provider(row, provider.system)
                if row.unsure < PATIENCE:
                    raise
    if not failures:
        raise OutsideCallError(row.channel, "unreachable", "no provider is connected")
    passing = [error for error in failures if not isinstance(error, NeverTakenError)]
    raise passing[-1] if passing else failures[-1]


def _in_order(row: OutboxMessage, providers: Sequence[MessagePort]) -> list[MessagePort]:
    """The one that may have it comes first until its patience is used up, then last."""
    holder = [item for item in providers if item.system == row.held_by]
    others = [item for item in providers if item.system != row.held_by]
    return holder + others if row.unsure < PATIENCE else others + holder
