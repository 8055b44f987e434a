"""The zone's name: a letter taken for a filler makes another person's name, and no check digit tells."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers.mrz.icao import ALPHABET
from motcua.papers.mrz.names import names

words = st.lists(st.from_regex(r"[A-Z]{1,7}", fullmatch=True), min_size=1, max_size=3).map("<".join)


def read(text: str, doubts: dict[int, str] | None = None) -> list[dict[str, float]]:
    """Return cells that say a text; ``doubts`` are second choices at a small cost."""
    cells = [dict.fromkeys(ALPHABET, 9.0) | {sign: 0.1} for sign in text]
    for at, sign in (doubts or {}).items():
        cells[at][sign] = 1.5
    return cells


@given(words, words)
def test_a_name_in_order_stays_as_it_was_read(surname: str, given_name: str) -> None:
    text = f"{surname}<<{given_name}".ljust(39, "<")[:39]
    spelt, forced = names(read(text))
    assert spelt == text
    assert forced == pytest.approx(0.0)


def test_a_letter_taken_for_a_filler_comes_back_and_is_told() -> None:
    seen = "TO<<PHUOC<<HAI".ljust(39, "<")
    spelt, forced = names(read(seen, {10: "K"}))
    assert spelt.rstrip("<") == "TO<<PHUOC<KHAI"
    assert forced == pytest.approx(1.4)  # so that nobody vouches for it


@given(st.text("ABK<", min_size=8, max_size=39))
def test_whatever_was_read_the_fields_order_holds(text: str) -> None:
    spelt, forced = names(read(text))
    assert len(spelt) == len(text)
    surname, _, rest = spelt.partition("<<")
    assert surname.replace("<", "").isalpha()
    assert not spelt.startswith("<")
    assert "<<" not in rest.rstrip("<")
    assert math.isfinite(forced)
    assert forced >= 0
