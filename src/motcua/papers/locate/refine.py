"""Moving the sides of rough quads onto the edges of the paper."""

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.locate.geometry import NEXT, Corners, is_convex

#: How often a side is looked across: where it is placed to half a pixel, and where it is only sorted out.
_SAMPLES: Final = 60
_FEW_SAMPLES: Final = 20
_INNER: Final = (0.08, 0.92)
#: Pixels between two looks across a side, and how many of them a slope spans.
_STEP: Final = 0.5
_SPAN: Final = 4
#: Colour edges are rarer than lightness edges: they count double.
_WEIGHTS: Final = np.array([1.0, 2.0, 2.0], dtype=np.float32)
#: By how many pixels smoothing reaches, what else is looked at around a side, and how many parts it has.
_BLURRED: Final = 3
_RIM: Final = 3.0
_PARTS: Final = 6
#: Huber's constant in pixels, and how often the weights are set anew.
_HUBER: Final = 1.345
_ROUNDS: Final = 6
#: Each corner's place in a quad to that of the one before it.
_BEFORE: Final = np.array([3, 0, 1, 2])

Floats = NDArray[np.float64]


def colours(image: Image) -> Image:
    """Return what :func:`refined` looks at: L, a and b, slightly smoothed."""
    return smoothed(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2LAB), np.uint8))


def colours_along(image: Image, corners: Corners, reach: float) -> Image:
    """Return the same where :func:`refined` looks for a quad's sides, black elsewhere.

    The middle of a paper, most of the picture, is not asked for, and each side is taken in parts: a box
    around all of a slanting side would hold most of the picture, too.
    """
    height, width = image.shape[:2]
    result = np.zeros_like(image)
    last = np.array([width - 1, height - 1])
    margin = _distance(corners[None], reach)[0] + _RIM
    ends = corners[:, None] + (corners[NEXT] - corners)[:, None] * np.linspace(0, 1, _PARTS + 1)[:, None]
    ends = np.clip(ends, 0, last)
    low = np.floor(np.minimum(ends[:, :-1], ends[:, 1:]) - margin).reshape(-1, 2)
    high = np.ceil(np.maximum(ends[:, :-1], ends[:, 1:]) + margin).reshape(-1, 2) + 1
    for left, top, right, bottom in np.clip(np.hstack([low, high]), 0, [*last, width, height]).astype(int):
        # What lies beyond a box is not seen by the smoothing, so that a rim of it is not right.
        x, y = max(left - _BLURRED, 0), max(top - _BLURRED, 0)
        soft = colours(image[y : bottom + _BLURRED, x : right + _BLURRED])
        result[top:bottom, left:right] = soft[top - y : bottom - y, left - x : right - x]
    return result


def smoothed(lab: Image) -> Image:
    """Return the same of a picture that is L, a and b already."""
    return np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.0), np.uint8)


def refined(image: Image, corners: Corners, *, reach: float = 0.018) -> Corners:
    """Return one quad on a photo with its sides fitted, see :func:`all_refined`."""
    lab = colours_along(image, corners, reach)
    return np.asarray(all_refined(lab, corners[None], reach=reach, samples=_SAMPLES)[0], dtype=np.float64)


def all_refined(lab: Image, quads: Floats, *, reach: float, samples: int = _FEW_SAMPLES) -> Floats:
    """Return quads (N x 4 x 2, pixels of ``lab``, from :func:`colours`) with each side fitted to an edge.

    Along each side the edge across it is searched within ``reach`` of the quad's mean side length; a line is
    fitted robustly (Huber) through what was found. A side whose points disagree stays where it was, and so
    does a quad that would move too far.
    """
    if not len(quads):
        return quads
    start = quads.reshape(-1, 2)
    along = quads[:, NEXT].reshape(-1, 2) - start
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-6)
    distance = _distance(quads, reach)
    points, directions = _fitted(lab, start, along, length, np.repeat(distance, 4), samples=samples)
    points, directions = points.reshape(-1, 4, 2), directions.reshape(-1, 4, 2)
    moved = _crossings(points[:, _BEFORE], directions[:, _BEFORE], points, directions)
    shift = np.linalg.norm(moved - quads, axis=2).max(axis=1)
    good = np.isfinite(moved).all(axis=(1, 2)) & (shift <= 4 * distance)
    good &= np.array([bool(fine) and is_convex(quad) for fine, quad in zip(good, moved, strict=True)])
    return np.where(good[:, None, None], moved, quads)


