"""From which score a search names somebody: more as the store grows, on the safe side of what was counted."""

import json
import math
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gallery.thresholds import Table, measurement, search_threshold


@given(st.integers(1, 10_000_000), st.floats(1e-4, 0.1), st.integers(2, 50))
def test_a_larger_gallery_asks_for_more(size: int, fpir: float, factor: int) -> None:
    """A threshold that stays where it was as a city enrols would name more strangers every month."""
    small, large = search_threshold(size, fpir), search_threshold(size * factor, fpir)
    assert large.score >= small.score
    assert small.low <= small.likely <= small.score
    assert large.extrapolated or not small.extrapolated
    # 1 - (1 - FMR)^N gives the FPIR back, unless the curve's highest rate is already stricter.
    reached = -math.expm1(size * math.log1p(-small.false_match_rate))
    assert reached <= fpir * (1 + 1e-6)


def test_extrapolation_is_told() -> None:
    """Beyond the counted rates an officer must be able to see that a figure is a fit."""
    assert not search_threshold(10, 0.01).extrapolated
    assert search_threshold(1_000_000, 0.001).extrapolated


@pytest.mark.parametrize(("size", "fpir"), [(0, 0.01), (-1, 0.01), (10, 0.0), (10, 1.0)])
def test_nonsense_is_refused(size: int, fpir: float) -> None:
    with pytest.raises(ValueError, match="gallery"):
        search_threshold(size, fpir)


def test_a_close_runner_up_leaves_it_open() -> None:
    """Two people who look alike: naming one of them is a coin toss."""
    found = search_threshold(1000, 0.001)
    assert found.decides(found.score, None)
    assert found.decides(found.score + 0.1, found.score + 0.1 - found.margin - 1e-9)
    assert not found.decides(found.score + 0.1, found.score + 0.1 - found.margin + 1e-9)
    assert not found.decides(found.score - 1e-9, None)


def test_the_table_was_made_with_the_model_in_use() -> None:
    """Scores of another model mean something else: bench.gallery.calibrate must be run again."""
    faces = files("motcua.faces").joinpath("data", "calibration.json").read_text(encoding="utf-8")
    assert measurement()["model"] == json.loads(faces)["model"]


def test_scores_rise_as_rates_fall_and_doubt_grows_beyond_what_was_counted() -> None:
    rows = measurement()["rows"]
    for before, after in pairwise(rows):
        assert after[0] < before[0]
        assert all(later > earlier for earlier, later in zip(before[1:], after[1:], strict=True))
    widths = [upper - low for rate, low, _, upper in rows if rate < measurement()["counted"]]
    assert widths == sorted(widths)


def test_between_rows_and_beyond_them() -> None:
    table = Table(((1e-2, 0.2, 0.3, 0.4), (1e-4, 0.4, 0.5, 0.6)), counted=1e-3)
    middle = table.at(1e-3)
    assert (middle.low, middle.likely, middle.score) == pytest.approx((0.3, 0.4, 0.5))
    assert table.at(0.5).score == 0.4
    assert not middle.extrapolated
    assert table.at(9e-4).extrapolated
    assert table.at(1e-6).score == pytest.approx(0.8)
