"""Keeping photos, consents, who is signed in, and the names of people in the face store."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, SetupError
from motcua.people import face_references, sign_ins
from motcua.people.models import Consent, StoredPhoto
from motcua.people.types import ConsentGiven

consent_subject_of_face = face_references.subject_of
open_face_reference = face_references.open_reference
face_reference_of = face_references.reference_of
number_of_face = face_references.number_of
close_face_reference = face_references.close_reference
faces_with_consent = face_references.with_consent
open_sign_in = sign_ins.open_sign_in
signed_in = sign_ins.signed_in
close_sign_in = sign_ins.close_sign_in
sweep_sign_ins = sign_ins.sweep_sign_ins


def _key() -> tuple[str, AESGCM]:
    key: bytes = settings.PHOTO_KEY
    return hashlib.sha256(b"key id" + key).hexdigest()[:16], AESGCM(key)


def store_photo(image: bytes, *, purpose: str, delete_after: datetime | None) -> uuid.UUID:
    """Encrypt and keep one photo; returns its identifier.

    Args:
        image: an upright JPEG without metadata (``papers.photo.normalise``).
        purpose: ``paper`` or ``face``.
        delete_after: when the retention sweep removes it; None keeps it with its dossier.
    """
    key_id, cipher = _key()
    identifier, nonce = uuid.uuid4(), secrets.token_bytes(12)
    StoredPhoto.objects.create(
        id=identifier,
        purpose=purpose,
        sealed=cipher.encrypt(nonce, image, identifier.bytes),
        nonce=nonce,
        key_id=key_id,
        size=len(image),
        created_at=clock.now(),
        delete_after=delete_after,
    )
    return identifier


def load_photo(identifier: uuid.UUID, *, viewer: str | None = None, reason: str = "") -> bytes:
    """Return the photo's bytes; with ``viewer`` the look is recorded in the audit trail.

    Raises:
        NotFoundError: no such photo (any more).
        SetupError: the key is not the one it was sealed with, or the row was changed.
    """
    photo = StoredPhoto.objects.filter(pk=identifier).first()
    if photo is None:
        raise NotFoundError(photo=str(identifier))
    key_id, cipher = _key()
    if key_id != photo.key_id:
        raise SetupError(what="photo sealed with another key", photo=str(identifier), key=photo.key_id)
    try:
        image = cipher.decrypt(bytes(photo.nonce), bytes(photo.sealed), identifier.bytes)
    except InvalidTag as error:
        raise SetupError(what="photo changed at rest", photo=str(identifier)) from error
    if viewer is not None:
        audit.record(actor=viewer, action="photo.viewed", subject=f"photo:{identifier}", reason=reason)
    return image


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
    Consent.objects.get_or_create(
        subject=subject,
        purpose=purpose,
        wording=wording,
        withdrawn_at=None,
        defaults={"language": language, "given_at": clock.now()},
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
