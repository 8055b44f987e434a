"""Quads that could be a paper: from lines, from regions that differ from their surroundings, from text."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.locate.edges import EdgeMap, hough_lines
from motcua.papers.locate.geometry import NEXT, Corners, area, is_convex

#: A paper covers between these parts of the photo.
_LEAST_AREA: Final = 0.035
_MOST_AREA: Final = 1.02
_LEAST_ASPECT, _MOST_ASPECT = 0.5, 2.3
#: From this many lines of text on, text tells where the paper cannot end.
_ENOUGH_TEXT: Final = 6
_MOST_CUT: Final = 0.2
_MOST_LINES: Final = 22
#: Regions are looked for on a picture this many times smaller.
_COARSER: Final = 2


def from_lines(edges: EdgeMap, angle: float, boxes: Sequence[Corners] = ()) -> NDArray[np.float64]:
    """Return quads (N x 4 x 2) of two lines along ``angle`` and two across it, the frame's sides included.

    The first side of each quad runs along ``angle`` (radians), corners clockwise. With ``boxes``, the lines
    of text in that direction (working pixels), lines that run through text are left out and pairs must have
    the middle of the text between them.
    """
    height, width = edges.gx.shape[1:]
    direction = np.array([math.cos(angle), math.sin(angle)])
    normal = np.array([-direction[1], direction[0]])
    middle = np.array([width / 2, height / 2])
    enough = len(boxes) >= _ENOUGH_TEXT
    if enough:
        middle = np.average(
            [box.mean(axis=0) for box in boxes], axis=0, weights=[abs(area(b)) for b in boxes]
        )
    pairs = []
    for heading, ray in ((angle, normal), (angle + math.pi / 2, direction)):
        lines = _with_frame(hough_lines(edges, heading, most=40), heading, width, height)
        if enough:
            lines = lines[_text_cut(lines, boxes) < _MOST_CUT]
        pairs.append(_paired(lines[: _MOST_LINES + 2], ray, middle, split=enough))
    (top, bottom), (left, right) = pairs
    rows, columns = len(top), len(left)
    top, bottom = np.repeat(top, columns, axis=0), np.repeat(bottom, columns, axis=0)
    left, right = np.tile(left, (rows, 1)), np.tile(right, (rows, 1))
    quads = np.stack([_meet(top, left), _meet(top, right), _meet(bottom, right), _meet(bottom, left)], axis=1)
    return plausible(quads, width, height)


def _paired(
    lines: NDArray[np.float64], ray: NDArray[np.float64], middle: NDArray[np.float64], *, split: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pair lines in the order in which they cross the ray through ``middle``, with ``split`` around it."""
    normal = np.stack([np.cos(lines[:, 1]), np.sin(lines[:, 1])], axis=1)
    slope = normal @ ray
    at = (lines[:, 0] - normal @ middle) / np.where(np.abs(slope) < 1e-6, 1e-6, slope)
    order = np.argsort(at)
    lines, at = lines[order], at[order]
    first, second = np.triu_indices(len(lines), 1)
    if split:
        kept = (at[first] < 0) & (at[second] > 0)
        first, second = first[kept], second[kept]
    return lines[first], lines[second]


def _text_cut(lines: NDArray[np.float64], boxes: Sequence[Corners]) -> NDArray[np.float64]:
    """Return the share of the text that each line runs through."""
    stacked = np.stack(boxes)
    inner = stacked.mean(axis=1, keepdims=True) + 0.7 * (stacked - stacked.mean(axis=1, keepdims=True))
    normal = np.stack([np.cos(lines[:, 1]), np.sin(lines[:, 1])], axis=1)
    beside = np.einsum("bcx,lx->lbc", inner, normal) - lines[:, 0][:, None, None]
    size = np.array([abs(area(box)) for box in boxes])
    cut = (beside.min(axis=2) < 0) & (beside.max(axis=2) > 0)
    return np.asarray((cut * size).sum(axis=1) / max(float(size.sum()), 1e-6))


