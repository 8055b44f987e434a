"""Asking a worker to judge a sequence."""

from collections.abc import Collection
from typing import Final

from motcua.jobs import services as jobs

_TASK: Final = "presence.judge"


def lock_of(subject: str) -> str:
    """Return the queue's lock for work on what a subject showed: one piece at a time, in the order asked
    for."""
    return f"presence:{subject}"


def defer(challenge: str, subject: str) -> None:
    """Ask for it in the caller's transaction."""
    jobs.defer(_TASK, lock=lock_of(subject), challenge=challenge)


def waiting(challenges: Collection[str]) -> set[str]:
    """Return which of these wait in the queue, not begun."""
    return jobs.waiting(_TASK, "challenge", challenges)
