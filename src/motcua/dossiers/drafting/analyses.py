"""Photos of a draft and the work a worker does on them.

A photo and the request to look at it are written in one transaction. A worker holds a lease while it
works; when it dies, :func:`recover` gives the work out again, so a reading is late but never lost.
"""

import copy
import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from motcua.dossiers import leases
from motcua.dossiers.drafting import drafts, prefilling
from motcua.dossiers.models import Analysis, Dossier, Draft, DraftPhoto, SupplementPhoto
from motcua.faces import services as faces
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as photos
from motcua.papers.types import Reading
from motcua.people import services as people
from motcua.presence import services as presence
from motcua.procedures import selectors as procedures

CARD_SLOTS = (DraftPhoto.Slot.FRONT, DraftPhoto.Slot.BACK)
#: A photo that killed a worker this often is given up with a message, so that one file cannot stop the queue.
MOST_ATTEMPTS = 4
_TASK = "dossiers.perform_analysis"


class AgreementNeededError(InvalidInputError):
    """Nothing is processed before the person agreed."""

    code = "agreement_needed"
    default_message = Bilingual(
        vi="Vui lòng đọc và đồng ý với việc xử lý ảnh trước khi chụp.",
        en="Please read and agree to the processing of your photos first.",
    )


def put_photo(draft_id: uuid.UUID, slot: str, data: bytes, *, capture: str) -> DraftPhoto:
    """Keep a photo in a slot (replacing the one before) and ask a worker to look at it.

    Args:
        slot: ``front``, ``back`` or ``selfie``; ``mandate`` is a written authorisation, which nobody reads.
        data: the upload as it came.
        capture: ``camera`` when our page's live camera took it, else ``file``. The browser says so, hence it
            can only lower trust, never prove presence.

    Raises:
        papers.photo.PhotoError: the file is no usable image; the slot keeps what it had.
        AgreementNeededError: the person has not agreed to this processing.
    """
    image = photos.normalise(data)  # slow: outside the transaction
    with transaction.atomic():
        draft = drafts.locked(draft_id)
        if not drafts.has_agreed(draft, face=slot == DraftPhoto.Slot.SELFIE):
            raise AgreementNeededError(draft=str(draft_id), slot=slot)
        identifier = people.store_photo(
            image,
            purpose="face" if slot == DraftPhoto.Slot.SELFIE else "paper",
            delete_after=draft.expires_at,
        )
        before = DraftPhoto.objects.filter(draft=draft, slot=slot).first()
        if before is not None:
            people.delete_photo(before.photo)
        placed, _ = DraftPhoto.objects.update_or_create(
            draft=draft,
            slot=slot,
            defaults={"photo": identifier, "capture": capture, "uploaded_at": clock.now()},
        )
        if slot == DraftPhoto.Slot.SELFIE:
            presence.forget_template(drafts.subject_of(draft_id))  # of the photo before
            _ask(draft, Analysis.Kind.SELFIE, [DraftPhoto.Slot.SELFIE])
            _ask_match_if_ready(draft)
        elif slot in CARD_SLOTS:
            _ask(draft, Analysis.Kind.PAPER, CARD_SLOTS)
    return placed


@transaction.atomic
def remove_photo(draft_id: uuid.UUID, *slots: str) -> None:
    """Empty slots, as when the person goes on without a face photo, or without any photo of their card.

    What was read from a card leaves the form with the last photo of it.
    """
    draft = drafts.locked(draft_id)
    placed = list(DraftPhoto.objects.filter(draft=draft, slot__in=slots))
    gone = {item.slot for item in placed}
    for item in placed:
        people.delete_photo(item.photo)
        item.delete()
    if DraftPhoto.Slot.SELFIE in gone:
        presence.forget_template(drafts.subject_of(draft_id))
    if gone.isdisjoint(CARD_SLOTS):
        return
    if _inputs(draft, CARD_SLOTS):
        _ask(draft, Analysis.Kind.PAPER, CARD_SLOTS)  # the side that stays may never have been read alone
    else:
        prefilling.fill(draft, None)


