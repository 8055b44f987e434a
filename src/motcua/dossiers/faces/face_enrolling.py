"""Agreeing to be found by one's face, coming into the face store, and leaving it.

A personal number is typed by anybody: a face is tied to one only where a decided dossier shows whose the
number is (:mod:`motcua.dossiers.faces.identity_proof`).
"""

import uuid
from collections.abc import Sequence

from django.db import transaction

from motcua.dossiers.drafting import presence as shown
from motcua.dossiers.errors import NoFacePhotoError, NotProvenError
from motcua.dossiers.faces import double_identity, face_facts, face_moves, identity_proof
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.faces import services as faces
from motcua.gallery import selectors as gallery_selectors
from motcua.gallery import services as gallery
from motcua.gallery.types import PURPOSE, Assurance, Enrolment, Identification, LiveFrame
from motcua.jobs import services as jobs
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as photos
from motcua.people import services as people
from motcua.presence import services as presence

#: The text people agree to, see the page that asks for it.
WORDING = "2026-11-face-three"
_NOT_THEIRS = Bilingual(
    vi="Khuôn mặt không giống ảnh đã nộp cùng hồ sơ.",
    en="The face does not look like the photo filed with the dossier.",
)
_MOVE = Bilingual(
    vi="Để không ai đăng ký bằng ảnh của bạn, hãy bấm “Bắt đầu” và cử động theo lời nhắc. Không cử động "
    "được? Hãy mang thẻ căn cước đến quầy để cán bộ gặp và đối chiếu, sau đó bạn chụp mà không cần cử động.",
    en="So that nobody signs up with a picture of you, press “Start” and move as you are asked. You cannot? "
    "Bring your card to the counter; once an officer has met you and compared, no moves are needed.",
)


def is_enrolled(dossier: Dossier) -> bool:
    """Whether the dossier's person can be found by their face; no, where it does not prove who that is."""
    reference = _reference_of(dossier)
    return reference is not None and gallery_selectors.is_enrolled(reference)


def kept(dossier: Dossier) -> Enrolment | None:
    """Return what the face store keeps of the dossier's person; None if nothing, or as above."""
    reference = _reference_of(dossier)
    return None if reference is None else gallery_selectors.enrolment_of(reference)


def has_agreed_to_several(dossier: Dossier) -> bool:
    """Whether they agreed to today's text, which says that up to three sittings are kept; else as above."""
    reference = _reference_of(dossier)
    if reference is None:
        return False
    given = people.consent_given(subject=people.consent_subject_of_face(reference), purpose=PURPOSE)
    return given is not None and given.wording == WORDING


def has_agreed(dossier: Dossier) -> bool:
    """Whether the dossier's person agreed to be found by their face and did not withdraw; else as above."""
    reference = _reference_of(dossier)
    return reference is not None and people.has_consent(
        subject=people.consent_subject_of_face(reference), purpose=PURPOSE
    )


@transaction.atomic
def agree(dossier: Dossier, *, language: str) -> None:
    """Keep that the dossier's person agreed to be found by their face.

    Raises:
        NoFacePhotoError: the dossier has no photo of the face to compare with, so nothing could be enrolled.
        NotProvenError: nothing decided shows that the dossier's number is theirs.
    """
    if _selfie_of(dossier) is None:
        raise NoFacePhotoError
    if not identity_proof.is_proven(dossier):
        raise NotProvenError(dossier=dossier.code)
    reference = people.open_face_reference(dossier.personal_number)
    people.record_consent(
        subject=people.consent_subject_of_face(reference),
        purpose=PURPOSE,
        wording=WORDING,
        language=language,
    )


def enrol(
    dossier: Dossier,
    images: Sequence[bytes],
    *,
    device: str,
    network: str,
    assurance: Assurance,
    kiosk: str = "",
) -> uuid.UUID:
    """Ask a worker to enrol the face of the dossier's person, who agreed.

    The caller has seen that the visitor holds the dossier. A worker enrols only a face that is that of the
    photo filed with it, so that who knows another's code and birth date cannot put their own face there.

    Raises:
        NotProvenError: as :func:`agree`.
        NoFaceConsentError: they did not agree.
        NotLiveError: nobody moved before the camera, nor has an officer met the person.
        TooManyAttemptsError, papers.photo.PhotoError, FramesError: as ``by_face.look_up``.
    """
    _ensure_may_enrol(dossier)
    if assurance.rank < Assurance.ACTIVE.rank and not was_met(dossier):
        raise gallery.NotLiveError(_MOVE, assurance=assurance.value)
    gallery.limit_visits(device=device, network=network, kiosk=kiosk)
    normal = [photos.normalise(image) for image in images]
    visit = gallery.receive_visit(normal, device=device, assurance=assurance)
    jobs.defer("dossiers.perform_face_enrolment", visit_id=str(visit), dossier_id=dossier.pk)
    return visit


