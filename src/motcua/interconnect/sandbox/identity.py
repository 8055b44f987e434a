"""A stand-in of the State's identity provider: ``python -m motcua.interconnect.sandbox.identity``.

An OpenID Connect provider whose sign-in page asks for nothing but a name: ``PUT /__person`` says who signs in
next; everybody gets a code at once. The key is made at start.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.interconnect.identity.adapter import CLIENT_ID, DISCOVERY
from motcua.interconnect.sandbox.faults import Faults

PERSON = {
    "sub": "vneid-0001",
    "personal_number": "079190001234",
    "name": "NGUYỄN THỊ MINH NGUYỆT",
    "birthdate": "1990-05-14",
    "acr": "2",
}
_MAX_BODY_BYTES = 64 * 1024


@dataclass(slots=True)
class IdentityFaults(Faults):
    """``forged`` signs with a key that is not published; ``claims`` are put over the right ones."""

    forged: bool = False
    claims: dict[str, Any] = field(default_factory=dict)

    def clear(self) -> None:
        """Let nothing go wrong."""
        self.change(IdentityFaults().to_dict())


@dataclass(slots=True)
class Provider:
    """Who signs in next, and the codes that were given out: code -> what its sign-in was begun with."""

    secret: bytes
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    faults: IdentityFaults = field(default_factory=IdentityFaults)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def discovery(self) -> dict[str, Any]:
        """Return the provider's description."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": [*PERSON, "nonce"],
        }

    def jwks(self) -> dict[str, Any]:
        """Return the published key."""
        key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "kid": "1", "use": "sig", "alg": "ES256"}]}

    def code_for(self, query: dict[str, str]) -> str:
        """Return a code for a sign-in, good once."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            self.codes[code] = query
        return code

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the answer of the token endpoint, None where the request is not good."""
        with self._lock:
            begun = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{self.secret.hex()}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            begun is None
            or authorization != f"Basic {expected}"
            or begun["redirect_uri"] != form.get("redirect_uri")
            or begun["code_challenge"] != challenge
        ):
            return None
        now = int(time.time())
        claims = {
            **self.person,
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            **self.faults.claims,
        }
        key = ec.generate_private_key(ec.SECP256R1()) if self.faults.forged else self._key
        token = jwt.encode(claims, key, algorithm="ES256", headers={"kid": "1"})
        return {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "id_token": token}


def make_server(provider: Provider, port: int) -> ThreadingHTTPServer:
    """Bind the stand-in to 127.0.0.1; with ``port`` 0 the system chooses one."""

    class Handler(_Handler):
        provider_ = provider

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    return server


class _Handler(BaseHTTPRequestHandler):
    provider_: Provider
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        provider, asked = self.provider_, urlsplit(self.path)
        if provider.faults.error_rate:
            self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "server_error"})
        elif asked.path == DISCOVERY:
            self._json(HTTPStatus.OK, provider.discovery())
        elif asked.path == "/jwks":
            self._json(HTTPStatus.OK, provider.jwks())
        elif asked.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(asked.query).items()})
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "not_found"})

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self._body().decode()).items()}
        answer = self.provider_.token(form, self.headers.get("Authorization") or "")
        if self.path != "/token" or answer is None:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_grant"})
        else:
            self._json(HTTPStatus.OK, answer)

    def do_PUT(self) -> None:
        try:
            data = json.loads(self._body())
            if self.path == "/__person":
                self.provider_.person = {**PERSON, **data}
            else:
                self.provider_.faults.change(data)
        except ValueError as error:
            self._json(HTTPStatus.BAD_REQUEST, {"title": str(error)})
            return
        self._json(HTTPStatus.OK, {})

    def _authorize(self, query: dict[str, str]) -> None:
        needed = {"redirect_uri", "state", "nonce", "code_challenge"}
        if query.get("client_id") != CLIENT_ID or not needed <= query.keys():
            self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_request"})
            return
        back = urlencode({"code": self.provider_.code_for(query), "state": query["state"]})
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"{query['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _body(self) -> bytes:
        size = self.headers.get("Content-Length") or "0"
        return self.rfile.read(min(int(size) if size.isdigit() else 0, _MAX_BODY_BYTES))

    def _json(self, status: int, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
