"""Several frames stand for one person only if all of them show that person; a frame of another never helps
them.

Heads are drawn from the astronaut of scikit-image (bench/presence); the other person is matplotlib's
portrait.
"""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from bench.cards.portraits import selfie
from bench.presence.sequences import sequence
from hypothesis import given
from hypothesis import strategies as st
from tests.faces.pictures import astronaut, scaled

from motcua.faces.calibration import curve
from motcua.faces.decode import decode
from motcua.faces.presence import reasons, template_fusion
from motcua.faces.presence.frame_analysis import FrameAnalysis, analyse_frame
from motcua.faces.presence.services import judge
from motcua.faces.presence.types import Action, Frame
from motcua.faces.services import analyse, compare
from motcua.faces.types import Image, Template

#: In one process of the two, so that the heads are drawn and looked at once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("moving-heads")]

PLAN = (Action.LOOK, Action.TURN_LEFT, Action.LOOK, Action.CLOSER)


def _person() -> Image:
    return np.ascontiguousarray(scaled(astronaut(), 2.2)[:720, 220:760])


def _stranger() -> Image:
    photo = decode(selfie("hopper", 4))
    return np.asarray(cv2.resize(photo, (540, round(540 * photo.shape[0] / photo.shape[1]))), np.uint8)


@cache
def _frames(*, stranger: bool = False) -> tuple[Frame, ...]:
    image = _stranger() if stranger else _person()
    face = analyse(image, embed=False).face
    assert face is not None
    return tuple(sequence(image, face, PLAN))


@cache
def _views(*, stranger: bool = False) -> tuple[FrameAnalysis, ...]:
    return tuple(view for frame in _frames(stranger=stranger) if (view := analyse_frame(frame)) is not None)


@cache
def _fused() -> Template:
    template = judge(_frames(), PLAN).template
    assert template is not None
    return template


def test_the_frames_of_a_person_stand_for_them_and_are_in_no_record() -> None:
    result = judge(_frames(), PLAN)
    template = analyse(_person()).template
    assert template is not None
    assert result.template is not None
    assert 0.85 < float(np.linalg.norm(result.template)) <= 1.00001
    assert float(result.template @ template) > 0.8
    assert set(result.to_record()) == {"level", "score", "reasons", "measures"}


@pytest.mark.parametrize("at", range(3))
def test_a_frame_of_the_cards_owner_among_ones_own_is_found(at: int) -> None:
    """Whoever holds up a photo of the card's owner for one frame of the first look must not pass for them:
    neither by that frame, which could become the face photo, nor by a mean that it pulls towards the
    owner."""
    owners = _frames(stranger=True)[at]
    result = judge([*_frames()[:at], owners, *_frames()[at + 1 :]], PLAN)
    assert result.level == "uploaded"
    assert reasons.OTHER_FACE in result.reasons
    assert result.template is None


def test_two_looks_of_which_one_is_anothers_are_not_one_face() -> None:
    """The smallest first look: each of two faces lies close to the mean of both."""
    own, others = _frames(), _frames(stranger=True)
    mixed = [replace(others[0], part=0, at_ms=0), *own[1:2], *own[3:]]
    result = judge(mixed, PLAN)
    assert reasons.OTHER_FACE in result.reasons
    assert result.template is None


@pytest.mark.parametrize("at", [0, 2, 7])
def test_fusing_itself_refuses_a_foreign_frame(at: int) -> None:
    """However it came so far: a mean of two people would match either of them a little."""
    views = [*_views()]
    views[at] = replace(_views(stranger=True)[at], quality=1.0)
    assert template_fusion.fuse_templates(views) is None


def test_turned_and_poor_frames_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Image] = []

    def embed(aligned: Image) -> Template:
        taken.append(aligned)
        return np.asarray(np.eye(128)[0], np.float32)

    monkeypatch.setattr(template_fusion, "embed_aligned", embed)
    views = [replace(view, quality=0.1 if at == 1 else 0.9) for at, view in enumerate(_views())]
    assert template_fusion.fuse_templates(views) is not None
    positions = [next(at for at, view in enumerate(views) if view.aligned is item) for item in taken]
    turned = {3, 4, 5}
    assert len(taken) == template_fusion.MOST
    assert not {1, *turned} & set(positions)
    assert positions == sorted(positions), "spread over the sequence, in its order"


def test_too_few_good_frames_leave_the_photo_to_stand_alone() -> None:
    assert template_fusion.fuse_templates([]) is None
    assert template_fusion.fuse_templates(_views()[:1]) is None
    assert template_fusion.fuse_templates([replace(view, usable=False) for view in _views()]) is None


def test_fused_frames_are_held_against_their_own_threshold() -> None:
    """A mean scores higher with strangers too: the threshold of single photos would let more of them pass."""
    portrait = cv2.resize(_person()[:520, 60:450], None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    shown = np.asarray(portrait, np.uint8)
    alone = compare(shown, _person(), a_is_portrait=True)
    several = compare(shown, _person(), a_is_portrait=True, b_fused=_fused())
    assert alone.same is True
    assert several.same is True
    assert curve("portrait_fused").threshold >= curve("portrait_clean").threshold
    foreign = compare(_stranger(), _person(), a_is_portrait=True, b_fused=_fused())
    assert foreign.same is False
    wall = np.full((300, 300, 3), 90, np.uint8)
    assert compare(shown, wall, a_is_portrait=True, b_fused=_fused()).same is None
    with pytest.raises(ValueError, match="portrait"):
        compare(_person(), _person(), b_fused=_fused())


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_a_mean_heeds_its_weights_and_its_length_tells_how_alike_they_are(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    templates = [
        np.asarray(item / np.linalg.norm(item), np.float32) for item in rng.normal(size=(count, 128))
    ]
    weights = [float(value) for value in rng.uniform(0.1, 1, count)]
    found = template_fusion.mean_template(templates, weights)
    assert float(np.linalg.norm(found)) <= 1.00001
    assert template_fusion.mean_template(templates[:1] * 2, [1.0, 0.5]) == pytest.approx(
        templates[0], abs=1e-6
    )
    heavy = template_fusion.mean_template(templates, [1e6, *weights[1:]])
    assert float(heavy @ templates[0]) > 0.99
