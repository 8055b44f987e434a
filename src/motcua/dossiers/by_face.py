"""Finding one's own dossiers by one's face, and agreeing to it: what the face store says, decided upon.

Nothing here tells a visitor about anybody else: a second fact is asked of everyone, whether somebody was
found or not, and a wrong fact, no person and a person without dossiers all end in the same "not found",
equally late. Only where the office says so (``MOTCUA_FACE_ALONE``; by default at its own machines, where
somebody is near) a sure face that moved opens by itself. A personal number is typed by anybody: a face is
tied to one, and a dossier opened by it, only where the dossier shows whose the number is
(:mod:`motcua.dossiers.proof`).
"""

import hashlib
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import double_identity, face_facts, proof, queue
from motcua.dossiers import presence as shown
from motcua.dossiers.errors import NoFacePhotoError, NotProvenError
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.faces import services as faces
from motcua.faces.presence.types import Presence
from motcua.gallery import selectors as gallery_selectors
from motcua.gallery import services as gallery
from motcua.gallery.types import PURPOSE, Answer, Assurance, Identification, LiveFrame, Outcome
from motcua.kernel import pace
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as photos
from motcua.people import services as people
from motcua.presence import services as presence
from motcua.presence.types import Issued

#: The text people agree to, see the page that asks for it.
WORDING = "2026-11-face-filing"
#: Tries at the second fact in one visit; about one person see :mod:`motcua.dossiers.face_facts`.
MOST_TRIES = 2
#: Seconds that every answer to a fact takes, thirty times what the work takes.
_PACE = 0.25
NOT_FOUND = Bilingual(
    vi="Không tìm thấy. Vui lòng tra cứu bằng mã hồ sơ hoặc mã QR trên giấy tiếp nhận, "
    "hoặc mang thẻ căn cước đến quầy.",
    en="Not found. Please look up by the dossier code or the QR code on your receipt, "
    "or bring your card to the counter.",
)
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


def look_up(
    images: Sequence[bytes], *, device: str, network: str, assurance: Assurance, kiosk: str = ""
) -> uuid.UUID:
    """Ask a worker whose face this is; returns the visit under which the device fetches the answer.

    Args:
        images: three to six frames of one moment, as they came.
        device, network, kiosk: what attempts are counted by (``gallery.visits.slow_down``).
        assurance: what our pages saw of the person's presence; the worker can only lower it.

    Raises:
        TooManyAttemptsError: too many visits; each wait is longer than the last.
        papers.photo.PhotoError: one is no usable image.
        FramesError: too few or too many.
    """
    gallery.slow_down(device=device, network=network, kiosk=kiosk)
    visit = gallery.receive_visit(
        [photos.normalise(image) for image in images], device=device, assurance=assurance
    )
    queue.defer("dossiers.perform_face_look_up", visit_id=str(visit))
    return visit


def ask_moves(*, device: str, network: str, kiosk: str = "") -> Issued:
    """Ask whoever stands before the device's camera for moves. It counts as the visit that may follow.

    Raises:
        TooManyAttemptsError: as :func:`look_up`, or more than a dozen tries in an hour.
    """
    gallery.slow_down(device=device, network=network, kiosk=kiosk)
    return presence.issue(_subject_of(device))


def add_frame(token: str, *, device: str, number: int, part: int, at_ms: int, image: bytes) -> None:
    """Take one frame in, as plain pixels: what is judged and what is searched for are the same bytes.

    Raises:
        ChallengeOverError, FrameOrderError, FrameReplayedError, FrameUnusableError: as
            :func:`motcua.presence.services.add_frame`.
        papers.photo.PhotoError: no usable image.
    """
    subject = _subject_of(device)
    presence.ensure_open(subject, token)  # before the picture costs anything
    plain = photos.normalise(image)
    presence.add_frame(subject, token, number=number, part=part, at_ms=at_ms, image=plain)


