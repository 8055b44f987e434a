"""A paper with a rim of what lies around it, made rectangular."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.locate.geometry import corners_of, mapped, rectified_size, rectify, side_lengths
from motcua.papers.types import Quad

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
#: Left, top, right, bottom as fractions of the side's width and height.
Box = tuple[float, float, float, float]
WIDTH: Final = 1000
MARGIN: Final = 100
#: By more than this a picture is not made smaller at once: pixels would be left out.
_MOST_SMALLER: Final = 1.7
#: Pixels of a photo that become one when it is halved as often as ever.
_GRID: Final = 16


@dataclass(frozen=True, slots=True)
class Flat:
    """A side seen from above, ``WIDTH`` pixels wide.

    ``paper`` is BGR; ``colours`` the same at half size in CIE L*a*b* (L in [0, 100]), a little blurred, with
    ``MARGIN`` pixels (of the whole size) of its surroundings on each side; ``shown`` is False where the photo
    does not reach, margin and all; ``matrix`` maps the photo to the paper with its margin.
    """

    paper: Pixels
    colours: Floats
    shown: NDArray[np.bool_]
    matrix: NDArray[np.float64]
    height: int

    def part(self, box: Box) -> Pixels:
        """Return a part of the paper."""
        left, top, right, bottom = self.pixels(box)
        return self.paper[top:bottom, left:right]

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return a box in pixels of :attr:`paper`, at least one pixel large."""
        left, top = max(round(box[0] * WIDTH), 0), max(round(box[1] * self.height), 0)
        right, bottom = min(round(box[2] * WIDTH), WIDTH), min(round(box[3] * self.height), self.height)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def on_photo(self, box: Box) -> Quad:
        """Return where a box is on the photo, to a tenth of a pixel."""
        left, right = (MARGIN + box[i] * WIDTH for i in (0, 2))
        top, bottom = (MARGIN + box[i] * self.height for i in (1, 3))
        back = np.asarray(np.linalg.inv(self.matrix), np.float64)
        corners = mapped(((left, top), (right, top), (right, bottom), (left, bottom)), back)
        a, b, c, d = ((round(x, 1), round(y, 1)) for x, y in corners)
        return (a, b, c, d)


def flatten(photo: Image, quad: Quad, rectified: Image | None = None) -> Flat:
    """Return the paper at ``quad`` of a photo with its surroundings.

    ``rectified`` is the paper alone as :func:`rectify` gives it, if somebody has it already.
    """
    width, height = rectified_size(quad, WIDTH)
    corners = np.asarray(quad, np.float32)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) + MARGIN
    matrix = np.asarray(cv2.getPerspectiveTransform(corners, target), np.float64)
    size = (width + 2 * MARGIN, height + 2 * MARGIN)
    larger = rectify(photo, quad) if rectified is None else rectified
    paper = np.asarray(cv2.resize(larger, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    colours = lab(_halved(photo, quad, matrix, size), 1.2)
    return Flat(paper, colours, _shown(photo, matrix, size), matrix, height)


def _halved(photo: Image, quad: Quad, matrix: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """Return the paper with its surroundings at half size, every pixel of the photo having its say."""
    across, _ = side_lengths(corners_of(quad))
    warp = np.diag([0.5, 0.5, 1.0]) @ matrix
    if across > _MOST_SMALLER * WIDTH / 2:
        left, top, photo = _around(photo, matrix, size)
        warp = warp @ np.array([[1.0, 0.0, left], [0.0, 1.0, top], [0.0, 0.0, 1.0]])
    while across > _MOST_SMALLER * WIDTH / 2:
        photo = np.asarray(cv2.resize(photo, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        warp, across = warp @ np.diag([2.0, 2.0, 1.0]), across / 2
    half = (size[0] // 2, size[1] // 2)
    warped = cv2.warpPerspective(photo, warp, half, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def _around(photo: Image, matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[int, int, Image]:
    """Return the part of a photo that a paper with its surroundings takes, and where that begins.

    It begins at a pixel at which a smaller photo's pixels begin, too, so that halved it is as it was.
    """
    (width, height), back = size, np.asarray(np.linalg.inv(matrix), np.float64)
    ends = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ back.T
    if not (ends[:, 2] > 0).all():
        return 0, 0, photo  # seen so much from the side that its surroundings go on beyond the horizon
    points = ends[:, :2] / ends[:, 2:]
    last = np.array(photo.shape[1::-1])
    left, top = (np.clip(points.min(axis=0) - _GRID, 0, last - 1).astype(int) // _GRID * _GRID).tolist()
    right, bottom = (np.clip(points.max(axis=0) + 2 * _GRID, 1, last).astype(int)).tolist()
    return left, top, photo[top : max(bottom, top + 1), left : max(right, left + 1)]


def _shown(photo: Image, matrix: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    rows, columns = photo.shape[:2]
    frame = mapped(((0, 0), (columns, 0), (columns, rows), (0, rows)), matrix)
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(np.clip(frame, -1e5, 1e5)).astype(np.int32), 1)
    return np.asarray(mask, np.bool_)


def lab(picture: Pixels, blur: float = 0.0) -> Floats:
    """Return a picture in CIE L*a*b* (L in [0, 100]), blurred before by ``blur`` pixels."""
    soft = cv2.GaussianBlur(picture, (0, 0), blur) if blur else picture
    out = np.asarray(cv2.cvtColor(soft, cv2.COLOR_BGR2LAB), np.float32)
    out[..., 0] *= 100 / 255
    return out