def _distance(quads: Floats, reach: float) -> Floats:
    """Return how far from the sides of each quad edges are looked for, in pixels."""
    length = np.maximum(np.linalg.norm(quads[:, NEXT] - quads, axis=2), 1e-6)
    return np.asarray(np.maximum(reach * length.mean(axis=1), 3.0), dtype=np.float64)


def _fitted(
    lab: Image, start: Floats, along: Floats, length: Floats, distance: Floats, *, samples: int
) -> tuple[Floats, Floats]:
    """Return a point and a unit direction of each refined side."""
    direction = along / length[:, None]
    normal = np.stack([direction[:, 1], -direction[:, 0]], axis=1)
    widest = math.ceil(float(distance.max()) / _STEP) * _STEP
    offsets = np.arange(-widest, widest + _STEP, _STEP)
    steps = np.linspace(*_INNER, samples)
    along_side = start[:, None] + along[:, None] * steps[None, :, None]
    x, y = (
        (along_side[..., axis, None] + normal[:, axis, None, None] * offsets).astype(np.float32)
        for axis in (0, 1)
    )
    profile = cv2.remap(
        lab, x.reshape(-1, len(offsets)), y.reshape(-1, len(offsets)), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    levels = np.asarray(profile, dtype=np.float32).reshape(*x.shape, 3)
    slope = levels[:, :, _SPAN:] - levels[:, :, :-_SPAN]
    at = offsets[_SPAN // 2 : -(_SPAN // 2)]
    near = np.abs(at)[None] <= distance[:, None] - _SPAN // 2 * _STEP
    # The sign most of the side agrees on, per channel: print and shadows beside it have others.
    mean = slope.mean(axis=1) * near[..., None] * _WEIGHTS
    rows = np.arange(len(start))
    channel = np.abs(mean).max(axis=1).argmax(axis=1)
    own = mean[rows, :, channel]
    sign = np.sign(own[rows, np.abs(own).argmax(axis=1)])
    # Prefer the edge the whole side shares, then let each sample move a little around it.
    peak = at[(own * sign[:, None]).argmax(axis=1)]
    spread = np.maximum(distance / 3, 1.5)
    window = np.exp(-0.5 * ((at[None] - peak[:, None]) / spread[:, None]) ** 2) * near
    strength = slope[rows, :, :, channel] * (sign * _WEIGHTS[channel])[:, None, None]
    weighted = np.clip(strength, 0, None) * window[:, None].astype(np.float32)
    best = weighted.argmax(axis=2)
    peaks = np.take_along_axis(weighted, best[..., None], axis=2)[..., 0]
    kept = peaks > np.maximum(0.4 * np.median(peaks, axis=1), 1.0)[:, None]
    level, lean = _lines(steps[None] * length[:, None], at[best], kept)
    good = (kept.sum(axis=1) >= 0.35 * samples) & (np.abs(lean) <= math.tan(math.radians(4)))
    level, lean = np.where(good, level, 0.0), np.where(good, lean, 0.0)
    turned = direction + normal * lean[:, None]
    return start + normal * level[:, None], turned / np.linalg.norm(turned, axis=1, keepdims=True)


def _lines(x: Floats, y: Floats, kept: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Fit ``y = level + lean * x`` to each row's kept points, far ones counting less (Huber 1964)."""
    weight = kept.astype(np.float64)
    level = lean = np.zeros(len(x))
    for _ in range(_ROUNDS):
        total = np.maximum(weight.sum(axis=1), 1e-9)
        mx, my = (weight * x).sum(axis=1) / total, (weight * y).sum(axis=1) / total
        dx, dy = x - mx[:, None], y - my[:, None]
        lean = (weight * dx * dy).sum(axis=1) / np.maximum((weight * dx * dx).sum(axis=1), 1e-9)
        level = my - lean * mx
        off = np.abs(dy - lean[:, None] * dx)
        weight = kept * np.minimum(1.0, _HUBER / np.maximum(off, 1e-9))
    return level, lean


def _crossings(p: Floats, d: Floats, q: Floats, e: Floats) -> Floats:
    """Return where lines through ``p`` along ``d`` and through ``q`` along ``e`` meet; NaN where nowhere."""
    determinant = d[..., 0] * e[..., 1] - d[..., 1] * e[..., 0]
    determinant = np.where(np.abs(determinant) < 1e-6, np.nan, determinant)
    step = ((q[..., 0] - p[..., 0]) * e[..., 1] - (q[..., 1] - p[..., 1]) * e[..., 0]) / determinant
    return np.asarray(p + step[..., None] * d, dtype=np.float64)
