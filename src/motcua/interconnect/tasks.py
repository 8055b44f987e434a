"""What workers run for this room: sending what waits, and giving out again what a dead worker held."""

from functools import partial

from procrastinate.contrib.django import app

from motcua.interconnect import inbox, outbox, services
from motcua.interconnect.messages import reports
from motcua.interconnect.models import InboxMessage


@app.task(queue="default", name=outbox.TASK)
def deliver(message_id: int) -> None:
    """Send one message; what fails waits in its table for the sweep."""
    outbox.deliver(message_id, services.send)


@app.task(queue="default", name="interconnect.take_report")
def take_report(message_id: int) -> None:
    """Note what a provider says about a message it took."""
    row = InboxMessage.objects.get(pk=message_id)
    inbox.handle(message_id, partial(reports.take, row.system, row.received_at))


@app.periodic(cron="* * * * * */15")
@app.task(queue="default", name="interconnect.sweep", queueing_lock="interconnect.sweep")
def sweep(timestamp: int) -> None:
    """Queue again what is due to be sent and what came and was not acted upon."""
    del timestamp  # the queue passes when it was due
    outbox.requeue()
    inbox.requeue()
