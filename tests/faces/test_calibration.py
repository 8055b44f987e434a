"""Thresholds that decide about people: they must rise with what is at stake, and say what was not counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.faces.calibration import Condition, Tail, curve, threshold_for

CONDITIONS: tuple[Condition, ...] = ("portrait_clean", "clean_clean")


@given(st.sampled_from(CONDITIONS), st.floats(1e-12, 1e-1), st.floats(1.01, 100))
def test_a_rarer_false_match_never_costs_a_lower_score(
    condition: Condition, rate: float, factor: float
) -> None:
    seldom, often = threshold_for(rate / factor, condition), threshold_for(rate, condition)
    assert seldom.score >= often.score
    assert often.extrapolated is (rate < curve(condition).rates[-1])


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