def photos_of(draft: Draft) -> dict[str, dict[str, str]]:
    """Return the photos a draft holds by slot, as the evidence of a dossier names them."""
    return {item.slot: {"photo": str(item.photo), "capture": item.capture} for item in draft.photos.all()}


def current_analysis(draft: Draft, kind: str) -> Analysis | None:
    """Return the analysis of the photos the draft holds now, or None if there is none."""
    slots = {
        Analysis.Kind.PAPER: CARD_SLOTS,
        Analysis.Kind.SELFIE: (DraftPhoto.Slot.SELFIE,),
        Analysis.Kind.MATCH: (*CARD_SLOTS, DraftPhoto.Slot.SELFIE),
    }[Analysis.Kind(kind)]
    inputs = _inputs(draft, slots)
    return find_analysis(draft, kind, inputs) if inputs else None


def lease(analysis_id: int) -> Analysis | None:
    """Lease a piece of work, or return None when somebody else has it, it is done, or nobody needs it."""
    now = clock.now()
    with transaction.atomic():
        # The draft first, as everybody does who changes its photos.
        Draft.objects.select_for_update(no_key=True).filter(analyses=analysis_id).first()
        analysis = (
            Analysis.objects.select_for_update()
            .filter(pk=analysis_id)
            .exclude(status__in=[Analysis.Status.DONE, Analysis.Status.FAILED])
            .first()
        )
        if analysis is None or (analysis.lease_until is not None and analysis.lease_until > now):
            return None
        if _is_superseded(analysis):
            analysis.delete()
            return None
        if analysis.attempts >= MOST_ATTEMPTS:
            analysis.status, analysis.finished_at = Analysis.Status.FAILED, now
            analysis.save()
            return None
        analysis.status, analysis.started_at = Analysis.Status.RUNNING, now
        analysis.lease_until = now + leases.LEASE
        analysis.attempts = F("attempts") + 1
        analysis.save()
    analysis.refresh_from_db()
    return analysis


def _is_superseded(analysis: Analysis) -> bool:
    """Tell whether a side waited so long to be read that both sides are now to be read together."""
    held = _inputs(analysis.draft, CARD_SLOTS)
    return analysis.kind == Analysis.Kind.PAPER and analysis.inputs.items() < held.items()


def perform(analysis_id: int) -> None:
    """Do one piece of work; called by the worker. Doing it twice changes nothing."""
    analysis = lease(analysis_id)
    if analysis is None:
        return
    work = {
        Analysis.Kind.PAPER: _read_paper,
        Analysis.Kind.SELFIE: _look_at_selfie,
        Analysis.Kind.MATCH: _match_faces,
    }[Analysis.Kind(analysis.kind)]
    try:
        with leases.renewed(analysis.pk):
            record = work(analysis)
    except Exception:
        # Give the work back at once: the queue's retry may take it without waiting for the lease to run out.
        Analysis.objects.filter(pk=analysis.pk).update(lease_until=None, status=Analysis.Status.QUEUED)
        raise
    with transaction.atomic():
        draft = Draft.objects.get(pk=analysis.draft_id)
        if draft.parent_id is not None:  # its filing freezes the evidence: that waits for us, or we for it
            Draft.objects.select_for_update(no_key=True).get(pk=draft.parent_id)
        draft = Draft.objects.select_for_update(no_key=True).get(pk=analysis.draft_id)
        analysis.record, analysis.status = record, Analysis.Status.DONE
        analysis.finished_at, analysis.lease_until = clock.now(), None
        analysis.save()
        filed = Dossier.objects.filter(draft=draft.parent_id or draft.pk).exists()
        if filed and analysis in _replaced(draft):
            analysis.delete()  # filed while it was worked on, as forget_replaced() does with what was done
            return
        is_current = current_analysis(draft, analysis.kind) == analysis
        if analysis.kind == Analysis.Kind.PAPER and is_current:
            if not filed:
                prefilling.fill(draft, Reading.from_record(record))
            _ask_match_if_ready(draft)
        _complete_evidence(draft, analysis)
        if analysis.kind == Analysis.Kind.MATCH and filed:
            presence.forget_template(
                drafts.subject_of(draft.pk)
            )  # no other card is compared with it any more


