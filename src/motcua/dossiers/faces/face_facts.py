"""The light second fact of a look-up by face: what counts as one, and how slowly it can be guessed.

There are 365 days of birth and 1000 endings of a telephone number. So the misses about one person are counted
over all devices and all days, each further try waits twice as long as the last, and only the person's success
forgets them. Nobody is locked out for good: the longest wait has an end, a sure face at a machine of the
office needs no fact, and the code and the counter stay. A try that comes too early is told like a wrong fact,
for anything else would tell that the person is known here.
"""

import hmac
import re
import uuid
from collections.abc import Sequence
from datetime import timedelta

from motcua.audit import services as audit
from motcua.dossiers.faces import identity_proof
from motcua.dossiers.models import Dossier
from motcua.kernel.errors import TooManyAttemptsError
from motcua.kernel.vietnamese import as_meant
from motcua.people import services as people

#: Four tries (two visits) cost nothing; then an hour, two, four … at most 30 days: two dozen in a year.
_FREE, _FIRST, _LONGEST = 4, timedelta(hours=1), timedelta(days=30)
#: Digits of a telephone number that count.
_ENDING = 3
#: So many people are looked at whoever came: a search names two at most.
_LOOKED_AT = 2
#: On the card of who does not know their day of birth, and in every form filled in from such a card.
_NO_BIRTHDAY = "1/1"


def matching_candidates(fact: str, candidates: Sequence[uuid.UUID], *, visit: uuid.UUID) -> list[uuid.UUID]:
    """Return which of a visit's candidates the fact is right for, and count and record a miss.

    Where nobody or only one is a candidate the same is done about people that are not there, so that a
    stranger's try costs what one about an enrolled person does.

    Args:
        fact: the day and month of birth (``5/9``), unless that is the first of January, which says little and
            stands for "not known"; or the last three digits of the telephone number.
    """
    nobody = [uuid.uuid5(visit, str(place)) for place in range(_LOOKED_AT - len(candidates))]
    given = _given(fact)
    may = {reference: _may_try(reference) for reference in (*candidates, *nobody)}
    fits = {reference: _fits(reference, given) for reference in may}
    right = [reference for reference in candidates if may[reference] and fits[reference]]
    for reference in nobody:
        forgive(reference)
    for reference in candidates:
        if right and may[reference]:
            audit.uncount_attempt(_key(reference))
    if not right:
        # Without the visit: it may yet open a dossier, and records stay for ever. After a withdrawal none may
        # lead from the reference to a dossier.
        for told in candidates or ("nobody",):
            audit.record(
                actor="citizen:by face",
                action="dossier.face_fact_missed",
                subject=f"face:{told}",
                reason="status by face",
                waits=not all(may.values()),
            )
    return right


def has_form_of_fact(fact: str) -> bool:
    """Whether it has the form of a fact, whoever it may be about: anything else is no try at one."""
    given = _given(fact)
    day, _, month = given.partition("/")
    if not month:
        return len(given) == _ENDING
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def forgive(reference: uuid.UUID) -> None:
    """Forget the misses about a person, who opened their dossiers or is no longer in the store."""
    audit.clear_attempts(_key(reference))


def _may_try(reference: uuid.UUID) -> bool:
    """Count a miss before anything is compared, so that many tries at once are not compared for one."""
    try:
        audit.back_off(_key(reference), free=_FREE, first=_FIRST, longest=_LONGEST, forgotten_after=None)
    except TooManyAttemptsError:
        return False
    return True


def _fits(reference: uuid.UUID, given: str) -> bool:
    number = people.number_of_face(reference)
    known = set()
    for dossier in Dossier.objects.filter(personal_number=number or "-"):
        if not identity_proof.is_proven(dossier):
            continue  # whoever typed the number chose these facts
        if dossier.date_of_birth is not None:
            known.add(f"{dossier.date_of_birth.day}/{dossier.date_of_birth.month}")
        known.add(re.sub(r"\D", "", dossier.phone)[-_ENDING:])
    known -= {_NO_BIRTHDAY}
    return any(hmac.compare_digest(given.encode(), item.encode()) for item in known if len(item) >= _ENDING)


def _given(fact: str) -> str:
    digits = re.findall(r"\d+", as_meant(fact))
    return "/".join(str(int(part)) for part in digits[:2]) if len(digits) >= 2 else "".join(digits)


def _key(reference: uuid.UUID) -> str:
    return f"face:misses:{reference}"
