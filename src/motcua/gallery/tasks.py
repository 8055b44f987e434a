"""What workers run for this room."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.gallery import services, visits


@app.periodic(cron="47 20 * * *")  # 03:47 here: the queue counts in UTC
@app.task(queue="default", name="gallery.sweep", queueing_lock="gallery.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Erase whose time is over or who withdrew while the store was away; clear the place of who is gone."""
    try:
        services.sweep()
    finally:
        services.overwrite_freed()


@app.periodic(cron="*/2 * * * *")
@app.task(queue="default", name="gallery.sweep_visits", queueing_lock="gallery.sweep_visits")
def sweep_visits(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Remove visits that are over: frames that no worker took must not wait for the night."""
    visits.sweep()


@app.task(
    queue="reading",
    name="gallery.follow_index",
    queueing_lock="gallery.follow_index",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4),
)
def follow_index() -> None:
    """Take whoever was erased out of what is searched, at once and not only when somebody searches."""
    services.follow_index()
