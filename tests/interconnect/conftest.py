"""The real stand-in process on loopback, one a session; each test gets it with its faults cleared."""

from collections.abc import Iterator

import pytest
from tests.interconnect.stand_in import QUICK, SECRET, Server, start, stop

from motcua.interconnect.tax.adapter import HttpTax


@pytest.fixture(scope="session")
def _process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    process, server = start(tmp_path_factory.mktemp("tax"))
    yield server
    stop(process)


@pytest.fixture
def server(_process: Server) -> Iterator[Server]:
    _process.clear()
    yield _process
    _process.clear()


@pytest.fixture
def tax(server: Server) -> Iterator[HttpTax]:
    adapter = HttpTax(server.address, SECRET, QUICK)
    yield adapter
    adapter.close()
