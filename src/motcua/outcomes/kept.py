"""What anybody may ask for without an account and the office's key must make: kept a while in this process.

A key in a token is one for the whole office and slow to open; strangers must not keep it busy.
"""

import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError

LIFE: Final = timedelta(minutes=5)
#: A key that is away is looked for again after this.
_FAILED_LIFE = timedelta(seconds=30)
_T = TypeVar("_T")
_lock = threading.Lock()
_kept: dict[Hashable, tuple[datetime, Any]] = {}


def get(name: Hashable, make: Callable[[], _T]) -> _T:
    """Return what ``make`` made under this name within :data:`LIFE`; one makes, the others wait for it.

    Raises:
        MotcuaError: what ``make`` raised, also to those who ask within half a minute after.
    """
    with _lock:
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
