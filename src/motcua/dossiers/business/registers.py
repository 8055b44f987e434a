"""What national registers say of the person who files: a business elsewhere, and whether the data hold.

They are asked by a worker, when the identity page or the last page is shown and when a dossier is filed, so
that no page waits for another agency. An answer that is not there yet, or never comes, stops nobody: the
office sees that it is missing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from motcua.audit import services as audit
from motcua.dossiers import wrong_answers
from motcua.dossiers.models import Dossier, RegisterAnswer
from motcua.dossiers.states import OPEN
from motcua.dossiers.types import BusinessStatus, Collision
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import PersonQuestion
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError
from motcua.kernel.messages import Bilingual
from motcua.kernel.personal_number import is_personal_number
from motcua.kernel.vietnamese import nfc, straighten_apostrophes

TASK = "dossiers.ask_registers"
#: An answer this old is asked for anew, and deleted by the sweep after a while longer.
FRESH, KEPT = timedelta(hours=1), timedelta(days=30)
_BUSINESS, _POPULATION = RegisterAnswer.Register.BUSINESS, RegisterAnswer.Register.POPULATION
_STATUS = {"active": BusinessStatus.ACTIVE, "suspended": BusinessStatus.SUSPENDED}
_FIELDS = {
    "full_name": Bilingual("họ tên", "name"),
    "date_of_birth": Bilingual("ngày sinh", "date of birth"),
}


@dataclass(frozen=True, slots=True)
class PopulationView:
    """What the population database said: ``tone`` is ``good``, ``bad`` or ``warn`` (not answered yet)."""

    tone: str
    words: Bilingual
    answered_at: datetime | None


def request_answers(answers: Mapping[str, Any]) -> bool:
    """Have a worker ask what is not known yet of the person of these answers; tells whether one will."""
    question = _question(answers)
    if question is None or not _unanswered(question, str(answers.get("previous_number") or "")):
        return False
    asked = _as_json(question, str(answers.get("previous_number") or ""))
    if jobs.is_waiting(TASK, **asked):
        return False
    jobs.defer(TASK, **asked)
    return True


def query(*, personal_number: str, previous_number: str, full_name: str, date_of_birth: str) -> None:
    """Ask the connected registers what is not known yet, and keep their answers.

    One register that fails does not keep the other from being asked.

    Raises:
        OutsideSystemError: one gave no usable answer; to be tried again later.
    """
    question = PersonQuestion(
        personal_number, straighten_apostrophes(full_name), date.fromisoformat(date_of_birth)
    )
    failed: OutsideSystemError | None = None
    for register in _unanswered(question, previous_number):
        try:
            with wrong_answers.recording(register, _key(register, question, previous_number)):
                record = _asked(register, question, previous_number)
        except OutsideSystemError as error:
            failed = error
            continue
        # Whose data were asked about stays on record, as the registers' owners and the law want it.
        audit.record(
            actor="system:registers",
            action=f"register.{register.value}.asked",
            subject=f"person:{personal_number}",
        )
        RegisterAnswer.objects.update_or_create(
            register=register,
            key=_key(register, question, previous_number),
            defaults={"record": record, "answered_at": clock.now()},
        )
    if failed is not None:
        raise failed


def request_missing() -> int:
    """Have workers ask for open dossiers that have no answer at all; returns how many.

    Found by looking, so that a question which a worker or the queue lost is still asked.
    """
    now = clock.now()
    waiting = Dossier.objects.filter(
        state__in=OPEN, submitted_at__gt=now - KEPT, submitted_at__lt=now - FRESH
    )
    return sum(
        _never_answered(dossier) and request_answers(dossier.answers) for dossier in waiting.iterator()
    )


def _never_answered(dossier: Dossier) -> bool:
    question, previous = _question(dossier.answers), str(dossier.answers.get("previous_number") or "")
    if question is None:
        return False
    return any(
        interconnect.is_connected(register.value)
        and not RegisterAnswer.objects.filter(
            register=register, key=_key(register, question, previous)
        ).exists()
        for register in (_BUSINESS, _POPULATION)
    )


def _asked(register: RegisterAnswer.Register, question: PersonQuestion, previous_number: str) -> Any:
    if register == _BUSINESS:
        numbers = [number for number in (question.personal_number, previous_number) if number]
        found = interconnect.business_registry().owned_by(numbers)
        return {
            "businesses": [
                {**asdict(item), "registered_on": item.registered_on.isoformat()} for item in found
            ]
        }
    said = interconnect.population().verify(question)
    return {**asdict(said), "differs": list(said.differs)}


def businesses_elsewhere(numbers: set[str], own: str, *, known: set[str]) -> list[Collision]:
    """Return the businesses that the national registry told of and that are not among the ``known`` codes."""
    if not numbers:
        return []
    answers = RegisterAnswer.objects.filter(
        register=_BUSINESS, key__in=[_numbers_key(own, other) for other in {"", *numbers} if other != own]
    )
    found: dict[str, Collision] = {}
    for answer in answers.order_by("answered_at"):
        for item in answer.record["businesses"]:
            if item["status"] in _STATUS and item["code"] not in known:
                matched = "personal_number" if item["owner_number"] == own else "previous_number"
                found[item["code"]] = Collision(
                    kind="certificate",
                    code=item["code"],
                    state_name=_STATUS[item["status"]].value,
                    since=date.fromisoformat(item["registered_on"]),
                    business_name=f"{item['name']} ({item['registry']})",
                    matched_by=matched,
                )
    return list(found.values())


def population_view(dossier: Dossier) -> PopulationView | None:
    """Return what the population database says of a dossier's person, None where it is not connected."""
    question = _question({**dossier.answers, "personal_number": dossier.personal_number})
    if question is None or not interconnect.is_connected("population"):
        return None
    answer = RegisterAnswer.objects.filter(register=_POPULATION, key=_key(_POPULATION, question, "")).first()
    if answer is None:
        words = Bilingual("Chưa có câu trả lời; hệ thống hỏi lại.", "No answer yet; it is asked again.")
        return PopulationView("warn", words, None)
    record = answer.record
    if record["matches"]:
        words = Bilingual("Họ tên, ngày sinh và số định danh khớp.", "Name, birth date and number agree.")
        return PopulationView("good", words, answer.answered_at)
    if not record["known"]:
        words = Bilingual("Không có số định danh này.", "There is no such number.")
    else:
        differs = [_FIELDS[name] for name in record["differs"]]
        words = Bilingual(
            f"Không khớp: {', '.join(name.vi for name in differs)}.",
            f"Not the same: {', '.join(name.en for name in differs)}.",
        )
    return PopulationView("bad", words, answer.answered_at)


