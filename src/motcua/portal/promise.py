"""When and how the result comes, as the page of a dossier says it: what moved the day, and where to go."""

from dataclasses import dataclass
from datetime import date

from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, RUNNING, State
from motcua.kernel import clock
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms

_CHANNEL = "result_channel"


@dataclass(frozen=True, slots=True)
class Promise:
    """The day and the way of a result that is not in the citizen's hands yet.

    ``first`` is the day on the receipt where another is promised now, else None. ``before`` and
    ``reason`` are the old day and the words of the office's apology (form 04) where it moved the day;
    waiting for the citizen moves it too, without one. ``late``: the day is over and the office owes the
    result still. ``way`` is what the citizen answered, in the language of the page, empty where the
    procedure does not ask; ``channel`` its value (``download``, ``counter``, ``post``).
    """

    first: date | None
    before: date | None
    reason: str
    late: bool
    way: str
    channel: str


def promise_of(dossier: Dossier) -> Promise | None:
    """Return what is promised now; None once the result was handed over, or where none will come."""
    running = dossier.state_enum in RUNNING
    if dossier.state_enum not in OPEN and dossier.state_enum != State.DECIDED:
        return None
    extended = dossier.transitions.filter(move="extend").last() if running else None
    first = selectors.promised_at_receipt(dossier).due_on
    channel = str(dossier.answers.get(_CHANNEL) or "")
    return Promise(
        first=first if running and first != dossier.due_on else None,
        before=date.fromisoformat(extended.data["before"]) if extended is not None else None,
        reason=extended.reason if extended is not None else "",
        late=running and dossier.due_on < clock.today(),
        way=_way(dossier, channel),
        channel=channel,
    )


def _way(dossier: Dossier, channel: str) -> str:
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    asked = next((spec for spec in procedure.all_fields() if spec.name == _CHANNEL), None)
    return forms.display(asked, channel) if asked is not None else ""
