"""The tax system over HTTP with signed messages; its stand-in documents the protocol at /openapi.json."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx

from motcua.interconnect import message_signatures as signatures
from motcua.interconnect.resilience import Breaker, Policy, call
from motcua.interconnect.types import (
    CheckResult,
    FailureKind,
    OutsideCallError,
    TaxRegistrationAnswer,
    TaxRegistrationRequest,
)

SYSTEM = "tax"
KEY_ID = "motcua"
REGISTRATIONS = "/v1/household-registrations"
STATUS = "/v1/status"
_MAX_ANSWER_BYTES = 64 * 1024


@dataclass(slots=True)
class HttpTax:
    """Adapter of :class:`motcua.interconnect.ports.TaxPort`; one instance serves all threads of a process."""

    address: str
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    breaker: Breaker = field(init=False)
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        self.breaker = Breaker(SYSTEM, self.policy.breaker_failures, self.policy.breaker_rest_s)
        # trust_env off: a proxy of the environment must not see what goes between two agencies.
        self._client = httpx.Client(
            base_url=self.address,
            timeout=httpx.Timeout(self.policy.answer_s, connect=self.policy.connect_s),
            trust_env=False,
            headers={"User-Agent": "motcua", "Accept": "application/json"},
        )

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        """Ask for the household's registration.

        Raises:
            OutsideCallError: no usable answer.
        """
        body = json.dumps(_as_json(request), ensure_ascii=False).encode()
        return call(self.policy, self.breaker, lambda: self._register_once(request, body))

    def check(self) -> CheckResult:
        """Ask for the status with one signed request, past the breaker."""
        started = time.perf_counter()
        try:
            answer = self._exchange("GET", STATUS, b"", "-")
            ok, what = answer.get("ok") is True, str(answer.get("what", "no word"))
        except OutsideCallError as error:
            ok, what = False, f"{error.kind}: {error.what}"
        return CheckResult(SYSTEM, ok, what, self.address, round((time.perf_counter() - started) * 1000, 1))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _register_once(self, request: TaxRegistrationRequest, body: bytes) -> TaxRegistrationAnswer:
        answer = self._exchange("POST", REGISTRATIONS, body, request.dossier_code)
        return _read_answer(answer, request)

    def _exchange(self, method: str, path: str, body: bytes, idempotency_key: str) -> dict[str, Any]:
        """Send one signed request and return the signed JSON object that answers it."""
        # Signed anew at each attempt: the other side refuses a nonce that it has seen.
        headers = signatures.sign_request(
            self.secret, method=method, path=path, body=body, key_id=KEY_ID, idempotency_key=idempotency_key
        )
        status, answer_headers, answer = self._send(method, path, body, headers)
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise OutsideCallError(SYSTEM, "server_error", f"answered with status {status}", status=status)
        if status >= httpx.codes.MULTIPLE_CHOICES:
            raise OutsideCallError(
                SYSTEM,
                "refused_by_protocol",
                f"answered with status {status}: {_title(answer)}",
                status=status,
            )
        try:
            signatures.verify_answer(
                self.secret,
                answer_headers,
                status=status,
                body=answer,
                request_signature=headers["Signature"],
            )
        except signatures.SignatureError as error:
            raise OutsideCallError(SYSTEM, "untrusted", f"answer not believed: {error}") from error
        try:
            data = json.loads(answer)
        except ValueError as error:
            raise _wrong("the answer is not JSON") from error
        if not isinstance(data, dict):
            raise _wrong("the answer is not an object")
        return data

    def _send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, httpx.Headers, bytes]:
        sent = {**headers, "Content-Type": "application/json"} if body else dict(headers)
        kind: FailureKind
        # A read time-out bounds the gap between two pieces, not the whole: a trickle would hold a worker.
        deadline = time.monotonic() + self.policy.connect_s + self.policy.answer_s
        try:
            with self._client.stream(method, path, content=body or None, headers=sent) as response:
                received = bytearray()
                for piece in response.iter_bytes():
                    received += piece
                    if len(received) > _MAX_ANSWER_BYTES:
                        raise _wrong("the answer is far too long")
                    if time.monotonic() > deadline:
                        raise OutsideCallError(SYSTEM, "timeout", "the answer did not end in time")
                return response.status_code, response.headers, bytes(received)
        except httpx.TimeoutException as error:
            kind, what = "timeout", f"no answer in time ({type(error).__name__})"
            raise OutsideCallError(SYSTEM, kind, what) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            kind, what = "unreachable", f"{type(error).__name__}: {error}"
            raise OutsideCallError(SYSTEM, kind, what) from error


def _as_json(request: TaxRegistrationRequest) -> dict[str, Any]:
    data = asdict(request)
    data["date_of_birth"] = request.date_of_birth.isoformat()
    data["start_date"] = request.start_date.isoformat()
    return data


def _title(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["title"])[:200]
    except (ValueError, KeyError, TypeError):
        return "no reason given"


def _wrong(what: str) -> OutsideCallError:
    return OutsideCallError(SYSTEM, "wrong_answer", what)


def _read_answer(data: Mapping[str, Any], request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
    accepted, reference = data.get("accepted"), data.get("reference")
    if not isinstance(accepted, bool) or not isinstance(reference, str) or not reference:
        raise _wrong("accepted or reference is missing")
    if not accepted:
        reason = data.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise _wrong("refused without a reason")
        return TaxRegistrationAnswer(False, reference, reason=reason.strip())
    tax_code, tax_office = data.get("tax_code"), data.get("tax_office")
    # Law 108/2025/QH15, Article 11.1: a household's tax code is its owner's personal number. Any other
    # code on a certificate would be wrong in law, so it is not taken over.
    if tax_code != request.personal_number:
        raise _wrong("the tax code is not the owner's personal number")
    if not isinstance(tax_office, str) or not tax_office.strip():
        raise _wrong("the managing tax office is missing")
    return TaxRegistrationAnswer(True, reference, tax_code=tax_code, tax_office=tax_office.strip())
