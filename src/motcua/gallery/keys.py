"""The keys of the face store: one file that only its owner can read, apart from the other keys.

Two kinds. *Image keys* wrap the key that each image has for itself (envelope encryption): rotating makes a
new one, wraps all again, and drops the old. *Template keys* turn templates (gallery.protection): renewing
makes a new one, turns all templates over, and drops the old. Of each kind there is one key, two while it is
being changed.
"""

import fcntl
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings

from motcua.gallery.errors import FaceKeyError
from motcua.kernel import private_file

_FILE = "keys.json"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by identifier, the newest last. A key's identifier is a digest and tells nothing about it."""

    images: dict[str, bytes] = field(default_factory=dict)
    templates: dict[str, bytes] = field(default_factory=dict)

    @property
    def newest_image(self) -> str:
        """The key that images are wrapped with."""
        return list(self.images)[-1]

    @property
    def newest_template(self) -> str:
        """The template key made last; which one is in use stands in the database (models.Store)."""
        return list(self.templates)[-1]

    def image(self, key_id: str) -> bytes:
        """Return an image key.

        Raises:
            FaceKeyError: it is not in the ring.
        """
        return _pick(self.images, key_id, "image")

    def template(self, key_id: str) -> bytes:
        """Return a template key.

        Raises:
            FaceKeyError: it is not in the ring.
        """
        return _pick(self.templates, key_id, "template")


def load() -> Keyring:
    """Return the ring as it is now; the first call makes it. Not cached: another process may change it."""
    if not _path().exists():
        with _locked():
            return _held()
    return _read()


def _held() -> Keyring:
    """Return the ring, made if there is none; the caller holds the lock, which nobody gets twice."""
    return _read() if _path().exists() else _write(Keyring(images=_with_new({}), templates=_with_new({})))


def _read() -> Keyring:
    path = _path()
    try:
        said = json.loads(path.read_text(encoding="ascii"))
        kinds = ("images", "templates")
        return Keyring(*({name: bytes.fromhex(key) for name, key in said[kind].items()} for kind in kinds))
    except (OSError, ValueError, KeyError) as error:
        raise FaceKeyError(what="the ring of keys cannot be read", file=str(path)) from error


def add_image_key() -> Keyring:
    """Put a new image key into the ring, which from now on wraps; returns the ring."""
    with _locked():
        ring = _held()
        return _write(replace(ring, images=_with_new(ring.images)))


def add_template_key() -> Keyring:
    """Put a new template key into the ring; returns the ring."""
    with _locked():
        ring = _held()
        return _write(replace(ring, templates=_with_new(ring.templates)))


def drop_all_but(*, image: str | None = None, template: str | None = None) -> Keyring:
    """Drop all image keys but ``image``, or all template keys but ``template``; returns the ring."""
    with _locked():
        ring = _held()
        if image is not None:
            ring = replace(ring, images={image: ring.image(image)})
        if template is not None:
            ring = replace(ring, templates={template: ring.template(template)})
        return _write(ring)


def _with_new(keys: dict[str, bytes]) -> dict[str, bytes]:
    key = secrets.token_bytes(_BYTES)
    return {**keys, hashlib.sha256(b"face key id" + key).hexdigest()[:16]: key}


def _pick(keys: dict[str, bytes], key_id: str, kind: str) -> bytes:
    try:
        return keys[key_id]
    except KeyError:
        raise FaceKeyError(what=f"no such {kind} key in the ring", key=key_id, file=str(_path())) from None


def _path() -> Path:
    folder: Path = settings.FACES_KEYS
    return folder / _FILE


@contextmanager
def _locked() -> Iterator[None]:
    _path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _path().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(ring: Keyring) -> Keyring:
    said = {
        kind: {name: key.hex() for name, key in keys.items()}
        for kind, keys in (("images", ring.images), ("templates", ring.templates))
    }
    private_file.replace(_path(), json.dumps(said))
    return ring
