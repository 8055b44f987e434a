"""The one place that asks what time it is, so that a test can say otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """Return the current moment, aware, in Vietnam time."""
    return _source().astimezone(VIETNAM)


def today() -> date:
    """Return today's date in Vietnam."""
    return now().date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Make :func:`now` return ``at`` (an aware datetime) inside the block. For tests."""
    global _source  # noqa: PLW0603
    before, _source = _source, lambda: at
    try:
        yield
    finally:
        _source = before
