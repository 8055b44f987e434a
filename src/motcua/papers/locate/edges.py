"""Edges of a photo, and how well they support the sides of a quad."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.locate.geometry import NEXT
from motcua.papers.photo import resized

#: Long side of the picture candidates are made on.
WORKING_SIDE: Final = 720
#: Pixels between two looks along a line.
_STEP: Final = 4.0
#: Parts of lines that differ by less than this (radians, pixels) are looked at as one line's.
_SAME_HEADING: Final = 1 / 2000
_SAME_PAST: Final = 0.25
#: Corners are rounded (3.18 mm of 53.98) and lines cross there: sample this inner part of each side.
_INNER: Final = (0.08, 0.92)
#: Levels a pixel at which an edge counts in full. Half of it is a pale card on a pale table.
_FULL_STRENGTH: Final = 7.0
#: How much more an edge counts where print was taken off the photo.
_BARE: Final = 4.0
#: Lines nearer to each other than this (pixels, radians) are one.
_SAME_PLACE: Final = 7
_SAME_TURN: Final = math.radians(3)


@dataclass(frozen=True, slots=True)
class _Pixels:
    """Edge pixels of one channel, counted row by row, and the gradient there as a vector of unit length."""

    at: NDArray[np.intp]
    along_x: NDArray[np.float32]
    along_y: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Gradients of L, a and b of a photo reduced to about `WORKING_SIDE`.

    ``gx``, ``gy`` and their length ``strength`` are channels x height x width in levels a pixel; ``scale`` is
    working pixels a photo pixel. ``thin`` are the edges of each channel, one pixel wide.
    """

    gx: NDArray[np.float32]
    gy: NDArray[np.float32]
    strength: NDArray[np.float32]
    small: Image
    lab: Image
    scale: float
    thin: tuple[_Pixels, ...]


def edge_map(image: Image, *, bare: bool = False) -> EdgeMap:
    """Reduce a photo and take the gradients of its lightness and colours.

    ``bare``: print was taken off it, so that faint edges tell as much as strong ones do elsewhere.
    """
    height, width = image.shape[:2]
    scale = WORKING_SIDE / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = resized(image, size)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    soft = cv2.GaussianBlur(lab, (0, 0), 1.2)
    # Colour edges are weaker than lightness edges and much rarer in texture: they count double.
    weights = (1.0, 2.0, 2.0)
    planes = [
        plane.astype(np.float32) * factor for plane, factor in zip(cv2.split(soft), weights, strict=True)
    ]
    # An edge in shadow is as good as one in light: gradients are relative to the light around them.
    gain = np.clip(170.0 / (_light(planes[0]) + 30.0), 0.7, 2.5).astype(np.float32)
    gain *= (_BARE if bare else 1) / 32
    gx, gy = _gradients(planes, gain, (1, 0)), _gradients(planes, gain, (0, 1))
    strength = np.empty_like(gx)
    for x, y, length in zip(gx, gy, strength, strict=True):
        cv2.magnitude(x, y, length)
    return EdgeMap(
        gx=gx,
        gy=gy,
        strength=strength,
        small=small,
        lab=np.asarray(lab, np.uint8),
        scale=scale,
        thin=tuple(_thin_edges(*planes) for planes in zip(gx, gy, strength, strict=True)),
    )


