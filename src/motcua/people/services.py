"""Keeping photos, consents, who is signed in, and the names of people in the face store."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from motcua.audit import services as audit
from motcua.kernel import clock
from motcua.people import face_references, photo_keys, photos, sign_ins
from motcua.people.models import Consent, StoredPhoto
from motcua.people.types import ConsentGiven

store_photo = photos.store_photo
load_photo = photos.load_photo
rotate_photo_key = photos.rotate_photo_key
unreadable_photos = photos.unreadable
ensure_own_photo_keys = photos.ensure_own_keys
accept_photo_key = photos.accept_key
photo_keys_from_environment = photo_keys.from_environment
consent_subject_of_face = face_references.subject_of
open_face_reference = face_references.open_reference
face_reference_of = face_references.reference_of
number_of_face = face_references.number_of
close_face_reference = face_references.close_reference
faces_with_consent = face_references.with_consent
faces_that_agree = face_references.that_agree
faces_never_asked = face_references.never_asked
open_sign_in = sign_ins.open_sign_in
signed_in = sign_ins.signed_in
close_sign_in = sign_ins.close_sign_in
sweep_sign_ins = sign_ins.sweep_sign_ins


def has_photo(identifier: uuid.UUID) -> bool:
    """Tell whether a photo is kept."""
    return StoredPhoto.objects.filter(pk=identifier).exists()


def kept_faces() -> set[uuid.UUID]:
    """Return the photos of faces that stay until their dossier lets them go."""
    return set(StoredPhoto.objects.filter(purpose="face", delete_after=None).values_list("pk", flat=True))


def kept_among(identifiers: Iterable[str | uuid.UUID]) -> set[str]:
    """Return which of these photos are still kept, as texts."""
    return {
        str(key) for key in StoredPhoto.objects.filter(pk__in=list(identifiers)).values_list("pk", flat=True)
    }


def keep_photos(identifiers: list[uuid.UUID], *, until: datetime | None) -> None:
    """Change when photos are removed, as when their draft becomes a dossier."""
    StoredPhoto.objects.filter(pk__in=identifiers).update(delete_after=until)


def delete_photo(identifier: uuid.UUID) -> None:
    """Remove a photo for good; removing one that is gone is not an error."""
    StoredPhoto.objects.filter(pk=identifier).delete()


@transaction.atomic
def sweep_photos() -> int:
    """Remove photos whose time is over; returns how many."""
    count, _ = StoredPhoto.objects.filter(delete_after__lt=clock.now()).delete()
    if count:
        audit.record(actor="system:sweep", action="photo.removed", subject="photos", count=count)
    return count


@transaction.atomic
def record_consent(*, subject: str, purpose: str, wording: str, language: str) -> None:
    """Keep that a person agreed to ``purpose`` in the text named ``wording``.

    Agreeing to the same text again keeps the first; another text takes its place, which then ended.
    """
    standing = Consent.objects.filter(subject=subject, purpose=purpose, withdrawn_at=None)
    standing.exclude(wording=wording).update(withdrawn_at=clock.now())
    # A button pressed twice at once may leave two rows: they say the same and are withdrawn together.
    if not standing.filter(wording=wording).exists():
        Consent.objects.create(
            subject=subject, purpose=purpose, wording=wording, language=language, given_at=clock.now()
        )


def has_consent(*, subject: str, purpose: str) -> bool:
    """Whether a consent stands that was not withdrawn."""
    return Consent.objects.filter(subject=subject, purpose=purpose, withdrawn_at=None).exists()


def consent_given(*, subject: str, purpose: str) -> ConsentGiven | None:
    """Return the consent that stands, None if there is none or it was withdrawn."""
    found = Consent.objects.filter(subject=subject, purpose=purpose, withdrawn_at=None).first()
    return None if found is None else ConsentGiven(found.pk, found.wording, found.given_at)


def withdraw_consent(*, subject: str, purpose: str) -> bool:
    """Keep that a person withdrew their consent; returns whether one stood."""
    return bool(
        Consent.objects.filter(subject=subject, purpose=purpose, withdrawn_at=None).update(
            withdrawn_at=clock.now()
        )
    )
