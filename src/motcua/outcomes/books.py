"""What the office keeps for itself: the control sheet of a dossier (form 06), the register of all (form 07).

Forms of Circular 03/2025/TT-VPCP. Both are made from the moves on record when they are asked for, so that
nothing stands in them that a person wrote there by hand; they are not given out and not signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from django.utils import translation

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import DeadlineMark, Dossier, Transition
from motcua.dossiers.result import receiving
from motcua.dossiers.states import GRANTED, NAMES, OPEN, RUNNING, State
from motcua.kernel import clock
from motcua.kernel.clock import VIETNAM
from motcua.kernel.messages import Bilingual
from motcua.outcomes import paper_data
from motcua.outcomes.documents import pdf
from motcua.outcomes.documents.rendering import day_in_words
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.types import Office

#: How a dossier was done against its promise.
Pace = Literal["running", "early", "on_day", "late"]
PACES: Final[dict[Pace, Bilingual]] = {
    "running": Bilingual("Đang giải quyết, chưa quá hạn", "Under way, not late"),
    "early": Bilingual("Trước hạn", "Before the day"),
    "on_day": Bilingual("Đúng hạn", "On the day"),
    "late": Bilingual("Quá hạn", "Late"),
}
_OTHERS: Final = {"citizen": "Công dân", "system": "Hệ thống"}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One dossier in the register; ``returned_on`` is the day its result was handed over."""

    code: str
    procedure: Bilingual
    applicant: str
    contact: str
    received_on: date
    due_on: date
    returned_on: date | None
    result_channel: str
    state: Bilingual
    pace: Bilingual


def pace_of(dossier: Dossier) -> Pace:
    """Return how the dossier was done against its promise; a lateness on record stays one."""
    if any(mark.kind == DeadlineMark.Kind.LATE for mark in dossier.deadline_marks.all()):
        return "late"
    if dossier.state_enum in RUNNING and dossier.due_on < clock.today():
        return "late"  # the sweep that records it may not have come by yet
    if dossier.state_enum in OPEN:
        return "running"
    ended = [step.at for step in dossier.transitions.all() if step.target not in OPEN]
    day = paper_data.local_day(min(ended, default=clock.now()))
    if day > dossier.due_on:
        return "late"
    return "on_day" if day == dossier.due_on else "early"


def register(office: str, first: date, last: date) -> list[RegisterRow]:
    """Return what an office received from one day to another, both included, in the order it came."""
    found = (
        Dossier.objects.filter(office=office, submitted_at__date__gte=first, submitted_at__date__lte=last)
        .order_by("submitted_at", "id")
        .prefetch_related("transitions", "deadline_marks")
    )
    return [_register_row(dossier) for dossier in found]


def render_control_sheet(dossier: Dossier) -> bytes:
    """Return form 06 of a dossier as a PDF.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    procedure, office = paper_data.procedure_and_office(dossier)
    data = {
        **_head(office),
        "code": dossier.code,
        "procedure": procedure.name.vi,
        "applicant": dossier.full_name,
        "handler": paper_data.officer(dossier.handler, office)[0] or dossier.handler,
        "working_days": procedure.working_days,
        "received_at": _moment(dossier.submitted_at),
        "due_on": f"{dossier.due_on:%d/%m/%Y}",
        "pace": PACES[pace_of(dossier)].vi,
        "steps": [_step(step, office) for step in dossier.transitions.all()],
    }
    return pdf.render("control", data, made_at=clock.now())


def render_register(office: Office, first: date, last: date, rows: Iterable[RegisterRow]) -> bytes:
    """Return form 07 as a PDF: the rows of :func:`register`.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    data = {
        **_head(office),
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
        "rows": [
            {
                "code": row.code,
                "procedure": row.procedure.vi,
                "applicant": row.applicant,
                "contact": row.contact,
                "received_on": f"{row.received_on:%d/%m/%Y}",
                "due_on": f"{row.due_on:%d/%m/%Y}",
                "returned_on": f"{row.returned_on:%d/%m/%Y}" if row.returned_on else "",
                "result_channel": row.result_channel,
                "note": f"{row.state.vi}. {row.pace.vi}.",
            }
            for row in rows
        ],
    }
    return pdf.render("register", data, made_at=clock.now())


def _head(office: Office) -> dict[str, Any]:
    head = paper_data.issuing_office(office)
    return {
        "office": {
            "parent_authority": head.parent_authority,
            "department": head.department,
            "receiving_unit": head.receiving_unit,
            "place": head.place,
            "demo": head.demo,
        },
        "dateline": day_in_words(clock.today()),
    }


def _register_row(dossier: Dossier) -> RegisterRow:
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    address = forms.contact_address(dossier.answers)
    handed = [step.at for step in dossier.transitions.all() if step.move == "hand_over"]
    with translation.override("vi"):
        channel = forms.display(procedure.field("result_channel"), dossier.answers.get("result_channel"))
    return RegisterRow(
        code=dossier.code,
        procedure=procedure.short_name,
        applicant=dossier.full_name,
        contact=", ".join(part for part in (address, dossier.phone) if part),
        received_on=paper_data.local_day(dossier.submitted_at),
        due_on=dossier.due_on,
        returned_on=paper_data.local_day(handed[-1]) if handed else None,
        result_channel=channel if dossier.state_enum in OPEN | GRANTED else "",
        state=NAMES[dossier.state_enum],
        pace=PACES[pace_of(dossier)],
    )


def _step(step: Transition, office: Office) -> dict[str, str]:
    kind = step.actor.partition(":")[0]
    who = _OTHERS.get(kind) or " · ".join(part for part in paper_data.officer(step.actor, office) if part)
    return {
        "at": _moment(step.at),
        "who": who,
        "what": dossiers.step_words(step),
        "state": NAMES[State(step.target)].vi,
        "note": _note(step) or _approver(step, office),
    }


def _note(step: Transition) -> str:
    return " ".join(part for part in (step.reason, _corrected(step), _way(step)) if part)


def _corrected(step: Transition) -> str:
    """Name what of the form a citizen corrected with their answer; before and after stand in the dossier."""
    changes = step.data.get("corrected") or {}
    procedure, _ = paper_data.procedure_and_office(step.dossier)
    names = [spec.legal_name.vi for spec in procedure.all_fields() if spec.name in changes]
    return f"Đã sửa trên đơn: {'; '.join(dict.fromkeys(names))}." if names else ""


def _way(step: Transition) -> str:
    """Say how the citizen wants the result from now on."""
    said = [f"{item.label.vi}: {item.after.vi}" for item in receiving.changes_of(step) if item.after.vi]
    return f"{'; '.join(said)}." if said else ""


def _approver(step: Transition, office: Office) -> str:
    """Name who approved: the move itself is the tax system's, which only answers."""
    if step.move != "grant" or not step.dossier.decision_by:
        return ""
    return f"Người duyệt: {paper_data.officer(step.dossier.decision_by, office)[0]}"


def _moment(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    return f"{local.hour} giờ {local.minute:02d} phút, {local:%d/%m/%Y}"
