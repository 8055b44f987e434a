"""English is read from compiled catalogues: the tests compile them first, and each begins in Vietnamese."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from motcua.outcomes import paper_data
from motcua.ui.compile_messages import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Compile what is older than its source."""
    compile_all()


@pytest.fixture(autouse=True)
def vietnamese_first() -> Iterator[None]:
    """Undo the language that the last request of another test left in this thread."""
    with translation.override("vi"):
        yield


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let papers be made without a key: what signing does is tested elsewhere."""
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
