"""Keys of its own for each test."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.FACES_KEYS = tmp_path / "keys"
    settings.FACES_INDEX = tmp_path / "index"
