"""Where a small network sees papers on a photo: outlines that no edge has to show.

The network (``training/finder``, ``docs/models/finder.md``) says for every second pixel of the photo, made
small, whether a paper lies there and whether it is near the paper's edge. Each patch of the first without the
second is a paper; four lines are fitted to its outline. Edges of the photo itself are exacter, so outlines
from here are moved onto them later.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.kernel import datafiles
from motcua.papers.image import Image
from motcua.papers.lines.sessions import opened
from motcua.papers.locate.geometry import NEXT, Corners, area, is_convex

#: Side of the square picture the network sees, pixels; its answer has half of them.
SIDE: Final = 256
SHA256: Final = "3ce406c21e82054fda64950ef7c5a2254d2d057130ed5f4fe602bd01f5152064"
_FILE: Final = Path(__file__).with_name("finder.onnx")
#: Pixels of the answer that the band along a paper's edge is wide, at most.
_BAND: Final = 4
_LIKELY: Final = 0.5
#: The network saw labels whose outermost pixels an edge only touches: it shows papers this much too large.
_OUTWARD: Final = 0.36
#: Outlines are followed on a picture of the answer so many times larger.
_FINER: Final = 4
#: Smallest part of the photo that is taken for a paper.
_LEAST_AREA: Final = 0.02
#: The middle part of a side, which rounded corners do not bend, and how far its points may lie from it.
_MIDDLE: Final = (0.12, 0.88)
_NEAR: Final = 0.06
#: So much of a side must be on the picture to tell where it runs.
_LEAST_SEEN: Final = 0.4

#: Corners this near to the network's, of the root of its area, are the same; and how fast more tells against.
_CLOSE: Final = 0.02
_APART: Final = 0.05
#: How much less a quad counts that the surest network does not see.
_TRUST: Final = 0.8

_session: Any = None
_lock: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class DetectedOutline:
    """A paper's outline, corners clockwise in pixels of the photo, and how sure the network is, in [0, 1].

    ``fits`` is what the four sides and the patch that they are drawn around share (intersection over union):
    less where a patch runs out into print beside the paper, or is no quad.
    """

    corners: Corners
    sure: float
    fits: float


def load() -> None:
    """Load the network now rather than at the first photo.

    Raises:
        SetupError: the file is missing or not the one pinned.
    """
    global _session  # noqa: PLW0603 - one session a process
    with _lock:
        if _session is None:
            _session = opened(model_file())


def model_file() -> Path:
    """Return the checked path of the network in the package.

    Raises:
        SetupError: the file is missing or not the one pinned.
    """
    return datafiles.verified(_FILE, SHA256)


def detect_outlines(image: Image) -> list[DetectedOutline]:
    """Return the papers on a photo (BGR), the largest first."""
    load()
    scale = SIDE / max(image.shape[:2])
    # A strip that is left beside a paper may be a few pixels high.
    across, down = (max(scale, 1 / image.shape[axis]) for axis in (1, 0))
    small = cv2.resize(image, None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
    height, width = (min(length, SIDE) for length in small.shape[:2])
    x = np.zeros((1, 3, SIDE, SIDE), np.float32)
    x[0, :, :height, :width] = small[:height, :width].transpose(2, 0, 1) / np.float32(127.5) - 1
    (answer,) = _session.run(None, {"x": x})
    paper, edge = answer[0, :, : (height + 1) // 2, : (width + 1) // 2]
    return [replace(one, corners=(one.corners * 2 + 0.5) / scale) for one in outlines_of(paper, edge)]


def agreement(quads: NDArray[np.float64], outlines: Sequence[DetectedOutline]) -> NDArray[np.float64]:
    """Return by what a quad (N x 4 x 2, pixels of the photo) counts, given what the network saw: at most 1.

    A quad that is no outline of the network's counts less the surer the network is; without any, all count.
    """
    result = np.ones(len(quads))
    if not outlines or not len(quads):
        return result
    off = np.full(len(quads), np.inf)
    for one in outlines:
        size = math.sqrt(max(abs(area(one.corners)), 1.0))
        for first in range(4):
            turned = one.corners[(first + np.arange(4)) % 4]
            off = np.minimum(off, np.linalg.norm(quads - turned, axis=2).mean(axis=1) / size)
    alike = np.exp(-0.5 * (np.maximum(off - _CLOSE, 0) / _APART) ** 2)
    return np.asarray(1 - _TRUST * max(one.sure for one in outlines) * (1 - alike))


def outlines_of(paper: NDArray[np.float32], edge: NDArray[np.float32]) -> list[DetectedOutline]:
    """Return what two planes of chances show, in their own pixels."""
    core = ((paper > _LIKELY) & (edge < _LIKELY)).astype(np.uint8)
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
    found = []
    for piece in range(1, count):
        if stats[piece, cv2.CC_STAT_AREA] < _LEAST_AREA * paper.size:
            continue
        others = ((pieces != piece) & (core > 0)).astype(np.uint8)
        grown = cv2.dilate((pieces == piece).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=_BAND)
        own = (grown > 0) & (cv2.dilate(others, np.ones((3, 3), np.uint8)) == 0)
        best = _four_sides(np.where(own, paper, 0))
        if best is not None:
            seen = paper[own & (paper > _LIKELY)]
            found.append(DetectedOutline(best[0], float(np.abs(2 * seen - 1).mean()), best[1]))
    return sorted(found, key=lambda one: -area(one.corners))


def _four_sides(chances: NDArray[np.float32]) -> tuple[Corners, float] | None:
    """Return the quad whose sides lie best along the outline of a patch, and what both share.

    None for what has no four sides.
    """
    # Between its pixels a plane of chances tells where it passes one half: to a part of a pixel.
    fine = cv2.resize(chances, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_LINEAR)
    contours, _ = cv2.findContours(
        (fine > _LIKELY).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    contour = max(contours, key=cv2.contourArea, default=None)
    if contour is None or cv2.contourArea(contour) < _LEAST_AREA * fine.size:
        return None
    hull = np.asarray(cv2.convexHull(contour))
    if len(hull) < 4:  # OpenCV refuses to find four sides of a triangle
        return None
    points = contour.reshape(-1, 2).astype(np.float64)
    patch = np.zeros(fine.shape, np.uint8)
    cv2.drawContours(patch, [contour], -1, 1, cv2.FILLED)
    tried = []
    for rough in (cv2.approxPolyN(hull, 4, None, -1.0, True), cv2.boxPoints(cv2.minAreaRect(hull))):
        corners = _along(points, np.asarray(rough).reshape(-1, 2).astype(np.float64), fine.shape)
        if corners is not None:
            tried.append((corners, _shared(patch, corners)))
    return max(tried, key=lambda one: one[1], default=None)


def _along(points: NDArray[np.float64], rough: Corners, shape: tuple[int, ...]) -> Corners | None:
    """Return rough corners with their sides moved onto the points of an outline, in pixels of the answer."""
    if len(rough) != 4:
        return None
    if area(rough) < 0:
        rough = rough[::-1]
    sides = [_side(points, start, end, shape) for start, end in zip(rough, rough[NEXT], strict=True)]
    corners = (np.array([_crossing(sides[i - 1], sides[i]) for i in range(4)]) + 0.5) / _FINER - 0.5
    if not np.isfinite(corners).all() or not is_convex(corners):
        return None
    return corners


def _shared(patch: NDArray[np.uint8], corners: Corners) -> float:
    """Return intersection over union of a patch, enlarged, and a quad."""
    out = corners - corners.mean(axis=0)
    # As large as the network shows papers: a corner lies the diagonal further out.
    wider = corners + math.sqrt(2) * _OUTWARD * out / np.maximum(np.hypot(*out.T), 1.0)[:, None]
    quad = np.zeros_like(patch)
    cv2.fillPoly(quad, [np.round((wider + 0.5) * _FINER - 0.5).clip(-10_000, 10_000).astype(np.int32)], 1)
    return float((patch & quad).sum() / max((patch | quad).sum(), 1))


def _side(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64], shape: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point and the direction of the line through an outline's pixels along a side."""
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
    out = np.array([along[1], -along[0]])
    away = points - start
    far, aside = away @ along / max(float(np.linalg.norm(end - start)), 1e-6), away @ out
    last = np.array([shape[1] - 1, shape[0] - 1])
    inside = ((points > _FINER) & (points < last - _FINER)).all(axis=1)
    near = np.abs(aside) < max(_NEAR * float(np.linalg.norm(end - start)), 2.0)
    along_it = (far > _MIDDLE[0]) & (far < _MIDDLE[1]) & near
    own = points[along_it & inside]
    # A side most of which lies beyond the picture leaves it to the frame: what bends there is a corner.
    if len(own) >= max(6, _LEAST_SEEN * along_it.sum()):
        dx, dy, x, y = np.asarray(cv2.fitLine(own.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)).ravel()
        fitted = np.array([dx, dy], np.float64) * (1 if dx * along[0] + dy * along[1] > 0 else -1)
        out = np.array([fitted[1], -fitted[0]])
        return np.array([x, y], np.float64) - _OUTWARD * _FINER * out, fitted
    return start, along


def _crossing(
    one: tuple[NDArray[np.float64], NDArray[np.float64]],
    other: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return where two lines meet; infinite where nowhere."""
    (p, d), (q, e) = one, other
    turn = float(d[0] * e[1] - d[1] * e[0])
    if abs(turn) < 1e-6:
        return np.full(2, np.inf)
    away = q - p
    return np.asarray(p + d * float(away[0] * e[1] - away[1] * e[0]) / turn)
