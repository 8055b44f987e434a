"""The curve that tells how sure is sure enough: it rises, it ships whole, and its limit is kept."""

from dataclasses import replace

import numpy as np
import pytest
from bench.papers.calibrate import _SEEN_BELOW, WANTED, isotonic, logistic, threshold
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers import calibration
from motcua.papers.calibration import FEATURES, curves, features, needs_third, print_probability
from motcua.papers.lines import choice
from motcua.papers.printed_value import PrintedValue

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SCORES = st.lists(st.tuples(st.floats(-9, 9), st.booleans()), min_size=1, max_size=60)


def said(weakest: float, **more: object) -> PrintedValue:
    known = {"agreed": True, "plausible": True} | more
    field = str(known.pop("field", "place_of_origin"))
    return PrintedValue(field, "Trạm Tấu, Yên Bái", weakest, weakest, quad=QUAD, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("group", ["digits", "letters"])
def test_the_curves_that_ship_rise(group: str) -> None:
    curve = curves()[group]  # type: ignore[index]
    assert list(curve.scores) == sorted(curve.scores)
    assert list(curve.shares) == sorted(curve.shares)
    assert all(0 < share < 1 for share in curve.shares)
    assert len(curve.weights) == len(FEATURES) == len(features(said(0.9), None))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_reading_is_never_called_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert print_probability(said(low), None)[0] <= print_probability(said(high), None)[0]


@pytest.mark.parametrize(
    "flaw", [{"agreed": False}, {"agreed": None}, {"plausible": False}, {"whole": False}]
)
def test_no_probability_makes_up_for_what_was_not_seen(flaw: dict[str, object]) -> None:
    assert print_probability(said(0.9999), None)[1]
    assert not print_probability(said(0.9999, **flaw), None)[1]


def test_a_name_needs_the_third_reader_however_sure_two_are() -> None:
    """Two read ``BÙI TIÊN`` where ``BÙI TIẾN`` was printed, each surely."""
    name = said(0.9999, field="full_name", margin=12.0)
    assert needs_third(name)
    assert not print_probability(name, None)[1]
    assert not print_probability(replace(name, third=False), None)[1]
    assert print_probability(replace(name, third=True), None)[1]


@given(
    weakest=st.floats(0, 1), field=st.sampled_from(["full_name", "place_of_origin", "issuing_authority"]),
    agreed=st.booleans(), plausible=st.booleans(), whole=st.booleans(), corrected=st.booleans(),
    listed=st.booleans(), margin=st.sampled_from([None, 0.0, 12.0]),
)  # fmt: skip
def test_a_third_reader_who_is_not_asked_could_not_have_had_a_value_given(weakest: float, **more: object):
    """It was asked, for a tenth of a second a line, of values with tones put right: a person looks anyway."""
    text = said(weakest, **more)
    if not needs_third(text):
        for zone in (False, True):
            given_now = print_probability(text, None, zone=zone)[1]
            assert not print_probability(replace(text, third=True), None, zone=zone)[1] or given_now
    assert not needs_third(said(0.9999, field="full_name", margin=12.0, corrected=True))


def test_a_name_of_two_points_a_tone_mark_asks_for_a_look_whoever_agrees() -> None:
    """``THÚY`` on a card 530 pixels wide: all three readers said ``THỦY``, each surely, and it was given."""
    name = said(0.9999, field="full_name", margin=12.0, third=True)
    assert print_probability(name, None)[1]
    assert not print_probability(replace(name, small=True), None)[1]
    assert print_probability(said(0.9999, small=True), None)[1]


def test_on_a_small_paper_a_length_with_a_decimal_is_looked_at() -> None:
    """A printed 0.4 cm on a copy of 500 pixels was given as 0,4: a stop and a comma are a point there."""
    mark = replace(said(0.9999, field="identifying_features", listed=True), value="Sẹo chấm C:0,4cm")
    assert print_probability(mark, None)[1]
    assert not print_probability(replace(mark, small=True), None)[1]
    assert print_probability(replace(mark, value="Sẹo chấm C:1cm", small=True), None)[1]
    assert not print_probability(replace(mark, value="Sẹo chấm C:0, 5cm"), None)[1], "on any paper"


def test_a_street_whose_word_is_one_letter_and_its_tone_is_looked_at() -> None:
    """``Ỷ Lan`` on a photo forwarded twice was given as ``Ý Lan``; the district Ý Yên is in the tables."""
    street = replace(said(0.9999, field="place_of_residence", third=True), value="248 Ý Lan, Xã Quảng Thủy")
    assert not print_probability(street, None)[1]
    assert print_probability(replace(street, value="Xã Yên Bình, Huyện Ý Yên, Nam Định"), None)[1]


def test_an_authority_that_is_on_no_list_asks_for_a_look() -> None:
    """``CÔNG AN T.HÀ GIANG`` was read, and given, as ``CÔNG AN THÀ GIANG``."""
    authority = said(0.9999, field="issuing_authority", third=True)
    assert not print_probability(authority, None)[1]
    assert print_probability(replace(authority, listed=True), None)[1]


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was learned how far a third reader may settle what two leave in doubt."""
    monkeypatch.setattr(calibration, "third_is_learned", lambda: True)


def test_a_third_reader_nothing_was_learned_of_only_takes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "third_is_learned", lambda: False)
    assert not needs_third(said(0.5))
    assert not print_probability(said(0.9999, agreed=False, third=True, listed=True), None)[1]


@pytest.mark.usefixtures("learned")
def test_the_third_reader_is_asked_of_what_would_be_reviewed() -> None:
    assert not needs_third(said(0.9999, listed=True))
    assert needs_third(said(0.9995, listed=True, agreed=False))
    assert not needs_third(said(0.9995, listed=True, agreed=False, whole=False)), (
        "what is hidden no reader sees"
    )
    assert not needs_third(said(0.9995, listed=True, agreed=False, counted=False)), "nor does it count digits"
    assert not needs_third(said(0.5)), "nor is a letter so doubtful given, whoever sees it"
    assert not needs_third(said(0.9995, agreed=None)), "a code has told it"


@pytest.mark.usefixtures("learned")
def test_letters_that_the_first_reader_cannot_write_are_the_third_s_to_bear_out() -> None:
    """Of ``180 Lê Lợi`` the first has ``180 L Li``: so a right address asked for a look."""
    short = said(0.996, agreed=False, unopposed=True, field="place_of_residence")
    assert needs_third(short)
    assert print_probability(calibration.with_third_opinion(short, third=True), None)[1]
    assert not print_probability(calibration.with_third_opinion(short, third=False), None)[1]
    assert not print_probability(calibration.with_third_opinion(short, third=None), None)[1], (
        "two readers alone settle nothing"
    )
    opposed = replace(short, unopposed=False)
    assert calibration.with_third_opinion(opposed, third=True).agreed is False
    name = replace(short, field="full_name", margin=12.0)
    assert needs_third(name)
    assert print_probability(calibration.with_third_opinion(name, third=True), None)[1], (
        "of THỊ NGỌC the first has TH NGC"
    )
    assert not print_probability(calibration.with_third_opinion(name, third=None), None)[1]
    assert not print_probability(
        calibration.with_third_opinion(replace(name, unopposed=False), third=True), None
    )[1]


@pytest.mark.usefixtures("learned")
def test_a_third_reader_outvotes_the_first_on_letters_but_not_on_digits() -> None:
    """Where a zone stands beside it: by today's curves it does not on papers of print alone."""
    words = said(0.9999, agreed=False, third=True, listed=True)
    assert print_probability(words, None, zone=True)[1]
    assert not print_probability(replace(words, counted=False), None, zone=True)[1]
    assert not print_probability(replace(words, third=False), None, zone=True)[1]


@pytest.mark.parametrize("field", ["ethnicity", "religion"])
def test_what_is_on_no_list_of_its_kind_is_looked_at(field: str) -> None:
    """``Cao Đài`` with words of the table cloth after it was given unlooked at."""
    assert print_probability(said(0.9999, field=field, listed=True), None)[1]
    assert not print_probability(said(0.9999, field=field, third=True), None)[1]


def test_a_value_that_is_not_likely_by_itself_asks_for_a_look() -> None:
    """Two recognisers read the same wrong word under a laminate; a third is asked, which saw another."""
    assert not print_probability(said(0.994), None)[1]
    assert needs_third(said(0.994))
    assert not print_probability(said(0.994, third=False), None)[1]
    assert print_probability(said(0.9998), None)[1]


def test_what_three_readers_see_alike_needs_less_of_each() -> None:
    """Lost last words, no letters, were all that was wrong among names that three read alike."""
    name = said(0.996, field="full_name", margin=9.0, third=True)
    assert print_probability(name, None)[1]
    assert print_probability(name, None)[0] > 0.99, "the confidence is that of values which may be given"
    assert not print_probability(replace(name, third=None), None)[1]
    assert not print_probability(replace(name, third=False), None)[1]
    assert not print_probability(replace(name, whole=False), None)[1]
    assert not print_probability(replace(name, weakest=0.6, confidence=0.5), None)[1]


def test_a_recogniser_nothing_was_learned_of_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    learned = said(0.97, listed=True)
    assert print_probability(learned, None)[1]
    monkeypatch.setattr(choice, "_chosen", "asternet")
    assert not print_probability(learned, None)[1]
    assert print_probability(said(0.995, listed=True), None)[1]


@given(SCORES)
def test_isotonic_regression_rises_and_keeps_inside(pairs: list[tuple[float, bool]]) -> None:
    starts, shares = isotonic(np.array([s for s, _ in pairs]), np.array([float(r) for _, r in pairs]))
    assert (np.diff(starts) >= 0).all()
    assert (np.diff(shares) >= 0).all()
    assert (shares > 0).all()
    assert (shares < 1).all()


def test_isotonic_regression_pools_what_falls() -> None:
    _, shares = isotonic(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert shares.tolist() == pytest.approx([0.25, 0.5, 0.75])


def test_the_limit_is_above_every_wrong_value_and_needs_many_right_ones() -> None:
    few, many = int(1 / WANTED) - 5, int(3 / WANTED)
    right = np.array([0.0] + [1.0] * few)
    assert threshold(np.arange(len(right), dtype=float), right) == float("inf")
    right = np.array([0.0, 1.0, 0.0] + [1.0] * many)
    assert threshold(np.arange(len(right), dtype=float), right) == _SEEN_BELOW, (
        "not among the rarest readings"
    )


def test_a_logistic_score_finds_what_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 2))
    right = (x[:, 0] + 0.1 * rng.normal(size=400) > 0).astype(float)
    weights, _ = logistic(x, right)
    assert weights[0] > 5 * abs(weights[1])
