"""Answers that all take equally long, so that how long one took tells nothing about what was found."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_clock: Callable[[], float] = time.monotonic
_sleep: Callable[[float], None] = time.sleep


@contextmanager
def pad_duration(seconds: float) -> Iterator[None]:
    """Let the block end, also by an error, only after ``seconds``; where it took longer, after a multiple of
    them, so that an answer is no more exact under load.

    Hold no lock and no open transaction around it: who waits for that would learn how long it was held.
    """
    began = _clock()
    try:
        yield
    finally:
        took = _clock() - began
        _sleep(max(1, math.ceil(took / seconds)) * seconds - took)
