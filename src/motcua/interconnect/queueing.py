"""Handing work to the queue by its name; a higher room may do it (decision 11)."""

from typing import Any


def defer(task: str, **arguments: Any) -> None:
    """Ask a worker to run a task with JSON arguments; part of the caller's transaction."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task(task).defer(**arguments)


def waiting(task: str, argument: str) -> set[Any]:
    """Return the values of ``argument`` for which the task waits in the queue and nobody has begun."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    jobs = ProcrastinateJob.objects.filter(task_name=task, status="todo")
    return {arguments.get(argument) for arguments in jobs.values_list("args", flat=True)}