@transaction.atomic
def look_up_moved(token: str, *, device: str, camera: str, kiosk: str = "") -> uuid.UUID:
    """End the moves and ask a worker to judge them and whose face it is; returns the visit.

    The search gets every frame of the first look, as the server holds it for the judging, and none besides:
    that they show one person is seen by the search, that this person moved by the judging.

    Raises:
        ChallengeOverError, FrameOrderError: as :func:`motcua.presence.services.finish`.
        FramesError: fewer than three or more than six.
    """
    sent = presence.finish(_subject_of(device), token, camera=camera, queued=False)
    # No more is claimed than for a single look: what the worker sees of the moves can add to it.
    visit = gallery.receive_visit(sent.straight, device=device, assurance=Assurance.PASSIVE)
    queue.defer(
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
        assurance = _with_moves(seen, moved)
        _ensure_seen(moved, assurance, least=Assurance.PASSIVE)
        said = gallery.identify(
            frames, assurance=assurance, actor=f"citizen:visit {visit_id}", reason="status by face"
        )
        if alone and assurance.rank >= Assurance.ACTIVE.rank:
            return said
        # Who shows a photo of somebody, or a copy that moves, must not learn whether they are enrolled.
        return Identification(Outcome.ASK, said.candidates)

    gallery.perform_visit(visit_id, identify)
    if challenge_id is not None:
        presence.used(challenge_id)


def _with_moves(seen: Assurance, moved: Presence | None) -> Assurance:
    """Return what a look at the frames and the moves, if any, show: active by both, else the lower."""
    if moved is None:
        return seen
    shown = Assurance(moved.level)
    if seen is Assurance.PASSIVE and shown is Assurance.ACTIVE:
        return shown
    return min(seen, shown, key=lambda item: item.rank)


def _ensure_seen(moved: Presence | None, assurance: Assurance, *, least: Assurance) -> None:
    if moved is not None and assurance.rank < least.rank:
        raise gallery.NotLiveError(*(reason.message for reason in moved.reasons), assurance=assurance.value)


def _subject_of(device: str) -> str:
    return f"face:{hashlib.sha256(b'face moves ' + device.encode()).hexdigest()}"


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
        fact: see :func:`motcua.dossiers.face_facts.whose`.

    Raises:
        NotFoundError: that was the last try, or nothing is to be confirmed.
    """
    with pace.even(_PACE):
        said = answer(visit_id, device=device)
        if said.outcome is not Outcome.ASK:
            raise NotFoundError(NOT_FOUND)
        tries = gallery.count_try(visit_id, device=device)
        right = face_facts.whose(fact, said.candidates, visit=visit_id) if tries <= MOST_TRIES else []
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
    proven = {dossier.pk for dossier in filed if proof.is_proven(dossier)}
    dossiers = [dossier for dossier in filed if dossier.pk in proven or proof.shows_card(dossier)]
    if not proven:
        raise NotFoundError(NOT_FOUND)
    gallery.forgive(device=device)
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


def is_enrolled(dossier: Dossier) -> bool:
    """Whether the dossier's person can be found by their face; no, where it does not prove who that is."""
    reference = _reference_of(dossier)
    return reference is not None and gallery_selectors.is_enrolled(reference)


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
    if not proof.is_proven(dossier):
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
        TooManyAttemptsError, papers.photo.PhotoError, FramesError: as :func:`look_up`.
    """
    _ensure_may_enrol(dossier)
    if assurance.rank < Assurance.ACTIVE.rank and not was_met(dossier):
        raise gallery.NotLiveError(_MOVE, assurance=assurance.value)
    gallery.slow_down(device=device, network=network, kiosk=kiosk)
    normal = [photos.normalise(image) for image in images]
    visit = gallery.receive_visit(normal, device=device, assurance=assurance)
    queue.defer("dossiers.perform_face_enrolment", visit_id=str(visit), dossier_id=dossier.pk)
    return visit


@transaction.atomic
def enrol_moved(dossier: Dossier, token: str, *, device: str, camera: str) -> uuid.UUID:
    """End the moves and ask a worker to judge them and to enrol the face of their first look.

    The moves were asked for by :func:`ask_moves`, and are used once: to look up or to enrol.

    Raises:
        NotProvenError, NoFaceConsentError: as :func:`enrol`.
        VirtualCameraError: a program stands in for the camera.
        ChallengeOverError, FrameOrderError, FramesError: as :func:`look_up_moved`.
    """
    _ensure_may_enrol(dossier)
    presence.ensure_real_camera(camera)
    sent = presence.finish(_subject_of(device), token, camera=camera, queued=False)
    visit = gallery.receive_visit(sent.straight, device=device, assurance=Assurance.PASSIVE)
    queue.defer(
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
    if not proof.is_proven(dossier):
        raise NotProvenError(dossier=dossier.code)
    if not has_agreed(dossier):
        raise gallery.NoFaceConsentError(dossier=dossier.code)


def perform_enrolment(visit_id: uuid.UUID, dossier_id: int, challenge_id: uuid.UUID | None = None) -> None:
    """Enrol the face of a visit if it is the dossier's, and the dossier proves whose it is. For workers."""
    dossier = Dossier.objects.get(pk=dossier_id)
    moved = presence.outcome(challenge_id) if challenge_id is not None else None

    def take_in(frames: tuple[LiveFrame, ...], seen: Assurance) -> Identification | None:
        assurance = _with_moves(seen, moved)
        if assurance is Assurance.PASSIVE and was_met(dossier):
            assurance = Assurance.OFFICER
        _ensure_seen(moved, assurance, least=Assurance.ACTIVE)
        if not proof.is_proven(dossier):
            raise gallery.FramesError(NotProvenError.default_message, dossier=dossier.code)
        reference = people.face_reference_of(dossier.personal_number)
        selfie = _selfie_of(dossier)
        if reference is None or selfie is None:
            return None  # withdrew meanwhile
        filed = faces.analyse(people.load_photo(selfie))
        if any(not faces.compare_analyses(filed, frame.analysis).same for frame in frames):
            raise gallery.FramesError(_NOT_THEIRS, dossier=dossier.code)
        actor = f"citizen:visit {visit_id}"  # the draft would tie the reference to the dossier for ever
        others = gallery.others_like(gallery.one_face(frames), reference=reference, actor=actor)
        gallery.enrol(reference=reference, frames=frames, assurance=assurance, actor=actor)
        double_identity.tell_officer(dossier_id, others)
        return None

    gallery.perform_visit(visit_id, take_in)
    if challenge_id is not None:
        presence.used(challenge_id)


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
    return people.face_reference_of(dossier.personal_number) if proof.is_proven(dossier) else None


def _selfie_of(dossier: Dossier) -> uuid.UUID | None:
    placed = DraftPhoto.objects.filter(draft=dossier.draft_id, slot=DraftPhoto.Slot.SELFIE).first()
    return placed.photo if placed is not None and people.has_photo(placed.photo) else None
