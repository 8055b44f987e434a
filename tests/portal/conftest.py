"""English is read from compiled catalogues: the tests compile them first."""

import pytest

from motcua.ui.compile_messages import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Compile what is older than its source."""
    compile_all()
