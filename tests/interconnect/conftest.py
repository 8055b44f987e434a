"""The real stand-in process on loopback, one a session; each test gets it with its faults cleared.

With ``MOTCUA_CONTRACT_TAX_URL`` and ``MOTCUA_CONTRACT_TAX_SECRET`` (hex) the contract tests ask that system
instead; tests that need to switch faults on are skipped then.
"""

import os
from collections.abc import Iterator

import pytest
from tests.interconnect.stand_in import QUICK, SECRET, Server, start, stop

from motcua.interconnect.resilience import Policy
from motcua.interconnect.tax.adapter import HttpTax

_REAL = os.environ.get("MOTCUA_CONTRACT_TAX_URL", "")


@pytest.fixture(scope="session")
def _process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    process, server = start(tmp_path_factory.mktemp("tax"))
    yield server
    stop(process)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if _REAL:
        pytest.skip("against a real system nothing is made to fail")
    running: Server = request.getfixturevalue("_process")
    running.clear()
    yield running
    running.clear()


@pytest.fixture
def tax(request: pytest.FixtureRequest) -> Iterator[HttpTax]:
    if _REAL:
        adapter = HttpTax(_REAL, bytes.fromhex(os.environ["MOTCUA_CONTRACT_TAX_SECRET"]), Policy())
    else:
        adapter = HttpTax(request.getfixturevalue("server").address, SECRET, QUICK)
    yield adapter
    adapter.close()
