"""What the outbox holds for the national portal, made into calls, each dossier's messages in their order."""

from datetime import date, datetime

from motcua.interconnect import outbox
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.ports import PortalPort
from motcua.interconnect.types import PortalDossier, PortalStep, ProviderReceipt


def send(row: OutboxMessage, portal: PortalPort) -> ProviderReceipt:
    """Tell the portal; a message waits while an earlier one about the same dossier was not taken.

    Raises:
        OutsideCallError: not taken now.
    """
    outbox.ensure_next(row)
    body = dict(row.body)
    kind = body.pop("kind")
    if kind != "progress":
        order = body.pop("order", 0)
        dossier = PortalDossier(
            **{
                **body,
                "submitted_at": datetime.fromisoformat(body["submitted_at"]),
                "due_on": date.fromisoformat(body["due_on"]),
                "papers": tuple((name, digest) for name, digest in body["papers"]),
            }
        )
        return ProviderReceipt(
            "portal", portal.submit(dossier) if kind == "submit" else portal.amend(dossier, order)
        )
    step = PortalStep(
        **{
            **body,
            "at": datetime.fromisoformat(body["at"]),
            "due_on": date.fromisoformat(body["due_on"]),
        }
    )
    return ProviderReceipt("portal", portal.progress(step))
