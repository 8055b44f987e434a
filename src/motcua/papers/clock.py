"""How long the parts of reading a paper take."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Adds up the milliseconds of named parts of the work.

    Two sides are read at the same time, so that the parts together may be more than the total.
    """

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._lock = threading.Lock()
        self._start = time.perf_counter()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time inside the block as ``name``."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - start) * 1000
            with self._lock:
                self.parts[name] = self.parts.get(name, 0.0) + spent

    def total(self) -> dict[str, float]:
        """Return all parts and ``total``."""
        return {"total": (time.perf_counter() - self._start) * 1000, **self.parts}