def plausible(quads: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """Keep convex clockwise quads of a possible size and shape that lie in the picture."""
    if not len(quads):
        return quads
    finite = np.isfinite(quads).all(axis=(1, 2))
    slack = 0.06 * max(width, height)
    inside = ((quads > -slack) & (quads < np.array([width, height]) + slack)).all(axis=(1, 2))
    quads = quads[finite & inside]
    sides = quads[:, NEXT] - quads
    following = sides[:, NEXT]
    turns = sides[..., 0] * following[..., 1] - sides[..., 1] * following[..., 0]
    x, y = quads[..., 0], quads[..., 1]
    covered = (x * y[:, NEXT] - y * x[:, NEXT]).sum(axis=1) / 2 / (width * height)
    length = np.linalg.norm(sides, axis=2)
    ratio = (length[:, 0] + length[:, 2]) / np.maximum(length[:, 1] + length[:, 3], 1e-6)
    opposite = np.maximum(length[:, :2], 1e-6) / np.maximum(length[:, 2:], 1e-6)
    tilt = np.maximum(opposite, 1 / opposite).max(axis=1)
    sines = turns / np.maximum(length * length[:, NEXT], 1e-6)
    good = (
        (turns > 0).all(axis=1)
        & (covered > _LEAST_AREA)
        & (covered < _MOST_AREA)
        & (ratio > _LEAST_ASPECT)
        & (ratio < _MOST_ASPECT)
        & (tilt < 1.6)
        & (sines > math.sin(math.radians(58))).all(axis=1)
    )
    return np.asarray(quads[good], dtype=np.float64)


def from_regions(edges: EdgeMap, angle: float | None) -> NDArray[np.float64]:
    """Return quads around regions that stand out: Otsu on each channel, distance from the frame's colour,
    closed edges."""
    height, width = edges.gx.shape[1:]
    quads: list[Corners] = []
    for mask in _masks(edges):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        large = [c for c in contours if cv2.contourArea(c) > _LEAST_AREA * mask.size]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:6]:
            quads.extend(_COARSER * (quad + 0.5) - 0.5 for quad in _around(np.asarray(contour)))
    if not quads:
        return np.empty((0, 4, 2))
    started = [_started(quad, angle) for quad in quads]
    return plausible(np.stack(started), width, height)


def around_text(boxes: Sequence[Corners], angle: float) -> Corners:
    """Return the smallest rectangle along ``angle`` around text, grown by a card's usual margins."""
    direction = np.array([math.cos(angle), math.sin(angle)])
    normal = np.array([-direction[1], direction[0]])
    points = np.concatenate(boxes)
    u, v = points @ direction, points @ normal
    pad = 0.06 * max(float(np.ptp(u)), float(np.ptp(v)))
    left, right, top, bottom = u.min() - pad, u.max() + pad, v.min() - pad, v.max() + pad
    return np.stack(
        [left * direction + top * normal, right * direction + top * normal,
         right * direction + bottom * normal, left * direction + bottom * normal]
    )  # fmt: skip


def from_outlines(
    angle: float | None, outlines: Sequence[Corners], width: int, height: int
) -> NDArray[np.float64]:
    """Return those of outlines found otherwise that may be a paper's, their first side along ``angle``."""
    if not outlines:
        return np.empty((0, 4, 2))
    return plausible(np.stack([_started(corners, angle) for corners in outlines]), width, height)


