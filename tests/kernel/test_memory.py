"""Memory that pictures leave is kept for the next; no more is taken at once than there is."""

import platform
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import memory

_SAID = """
import resource, numpy
from motcua.papers.lines.sessions import warm_up
warm_up()
def faults():
    for _ in range(20):
        [numpy.ones((12, 1 << 20), numpy.uint8) for _ in range(5)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
first = faults()
print(faults() - first)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_a_worker_does_not_ask_for_the_same_memory_again_and_again() -> None:
    """Each five pictures of 12 MB came on 15,000 fresh pages; such took a fifteenth of a paper's time."""
    done = subprocess.run([sys.executable, "-c", _SAID], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1_000


@given(st.lists(st.integers(1, 15), min_size=1, max_size=24), st.integers(1, 10))
def test_no_more_is_held_at_once_than_there_is_and_everybody_has_their_turn(
    wanted: list[int], total: int
) -> None:
    room, lock, held, most, served = memory.MemoryBudget(total), threading.Lock(), 0, 0, []

    def work(amount: int) -> None:
        nonlocal held, most
        with room.take(amount):
            with lock:
                held += min(amount, total)
                most = max(most, held)
            with lock:
                held -= min(amount, total)
        served.append(amount)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, wanted))
    assert most <= total
    assert sorted(served) == sorted(wanted)


def test_what_breaks_gives_its_part_back() -> None:
    room = memory.MemoryBudget(3)
    with pytest.raises(KeyError), room.take(3):
        raise KeyError
    with room.take(3):
        pass
