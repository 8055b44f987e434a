"""Dates with a stray blank: a date of issue that does not read as one is typed in again by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers.lines import even
from motcua.papers.lines.types import Lattice, Recognised


def read(text: str) -> Recognised:
    steps = tuple((2 * at, 2 * at + 1) for at in range(len(text)))
    lattice = Lattice(np.zeros((2 * len(text), 3), np.float32), ("", "a", "b"), steps)
    scores = tuple(0.5 if sign == " " else 0.9 for sign in text)
    return Recognised(text, sum(scores) / len(scores), scores, lattice)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("15/04/ 1942", "15/04/1942"),
        ("24.01 .1967", "24.01.1967"),
        ("10 /06/1957", "10/06/1957"),
        ("Ngày sinh: 05-11- 1968", "Ngày sinh: 05-11-1968"),
        ("07/ 1989", "07/1989"),
        ("01/02/1990 - 03/ 04/1991", "01/02/1990 - 03/04/1991"),
    ],
)
def test_a_blank_at_one_side_of_a_dates_marks_goes(seen: str, meant: str) -> None:
    found = even.spaced(read(seen))
    assert found.text == meant
    assert found.scores == tuple(0.5 if sign == " " else 0.9 for sign in meant)
    assert found.confidence == pytest.approx(sum(found.scores) / len(meant))
    assert found.lattice is not None
    kept = [step[0] // 2 for step in found.lattice.steps]
    assert "".join(seen[at] for at in kept) == meant


@pytest.mark.parametrize(
    "seen",
    [
        "07 / 11 / 1983",  # printed so on the newest cards
        "7/ 11/ 1983",  # typed so
        "08 / 1974",
        "17/ 2 Nguyễn Trãi",  # a house, not a date
        "001 / 2024567",
    ],
)
def test_what_is_evenly_set_or_no_date_is_left(seen: str) -> None:
    assert even.spaced(read(seen)).text == seen


@given(st.text("0123456789 /.-aố", max_size=24))
def test_nothing_but_one_blank_a_date_is_ever_lost(text: str) -> None:
    found = even.spaced(read(text)) if text else Recognised("", 0.0)
    assert found.text.replace(" ", "") == text.replace(" ", "")
    assert len(found.scores) == len(found.text)
