"""Bringing a result to the person by the public post: ordered once; how far it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.kernel.messages import Bilingual
from motcua.procedures import services as forms

#: After so many times in vain the person is told that it is not under way.
_TRIES: Final = 3
_WORDS: Final = {
    "": Bilingual("Đang gửi yêu cầu cho bưu điện", "Being ordered from the post"),
    "ordered": Bilingual("Đã đặt bưu điện phát", "Ordered from the post"),
    "troubled": Bilingual(
        "Chưa đặt được bưu điện phát; hệ thống đang thử lại",
        "Not ordered from the post yet; it is tried again",
    ),
    "failed": Bilingual(
        "Không đặt được bưu điện phát; cơ quan sẽ liên hệ với bạn",
        "Could not be ordered from the post; the office will contact you",
    ),
    "accepted": Bilingual("Bưu điện đã nhận yêu cầu", "The post has the order"),
    "in_transit": Bilingual("Đang trên đường đến bạn", "On its way"),
    "delivered": Bilingual("Đã phát đến người nhận", "Delivered"),
    "returned": Bilingual("Không phát được, đã chuyển lại cơ quan", "Not delivered, returned to the office"),
}


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """How far a result is; ``tracking_number`` is empty until the post took the order.

    ``ended`` says that the post has not got it and never will: it came back, or was refused for good.
    """

    tracking_number: str
    state: Bilingual
    at: datetime | None
    where: str
    receiver: str
    address: str
    phone: str
    ended: bool


def begin(step: Transition) -> None:
    """Order the post when a result is made, or there already, whose person wants it by post.

    Part of the move's transaction.
    """
    dossier = step.dossier
    is_ready = step.move in {"grant", "change_receiving"} and dossier.state_enum == State.DECIDED
    wanted = is_ready and dossier.answers.get("result_channel") == "post"
    if not wanted or not interconnect.is_connected("post"):
        return
    body = {
        "dossier_code": dossier.code,
        "receiver": dossier.full_name,
        "address": str(dossier.answers.get("result_address") or forms.contact_address(dossier.answers)),
        "phone": str(dossier.answers.get("result_phone") or dossier.phone),
    }
    interconnect.put_message("post", dossier.code, body, subject=f"dossier:{dossier.code}")


def _before_it_moves(order: OutboxMessage) -> str:
    if order.sent_at is not None:
        return "ordered"
    if order.failed_at is not None:
        return "failed"
    return "troubled" if order.attempts >= _TRIES else ""


def of(dossier: Dossier) -> DeliveryView | None:
    """Return how far the result of a dossier is, None where it does not go by post."""
    found = OutboxMessage.objects.filter(channel="post", key=dossier.code).first()
    if found is None:
        return None
    last = found.events[-1] if found.events else None
    sent = _before_it_moves(found)
    return DeliveryView(
        tracking_number=found.receipt,
        state=_WORDS[last["state"] if last else sent],
        at=datetime.fromisoformat(last["at"]) if last else found.sent_at,
        where=last["where"] if last else "",
        receiver=found.body["receiver"],
        address=found.body["address"],
        phone=found.body["phone"],
        ended=found.failed_at is not None or (last is not None and last["state"] == "returned"),
    )
