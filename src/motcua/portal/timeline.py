"""A dossier's history in words for its citizen: what happened, when, why; never which officer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from motcua.dossiers import withheld
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.result import receiving
from motcua.dossiers.states import NAMES, State
from motcua.kernel import money
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.types import Ground


@dataclass(frozen=True, slots=True)
class Corrected:
    """One answer that was corrected, in words; ``before`` is None where it was never the citizen's to see."""

    label: Bilingual
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One move; ``items`` are what a supplement asks for, ``ground`` the law a refusal rests on, ``fee`` what
    is to be paid for what.

    ``photos`` is how many the citizen sent with it, ``corrected`` what they corrected of their form;
    ``at_counter``: an officer took it in for them.
    """

    move: str
    name: Bilingual
    at: datetime
    reason: str
    fee: Bilingual | None
    items: tuple[Bilingual, ...]
    ground: Ground | None
    photos: int
    corrected: tuple[Corrected, ...]
    at_counter: bool


_EXTENDED = Bilingual("Cơ quan xin lỗi và gia hạn", "The office apologised and moved the date")
_REVOKED = Bilingual("Cơ quan thu hồi giấy chứng nhận", "The office revoked the certificate")
_RESTORED = Bilingual(
    "Cơ quan hủy bỏ quyết định thu hồi, giấy chứng nhận có hiệu lực trở lại",
    "The office cancelled the revocation: the certificate is in force again",
)
_CHANGED_WAY = Bilingual("Bạn đổi cách nhận kết quả", "You changed how to receive the result")
_CHANGED_AT_COUNTER = Bilingual(
    "Bạn đổi cách nhận kết quả tại quầy, cán bộ đã ghi",
    "You changed at the counter how to receive the result",
)
_PAPER_COPY = Bilingual("Bạn nhận bản giấy tại quầy", "You were given the result on paper at the counter")
_ANSWERED = Bilingual("Bạn đã bổ sung, cơ quan xử lý tiếp", "You answered, the office goes on")
_PAID = Bilingual("Đã nộp lệ phí, cơ quan xử lý tiếp", "The fee was paid, the office goes on")
_WORDS = {
    "supplement": _ANSWERED,
    "pay": _PAID,
    "extend": _EXTENDED,
    "change_receiving": _CHANGED_WAY,
    "paper_copy": _PAPER_COPY,
    "revoke": _REVOKED,
    "restore": _RESTORED,
}
_TONES = {
    State.SUPPLEMENT_REQUIRED: "warn",
    State.PAYMENT_REQUIRED: "warn",
    State.NOT_RECEIVED: "bad",
    State.STOPPED: "bad",
    State.WITHDRAWN: "grey",
    State.DECIDED: "good",
    State.RETURNED: "good",
}


def tone_of(state: State) -> str:
    """Return the colour of a state's label; the words say the same."""
    return _TONES.get(state, "")


def timeline_of(dossier: Dossier) -> list[Entry]:
    """Return every move, the oldest first."""
    entries, hidden = [], set(withheld.never_given(dossier))
    for step in dossier.transitions.all():
        entries.append(_entry(dossier, step, hidden))
        hidden -= set(step.data.get("corrected", {}))  # from now on it is what the citizen said
    return entries


def _entry(dossier: Dossier, step: Transition, hidden: Collection[str]) -> Entry:
    items = step.data.get("items", [])
    at_counter = step.actor.startswith("officer:")
    changed = step.move == "change_receiving" and at_counter
    is_fee = step.move == "ask_payment" and "amount" in step.data
    return Entry(
        move=step.move,
        name=_CHANGED_AT_COUNTER if changed else _WORDS.get(step.move, NAMES[State(step.target)]),
        at=step.at,
        reason="" if is_fee else step.reason,
        fee=_fee(dossier, step) if is_fee else None,
        items=tuple(_named(dossier, [str(item) for item in items])),
        ground=_ground(dossier, str(step.data.get("ground", ""))),
        photos=len(step.data.get("photos", ())) if step.move == "supplement" else 0,
        corrected=_corrected(dossier, step, hidden),
        at_counter=step.move == "supplement" and at_counter,
    )


def _corrected(dossier: Dossier, step: Transition, hidden: Collection[str]) -> tuple[Corrected, ...]:
    """Return what was corrected: who did it at the counter sees here what was written in their name."""
    changes = step.data.get("corrected", {})
    if not changes:
        return tuple(
            Corrected(item.label, _say(item.before), _say(item.after)) for item in receiving.changes_of(step)
        )
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return tuple(
        Corrected(
            spec.legal_name,
            None if spec.name in hidden else forms.display(spec, changes[spec.name]["before"]),
            forms.display(spec, changes[spec.name]["after"]),
        )
        for spec in procedure.all_fields()
        if spec.name in changes
    )


def _say(words: Bilingual) -> str:
    return words.in_language(get_language() or "vi")


def _fee(dossier: Dossier, step: Transition) -> Bilingual:
    """Say in both languages what the program itself wrote in one."""
    name = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version).name
    amount = money.bilingual_amount(int(step.data["amount"]))
    return Bilingual(f"Lệ phí: {name.vi}, {amount.vi}.", f"Fee: {name.en}, {amount.en}.")


def _named(dossier: Dossier, items: list[str]) -> list[Bilingual]:
    """Name what was asked for in both languages: a request keeps it as the Vietnamese notice prints it."""
    if not items:
        return []
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    names = [paper.name for paper in procedure.papers] + [f.legal_name for f in procedure.all_fields()]
    known = {name.vi: name for name in names}
    return [known.get(item, Bilingual(item, item)) for item in items]


def _ground(dossier: Dossier, slug: str) -> Ground | None:
    if not slug:
        return None
    try:
        return procedures.procedure_of(dossier.procedure_code, dossier.procedure_version).ground(slug)
    except KeyError:
        return None
