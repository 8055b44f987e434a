"""Photographs a drawn side as a phone would, at three difficulties.

The paper is a plane in space seen by a pinhole camera; then come shadow, uneven light, glare, defocus,
motion, white balance, sensor noise, JPEG and, sometimes, an EXIF orientation. ``medium`` is the usual photo.
"""

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.cards import textures
from bench.cards.kinds import Difficulty

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Point = tuple[float, float]
#: Draws a ground of a size in pixels.
Table = Callable[[tuple[int, int], random.Random], Pixels]
#: Corners in pixels of the photo with its EXIF orientation applied, clockwise from the paper's own top left.
Quad = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Shot:
    """A JPEG of one side and where the paper truly lies in it."""

    jpeg: bytes
    quad: Quad


@dataclass(frozen=True, slots=True)
class _Level:
    long_side: tuple[int, int]
    fill: tuple[float, float]
    tilt: float
    turn: float
    any_turn: bool
    light: float
    shadow: float
    glare: float
    defocus: tuple[float, float]
    motion: float
    noise: tuple[float, float]
    balance: float
    quality: tuple[int, int]
    exif: float


#: Angles in degrees, blur in pixels of a card 1,600 pixels wide, chances and strengths as shares of 1.
_LEVELS: dict[Difficulty, _Level] = {
    "easy": _Level((2000, 2800), (0.78, 0.97), 4, 3, False, 0.12, 0.0, 0.0, (0.2, 0.7), 0.0, (0.8, 2.2),
                   0.03, (90, 95), 0.1),
    "medium": _Level((1800, 3000), (0.62, 0.96), 14, 15, False, 0.3, 0.35, 0.3, (0.4, 1.5), 0.25, (1.5, 4.5),
                     0.07, (80, 92), 0.25),
    "hard": _Level((1600, 2600), (0.42, 1.0), 27, 180, True, 0.55, 0.6, 0.6, (0.8, 2.6), 0.6, (3.0, 9.0),
                   0.14, (60, 85), 0.3),
}  # fmt: skip

#: Rows that are developed at a time; divides the height of a tile of noise.
_BAND = 48
#: Degrees to turn the stored pixels counter-clockwise for each EXIF orientation that undoes it.
_EXIF_TURNS = {3: 180, 6: 90, 8: 270}


