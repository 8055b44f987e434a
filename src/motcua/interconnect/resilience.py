"""How calls of outside systems fail well: time-outs, retries, and a breaker that stops asking for a while."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from motcua.interconnect.types import OutsideCallError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """Bounds of one call, in seconds. The queue tries again later, so one call stays short.

    Waits between attempts are drawn from [0, ``first_wait_s`` · 2ⁿ], at most ``longest_wait_s`` ("full
    jitter"), so that many workers do not come back at the same moment.
    """

    connect_s: float = 2.0
    answer_s: float = 6.0
    attempts: int = 3
    first_wait_s: float = 0.25
    longest_wait_s: float = 2.0
    breaker_failures: int = 6
    breaker_rest_s: float = 20.0


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row; after ``failures`` it refuses for ``rest_s``, then lets one call try."""

    system: str
    failures: int
    rest_s: float
    now: Callable[[], float] = time.monotonic
    _count: int = 0
    _open_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self) -> None:
        """Let the call through.

        Raises:
            OutsideCallError: (``circuit_open``) the system has just failed several times.
        """
        with self._lock:
            if self._count < self.failures:
                return
            left = self._open_until - self.now()
            if left > 0:
                raise OutsideCallError(
                    self.system,
                    "circuit_open",
                    "not asked: it has failed several times",
                    rest_s=round(left, 1),
                )
            self._open_until = self.now() + self.rest_s  # this call is the one that tries

    def succeeded(self) -> None:
        """Close again."""
        with self._lock:
            self._count = 0

    def failed(self) -> None:
        """Count one failure; the one that reaches the limit opens the breaker."""
        with self._lock:
            self._count += 1
            if self._count >= self.failures:
                self._open_until = self.now() + self.rest_s


#: Failures that the next attempt may not meet. A wrong answer or signature would come again.
_PASSING = frozenset({"unreachable", "timeout", "server_error"})
#: Failures of the system as a whole. One dossier that it will not have must not stop the others.
_OF_THE_SYSTEM = _PASSING | {"untrusted"}


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, OutsideCallError) and error.kind in _PASSING


def call(policy: Policy, breaker: Breaker, once: Callable[[], T]) -> T:
    """Run ``once`` under the policy and the breaker.

    Raises:
        OutsideCallError: every attempt failed, or the breaker is open; ``attempts`` in its details.
    """

    def attempt() -> T:
        breaker.admit()
        try:
            result = once()
        except OutsideCallError as error:
            if error.kind in _OF_THE_SYSTEM:
                breaker.failed()
            else:
                breaker.succeeded()
            raise
        breaker.succeeded()
        return result

    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, OutsideCallError):
            error.details["attempts"] = state.attempt_number

    retrying = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(policy.attempts),
        wait=wait_random_exponential(multiplier=policy.first_wait_s, max=policy.longest_wait_s),
        after=note,
        reraise=True,
    )
    return retrying(attempt)
