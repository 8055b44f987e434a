"""Reading filings without changing them."""

import hmac
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from motcua.dossiers import analyses
from motcua.dossiers.models import Analysis, Dossier, Draft, DraftPhoto
from motcua.dossiers.states import GRANTED, NAMES, OPEN, State
from motcua.dossiers.supplements import (
    photos_asked,
    request_of,
    sent_photo,
    slots_of,
    views_of,
    waiting,
)
from motcua.dossiers.types import Collision, IdentityStatus, SlotStatus
from motcua.kernel import ids
from motcua.kernel.errors import InvalidInputError, NotFoundError
from motcua.kernel.messages import Bilingual, Problem
from motcua.kernel.vietnamese import fold
from motcua.papers.types import Reading
from motcua.procedures.services import business_name

__all__ = [
    "NOT_MATCHING", "collisions", "for_citizen", "identity_status", "photos_asked", "queue", "request_of",
    "sent_photo", "slots_of", "views_of", "waiting",
]  # fmt: skip

NOT_MATCHING = Bilingual(
    vi="Không tìm thấy hồ sơ với mã và thông tin này. "
    "Vui lòng kiểm tra lại mã hồ sơ và ngày sinh hoặc số điện thoại.",
    en="No dossier was found for this code and detail. "
    "Please check the code and the birth date or phone number.",
)


def collisions(*, personal_number: str, previous_number: str = "", procedure_code: str) -> list[Collision]:
    """Return what the person already has under the same procedure, newest first.

    One person may register one household business in the whole country (Decree 168/2025, Article 83.1).
    The number is compared with numbers and former numbers, both ways: a new card does not hide an old one.
    """
    numbers = {number for number in (personal_number, previous_number) if number}
    if not numbers:
        return []
    found = Dossier.objects.filter(
        Q(personal_number__in=numbers) | Q(previous_number__in=numbers),
        procedure_code=procedure_code,
        state__in=[*OPEN, *GRANTED],
    ).order_by("-submitted_at")
    return [_collision(dossier, personal_number) for dossier in found]


def _collision(dossier: Dossier, personal_number: str) -> Collision:
    granted = dossier.state_enum in GRANTED
    return Collision(
        kind="certificate" if granted else "dossier",
        code=dossier.certificate_number if granted and dossier.certificate_number else dossier.code,
        state=dossier.state_enum,
        state_name=NAMES[dossier.state_enum],
        since=dossier.decided_at or dossier.submitted_at,
        due_on=dossier.due_on,
        business_name=business_name(str(dossier.answers.get("own_name", ""))),
        matched_by="personal_number" if dossier.personal_number == personal_number else "previous_number",
    )


def identity_status(draft: Draft) -> IdentityStatus:
    """Return how far the identity step is; cheap enough to be asked every second."""
    placed = {item.slot: item for item in draft.photos.all()}
    paper = analyses.current(draft, Analysis.Kind.PAPER)
    selfie = analyses.current(draft, Analysis.Kind.SELFIE)
    match = analyses.current(draft, Analysis.Kind.MATCH)
    reading = Reading.from_record(paper.record) if paper is not None and paper.record else None
    card_slots: list[str] = [slot for slot in ("front", "back") if slot in placed]
    slots = {slot: _card_slot(slot, card_slots, placed, paper, reading) for slot in ("front", "back")}
    slots["selfie"] = _selfie_slot(placed.get("selfie"), selfie)
    return IdentityStatus(
        slots=slots,
        reading=reading,
        reading_pending=_pending(paper),
        match=match.record if match is not None else None,
        match_pending=_pending(match) or (_pending(selfie)),
        problems=reading.problems if reading else (),
        failed=any(
            item is not None and item.status == Analysis.Status.FAILED for item in (paper, selfie, match)
        ),
    )


def _pending(analysis: Analysis | None) -> bool:
    return analysis is not None and analysis.status in {Analysis.Status.QUEUED, Analysis.Status.RUNNING}


def _card_slot(
    slot: str,
    order: list[str],
    placed: dict[str, DraftPhoto],
    paper: Analysis | None,
    reading: Reading | None,
) -> SlotStatus:
    if slot not in placed:
        return SlotStatus(slot=slot, status="missing")
    photo = str(placed[slot].photo)
    if reading is None:
        return SlotStatus(slot=slot, status="reading" if _pending(paper) else "problem", photo=photo)
    index = order.index(slot)
    sides = [side for side in reading.sides if side.image == index]
    problems = tuple(problem for side in sides for problem in side.problems)
    blocking = not any(side.quad is not None for side in sides)
    return SlotStatus(
        slot=slot,
        status="problem" if problems or blocking else "good",
        problems=problems,
        blocking=blocking,
        photo=photo,
    )


def _selfie_slot(placed: DraftPhoto | None, selfie: Analysis | None) -> SlotStatus:
    if placed is None:
        return SlotStatus(slot="selfie", status="missing")
    record: dict[str, Any] | None = selfie.record if selfie is not None else None
    if record is None:
        return SlotStatus(
            slot="selfie", status="reading" if _pending(selfie) else "problem", photo=str(placed.photo)
        )
    problems = tuple(Problem.from_dict(item) for item in record["problems"])
    return SlotStatus(
        slot="selfie",
        status="problem" if problems or not record["found"] else "good",
        problems=problems,
        blocking=not record["found"],
        photo=str(placed.photo),
    )


def for_citizen(*, code: str, second_fact: str) -> Dossier:
    """Return the dossier a citizen may see: the code and the birth date or the phone number belong together.

    Args:
        second_fact: a birth date (``31/12/1990``, ``1990-12-31``) or a phone number in any spacing.

    Raises:
        NotFoundError: one wording whether the code, the fact or both are wrong. The caller limits attempts.
    """
    try:
        tidy = str(ids.parse_dossier_code(code))
    except InvalidInputError as error:
        raise NotFoundError(NOT_MATCHING, what="code") from error
    dossier = Dossier.objects.filter(code=tidy).first()
    # The comparison runs on a dummy when there is no dossier, so that both answers take the same path.
    birth = dossier.date_of_birth if dossier is not None else date(1900, 1, 1)
    phone = dossier.phone if dossier is not None else ""
    given_birth, given_phone = _as_date(second_fact), _as_phone(second_fact)
    same_birth = hmac.compare_digest(birth.isoformat() if birth else "-", given_birth or "!")
    same_phone = hmac.compare_digest(_as_phone(phone) or "-", given_phone or "!")
    if dossier is None or not (same_birth or same_phone):
        raise NotFoundError(NOT_MATCHING, what="second fact")
    return dossier


def _as_date(text: str) -> str:
    parts = [part for part in "".join(c if c.isdigit() else " " for c in text).split() if part]
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return ""
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _as_phone(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    if digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    return digits if 9 <= len(digits) <= 11 else ""


def queue(*, office: str, states: list[State] | None = None, text: str = "") -> QuerySet[Dossier]:
    """Return an office's dossiers, the most urgent first; ``text`` matches code, number, phone or name.

    A name matches without its diacritics, in any case.
    """
    found = Dossier.objects.filter(office=office)
    if states:
        found = found.filter(state__in=states)
    words = text.strip()
    if words:
        found = found.filter(
            Q(code__icontains=words)
            | Q(personal_number=words)
            | Q(phone=words)
            | Q(folded_name__contains=fold(words))
        )
    return found.order_by("due_on", "id")
