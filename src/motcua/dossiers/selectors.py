"""Reading filings without changing them."""

import hmac
import re
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from motcua.dossiers import search_words
from motcua.dossiers.business.businesses import business_of_card, has_shown_face
from motcua.dossiers.business.businesses import status_of as business_status
from motcua.dossiers.business.collisions import collisions, open_about, others_of
from motcua.dossiers.business.households import at_same_place, related_to
from motcua.dossiers.business.naming import name_taken
from motcua.dossiers.business.registers import population_view
from motcua.dossiers.business.revocations import is_certificate_revoked, with_revoked_certificate
from motcua.dossiers.contact.notifications import notifications_of
from motcua.dossiers.deciding import ahead_of
from motcua.dossiers.deliveries import of as delivery_of
from motcua.dossiers.drafting import analyses
from motcua.dossiers.drafting.prefilling import prefilled, same_value
from motcua.dossiers.faces.second_fact import as_date, as_phone
from motcua.dossiers.faces.second_fact import has_form_of_fact as is_second_fact
from motcua.dossiers.locks import last_turn
from motcua.dossiers.models import Analysis, Dossier, Draft, DraftPhoto
from motcua.dossiers.money.fees import can_be_asked as fee_can_be_asked
from motcua.dossiers.money.fees import (
    fee_of,
    fee_through,
    incoming_payment,
    is_due,
    open_order,
    payments_of,
    received,
)
from motcua.dossiers.money.transfers import (
    decided_transfers,
    get_transfer,
    may_match,
    waiting_transfers,
    waits,
)
from motcua.dossiers.portal_sync import words_of as step_words
from motcua.dossiers.states import State
from motcua.dossiers.supplementing.supplements import (
    MOST_NAME,
    photos_asked,
    request_of,
    sent_photo,
    slots_of,
    views_of,
    waiting,
)
from motcua.dossiers.timing.deadlines import at_receipt as promised_at_receipt
from motcua.dossiers.timing.deadlines import of as deadline_of
from motcua.dossiers.types import IdentityStatus, SlotStatus
from motcua.dossiers.withheld import open_answers
from motcua.kernel import clock, ids
from motcua.kernel.errors import InvalidInputError, NotFoundError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import OFFICERS_ONLY, Reading
from motcua.papers.unread_words import one_for_each_cause

__all__ = [
    "MOST_NAME", "NOT_MATCHING", "ahead_of", "at_same_place", "business_of_card", "business_status",
    "collisions", "deadline_of", "decided_transfers", "delivery_of", "fee_can_be_asked", "fee_of",
    "fee_through", "filed_by", "for_citizen", "get_transfer", "has_shown_face", "identity_status",
    "incoming_payment", "is_certificate_revoked", "is_due", "is_second_fact", "last_turn", "may_match",
    "name_taken", "notifications_of", "open_about", "open_answers", "open_order", "others_of",
    "payments_of", "photos_asked", "population_view", "prefilled", "promised_at_receipt", "queue",
    "received", "related_to", "request_of", "same_value", "sent_photo", "slots_of", "step_words",
    "taken_in", "views_of", "waiting", "waiting_transfers", "waits", "with_revoked_certificate",
]  # fmt: skip

#: Reading takes seconds; who has waited this long is offered to fill the form in by hand.
_PATIENCE: Final = timedelta(seconds=90)
#: What an officer sees at once of their own intake.
_SHOWN = 30

NOT_MATCHING = Bilingual(
    vi="Không tìm thấy hồ sơ với mã và thông tin này. "
    "Vui lòng kiểm tra lại mã hồ sơ và ngày sinh hoặc số điện thoại.",
    en="No dossier was found for this code and detail. "
    "Please check the code and the birth date or phone number.",
)


def identity_status(draft: Draft) -> IdentityStatus:
    """Return how far the identity step is; cheap enough to be asked every second."""
    placed = {item.slot: item for item in draft.photos.all()}
    paper = analyses.current_analysis(draft, Analysis.Kind.PAPER)
    selfie = analyses.current_analysis(draft, Analysis.Kind.SELFIE)
    match = analyses.current_analysis(draft, Analysis.Kind.MATCH)
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
        slow=paper is not None and _pending(paper) and clock.now() - paper.created_at > _PATIENCE,
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
    said = [problem for side in sides for problem in side.problems if problem.code not in OFFICERS_ONLY]
    said += [problem for problem in reading.problems if problem.image == index]
    if any(side.side != slot for side in sides):
        # Of the other side's photo nothing else matters: a better one would show the same.
        said = [problem for problem in reading.problems if problem.code == "same_side_twice"] or said
    problems = tuple(sorted(one_for_each_cause(said), key=lambda problem: problem.quad is None))
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
    given_birth, given_phone = as_date(second_fact), as_phone(second_fact)
    same_birth = hmac.compare_digest(birth.isoformat() if birth else "-", given_birth or "!")
    same_phone = hmac.compare_digest(as_phone(phone) or "-", given_phone or "!")
    if dossier is None or not (same_birth or same_phone):
        raise NotFoundError(NOT_MATCHING, what="second fact")
    return dossier


def queue(
    *, office: str, states: list[State] | None = None, text: str = "", by_person: bool = True
) -> QuerySet[Dossier]:
    """Return an office's dossiers, the most urgent first; ``text`` matches code, number, phone or name.

    A number is found by itself in any grouping, and a person by the number of their former card too.

    Code, person and business are found by the beginnings of their words, in any order (``search_words``).
    Without ``by_person`` personal and telephone numbers match nothing: whoever may not see them cannot try
    them out either.
    """
    found = Dossier.objects.filter(office=office)
    if states:
        found = found.filter(state__in=states)
    words = text.strip()
    if words:
        found = found.filter(_matching(words, by_person=by_person))
    return found.order_by("due_on", "id")


def _matching(words: str, *, by_person: bool) -> Q:
    """Each part of it is answered by an index of its own: one without would have all rows looked into."""
    try:
        return Q(code=str(ids.parse_dossier_code(words)))
    except InvalidInputError:
        begin, number = search_words.prefix_query(words), _number(words)
    wanted = Q(pk__in=()) if begin is None else Q(sought=begin)
    if by_person and number:
        wanted |= Q(personal_number=number) | Q(previous_number=number) | Q(phone=_phone(number))
    return wanted


def _number(words: str) -> str:
    """Return a number in one piece, however it was grouped; empty where there is no digit."""
    number = re.sub(r"[\s.()\-]", "", words)
    return number if re.search(r"[0-9]", number) else ""


def _phone(number: str) -> str:
    """Return a telephone number as it is kept, however Viet Nam's code stands before it."""
    return re.sub(r"^(?:\+84|0084|84(?=\d{9,10}$))0?", "0", number)


def taken_in(actor: str, *, office: str) -> list[Draft]:
    """Return the unfinished filings an officer opened for others, the newest first."""
    mine = Draft.objects.filter(taken_by=actor, office=office, dossier=None, expires_at__gt=clock.now())
    return list(mine.order_by("-created_at")[:_SHOWN])


def filed_by(actor: str, *, office: str) -> list[Dossier]:
    """Return what an officer took in and filed today, the newest first."""
    mine = Dossier.objects.filter(office=office, draft__taken_by=actor, submitted_at__date=clock.today())
    return list(mine.order_by("-submitted_at")[:_SHOWN])
