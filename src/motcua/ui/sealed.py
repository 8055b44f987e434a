"""What waits in a visitor's session, sealed with a key that only their browser holds.

Pages and answers that are not right yet hold codes, birth dates and addresses. A copy of the database shows
nothing of them, nor does a backup with all of the installation's keys; without the browser's cookie they are
gone (decision 34).
"""

import base64
import binascii
import secrets
import zlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE: Final = "motcua_kept"
_BYTES, _NONCE = 32, 12
#: Where a request carries a key that its answer has to hand to the browser.
_FRESH: Final = "_sealed_fresh_key"


def seal(request: HttpRequest, text: str, *, name: str) -> str:
    """Return the text sealed for this visitor's browser, for their session; ``name`` is bound in."""
    key = _key_of(request)
    if key is None:
        key = secrets.token_bytes(_BYTES)
        setattr(request, _FRESH, key)
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, zlib.compress(text.encode()), name.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(request: HttpRequest, sealed: str, *, name: str) -> str | None:
    """Return the text; None for another browser, another name, or what was changed at rest."""
    key = _key_of(request)
    if key is None or not sealed:
        return None
    try:
        raw = base64.b64decode(sealed, validate=True)
        return zlib.decompress(AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode())).decode()
    except (binascii.Error, ValueError, InvalidTag):
        return None


def hand_key(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser the key that something was sealed with during this request, if it was a fresh one.

    No day is set on which it ends: it goes when the browser is closed.
    """
    key: bytes | None = getattr(request, _FRESH, None)
    if key is None:
        return
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(key).decode("ascii"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _key_of(request: HttpRequest) -> bytes | None:
    fresh: bytes | None = getattr(request, _FRESH, None)
    if fresh is not None:
        return fresh
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "").encode())
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _BYTES else None
