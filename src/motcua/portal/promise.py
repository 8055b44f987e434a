"""When and how the result comes, as the page of a dossier says it: what moved the day, and where to go."""

from dataclasses import dataclass
from datetime import date

from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.result.receiving import DeliveryMethod
from motcua.dossiers.states import OPEN, RUNNING, State
from motcua.dossiers.timing import appointments
from motcua.kernel import clock
from motcua.outcomes import selectors as outcomes


@dataclass(frozen=True, slots=True)
class Promise:
    """The day and the way of a result that is not in the citizen's hands yet.

    ``first`` is the day promised at filing where another is promised now, else None; ``on_slip`` whether the
    slip that stands says the day of now. ``before`` and ``reason`` are the old day and the words of the
    office's apology (form 04) where it moved the day; waiting for the citizen moves it too, without one.
    ``late``: the day is over and the office owes the result still. ``way`` is how the result comes, None
    where the procedure does not ask; ``may_change`` it.
    """

    first: date | None
    on_slip: bool
    before: date | None
    reason: str
    late: bool
    way: DeliveryMethod | None
    may_change: bool


def promise_of(dossier: Dossier) -> Promise | None:
    """Return what is promised now; None once the result was handed over, or where none will come."""
    running = dossier.state_enum in RUNNING
    if dossier.state_enum not in OPEN and dossier.state_enum != State.DECIDED:
        return None
    extended = dossier.transitions.filter(move="extend").last() if running else None
    first = selectors.promised_at_receipt(dossier).due_on
    return Promise(
        first=first if running and first != dossier.due_on else None,
        on_slip=_day_on_slip(dossier, first) == dossier.due_on,
        before=date.fromisoformat(extended.data["before"]) if extended is not None else None,
        reason=extended.reason if extended is not None else "",
        late=running and dossier.due_on < clock.today(),
        way=receiving.delivery_method_of(dossier),
        may_change=receiving.change_hindrance(dossier) is None,
    )


def _day_on_slip(dossier: Dossier, first: date) -> date:
    slip = outcomes.latest(dossier.pk, "slip")
    renewed = None if slip is None or slip.transition is None else appointments.of(slip.transition)
    return first if renewed is None else renewed.due_on
