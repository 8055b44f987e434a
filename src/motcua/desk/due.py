"""Due dates in words and colours; the words say everything that the colour says."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import PAUSED, RUNNING, State
from motcua.kernel.messages import Bilingual, bilingual_day
from motcua.kernel.workdays import NATIONAL, WorkCalendar, working_days_between

Tone = Literal["", "good", "warn", "bad", "grey"]
#: With the citizen: the office's time does not run (states 5 and 6 of the national portal).
WITH_CITIZEN = PAUSED


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


def rule_of(dossier: Dossier, working_days: int) -> list[Bilingual]:
    """Say how the due date of an open dossier came about: what was counted, from when, and what was not."""
    steps = list(dossier.transitions.all()) if dossier.state_enum in RUNNING | PAUSED else []
    if not steps:
        return []
    now, start = selectors.deadline_of(dossier), selectors.promised_at_receipt(dossier).counted_from
    said = [
        Bilingual(
            f"Thủ tục này: {_count(working_days, '{} ngày làm việc', '').vi}, đếm từ ngày làm việc sau "
            f"{bilingual_day(start).vi}, ngày tính là nhận hồ sơ.",
            f"This procedure: {_count(working_days, '', '{}').en}, counted from the working day after "
            f"{bilingual_day(start).en}, the day that counts as receipt.",
        )
    ]
    if now.paused:
        said.append(
            Bilingual(
                f"Tạm dừng chờ công dân; còn giữ {now.left} ngày làm việc, đếm tiếp khi có trả lời.",
                f"Paused for the citizen; {_count(now.left, '', '{}').en} kept for when the citizen answers.",
            )
        )
    elif any(State(step.target) in PAUSED for step in steps):
        day, left = now.counted_from, now.left
        said.append(
            Bilingual(
                f"Đã tạm dừng chờ công dân; đếm tiếp từ ngày làm việc sau {bilingual_day(day).vi} "
                f"với {left} ngày làm việc còn lại.",
                f"It was paused for the citizen; counted on from the working day after "
                f"{bilingual_day(day).en} with {_count(left, '', '{}').en} left.",
            )
        )
    if any(step.move == "extend" for step in steps):
        said.append(
            Bilingual("Ngày hẹn đã được gia hạn một lần.", "The date was moved once, with an apology.")
        )
    said.append(
        Bilingual(
            "Không đếm ngày nghỉ của cơ quan và thời gian chờ công dân.",
            "The office's days off and the time spent waiting for the citizen are not counted.",
        )
    )
    return said


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
