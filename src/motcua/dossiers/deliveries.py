"""Bringing a result to the person by the public post: ordered once, followed, and its arrival recorded."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.types import OutsideCallError
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.procedures import services as procedures

log = logging.getLogger(__name__)
_ENDED = ("delivered", "returned")
_WORDS: Final = {
    "": Bilingual("Đang gửi yêu cầu cho bưu điện", "Being ordered from the post"),
    "ordered": Bilingual("Đã đặt bưu điện phát", "Ordered from the post"),
    "accepted": Bilingual("Bưu điện đã nhận yêu cầu", "The post has the order"),
    "in_transit": Bilingual("Đang trên đường đến bạn", "On its way"),
    "delivered": Bilingual("Đã phát đến người nhận", "Delivered"),
    "returned": Bilingual("Không phát được, đã chuyển lại cơ quan", "Not delivered, returned to the office"),
}


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How far a result is; ``tracking_number`` is empty until the post took the order."""

    tracking_number: str
    state: Bilingual
    at: datetime | None
    where: str
    receiver: str
    address: str
    phone: str


def begin(step: Transition) -> None:
    """Order the post when a result is made whose person wants it by post; part of the move's transaction."""
    dossier = step.dossier
    wanted = step.move == "grant" and dossier.answers.get("result_channel") == "post"
    if not wanted or not interconnect.is_connected("post"):
        return
    body = {
        "dossier_code": dossier.code,
        "receiver": dossier.full_name,
        "address": str(dossier.answers.get("result_address") or procedures.contact_address(dossier.answers)),
        "phone": dossier.phone,
    }
    interconnect.put_message("post", dossier.code, body, subject=f"dossier:{dossier.code}")


def of(dossier: Dossier) -> DeliveryView | None:
    """Return how far the result of a dossier is, None where it does not go by post."""
    found = OutboxMessage.objects.filter(channel="post", key=dossier.code).first()
    if found is None:
        return None
    last = found.events[-1] if found.events else None
    sent = "ordered" if found.sent_at else ""
    return DeliveryView(
        tracking_number=found.receipt,
        state=_WORDS[last["state"] if last else sent],
        at=datetime.fromisoformat(last["at"]) if last else found.sent_at,
        where=last["where"] if last else "",
        receiver=found.body["receiver"],
        address=found.body["address"],
        phone=found.body["phone"],
    )


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
    from motcua.dossiers.moves import move  # noqa: PLC0415 - it begins deliveries

    row = OutboxMessage.objects.select_for_update().get(pk=row_id)
    row.events = events
    if events[-1]["state"] == "delivered":
        row.delivered_at = datetime.fromisoformat(events[-1]["at"])
        dossier = Dossier.objects.filter(code=row.key, state=State.DECIDED).first()
        if dossier is not None:
            move(dossier.pk, "hand_over", actor="system:post")
    row.save(update_fields=["events", "delivered_at"])
