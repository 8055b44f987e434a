"""A stand-in of the State's identity provider: ``python -m motcua.interconnect.sandbox.identity``.

An OpenID Connect provider. ``PUT /__person`` says who signs in next, and everybody gets a code at once; with
``--ask`` a page asks who that is, as a person who tries it out wants. The key is made at start. A browser
that signed in stays signed in here (a cookie, until ``/leave``), as it does at real providers: whoever asks
without ``prompt=login`` or ``max_age=0`` gets the last person of that browser.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.interconnect.identity.adapter import CLIENT_ID, DISCOVERY
from motcua.interconnect.sandbox import identity_page, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.handler import StandInHandler, errs
from motcua.interconnect.sandbox.wrongness import spoil

PERSON = {
    "sub": "vneid-0001",
    "personal_number": "079190001234",
    "name": "NGUYỄN THỊ MINH NGUYỆT",
    "birthdate": "1990-05-14",
    "acr": "2",
}
_NEEDED = {"redirect_uri", "state", "nonce", "code_challenge"}
#: OpenID Connect describes itself under ``DISCOVERY``; this names what is asked here.
OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Stand-in of the identity provider",
        "version": "1",
        "description": "OpenID Connect Core 1.0, code flow with PKCE (S256). Not the real system.",
    },
    "paths": {
        path: {method: {"summary": summary, "responses": {"200": {"description": "see the standard"}}}}
        for path, method, summary in (
            (DISCOVERY, "get", "description (Discovery 1.0)"),
            ("/authorize", "get", "begin a sign-in"),
            ("/token", "post", "a code for an ID token"),
            ("/jwks", "get", "published keys (RFC 7517)"),
            ("/leave", "get", "sign out (RP-Initiated Logout 1.0)"),
        )
    },
}
_COOKIE = "stand-in-session"
_OLD_S = 3600


@dataclass(slots=True)
class IdentityFaults(Faults):
    """``forged`` signs with a key that is not published; ``claims`` are put over the right ones.

    ``lazy`` leaves a browser signed in whatever it was asked. ``wrong`` spoils what ``wrong_at`` answers
    (``/token``, ``/jwks`` or the description, each by its path; empty: all three); there is no signature
    around these answers to be spoiled, so ``signature`` forges the token and ``old_signature`` makes it old.
    """

    forged: bool = False
    lazy: bool = False
    wrong_at: str = ""
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
    asks: bool = False
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    browsers: dict[str, tuple[dict[str, Any], int]] = field(default_factory=dict)
    firsts: dict[str, dict[str, Any]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def discovery(self) -> dict[str, Any]:
        """Return the provider's description."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/leave",
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

    def remembered(self, query: dict[str, str], browser: str) -> bool:
        """Whether the person of this browser need not sign in again for what it asks."""
        fresh = query.get("prompt") == "login" or query.get("max_age") == "0"
        return browser in self.browsers and (self.faults.lazy or not fresh)

    def code_for(self, query: dict[str, str], browser: str, person: dict[str, Any] | None = None) -> str:
        """Return a code, good once, for a sign-in of a person (whom the browser has, else who is next)."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            if person is not None or not self.remembered(query, browser):
                self.browsers[browser] = (person or dict(self.person), int(time.time()))
            who, at = self.browsers[browser]
            self.codes[code] = {**query, "person": who, "auth_time": at}
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
        now = int(time.time()) - (_OLD_S if self.faults.wrong == "old_signature" else 0)
        claims = {
            **begun["person"],
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            "auth_time": begun["auth_time"],
            **self.faults.claims,
        }
        forged = self.faults.forged or self.faults.wrong == "signature"
        key = ec.generate_private_key(ec.SECP256R1()) if forged else self._key
        token = jwt.encode(claims, key, algorithm="ES256", headers={"kid": "1"})
        return {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "id_token": token}


def make_server(provider: Provider, port: int) -> ThreadingHTTPServer:
    """Bind the stand-in to 127.0.0.1; with ``port`` 0 the system chooses one."""

    class Handler(_Handler):
        provider_ = provider

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    return server


class _Handler(StandInHandler):
    provider_: Provider

    def do_GET(self) -> None:
        if self._fails():
            return
        provider, asked = self.provider_, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == DISCOVERY:
            self._told(DISCOVERY, provider.discovery(), needed="jwks_uri")
        elif asked.path == "/jwks":
            self._told("/jwks", provider.jwks(), needed="keys")
        elif asked.path == "/openapi.json":
            self._json(HTTPStatus.OK, OPENAPI)
        elif asked.path == "/leave":
            self._leave(query.get("post_logout_redirect_uri", ""))
        elif asked.path != "/authorize":
            self._json(HTTPStatus.NOT_FOUND, {"error": "not_found"})
        elif query.get("client_id") != CLIENT_ID or not query.keys() >= _NEEDED:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_request"})
        elif provider.asks and not provider.remembered(query, self._browser()):
            self.send_body(
                HTTPStatus.OK, identity_page.render(query, provider.person), "text/html; charset=utf-8"
            )
        else:
            browser = self._browser()
            self._back(query, {"code": provider.code_for(query, browser)}, browser)

    def do_POST(self) -> None:
        if self._fails():
            return
        form = {name: values[0] for name, values in parse_qs(self.read_body().decode()).items()}
        if self.path == "/authorize" and form.get("client_id") == CLIENT_ID and form.keys() >= _NEEDED:
            if form.get("answer") != "yes":
                self._back(form, {"error": "access_denied"})
                return
            person = {name: form.get(name, value) for name, value in PERSON.items()}
            person["sub"] = hashlib.sha256(person["personal_number"].encode()).hexdigest()[:16]
            browser = self._browser()
            self._back(form, {"code": self.provider_.code_for(form, browser, person)}, browser)
            return
        answer = self.provider_.token(form, self.headers.get("Authorization") or "")
        if self.path != "/token" or answer is None:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "invalid_grant"})
        else:
            self._told("/token", answer, needed="id_token")

    def do_PUT(self) -> None:
        try:
            data = json.loads(self.read_body())
            if self.path == "/__person":
                self.provider_.person = {**PERSON, **data}
            else:
                self.provider_.faults.change(data)
        except ValueError as error:
            self._json(HTTPStatus.BAD_REQUEST, {"title": str(error)})
            return
        self._json(HTTPStatus.OK, {})

    def do_DELETE(self) -> None:
        self.provider_.faults.clear()
        self._json(HTTPStatus.OK, {})

    def _fails(self) -> bool:
        faults = self.provider_.faults.for_one()
        if self.is_down(faults, self.provider_.stopping):
            return True
        if errs(faults):
            self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "server_error"})
            return True
        return False

    def _browser(self) -> str:
        held = SimpleCookie(self.headers.get("Cookie") or "").get(_COOKIE)
        return held.value if held is not None else secrets.token_urlsafe(12)

    def _back(self, query: dict[str, str], what: dict[str, str], browser: str = "") -> None:
        self._redirect(f"{query['redirect_uri']}?{urlencode({**what, 'state': query['state']})}", browser)

    def _leave(self, back: str) -> None:
        self.provider_.browsers.pop(self._browser(), None)
        if back.startswith(("http://127.0.0.1:", "http://localhost:")):
            self._redirect(back)
        else:
            self._json(HTTPStatus.OK, {"title": "signed out"})

    def _redirect(self, address: str, browser: str = "") -> None:
        self.send_response(HTTPStatus.FOUND)
        if browser:
            self.send_header("Set-Cookie", f"{_COOKIE}={browser}; Path=/; HttpOnly; SameSite=Lax")
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _told(self, path: str, data: dict[str, Any], *, needed: str) -> None:
        """Answer a question of the protocol, spoiled where that is switched on."""
        faults = self.provider_.faults
        wrong = faults.wrong if faults.wrong_at in {"", path} else ""
        first = self.provider_.firsts.setdefault(path, data)
        sent = spoil(wrong, HTTPStatus.OK, data, first=first, needed=needed, telling=needed)
        self.send_body(sent.status, sent.body, sent.kind, dict(sent.headers))

    def _json(self, status: int, data: dict[str, Any]) -> None:
        self.send_body(status, json.dumps(data).encode(), "application/json")


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes; prints ``READY <port>`` when connections are taken."""
    parser = running.parser("Stand-in of the identity provider.", port=8112)
    parser.add_argument("--ask", action="store_true", help="show a page that asks who signs in")
    options = parser.parse_args(arguments)
    provider = Provider(running.secret(options.secret_file, "identity"), asks=options.ask)
    running.serve_until_signal(make_server(provider, options.port), provider.stopping)


if __name__ == "__main__":
    main()