def photograph(side_image: Image.Image, difficulty: Difficulty, seed: int, *, rounded: bool = True,
               frame: tuple[int, int] | None = None, fill: tuple[float, float] | None = None,
               tilt: float | None = None, table: Table | None = None) -> Shot:  # fmt: skip
    """Photograph one drawn side; the same arguments always give the same bytes.

    ``frame`` sets the photo's width and height (a video camera's); else it is a phone's, 4:3.
    ``fill`` sets how much of the frame's width or height the paper takes, least and most in (0, 1].
    ``tilt`` leans the paper by exactly so many degrees about an axis in its plane; ``table`` draws what lies
    under it.
    A side with an alpha channel shows the table where it is transparent.
    """
    rng = random.Random(f"photo:{difficulty}:{seed}")
    level = _LEVELS[difficulty]
    if fill is not None:
        level = replace(level, fill=fill)
    long_side = rng.randint(*level.long_side) // 4 * 4
    upright = rng.random() < 0.3
    size = frame or ((long_side * 3 // 4, long_side) if upright else (long_side, long_side * 3 // 4))
    quad = _project(side_image.size, size, level, rng, tilt)
    picture = _compose(side_image, quad, size, rng, table or textures.table, rounded=rounded)
    jpeg = _develop(picture, quad, level, rng)
    points = [(float(x), float(y)) for x, y in quad]
    return Shot(jpeg, (points[0], points[1], points[2], points[3]))


def _project(paper: tuple[int, int], frame: tuple[int, int], level: _Level, rng: random.Random,
             tilt: float | None) -> Floats:  # fmt: skip
    """Return the paper's four corners in the frame."""
    aspect = paper[1] / paper[0]
    turn = rng.uniform(-level.turn, level.turn)
    if level.any_turn:
        turn = rng.choice((turn, rng.choice((0, 90, 180, 270)) + rng.uniform(-12, 12)))
    elif frame[1] > frame[0] and rng.random() < 0.5:
        turn += rng.choice((90, -90))
    around_x, around_y = (math.radians(rng.uniform(-level.tilt, level.tilt)) for _ in range(2))
    if tilt is not None:
        axis = rng.uniform(0, 2 * math.pi)
        around_x, around_y = (math.radians(tilt * part) for part in (math.cos(axis), math.sin(axis)))
    angle = math.radians(turn)
    corners = np.array([[-1, -aspect, 0], [1, -aspect, 0], [1, aspect, 0], [-1, aspect, 0]], np.float64)
    in_plane = np.array(
        [[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]]
    )
    about_x = np.array([[1, 0, 0], [0, math.cos(around_x), -math.sin(around_x)],
                        [0, math.sin(around_x), math.cos(around_x)]])  # fmt: skip
    about_y = np.array([[math.cos(around_y), 0, math.sin(around_y)], [0, 1, 0],
                        [-math.sin(around_y), 0, math.cos(around_y)]])  # fmt: skip
    space = corners @ (about_y @ about_x @ in_plane).T
    seen = space[:, :2] / (space[:, 2:] + 4.2)
    low, high = seen.min(0), seen.max(0)
    fill = rng.uniform(*level.fill)
    scale = fill * min(frame[0] / (high[0] - low[0]), frame[1] / (high[1] - low[1]))
    if level.any_turn:
        # Below this not even a person could read the paper.
        width = float(np.linalg.norm(seen[1] - seen[0])) * scale
        roomy = scale / fill * 0.98
        scale = min(max(scale, scale * 760 / width), roomy)
    spare = np.array(frame) - (high - low) * scale
    corner = spare * np.array([rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)])
    return np.asarray((seen - low) * scale + corner, np.float32)


def _compose(side: Image.Image, quad: Floats, size: tuple[int, int], rng: random.Random, table: Table, *,
             rounded: bool) -> Pixels:  # fmt: skip
    """Return the paper lying on a table (RGB), with its shadow, before the camera."""
    width, height = side.size
    card = np.asarray(side.convert("RGB"))
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, quad)
    shrink = float(np.linalg.norm(quad[1] - quad[0])) / width
    if shrink < 0.8:
        card = cv2.GaussianBlur(card, (0, 0), 0.42 / shrink)
    mask = np.zeros((height, width), np.uint8)
    radius = int(width * 3.18 / 85.6) if rounded else int(width * 0.012)
    cv2.rectangle(mask, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(mask, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(mask, (x, y), radius, 255, -1)
    if side.mode == "RGBA":
        # A side with a piece cut off, or several papers side by side.
        mask = np.minimum(mask, np.asarray(side.getchannel("A"), np.uint8))
    ground = table(size, rng)
    seen = cv2.warpPerspective(card, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = np.asarray(cv2.warpPerspective(mask, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)
    ground = _cast(ground, alpha, rng)
    inside = cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB)
    kept = cv2.multiply(seen, inside, scale=1 / 255)
    around = cv2.multiply(ground, 255 - inside, scale=1 / 255)
    return np.asarray(cv2.add(kept, around), np.uint8)


def _cast(ground: Pixels, alpha: Pixels, rng: random.Random) -> Pixels:
    """Darken the table beside the paper: its own small shadow."""
    small = cv2.resize(alpha, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    shift = np.array([[1, 0, rng.uniform(-2, 2)], [0, 1, rng.uniform(-2, 2.5)]], np.float32)
    moved = cv2.warpAffine(small, shift, (small.shape[1], small.shape[0]))
    soft = cv2.GaussianBlur(moved, (0, 0), rng.uniform(1.0, 2.5))
    big = cv2.resize(soft, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_LINEAR)
    depth = rng.uniform(0.25, 0.6)
    factor = cv2.convertScaleAbs(big, alpha=-depth, beta=255)
    # convertScaleAbs of 255 - depth * value never goes below 0, so "Abs" changes nothing.
    return np.asarray(cv2.multiply(ground, cv2.cvtColor(factor, cv2.COLOR_GRAY2RGB), scale=1 / 255), np.uint8)


def _develop(picture: Pixels, quad: Floats, level: _Level, rng: random.Random) -> bytes:
    """Light, blur, noise and JPEG."""
    height, width = picture.shape[:2]
    size = (width, height)
    card_width = float(np.linalg.norm(quad[1] - quad[0]))
    unit = card_width / 1600
    gain = textures.light(size, rng, level.light)
    if rng.random() < level.shadow:
        gain = gain * _hand_shadow(size, quad, rng)
    blurred = picture
    sigma = rng.uniform(*level.defocus) * max(unit, 0.55)
    if sigma > 0.3:
        blurred = np.asarray(cv2.GaussianBlur(blurred, (0, 0), sigma), np.uint8)
    if rng.random() < level.motion:
        kernel = _motion(rng.uniform(2, 7) * max(unit, 0.5), rng)
        blurred = np.asarray(cv2.filter2D(blurred, -1, kernel), np.uint8)
    balance = np.array([rng.uniform(-level.balance, level.balance), 0.0,
                        rng.uniform(-level.balance, level.balance)])  # fmt: skip
    exposure = rng.uniform(0.92, 1.08) if level.light < 0.2 else rng.uniform(0.8, 1.12)
    tint = np.array([np.float32(exposure * (1 + share)) for share in balance], np.float32)
    glare = _glare(size, quad, rng) if rng.random() < level.glare else None
    noise = textures.noise_rows(size, np.random.default_rng(rng.getrandbits(64)), rng.uniform(*level.noise))
    out = np.empty_like(blurred)
    for top in range(0, height, _BAND):  # as much at a time as a processor keeps close by
        rows = slice(top, min(top + _BAND, height))
        seen = cv2.merge([gain[rows] * share for share in tint])
        seen *= blurred[rows]
        if glare is not None:
            seen += glare[rows][..., None]
        start = top % len(noise)
        seen += noise[start : start + len(seen)]
        out[rows] = np.clip(seen, 0, 255, out=seen)
    return _encode(out, level, rng)


def _hand_shadow(size: tuple[int, int], quad: Floats, rng: random.Random) -> Floats:
    """Return a gain map with the soft straight-edged shadow of the phone or a hand."""
    small = (size[0] // 16, size[1] // 16)
    x = np.arange(small[0], dtype=np.float32)[None, :] * 16
    y = np.arange(small[1], dtype=np.float32)[:, None] * 16
    middle = quad.mean(0) + np.array([rng.uniform(-0.2, 0.2) * size[0], rng.uniform(-0.2, 0.2) * size[1]])
    angle = rng.uniform(0, 2 * math.pi)
    distance = (x - middle[0]) * math.cos(angle) + (y - middle[1]) * math.sin(angle)
    edge = 1 / (1 + np.exp(-distance / rng.uniform(15, 90)))
    gain = (1 - rng.uniform(0.2, 0.5) * edge).astype(np.float32)
    return np.asarray(cv2.resize(gain, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _glare(size: tuple[int, int], quad: Floats, rng: random.Random) -> Floats:
    """Return what the reflection of a lamp somewhere on the paper adds (height x width)."""
    width, height = size
    shares = np.array([rng.random() + 0.1 for _ in range(4)])
    x0, y0 = (quad * (shares / shares.sum())[:, None]).sum(0)
    card = float(np.linalg.norm(quad[1] - quad[0]))
    long, short = card * rng.uniform(0.05, 0.14), card * rng.uniform(0.03, 0.07)
    angle = rng.uniform(0, math.pi)
    small = (width // 8, height // 8)
    x = np.arange(small[0], dtype=np.float32)[None, :] * 8 - x0
    y = np.arange(small[1], dtype=np.float32)[:, None] * 8 - y0
    u = (x * math.cos(angle) + y * math.sin(angle)) / long
    v = (-x * math.sin(angle) + y * math.cos(angle)) / short
    spot = np.exp(-(u * u + v * v) / 2) * rng.uniform(90, 230)
    return np.asarray(cv2.resize(spot.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _motion(length: float, rng: random.Random) -> Floats:
    """Return the kernel of a straight shake of ``length`` pixels."""
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    middle, angle = side / 2 - 0.5, rng.uniform(0, math.pi)
    reach = np.array([math.cos(angle), math.sin(angle)]) * length / 2
    start, end = np.rint((middle - reach) * 16).astype(int), np.rint((middle + reach) * 16).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / max(float(kernel.sum()), 1e-6), np.float32)


def _encode(picture: Pixels, level: _Level, rng: random.Random) -> bytes:
    image = Image.fromarray(picture)
    exif = Image.Exif()
    if rng.random() < level.exif:
        orientation = rng.choice(tuple(_EXIF_TURNS))
        image = image.rotate(_EXIF_TURNS[orientation], expand=True)
        exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", quality=rng.randint(*level.quality), exif=exif.tobytes(), subsampling=2)
    return out.getvalue()
