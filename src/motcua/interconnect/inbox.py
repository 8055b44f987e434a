"""What outside systems tell us: believed only when signed, kept once, acted upon once.

Each message carries the sender's own number as idempotency key. However often it comes, one row is kept;
what it causes is written in one transaction with the note that it was handled.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DataError, transaction
from django.db.models import F

from motcua.interconnect import answers
from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.messages import smtp
from motcua.interconnect.models import InboxMessage
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual

log = logging.getLogger(__name__)
#: System -> the task that acts on its messages, called with ``message_id`` (decision 11).
TASKS = {
    "bank": "dossiers.take_payment",
    **dict.fromkeys(("sms_1", "sms_2", "email_1", "email_2"), "interconnect.take_report"),
}
#: Outcomes after which somebody must look: of another form; under a number that was another's.
NOT_UNDERSTOOD = frozenset({"malformed", "contradicts", "ambiguous"})
#: What came this recently may still be on its way into the queue.
_FRESH = timedelta(seconds=30)
_nonces = signatures.NonceMemory()


class UnsignedError(NotAllowedError):
    """The message does not come from whom it says."""

    code = "message_not_signed"
    status = 401
    default_message = Bilingual(
        vi="Thông điệp không có chữ ký hợp lệ của hệ thống gửi.",
        en="The message is not signed by the system that it says it comes from.",
    )


def receive(system: str, headers: Mapping[str, str], *, path: str, body: bytes) -> InboxMessage:
    """Keep a signed message and have it acted upon; the same message again changes nothing.

    Raises:
        NotFoundError: no such system is connected, or it is a mail server, which tells nothing.
        UnsignedError: signature missing, stale, used before or wrong.
        InvalidInputError: not a JSON object that can be kept, or without a number of its own.
    """
    if system not in TASKS or not settings.OUTSIDE[system][0]:
        raise NotFoundError(system=system)
    if settings.OUTSIDE[system][0].startswith(smtp.SCHEMES):
        # Its secret is the password there, or nothing: whoever knows that is not the mail server.
        raise NotFoundError(system=system)
    try:
        signatures.verify_request(
            settings.OUTSIDE[system][1], headers, method="POST", path=path, body=body, nonces=_nonces
        )
    except signatures.SignatureError as error:
        raise UnsignedError(system=system, why=str(error)) from error
    message_id = headers.get("Idempotency-Key") or ""
    data = _object(body)
    try:
        return keep(system, message_id, data)
    except DataError as error:  # U+0000, half a character, NaN: sent again it would be the same
        raise InvalidInputError(system=system, what="cannot be kept") from error


@transaction.atomic
def keep(system: str, message_id: str, body: Mapping[str, Any]) -> InboxMessage:
    """Keep a message whose signature holds; another one under the same number is a message of its own.

    Raises:
        InvalidInputError: it has no number of its own.
    """
    if not 1 < len(message_id) <= 96:
        raise InvalidInputError(system=system, key=message_id[:96])
    row, new = InboxMessage.objects.get_or_create(
        system=system, message_id=message_id, defaults={"body": dict(body)}
    )
    if not new and row.body != body:
        # Not the same message again: taken for it, what it says would be lost without a word.
        log.warning("inbox: %s gave the number of message %s to another one", system, row.pk)
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        row, new = InboxMessage.objects.get_or_create(
            system=system, message_id=f"{message_id[:80]}~{digest[:12]}", defaults={"body": dict(body)}
        )
    if new:
        jobs.defer(TASKS[system], message_id=row.pk)
    else:
        InboxMessage.objects.filter(pk=row.pk).update(times=F("times") + 1)
    return row


@transaction.atomic
def handle(message_id: int, effect: Callable[[Mapping[str, Any]], str]) -> str:
    """Let a message have its effect unless it had; both or neither. Returns what came of it.

    An effect that returns an empty text has done nothing yet: the message is given out again later.
    """
    row = InboxMessage.objects.select_for_update().get(pk=message_id)
    if row.handled_at is None:
        row.outcome = effect(row.body)[:64]
        row.handled_at = clock.now() if row.outcome else None
        if row.outcome in NOT_UNDERSTOOD:
            log.warning("inbox: message %s of %s had no effect: %s", row.pk, row.system, row.outcome)
        row.save(update_fields=["outcome", "handled_at"])
    return row.outcome


def requeue() -> int:
    """Queue what came and nobody acted upon; returns how many."""
    late = InboxMessage.objects.filter(handled_at=None, received_at__lt=clock.now() - _FRESH)
    given = 0
    for task in sorted(set(TASKS.values())):
        systems = [system for system, its in TASKS.items() if its == task]
        found = set(late.filter(system__in=systems).values_list("pk", flat=True)[:500])
        missing = sorted(found - jobs.waiting(task, "message_id", found))
        for pk in missing:
            jobs.defer(task, message_id=pk)
        given += len(missing)
    return given


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = answers.read_json(body)
    except answers.NotUsableError as error:
        raise InvalidInputError(what="not JSON") from error
    if not isinstance(data, dict):
        raise InvalidInputError(what="not an object")
    return data
