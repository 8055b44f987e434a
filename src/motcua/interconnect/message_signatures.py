"""HTTP message signatures with a shared secret, for requests and for the answers bound to them.

The profile of RFC 9421 used here: label ``sig1``, algorithm ``hmac-sha256``; a request covers method, path,
``content-digest`` (RFC 9530) and ``idempotency-key``; an answer covers its status, its ``content-digest``
and the signature of the request it answers, so that no answer fits another request. ``created`` and
``nonce`` stop replays.
"""

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

#: Seconds by which the clocks of two systems may differ.
MAX_SKEW_S = 300

_REQUEST_PARTS = '("@method" "@path" "content-digest" "idempotency-key")'
_ANSWER_PARTS = '("@status" "content-digest" "signature";req;key="sig1")'
_PARAMETERS = re.compile(
    r'sig1=(?P<parts>\([^()]{1,200}\));created=(?P<created>\d{1,12});nonce="(?P<nonce>[\w-]{16,64})"'
    r';keyid="(?P<key>[\w.-]{1,64})";alg="hmac-sha256"',
    re.ASCII,
)


class SignatureError(Exception):
    """A signature is missing, malformed, stale, replayed or wrong."""


def content_digest(body: bytes) -> str:
    """Return the value of the ``Content-Digest`` field."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign_request(
    secret: bytes,
    *,
    method: str,
    path: str,
    body: bytes,
    key_id: str,
    idempotency_key: str,
    age_s: int = 0,
) -> dict[str, str]:
    """Return the header fields to send with a request; ``path`` is without query, ``age_s`` as of answers."""
    digest = content_digest(body)
    lines = [f'"@method": {method}', f'"@path": {path}', f'"content-digest": {digest}']
    lines.append(f'"idempotency-key": {idempotency_key}')
    fields = _sign(secret, lines, _REQUEST_PARTS, key_id, age_s)
    return {"Content-Digest": digest, "Idempotency-Key": idempotency_key, **fields}


def sign_answer(
    secret: bytes, *, status: int, body: bytes, key_id: str, request_signature: str, age_s: int = 0
) -> dict[str, str]:
    """Return the header fields to send with an answer; ``age_s`` as if it were signed so many seconds ago."""
    digest = content_digest(body)
    lines = _answer_lines(status, digest, request_signature)
    fields = _sign(secret, lines, _ANSWER_PARTS, key_id, age_s)
    return {"Content-Digest": digest, **fields}


@dataclass(slots=True)
class NonceMemory:
    """The nonces seen within the window in which a request could be replayed."""

    _seen: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, nonce: str, now: float) -> bool:
        """Remember the nonce; False if it was seen before."""
        with self._lock:
            for old in [n for n, at in self._seen.items() if now - at > 2 * MAX_SKEW_S]:
                del self._seen[old]
            if nonce in self._seen:
                return False
            self._seen[nonce] = now
            return True


def verify_request(
    secret: bytes,
    headers: Mapping[str, str],
    *,
    method: str,
    path: str,
    body: bytes,
    nonces: NonceMemory,
    now: Callable[[], float] = time.time,
) -> None:
    """Check a request; ``headers`` looks names up without regard to case.

    Raises:
        SignatureError: it must not be acted on.
    """
    digest = headers.get("Content-Digest") or ""
    lines = [f'"@method": {method}', f'"@path": {path}', f'"content-digest": {digest}']
    lines.append(f'"idempotency-key": {headers.get("Idempotency-Key") or ""}')
    nonce = _verify(secret, headers, lines, parts=_REQUEST_PARTS, body=body, now=now())
    if not nonces.accept(nonce, now()):
        raise SignatureError("nonce used before")


def verify_answer(
    secret: bytes,
    headers: Mapping[str, str],
    *,
    status: int,
    body: bytes,
    request_signature: str,
    now: Callable[[], float] = time.time,
) -> None:
    """Check that an answer comes from the holder of the secret and answers this very request.

    Raises:
        SignatureError: it must not be believed.
    """
    digest = headers.get("Content-Digest") or ""
    lines = _answer_lines(status, digest, request_signature)
    _verify(secret, headers, lines, parts=_ANSWER_PARTS, body=body, now=now())


def _answer_lines(status: int, digest: str, request_signature: str) -> list[str]:
    return [
        f'"@status": {status}',
        f'"content-digest": {digest}',
        f'"signature";req;key="sig1": {request_signature.removeprefix("sig1=")}',
    ]


def _mac(secret: bytes, lines: list[str], parameters: str) -> str:
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    return base64.b64encode(hmac.digest(secret, base.encode(), "sha256")).decode()


def _sign(secret: bytes, lines: list[str], parts: str, key_id: str, age_s: int = 0) -> dict[str, str]:
    nonce, created = secrets.token_urlsafe(18), int(time.time()) - age_s
    parameters = f'{parts};created={created};nonce="{nonce}";keyid="{key_id}";alg="hmac-sha256"'
    return {
        "Signature-Input": f"sig1={parameters}",
        "Signature": f"sig1=:{_mac(secret, lines, parameters)}:",
    }


def _verify(
    secret: bytes, headers: Mapping[str, str], lines: list[str], *, parts: str, body: bytes, now: float
) -> str:
    """Check digest, covered parts, age and signature; return the nonce."""
    given = headers.get("Signature-Input") or ""
    found = _PARAMETERS.fullmatch(given)
    if found is None or found["parts"] != parts:
        raise SignatureError("signature missing or of another form")
    if abs(now - int(found["created"])) > MAX_SKEW_S:
        raise SignatureError("signature too old, or the clocks differ")
    if (headers.get("Content-Digest") or "") != content_digest(body):
        raise SignatureError("content digest does not fit the body")
    expected = f"sig1=:{_mac(secret, lines, given.removeprefix('sig1='))}:"
    if not hmac.compare_digest(expected.encode(), (headers.get("Signature") or "").encode()):
        raise SignatureError("signature does not fit")
    return found["nonce"]
