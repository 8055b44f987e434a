"""Moving the sides of a rough quad onto the edges of the paper."""

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines.types import Image
from motcua.papers.locate.geometry import Corners, is_convex

_SAMPLES: Final = 60
_INNER: Final = (0.08, 0.92)


def colours(image: Image) -> NDArray[np.float32]:
    """Return what :func:`refined` looks at: L, a and b, slightly smoothed, colour counted double."""
    lab = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_BGR2LAB), (0, 0), 1.0)
    return np.asarray(lab, dtype=np.float32) * np.array([1.0, 2.0, 2.0], dtype=np.float32)


def refined(lab: NDArray[np.float32], corners: Corners, *, reach: float = 0.018) -> Corners:
    """Return ``corners`` (pixels of ``lab``, from :func:`colours`) with each side fitted to the edge nearby.

    Along each side the edge across it is searched within ``reach`` of the quad's mean side length; a line is
    fitted robustly (Huber) through what was found. A side whose points disagree stays where it was.
    """
    perimeter = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    distance = max(reach * float(perimeter.mean()), 3.0)
    lines = [_fitted(lab, corners[i], corners[(i + 1) % 4], distance) for i in range(4)]
    moved = np.stack([_crossing(lines[i - 1], lines[i]) for i in range(4)])
    shift = np.linalg.norm(moved - corners, axis=1)
    if not np.isfinite(moved).all() or (shift > 4 * distance).any() or not is_convex(moved):
        return corners
    return np.asarray(moved, dtype=np.float64)


def _fitted(
    lab: NDArray[np.float32], start: NDArray[np.float64], end: NDArray[np.float64], distance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point and a unit direction of the refined side."""
    along = end - start
    length = max(float(np.linalg.norm(along)), 1e-6)
    direction = along / length
    normal = np.array([direction[1], -direction[0]])
    offsets = np.arange(-distance, distance + 0.5, 0.5)
    steps = np.linspace(*_INNER, _SAMPLES)
    grid = start + along * steps[:, None, None] + normal * offsets[None, :, None]
    profile = cv2.remap(
        lab, grid[..., 0].astype(np.float32), grid[..., 1].astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    slope = profile[:, 4:] - profile[:, :-4]
    at = offsets[2:-2]
    # The sign most of the side agrees on, per channel: print and shadows beside it have others.
    mean = slope.mean(axis=0)
    channel = int(np.abs(mean).max(axis=0).argmax())
    sign = np.sign(mean[np.abs(mean[:, channel]).argmax(), channel])
    # Prefer the edge the whole side shares, then let each sample move a little around it.
    shared = mean[:, channel] * sign
    peak = at[int(shared.argmax())]
    window = np.exp(-0.5 * ((at - peak) / max(distance / 3, 1.5)) ** 2)
    weighted = np.clip(slope[..., channel] * sign, 0, None) * window
    best = weighted.argmax(axis=1)
    strength = weighted.max(axis=1)
    kept = strength > max(0.4 * float(np.median(strength)), 1.0)
    if kept.sum() < 0.35 * _SAMPLES:
        return start, direction
    points = start + along * steps[kept, None] + normal * at[best[kept], None]
    vx, vy, x, y = np.asarray(
        cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01), dtype=np.float64
    ).ravel()
    fitted = np.array([vx, vy])
    if abs(float(fitted @ direction)) < math.cos(math.radians(4)):
        return start, direction
    return np.array([x, y]), fitted


def _crossing(
    one: tuple[NDArray[np.float64], NDArray[np.float64]],
    other: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    (p, d), (q, e) = one, other
    determinant = d[0] * e[1] - d[1] * e[0]
    if abs(determinant) < 1e-6:
        return np.array([np.nan, np.nan])
    step = ((q[0] - p[0]) * e[1] - (q[1] - p[1]) * e[0]) / determinant
    return np.asarray(p + step * d, dtype=np.float64)
