"""A decision of the registry, kept in the outbox, told to the tax system."""

from datetime import date

from motcua.interconnect import outbox
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.ports import TaxPort
from motcua.interconnect.types import NeverTakenError, ProviderReceipt, TaxDecision


def send(row: OutboxMessage, tax: TaxPort) -> ProviderReceipt:
    """Tell the tax system; a decision waits while an earlier one about the same dossier was not taken.

    Raises:
        OutsideCallError: not taken now; :class:`NeverTakenError` with its reason when it refuses.
    """
    outbox.ensure_next(row)
    decided_on = date.fromisoformat(row.body["decided_on"])
    answer = tax.decided(TaxDecision(**{**row.body, "key": row.key, "decided_on": decided_on}))
    if not answer.accepted:
        raise NeverTakenError("tax", "refused_by_protocol", answer.reason)
    return ProviderReceipt("tax", answer.reference)
