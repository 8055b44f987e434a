"""The memory that pictures take: how much at once, and keeping it instead of asking for it again."""

import ctypes
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

#: glibc's names of what is set (``malloc.h``).
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
#: Free memory at the heap's end is given back from the first on; what is larger than the second is asked for
#: by itself and given back at once, as ever: a phone's photo takes 20 to 40 MB, all else less.
_MOST_KEPT: Final = 256 << 20
_LARGE: Final = 32 << 20


@cache
def retain_freed_memory() -> None:
    """Have the C library keep what was freed, in this whole process; nothing where it is not glibc.

    Reading a paper makes hundreds of pictures of some megabytes. By itself the library gives each back, and
    the kernel clears the same pages for the next: 3,000 times a paper, a fifteenth of the processor time that
    reading takes outside the models.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_TRIM_THRESHOLD, _MOST_KEPT)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)


def release_freed_memory() -> None:
    """Have the C library give back what a thread freed in many pieces and it keeps; nothing without glibc."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


class MemoryBudget:
    """So much may be held at once in this process; who needs more than is left waits, first come first."""

    def __init__(self, total: int) -> None:
        self._total = self._left = total
        self._turn = threading.Lock()
        self._changed = threading.Condition()

    @contextmanager
    def take(self, amount: int) -> Iterator[None]:
        """Hold ``amount`` while the block runs; one that is more than there is gets all of it, alone."""
        amount = min(amount, self._total)
        with self._turn, self._changed:
            self._changed.wait_for(lambda: self._left >= amount)
            self._left -= amount
        try:
            yield
        finally:
            with self._changed:
                self._left += amount
                self._changed.notify_all()
