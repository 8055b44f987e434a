"""A photo of a face as it would look if the head, or a picture of it, moved before the camera.

The photo is laid over a depth (a head with its nose, a flat sheet, a bent one), turned, and seen by a
pinhole camera. Good for turns up to some 30 degrees: nothing that the photo does not show can appear, and
what lies behind a nose is stretched instead of hidden. Lengths are in eye distances (about 63 mm).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Face, Image

Field = NDArray[np.float32]
#: How far the nose's tip stands out from the plane of eyes and mouth (28 mm of 63).
NOSE = 0.44
#: From the camera to the eyes: 410 mm.
DISTANCE = 6.5


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees turned to the person's own left, up, and aside; how much nearer; and the shift, all of the
    head (or sheet) against how it was in the photo."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    nearer: float = 1.0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Body:
    """What moves: ``depth(u, v)`` towards the camera, and ``part(u, v)``, how much of the turn a point takes.

    ``u`` and ``v`` count right and down from the middle between the eyes.
    """

    depth: Callable[[Field, Field], Field]
    part: Callable[[Field, Field], Field]


def _ones(u: Field, v: Field) -> Field:
    del v
    return np.ones_like(u)


def _head_depth(u: Field, v: Field, *, nose: float) -> Field:
    skull = 1.1 * np.sqrt(np.clip(1 - (u / 1.45) ** 2 - ((v - 0.45) / 1.95) ** 2, 0.0, 1.0))
    at_eyes = 1.1 * math.sqrt(1 - (0.5 / 1.45) ** 2 - (0.45 / 1.95) ** 2)
    at_tip = 1.1 * math.sqrt(1 - (0.07 / 1.95) ** 2) - at_eyes
    down = np.where(v < 0.52, (v - 0.52) / 0.42, (v - 0.52) / 0.24)
    bump = (nose - at_tip) * np.exp(-((u / 0.3) ** 2) - down**2)
    return np.asarray(skull - at_eyes + bump, np.float32)


def _head_part(u: Field, v: Field) -> Field:
    off = np.sqrt((u / 1.5) ** 2 + ((v - 0.35) / 2.0) ** 2)
    return np.asarray(np.clip((1.7 - off) / 0.7, 0.0, 1.0), np.float32)


def _flat_depth(u: Field, v: Field) -> Field:
    del v
    return np.zeros_like(u)


def _bent_depth(u: Field, v: Field, *, radius: float) -> Field:
    del v
    return np.asarray(np.sqrt(np.clip(radius**2 - u**2, 0.01, None)) - radius, np.float32)


def head(nose: float = NOSE) -> Body:
    """A head that turns before a background that stays; a low ``nose`` makes it a shallow mask."""
    return Body(partial(_head_depth, nose=nose), _head_part)


def sheet() -> Body:
    """A print or a screen, flat, larger than the view."""
    return Body(_flat_depth, _ones)


def bent_sheet(radius: float = 1.3) -> Body:
    """A print bent around an upright cylinder, by default about as wide as a head."""
    return Body(partial(_bent_depth, radius=radius), _ones)


def render(image: Image, face: Face, body: Body, pose: Pose) -> Image:
    """Return the photo with its face (as detected on it) moved to ``pose``; same size, edges repeated."""
    points = np.asarray(face.landmarks, float)
    eyes = points[:2].mean(0)
    unit = float(np.hypot(*(points[1] - points[0])))
    # The map is smooth: found on every fourth pixel and filled in between.
    high, wide = image.shape[:2]
    rows, columns = np.mgrid[: high + 4 : 4, : wide + 4 : 4].astype(np.float32)
    wanted_u, wanted_v = (columns - eyes[0]) / unit, (rows - eyes[1]) / unit
    u, v = wanted_u.copy(), wanted_v.copy()
    for _ in range(9):  # find what is seen there: u, v such that _project(u, v) is the wanted point
        seen_u, seen_v = _project(u, v, body, pose)
        u += 0.8 * (wanted_u - seen_u)
        v += 0.8 * (wanted_v - seen_v)
    grid = np.stack([u * unit + eyes[0], v * unit + eyes[1]], axis=-1).astype(np.float32)
    # Grid point i lies at pixel 4 i: that is what this matrix says.
    filled = cv2.warpAffine(grid, np.array([[4.0, 0, 0], [0, 4.0, 0]]), (wide, high), flags=cv2.INTER_LINEAR)
    x, y = (np.ascontiguousarray(filled[..., at]) for at in (0, 1))
    moved = cv2.remap(image, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, np.uint8)


def _project(u: Field, v: Field, body: Body, pose: Pose) -> tuple[Field, Field]:
    part = body.part(u, v)
    depth = body.depth(u, v)
    yaw, pitch, roll = (np.radians(angle) * part for angle in (pose.yaw, pose.pitch, pose.roll))
    # Turned about the neck's axis, which lies behind the face.
    behind = 1.0
    z = depth + behind
    right, z = u * np.cos(yaw) + z * np.sin(yaw), z * np.cos(yaw) - u * np.sin(yaw)
    down, z = v * np.cos(pitch) - z * np.sin(pitch), z * np.cos(pitch) + v * np.sin(pitch)
    right, down = right * np.cos(roll) - down * np.sin(roll), right * np.sin(roll) + down * np.cos(roll)
    distance = DISTANCE / pose.nearer
    scale = DISTANCE / (distance - (z - behind))
    return (right + pose.x * part) * scale, (down + pose.y * part) * scale
