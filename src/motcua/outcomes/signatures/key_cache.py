"""What anybody may ask for without an account and the office's key must make: kept a while in this process.

A key in a token is one for the whole office and slow to open; strangers must not keep it busy. Nor must one
that hangs keep whoever asks: all threads of a web server would wait for it, and no page came any more.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual

LIFE: Final = timedelta(minutes=5)
#: A key that is away is looked for again after this.
_FAILED_LIFE = timedelta(seconds=30)
#: How long others wait for the one who makes, in seconds.
_PATIENCE_S: Final = 10.0
_T = TypeVar("_T")
_lock = threading.Lock()


class KeyBusyError(MotcuaError):
    """The office's key does not answer in time; asking again later may find it."""

    code = "signing_key_busy"
    status = 503
    default_message = Bilingual(
        vi="Khóa ký số của cơ quan đang bận. Vui lòng thử lại sau ít phút.",
        en="The office's signing key is busy. Please try again in a few minutes.",
    )


@contextmanager
def acquired_within(lock: threading.Lock, seconds: float) -> Iterator[None]:
    """Hold a lock, or give up after a while.

    Raises:
        KeyBusyError: somebody else holds it for longer.
    """
    if not lock.acquire(timeout=seconds):
        raise KeyBusyError(seconds=seconds)
    try:
        yield
    finally:
        lock.release()


_kept: dict[Hashable, tuple[datetime, Any]] = {}


def cached(name: Hashable, make: Callable[[], _T]) -> _T:
    """Return what ``make`` made under this name within :data:`LIFE`; one makes, the others wait for it.

    Raises:
        MotcuaError: what ``make`` raised, also to those who ask within half a minute after.
        KeyBusyError: the one who makes takes too long.
    """
    with acquired_within(_lock, _PATIENCE_S):
        now = clock.now()
        for old in [key for key, (until, _) in _kept.items() if until <= now]:
            del _kept[old]
        if name not in _kept:
            try:
                _kept[name] = (now + LIFE, make())
            except MotcuaError as error:
                _kept[name] = (now + _FAILED_LIFE, error)
        found = _kept[name][1]
    if isinstance(found, MotcuaError):
        raise found
    return cast("_T", found)
