"""Following what the public post brings (``deliveries`` orders it), until its arrival is recorded."""

import logging
from datetime import datetime

from django.db import transaction

from motcua.dossiers import moves
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.types import OutsideCallError
from motcua.kernel.errors import MotcuaError

log = logging.getLogger(__name__)
_ENDED = ("delivered", "returned")


def follow() -> int:
    """Ask the post about every parcel on its way; returns how many have news."""
    if not interconnect.is_connected("post"):
        return 0
    news = 0
    sent = OutboxMessage.objects.filter(channel="post", sent_at__isnull=False, delivered_at=None)
    for row in sent.order_by("id"):
        if row.events and row.events[-1]["state"] in _ENDED:
            continue
        try:
            events = interconnect.post().track(row.receipt)
        except OutsideCallError as error:
            log.warning("the post could not be asked about %s: %s", row.receipt, error.kind)
            continue
        told = [{"state": item.state, "at": item.at.isoformat(), "where": item.where} for item in events]
        if not told or told == row.events:  # what was known stays, whatever the post forgets
            continue
        try:
            _note(row.pk, told)
        except MotcuaError as error:  # one parcel's dossier must not keep the others' news away
            log.warning("news of %s could not be kept: %s", row.receipt, error)
            continue
        news += 1
    return news


@transaction.atomic
def _note(row_id: int, events: list[dict[str, str]]) -> None:
    row = OutboxMessage.objects.select_for_update().get(pk=row_id)
    row.events = events
    if events[-1]["state"] == "delivered":
        row.delivered_at = datetime.fromisoformat(events[-1]["at"])
        dossier = Dossier.objects.filter(code=row.key, state=State.DECIDED).first()
        if dossier is not None:
            moves.hand_over(dossier.pk, actor="system:post")
    row.save(update_fields=["events", "delivered_at"])
