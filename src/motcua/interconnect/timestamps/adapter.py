"""Time stamps over HTTP as RFC 3161, section 3.4, has them: DER in, DER out, no signature of our own.

The token is believed for its own signature, which whoever checks the paper checks; the way it came is not.
"""

import hashlib
import logging
import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar, Final

from asn1crypto import core, tsp

from motcua.interconnect.resilience import Breaker, Policy, call
from motcua.interconnect.timestamps import token
from motcua.interconnect.types import CheckResult, OutsideCallError
from motcua.kernel import clock

if TYPE_CHECKING:
    import httpx  # imported below only when an authority is asked; see bounded_http.py

log = logging.getLogger(__name__)
SYSTEM: Final = "timestamps"
QUERY: Final = "application/timestamp-query"
REPLY: Final = "application/timestamp-reply"
_MAX_ANSWER_BYTES = 64 * 1024
#: A stamp further from our time than this makes a paper that contradicts itself.
_APART: Final = timedelta(minutes=1)
#: So far apart a stamp is none: a day more than any mistake about a zone.
_FAR_APART: Final = timedelta(days=2)


@dataclass(slots=True)
class HttpTimestamps:
    """One time-stamping authority; one instance serves all threads of a process."""

    address: str
    policy: Policy = field(default_factory=Policy)
    _breaker: Breaker = field(init=False)
    _client: "httpx.Client" = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        import httpx  # noqa: PLC0415 - see above

        self._breaker = Breaker(SYSTEM, self.policy.breaker_failures, self.policy.breaker_rest_s)
        self._client = httpx.Client(
            timeout=httpx.Timeout(self.policy.answer_s, connect=self.policy.connect_s),
            trust_env=False,
            headers={"User-Agent": "motcua", "Content-Type": QUERY, "Accept": REPLY},
        )

    def stamp(self, query: bytes) -> bytes:
        """Send a DER TimeStampReq and return the DER TimeStampResp; see ``ports.TimestampPort``."""
        return call(self.policy, self._breaker, lambda: self._once(query))

    def check(self) -> CheckResult:
        """Ask for one stamp, past the breaker, and compare its time with ours. Never raises."""
        imprint = {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": hashlib.sha256(b"check").digest(),
        }
        query = tsp.TimeStampReq(
            {"version": 1, "message_imprint": imprint, "nonce": secrets.randbits(63), "cert_req": True}
        )
        try:
            apart = _ahead(tsp.TimeStampResp.load(self._once(query.dump())))
            ok, what = abs(apart) <= _APART, "gives time stamps"
            if not ok:
                what = f"{what}, {_said(apart)}"
        except OutsideCallError as error:
            ok, what = False, f"{error.kind}: {error.what}"
        return CheckResult(SYSTEM, ok, what, self.address)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _once(self, query: bytes) -> bytes:
        import httpx  # noqa: PLC0415 - see above

        # A read time-out bounds the gap between two pieces, not the whole: a trickle would hold a worker.
        deadline = time.monotonic() + self.policy.connect_s + self.policy.answer_s
        try:
            with self._client.stream("POST", self.address, content=query) as response:
                return _checked(query, response, deadline)
        except httpx.TimeoutException as error:
            raise OutsideCallError(SYSTEM, "timeout", "no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise OutsideCallError(SYSTEM, "unreachable", f"{type(error).__name__}: {error}") from error


def _checked(query: bytes, response: "httpx.Response", deadline: float) -> bytes:
    status = response.status_code
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise OutsideCallError(SYSTEM, "wrong_answer", "sends us elsewhere", status=status)
    if status != HTTPStatus.OK:
        what = f"answered with status {status}"
        raise OutsideCallError(SYSTEM, "server_error", what, status=status)
    if response.headers.get("Content-Type", "").partition(";")[0] != REPLY:
        raise OutsideCallError(SYSTEM, "wrong_answer", "the answer is no time stamp")
    content = b""
    for piece in response.iter_bytes():
        content += piece
        if len(content) > _MAX_ANSWER_BYTES:
            raise OutsideCallError(SYSTEM, "wrong_answer", "the answer is far too long")
        if time.monotonic() > deadline:
            raise OutsideCallError(SYSTEM, "timeout", "the answer did not end in time")
    _ensure_stamp(query, content)
    return content


def _ensure_stamp(query: bytes, content: bytes) -> None:
    try:
        status_said = str(_Status.load(content)["status"]["status"].native)
        granted = status_said in {"granted", "granted_with_mods"}
        reply = tsp.TimeStampResp.load(content)
        same = granted and token.answers(reply, tsp.TimeStampReq.load(query))
        fits = granted and token.fits_its_certificate(reply)
        is_over = granted and token.is_of_a_certificate_that_was_over(reply)
        apart = _ahead(reply) if granted else timedelta()
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError) as error:
        raise OutsideCallError(SYSTEM, "wrong_answer", "the answer cannot be read") from error
    if not granted:
        raise OutsideCallError(SYSTEM, "refused_by_protocol", f"no stamp given: {status_said}")
    if not same:
        raise OutsideCallError(SYSTEM, "wrong_answer", "the stamp is of something else")
    if not fits:
        raise OutsideCallError(SYSTEM, "untrusted", "the stamp's signature is not of its certificate's key")
    if abs(apart) > _FAR_APART:
        # No clock that anybody keeps is so wrong: the paper would say that it was signed in another year.
        raise OutsideCallError(SYSTEM, "wrong_answer", "the stamp is of another time")
    if is_over:
        raise OutsideCallError(SYSTEM, "untrusted", "the certificate of the stamp's key had ended")
    if abs(apart) > _APART:
        # Which of the two clocks is wrong nobody here can tell: certificates go on, somebody must look.
        log.warning("time stamps: %s", _said(apart))


class _Status(core.Sequence):  # type: ignore[misc]
    """The start of a TimeStampResp: one that refuses ends there, which ``tsp.TimeStampResp`` cannot read."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo), ("rest", core.Any, {"optional": True})]


def _ahead(reply: tsp.TimeStampResp) -> timedelta:
    """Return how far the authority's clock is ahead of this machine's."""
    at = token.content_of(reply)["gen_time"].native
    return timedelta(seconds=round((at - clock.now()).total_seconds()))


def _said(apart: timedelta) -> str:
    which = "ahead of" if apart > timedelta() else "behind"
    return f"its clock is {abs(apart)} {which} this machine's: one of them is wrong (NTP)"
