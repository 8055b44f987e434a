"""Recording events and limiting attempts."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from motcua.audit.models import Attempt, Event
from motcua.kernel import clock
from motcua.kernel.errors import TooManyAttemptsError


def record(*, actor: str, action: str, subject: str, reason: str = "", **data: Any) -> None:
    """Write one event in the caller's transaction.

    Args:
        actor: ``officer:<username>``, ``citizen:<draft or dossier>`` or ``system:<what>``.
        action: dotted and stable, such as ``dossier.approved`` or ``photo.viewed``.
        subject: what it was about, such as ``dossier:H29…``.
        reason: why, in words, where the law or the office wants one.
        data: JSON values for the reader of the record; never an image, never a secret.
    """
    Event.objects.create(
        at=clock.now(), actor=actor, action=action, subject=subject, reason=reason, data=data
    )


def limit_attempts(key: str, *, most: int, window: timedelta) -> None:
    """Count one attempt under ``key`` and refuse the one that is too many in the window.

    The count survives a rolled-back request because callers use it before anything else is written.

    Raises:
        TooManyAttemptsError: more than ``most`` attempts since the window began.
    """
    now, key = clock.now(), _tidy(key)
    with transaction.atomic():
        attempt, _ = Attempt.objects.select_for_update().get_or_create(
            key=key, defaults={"since": now, "count": 0}
        )
        # Counted while a clock was wrong: nobody is shut out until that time comes.
        attempt.since = min(attempt.since, now)
        if now - attempt.since > window:
            attempt.since, attempt.count = now, 0
        attempt.count += 1
        attempt.forget_at = attempt.since + window
        attempt.save()
    if attempt.count > most:
        raise TooManyAttemptsError(key=key)


def back_off(
    key: str, *, free: int, first: timedelta, longest: timedelta, forgotten_after: timedelta | None
) -> None:
    """Count one attempt under ``key`` and make who comes back too often wait longer each time.

    ``free`` attempts cost nothing; after them the next one must wait ``first`` from the last, and twice as
    long each time, at most ``longest``. Whoever comes too early is refused and not counted. Without an
    attempt for ``forgotten_after`` all is forgotten; never where that is None. A key of
    :func:`limit_attempts` must not be used here.

    Raises:
        TooManyAttemptsError: too early; ``details["wait"]`` has the seconds left.
    """
    now, key = clock.now(), _tidy(key)
    with transaction.atomic():
        attempt, _ = Attempt.objects.select_for_update().get_or_create(
            key=key, defaults={"since": now, "count": 0}
        )
        if attempt.since > now:  # as in :func:`limit_attempts`
            attempt.since = now
            attempt.save()
        if forgotten_after is not None and now - attempt.since > forgotten_after:
            attempt.count = 0
        late = attempt.count - free
        wait = min(first * 2 ** min(late, 30), longest) if late >= 0 else timedelta()
        left = attempt.since + wait - now
        if late < 0 or left <= timedelta():
            attempt.since, attempt.count = now, attempt.count + 1
            attempt.forget_at = None if forgotten_after is None else now + forgotten_after
            attempt.save()
            return
    raise TooManyAttemptsError(key=key, wait=int(left.total_seconds()) + 1)


def uncount_attempt(key: str) -> None:
    """Take one attempt back that turned out to be no guess; what others failed stays counted."""
    Attempt.objects.filter(key=_tidy(key), count__gt=0).update(count=F("count") - 1)


def clear_attempts(key: str) -> None:
    """Forget the attempts under ``key`` after a success."""
    Attempt.objects.filter(key=_tidy(key)).delete()


def sweep_attempts() -> int:
    """Remove counters whose window is over, with the addresses in them; returns how many."""
    return Attempt.objects.filter(forget_at__lt=clock.now()).delete()[0]


def _tidy(key: str) -> str:
    """Keys hold what people typed: PostgreSQL takes no NUL, and the column has an end."""
    return key.replace("\0", "")[:160]
