"""Thresholds that decide about people: they must rise with what is at stake, and say what was not counted."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.faces.calibration import Condition, Tail, curve, search_threshold, threshold_for

CONDITIONS: tuple[Condition, ...] = ("portrait_clean", "clean_clean")


@given(st.sampled_from(CONDITIONS), st.floats(1e-12, 1e-1), st.floats(1.01, 100))
def test_a_rarer_false_match_never_costs_a_lower_score(
    condition: Condition, rate: float, factor: float
) -> None:
    seldom, often = threshold_for(rate / factor, condition), threshold_for(rate, condition)
    assert seldom.score >= often.score
    assert often.extrapolated is (rate < curve(condition).rates[-1])


@given(st.integers(1, 10_000_000), st.floats(1e-4, 0.1), st.integers(2, 50))
def test_a_larger_gallery_asks_for_more(size: int, fpir: float, factor: int) -> None:
    """A threshold that stays where it was as a city enrols would name more strangers every month."""
    small, large = search_threshold(size, fpir), search_threshold(size * factor, fpir)
    assert large.score >= small.score
    assert large.extrapolated or not small.extrapolated
    # 1 - (1 - FMR)^N gives the FPIR back, unless the curve's highest rate is already stricter.
    reached = -math.expm1(size * math.log1p(-small.false_match_rate))
    assert reached <= fpir * (1 + 1e-6)


def test_extrapolation_is_told() -> None:
    """Beyond the counted rates an officer must be able to see that a figure is a fit."""
    assert not search_threshold(100, 0.01).extrapolated
    assert search_threshold(1_000_000, 0.001).extrapolated


@pytest.mark.parametrize(("size", "fpir"), [(0, 0.01), (-1, 0.01), (10, 0.0), (10, 1.0)])
def test_nonsense_is_refused(size: int, fpir: float) -> None:
    with pytest.raises(ValueError, match="gallery"):
        search_threshold(size, fpir)


def test_rates_off_the_curve_are_refused() -> None:
    for rate in (0.0, -1e-3, 0.5):
        with pytest.raises(ValueError, match="within"):
            threshold_for(rate)


@given(st.floats(-0.4, 0.2), st.floats(1e-9, 1e-5))
def test_the_tail_meets_its_anchor_and_is_smooth_in_its_shape(shape: float, rate: float) -> None:
    tail, flat = Tail(1e-5, 0.46, 0.02, shape), Tail(1e-5, 0.46, 0.02, 0.0)
    assert tail.score_at(1e-5) == pytest.approx(0.46)
    assert (tail.score_at(rate) - flat.score_at(rate)) * shape >= -1e-12
    assert Tail(1e-5, 0.46, 0.02, 1e-7).score_at(rate) == pytest.approx(flat.score_at(rate), abs=1e-5)


def test_a_close_runner_up_leaves_it_open() -> None:
    """Two people who look alike: naming one of them is a coin toss."""
    found = search_threshold(1000, 0.001)
    assert found.decides(found.score, None)
    assert found.decides(found.score + 0.1, found.score + 0.1 - found.margin - 1e-9)
    assert not found.decides(found.score + 0.1, found.score + 0.1 - found.margin + 1e-9)
    assert not found.decides(found.score - 1e-9, None)
