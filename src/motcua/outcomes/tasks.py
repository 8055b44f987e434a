"""What workers run for this room. The tables say what is owed; the queue only carries it."""

import logging
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from procrastinate.tasks import Task

from motcua.dossiers.models import Dossier, PaymentOrder, Transition
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.outcomes.issuance import approval, receipts, renewed_slips, slips_and_notices
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.signatures import delays, key_status, office_key, preservation
from motcua.outcomes.signatures.signer import CertificateError, SigningError
from motcua.outcomes.tax import debt, trouble

log = logging.getLogger(__name__)
#: A worker notes every 10 seconds that it lives; silent for this long, what it held is given out again.
_WORKER_SILENT = timedelta(seconds=60)
#: What was asked for this recently may still be on its way into the queue.
_FRESH = timedelta(seconds=30)
_LONGEST_WAIT_S = 600
#: Papers that were handed over wait for their proof; none waits to be handed over because of it.
_AFTER_ALL_ELSE = -10
#: So many at once: after an upgrade, or when an authority changes its key, all papers may be due.
_MOST_AUGMENTED = 200


class PatientRetry(BaseRetryStrategy):
    """Try again for ever: after seconds at first, every ten minutes at last.

    A decision of an office must not get lost because another system was down over a week-end. Waits are
    drawn from the upper half of the interval so that many dossiers do not come back at one moment.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when to try again."""
        del exception
        longest = min(2 * 2 ** min(job.attempts, 10), _LONGEST_WAIT_S)
        seconds = longest * random.uniform(0.5, 1)  # noqa: S311 - spreads load, keeps no secret
        return RetryDecision(retry_in={"seconds": max(round(seconds), 1)})


@app.task(queue="outcomes", name="outcomes.complete_approval", retry=PatientRetry())
def complete_approval(dossier_id: int) -> None:
    """Ask the tax system and make the certificate of an approved dossier."""
    with delays.recording(dossier_id), trouble.recording(dossier_id):
        approval.complete(dossier_id)


@app.task(queue="outcomes", name="outcomes.issue_slip", retry=PatientRetry())
def issue_slip(dossier_id: int) -> None:
    """Make the slip of a dossier."""
    with delays.recording(dossier_id):
        slips_and_notices.slip_for(Dossier.objects.get(pk=dossier_id))


@app.task(queue="outcomes", name="outcomes.renew_slip", retry=PatientRetry())
def renew_slip(transition_id: int) -> None:
    """Make the slip that a move owes because what the last one says no longer holds."""
    step = Transition.objects.select_related("dossier").get(pk=transition_id)
    with delays.recording(step.dossier_id):
        renewed_slips.renewed_slip_for(step)


@app.task(queue="outcomes", name="outcomes.issue_notice", retry=PatientRetry())
def issue_notice(transition_id: int) -> None:
    """Make the notice of a move that asks for more, refuses, extends or ends."""
    transition = Transition.objects.select_related("dossier").get(pk=transition_id)
    with delays.recording(transition.dossier_id):
        slips_and_notices.notice_for(transition)


@app.task(queue="outcomes", name="outcomes.issue_receipt", retry=PatientRetry())
def issue_receipt(order_id: int) -> None:
    """Make the receipt of a paid order."""
    order = PaymentOrder.objects.select_related("dossier").get(pk=order_id)
    with delays.recording(order.dossier_id):
        receipts.receipt_for(order)


@app.task(queue="outcomes", name=debt.TASK, retry=PatientRetry())
def ask_tax_debt(dossier_id: int) -> None:
    """Ask the tax system what is owed, as an officer wanted."""
    debt.fetch_answer(dossier_id)


@app.task(queue="outcomes", name="outcomes.lift", retry=PatientRetry(), priority=_AFTER_ALL_ELSE)
def augment_paper(paper_id: int) -> None:
    """Add to a paper what proves its signature for years, or for more years."""
    preservation.augment_paper(paper_id)


@app.periodic(cron="17 * * * *")
@app.task(queue="default", name="outcomes.fetch_lists", queueing_lock="outcomes.fetch_lists")
def fetch_lists(timestamp: int) -> None:
    """Fetch the lists of revoked certificates that our own certificates name, on this worker's machine."""
    del timestamp  # the queue passes when it was due
    preservation.fetch_lists()


@app.periodic(cron="* * * * * */30")
@app.task(queue="default", name="outcomes.recover", queueing_lock="outcomes.recover")
def recover(timestamp: int) -> None:
    """Ask again for what is owed and nobody works on, as after a worker was killed."""
    del timestamp  # the queue passes when it was due
    requeue_owed()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="default", name="outcomes.look_at_key", queueing_lock="outcomes.look_at_key")
def look_at_key(timestamp: int) -> None:
    """Tell officers whether the certificate of the key counts, also while nothing is to be signed."""
    del timestamp  # the queue passes when it was due
    try:
        signer = office_key.office_signer()
        office_key.ensure_counts(signer.certificate, signer.chain)
    except CertificateError as error:
        key_status.record(error)
    except (SigningError, SetupError) as error:  # the key is away: who needs it notes that (delays.py)
        log.warning("the office's key cannot be looked at: %s", error)
    else:
        key_status.record(None)


def requeue_owed() -> int:
    """Queue every slip, receipt, notice, certificate and proof owed and not under way; returns how many.

    Doing one twice changes nothing, so it matters only that none is missed.
    """
    before = clock.now() - _FRESH
    papers = IssuedPaper.objects.filter(dossier=OuterRef("pk"), kind="slip")
    filed = Dossier.objects.exclude(state=State.NOT_RECEIVED)  # what was not received has no receipt
    slips = filed.filter(~Exists(papers), submitted_at__lt=before)
    notices = Transition.objects.filter(notice=None, move__in=slips_and_notices.NOTICE_MOVES, at__lt=before)
    approved = Dossier.objects.filter(state=State.PROCESSING, decision="approved")
    receipt = IssuedPaper.objects.filter(dossier=OuterRef("dossier"), kind="receipt")
    paid = PaymentOrder.objects.filter(~Exists(receipt), paid_at__lt=before)
    return (
        _defer(issue_slip, "dossier_id", slips)
        + _defer(renew_slip, "transition_id", renewed_slips.owed(before))
        + _defer(issue_receipt, "order_id", paid)
        + _defer(issue_notice, "transition_id", notices)
        + _defer(complete_approval, "dossier_id", approved)
        + _defer(augment_paper, "paper_id", preservation.owed(before)[:_MOST_AUGMENTED])
    )


def _defer(task: Task[..., None, ...], argument: str, owed: QuerySet[Any]) -> int:
    under_way = ProcrastinateJob.objects.filter(
        Q(status="todo") | Q(status="doing", worker__last_heartbeat__gt=datetime.now(UTC) - _WORKER_SILENT),
        task_name=task.name,
    )
    # The times of the queue are the database's own, so they are compared with the real clock.
    busy = {arguments.get(argument) for arguments in under_way.values_list("args", flat=True)}
    missing = set(owed.values_list("pk", flat=True)) - busy
    for identifier in sorted(missing):
        task.defer(**{argument: identifier})
    return len(missing)
