"""Thresholds that decide about people: they must rise with what is at stake, and rest on what was counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.faces.calibration import Condition, curve

CONDITIONS: tuple[Condition, ...] = ("portrait_clean", "portrait_fused", "clean_clean")


@given(st.sampled_from(CONDITIONS), st.floats(0, 1), st.floats(0, 1))
def test_a_rarer_false_match_never_costs_a_lower_score(
    condition: Condition, one: float, other: float
) -> None:
    measured = curve(condition)
    seldom, often = (
        measured.rates[-1] + share * (measured.rates[0] - measured.rates[-1])
        for share in sorted((one, other))
    )
    assert measured.score_at(seldom) >= measured.score_at(often)
    assert measured.false_match_rate(measured.score_at(seldom)) == pytest.approx(seldom, rel=1e-6)


def test_rates_off_the_curve_are_refused() -> None:
    for rate in (0.0, -1e-3, 1e-9, 0.5):
        with pytest.raises(ValueError, match="outside"):
            curve("clean_clean").score_at(rate)
