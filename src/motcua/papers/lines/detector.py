"""Finding lines of text: PP-OCRv6 small's detector with the post-processing of Differentiable Binarization.

Liao et al. 2020, "Real-time Scene Text Detection with Differentiable Binarization": the network gives a
probability map of shrunken text regions; regions above a threshold are grown back by ``area x ratio /
perimeter``. Values are those the model is published with.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.lines.sessions import PPOCR_DETECTOR, session
from motcua.papers.photo import lightest, percentile, resized
from motcua.papers.types import Quad

DEFAULT_SIDE: Final = 960
_THRESHOLD: Final = 0.3
_MIN_SCORE: Final = 0.5
_GROWTH: Final = 1.6
_MAX_REGIONS: Final = 400
_SMALLEST: Final = 3.0
#: What is lightest on a picture (this percentile of its lightest channel) lies below this where it is dark:
#: it is made as light as a usual one for the network, which else loses the ends of rows in a shadow.
_LIGHTEST: Final = 95
_DARK: Final = 140.0
_USUAL: Final = 225.0
_MOST_GAIN: Final = 2.5


class PpocrDetector:
    """Finds lines of text with PP-OCRv6."""

    def __init__(self, side: int = DEFAULT_SIDE) -> None:
        """``side``: the long side the image is scaled to; 736 takes about 60 % of the time of 960."""
        self.side = side

    def detect(self, image: Image) -> list[Quad]:
        """Return one quad a line in reading order, clockwise from its top left, in pixels of ``image``."""
        return in_reading_order(self._regions(image))

    def _regions(self, image: Image) -> list[Quad]:
        height, width = image.shape[:2]
        scale = self.side / max(height, width)
        size = (max(round(width * scale / 32), 1) * 32, max(round(height * scale / 32), 1) * 32)
        seen = _lit(_at_size(image, size))
        blob = cv2.dnn.blobFromImage(seen, 1 / 127.5, mean=(127.5, 127.5, 127.5))
        (output,) = session(PPOCR_DETECTOR).run(None, {"x": blob})
        heat = output[0, 0]
        mask = cv2.dilate((heat > _THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        quads = []
        for contour in contours[:_MAX_REGIONS]:
            quad = _region(np.asarray(contour), heat)
            if quad is not None:
                quads.append(quad * [width / size[0], height / size[1]])
        return [_as_quad(_upright(quad)) for quad in quads]


def _at_size(image: Image, size: tuple[int, int]) -> Image:
    """Return the picture as the network sees it, every pixel having its say where it is made smaller.

    Twice as large by neighbours and then halved it is what it is by area (to half a level, 55 dB) in a third
    of the time. Halved first it is softer: on a sheet with small copies of both sides the front was then no
    longer found.
    """
    if image.shape[1] < 2 * size[0]:
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    twice = resized(image, (2 * size[0], 2 * size[1]))
    return np.asarray(cv2.resize(twice, size, interpolation=cv2.INTER_AREA), np.uint8)


def _lit(image: Image) -> Image:
    """Return a dark picture as light as usual ones are; any other as it is.

    Only lines are looked for on it. The recognisers see the picture itself: how sure they may be was learned
    so.
    """
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    light = percentile(lightest(np.asarray(small, np.uint8)), _LIGHTEST)
    if light >= _DARK:
        return image
    gain = min(_USUAL / max(light, 1.0), _MOST_GAIN)
    return np.asarray(cv2.convertScaleAbs(image, alpha=gain), np.uint8)


def _region(contour: NDArray[np.int32], heat: NDArray[np.float32]) -> NDArray[np.float64] | None:
    rectangle = cv2.minAreaRect(contour)
    across, down = rectangle[1]
    if min(across, down) < _SMALLEST:
        return None
    corners = np.asarray(cv2.boxPoints(rectangle), dtype=np.float64)
    if _mean_inside(heat, corners) < _MIN_SCORE:
        return None
    # Polygons are grown by this distance on all sides; of a rectangle only the corners would be round.
    distance = across * down * _GROWTH / (2 * (across + down))
    if min(across, down) + 2 * distance < _SMALLEST + 2:
        return None
    grown = (rectangle[0], (across + 2 * distance, down + 2 * distance), rectangle[2])
    return np.asarray(cv2.boxPoints(grown), dtype=np.float64)


def _mean_inside(heat: NDArray[np.float32], corners: NDArray[np.float64]) -> float:
    height, width = heat.shape
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, [width - 1, height - 1])
    part = heat[low[1] : high[1] + 1, low[0] : high[0] + 1]
    mask = np.zeros(part.shape, dtype=np.uint8)
    cv2.fillPoly(mask, [(corners - low).round().astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _upright(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Order corners clockwise from the one that is top left when the longer side lies closest to level."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ring = corners[np.argsort(angles)]  # clockwise on screen, from the upper left half-turn
    first = int(np.argmin(ring.sum(axis=1)))
    return ring[(first + np.arange(4)) % 4]


def _as_quad(corners: NDArray[np.float64]) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return (a, b, c, d)


def in_reading_order(quads: Sequence[Quad]) -> list[Quad]:
    """Sort lines by rows from the top, and within a row from the left.

    Two lines share a row when their centres differ by less than half the smaller height.
    """
    rows: list[list[Quad]] = []
    for quad in sorted(quads, key=centre_y):
        row = rows[-1] if rows else None
        if row and abs(centre_y(quad) - centre_y(row[-1])) < 0.5 * min(height_of(quad), height_of(row[-1])):
            row.append(quad)
        else:
            rows.append([quad])
    return [quad for row in rows for quad in sorted(row, key=lambda q: q[0][0])]


def centre_y(quad: Quad) -> float:
    """Return the height of a quad's centre in pixels from the top."""
    return sum(point[1] for point in quad) / 4


def height_of(quad: Quad) -> float:
    """Return the length of a quad's left and right sides, averaged, in pixels."""
    return (math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])) / 2


def width_of(quad: Quad) -> float:
    """Return the length of a quad's top and bottom sides, averaged, in pixels."""
    return (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2