def forget_replaced(draft: Draft) -> None:
    """Remove what was read from photos that others took the place of: it may be somebody else's.

    What a worker is busy with it removes itself. Call it in the transaction that files the draft.
    """
    for analysis in _replaced(draft):
        if analysis.status != Analysis.Status.RUNNING:
            analysis.delete()


def _replaced(draft: Draft) -> list[Analysis]:
    """Return the work on photos that neither the draft nor an answer to the office holds."""
    held = {*draft.photos.values_list("photo", flat=True)}
    held |= {*SupplementPhoto.objects.filter(dossier__draft=draft).values_list("photo", flat=True)}
    known = {str(photo) for photo in held}
    return [analysis for analysis in draft.analyses.all() if not known.issuperset(analysis.inputs.values())]


def _complete_evidence(draft: Draft, analysis: Analysis) -> None:
    """Add what was still being worked on when the dossier was filed; what is there already never changes.

    Of somebody who takes part in another's filing it goes to their entry in that dossier.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).filter(draft=draft.parent_id or draft.pk).first()
    name = {Analysis.Kind.PAPER: "reading"}.get(Analysis.Kind(analysis.kind), analysis.kind)
    if dossier is None or current_analysis(draft, analysis.kind) != analysis:
        return
    evidence: dict[str, Any] = copy.deepcopy(dossier.evidence)
    entry: dict[str, Any] | None = evidence
    if draft.parent_id is not None:  # None: whom the answers no longer call for is not in the dossier
        there = evidence.get("participants") or []
        entry = next((item for item in there if item.get("draft") == str(draft.pk)), None)
    if entry is None or entry.get(name) is not None:
        return
    entry[name] = analysis.record
    dossier.evidence = evidence
    dossier.save(update_fields=["evidence"])


def recover() -> int:
    """Give out again what a dead worker held or the queue lost; returns how many pieces.

    What merely waits its turn is left alone, so that a long queue does not grow by being looked at.
    """
    now = clock.now()
    overdue = set(
        Analysis.objects.filter(
            Q(status=Analysis.Status.RUNNING, lease_until__lt=now)
            | Q(status=Analysis.Status.QUEUED, created_at__lt=now - leases.LEASE)
        ).values_list("pk", flat=True)
    )
    lost = overdue - jobs.waiting(_TASK, "analysis_id", overdue)
    for analysis in Analysis.objects.filter(pk__in=lost).order_by("pk"):
        _defer(analysis)
    return len(lost)


def _inputs(draft: Draft, slots: Any) -> dict[str, str]:
    placed = {item.slot: str(item.photo) for item in draft.photos.all()}
    return {str(slot): placed[slot] for slot in slots if slot in placed}


def _key(inputs: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(inputs.items())).encode()).hexdigest()


def _ask(draft: Draft, kind: str, slots: Any) -> None:
    request_analysis(draft, kind, _inputs(draft, slots))


def _ask_match_if_ready(draft: Draft) -> None:
    paper = current_analysis(draft, Analysis.Kind.PAPER)
    has_selfie = draft.photos.filter(slot=DraftPhoto.Slot.SELFIE).exists()
    if has_selfie and paper is not None and paper.status == Analysis.Status.DONE:
        _ask(draft, Analysis.Kind.MATCH, (*CARD_SLOTS, DraftPhoto.Slot.SELFIE))


def _defer(analysis: Analysis) -> None:
    # After the moves are judged: what they showed is compared, and two workers need not both judge them.
    by_turns = analysis.kind == Analysis.Kind.MATCH
    lock = presence.lock_of(drafts.subject_of(analysis.draft_id)) if by_turns else None
    jobs.defer(_TASK, lock=lock, analysis_id=analysis.pk)


def _images(analysis: Analysis, slots: Any) -> list[bytes]:
    return [people.load_photo(uuid.UUID(analysis.inputs[slot])) for slot in slots if slot in analysis.inputs]


def _read_paper(analysis: Analysis) -> dict[str, Any]:
    from motcua.papers import reading  # noqa: PLC0415 - its models are a worker's, not the web server's

    return reading.read(_images(analysis, CARD_SLOTS)).to_record()


def _look_at_selfie(analysis: Analysis) -> dict[str, Any]:
    found = faces.analyse(_images(analysis, [DraftPhoto.Slot.SELFIE])[0], embed=False)
    return {
        "found": found.face is not None,
        "quality": found.quality.score,
        "problems": [problem.to_dict() for problem in found.quality.problems],
    }


def _match_faces(analysis: Analysis) -> dict[str, Any]:
    """Compare the card's portrait with the live face, by all good frames where the person moved for the
    camera."""
    selfie = _images(analysis, [DraftPhoto.Slot.SELFIE])[0]
    cards = _images(analysis, CARD_SLOTS)
    reading = _reading_for(analysis)
    portrait = next((side for side in reading.sides if side.portrait is not None), None) if reading else None
    if portrait is None or portrait.portrait is None:
        return {"score": None, "same": None, "reason": "no_portrait", "problems": []}
    crop = photos.crop(cards[portrait.image], portrait.portrait, width=320, margin=0.15)
    shown = presence.template_of(
        drafts.subject_of(analysis.draft_id), uuid.UUID(analysis.inputs[DraftPhoto.Slot.SELFIE])
    )
    compared = faces.compare(crop, selfie, a_is_portrait=True, b_fused=shown)
    return {
        "score": compared.score,
        "same": compared.same,
        "several_frames": shown is not None,
        "false_match_rate": compared.false_match_rate,
        "portrait_quality": compared.quality[0].score,
        "selfie_quality": compared.quality[1].score,
        "problems": [problem.to_dict() for quality in compared.quality for problem in quality.problems],
    }


def _reading_for(analysis: Analysis) -> Reading | None:
    """Return the reading of the very cards of a comparison; cards that nobody read together are read now."""
    cards = {slot: photo for slot, photo in analysis.inputs.items() if slot in CARD_SLOTS}
    if not cards:
        return None
    paper = Analysis.objects.filter(
        draft=analysis.draft_id, kind=Analysis.Kind.PAPER, inputs_key=_key(cards), status=Analysis.Status.DONE
    ).first()
    record = paper.record if paper is not None and paper.record else _read_paper(analysis)
    return Reading.from_record(record)


def request_analysis(draft: Draft, kind: str, inputs: dict[str, str]) -> Analysis:
    """Ask for work on any photos of a filing, not only those a draft holds now; asking twice asks once.

    Args:
        inputs: ``front``, ``back`` or ``selfie`` -> id of a stored photo.
    """
    analysis, created = Analysis.objects.get_or_create(
        draft=draft,
        kind=kind,
        inputs_key=_key(inputs),
        defaults={"inputs": inputs, "created_at": clock.now()},
    )
    if created:
        _defer(analysis)
    return analysis


def find_analysis(draft: Draft, kind: str, inputs: dict[str, str]) -> Analysis | None:
    """Return the work on just these photos, or None if nobody asked for it."""
    return Analysis.objects.filter(draft=draft, kind=kind, inputs_key=_key(inputs)).first()


@transaction.atomic
def switch_procedure(draft_id: uuid.UUID, procedure_code: str) -> Draft:
    """Let the draft be of another procedure: the photos and what was read stay, what was typed does not.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
        UnknownProcedureError: no such procedure is in force.
    """
    draft = drafts.locked(draft_id)
    procedure = procedures.get_procedure(
        procedure_code, on=procedures.law_day(procedures.get_office(draft.office))
    )
    draft.procedure_code, draft.procedure_version = procedure.code, procedure.version
    draft.answers, draft.confirmed, draft.prefilled = {}, [], {}
    draft.business, draft.business_by_phone, draft.collision_acknowledged = None, False, False
    prefilling.fill(draft, reading_of(draft))
    return draft


def reading_of(draft: Draft) -> Reading | None:
    """Return what was read from the cards the draft holds now, None while nothing was."""
    paper = current_analysis(draft, Analysis.Kind.PAPER)
    return Reading.from_record(paper.record) if paper is not None and paper.record else None
