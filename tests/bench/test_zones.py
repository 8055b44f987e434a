"""Every drawer's machine-readable zones are as ICAO Doc 9303 says; the third one's check digits were not, so
that no zone of its chip cards was ever believed, and all that only their backs tell asked for a look."""

import random

import pytest
from bench.papers.fourth import people
from bench.papers.reviews import ON
from bench.papers.third import codes
from bench.papers.third.holders import holder

from motcua.papers.mrz import icao


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["cccd_chip", "can_cuoc", "passport"])
def test_check_digits_hold(kind: str, seed: int) -> None:
    of = holder(random.Random(seed), kind, "woman", ON)
    third = codes.td3(of, "B1234567") if kind == "passport" else codes.td1(of)
    assert icao.checks_hold(third)
    fourth = people.zone(people.holder(kind, random.Random(seed)), kind)
    assert icao.checks_hold(fourth)
