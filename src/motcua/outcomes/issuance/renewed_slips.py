"""The slip that takes the place of an earlier one: another day, or another way of receiving the result.

The earlier one stays as it was given out; its page says that it was replaced.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import atomic

from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import RUNNING
from motcua.dossiers.timing import appointments
from motcua.dossiers.timing.appointments import Appointment
from motcua.outcomes import paper_data, selectors
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import records, slips_and_notices
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import Renewal, SlipData

_WAITED = {
    "supplement": "Ngày {day} cơ quan nhận được bổ sung. Thời gian chờ bổ sung không tính vào thời hạn",
    "pay": "Ngày {day} cơ quan nhận đủ lệ phí. Thời gian chờ nộp lệ phí không tính vào thời hạn",
}
_CHANGED_WAY = "Ngày {day} người nộp hồ sơ đổi cách nhận kết quả{where}; ngày hẹn trả kết quả không đổi."


def renewed_slip_for(step: Transition) -> IssuedPaper | None:
    """Give out the slip a move owes, or the one given out before.

    None where a later move owes another, where the dossier has ended, and while the office waits for the
    citizen: a day printed then would not hold.

    Raises:
        ValueError: the move owes none.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    if appointments.of(step) is None:
        raise ValueError(f"no appointment renewed by {step.move}")
    known = IssuedPaper.objects.filter(transition=step).first()
    if known is not None or not _holds(step, step.dossier):
        return known
    slips_and_notices.slip_for(step.dossier)  # what is replaced must exist, whichever worker was first
    pdf = paper_data.sign_paper(rendering.render_slip(renewed_slip_data(step)), step.dossier)
    with atomic():
        # Locked: no later move comes in between, nor a second worker with the same one.
        dossier = Dossier.objects.select_for_update(no_key=True).get(pk=step.dossier_id)
        known = IssuedPaper.objects.filter(transition=step).first()
        if known is not None or not _holds(step, dossier):
            return known
        number = f"{dossier.code}/HTKQ-{_rank(step)}"
        before = selectors.latest(dossier.pk, "slip")
        return records.issue(dossier.pk, "slip", number, pdf, transition_id=step.pk, replaces=before)


def renewed_slip_data(step: Transition) -> SlipData:
    """Return what the slip says that a move owes."""
    appointment, before = appointments.of(step), selectors.latest(step.dossier_id, "slip")
    assert appointment is not None
    made_on = paper_data.local_day(step.at)
    renewal = Renewal(
        rank=_rank(step),
        made_on=made_on,
        replaces_on=paper_data.local_day(step.dossier.submitted_at if before is None else before.issued_at),
        due_before=appointment.before if appointment.before != appointment.due_on else None,
        reason=_reason(step, appointment),
    )
    return replace(slips_and_notices.slip_data(step.dossier), due_on=appointment.due_on, renewal=renewal)


def owed(before: datetime) -> QuerySet[Transition]:
    """Return the moves of some time ago that owe a slip which was not made: of each open dossier the last."""
    renewals = Transition.objects.filter(data__has_key=appointments.KEY)
    later = renewals.filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
    open_now = renewals.filter(dossier__state__in=[int(state) for state in RUNNING])
    return open_now.filter(~Exists(later), notice=None, at__lt=before)


def _holds(step: Transition, dossier: Dossier) -> bool:
    return dossier.state_enum in RUNNING and appointments.last_of(dossier) == step


def _rank(step: Transition) -> int:
    """The first slip is the filing's; every move that renews it counts, whether its slip was made or not."""
    held = step.dossier.transitions.filter(data__has_key=appointments.KEY, pk__lte=step.pk)
    return held.count() + 1


def _reason(step: Transition, appointment: Appointment) -> str:
    day = f"{paper_data.local_day(step.at):%d/%m/%Y}"
    if step.move not in _WAITED:
        at_counter = step.actor.startswith("officer:")
        return _CHANGED_WAY.format(day=day, where=" tại quầy" if at_counter else "")
    left = f"{appointment.left} ngày làm việc còn lại đếm từ sau ngày {appointment.counted_from:%d/%m/%Y}"
    return f"{_WAITED[step.move].format(day=day)}; {left}."
