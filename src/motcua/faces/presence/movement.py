"""How a face moved between two frames: as a head does, or as a flat picture of one.

Four of the five landmarks (eyes and mouth corners) lie nearly in one plane, the nose's tip stands out of it
by some 0.44 eye distances. Two views of any flat thing are tied by a homography, however it is held; a turned
head is not, because the nose runs ahead. This is looked for twice: with the landmarks, whose errors are 0.02
to 0.05 eye distances and lean towards what a turned face usually looks like, and with points that are
followed from one picture to the other, which are ten times as exact. Lengths are in eye distances.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.align import landmark_targets, similarity, warp
from motcua.faces.types import Face, Image

#: Side in pixels of the upright cut-outs that are compared, and how much of the surroundings they show.
SIDE, ZOOM = 192, 0.62
#: Fewer points than this say nothing.
MIN_POINTS = 12
_EYE_DISTANCE = float(np.subtract(*landmark_targets(SIDE, ZOOM)[1::-1, 0]))

#: A face's landmarks (5, 2), x and y in pixels, in the order of ``faces.types.Face``; or any points (n, 2).
Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a face's landmarks lie: in the frame, and in its upright grey cut-out (SIDE x SIDE)."""

    landmarks: Points
    cut: Image
    placed: Points


def shape_of(image: Image, face: Face) -> Shape:
    """Cut the face out of a BGR frame."""
    points = np.asarray(face.landmarks, float)
    matrix = similarity(points, landmark_targets(SIDE, ZOOM))
    grey = cv2.cvtColor(warp(image, matrix, SIDE), cv2.COLOR_BGR2GRAY)
    placed = points @ matrix[:, :2].T + matrix[:, 2]
    return Shape(points.astype(np.float32), np.asarray(grey, np.uint8), placed.astype(np.float32))


def _axes(points: Points) -> tuple[Points, Points, float]:
    """Return the directions right eye to left eye and down the face, and the eye distance."""
    across = points[1] - points[0]
    distance = max(float(np.hypot(*across)), 1e-6)
    along = across / distance
    return along, np.array([-along[1], along[0]], np.float32), distance


def size(points: Points) -> float:
    """Return the face's size in pixels, nearly the same for a turned face: eye line to mouth line and eye to
    eye, multiplied, and the root of it."""
    _, down, distance = _axes(points)
    high = float((points[3:5].mean(0) - points[:2].mean(0)) @ down)
    return float(np.sqrt(max(high, 1e-6) * distance))


def turn(points: Points) -> float:
    """Return how far the nose lies off the eyes' middle, towards the person's left eye, in eye distances."""
    along, _, distance = _axes(points)
    return float((points[2] - points[:2].mean(0)) @ along) / distance


def _plane(before: Points, after: Points) -> NDArray[np.float64]:
    """Return the homography that takes eyes and mouth corners of one frame to those of another."""
    corners = [0, 1, 4, 3]
    return np.asarray(cv2.getPerspectiveTransform(before[corners], after[corners]), np.float64)


def parallax(before: Points, after: Points) -> float:
    """Return how far the nose ran ahead of the plane of eyes and mouth, to their left, in eye distances."""
    expected = cv2.perspectiveTransform(before[None, 2:3], _plane(before, after))[0, 0]
    along, _, distance = _axes(after)
    return float((after[2] - expected) @ along) / distance


def off_plane(before: Shape, after: Shape) -> float | None:
    """Return how badly the face's movement fits that of a flat thing, or None if too little can be followed.

    Corners of the face are followed (Lucas and Kanade, there and back) from one cut-out to the other; the
    homography most of them agree on is what a flat thing would have done. The answer is the distance from
    it that four in five points stay under.
    """
    straightened = cv2.warpPerspective(after.cut, _plane(after.placed, before.placed), (SIDE, SIDE))
    middle = before.placed.mean(0)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    radii = (int(0.85 * _EYE_DISTANCE), int(1.05 * _EYE_DISTANCE))
    cv2.ellipse(mask, (int(middle[0]), int(middle[1] - 0.05 * _EYE_DISTANCE)), radii, 0, 0, 360, 255, -1)
    corners = cv2.goodFeaturesToTrack(before.cut, 120, 0.01, 4, mask=mask)
    if corners is None or len(corners) < MIN_POINTS:
        return None
    source = np.asarray(corners, np.float32)
    seen, forth = _follow(before.cut, np.asarray(straightened, np.uint8), source)
    back, again = _follow(np.asarray(straightened, np.uint8), before.cut, seen)
    kept = forth & again & (np.hypot(*(back - source)[:, 0].T) < 1.0)
    if int(kept.sum()) < MIN_POINTS:
        return None
    source, seen = source[kept], seen[kept]
    cv2.setRNGSeed(1)  # the same frames give the same answer
    matrix, _ = cv2.findHomography(source, seen, cv2.RANSAC, 1.2)
    if matrix is None:
        return None
    gaps = np.hypot(*(cv2.perspectiveTransform(source, matrix) - seen)[:, 0].T)
    return float(np.percentile(gaps, 80)) / _EYE_DISTANCE


def _follow(before: Image, after: Image, points: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Return where points (n, 1, 2) of one picture lie in the other, and which were found."""
    seen, found, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points,
        points.copy(),
        winSize=(21, 21),
        maxLevel=2,
    )
    return np.asarray(seen, np.float32), np.asarray(found)[:, 0] == 1
