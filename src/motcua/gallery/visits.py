"""Visits: frames that came from a device wait here, sealed, for a worker, and its answer for the device."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

from django.db import transaction

from motcua.audit import services as audit
from motcua.faces import services as faces
from motcua.gallery import envelope_encryption, keys
from motcua.gallery.enrolment import FEWEST_FRAMES, analyse_frames
from motcua.gallery.errors import FramesError, NoFaceConsentError, NotLiveError
from motcua.gallery.locks import FACES, using_keys
from motcua.gallery.models import Visit, VisitFrame
from motcua.gallery.types import Answer, Assurance, Identification, LiveFrame, Outcome
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, TooManyAttemptsError
from motcua.kernel.messages import Bilingual

#: How long a device may come back for its answer.
LIFE = timedelta(minutes=15)
#: Frames a device may send; more add nothing.
MOST_FRAMES = 6
#: Of one device three visits cost nothing, then each wait is twice the one before.
_FREE_DEVICE, _FIRST_DEVICE, _LONGEST_DEVICE = 3, timedelta(seconds=30), timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=6)
#: All who stand in one hall share its address, and many phones that of a carrier: no waits that grow, but so
#: many visits in an hour, one every fifteen seconds. A machine of the hall serves one after the other, finds
#: some of them not, and is one device for all: counted by its name, and wider.
_PER_NETWORK, _PER_KIOSK, _WINDOW = 240, 600, timedelta(hours=1)
_STATES: dict[str, Literal["waiting", "done", "unusable"]] = {
    "waiting": "waiting",
    "done": "done",
    "unusable": "unusable",
}


def limit_visits(*, device: str, network: str, kiosk: str = "") -> None:
    """Count a visit, and refuse who comes back too often.

    The device comes first: what it is refused is not counted against others at its address.

    Args:
        kiosk: the name of a machine of the hall, which is counted by it and by nothing else.

    Raises:
        TooManyAttemptsError: too early.
    """
    if kiosk:
        audit.limit_attempts(f"face:kiosk:{kiosk}", most=_PER_KIOSK, window=_WINDOW)
        return
    key = _device_key(device)
    audit.back_off(
        key,
        free=_FREE_DEVICE,
        first=_FIRST_DEVICE,
        longest=_LONGEST_DEVICE,
        forgotten_after=_FORGOTTEN_AFTER,
    )
    try:
        audit.limit_attempts(f"face:address:{network}", most=_PER_NETWORK, window=_WINDOW)
    except TooManyAttemptsError:
        audit.uncount_attempt(key)  # the crowd's fault, not this device's
        raise


def reset_limit(*, device: str) -> None:
    """Forget the device's visits after a success, so that the next at a shared tablet need not wait."""
    audit.clear_attempts(_device_key(device))


def receive(images: Sequence[bytes], *, device: str, assurance: Assurance) -> uuid.UUID:
    """Keep the frames of a visit, sealed.

    Args:
        images: three to six upright JPEGs (``papers.photo.normalise``), in their order.
        device: what only this device knows; its digest is kept.
        assurance: what is claimed to be shown of the person's presence; a worker can only lower it.

    Raises:
        FramesError: too few or too many.
        FaceKeyError: this machine has not the key that is in use.
        RenewalUnderWayError: keys are being changed.
    """
    if not FEWEST_FRAMES <= len(images) <= MOST_FRAMES:
        raise FramesError(frames=len(images))
    now = clock.now()
    with using_keys():
        ring = envelope_encryption.current_keyring()
        visit = Visit.objects.create(
            device=_digest(device), assurance=assurance.value, came_at=now, expires_at=now + LIFE
        )
        for place, image in enumerate(images):
            identifier = uuid.uuid4()
            box = envelope_encryption.seal(image, identifier, ring)
            VisitFrame.objects.create(id=identifier, visit=visit, place=place, **box.columns())
    return visit.pk


