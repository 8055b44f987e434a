"""A printed portrait against a live face: what the print does to everybody may not decide who somebody is."""

import numpy as np
import pytest
from bench.faces.crossfit import Side, accepted_at, crossfitted, half_of, interval_over_people, pairs
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.faces.pictures import astronaut

from motcua.faces.calibration import curve, portrait_score
from motcua.faces.services import analyse, compare_analyses
from motcua.faces.types import TEMPLATE_VERSION

#: The first numbers of the astronaut's template of the version below.
KNOWN = (0.0057, -0.1138, 0.0765, 0.1295, -0.0227, 0.0267)


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values / np.linalg.norm(values, axis=-1, keepdims=True), np.float64)


def _crowd(people: int = 60) -> tuple[Side, Side]:
    """Return portraits and live photos, two of each person; every portrait is moved the same way."""
    rng = np.random.default_rng(4)
    names = np.array([f"person {number}" for number in range(people) for _ in range(2)])
    photos = np.array([f"photo {number}" for number in range(2 * people)])
    middle = _unit(rng.normal(size=128))
    own = np.repeat(_unit(rng.normal(size=(people, 128))), 2, axis=0)

    def seen(moved: float) -> Side:
        noise = 2.0 * _unit(rng.normal(size=own.shape))
        return Side(names, photos, _unit(own + noise + moved * middle))

    return seen(1.2), seen(0.3)


@given(st.integers(0, 2**32 - 1))
def test_score_stays_a_score(seed: int) -> None:
    a, b = _unit(np.random.default_rng(seed).normal(size=(2, 128))).astype(np.float32)
    assert -1 <= portrait_score(a, b) <= 1


def test_a_portrait_is_judged_by_the_score_its_threshold_was_measured_for() -> None:
    """A plain cosine held against the centred threshold would let strangers pass."""
    photo = analyse(astronaut())
    assert photo.template is not None
    as_portrait = compare_analyses(photo, photo, a_is_portrait=True)
    assert as_portrait.score == pytest.approx(portrait_score(photo.template, photo.template))
    assert as_portrait.score < compare_analyses(photo, photo).score
    assert as_portrait.same is True
    assert curve("portrait_clean").threshold < curve("clean_clean").threshold


def test_centring_undoes_what_happened_to_everybody() -> None:
    portraits, live = _crowd()
    plain, centred = pairs(portraits, live), crossfitted(portraits, live)
    assert abs(float(centred.impostor.mean())) < 0.03 < float(plain.impostor.mean())
    assert accepted_at(centred, 1e-2)[0] > accepted_at(plain, 1e-2)[0]


def test_nobody_is_measured_with_what_was_learnt_from_them() -> None:
    portraits, live = _crowd()
    counted = crossfitted(portraits, live)
    for one, other in zip(*counted.impostor_people, strict=True):
        assert half_of(one) == half_of(other)
    # Moving one half's portraits far away changes the scores of the other half only through the middle.
    moved = portraits.templates.copy()
    theirs = np.array([half_of(person) == 0 for person in portraits.people])
    moved[theirs] = _unit(moved[theirs] + 3 * _unit(np.ones(128)))
    again = crossfitted(Side(portraits.people, portraits.photos, moved), live)
    of_half_one = np.array([half_of(person) == 1 for person in counted.genuine_people])
    assert not np.allclose(again.genuine[of_half_one], counted.genuine[of_half_one])


def test_several_photos_are_averaged_without_the_one_the_portrait_was_made_from() -> None:
    """Else the figure would be that of a photo against itself."""
    people = np.array(["an", "an", "an", "binh", "binh", "binh"])
    photos = np.array([str(number) for number in range(6)])
    templates = np.eye(128)[:6]
    side = Side(people, photos, templates)
    counted = pairs(side, side.averaged(), averaged=True)
    assert len(counted.genuine) == 6
    assert not counted.genuine.any()
    assert len(counted.impostor) == 18


def test_the_interval_holds_the_figure() -> None:
    portraits, live = _crowd()
    counted = crossfitted(portraits, live)
    low, high = interval_over_people(counted, 1e-2, draws=100)
    assert 0 < low < accepted_at(counted, 1e-2)[0] < high < 1


def test_what_makes_a_template_does_not_change_unsaid() -> None:
    """Stored templates of another making would silently match nobody, or the wrong person."""
    template = analyse(astronaut()).template
    assert template is not None
    assert TEMPLATE_VERSION == "sface-2021dec-flip"
    assert template[:6] == pytest.approx(KNOWN, abs=0.01), "another TEMPLATE_VERSION, see faces.types"
