"""Envelope encryption of images: each has a key of its own, and the ring's key wraps only that."""

import secrets
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from motcua.gallery import keys
from motcua.gallery.errors import FaceKeyError
from motcua.gallery.keys import Keyring
from motcua.gallery.models import FaceImage, Store, VisitFrame

Row = FaceImage | VisitFrame


@dataclass(frozen=True, slots=True)
class Sealed:
    """An image at rest: AES-256-GCM ciphertexts with their tags, the nonces, and who wrapped the key.

    A table of images has a column for each, of the same name (``gallery.models``).
    """

    sealed: bytes
    nonce: bytes
    wrapped_key: bytes
    wrap_nonce: bytes
    key_id: str

    @classmethod
    def of(cls, row: Row) -> "Sealed":
        """Return what the columns of a row hold."""
        return cls(
            bytes(row.sealed), bytes(row.nonce), bytes(row.wrapped_key), bytes(row.wrap_nonce), row.key_id
        )

    def columns(self) -> dict[str, Any]:
        """Return what is to be kept of it, by the name of the column."""
        return asdict(self)


def current_keyring() -> Keyring:
    """Return the ring of keys with that as the newest which the database says is in use.

    Raises:
        FaceKeyError: it is not in the ring: it was changed on another machine, where what were sealed here
            with the old one could not be opened any more.
    """
    ring, store = keys.load(), Store.objects.first()
    if store is None or not store.image_key:
        return ring
    others = {name: key for name, key in ring.images.items() if name != store.image_key}
    return replace(ring, images={**others, store.image_key: ring.image(store.image_key)})


def seal(image: bytes, identifier: uuid.UUID, ring: Keyring) -> Sealed:
    """Encrypt an image; ``identifier`` is bound in, so that two rows cannot be exchanged."""
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(12)
    sealed = AESGCM(key).encrypt(nonce, image, identifier.bytes)
    return _wrap(key, identifier, ring, sealed=sealed, nonce=nonce)


def unseal(box: Sealed, identifier: uuid.UUID, ring: Keyring) -> bytes:
    """Return the image.

    Raises:
        FaceKeyError: the ring lacks the key, or the row was changed.
    """
    try:
        return AESGCM(_unwrap(box, identifier, ring)).decrypt(box.nonce, box.sealed, identifier.bytes)
    except InvalidTag as error:
        raise FaceKeyError(what="image changed at rest", image=str(identifier)) from error


def rewrap(box: Sealed, identifier: uuid.UUID, ring: Keyring) -> Sealed:
    """Wrap the image's key with the newest key of the ring; the image itself stays as it is.

    Raises:
        FaceKeyError: as :func:`unseal`.
    """
    return _wrap(_unwrap(box, identifier, ring), identifier, ring, sealed=box.sealed, nonce=box.nonce)


def _wrap(key: bytes, identifier: uuid.UUID, ring: Keyring, *, sealed: bytes, nonce: bytes) -> Sealed:
    key_id, wrap_nonce = ring.newest_image, secrets.token_bytes(12)
    wrapped = AESGCM(ring.image(key_id)).encrypt(wrap_nonce, key, b"key of " + identifier.bytes)
    return Sealed(sealed=sealed, nonce=nonce, wrapped_key=wrapped, wrap_nonce=wrap_nonce, key_id=key_id)


def _unwrap(box: Sealed, identifier: uuid.UUID, ring: Keyring) -> bytes:
    wrapping = AESGCM(ring.image(box.key_id))
    try:
        return wrapping.decrypt(box.wrap_nonce, box.wrapped_key, b"key of " + identifier.bytes)
    except InvalidTag as error:
        raise FaceKeyError(what="key of an image changed at rest", image=str(identifier)) from error