def process(
    visit_id: uuid.UUID, work: Callable[[tuple[LiveFrame, ...], Assurance], Identification | None]
) -> None:
    """Look at a visit's frames, do ``work`` with them, keep its answer, and remove the frames. For workers.

    Frames that show no usable face, are not of one person or not live make the visit ``unusable``. A visit
    that was done is left alone, one that is over is removed.
    """
    sweep()
    visit = Visit.objects.filter(pk=visit_id, state=Visit.State.WAITING, expires_at__gt=clock.now()).first()
    if visit is None:
        return
    with using_keys():
        ring = keys.load()
        images = [
            envelope_encryption.unseal(envelope_encryption.Sealed.of(row), row.pk, ring)
            for row in visit.frames.all()
        ]
    answer, state, reasons = None, Visit.State.DONE, tuple[Bilingual, ...]()
    try:
        answer = work(analyse_frames(images), observed_assurance(images, Assurance(visit.assurance)))
    except NotLiveError as error:
        state, reasons = Visit.State.UNUSABLE, error.reasons
    except (FramesError, NoFaceConsentError) as error:
        state, reasons = Visit.State.UNUSABLE, (error.message,)
    with transaction.atomic(FACES):
        visit.frames.all().delete()
        visit.state = state
        visit.outcome = answer.outcome.value if answer is not None else ""
        visit.candidates = [str(reference) for reference in answer.candidates] if answer is not None else []
        visit.reasons = [reason.to_dict() for reason in reasons]
        visit.save()


def observed_assurance(images: Sequence[bytes], claimed: Assurance) -> Assurance:
    """Return what is left of a claim of presence after a passive look at each frame.

    Where most frames show the trace of a screen or a print it is as good as an uploaded file. One frame may
    be mistaken: a door frame behind the head looks like the edge of a telephone.
    """
    if claimed.rank < Assurance.PASSIVE.rank or claimed is Assurance.OFFICER:
        return claimed
    traced = sum(faces.liveness(image).live is False for image in images)
    return Assurance.UPLOADED if traced > len(images) / 2 else claimed


def answer_of(visit_id: uuid.UUID, *, device: str) -> Answer:
    """Return the answer of a visit to the device that came.

    Raises:
        NotFoundError: another device's visit looks exactly like one that never was, or is over.
    """
    visit = _own(visit_id, device)
    outcome = Outcome(visit.outcome) if visit.outcome else None
    return Answer(
        _STATES[visit.state],
        outcome,
        tuple(uuid.UUID(item) for item in visit.candidates),
        tuple(Bilingual.from_dict(item) for item in visit.reasons),
    )


def count_try(visit_id: uuid.UUID, *, device: str) -> int:
    """Count one try at the second fact; returns how many there were, this one included.

    Raises:
        NotFoundError: as :func:`answer_of`.
    """
    with transaction.atomic(FACES):
        visit = Visit.objects.select_for_update().filter(pk=_own(visit_id, device).pk).first()
        if visit is None:  # another window of the browser had the last try
            raise NotFoundError(visit=str(visit_id))
        visit.tries += 1
        visit.save()
    return visit.tries


def end(visit_id: uuid.UUID) -> None:
    """Forget a visit: its answer was used, or may not be used again."""
    Visit.objects.filter(pk=visit_id).delete()


def sweep() -> int:
    """Remove visits that are over, frames included; returns how many."""
    _, counts = Visit.objects.filter(expires_at__lt=clock.now()).delete()
    return counts.get("gallery.Visit", 0)


def _own(visit_id: uuid.UUID, device: str) -> Visit:
    visit = Visit.objects.filter(pk=visit_id, device=_digest(device), expires_at__gt=clock.now()).first()
    if visit is None:
        raise NotFoundError(visit=str(visit_id))
    return visit


def _digest(device: str) -> str:
    return hashlib.sha256(b"face visit " + device.encode()).hexdigest()


def _device_key(device: str) -> str:
    return f"face:device:{_digest(device)[:32]}"
