"""Due dates in words and colours; the words say everything that the colour says."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.dossiers.models import Dossier
from motcua.dossiers.states import RUNNING, State
from motcua.kernel.messages import Bilingual
from motcua.kernel.workdays import NATIONAL, WorkCalendar, working_days_between

Tone = Literal["", "good", "warn", "bad", "grey"]
#: With the citizen: the office's time does not run (states 5 and 6 of the national portal).
WITH_CITIZEN = frozenset({State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED})


@dataclass(frozen=True, slots=True)
class Due:
    """How urgent a dossier is; ``days`` are working days left, negative when late, None when none run."""

    tone: Tone
    words: Bilingual
    days: int | None


def due_of(
    dossier: Dossier, today: date, calendar: WorkCalendar = NATIONAL, *, taken_back: bool = False
) -> Due:
    """Return how urgent the dossier is on a day.

    ``taken_back``: its certificate was, so that nothing is left to hand over.
    """
    if taken_back:
        return Due("bad", Bilingual("Đã thu hồi giấy chứng nhận", "Certificate revoked"), None)
    state = dossier.state_enum
    if state in RUNNING:
        return _running(dossier, today, calendar)
    if state in WITH_CITIZEN:
        return Due("grey", Bilingual("Tạm dừng, chờ công dân", "Paused, waiting for the citizen"), None)
    if state == State.DECIDED:
        return Due("good", Bilingual("Chờ trả kết quả", "To hand over"), None)
    return Due("grey", Bilingual("Đã kết thúc", "Closed"), None)


def _running(dossier: Dossier, today: date, calendar: WorkCalendar) -> Due:
    days = working_days_between(today, dossier.due_on, calendar)
    if dossier.due_on < today:
        late = max(-days, 1)  # due before a week-end: late on the Sunday, though no working day has passed
        return Due("bad", _count(late, "Quá hạn {} ngày làm việc", "{} overdue"), -late)
    if dossier.due_on == today:
        return Due("warn", Bilingual("Hạn hôm nay", "Due today"), 0)
    tone: Tone = "warn" if days <= 1 else "good"
    return Due(tone, _count(days, "Còn {} ngày làm việc", "{} left"), days)


def _count(days: int, vi: str, en: str) -> Bilingual:
    unit = "working day" if days == 1 else "working days"
    return Bilingual(vi.format(days), en.format(f"{days} {unit}"))


_TONES: dict[State, Tone] = {
    State.NOT_RECEIVED: "bad",
    State.SUPPLEMENT_REQUIRED: "warn",
    State.PAYMENT_REQUIRED: "warn",
    State.WITHDRAWN: "grey",
    State.STOPPED: "bad",
    State.DECIDED: "good",
    State.RETURNED: "grey",
}


def state_tone(state: State) -> Tone:
    """Return the colour of a state's label."""
    return _TONES.get(state, "")
