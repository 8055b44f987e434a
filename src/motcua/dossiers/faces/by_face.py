"""Finding one's own dossiers by one's face, and agreeing to it: what the face store says, decided upon.

Nothing here tells a visitor about anybody else: a second fact is asked of everyone, whether somebody was
found or not, and a wrong fact, no person and a person without dossiers all end in the same "not found",
equally late. Only where the office says so (``MOTCUA_FACE_ALONE``; by default at its own machines, where
somebody is near) a sure face that moved opens by itself. A personal number is typed by anybody: a face is
tied to one, and a dossier opened by it, only where the dossier shows whose the number is
(:mod:`motcua.dossiers.faces.identity_proof`).
"""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.faces import face_facts, face_moves, identity_proof
from motcua.dossiers.faces.face_enrolling import (
    WORDING,
    agree,
    enrol,
    enrol_moved,
    has_agreed,
    has_agreed_to_several,
    is_enrolled,
    kept,
    perform_enrolment,
    was_met,
    withdraw,
)
from motcua.dossiers.faces.face_moves import add_frame, ask_moves
from motcua.dossiers.models import Dossier
from motcua.gallery import services as gallery
from motcua.gallery.types import Answer, Assurance, Identification, LiveFrame, Outcome
from motcua.jobs import services as jobs
from motcua.kernel import constant_time
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as photos
from motcua.people import services as people
from motcua.presence import services as presence

__all__ = [
    "MOST_TRIES", "NOT_FOUND", "WORDING", "add_frame", "agree", "answer", "ask_moves", "confirm", "enrol",
    "enrol_moved", "found", "has_agreed", "has_agreed_to_several", "is_enrolled", "kept", "look_up",
    "look_up_moved", "may_open_alone", "perform_enrolment", "perform_look_up", "was_met", "withdraw",
]  # fmt: skip

#: Tries at the second fact in one visit; about one person see :mod:`motcua.dossiers.faces.face_facts`.
MOST_TRIES = 2
#: Seconds that every answer to a fact takes, thirty times what the work takes.
_PACE = 0.25
NOT_FOUND = Bilingual(
    vi="Không tìm thấy. Vui lòng tra cứu bằng mã hồ sơ hoặc mã QR trên giấy tiếp nhận, "
    "hoặc mang thẻ căn cước đến quầy.",
    en="Not found. Please look up by the dossier code or the QR code on your receipt, "
    "or bring your card to the counter.",
)


def look_up(
    images: Sequence[bytes], *, device: str, network: str, assurance: Assurance, kiosk: str = ""
) -> uuid.UUID:
    """Ask a worker whose face this is; returns the visit under which the device fetches the answer.

    Args:
        images: three to six frames of one moment, as they came.
        device, network, kiosk: what attempts are counted by (``gallery.visits.limit_visits``).
        assurance: what our pages saw of the person's presence; the worker can only lower it.

    Raises:
        TooManyAttemptsError: too many visits; each wait is longer than the last.
        papers.photo.PhotoError: one is no usable image.
        FramesError: too few or too many.
    """
    gallery.limit_visits(device=device, network=network, kiosk=kiosk)
    visit = gallery.receive_visit(
        [photos.normalise(image) for image in images], device=device, assurance=assurance
    )
    jobs.defer("dossiers.perform_face_look_up", visit_id=str(visit))
    return visit


@transaction.atomic
def look_up_moved(token: str, *, device: str, camera: str, kiosk: str = "") -> uuid.UUID:
    """End the moves and ask a worker to judge them and whose face it is; returns the visit.

    The search gets every frame of the first look, as the server holds it for the judging, and none besides:
    that they show one person is seen by the search, that this person moved by the judging.

    Raises:
        ChallengeOverError, FrameOrderError: as :func:`motcua.presence.services.finish`.
        FramesError: fewer than three or more than six.
    """
    sent = presence.finish(face_moves.subject_of(device), token, camera=camera, queued=False)
    # No more is claimed than for a single look: what the worker sees of the moves can add to it.
    visit = gallery.receive_visit(sent.straight, device=device, assurance=Assurance.PASSIVE)
    jobs.defer(
        "dossiers.perform_face_look_up",
        visit_id=str(visit),
        challenge_id=str(sent.challenge),
        alone=may_open_alone(kiosk),
    )
    return visit


