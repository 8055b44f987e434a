"""Whether this installation works: database, queue, workers, and room for the embedded database."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

#: A worker says that it lives every 10 seconds; silent for this long it is presumed gone.
_WORKER_SILENT = timedelta(seconds=60)
#: Work that could have started this long ago and has not means that there are too few workers.
_QUEUE_SLOW = timedelta(minutes=5)
#: With less room the embedded PostgreSQL soon takes nothing any more, while every page still opens.
_LEAST_FREE = 256 * 1024**2
DISK = "disk: "

_QUEUE = """
SELECT now(),
       (SELECT max(last_heartbeat) FROM procrastinate_workers),
       count(*),
       min(coalesce(job.scheduled_at, (SELECT min(event.at) FROM procrastinate_events event
                                       WHERE event.job_id = job.id)))
FROM procrastinate_jobs job
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""


@dataclass(frozen=True, slots=True)
class Health:
    """What a monitor wants to know; times are in seconds, None where there is nothing to measure."""

    ok: bool
    database: bool
    waiting: int | None
    oldest_waiting_s: float | None
    worker_seen_s: float | None
    problems: tuple[str, ...]


def examine() -> Health:
    """Ask the database; one that cannot be reached is an answer, not an error."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE)
            now, heartbeat, waiting, oldest = cursor.fetchone()
    except DatabaseError as error:
        return Health(False, False, None, None, None, (f"database: {type(error).__name__}",))
    problems = []
    seen, age = _seconds(now, heartbeat), _seconds(now, oldest)
    if seen is None or seen > _WORKER_SILENT.total_seconds():
        problems.append("worker: none has been seen for a minute")
    if age is not None and age > _QUEUE_SLOW.total_seconds():
        problems.append("queue: work has waited for more than five minutes")
    if settings.DATABASES["default"]["ENGINE"] == "motcua.config.embedded":
        free = shutil.disk_usage(settings.HOME).free
        if free < _LEAST_FREE:
            problems.append(f"{DISK}{free // 1024**2} MiB left for the database")
    return Health(not problems, True, waiting, age, seen, tuple(problems))


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else round((now - then).total_seconds(), 1)
