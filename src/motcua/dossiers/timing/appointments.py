"""When a new appointment slip (form 01) is owed: what the last one says no longer holds.

The rules read (Circular 03/2025/TT-VPCP, form 01; Decree 118/2025/NĐ-CP at second hand) ask for a slip when
a dossier is taken in, and for form 04 where the office itself moves the day. None names a second form 01 for
a day that moves because the citizen was waited for: giving one then, with its reason, is this program's own
default. An extension has form 04, which names the new day, and so gives none.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import RUNNING, State
from motcua.dossiers.timing.legal_clock import Deadline

#: In a move's data: the appointment that it renews.
KEY: Final = "appointment"
#: Moves after which the office's time runs again, and the one by which the way of receiving changes.
_GOES_ON: Final = frozenset({"supplement", "pay"})
CHANGE_OF_WAY: Final = "change_receiving"
#: Answers that a slip prints and that a supplement may correct.
_PRINTED: Final = frozenset({
    "full_name", "personal_number", "phone", "email", "result_channel", "result_address", "permanent_address",
    "contact_address",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Appointment:
    """A renewed appointment: ``before`` and ``due_on`` are the day promised until now and from now on.

    ``counted_from`` is the working day that counts as the last receipt, ``left`` how many working days were
    counted from it.
    """

    before: date
    due_on: date
    counted_from: date
    left: int


def renewed(step: Transition, before: date, now: Deadline) -> dict[str, Any]:
    """Return what a move that is about to be recorded notes of the appointment it renews; empty for none.

    ``before`` is the day promised until now, ``now`` the deadline after the move. While the office waits for
    the citizen there is no day to print: what changes then is printed when its time runs again.
    """
    if State(step.target) not in RUNNING or not _says_otherwise(step, before, now):
        return {}
    return {
        KEY: {
            "before": before.isoformat(),
            "due_on": now.due_on.isoformat(),
            "counted_from": now.counted_from.isoformat(),
            "left": now.left,
        }
    }


def of(step: Transition) -> Appointment | None:
    """Return the appointment that a move renewed, None where it renewed none."""
    held: dict[str, Any] | None = step.data.get(KEY)
    if held is None:
        return None
    days = {name: date.fromisoformat(held[name]) for name in ("before", "due_on", "counted_from")}
    return Appointment(**days, left=int(held["left"]))


def last_of(dossier: Dossier) -> Transition | None:
    """Return the move that renewed the appointment last, None where the first slip is the only one."""
    return dossier.transitions.filter(data__has_key=KEY).last()


def _says_otherwise(step: Transition, before: date, now: Deadline) -> bool:
    if step.move == CHANGE_OF_WAY:
        return True
    if step.move not in _GOES_ON:
        return False
    if now.due_on != before or _PRINTED & set(step.data.get("corrected", {})):
        return True
    # The way of receiving was changed while the office waited.
    steps = step.dossier.transitions.all()
    begun = (
        steps.filter(target=step.source or 0).exclude(source=step.source).values_list("pk", flat=True).last()
    )
    return steps.filter(move=CHANGE_OF_WAY, pk__gt=begun or 0).exists()
