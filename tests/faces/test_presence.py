"""A sequence of frames passes as a person only if one face moves as asked and as a head does.

Heads and pictures of heads are drawn from the astronaut of scikit-image (bench/presence).
"""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from bench.cards.portraits import selfie
from bench.presence.head import head, sheet
from bench.presence.sequences import PERSON, Mover, Treatment, sensor, sequence
from numpy.random import Generator
from tests.faces.pictures import astronaut, scaled

from motcua.faces.decode import decode
from motcua.faces.presence import reasons
from motcua.faces.presence.services import judge, sharpest
from motcua.faces.presence.types import LEVELS, Action, Frame, Presence, reaches
from motcua.faces.services import analyse
from motcua.faces.types import Face, Image

#: In one process of the two, so that the heads are drawn and looked at once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("moving-heads")]

LOOK, LEFT, RIGHT, CLOSER = Action.LOOK, Action.TURN_LEFT, Action.TURN_RIGHT, Action.CLOSER
PLAN = (LOOK, LEFT, LOOK, CLOSER)


@cache
def _scene() -> tuple[Image, Face]:
    image = np.ascontiguousarray(scaled(astronaut(), 2.2)[:720, 220:760])
    face = analyse(image, embed=False).face
    assert face is not None
    return image, face


@cache
def _frames(
    plan: tuple[Action, ...] = PLAN, mover: Mover = PERSON, treatment: Treatment = sensor
) -> tuple[Frame, ...]:
    return tuple(sequence(*_scene(), plan, mover=mover, treatment=treatment))


@cache
def _person() -> Presence:
    return judge(_frames(), PLAN)


def test_a_person_who_does_what_is_asked_is_active() -> None:
    result = _person()
    assert result.level == "active", result
    assert result.score >= 0.5
    assert result.reasons == ()
    assert Presence.from_record(result.to_record()) == result


def test_both_turns_are_told_apart() -> None:
    plan = (LOOK, RIGHT, LOOK, LEFT)
    assert judge(_frames(plan), plan).level == "active"
    swapped = (LOOK, LEFT, LOOK, RIGHT)
    result = judge(_frames(plan), swapped)
    assert result.level == "passive"
    assert reasons.OTHER_WAY in result.reasons


@pytest.mark.parametrize("turn", [0.0, 32.0])
def test_a_print_however_held_is_never_active(turn: float) -> None:
    """Its edges lie outside of the view, so that only the movement can tell."""
    result = judge(_frames(mover=Mover(sheet(), turn=turn)), PLAN)
    assert not reaches(result.level, "active")
    assert result.score < 0.5
    assert result.reasons