def may_open_alone(kiosk: str) -> bool:
    """Whether a sure face that moved opens dossiers here without a second fact.

    Args:
        kiosk: the name of the office's machine, empty for any other device.
    """
    return bool(kiosk) if settings.FACE_ALONE == "kiosk" else settings.FACE_ALONE == "everywhere"


def perform_look_up(
    visit_id: uuid.UUID, challenge_id: uuid.UUID | None = None, *, alone: bool = False
) -> None:
    """Search for the person of a visit, who was asked for the moves of a challenge or not. For workers.

    Args:
        alone: whether the moves and a sure face are enough, without a second fact.
    """
    moved = presence.outcome(challenge_id) if challenge_id is not None else None

    def identify(frames: tuple[LiveFrame, ...], seen: Assurance) -> Identification:
        assurance = face_moves.combined_assurance(seen, moved)
        face_moves.ensure_assurance(moved, assurance, least=Assurance.PASSIVE)
        said = gallery.identify(
            frames, assurance=assurance, actor=f"citizen:visit {visit_id}", reason="status by face"
        )
        if alone and assurance.rank >= Assurance.ACTIVE.rank:
            return said
        # Who shows a photo of somebody, or a copy that moves, must not learn whether they are enrolled.
        return Identification(Outcome.ASK, said.candidates)

    gallery.process_visit(visit_id, identify)
    if challenge_id is not None:
        presence.remove_used(challenge_id)


def answer(visit_id: uuid.UUID, *, device: str) -> Answer:
    """Return how far a visit is, for the device that came.

    Raises:
        NotFoundError: not this device's, or over.
    """
    return gallery.answer_of_visit(visit_id, device=device)


def found(visit_id: uuid.UUID, *, device: str) -> list[Dossier]:
    """Return the dossiers of a visit whose person was found, newest first; the visit ends.

    Raises:
        NotFoundError: not found, asked for a second fact, not this device's, or nothing was filed.
    """
    said = answer(visit_id, device=device)
    if said.outcome is not Outcome.FOUND:
        raise NotFoundError(NOT_FOUND)
    return _open(visit_id, said.candidates[0], device=device)


def confirm(visit_id: uuid.UUID, *, device: str, fact: str) -> list[Dossier] | None:
    """Try the second fact; returns the dossiers, or None where there is another try. Each takes equally long.

    Args:
        fact: see :func:`motcua.dossiers.faces.face_facts.matching_candidates`.

    Raises:
        NotFoundError: that was the last try, or nothing is to be confirmed.
    """
    with constant_time.pad_duration(_PACE):
        said = answer(visit_id, device=device)
        if said.outcome is not Outcome.ASK:
            raise NotFoundError(NOT_FOUND)
        tries = gallery.count_try(visit_id, device=device)
        right = (
            face_facts.matching_candidates(fact, said.candidates, visit=visit_id)
            if tries <= MOST_TRIES
            else []
        )
        if len(right) == 1:
            return _open(visit_id, right[0], device=device)
        if tries < MOST_TRIES:
            return None
        gallery.end_visit(visit_id)
        raise NotFoundError(NOT_FOUND)


def _open(visit_id: uuid.UUID, reference: uuid.UUID, *, device: str) -> list[Dossier]:
    gallery.end_visit(visit_id)
    number = people.number_of_face(reference)
    filed = Dossier.objects.filter(personal_number=number or "-").order_by("-submitted_at")
    proven = {dossier.pk for dossier in filed if identity_proof.is_proven(dossier)}
    dossiers = [dossier for dossier in filed if dossier.pk in proven or identity_proof.shows_card(dossier)]
    if not proven:
        raise NotFoundError(NOT_FOUND)
    gallery.reset_limit(device=device)
    face_facts.forgive(reference)
    for dossier in dossiers:
        # Without the reference: records stay for ever, and after a withdrawal it must lead to no dossier.
        audit.record(
            actor=f"citizen:visit {visit_id}",
            action="dossier.opened_by_face",
            subject=f"dossier:{dossier.code}",
            reason="status by face",
        )
    return dossiers
