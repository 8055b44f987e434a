"""How many processor threads one inference may use: said once by the command, asked by every model."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import threadpoolctl

DEFAULT_THREADS = 2

Item = TypeVar("Item")
Result = TypeVar("Result")

_threads = DEFAULT_THREADS


def use_threads(count: int) -> None:
    """Set the number for models loaded from now on.

    A worker handles one photo at a time; more workers, not more threads, use a bigger machine.

    Raises:
        ValueError: fewer than one.
    """
    global _threads  # noqa: PLW0603 - one process, one number
    if count < 1:
        raise ValueError(f"an inference needs a thread: {count}")
    _threads = count


def threads() -> int:
    """Return the number of threads one inference may use."""
    return _threads


@cache
def limit_blas_to_one_thread() -> None:
    """Have numpy's and OpenCV's linear algebra use the calling thread only, in this whole process.

    Ours is of small matrices: more threads gain nothing, and those of OpenBLAS wait for the next one by
    spinning, which took a quarter of the processor time of reading a paper from the other side's thread.
    """
    threadpoolctl.threadpool_limits(1, user_api="blas")


def map_in_threads(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Return the results of some work on each item, in order, worked on at the same time.

    As many at once as an inference may use threads; numpy, OpenCV and onnxruntime let go of the interpreter
    while they compute. What the work raises comes out, the first item's first.
    """
    every = list(items)
    most = min(len(every), threads())
    if most < 2:
        return [work(item) for item in every]
    with ThreadPoolExecutor(most, thread_name_prefix="side") as pool:
        return list(pool.map(work, every))
