"""Handing work to the queue by its name: what does it may live floors above who asks for it (decision 11).

The queue is procrastinate's, in the main database: what is handed over in a transaction is there with it, or
not at all.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from asgiref.sync import async_to_sync

#: What was begun this often and never ended stays failed, to be looked at: it may be what kills workers.
MOST_ATTEMPTS: Final = 10
#: What failed for good is kept so long to be looked at. What it was given may name a person, whose unfinished
#: filing is kept no longer (``drafts.DRAFT_LIFE``).
_KEPT: Final = timedelta(days=14)


def defer(task: str, *, lock: str | None = None, **arguments: Any) -> None:
    """Ask a worker to run a task with JSON arguments; part of the caller's transaction.

    Work under one ``lock`` is done one piece at a time, in the order it was asked for.
    """
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task(task, lock=lock).defer(**arguments)


def waiting(task: str, argument: str, among: Collection[Any]) -> set[Any]:
    """Return for which of the values of its one ``argument`` the task waits in the queue, not begun.

    What else waits is not read, however long the queue is (the index ``motcua_waiting_work``).
    """
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    asked = [{argument: value} for value in among]
    jobs = ProcrastinateJob.objects.filter(task_name=task, status="todo", args__in=asked)
    return {arguments[argument] for arguments in jobs.values_list("args", flat=True)}


def is_waiting(task: str, **arguments: Any) -> bool:
    """Whether the task waits in the queue with exactly these arguments, not begun."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    return bool(ProcrastinateJob.objects.filter(task_name=task, status="todo", args=arguments).exists())


def requeue_abandoned() -> int:
    """Give out again what a worker had begun that died; returns how many pieces. Twice changes nothing.

    The queue itself leaves such work as begun for ever. Sweeps are dropped: the next is due soon anyway.
    """
    from procrastinate.contrib.django import app  # noqa: PLC0415
    from procrastinate.jobs import Status  # noqa: PLC0415

    manager, taken = app.job_manager, 0
    for job in async_to_sync(manager.get_stalled_jobs)():
        if job.queueing_lock is not None:
            async_to_sync(manager.finish_job)(job, Status.FAILED, delete_job=True)
        elif job.attempts >= MOST_ATTEMPTS:
            async_to_sync(manager.finish_job)(job, Status.FAILED, delete_job=False)
        else:
            async_to_sync(manager.retry_job)(job)
            taken += 1
    return taken


def sweep() -> None:
    """Remove what failed for good some time ago."""
    from procrastinate.contrib.django import app  # noqa: PLC0415

    hours = int(_KEPT / timedelta(hours=1))
    remove = async_to_sync(app.job_manager.delete_old_jobs)
    remove(hours, include_failed=True, include_cancelled=True, include_aborted=True)
