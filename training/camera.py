"""What a camera, a copier or a messenger does to a printed line, at three levels."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: Final[tuple[Difficulty, ...]] = ("easy", "medium", "hard")
Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
#: Left, top, right, bottom, in pixels of what is drawn.
Extent = tuple[float, float, float, float]
#: Least difference (of 255) that ink must make in a quarter of a height of line, and that every piece of it
#: must make in the photo that is left in the end, to count as shown.
_LEAST_TOLD: Final = 6.0
#: What makes so much with all ink around it is not looked at by itself.
_PLAINLY_TOLD: Final = 20.0
#: A mark is there where it stands out so many times from the noise, taken over all its pixels (Rose 1948);
#: of that, compression makes about so much, in grey levels, whatever the sensor adds.
_LEAST_SEEN: Final = 5.0
_COMPRESSION: Final = 4.0
#: What has less ink than this, in [0, 1], is the edge of a stroke and no part of it.
_INKED: Final = 0.1
#: Largest share of a letter or mark that the cut may lose.
_MOST_LOST: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Level:
    """Ranges: height of the cut in pixels, blur in pixels, JPEG quality, noise, turn in degrees."""

    height: tuple[float, float]
    blur: tuple[float, float]
    quality: tuple[int, int]
    noise: tuple[float, float]
    turn: float
    mishap: float


_LEVELS: Final[dict[Difficulty, _Level]] = {
    "easy": _Level((28, 60), (0.0, 0.7), (80, 96), (0, 3), 0.5, 0.1),
    "medium": _Level((20, 44), (0.3, 1.1), (55, 88), (1, 7), 1.2, 0.3),
    "hard": _Level((13, 28), (0.6, 1.6), (28, 70), (3, 14), 2.2, 0.55),
}


def photograph(printed: Floats, box: Extent, difficulty: Difficulty, rng: random.Random) -> Pixels:
    """Photograph a printed line and cut out ``box`` (left, top, right, bottom), BGR."""
    level = _LEVELS[difficulty]
    picture = _seen(printed, box, level, rng)
    made = np.random.default_rng(rng.getrandbits(64))
    strength = rng.uniform(*level.noise)
    if strength > 0.5:
        shape = picture.shape if rng.random() < 0.5 else (*picture.shape[:2], 1)
        picture = picture + made.standard_normal(shape, dtype=np.float32) * np.float32(strength)
    pixels = picture.clip(0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        pixels = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(*level.quality)])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


@dataclass(frozen=True, slots=True)
class Print:
    """A printed line as the camera gets it: with ink, without, and where its own ink lies, in [0, 1]."""

    inked: Floats
    bare: Floats
    own: Floats


def shows_all(print_: Print, box: Extent, difficulty: Difficulty, seed: int) -> bool:
    """Tell whether :func:`photograph` with a generator of this seed leaves something of all of the ink.

    Where the light has wiped a digit out, the cut has lost a mark, or a hairline is paler than compression
    shows, nobody can read it, and learning it is learning to guess. What counts in the end is the photo
    itself: with its noise and compression, beside the photo of the same ground without ink. Noise does not
    hide what makes a difference there: that is hard to read, not gone.
    """
    level = _LEVELS[difficulty]
    rng = random.Random(seed)
    view = _view(box, rng.uniform(*level.height), level, rng)
    count, found = cv2.connectedComponents((print_.own > _INKED).astype(np.uint8))
    pieces = np.asarray(found, np.int32)
    rows, columns = np.nonzero(pieces)
    if not len(rows):
        return True
    there = np.stack([columns, rows], 1)[:, None].astype(np.float32)
    placed = cv2.perspectiveTransform(there, view.matrix)[:, 0]
    outside = ((placed < 0) | (placed >= np.array(view.size))).any(1)
    of_piece = pieces[rows, columns]
    lost = np.bincount(of_piece, outside, count) / np.maximum(np.bincount(of_piece, minlength=count), 1)
    if (lost > _MOST_LOST).any():
        return False
    seen, without = (
        _seen(p, box, level, random.Random(seed)).clip(0, 255) for p in (print_.inked, print_.bare)
    )
    told, where = np.abs(seen - without).max(2), _cut(print_.own, view)
    if not _stands_out(told, pieces, count, view):
        return False
    step = max(round(0.25 * view.size[1]), 3)
    for left in range(0, view.size[0], step):
        here = where[:, left : left + step] > 0.1
        if here.sum() >= step and np.percentile(told[:, left : left + step][here], 80) < _LEAST_TOLD:
            return False
    return _is_left(print_, pieces, lambda p: photograph(p, box, difficulty, random.Random(seed)), view)


def _is_left(
    print_: Print, pieces: NDArray[np.int32], take: Callable[[Floats], Pixels], view: "_View"
) -> bool:
    """Tell whether every piece of ink makes a difference in the photo that :func:`photograph` gives."""
    count = int(pieces.max()) + 1
    areas, large = _areas(pieces, count, view)
    inside = np.maximum(np.bincount(areas.ravel(), minlength=count), 1)
    taken = take(print_.inked).astype(np.float32)

    def told(without: Floats) -> NDArray[np.float64]:
        missing = np.abs(taken - take(without)).mean(2)
        return np.asarray(np.sqrt(np.bincount(areas.ravel(), missing.ravel() ** 2, count) / inside))

    for piece in np.flatnonzero(large & (told(print_.bare) < _PLAINLY_TOLD)):
        # What blurs over from its neighbours counts above: a pale stroke is left out by itself to be sure.
        its = cv2.dilate((pieces == piece).astype(np.uint8), np.ones((5, 5), np.uint8))[..., None] > 0
        if told(np.where(its, print_.bare, print_.inked))[piece] < _LEAST_TOLD:
            return False
    return True


def _stands_out(told: Floats, pieces: NDArray[np.int32], count: int, view: "_View") -> bool:
    """Tell whether every piece of ink differs from the bare ground by more than compression hides."""
    areas, large = _areas(pieces, count, view)
    energy = np.bincount(areas.ravel(), told.ravel() ** 2, count)
    return bool((np.sqrt(energy[large]) >= _LEAST_SEEN * _COMPRESSION).all())


def _areas(
    pieces: NDArray[np.int32], count: int, view: "_View"
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return which piece of ink lies at each of the picture's pixels, and which are a pixel large there."""
    labels = cv2.warpPerspective(
        pieces.astype(np.float32), view.matrix, view.size, flags=cv2.INTER_NEAREST
    ).astype(np.int32)
    # Nearest neighbours may miss a hairline altogether: what stands beside it is its own as well.
    near = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    large = np.bincount(pieces.ravel(), minlength=count) >= view.scale**2
    large[0] = False
    return np.where(labels > 0, labels, near), large


