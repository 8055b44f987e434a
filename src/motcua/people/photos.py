"""Keeping photos sealed, and changing the key they are sealed with."""

import secrets
import uuid
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import QuerySet

from motcua.audit import selectors as audited
from motcua.audit import services as audit
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, SetupError
from motcua.people import photo_keys
from motcua.people.models import StoredPhoto

_BATCH: Final = 20
_ACCEPTED: Final = "photo.key_accepted"


def store_photo(image: bytes, *, purpose: str, delete_after: datetime | None) -> uuid.UUID:
    """Encrypt and keep one photo; returns its identifier.

    Args:
        image: an upright JPEG without metadata (``papers.photo.normalise``).
        purpose: ``paper`` or ``face``.
        delete_after: when the retention sweep removes it; None keeps it with its dossier.

    Raises:
        SetupError: the keys that are here open no photo of this database; see :func:`ensure_own_keys`.
    """
    identifier = uuid.uuid4()
    with photo_keys.using() as ring:
        key_id = next(iter(ring))
        _ensure_of_this_database(ring)
        sealed, nonce = _seal(image, identifier, ring[key_id])
        StoredPhoto.objects.create(
            id=identifier,
            purpose=purpose,
            sealed=sealed,
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
        SetupError: the key it was sealed with is not here, or the row was changed.
    """
    photo, ring = _found(identifier), photo_keys.ring()
    if photo.key_id not in ring:  # its key may have been changed between the two
        photo, ring = _found(identifier), photo_keys.ring()
    image = _open(photo, ring)
    if viewer is not None:
        audit.record(actor=viewer, action="photo.viewed", subject=f"photo:{identifier}", reason=reason)
    return image


def rotate_photo_key(*, actor: str) -> int:
    """Seal every photo with a new key and drop the old one; people may work meanwhile.

    May be broken off at any moment and begun again; it then goes on with the key it had made. Where the keys
    come from the environment none is made: photos are sealed with the first, and the operator takes the
    others away.

    Returns:
        How many photos were sealed anew.

    Raises:
        SetupError: a photo cannot be opened; the old keys are kept.
    """
    with photo_keys.changing():
        newest = next(iter(photo_keys.ring()))
        begun = len(photo_keys.ring()) > 1 and _older(newest).exists()
        if not (begun or photo_keys.from_environment()):
            photo_keys.add()
            newest = next(iter(photo_keys.ring()))
    count, is_over = 0, False
    while not is_over:
        count += _seal_anew(newest)
        with photo_keys.changing():
            # Another machine that has not read the new key yet may have sealed one meanwhile.
            is_over = not _older(newest).exists()
            if is_over and not photo_keys.from_environment():
                photo_keys.drop_all_but_first()
    audit.record(
        actor=actor, action="photo.key_rotated", subject="photos", reason="rotation", count=count, key=newest
    )
    return count


def ensure_own_keys() -> None:
    """Return if the keys that are here open a photo of this database, or it has none.

    Where the folder of keys is not mounted, or was forgotten in a move, any command makes a new key in its
    place. What is sealed with that is lost once the right folder is back.

    Raises:
        SetupError: the keys are another database's, and :func:`accept_key` was not called.
    """
    _ensure_of_this_database(photo_keys.ring())


def accept_key(*, actor: str, reason: str) -> int:
    """Go on with the key that is here although it opens no photo: the right one is lost; returns how many."""
    lost, key = unreadable(), next(iter(photo_keys.ring()))
    audit.record(actor=actor, action=_ACCEPTED, subject="photos", reason=reason, count=lost, key=key)
    return lost


def _ensure_of_this_database(ring: dict[str, bytes]) -> None:
    if StoredPhoto.objects.filter(key_id__in=list(ring)).exists() or not StoredPhoto.objects.exists():
        return
    if not audited.event_exists(_ACCEPTED, key=next(iter(ring))):
        raise SetupError(
            what="the key of the photos is not that of this database",
            fix="put back MOTCUA_HOME/keys or MOTCUA_PHOTO_KEY; is the folder of keys mounted? "
            "If the key is lost for good: motcua photos accept-key",
        )


def unreadable() -> int:
    """Return how many photos are sealed with a key that is not here."""
    return StoredPhoto.objects.exclude(key_id__in=list(photo_keys.ring())).count()


def _found(identifier: uuid.UUID) -> StoredPhoto:
    photo = StoredPhoto.objects.filter(pk=identifier).first()
    if photo is None:
        raise NotFoundError(photo=str(identifier))
    return photo


def _seal_anew(newest: str) -> int:
    count = 0
    while batch := list(_older(newest).values_list("pk", flat=True)[:_BATCH]):
        with photo_keys.using() as ring:
            rows = list(_older(newest).select_for_update().filter(pk__in=batch))
            for row in rows:
                row.sealed, row.nonce = _seal(_open(row, ring), row.pk, ring[newest])
                row.key_id = newest
            StoredPhoto.objects.bulk_update(rows, ["sealed", "nonce", "key_id"])
            count += len(rows)
    return count


def _older(newest: str) -> QuerySet[StoredPhoto]:
    return StoredPhoto.objects.exclude(key_id=newest)


def _seal(image: bytes, identifier: uuid.UUID, key: bytes) -> tuple[bytes, bytes]:
    nonce = secrets.token_bytes(12)
    return AESGCM(key).encrypt(nonce, image, identifier.bytes), nonce


def _open(photo: StoredPhoto, ring: dict[str, bytes]) -> bytes:
    key = ring.get(photo.key_id)
    if key is None:
        raise SetupError(what="photo sealed with another key", photo=str(photo.pk), key=photo.key_id)
    try:
        return AESGCM(key).decrypt(bytes(photo.nonce), bytes(photo.sealed), photo.pk.bytes)
    except InvalidTag as error:
        raise SetupError(what="photo changed at rest", photo=str(photo.pk)) from error
