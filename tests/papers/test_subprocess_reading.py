"""Reading in a process of its own: the same answer as here, or words about why there is none."""

import sys

import pytest

from motcua.papers import subprocess_reading
from motcua.papers.subprocess_reading import ReadingApartError, read_in_subprocess


def test_the_child_answers_with_a_whole_reading() -> None:
    reading = read_in_subprocess([b"not a photo"])
    assert reading.paper is None
    assert [item.code for item in reading.sides[0].problems] == ["photo_not_an_image"]


def test_a_child_that_fails_or_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadingApartError):
        read_in_subprocess([b""], longest=0.001)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReadingApartError):
        subprocess_reading.read_in_subprocess([b""])
