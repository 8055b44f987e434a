"""HTTP to one outside system, bounded in time and size; what fails becomes an error of that system."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motcua.interconnect.resilience import Breaker, Policy
from motcua.interconnect.types import FailureKind, OutsideCallError

if TYPE_CHECKING:
    # Imported below where an adapter is made: it takes 0.1 s of each start of a program, and many ask no
    # other system anything.
    import httpx

_MAX_ANSWER_BYTES = 64 * 1024


@dataclass(slots=True)
class BoundedHttp:
    """The connections to one outside system and its breaker; one instance serves all threads of a process."""

    system: str
    address: str
    policy: Policy = field(default_factory=Policy)
    breaker: Breaker = field(init=False)
    _client: "httpx.Client" = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection pool; nothing is sent yet."""
        import httpx  # noqa: PLC0415 - see above

        self.breaker = Breaker(self.system, self.policy.breaker_failures, self.policy.breaker_rest_s)
        # trust_env off: a proxy of the environment must not see what goes between two agencies.
        self._client = httpx.Client(
            base_url=self.address,
            timeout=httpx.Timeout(self.policy.answer_s, connect=self.policy.connect_s),
            trust_env=False,
            headers={"User-Agent": "motcua", "Accept": "application/json"},
        )

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, "httpx.Headers", bytes]:
        """Send one request and return status, headers and body of the answer, whatever the status.

        Raises:
            OutsideCallError: not reached, not in time, or far too long an answer.
        """
        import httpx  # noqa: PLC0415 - see above

        kind: FailureKind
        # A read time-out bounds the gap between two pieces, not the whole: a trickle would hold a worker.
        deadline = time.monotonic() + self.policy.connect_s + self.policy.answer_s
        try:
            with self._client.stream(method, path, content=body or None, headers=headers) as response:
                received = bytearray()
                for piece in response.iter_bytes():
                    received += piece
                    if len(received) > _MAX_ANSWER_BYTES:
                        raise OutsideCallError(self.system, "wrong_answer", "the answer is far too long")
                    if time.monotonic() > deadline:
                        raise OutsideCallError(self.system, "timeout", "the answer did not end in time")
                return response.status_code, response.headers, bytes(received)
        except httpx.TimeoutException as error:
            kind, what = "timeout", f"no answer in time ({type(error).__name__})"
            raise OutsideCallError(self.system, kind, what) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            kind, what = "unreachable", f"{type(error).__name__}: {error}"
            raise OutsideCallError(self.system, kind, what) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
