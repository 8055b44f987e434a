"""What must go out: kept with the change that makes it necessary, sent until it arrived, once.

``put`` writes a row in the caller's transaction, so that change and message happen together or not at all.
A worker sends it outside of any transaction, under the row's key, by which the other side knows a second
sending; a row whose worker died is taken up again when its lease ends.
"""

import logging
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q

from motcua.interconnect import answers
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.types import OF_WRONG_ANSWERS, NeverTakenError, OutsideCallError, ProviderReceipt
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError

log = logging.getLogger(__name__)
#: Longer than any call with all its attempts takes.
_LEASE = timedelta(seconds=90)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 5, 900
#: After this nobody is helped by the message any more; a decision of the office is told however late.
_GIVE_UP = timedelta(days=3)
_NEVER_TOO_LATE = frozenset({"tax"})
#: Told however long the other side is away; what it refuses all that time ends like others.
_OWED = frozenset({"portal", "post"})

#: A number of the post is used again a year after at the earliest (Universal Postal Union, S10).
_NUMBER_IS_FREE = timedelta(days=360)
#: Channel -> what sends one message.
Send = Callable[[OutboxMessage], ProviderReceipt]
TASK = "interconnect.deliver"


def put(channel: str, key: str, body: Mapping[str, Any], *, subject: str) -> OutboxMessage:
    """Keep a message to be sent, once a key; part of the caller's transaction."""
    row, new = OutboxMessage.objects.get_or_create(
        channel=channel, key=key, defaults={"body": dict(body), "subject": subject}
    )
    if new:
        jobs.defer(TASK, message_id=row.pk)
    return row


def deliver(message_id: int, send: Send) -> bool:
    """Send one message unless it is sent, given up, or under way; tells whether it is sent now.

    A failure that may pass is noted and the message waits for its next attempt.

    Raises:
        Exception: whatever ``send`` raised that no system outside is the cause of; the message waits too.
    """
    now = clock.now()
    taken = (
        _waiting()
        .filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=message_id)
        .update(lease_until=now + _LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return False
    row = OutboxMessage.objects.get(pk=message_id)
    try:
        sent = send(row)
        _ensure_new_number(row, sent)
    except NeverTakenError as error:
        _end(row, failed_at=clock.now(), last_failure=_said(error.what))
        log.warning("outbox %s %s is never taken: %s", row.channel, row.key, error.kind)
        return False
    except OutsideCallError as error:
        # What is not signed says a proxy on the way, and not the other side.
        is_refused = error.kind == "refused_by_protocol" and error.details.get("signed", True)
        is_owed = row.channel in _OWED and not is_refused
        if error.kind in OF_WRONG_ANSWERS:
            log.warning("outbox %s %s: %s: %s", row.channel, row.key, error.kind, _said(error.what))
        _again(row, f"{error.kind}: {error.what}", is_owed=is_owed)
        return False
    except MotcuaError as error:  # such as a system that is no longer connected
        _again(row, type(error).__name__)
        log.warning("outbox %s %s cannot be sent: %s", row.channel, row.key, error.code)
        return False
    except Exception as error:
        _again(row, type(error).__name__)  # what it says may name a person
        raise
    return _end(row, sent_at=clock.now(), provider=sent.provider, receipt=sent.receipt, held_by="")


def requeue() -> int:
    """Queue what waits, is due, and nobody sends; returns how many."""
    now = clock.now()
    due = _waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now), next_at__lte=now)
    found = set(due.values_list("pk", flat=True)[:500])
    lost = found - jobs.waiting(TASK, "message_id", found)
    for pk in sorted(lost):
        jobs.defer(TASK, message_id=pk)
    return len(lost)


def ensure_next(row: OutboxMessage) -> None:
    """Let a message wait while an earlier one of its channel about the same subject waits.

    Raises:
        OutsideCallError: it is not its turn.
    """
    earlier = _waiting().filter(channel=row.channel, subject=row.subject, pk__lt=row.pk)
    if earlier.exists():
        raise OutsideCallError(row.channel, "unreachable", "waits for an earlier message about the dossier")


def ensure_none_waits(channel: str, **about: str) -> None:
    """Let a direct call wait while a message kept earlier, whose body says ``about``, was not taken.

    Raises:
        OutsideCallError: there is one; what is told now would contradict it there, or be undone by it.
    """
    if _waiting().filter(channel=channel, **{f"body__{name}": said for name, said in about.items()}).exists():
        raise OutsideCallError(channel, "unreachable", "waits for an earlier decision about the same code")


def record_provider(row: OutboxMessage, provider: str) -> None:
    """Note that a provider may have the message although its answer never came."""
    unsure = row.unsure + 1 if row.held_by == provider else 1
    OutboxMessage.objects.filter(pk=row.pk).update(held_by=provider, unsure=unsure)
    row.held_by, row.unsure = provider, unsure


def _ensure_new_number(row: OutboxMessage, sent: ProviderReceipt) -> None:
    """Return unless the post gives a parcel the number of another: its person would follow a stranger's.

    Raises:
        OutsideCallError: it does; asked again, it may give the right one.
    """
    if row.channel != "post":
        return
    others = OutboxMessage.objects.filter(channel=row.channel, receipt=sent.receipt).exclude(pk=row.pk)
    if others.filter(sent_at__gt=clock.now() - _NUMBER_IS_FREE).exists():
        raise OutsideCallError(row.channel, "wrong_answer", "the number is another parcel's")


def _said(what: str) -> str:
    return answers.cleaned(what, most=300)


def _waiting() -> Any:
    return OutboxMessage.objects.filter(sent_at=None, failed_at=None)


def _end(row: OutboxMessage, **changes: Any) -> bool:
    return bool(_waiting().filter(pk=row.pk).update(lease_until=None, **changes))


def _again(row: OutboxMessage, what: str, *, is_owed: bool = False) -> None:
    now = clock.now()
    if now - row.created_at > _GIVE_UP and not (is_owed or row.channel in _NEVER_TOO_LATE):
        _end(row, failed_at=now, last_failure=_said(what))
        return
    longest = min(_FIRST_WAIT_S * 2 ** min(row.attempts, 10), _LONGEST_WAIT_S)
    seconds = longest * random.uniform(0.5, 1)  # noqa: S311 - spreads load, keeps no secret
    _end(row, next_at=now + timedelta(seconds=seconds), last_failure=_said(what))
