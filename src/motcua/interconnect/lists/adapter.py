"""Lists of revoked certificates over HTTP as RFC 5280, section 4.2.1.13, has them: a file at an address.

A list is believed for its own signature, which whoever uses it checks; the way it came is not.
"""

import time
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
class HttpLists:
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
        """Return what lies at an address; see :class:`ListPort`."""
        import httpx  # noqa: PLC0415 - see above

        host = httpx.URL(address).host
        made = Breaker(SYSTEM, self.policy.breaker_failures, self.policy.breaker_rest_s)
        return call(self.policy, self._breakers.setdefault(host, made), lambda: self._once(address))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _once(self, address: str) -> bytes:
        import httpx  # noqa: PLC0415 - see above

        # A read time-out bounds the gap between two pieces, not the whole: a trickle would hold a worker.
        deadline = time.monotonic() + _WHOLE_S
        received = bytearray()
        try:
            with self._client.stream("GET", address) as answer:
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
