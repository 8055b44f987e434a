"""Frames as a person, or somebody with a picture of one, would send them when asked for moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from bench.presence.head import Body, Pose, head, render
from motcua.faces.presence.types import Action, Frame
from motcua.faces.types import Face, Image

#: What is done to each finished picture: weak light, a screen's grid, another's face …
Treatment = Callable[[Image, Generator], Image]
#: How far (in full turns and approaches) a move has come in the frames of its part.
_WAY = (0.4, 1.0, 0.9)


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves and how: the body, degrees of a turn, factor of coming closer, and shaking of the hand in
    degrees and eye distances."""

    body: Body
    turn: float = 24.0
    closer: float = 1.3
    shake: float = 1.0


PERSON = Mover(head())


def _pose(action: Action, way: float, mover: Mover, rng: Generator) -> Pose:
    yaw = {Action.TURN_LEFT: mover.turn, Action.TURN_RIGHT: -mover.turn}.get(action, 0.0) * way
    nearer = 1 + (mover.closer - 1) * way if action is Action.CLOSER else 1.0
    pitch, roll, x, y = rng.normal(0, mover.shake, 4) * (1.0, 1.0, 0.03, 0.03)
    return Pose(
        float(yaw + rng.normal(0, mover.shake)), float(pitch), float(roll), nearer, float(x), float(y)
    )


def sensor(image: Image, rng: Generator) -> Image:
    """Return the picture with a camera's noise."""
    return np.asarray(np.clip(image + rng.normal(0, 2.5, image.shape), 0, 255), np.uint8)


def sequence(
    image: Image,
    face: Face,
    plan: Sequence[Action],
    *,
    mover: Mover = PERSON,
    treatment: Treatment = sensor,
    seed: int = 1,
) -> list[Frame]:
    """Return three frames of every part of the plan, made from one BGR photo and the face on it."""
    rng = np.random.default_rng(seed)
    frames: list[Frame] = []
    for part, action in enumerate(plan):
        for way in _WAY:
            moved = treatment(render(image, face, mover.body, _pose(action, way, mover, rng)), rng)
            done, data = cv2.imencode(".jpg", moved, [cv2.IMWRITE_JPEG_QUALITY, 90])
            assert done
            frames.append(Frame(bytes(data.tobytes()), part, 350 * len(frames)))
    return frames
