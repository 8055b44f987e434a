"""An OpenID Connect provider, as the State's identity service would be: code flow with PKCE.

Authorization code with proof key (RFC 7636, S256), ``state`` and ``nonce``; the ID token is checked against
the provider's published keys for signature, issuer, audience, time and nonce. Beyond the standard claims
there is ``personal_number``; its name is that of our stand-in and may be another at a real provider. A person
waits for the answers, so they are given less time than those a worker waits for.

Browsers are shared, so a person must show the provider anew who they are (``prompt=login``, ``max_age=0``),
and a token is believed only if its ``auth_time`` says that this happened for this very sign-in.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

from motcua.interconnect import answers
from motcua.interconnect.bounded_http import BoundedHttp
from motcua.interconnect.resilience import Policy, call
from motcua.interconnect.types import CheckResult, Identity, LoginStart, OutsideCallError
from motcua.kernel import clock
from motcua.kernel.personal_number import is_personal_number

SYSTEM = "identity"
CLIENT_ID = "motcua"
#: Two tries of at most 4 s each.
WAITED_FOR = Policy(connect_s=2.0, answer_s=4.0, attempts=2, longest_wait_s=0.5)
DISCOVERY = "/.well-known/openid-configuration"
_ALGORITHMS = ["RS256", "ES256"]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
#: RP-Initiated Logout 1.0
_LEAVING = "end_session_endpoint"
_SKEW_S = 60
#: ``auth_time`` and ``iat`` are whole seconds, and an answer travels.
_ROUNDING_S = 2
#: What reading a token that is none may raise: the library trusts the shape of keys, header and times.
_NOT_BELIEVED = (
    jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError, RecursionError
)  # fmt: skip


@dataclass(slots=True)
class OidcIdentity:
    """Adapter of :class:`motcua.interconnect.ports.IdentityPort`; one instance serves a whole process."""

    address: str
    secret: bytes
    policy: Policy = field(default_factory=lambda: WAITED_FOR)
    xroad_client: str = ""
    client_id: str = CLIENT_ID
    _http: BoundedHttp = field(init=False)
    _provider: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self._http = BoundedHttp(SYSTEM, self.address, self.policy)

    def start(self, redirect_uri: str) -> LoginStart:
        """Return where to send the browser, and what to keep until it comes back.

        Raises:
            OutsideCallError: the provider does not say where that is.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid profile personal_number",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            "prompt": "login",
            "max_age": "0",
        }
        address = f"{self._discovered()['authorization_endpoint']}?{urlencode(query)}"
        return LoginStart(address, state, nonce, verifier, clock.now())

    def finish(self, start: LoginStart, *, redirect_uri: str, state: str, code: str) -> Identity:
        """Return who signed in.

        Raises:
            OutsideCallError: no usable answer, or one that is not for this sign-in.
        """
        if not hmac.compare_digest(state.encode(), start.state.encode()):
            raise OutsideCallError(SYSTEM, "untrusted", "the browser came back from another sign-in")
        provider = self._discovered()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": start.verifier,
        }
        basic = base64.b64encode(f"{self.client_id}:{self.secret.hex()}".encode()).decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {basic}"}
        # A code is good once: asking again for a lost answer would be refused, so this is not retried.
        answer = self._json("POST", provider["token_endpoint"], urlencode(form).encode(), headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _wrong("there is no ID token")
        return self._identity(token, start, provider)

    def leave(self, back: str) -> str:
        """Return where the browser signs out of the provider too; empty if it names no place or is away."""
        try:
            address = self._discovered().get(_LEAVING, "")
        except OutsideCallError:  # signing out here must work all the same
            address = ""
        query = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return f"{address}?{urlencode(query)}" if address else ""

    def check(self) -> CheckResult:
        """Ask for the provider's description."""
        try:
            self._provider.clear()
            ok, what = True, f"issuer {self._discovered()['issuer']}"
        except OutsideCallError as error:
            ok, what = False, f"{error.kind}: {error.what}"
        return CheckResult(SYSTEM, ok, what, self.address)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _discovered(self) -> dict[str, str]:
        if not self._provider:
            found = call(self.policy, self._http.breaker, lambda: self._json("GET", DISCOVERY, b"", {}))
            if found.get("issuer") != self.address:
                raise _wrong("the issuer is not the address we asked")
            names = ("issuer", *_ENDPOINTS, *([_LEAVING] if _LEAVING in found else []))
            for name in names[1:]:
                # Endpoints elsewhere would get our secret or name other keys.
                if _place(found.get(name)) != _place(self.address):
                    raise _wrong(f"{name} is missing or elsewhere")
            self._provider = {name: found[name] for name in names}
        return self._provider

    def _identity(self, token: str, start: LoginStart, provider: Mapping[str, str]) -> Identity:
        keys = call(self.policy, self._http.breaker, lambda: self._json("GET", provider["jwks_uri"], b"", {}))
        try:
            key = jwt.PyJWKSet.from_dict(dict(keys))[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self.client_id,
                issuer=provider["issuer"],
                leeway=_SKEW_S,
                options={"require": ["exp", "iat", "sub", "nonce", "auth_time"]},
            )
            # Both by the provider's clock, so that a difference between the clocks is no matter.
            age_s = int(claims["iat"]) - int(claims["auth_time"])
            at = datetime.fromtimestamp(int(claims["iat"]), UTC)
        except _NOT_BELIEVED as error:
            what = f"ID token not believed: {answers.cleaned(str(error))}"
            raise OutsideCallError(SYSTEM, "untrusted", what) from error
        if not hmac.compare_digest(str(claims["nonce"]).encode(errors="replace"), start.nonce.encode()):
            raise OutsideCallError(SYSTEM, "untrusted", "the ID token is for another sign-in")
        if age_s > (clock.now() - start.begun).total_seconds() + _ROUNDING_S:
            raise OutsideCallError(SYSTEM, "untrusted", "the person signed in before, perhaps another one")
        return _read(claims, at)

    def _json(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        status, _, answer = self._http.send(method, path, body, headers)
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OutsideCallError(SYSTEM, "server_error", f"answered with status {status}", status=status)
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise _wrong("sends us elsewhere")  # where our secret or a person's code has no business
        if status >= HTTPStatus.BAD_REQUEST:
            what = f"answered with status {status}"
            raise OutsideCallError(SYSTEM, "refused_by_protocol", what, status=status)
        try:
            data = answers.read_json(answer)
        except answers.NotUsableError as error:
            raise _wrong(str(error)) from error
        if not isinstance(data, dict):
            raise _wrong("the answer is not an object")
        return data


def _read(claims: Mapping[str, Any], at: datetime) -> Identity:
    number = claims.get("personal_number")
    if not isinstance(number, str) or not is_personal_number(number):
        raise _wrong("personal_number is not 12 digits")
    subject, name = _words(claims, "sub", 255), _words(claims, "name", 200)
    level = (
        "" if claims.get("acr") == "" else _words(claims, "acr", 64)
    )  # none: known to nobody's satisfaction
    try:
        born = answers.day(str(claims.get("birthdate")))
    except answers.NotUsableError as error:
        raise _wrong(f"birthdate {error}") from error
    return Identity(subject, number, name, born, level, at)


def _words(claims: Mapping[str, Any], name: str, most: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise _wrong(f"{name} is missing")
    try:
        return answers.words(value, most=most)
    except answers.NotUsableError as error:
        raise _wrong(f"{name} {error}") from error


def _place(address: object) -> tuple[str, str] | None:
    """Return scheme and host of an address, None where there is none."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:  # such as brackets that do not close
        return None
    return (parts.scheme, parts.netloc) if parts.netloc else None


def _wrong(what: str) -> OutsideCallError:
    return OutsideCallError(SYSTEM, "wrong_answer", what)