def _light(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a plane blurred by 12 pixels: so soft a picture may be made on one a sixteenth as large."""
    height, width = plane.shape
    size = (max(width // 4, 1), max(height // 4, 1))
    soft = cv2.GaussianBlur(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), (0, 0), 3)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _gradients(
    planes: Sequence[NDArray[np.float32]], gain: NDArray[np.float32], order: tuple[int, int]
) -> NDArray[np.float32]:
    result = np.empty((len(planes), *gain.shape), np.float32)
    for plane, slopes in zip(planes, result, strict=True):
        cv2.multiply(cv2.Scharr(plane, cv2.CV_32F, *order), gain, slopes)
    return result


def side_support(edges: EdgeMap, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well edges support each side of each quad.

    Args:
        edges: the photo's edges.
        corners: N x 4 x 2 in working pixels.

    Returns:
        N x 4 in [0, 1]: 1 where along the whole side there is a strong edge of one sign across it.
    """
    ends = np.concatenate([corners, corners[:, NEXT]], axis=2).reshape(-1, 4)
    # Quads made of the same few lines share most of their sides: to a sixteenth of a pixel, one number each.
    parts = np.clip((ends + 512) * 16, 0, 65_535).astype(np.uint64)
    keys = parts[:, 0] << 48 | parts[:, 1] << 32 | parts[:, 2] << 16 | parts[:, 3]
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    support = _part_support(edges, ends[first])[which]
    return np.asarray(support.reshape(len(corners), 4), dtype=np.float64)


def _part_support(edges: EdgeMap, ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well edges support the part of a line from (x, y) to (x, y), a row of ``ends`` each.

    Thousands of parts lie on some hundred lines: each line is looked along once, and what a part has of it
    is the difference of two running sums.
    """
    height, width = edges.gx.shape[1:]
    middle = np.array([width / 2, height / 2])
    start, along = ends[:, :2] - middle, ends[:, 2:] - ends[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    along = along / np.maximum(length, 1e-6)[:, None]
    # Seen from either end a line is the same.
    backwards = along.sum(axis=1) < 0
    start[backwards], along[backwards] = ends[backwards, 2:] - middle, -along[backwards]
    turn = np.arctan2(along[:, 1], along[:, 0])
    past = start[:, 0] * along[:, 1] - start[:, 1] * along[:, 0]
    line_of = np.rint(turn / _SAME_HEADING) * 2**20 + np.rint(past / _SAME_PAST)
    _, first, line = np.unique(line_of, return_index=True, return_inverse=True)
    normal = np.stack([along[first, 1], -along[first, 0]], axis=1)
    reach = math.ceil(math.hypot(width, height) / 2 / _STEP)
    steps = np.arange(-reach, reach + 1, dtype=np.float64) * _STEP
    sums = _running_sums(edges, middle + normal * past[first, None], along[first], normal, steps)
    begin = (start * along).sum(axis=1)
    inner = ((begin + share * length) / _STEP + reach + 0.5 for share in _INNER)
    low, high = (np.clip(np.rint(at).astype(np.intp), 0, len(steps)) for at in inner)
    low = np.minimum(low, len(steps) - 1)
    high = np.maximum(high, low + 1)
    mean = (sums[:, line, high] - sums[:, line, low]) / (high - low)
    return np.asarray(0.6 * np.abs(mean[:3]).max(axis=0) + 0.4 * mean[3], dtype=np.float64)


def _running_sums(
    edges: EdgeMap, foot: NDArray[np.float64], along: NDArray[np.float64], normal: NDArray[np.float64],
    steps: NDArray[np.float64],
) -> NDArray[np.float32]:  # fmt: skip
    """Return the running sums of what is seen across lines: of each channel, in [-1, 1], and of the most.

    The result is 4 x lines x (steps + 1), ``foot`` being where a line's step 0 is.
    """
    height, width = edges.gx.shape[1:]
    x, y = (foot[:, axis, None] + along[:, axis, None] * steps for axis in (0, 1))
    normal = normal.astype(np.float32)
    best: NDArray[np.float32] | None = None
    for offset in (-1.5, 0.0, 1.5):
        column = np.clip(np.rint(x + offset * normal[:, 0, None]).astype(np.intp), 0, width - 1)
        row = np.clip(np.rint(y + offset * normal[:, 1, None]).astype(np.intp), 0, height - 1)
        at = row * width + column
        # Channel by channel: over a last axis of three numpy takes many times as long.
        across = edges.gx.reshape(3, -1).take(at, axis=1) * normal[:, 0, None]
        across += edges.gy.reshape(3, -1).take(at, axis=1) * normal[:, 1, None]
        best = across if best is None else np.where(np.abs(across) > np.abs(best), across, best)
    assert best is not None
    strength = np.clip(best / np.float32(_FULL_STRENGTH), -1, 1)
    sums = np.zeros((4, len(x), len(steps) + 1), np.float32)
    np.cumsum(strength, axis=2, out=sums[:3, :, 1:])
    np.cumsum(np.abs(strength).max(axis=0), axis=1, out=sums[3, :, 1:])
    return sums


def hough_lines(
    edges: EdgeMap, angle: float, *, tolerance: float = math.radians(18), most: int = 18
) -> NDArray[np.float64]:
    """Return lines whose direction is within ``tolerance`` of ``angle`` (radians), the strongest first.

    Each row is (rho, theta): ``x cos(theta) + y sin(theta) = rho`` in working pixels.
    """
    height, width = edges.gx.shape[1:]
    votes: list[tuple[float, float, float]] = []
    for pixels in edges.thin:
        votes.extend(_hough(_along(edges, pixels, angle, tolerance), angle + math.pi / 2, tolerance))
    votes.sort(reverse=True)
    kept: list[tuple[float, float]] = []
    #: The same lines by how far they pass the middle of the picture, and their direction.
    seen: list[tuple[float, float]] = []
    for _, rho, theta in votes:
        here = rho - width / 2 * math.cos(theta) - height / 2 * math.sin(theta), theta
        if not any(_alike(here, other) for other in seen):
            kept.append((rho, theta))
            seen.append(here)
            if len(kept) >= most:
                break
    return np.asarray(kept, dtype=np.float64).reshape(-1, 2)


def _thin_edges(gx: NDArray[np.float32], gy: NDArray[np.float32], strength: NDArray[np.float32]) -> _Pixels:
    """Return the edge pixels, thinned as Canny does."""
    low = max(float(np.percentile(strength[::3, ::3], 80)) * 0.6, 0.8)
    # Numpy finds what is true in half the time of what is not zero.
    at = np.flatnonzero(cv2.Canny(_short(gx), _short(gy), low * 64, low * 160, L2gradient=True) != 0)
    length = strength.take(at)
    return _Pixels(at, gx.take(at) / length, gy.take(at) / length)


def _short(gradient: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return 64ths of a level a pixel, as :func:`cv2.Canny` wants them."""
    fine = gradient * np.float32(64)
    return np.clip(fine, -32000, 32000, out=fine).astype(np.int16)


def _along(edges: EdgeMap, pixels: _Pixels, angle: float, tolerance: float) -> NDArray[np.uint8]:
    """Return the thin edge pixels, 255 on 0, whose own direction fits."""
    across = np.abs(pixels.along_x * -math.sin(angle) + pixels.along_y * math.cos(angle))
    fits = across > math.cos(tolerance + math.radians(6))
    result = np.zeros(edges.gx.shape[1:], np.uint8)
    result.ravel()[pixels.at[fits]] = 255
    return result


def _hough(binary: NDArray[np.uint8], normal: float, tolerance: float) -> list[tuple[float, float, float]]:
    """Vote for lines whose normal is within ``tolerance`` of ``normal``; theta comes back in [0, pi)."""
    result: list[tuple[float, float, float]] = []
    middle = normal % math.pi
    spans = [(middle - tolerance, middle + tolerance)]
    if spans[0][0] < 0:
        spans = [(0.0, spans[0][1]), (spans[0][0] + math.pi, math.pi)]
    elif spans[0][1] > math.pi:
        spans = [(spans[0][0], math.pi), (0.0, spans[0][1] - math.pi)]
    least = max(int(0.10 * max(binary.shape)), 30)
    for low, high in spans:
        found = cv2.HoughLinesWithAccumulator(
            binary, 1.5, math.radians(0.75), least, min_theta=low, max_theta=high
        )
        if found is not None:
            rows = np.asarray(found, dtype=np.float64).reshape(-1, 3)[:300]
            result.extend((float(count), float(rho), float(theta)) for rho, theta, count in rows)
    return result


def _alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether two lines are the same within a few pixels in the middle of the picture."""
    turn = abs(one[1] - other[1])
    if turn > math.pi / 2:
        return math.pi - turn < _SAME_TURN and abs(one[0] + other[0]) < _SAME_PLACE
    return turn < _SAME_TURN and abs(one[0] - other[0]) < _SAME_PLACE