def test_a_flat_picture_that_seems_to_turn_is_found_by_the_points_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The detector leans towards what turned faces look like, so the landmarks alone are not trusted."""
    monkeypatch.setattr("motcua.faces.presence.judging.MIN_TURN", 0.03)
    monkeypatch.setattr("motcua.faces.presence.judging.MIN_PARALLAX", 0.01)
    result = judge(_frames(mover=Mover(sheet(), turn=32.0)), PLAN)
    assert result.level == "passive"
    assert reasons.FLAT in result.reasons


def test_who_does_not_move_is_told_what_was_not_seen() -> None:
    result = judge(_frames(mover=Mover(head(), turn=0.0, closer=1.0)), PLAN)
    assert result.level == "passive"
    assert result.reasons == (reasons.NOT_LEFT, reasons.NOT_CLOSER)


def test_another_face_in_between_is_found() -> None:
    """Frames of two people, each moving well."""
    other = decode(selfie("hopper", 4))
    other = np.asarray(cv2.resize(other, (540, round(540 * other.shape[0] / other.shape[1]))), np.uint8)
    face = analyse(other, embed=False).face
    assert face is not None
    theirs = sequence(other, face, PLAN)
    result = judge([*_frames()[:6], *theirs[6:]], PLAN)
    assert result.level == "uploaded"
    assert reasons.OTHER_FACE in result.reasons


def test_somebody_beside_the_person_is_told_and_is_no_proof() -> None:
    """Who is to be compared with the paper must be alone in the picture, however well they move."""
    beside = decode(selfie("hopper", 4))
    beside = np.asarray(cv2.resize(beside, (540, 720)), np.uint8)

    def both(frame: Frame) -> Frame:
        shown = cv2.hconcat([decode(frame.image), beside])
        return replace(frame, image=cv2.imencode(".jpg", shown)[1].tobytes())

    result = judge([both(frame) for frame in _frames()], PLAN)
    assert result.level == "uploaded"
    assert [reason.code for reason in result.reasons] == ["several_faces"]


def _beside(frame: Frame, other: Image) -> Frame:
    """The frame with somebody else beside the person, and more detail than any other frame has."""
    shown = cv2.hconcat([decode(frame.image), other])
    stripes = np.tile(np.uint8([0, 0, 255, 255]), shown.shape[1] // 4)[: shown.shape[1]]
    shown[-60:, : len(stripes)] = stripes[None, :, None]
    return replace(frame, image=cv2.imencode(".jpg", shown)[1].tobytes())


@pytest.mark.parametrize("blurred", [False, True], ids=["beside", "alone and blurred"])
def test_the_frame_that_stays_as_the_photo_is_one_that_was_looked_at(*, blurred: bool) -> None:
    """Frames that did not count were compared with nothing, and the sharpest became the face photo: one
    with the card owner's picture held beside one's own face was filed, at the highest level."""
    other = decode(selfie("hopper", 4))
    other = np.asarray(cv2.resize(other, (540, 720)), np.uint8)
    frames = list(_frames())
    frames[1] = _beside(frames[1], other)
    if blurred:
        gone = cv2.GaussianBlur(other, (0, 0), 7)
        frames[1] = _beside(
            replace(frames[1], image=cv2.imencode(".jpg", gone)[1].tobytes()), gone[:, :4] * 0
        )
    assert sharpest([frame.image for frame in frames[:3]]) == frames[1].image
    result = judge(frames, PLAN)
    assert result.level == "uploaded"
    assert [reason.code for reason in result.reasons] == ["face_blurred" if blurred else "several_faces"]
    assert result.score < 0.5
    # A passer-by in a frame that does not stay changes nothing.
    frames[1] = replace(frames[1], image=cv2.imencode(".jpg", np.zeros((720, 540, 3), np.uint8))[1].tobytes())
    assert judge(frames, PLAN).level == "active"


def test_a_still_picture_fed_to_the_browser_is_found() -> None:
    one = _frames()[0]
    film = [replace(one, part=part, at_ms=100 * part + at) for part in range(4) for at in range(3)]
    result = judge(film, PLAN)
    assert result.level == "uploaded"
    assert reasons.FROZEN in result.reasons


def _screen(image: Image, rng: Generator) -> Image:
    """A fine grid as a phone sees the pixels of a screen."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    grid = np.cos(rows * 1.35) + np.cos(columns * 1.25 + rows * 0.2)
    return sensor(np.asarray(np.clip(image + 22 * grid[:, :, None], 0, 255), np.uint8), rng)


def test_a_screen_whose_grid_shows_is_not_passive_even_when_it_moves_well() -> None:
    """A film of the person on a screen makes the right moves; its grid may still betray it."""
    result = judge(_frames(treatment=_screen), PLAN)
    assert result.level == "uploaded"
    assert result.reasons[0] == reasons.TRACE


def _dusk(image: Image, rng: Generator) -> Image:
    return sensor(np.asarray(image * 0.16, np.uint8), rng)


def _masked(image: Image, rng: Generator) -> Image:
    """A cloth over mouth and nose."""
    covered = image.copy()
    cv2.rectangle(covered, (190, 262), (360, 400), (205, 190, 180), -1)
    return sensor(covered, rng)


@pytest.mark.parametrize("treatment", [_dusk, _masked])
def test_weak_light_and_a_face_mask_are_not_held_against_a_person(treatment: Treatment) -> None:
    plan = (LOOK, LEFT)
    result = judge(_frames(plan, treatment=treatment), plan)
    assert reaches(result.level, "passive"), result


def test_frames_out_of_order_or_missing_are_no_proof() -> None:
    frames = _frames()
    for broken in (
        [*frames[3:6], *frames[:3], *frames[6:]],  # another order
        frames[:6],  # the end is missing
        [*frames[:3], *frames[6:]],  # the middle is missing
        [replace(frame, at_ms=0) for frame in frames],
    ):
        result = judge(broken, PLAN)
        assert (result.level, result.reasons) == ("uploaded", (reasons.INCOMPLETE,))


def test_nothing_sent_and_nothing_readable_is_none() -> None:
    assert judge([], PLAN).level == "none"
    rubbish = [Frame(b"\xff\xd8 no picture", part, part) for part in range(4)]
    assert judge(rubbish, PLAN).level == "none"
    wall = cv2.imencode(".png", np.full((480, 360, 3), 90, np.uint8))[1].tobytes()
    assert judge([Frame(wall, part, part) for part in range(4)], PLAN).level == "none"


def test_coming_closer_alone_proves_no_head() -> None:
    result = judge(_frames((LOOK, CLOSER)), (LOOK, CLOSER))
    assert result.level == "passive"


def test_a_plan_begins_with_looking_straight() -> None:
    with pytest.raises(ValueError, match="looking straight"):
        judge([], (LEFT,))


def test_levels_rise() -> None:
    assert [reaches(level, "passive") for level in LEVELS] == [False, False, True, True, True]
