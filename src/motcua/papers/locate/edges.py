"""Edges of a photo, and how well they support the sides of a quad."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines.types import Image

#: Long side of the picture candidates are made on.
WORKING_SIDE: Final = 720
_SAMPLES: Final = 40
#: Corners are rounded (3.18 mm of 53.98) and lines cross there: sample this inner part of each side.
_INNER: Final = (0.08, 0.92)
#: Levels a pixel at which an edge counts in full. Half of it is a pale card on a pale table.
_FULL_STRENGTH: Final = 7.0
#: Lines looked at in one go: what fits a processor's cache.
_AT_ONCE: Final = 512


@dataclass(frozen=True, slots=True)
class EdgeMap:
    """Gradients of L, a and b of a photo reduced to about `WORKING_SIDE`.

    ``gx``, ``gy`` and their length ``strength`` are channels x height x width in levels a pixel; ``scale`` is
    working pixels a photo pixel. ``packed`` has the six gradients of each pixel side by side, row by row.
    """

    gx: NDArray[np.float32]
    gy: NDArray[np.float32]
    strength: NDArray[np.float32]
    small: Image
    lab: Image
    scale: float
    packed: NDArray[np.float32]


def edge_map(image: Image) -> EdgeMap:
    """Reduce a photo and take the gradients of its lightness and colours."""
    height, width = image.shape[:2]
    scale = WORKING_SIDE / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    soft = cv2.GaussianBlur(lab, (0, 0), 1.2)
    # Colour edges are weaker than lightness edges and much rarer in texture: they count double.
    weights = (1.0, 2.0, 2.0)
    planes = [
        plane.astype(np.float32) * factor for plane, factor in zip(cv2.split(soft), weights, strict=True)
    ]
    # An edge in shadow is as good as one in light: gradients are relative to the light around them.
    light = cv2.GaussianBlur(planes[0], (0, 0), 12)
    gain = np.clip(170.0 / (np.asarray(light, dtype=np.float32) + 30.0), 0.7, 2.5).astype(np.float32)
    gx, gy = _gradients(planes, gain, (1, 0)), _gradients(planes, gain, (0, 1))
    return EdgeMap(
        gx=gx,
        gy=gy,
        strength=np.hypot(gx, gy),
        small=np.asarray(small, np.uint8),
        lab=np.asarray(lab, np.uint8),
        scale=scale,
        packed=np.ascontiguousarray(np.concatenate([gx, gy]).reshape(6, -1).T),
    )


def _gradients(
    planes: Sequence[NDArray[np.float32]], gain: NDArray[np.float32], order: tuple[int, int]
) -> NDArray[np.float32]:
    return np.stack(
        [np.asarray(cv2.Scharr(plane, cv2.CV_32F, *order) * gain / 32, np.float32) for plane in planes]
    )


def side_support(edges: EdgeMap, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well edges support each side of each quad.

    Args:
        edges: the photo's edges.
        corners: N x 4 x 2 in working pixels.

    Returns:
        N x 4 in [0, 1]: 1 where along the whole side there is a strong edge of one sign across it.
    """
    ends = np.concatenate([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 4)
    # Quads made of the same few lines share most of their sides: to a sixteenth of a pixel, one number each.
    parts = np.clip((ends + 512) * 16, 0, 65_535).astype(np.uint64)
    keys = parts[:, 0] << 48 | parts[:, 1] << 32 | parts[:, 2] << 16 | parts[:, 3]
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    support = np.concatenate(
        [
            _line_support(edges, ends[first[i : i + _AT_ONCE]].astype(np.float32))
            for i in range(0, len(first), _AT_ONCE)
        ]
        or [np.empty(0, np.float32)]
    )
    return np.asarray(support[which].reshape(len(corners), 4), dtype=np.float64)


def _line_support(edges: EdgeMap, ends: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how well edges support each line from (x, y) to (x, y), a row of ``ends`` each."""
    height, width = edges.gx.shape[1:]
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), np.float32(1e-6))
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1) / length
    steps = np.linspace(*_INNER, _SAMPLES, dtype=np.float32)
    points = start[:, None] + along[:, None] * steps[None, :, None]
    best: NDArray[np.float32] | None = None
    for offset in (-1.5, 0.0, 1.5):
        moved = points + normal[:, None] * np.float32(offset)
        x = np.clip(np.rint(moved[..., 0]).astype(np.intp), 0, width - 1)
        y = np.clip(np.rint(moved[..., 1]).astype(np.intp), 0, height - 1)
        slopes = edges.packed.take(y * width + x, axis=0)
        across = slopes[..., :3] * normal[:, None, None, 0] + slopes[..., 3:] * normal[:, None, None, 1]
        best = across if best is None else np.where(np.abs(across) > np.abs(best), across, best)
    assert best is not None
    strength = np.clip(best / np.float32(_FULL_STRENGTH), -1, 1)
    signed = np.abs(strength.mean(axis=1)).max(axis=-1)
    unsigned = np.abs(strength).max(axis=-1).mean(axis=1)
    return np.asarray(0.6 * signed + 0.4 * unsigned, dtype=np.float32)


def hough_lines(
    edges: EdgeMap, angle: float, *, tolerance: float = math.radians(18), most: int = 18
) -> NDArray[np.float64]:
    """Return lines whose direction is within ``tolerance`` of ``angle`` (radians), the strongest first.

    Each row is (rho, theta): ``x cos(theta) + y sin(theta) = rho`` in working pixels.
    """
    height, width = edges.gx.shape[1:]
    votes: list[tuple[float, float, float]] = []
    for gx, gy, strength in zip(edges.gx, edges.gy, edges.strength, strict=True):
        binary = _thin_edges(gx, gy, strength, angle, tolerance)
        votes.extend(_hough(binary, angle + math.pi / 2, tolerance))
    votes.sort(reverse=True)
    kept: list[tuple[float, float]] = []
    centre = (width / 2, height / 2)
    for _, rho, theta in votes:
        if all(not _alike((rho, theta), other, centre) for other in kept):
            kept.append((rho, theta))
            if len(kept) >= most:
                break
    return np.asarray(kept, dtype=np.float64).reshape(-1, 2)


def _thin_edges(
    gx: NDArray[np.float32],
    gy: NDArray[np.float32],
    strength: NDArray[np.float32],
    angle: float,
    tolerance: float,
) -> NDArray[np.uint8]:
    """Return the edge pixels whose own direction fits, thinned as Canny does."""
    low = max(float(np.percentile(strength[::3, ::3], 80)) * 0.6, 0.8)
    as_short = (
        np.clip(gx * 64, -32000, 32000).astype(np.int16),
        np.clip(gy * 64, -32000, 32000).astype(np.int16),
    )
    thin = cv2.Canny(*as_short, low * 64, low * 160, L2gradient=True)
    across = np.abs(gx * -math.sin(angle) + gy * math.cos(angle))
    fits = across > math.cos(tolerance + math.radians(6)) * strength
    return np.where(fits, thin, 0).astype(np.uint8)


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


def _alike(one: tuple[float, float], other: tuple[float, float], centre: tuple[float, float]) -> bool:
    """Tell whether two lines are the same within a few pixels in the middle of the picture."""
    turn = abs(one[1] - other[1])
    flipped = turn > math.pi / 2
    turn = math.pi - turn if flipped else turn
    here = one[0] - centre[0] * math.cos(one[1]) - centre[1] * math.sin(one[1])
    there = other[0] - centre[0] * math.cos(other[1]) - centre[1] * math.sin(other[1])
    apart = abs(here + there) if flipped else abs(here - there)
    return apart < 7 and turn < math.radians(3)
