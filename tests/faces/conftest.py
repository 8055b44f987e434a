"""What tests of faces share: a frame that several of them judge is looked at once."""

from functools import lru_cache

import pytest

from motcua.faces.presence import judging
from motcua.faces.presence.frame_analysis import analyse_frame

#: What a frame shows depends on nothing else, and takes 55 ms.
_looked = lru_cache(maxsize=256)(analyse_frame)


@pytest.fixture(autouse=True)
def _looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "analyse_frame", _looked)
