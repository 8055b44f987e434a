"""What tests of faces share: a frame that several of them judge is looked at once."""

from functools import lru_cache

import pytest

from motcua.faces.presence import judging
from motcua.faces.presence.looking import look

#: What a frame shows depends on nothing else, and takes 55 ms.
_looked = lru_cache(maxsize=256)(look)


@pytest.fixture(autouse=True)
def _looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "look", _looked)
