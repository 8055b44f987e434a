"""Asking a worker to judge a sequence."""

from collections.abc import Collection
from typing import Final

_TASK: Final = "presence.judge"


def lock_of(subject: str) -> str:
    """Return the queue's lock for work on what a subject showed: one piece at a time, in the order asked
    for."""
    return f"presence:{subject}"


def defer(challenge: str, subject: str) -> None:
    """Ask for it in the caller's transaction."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task(_TASK, lock=lock_of(subject)).defer(challenge=challenge)


def waiting(challenges: Collection[str]) -> set[str]:
    """Return which of these wait in the queue, not begun (the index ``motcua_waiting_work``)."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    asked = [{"challenge": challenge} for challenge in challenges]
    jobs = ProcrastinateJob.objects.filter(task_name=_TASK, status="todo", args__in=asked)
    return {arguments["challenge"] for arguments in jobs.values_list("args", flat=True)}
