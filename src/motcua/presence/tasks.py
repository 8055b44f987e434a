"""What workers run for this room."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.presence import services


@app.task(queue="reading", name="presence.judge", retry=RetryStrategy(max_attempts=4, exponential_wait=3))
def judge(challenge: str) -> None:
    """Judge a sequence of frames."""
    services.judge(uuid.UUID(challenge))


@app.periodic(cron="*/2 * * * *")
@app.task(queue="default", name="presence.recover", queueing_lock="presence.recover")
def recover(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Ask again for what was lost, and remove what nobody finished."""
    services.recover()
    services.sweep()
