"""Showing oneself before the camera for a draft: who may, and which photo comes of it.

As public as ``services``.
"""

import uuid

from django.db import transaction

from motcua.dossiers.drafting import analyses, drafts
from motcua.dossiers.models import Analysis, Draft, DraftPhoto
from motcua.presence import selectors
from motcua.presence import services as presence
from motcua.presence.types import Assessment, IssuedChallenge


def begin(draft_id: uuid.UUID) -> IssuedChallenge:
    """Ask the draft's person for moves.

    Raises:
        AgreementNeededError: the person has not agreed to a face photo.
        TooManyAttemptsError: too many tries in an hour.
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
    """
    _ensure_agreed(draft_id)
    return presence.issue(drafts.subject_of(draft_id))


def add_frame(draft_id: uuid.UUID, token: str, *, number: int, part: int, at_ms: int, image: bytes) -> None:
    """Take one frame in; errors as :func:`motcua.presence.services.add_frame` and :func:`begin`."""
    _ensure_agreed(draft_id)
    presence.add_frame(drafts.subject_of(draft_id), token, number=number, part=part, at_ms=at_ms, image=image)


@transaction.atomic
def finish(draft_id: uuid.UUID, token: str, *, camera: str = "") -> DraftPhoto:
    """End the sequence: its best straight frame becomes the draft's face photo, the rest is judged.

    Asked again because the answer was lost it changes nothing.

    Raises:
        ChallengeOverError, FrameOrderError: as :func:`motcua.presence.services.finish`.
        papers.photo.PhotoError: the frame is no usable photo.
    """
    _ensure_agreed(draft_id)
    subject = drafts.subject_of(draft_id)
    became = presence.photo_of(subject, token)
    kept = DraftPhoto.objects.filter(draft=draft_id, photo=became).first() if became is not None else None
    if kept is not None:
        return kept
    sent = presence.finish(subject, token, camera=camera)
    placed = analyses.put_photo(draft_id, DraftPhoto.Slot.SELFIE, sent.image, capture="camera")
    presence.bind(sent.challenge, placed.photo)
    return placed


def of_draft(draft_id: uuid.UUID) -> Assessment:
    """Return how sure it is that the person of a draft, filed or not, was there for its face photo."""
    placed = DraftPhoto.objects.filter(draft=draft_id, slot=DraftPhoto.Slot.SELFIE).first()
    return selectors.assessment(drafts.subject_of(draft_id), placed.photo if placed else None)


def forget_compared(draft: Draft) -> None:
    """Remove what was kept to compare the faces of a filed draft and of its parts, where that is done."""
    for item in (draft, *draft.parts.all()):
        match = analyses.current_analysis(item, Analysis.Kind.MATCH)
        if match is not None and match.finished_at is not None:
            presence.forget_template(drafts.subject_of(item.pk))


def meet(draft_id: uuid.UUID, *, actor: str) -> None:
    """Keep that an officer met the person and compared them with their paper."""
    presence.meet(drafts.subject_of(draft_id), actor=actor)


def no_longer_met(draft_id: uuid.UUID, *, actor: str) -> None:
    """Forget that an officer met the person: under another number they are somebody else."""
    presence.forget_meeting(drafts.subject_of(draft_id), actor=actor)


def _ensure_agreed(draft_id: uuid.UUID) -> None:
    with transaction.atomic():
        if not drafts.has_agreed(drafts.locked(draft_id), face=True):
            raise analyses.AgreementNeededError(draft=str(draft_id), slot="selfie")