def _seen(printed: Floats, box: Extent, level: _Level, rng: random.Random) -> Floats:
    """Return what the lens sees of the box, before the sensor's noise."""
    high = rng.uniform(*level.height)
    picture = _cut(printed, _view(box, high, level, rng))
    if rng.random() < level.mishap:
        picture = rng.choice((_glare, _shadow, _motion, _faded, _screen, _sharpened))(picture, rng)
    # A small picture was blurred by as many of its own, larger pixels.
    blur = rng.uniform(*level.blur) * min(high / 24, 1.0)
    if blur > 0.2:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.float32)
    if rng.random() < 0.7:
        picture = picture * np.float32(rng.uniform(0.55, 1.1)) + np.float32(rng.uniform(-12, 25))
    return picture


@dataclass(frozen=True, slots=True)
class _View:
    """Where the box comes to lie: the matrix to the picture, its width and height, print's pixels in one."""

    matrix: NDArray[np.float64]
    size: tuple[int, int]
    scale: float


def _view(box: Extent, high: float, level: _Level, rng: random.Random) -> _View:
    """Return how the box is seen, ``high`` pixels high, a little askew."""
    left, top, right, bottom = box
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    angle = math.radians(rng.gauss(0, level.turn / 2))
    # A long line runs out of its box when turned by more than this.
    most = 0.12 * (bottom - top) / max(right - left, 1.0)
    angle = min(max(angle, -most - 0.004), most + 0.004)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    corners = (corners - middle) @ turn.T + middle
    lean = rng.gauss(0, 0.03) * (bottom - top) * level.turn
    corners[:2, 0] += lean
    corners += np.array(
        [[rng.gauss(0, 0.012) * (bottom - top) * level.turn for _ in range(2)] for _ in range(4)]
    )
    stretch = rng.uniform(0.88, 1.12)
    wide = max(high * (right - left) / (bottom - top) * stretch, 8.0)
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)
    return _View(matrix, (max(round(wide), 8), max(round(high), 8)), (bottom - top) / high)


