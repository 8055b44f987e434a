"""Memory that pictures leave is kept for the next."""

import platform
import subprocess
import sys

import pytest

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