def _masks(edges: EdgeMap) -> Iterator[NDArray[np.uint8]]:
    """Yield masks of what stands out, `_COARSER` times smaller: their outlines are fitted to edges later."""
    height, width = edges.lab.shape[:2]
    size = (max(width // _COARSER, 1), max(height // _COARSER, 1))
    lab, small, strength = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))
        for plane in (edges.lab, edges.small, np.maximum(np.maximum(*edges.strength[:2]), edges.strength[2]))
    )
    planes = [cv2.GaussianBlur(plane, (0, 0), 1.0) for plane in cv2.split(lab)]
    planes.append(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1], (0, 0), 1.0))
    closing = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    rim = np.concatenate([lab[:4].reshape(-1, 3), lab[-4:].reshape(-1, 3),
                          lab[:, :4].reshape(-1, 3), lab[:, -4:].reshape(-1, 3)])  # fmt: skip
    middle, spread = np.median(rim, axis=0), rim.std(axis=0) + 4.0
    # A square of each level's own: looked up, it takes a fifth of computing it for each pixel.
    levels = np.arange(256, dtype=np.float32)[:, None] - middle.astype(np.float32)
    away = cv2.LUT(lab, ((levels * (24 / spread).astype(np.float32)) ** 2)[None])
    light, a, b = cv2.split(away)
    distance = cv2.sqrt(cv2.add(cv2.add(light, a), b))
    planes.append(cv2.GaussianBlur(np.minimum(distance, 255).astype(np.uint8), (0, 0), 1.0))
    for plane in planes:
        _, mask = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        for side in (mask, cv2.bitwise_not(mask)):
            closed = cv2.morphologyEx(side, cv2.MORPH_CLOSE, closing)
            yield np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, closing), np.uint8)
    for least in np.percentile(strength, (90, 95)).tolist():
        binary = (strength > max(least, 1.5)).astype(np.uint8) * 255
        yield np.asarray(cv2.morphologyEx(binary, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)


def _around(contour: NDArray[np.int32]) -> list[Corners]:
    hull = np.asarray(cv2.convexHull(contour))
    result = [np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), dtype=np.float64)]
    perimeter = cv2.arcLength(hull, closed=True)
    for share in (0.02, 0.04, 0.06, 0.09):
        outline = np.asarray(cv2.approxPolyDP(hull, share * perimeter, closed=True))
        if len(outline) == 4:
            result.append(outline.reshape(4, 2).astype(np.float64))
            break
    return result


def _started(corners: Corners, angle: float | None) -> Corners:
    """Order clockwise, with the first side nearest to ``angle``, or the longer pair of sides without one."""
    if area(corners) < 0:
        corners = corners[::-1]
    if not is_convex(corners):
        return corners
    sides = corners[NEXT] - corners
    if angle is None:
        length = np.linalg.norm(sides, axis=1)
        return corners if length[0] + length[2] >= length[1] + length[3] else corners[NEXT]
    headings = np.arctan2(sides[:, 1], sides[:, 0])
    return corners[(int(np.argmax(np.cos(headings - angle))) + np.arange(4)) % 4]


def _with_frame(lines: NDArray[np.float64], angle: float, width: int, height: int) -> NDArray[np.float64]:
    """Add the two sides of the picture that run along ``angle`` within 20 degrees: papers get cut off."""
    level = abs(math.sin(angle)) < math.sin(math.radians(20))
    upright = abs(math.cos(angle)) < math.sin(math.radians(20))
    frame = []
    if level:
        frame = [(0.5, math.pi / 2), (height - 0.5, math.pi / 2)]
    elif upright:
        frame = [(0.5, 0.0), (width - 0.5, 0.0)]
    return np.concatenate([np.asarray(frame, dtype=np.float64).reshape(-1, 2), lines])


def _meet(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the crossing points of lines, row by row."""
    a, b = np.cos(one[:, 1]), np.sin(one[:, 1])
    c, d = np.cos(other[:, 1]), np.sin(other[:, 1])
    determinant = a * d - b * c
    determinant = np.where(np.abs(determinant) < 1e-6, np.nan, determinant)
    return np.stack(
        [(one[:, 0] * d - other[:, 0] * b) / determinant, (other[:, 0] * a - one[:, 0] * c) / determinant],
        axis=1,
    )
