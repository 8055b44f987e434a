"""Finding faces with YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023)."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.models import YUNET, session
from motcua.faces.types import Face, Image

STRIDES = (8, 16, 32)
MIN_SCORE = 0.6
#: From here on no other orientation is tried; upright faces of usable photos score 0.85 to 0.95.
SURE_SCORE = 0.85
#: What another orientation must score where upright shows nothing, or exceed upright by.
MIN_SCORE_ROTATED = 0.75
UPRIGHT_BONUS = 0.05
MAX_OVERLAP = 0.3
#: Long sides looked at. YuNet finds faces from about 10 to 300 px, so the small one finds close-ups.
LONG_SIDES = (320, 640)
LONG_SIDE_FINE = 1280

Rows = NDArray[np.float32]
"""One face a row: x, y, width, height, five landmarks x, y, score (15 columns)."""


def _network_pass(image: Image, long_side: int) -> Rows:
    height, width = image.shape[:2]
    factor = long_side / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    shrunk = cv2.resize(image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    padded = np.zeros((-(-size[1] // 32) * 32, -(-size[0] // 32) * 32, 3), np.float32)
    padded[: size[1], : size[0]] = shrunk
    outputs = session(YUNET, free_size=True).run(None, {"input": padded.transpose(2, 0, 1)[None]})
    rows = np.concatenate(
        [
            _decode([outputs[part * 3 + level][0] for part in range(4)], stride, padded.shape[1] // stride)
            for level, stride in enumerate(STRIDES)
        ]
    )
    rows[:, 0:14:2] *= width / size[0]
    rows[:, 1:14:2] *= height / size[1]
    return rows


def _decode(level: list[Rows], stride: int, columns: int) -> Rows:
    """Turn one level (class, object, box, landmarks; anchors row by row) into the rows sure enough."""
    cls, obj, box, points = level
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    keep = np.flatnonzero(scores >= MIN_SCORE)
    anchor_x, anchor_y = (keep % columns).astype(np.float32), (keep // columns).astype(np.float32)
    rows = np.empty((len(keep), 15), np.float32)
    rows[:, 2:4] = np.exp(np.clip(box[keep, 2:4], -10, 10)) * stride
    rows[:, 0] = (anchor_x + box[keep, 0]) * stride - rows[:, 2] / 2
    rows[:, 1] = (anchor_y + box[keep, 1]) * stride - rows[:, 3] / 2
    rows[:, 4:14:2] = (anchor_x[:, None] + points[keep, 0::2]) * stride
    rows[:, 5:14:2] = (anchor_y[:, None] + points[keep, 1::2]) * stride
    rows[:, 14] = scores[keep]
    return rows


def overlaps(rows: Rows, row: Rows) -> NDArray[np.float32]:
    """Return the intersection over the smaller area (n,) of each row's box (n, 15) with that of one (15,)."""
    left, top = np.maximum(rows[:, 0], row[0]), np.maximum(rows[:, 1], row[1])
    right = np.minimum(rows[:, 0] + rows[:, 2], row[0] + row[2])
    bottom = np.minimum(rows[:, 1] + rows[:, 3], row[1] + row[3])
    shared = np.clip(right - left, 0, None) * np.clip(bottom - top, 0, None)
    smaller = np.minimum(rows[:, 2] * rows[:, 3], row[2] * row[3])
    return np.asarray(shared / np.maximum(smaller, 1e-6), np.float32)


def _suppress(rows: Rows) -> Rows:
    """Keep the surest of overlapping rows. Overlap counts against the smaller box, because passes at two
    sizes may see one face as a whole and as a part."""
    rows = rows[np.argsort(-rows[:, 14], kind="stable")]
    kept: list[Rows] = []
    while len(rows):
        kept.append(rows[0])
        rest = rows[1:]
        rows = rest[overlaps(rest, rows[0]) <= MAX_OVERLAP]
    return np.stack(kept) if kept else np.empty((0, 15), np.float32)


def _to_face(row: Rows) -> Face:
    x, y, width, height = (float(value) for value in row[:4])
    points = tuple((float(row[at]), float(row[at + 1])) for at in range(4, 14, 2))
    return Face((x, y, width, height), points, min(1.0, float(row[14])))


def _turn_back(face: Face, quarter_turns: int, width: int, height: int) -> Face:
    """Map a face found on ``np.rot90(image, quarter_turns)`` back onto the image of that size."""

    def point(x: float, y: float) -> tuple[float, float]:
        match quarter_turns:
            case 1:
                return (width - 1 - y, x)
            case 2:
                return (width - 1 - x, height - 1 - y)
            case _:
                return (y, height - 1 - x)

    x, y, wide, high = face.box
    corners = [point(x, y), point(x + wide, y + high)]
    left, right = sorted(corner[0] for corner in corners)
    top, bottom = sorted(corner[1] for corner in corners)
    return replace(
        face,
        box=(left, top, right - left, bottom - top),
        landmarks=tuple(point(*landmark) for landmark in face.landmarks),
    )


def _look(image: Image) -> list[Face]:
    rows = _suppress(np.concatenate([_network_pass(image, side) for side in LONG_SIDES]))
    if not len(rows) and max(image.shape[:2]) > LONG_SIDES[-1]:
        rows = _suppress(_network_pass(image, LONG_SIDE_FINE))
    return [_to_face(row) for row in rows]


def find_at(image: Image, long_side: int) -> list[Face]:
    """Return the upright faces seen in one look, the image resized to that long side."""
    return [_to_face(row) for row in _suppress(_network_pass(image, long_side))]


def detect(image: Image) -> list[Face]:
    """Return the faces of a BGR image, surest first, in pixels of that image.

    Looks at two sizes, and finer when nothing is found. YuNet gives an upside-down head a middling score
    and the landmarks of an upright one, so unless it is sure the three other orientations are tried too
    (photos of a phone held sideways whose orientation was lost) and the clearly best one wins.
    """
    longest = max(image.shape[:2])
    if longest <= LONG_SIDE_FINE:
        return _detect_turned(image)
    # No look needs more pixels, and shrinking a 12-megapixel photo once costs more than all the looks.
    factor = LONG_SIDE_FINE / longest
    size = (max(1, round(image.shape[1] * factor)), max(1, round(image.shape[0] * factor)))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    x, y = image.shape[1] / size[0], image.shape[0] / size[1]
    return [
        replace(
            face,
            box=(face.box[0] * x, face.box[1] * y, face.box[2] * x, face.box[3] * y),
            landmarks=tuple((point[0] * x, point[1] * y) for point in face.landmarks),
        )
        for face in _detect_turned(small)
    ]


def _detect_turned(image: Image) -> list[Face]:
    height, width = image.shape[:2]
    faces = _look(image)
    best = faces[0].score + UPRIGHT_BONUS if faces else MIN_SCORE_ROTATED
    if faces and faces[0].score >= SURE_SCORE:
        return faces
    for quarter_turns in (1, 3, 2):
        found = _look(np.ascontiguousarray(np.rot90(image, quarter_turns)))
        if found and found[0].score > best:
            best = found[0].score
            faces = [_turn_back(face, quarter_turns, width, height) for face in found]
    return faces
