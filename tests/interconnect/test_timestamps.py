"""A time-stamping authority that never ends its answer must not hold the workers that sign."""

import httpx
import pytest

from motcua.interconnect.resilience import Policy
from motcua.interconnect.timestamps.adapter import REPLY, HttpTimestamps
from motcua.interconnect.types import OutsideCallError


def test_an_answer_that_trickles_is_given_up() -> None:
    """Each piece came in time, and the whole in days: a worker waited, and nobody got a paper."""
    authority = HttpTimestamps("http://tsa.example", Policy(connect_s=0, answer_s=0, attempts=1))

    def trickle(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, headers={"Content-Type": REPLY}, content=iter([b"\x30"] * 100))

    authority._client = httpx.Client(transport=httpx.MockTransport(trickle))
    with pytest.raises(OutsideCallError) as caught:
        authority.stamp(b"query")
    authority.close()
    assert caught.value.kind == "timeout"
