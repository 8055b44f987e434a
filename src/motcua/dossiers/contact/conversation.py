"""What the citizen and the office of a dossier write to each other, on the dossier's two pages.

The words are personal data: they stand on those pages only, never in the record of acts, a log, a text
message or an e-mail. That the person was told that the office wrote is proven as for moves
(:mod:`motcua.dossiers.contact.notifications`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.contact import notifications
from motcua.dossiers.contact.notifications import Notification
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Dossier, Message
from motcua.dossiers.states import OPEN
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, InvalidInputError, TooManyAttemptsError
from motcua.kernel.messages import Bilingual

Side = Message.Side

#: Characters of one message.
LONGEST: Final = 2000
#: What a citizen may write on one dossier in a day.
MOST_A_DAY: Final = 10
#: How long after a dossier's last step its citizen may still write.
AFTER_END: Final = timedelta(days=30)
#: The same words again within this time are one button pressed twice.
_TWICE: Final = timedelta(minutes=10)


class MessageTextError(InvalidInputError):
    """There are no words, or too many."""

    code = "message_text"
    default_message = Bilingual(
        vi=f"Hãy viết lời nhắn, tối đa {LONGEST} ký tự.",
        en=f"Write a message of at most {LONGEST:,} characters.",
    )


class TooManyMessagesError(TooManyAttemptsError):
    """The citizen has written enough for one day."""

    code = "too_many_messages"
    default_message = Bilingual(
        vi=f"Hôm nay bạn đã gửi {MOST_A_DAY} lời nhắn cho hồ sơ này. Hãy gửi tiếp vào ngày mai, "
        "hoặc gọi điện cho cơ quan.",
        en=f"You have sent {MOST_A_DAY} messages on this dossier today. Please go on tomorrow, "
        "or call the office.",
    )


class MessagesClosedError(ConflictError):
    """The dossier ended too long ago."""

    code = "messages_closed"
    default_message = Bilingual(
        vi=f"Hồ sơ đã kết thúc hơn {AFTER_END.days} ngày nên không nhận lời nhắn nữa. "
        "Vui lòng gọi điện hoặc đến cơ quan.",
        en=f"The dossier ended more than {AFTER_END.days} days ago and takes no more messages. "
        "Please call or visit the office.",
    )


@dataclass(frozen=True, slots=True)
class ConversationMessage:
    """One message as pages show it; ``told`` is how the person was told of one of the office's."""

    side: str
    author: str
    text: str
    at: datetime
    seen_at: datetime | None
    to_answer: bool
    told: tuple[Notification, ...]


def may_write(dossier: Dossier) -> bool:
    """Tell whether its citizen may write: while it is open, and for a while after its last step."""
    if dossier.state_enum in OPEN:
        return True
    last = dossier.transitions.last()
    return last is not None and clock.now() <= last.at + AFTER_END


def thread(dossier: Dossier, *, to_citizen: bool = False) -> list[ConversationMessage]:
    """Return all messages, the oldest first; ``to_citizen`` as in ``notifications.notifications_of``."""
    items = list(dossier.talk.all())
    told = notifications.notifications_of(dossier, to_citizen=to_citizen) if items else []
    return [
        ConversationMessage(
            side=item.side,
            author=item.author,
            text=item.text,
            at=item.at,
            seen_at=item.seen_at,
            to_answer=item.side == Side.CITIZEN and item.answered_at is None,
            told=tuple(one for one in told if one.message == item.pk),
        )
        for item in items
    ]


def mark_seen(dossier: Dossier, *, by: Side) -> None:
    """Note that one side has the page open and sees what the other wrote; the first time counts."""
    dossier.talk.exclude(side=by).filter(seen_at=None).update(seen_at=clock.now())


def awaiting_answer(office: str) -> set[int]:
    """Return the keys of an office's dossiers whose citizen wrote and was not written to since."""
    waiting = Message.objects.filter(side=Side.CITIZEN, answered_at=None, dossier__office=office)
    return set(waiting.values_list("dossier_id", flat=True))


def write_as_citizen(dossier: Dossier, *, text: str) -> Message:
    """Keep what the citizen writes to the office.

    Raises:
        MessageTextError: no words, or more than :data:`LONGEST` characters.
        MessagesClosedError: the dossier ended too long ago.
        TooManyMessagesError: more than :data:`MOST_A_DAY` on one day.
    """
    words = _tidy(text)
    if not may_write(dossier):
        raise MessagesClosedError(dossier=dossier.code)
    try:
        audit.limit_attempts(f"message:{dossier.pk}", most=MOST_A_DAY, window=timedelta(days=1))
    except TooManyAttemptsError as error:
        raise TooManyMessagesError(dossier=dossier.code) from error
    return _write(dossier.pk, Side.CITIZEN, words, actor=f"citizen:{dossier.draft_id}")


def write_as_office(dossier: Dossier, *, text: str, actor: str) -> Message:
    """Keep what an officer writes to the citizen, and tell the person that there is something to read.

    ``actor`` is ``officer:<username>``; that it is one of the dossier's office is the caller's to check.

    Raises:
        MessageTextError: no words, or more than :data:`LONGEST` characters.
    """
    return _write(dossier.pk, Side.OFFICE, _tidy(text), actor=actor)


@transaction.atomic
def _write(dossier_id: int, side: Side, words: str, *, actor: str) -> Message:
    dossier = lock_dossier(dossier_id)
    now, last = clock.now(), dossier.talk.last()
    if last is not None and (last.side, last.text) == (side, words) and now - last.at < _TWICE:
        return last
    author = actor.removeprefix("officer:") if side == Side.OFFICE else ""
    written = Message.objects.create(dossier=dossier, side=side, author=author, text=words, at=now)
    audit.record(actor=actor, action="message.written", subject=f"dossier:{dossier.code}", message=written.pk)
    if side == Side.OFFICE:
        dossier.talk.filter(side=Side.CITIZEN, answered_at=None).update(answered_at=now)
        notifications.notify_of_message(written)
    return written


def _tidy(text: str) -> str:
    """Browsers count a line's end as one character and send two."""
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST:
        raise MessageTextError(length=len(words))
    return words
