"""Handing work to the queue by its name; a higher room may do it (decision 11)."""

from collections.abc import Collection
from typing import Any


def defer(task: str, **arguments: Any) -> None:
    """Ask a worker to run a task with JSON arguments; part of the caller's transaction."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task(task).defer(**arguments)


def waiting(task: str, argument: str, among: Collection[Any]) -> set[Any]:
    """Return for which of the values of its one ``argument`` the task waits in the queue, not begun.

    What else waits is not read, however long the queue is (the index ``motcua_waiting_work``).
    """
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    asked = [{argument: value} for value in among]
    jobs = ProcrastinateJob.objects.filter(task_name=task, status="todo", args__in=asked)
    return {arguments[argument] for arguments in jobs.values_list("args", flat=True)}
