"""Deadlines of stored dossiers: computed from their moves, watched, and moved once with an apology."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.errors import ExtensionError
from motcua.dossiers.models import DeadlineMark, Dossier, Transition
from motcua.dossiers.states import RUNNING, State
from motcua.dossiers.timing import calendars
from motcua.dossiers.timing.legal_clock import Deadline, Event, deadline
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual, bilingual_day
from motcua.kernel.workdays import due_at, next_working_day
from motcua.procedures import selectors as procedures

Kind = DeadlineMark.Kind
#: How many working days the tax office has to say what is owed when a business ends (Decree 168/2025/NĐ-CP,
#: Article 104); after them its silence is consent.
_TAX_ANSWERS: Final = 2
#: No next working day is farther away, the longest Tết included.
_FAR = timedelta(days=16)


def of(dossier: Dossier) -> Deadline:
    """Return the deadline as the recorded moves make it, under the version and calendar it was filed with."""
    return _count(dossier, list(dossier.transitions.all()))


def after(step: Transition) -> Deadline:
    """Return the deadline of the move's dossier with a move that is not recorded yet."""
    return _count(step.dossier, [*step.dossier.transitions.all(), step])


def at_receipt(dossier: Dossier) -> Deadline:
    """Return what was promised when it was filed, whatever paused or moved the date since."""
    return _count(dossier, list(dossier.transitions.all()[:1]))


def _count(dossier: Dossier, steps: list[Transition]) -> Deadline:
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    events = [
        Event(
            at=step.at,
            source=None if step.source is None else State(step.source),
            target=State(step.target),
            new_day=date.fromisoformat(step.data["due_on"]) if step.move == "extend" else None,
        )
        for step in steps
    ]
    return deadline(events, working_days=procedure.working_days, calendar=calendars.of(dossier))


def tax_answers_until(dossier: Dossier) -> date:
    """Return the last day on which the tax office may still answer about the end of a business.

    Counted from the receipt: nobody can have asked it before, and whoever asked later waits longer.
    """
    return due_at(dossier.submitted_at, _TAX_ANSWERS, calendars.of(dossier))


def first_extension(dossier: Dossier) -> date:
    """Return the earliest day to which it can be extended: a working day after the one promised and today."""
    calendar = procedures.get_office(dossier.office).calendar
    return next_working_day(max(dossier.due_on, clock.today()), calendar)


def ensure_extendable(dossier: Dossier, new_day: date) -> None:
    """Refuse a second extension, and a day that is none on which the office could keep its promise.

    Practice of the one-stop offices under Circular 03/2025/TT-VPCP (form 04): once, with a new date. The new
    date is a new promise, so it must be a working day as the office's days are known now.

    Raises:
        ExtensionError: with the reason in words.
    """
    calendar = procedures.get_office(dossier.office).calendar
    if dossier.transitions.filter(move="extend").exists():
        raise ExtensionError(
            Bilingual(
                "Hồ sơ này đã được gia hạn một lần và không thể gia hạn nữa.",
                "This dossier was extended once and cannot be extended again.",
            ),
            dossier=dossier.code,
        )
    if new_day <= max(dossier.due_on, clock.today()) or not calendar.is_working_day(new_day):
        first = bilingual_day(first_extension(dossier))
        raise ExtensionError(
            Bilingual(
                "Ngày hẹn mới phải là ngày làm việc, sau ngày hẹn cũ và sau hôm nay: sớm nhất là "
                f"{first.vi}.",
                "The new date must be a working day after the one promised and after today: "
                f"{first.en} at the earliest.",
            ),
            dossier=dossier.code,
            day=new_day.isoformat(),
        )


@transaction.atomic
def mark(dossier: Dossier) -> DeadlineMark | None:
    """Note, once a date, that the due date is near or gone while the office's time runs; else None."""
    if dossier.state_enum not in RUNNING:
        return None
    today = clock.today()
    calendar = procedures.get_office(dossier.office).calendar
    if dossier.due_on < today:
        kind = Kind.LATE
    elif dossier.due_on <= next_working_day(today, calendar):
        kind = Kind.SOON
    else:
        return None
    found, created = DeadlineMark.objects.get_or_create(
        dossier=dossier, kind=kind, due_on=dossier.due_on, defaults={"noticed_at": clock.now()}
    )
    if created and kind == Kind.LATE:
        audit.record(
            actor="system:clock",
            action="dossier.late",
            subject=f"dossier:{dossier.code}",
            due_on=dossier.due_on.isoformat(),
        )
    return found


def sweep() -> int:
    """Look at every dossier whose time runs out; returns how many dates were noted for the first time.

    The sweep, not the queue, owns the legal deadlines: a job that was lost costs no warning.
    """
    before = DeadlineMark.objects.count()
    near = clock.today() + _FAR
    for dossier in Dossier.objects.filter(state__in=RUNNING, due_on__lte=near).iterator():
        mark(dossier)
    return DeadlineMark.objects.count() - before
