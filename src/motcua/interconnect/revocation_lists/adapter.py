"""Lists of revoked certificates over HTTP as RFC 5280, section 4.2.1.13, has them: a file at an address.

And answers about one certificate (OCSP over HTTP, RFC 6960, appendix A). Both are believed for their own
signatures, which whoever uses them checks; the way they came is not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from motcua.interconnect.resilience import Breaker, Policy, call
from motcua.interconnect.types import OutsideCallError

if TYPE_CHECKING:
    import httpx  # imported below only when a list is fetched; see bounded_http.py

SYSTEM: Final = "lists"
#: Those of large public authorities have a few megabytes.
_MAX_ANSWER_BYTES = 20 * 1024 * 1024
#: A list may take long to come whole, as long as it comes.
_WHOLE_S: Final = 30.0


@dataclass(slots=True)
class HttpRevocationLists:
    """Fetches lists; one instance serves all threads of a process."""

    policy: Policy = field(default_factory=lambda: Policy(attempts=2))
    _breakers: dict[str, Breaker] = field(init=False, default_factory=dict)
    _client: "httpx.Client" = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        import httpx  # noqa: PLC0415 - see above

        self._client = httpx.Client(
            timeout=httpx.Timeout(self.policy.answer_s, connect=self.policy.connect_s),
            trust_env=False,
            headers={"User-Agent": "motcua"},
        )

    def fetch(self, address: str) -> bytes:
        """Return what lies at an address; see ``ports.RevocationListPort``."""
        return self._called(address, lambda: self._once("GET", address))

    def ask(self, address: str, question: bytes) -> bytes:
        """Return the answer about a certificate; see ``ports.RevocationListPort``."""
        return self._called(address, lambda: self._once("POST", address, question))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _called(self, address: str, once: Callable[[], bytes]) -> bytes:
        import httpx  # noqa: PLC0415 - see above

        host = httpx.URL(address).host
        made = Breaker(SYSTEM, self.policy.breaker_failures, self.policy.breaker_rest_s)
        return call(self.policy, self._breakers.setdefault(host, made), once)

    def _once(self, method: str, address: str, question: bytes | None = None) -> bytes:
        import httpx  # noqa: PLC0415 - see above

        # A read time-out bounds the gap between two pieces, not the whole: a trickle would hold a worker.
        deadline = time.monotonic() + _WHOLE_S
        received = bytearray()
        try:
            kind = {"Content-Type": "application/ocsp-request"} if question is not None else {}
            with self._client.stream(method, address, content=question, headers=kind) as answer:
                if answer.status_code != HTTPStatus.OK:
                    what = f"{address} answered with status {answer.status_code}"
                    raise OutsideCallError(SYSTEM, "server_error", what, status=answer.status_code)
                for piece in answer.iter_bytes():
                    received += piece
                    if len(received) > _MAX_ANSWER_BYTES:
                        raise OutsideCallError(SYSTEM, "wrong_answer", f"{address} is far too long")
                    if time.monotonic() > deadline:
                        raise OutsideCallError(SYSTEM, "timeout", f"{address} did not end in time")
        except httpx.TimeoutException as error:
            raise OutsideCallError(SYSTEM, "timeout", f"{address} gave no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            what = f"{address}: {type(error).__name__}: {error}"
            raise OutsideCallError(SYSTEM, "unreachable", what) from error
        return bytes(received)