def _cut(printed: Floats, view: _View) -> Floats:
    if view.scale > 1.3:
        printed = np.asarray(cv2.GaussianBlur(printed, (0, 0), 0.35 * view.scale), np.float32)
    seen = cv2.warpPerspective(
        printed, view.matrix, view.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(seen, np.float32)


def _glare(picture: Floats, rng: random.Random) -> Floats:
    high, wide = picture.shape[:2]
    x, y = np.arange(wide, dtype=np.float32)[None], np.arange(high, dtype=np.float32)[:, None]
    away = (x - rng.uniform(0, wide) + (y - high / 2) * rng.uniform(-1, 1)) / (high * rng.uniform(0.4, 2.5))
    light = np.exp(-(away**2)) * np.float32(rng.uniform(40, 150))
    return np.asarray(picture + light[..., None], np.float32)


def _shadow(picture: Floats, rng: random.Random) -> Floats:
    high, wide = picture.shape[:2]
    x, y = np.arange(wide, dtype=np.float32)[None], np.arange(high, dtype=np.float32)[:, None]
    edge = (x - rng.uniform(0, wide)) + (y - high / 2) * rng.uniform(-3, 3)
    dark = 1 / (1 + np.exp(-(edge / rng.uniform(1, 20)).clip(-30, 30)))
    return np.asarray(picture * (1 - np.float32(rng.uniform(0.2, 0.6)) * dark[..., None]), np.float32)


def _motion(picture: Floats, rng: random.Random) -> Floats:
    long = rng.randint(2, max(3, round(picture.shape[0] / 9)))
    kernel = np.zeros((long, long), np.float32)
    angle = rng.choice((0.0, 0.0, math.pi / 2, rng.uniform(0, math.pi)))
    dx, dy = math.cos(angle) * long / 2, math.sin(angle) * long / 2
    middle = (long - 1) / 2
    start = (round(middle - dx), round(middle - dy))
    cv2.line(kernel, start, (round(middle + dx), round(middle + dy)), 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(float(kernel.sum()), 1.0)), np.float32)


def _faded(picture: Floats, rng: random.Random) -> Floats:
    light = np.percentile(picture, 85)
    return np.asarray(light + (picture - light) * np.float32(rng.uniform(0.3, 0.7)), np.float32)


def _screen(picture: Floats, rng: random.Random) -> Floats:
    step, strength = rng.choice((2, 3, 4)), rng.uniform(0.05, 0.22)
    rows = np.ones((picture.shape[0], 1, 1), np.float32)
    columns = np.ones((1, picture.shape[1], 3), np.float32)
    rows[::step] -= strength
    for channel in range(3):
        columns[0, channel::step, channel] += strength
    return np.asarray(picture * rows * columns, np.float32)


def _sharpened(picture: Floats, rng: random.Random) -> Floats:
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 1.6))
    return np.asarray(picture + (picture - soft) * np.float32(rng.uniform(0.5, 1.4)), np.float32)
