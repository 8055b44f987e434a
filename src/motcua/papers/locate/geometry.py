"""Quads and the homographies between a photo and its rectified card."""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.types import Quad

#: Width over height of what we look for: an ID-1 card (ISO/IEC 7810, 85.60 x 53.98 mm), one page of a
#: passport (ID-3, 125 x 88 mm), an A4 sheet upright and on its side.
CARD_ASPECT: Final = 85.60 / 53.98
PASSPORT_ASPECT: Final = 125.0 / 88.0
SHEET_ASPECT: Final = 210.0 / 297.0
SHEET_ON_SIDE_ASPECT: Final = 297.0 / 210.0

Homography = NDArray[np.float64]
#: 4 x 2, clockwise.
Corners = NDArray[np.float64]

RECTIFIED_WIDTH: Final = 1400
#: Each corner's place in a quad to the next one's (numpy's own roll takes ten times as long).
NEXT: Final = np.array([1, 2, 3, 0])


def corners_of(quad: Quad) -> Corners:
    """Return a quad as a 4 x 2 array."""
    return np.asarray(quad, dtype=np.float64)


def quad_of(corners: Corners) -> Quad:
    """Return a 4 x 2 array as a quad."""
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return (a, b, c, d)


def full_frame(image: Image) -> Quad:
    """Return the quad of the whole image."""
    height, width = image.shape[:2]
    return ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))


def turned(quad: Quad, degrees: int) -> Quad:
    """Return the same quad starting at another corner.

    ``degrees`` (0, 90, 180, 270) is the clockwise rotation at which the paper stands now, as
    :func:`motcua.papers.locate.direction.orientation` gives it: with 90 the paper's own top left is where the
    quad has its top right.
    """
    steps = (degrees // 90) % 4
    return (quad[steps % 4], quad[(steps + 1) % 4], quad[(steps + 2) % 4], quad[(steps + 3) % 4])


def side_lengths(corners: Corners) -> tuple[float, float]:
    """Return width and height: the means of opposite sides."""
    a, b, c, d = corners
    return (math.dist(a, b) + math.dist(d, c)) / 2, (math.dist(a, d) + math.dist(b, c)) / 2


def area(corners: Corners) -> float:
    """Return the area of a simple polygon, negative when its corners run anticlockwise on screen."""
    x, y = corners[:, 0], corners[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(y[:-1], x[1:]) + x[-1] * y[0] - y[-1] * x[0]) / 2


def is_convex(corners: Corners) -> bool:
    """Tell whether corners are convex and clockwise on screen."""
    edges = corners[NEXT] - corners
    following = edges[NEXT]
    return bool(np.all(edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] > 0))


def overlap(one: Quad | Corners, other: Quad | Corners) -> float:
    """Return intersection over union of two convex quads."""
    first, second = np.asarray(one, dtype=np.float32), np.asarray(other, dtype=np.float32)
    shared, _ = cv2.intersectConvexConvex(first, second)
    total = abs(area(first.astype(np.float64))) + abs(area(second.astype(np.float64))) - shared
    return float(shared / total) if total > 0 else 0.0


def rectified_size(quad: Quad, width: int = RECTIFIED_WIDTH) -> tuple[int, int]:
    """Return (width, height) of the rectified paper: the known format nearest to the quad's shape."""
    across, down = side_lengths(corners_of(quad))
    shape = math.log(max(across, 1.0) / max(down, 1.0))
    known = (CARD_ASPECT, PASSPORT_ASPECT, SHEET_ASPECT)
    aspect = min(known, key=lambda candidate: abs(math.log(candidate) - shape))
    if abs(math.log(aspect) - shape) > 0.35:
        aspect = math.exp(shape)
    return width, max(round(width / aspect), 1)


def homography(quad: Quad, width: int = RECTIFIED_WIDTH) -> Homography:
    """Return the matrix that maps pixels of the photo to pixels of ``rectify(photo, quad, width)``."""
    across, down = rectified_size(quad, width)
    target = np.array([[0, 0], [across, 0], [across, down], [0, down]], dtype=np.float32)
    return np.asarray(
        cv2.getPerspectiveTransform(np.asarray(quad, dtype=np.float32), target), dtype=np.float64
    )


def rectify(image: Image, quad: Quad, width: int = RECTIFIED_WIDTH) -> Image:
    """Return the paper inside ``quad`` seen straight from above, ``width`` pixels wide, BGR."""
    size = rectified_size(quad, width)
    across, _ = side_lengths(corners_of(quad))
    if across > 1.7 * width:
        # Warping a much larger card would alias its print: halve the photo first.
        half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        return rectify(np.asarray(half, np.uint8), quad_of(corners_of(quad) / 2), width)
    # Where the card gets smaller, four neighbours of each pixel tell all that sixteen do, in half the time.
    how = cv2.INTER_LINEAR if across >= width else cv2.INTER_CUBIC
    warped = cv2.warpPerspective(
        image, homography(quad, width), size, flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def mapped(points: Sequence[tuple[float, float]] | Quad, matrix: Homography) -> list[tuple[float, float]]:
    """Map points through a homography."""
    result = cv2.perspectiveTransform(np.asarray(points, dtype=np.float64).reshape(-1, 1, 2), matrix)
    return [(float(x), float(y)) for x, y in np.asarray(result).reshape(-1, 2)]


def to_photo(quad: Quad, matrix: Homography) -> Quad:
    """Map a quad on the rectified card back to the photo; ``matrix`` is :func:`homography`'s."""
    a, b, c, d = mapped(quad, np.asarray(np.linalg.inv(matrix), dtype=np.float64))
    return (a, b, c, d)


def to_rectified(quad: Quad, matrix: Homography) -> Quad:
    """Map a quad on the photo to the rectified card; ``matrix`` is :func:`homography`'s."""
    a, b, c, d = mapped(quad, matrix)
    return (a, b, c, d)
