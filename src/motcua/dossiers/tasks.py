"""What workers run for this room. The queue carries work; the tables say what is true."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.accounts import services as accounts
from motcua.audit import services as audit
from motcua.dossiers import retention
from motcua.dossiers.business import registers
from motcua.dossiers.drafting import analyses, drafts, population_fetch
from motcua.dossiers.faces import by_face, double_identity
from motcua.dossiers.money import payments
from motcua.dossiers.result import parcels
from motcua.dossiers.supplementing import supplements
from motcua.dossiers.timing import deadlines
from motcua.interconnect import services as interconnect
from motcua.jobs import services as jobs
from motcua.people import services as people


@app.task(
    queue="reading", name="dossiers.perform_analysis", retry=RetryStrategy(max_attempts=4, exponential_wait=3)
)
def perform_analysis(analysis_id: int) -> None:
    """Read a paper, look at a face, or compare two."""
    analyses.perform(analysis_id)


@app.task(
    queue="reading",
    name="dossiers.perform_face_look_up",
    # Changing the templates' key keeps searches waiting; who waits gets an answer while their visit lasts.
    retry=RetryStrategy(max_attempts=6, exponential_wait=3),
)
def perform_face_look_up(visit_id: str, challenge_id: str | None = None, alone: bool = False) -> None:
    """Look whose face came, and judge the moves that came with it."""
    challenge = uuid.UUID(challenge_id) if challenge_id else None
    by_face.perform_look_up(uuid.UUID(visit_id), challenge, alone=alone)


@app.task(
    queue="reading",
    name="dossiers.perform_face_enrolment",
    retry=RetryStrategy(max_attempts=4, exponential_wait=3),
)
def perform_face_enrolment(visit_id: str, dossier_id: int, challenge_id: str | None = None) -> None:
    """Take a face into the store, and judge the moves that came with it."""
    challenge = uuid.UUID(challenge_id) if challenge_id else None
    by_face.perform_enrolment(uuid.UUID(visit_id), dossier_id, challenge)


@app.task(queue="reading", name=double_identity.TASK, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def look_for_double_identity(dossier_id: int) -> None:
    """Look whether the face of a filing is known under another number."""
    double_identity.search(dossier_id)


@app.periodic(cron="*/15 * * * *")
@app.task(queue="default", name="dossiers.look_again", queueing_lock="dossiers.look_again")
def look_again(timestamp: int) -> None:  # noqa: ARG001
    """Search anew for faces filed with open dossiers that nobody got to search for."""
    double_identity.request_missing()


@app.periodic(cron="* * * * * */20")
@app.task(queue="default", name="dossiers.recover", queueing_lock="dossiers.recover", pass_context=False)
def recover(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Give out again what a dead worker held."""
    jobs.requeue_abandoned()
    analyses.recover()


@app.periodic(cron="17 20 * * *")  # 03:17 here: the queue counts in UTC
@app.task(queue="default", name="dossiers.sweep", queueing_lock="dossiers.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    """Remove expired drafts, photos, faces of ended dossiers, answers, sign-ins, sessions, counters, work."""
    broken: list[Exception] = []
    for clear in (
        drafts.sweep,
        supplements.sweep,
        retention.sweep,
        registers.sweep,
        people.sweep_photos,
        people.sweep_sign_ins,
        accounts.sweep_sessions,
        audit.sweep_attempts,
        jobs.sweep,
    ):
        try:
            clear()
        except Exception as error:  # noqa: BLE001 - told below, when all others had their turn
            broken.append(error)
    if broken:
        raise broken[0]


@app.periodic(cron="*/15 * * * *")
@app.task(queue="default", name="dossiers.ask_registers_again", queueing_lock="dossiers.ask_registers_again")
def ask_registers_again(timestamp: int) -> None:  # noqa: ARG001
    """Ask registers anew for open dossiers that never got an answer."""
    registers.request_missing()


@app.periodic(cron="5 * * * *")
@app.task(queue="default", name="dossiers.watch_deadlines", queueing_lock="dossiers.watch_deadlines")
def watch_deadlines(timestamp: int) -> None:  # noqa: ARG001
    """Warn of due dates that come near and record those that passed."""
    deadlines.sweep()


@app.task(
    queue="default", name="dossiers.take_payment", retry=RetryStrategy(max_attempts=4, exponential_wait=3)
)
def take_payment(message_id: int) -> None:
    """Act upon the bank's message of a transfer, once."""
    interconnect.handle_message(message_id, payments.receive_message)


@app.task(queue="default", name=registers.TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def ask_registers(personal_number: str, previous_number: str, full_name: str, date_of_birth: str) -> None:
    """Ask national registers about a person who files."""
    registers.query(
        personal_number=personal_number,
        previous_number=previous_number,
        full_name=full_name,
        date_of_birth=date_of_birth,
    )


@app.task(
    queue="default", name=population_fetch.TASK, retry=RetryStrategy(max_attempts=8, exponential_wait=4)
)
def fetch_person(draft_id: str) -> None:
    """Take over what the population database holds of a person who agreed."""
    population_fetch.fetch(uuid.UUID(draft_id))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="default", name="dossiers.reconcile_payments", queueing_lock="dossiers.reconcile_payments")
def reconcile_payments(timestamp: int) -> None:  # noqa: ARG001
    """Ask the bank about open orders, in case its message got lost."""
    payments.reconcile()


@app.periodic(cron="*/15 * * * *")
@app.task(queue="default", name="dossiers.follow_deliveries", queueing_lock="dossiers.follow_deliveries")
def follow_deliveries(timestamp: int) -> None:  # noqa: ARG001
    """Ask the post where results are."""
    parcels.follow()