def sweep() -> int:
    """Delete old answers; returns how many."""
    return RegisterAnswer.objects.filter(answered_at__lt=clock.now() - KEPT).delete()[0]


def _unanswered(question: PersonQuestion, previous: str) -> list[RegisterAnswer.Register]:
    fresh = clock.now() - FRESH
    return [
        register
        for register in (_BUSINESS, _POPULATION)
        if interconnect.is_connected(register.value)
        and not RegisterAnswer.objects.filter(
            register=register, key=_key(register, question, previous), answered_at__gte=fresh
        ).exists()
    ]


def _question(answers: Mapping[str, Any]) -> PersonQuestion | None:
    number, name = (
        str(answers.get("personal_number") or ""),
        straighten_apostrophes(str(answers.get("full_name") or "")),
    )
    try:
        born = date.fromisoformat(str(answers.get("date_of_birth") or ""))
    except ValueError:
        return None
    return PersonQuestion(number, name, born) if is_personal_number(number) and name else None


def _as_json(question: PersonQuestion, previous: str) -> dict[str, str]:
    return {
        "personal_number": question.personal_number,
        "previous_number": previous,
        "full_name": question.full_name,
        "date_of_birth": question.date_of_birth.isoformat(),
    }


def _key(register: RegisterAnswer.Register, question: PersonQuestion, previous: str) -> str:
    if register == _BUSINESS:
        return _numbers_key(question.personal_number, previous)
    name = " ".join(nfc(question.full_name).upper().split())
    return f"{question.personal_number}|{question.date_of_birth.isoformat()}|{name}"[:260]


def _numbers_key(own: str, previous: str) -> str:
    return f"{own}|{previous}" if previous and previous != own else own
