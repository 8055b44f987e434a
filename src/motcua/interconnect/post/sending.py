"""An order for the post, kept in the outbox, made into a call; its receipt is the tracking number."""

from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.ports import PostPort
from motcua.interconnect.types import Parcel, ProviderReceipt


def send(row: OutboxMessage, post: PostPort) -> ProviderReceipt:
    """Order the delivery.

    Raises:
        OutsideCallError: not taken now.
    """
    return ProviderReceipt("post", post.order(Parcel(key=row.key, **row.body)).tracking_number)