@transaction.atomic
def enrol_moved(dossier: Dossier, token: str, *, device: str, camera: str) -> uuid.UUID:
    """End the moves and ask a worker to judge them and to enrol the face of their first look.

    The moves were asked for by ``face_moves.ask_moves``, and are used once: to look up or to enrol.

    Raises:
        NotProvenError, NoFaceConsentError: as :func:`enrol`.
        VirtualCameraError: a program stands in for the camera.
        ChallengeOverError, FrameOrderError, FramesError: as ``by_face.look_up_moved``.
    """
    _ensure_may_enrol(dossier)
    presence.ensure_real_camera(camera)
    sent = presence.finish(face_moves.subject_of(device), token, camera=camera, queued=False)
    visit = gallery.receive_visit(sent.straight, device=device, assurance=Assurance.PASSIVE)
    jobs.defer(
        "dossiers.perform_face_enrolment",
        visit_id=str(visit),
        dossier_id=dossier.pk,
        challenge_id=str(sent.challenge),
    )
    return visit


def was_met(dossier: Dossier) -> bool:
    """Whether an officer met the dossier's person and compared them with their paper: then no moves are
    needed, for whoever cannot make them."""
    return bool(shown.of_draft(dossier.draft_id).met_by)


def _ensure_may_enrol(dossier: Dossier) -> None:
    if not identity_proof.is_proven(dossier):
        raise NotProvenError(dossier=dossier.code)
    if not has_agreed(dossier):
        raise gallery.NoFaceConsentError(dossier=dossier.code)


def perform_enrolment(visit_id: uuid.UUID, dossier_id: int, challenge_id: uuid.UUID | None = None) -> None:
    """Enrol the face of a visit if it is the dossier's, and the dossier proves whose it is. For workers."""
    dossier = Dossier.objects.get(pk=dossier_id)
    moved = presence.outcome(challenge_id) if challenge_id is not None else None

    def take_in(frames: tuple[LiveFrame, ...], seen: Assurance) -> Identification | None:
        assurance = face_moves.combined_assurance(seen, moved)
        if assurance is Assurance.PASSIVE and was_met(dossier):
            assurance = Assurance.OFFICER
        face_moves.ensure_assurance(moved, assurance, least=Assurance.ACTIVE)
        if not identity_proof.is_proven(dossier):
            raise gallery.FramesError(NotProvenError.default_message, dossier=dossier.code)
        reference = people.face_reference_of(dossier.personal_number)
        selfie = _selfie_of(dossier)
        if reference is None or selfie is None:
            return None  # withdrew meanwhile
        filed = faces.analyse(people.load_photo(selfie))
        if any(not faces.compare_analyses(filed, frame.analysis).same for frame in frames):
            raise gallery.FramesError(_NOT_THEIRS, dossier=dossier.code)
        actor = f"citizen:visit {visit_id}"  # the draft would tie the reference to the dossier for ever
        others = gallery.similar_people(gallery.sitting_template(frames), reference=reference, actor=actor)
        gallery.enrol(reference=reference, frames=frames, assurance=assurance, actor=actor)
        double_identity.tell_officer(dossier_id, others)
        return None

    gallery.process_visit(visit_id, take_in)
    if challenge_id is not None:
        presence.remove_used(challenge_id)


def withdraw(dossier: Dossier) -> bool:
    """Withdraw the agreement and erase the face, at once; returns whether something was kept.

    From a dossier that does not prove whose the number is nothing is withdrawn: it may be a stranger's.
    """
    reference = _reference_of(dossier)
    if reference is None:
        return False
    face_facts.forgive(reference)
    actor = f"citizen:{people.consent_subject_of_face(reference)}"  # as in ``perform_enrolment``
    return gallery.withdraw(reference=reference, actor=actor) is not None


def _reference_of(dossier: Dossier) -> uuid.UUID | None:
    return people.face_reference_of(dossier.personal_number) if identity_proof.is_proven(dossier) else None


def _selfie_of(dossier: Dossier) -> uuid.UUID | None:
    placed = DraftPhoto.objects.filter(draft=dossier.draft_id, slot=DraftPhoto.Slot.SELFIE).first()
    return placed.photo if placed is not None and people.has_photo(placed.photo) else None
