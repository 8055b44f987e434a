"""Dates with a stray blank: a date of issue that does not read as one is typed in again by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers.lines import date_spacing
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
        ("20 /06 /2019", "20/06/2019"),
        ("01/02/1990 - 03/ 04/1991", "01/02/1990 - 03/04/1991"),
    ],
)
def test_a_blank_at_one_side_of_a_dates_marks_goes(seen: str, meant: str) -> None:
    found = date_spacing.with_even_dates(read(seen))
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
        "01/02/1990-03/04/1991",
        "1990 -12/34",  # an address
        "20-IV-1966",
        "079012345678 -12/03/1991",
    ],
)
def test_what_is_evenly_set_or_no_date_is_left(seen: str) -> None:
    assert date_spacing.with_even_dates(read(seen)).text == seen


def seen(text: str, **other: float) -> Recognised:
    """Return a reading whose lattice has each sign's 0.9, and what else may be where (``at3="/"``: 0.4)."""
    charset = ("", *"0123456789/.- I")
    chances = np.full((2 * len(text), len(charset)), 1e-4, np.float32)
    for at, sign in enumerate(text):
        chances[2 * at, charset.index(sign)] = 0.9
    for at, chance in other.items():
        chances[2 * int(at[3:]), charset.index({"s": "/", "d": "-", "1": "1", "b": " "}[at[2]])] = chance
    steps = tuple((2 * at, 2 * at + 1) for at in range(len(text)))
    return Recognised(text, 0.9, (0.9,) * len(text), Lattice(np.log(chances), charset, steps))


@pytest.mark.parametrize(
    ("reading", "meant", "put_in"),
    [
        (seen("07 2019", ats2=0.1), "07/2019", 1),  # the only mark was a hairline
        (seen("19/07 2018", ats5=0.3), "19/07/2018", 1),  # a hairline slash came out as a blank
        (seen("09 12/1978", ats2=0.4), "09/12/1978", 1),
        (seen("08-06.1992", atd5=0.05), "08-06-1992", 1),
        (seen("21-I1-1932", at13=0.4), "21-11-1932", 1),
        (seen("09/07 / 1944"), "09/07/1944", 0),
        (seen("13 06 1960", ats2=0.04, ats5=0.06), "13/06/1960", 2),  # both were hairlines
        (seen("07/0471972", ats5=0.46), "07/04/1972", 1),  # a slash in a shadow came out as a 7
        (seen("07104/1972", ats2=0.46), "07/04/1972", 1),
        (seen("02 /12 / 2035", atb3=0.2), "02 / 12 / 2035", 1),  # one of four blanks was missed
        (seen("08 / 06- 1992", atb7=0.1, ats7=0.3), "08 / 06 / 1992", 2),
        (seen("20-II-I966", at13=0.4, at14=0.3, at16=0.2), "20-11-1966", 3),  # old-style figures
        (seen("13/03/1932 -13/03/1942"), "13/03/1932 - 13/03/1942", 1),
        (seen("13.03.1932- 13.03.1942", atb9=0.3), "13.03.1932 - 13.03.1942", 1),
    ],
)
def test_a_date_reads_as_one_and_what_was_put_in_stays_in_doubt(
    reading: Recognised, meant: str, put_in: int
) -> None:
    """``19/07 2018`` is no date to a form, and its owner types it again."""
    found = date_spacing.with_even_dates(reading)
    assert found.text == meant
    doubted = [score for score in found.scores if score != pytest.approx(0.9)]
    assert all(score < 0.5 for score in doubted)
    assert len(doubted) == put_in


@pytest.mark.parametrize(("beside", "meant"), [(0.3, "18 / 10 / 2030"), (0.01, "18/10/2030")])
def test_two_blanks_are_four_where_the_others_were_nearly_read(beside: float, meant: str) -> None:
    """A widely set date has a trace of them; beside tracking taken for blanks there is none."""
    reading = seen("18/10 / 2030")
    assert reading.lattice is not None
    for step in (3, 5):  # beside the first mark
        reading.lattice.log_probabilities[step, reading.lattice.charset.index(" ")] = np.log(beside)
    assert date_spacing.with_even_dates(reading).text == meant


@pytest.mark.parametrize("text", ["13 2019", "Số 07 2019", "12/45 1990", "A1/B2 2020", "040 123/4567"])
def test_numbers_in_groups_and_houses_keep_their_blanks(text: str) -> None:
    assert date_spacing.with_even_dates(read(text)).text == text


@pytest.mark.parametrize(
    "reading",
    [
        seen("28 06 2026"),
        seen("12 1990"),
        seen("28 13 2026", ats2=0.3, ats5=0.3),
        seen("28 06 3026", ats2=0.3, ats5=0.3),
        seen("0710411972", ats2=0.8, ats5=0.8),  # a number: nothing shows it to be a date
        seen("07/0471972", ats5=0.3),
        seen("07/1371972", ats5=0.8),
        seen("507/0471972", ats6=0.8),
    ],
)
def test_what_has_no_trace_of_a_mark_or_is_no_date_stays(reading: Recognised) -> None:
    assert date_spacing.with_even_dates(reading).text == reading.text


@given(st.text("0123456789 /.-aố", max_size=24))
def test_no_digit_is_ever_lost_or_changed(text: str) -> None:
    """The numbers of a line are the citizen's: only what stands between those of a date may change."""
    found = (
        date_spacing.with_even_dates(seen(text.replace("a", "I").replace("ố", " ")))
        if text
        else Recognised("", 0.0)
    )
    before = text.replace("a", "I").replace("ố", " ")
    digits = [c for c in before if c.isdigit()]
    kept = iter(c for c in found.text if c.isdigit())
    assert all(c in kept for c in digits)
    assert len(found.scores) == len(found.text)
    assert found.lattice is None or len(found.lattice.steps) == len(found.text)
