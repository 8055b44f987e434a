"""What papers lie on, and what lies beside them, at the size at which the network sees a photo (BGR)."""

import math
import random
from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Size = tuple[int, int]  # height, width


def _colour(rng: random.Random, low: float = 10, high: float = 250) -> Floats:
    """Return a colour: mostly greyish, sometimes any."""
    light = rng.uniform(low, high)
    spread = rng.choice((6, 15, 40, 90))
    return np.array([light + rng.uniform(-spread, spread) for _ in range(3)], np.float32).clip(0, 255)


def _noise(size: Size, rng: random.Random, cell: float) -> Floats:
    made = np.random.default_rng(rng.getrandbits(64))
    grid = made.random((int(size[0] / cell) + 2, int(size[1] / cell) + 2), dtype=np.float32)
    return np.asarray(cv2.resize(grid, size[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _between(share: Floats, rng: random.Random) -> Floats:
    """Return a picture that goes from one colour to a near or another one."""
    first = _colour(rng)
    second = (first + _colour(rng) / 4 - 30).clip(0, 255) if rng.random() < 0.7 else _colour(rng)
    return np.asarray(first + share.clip(0, 1)[..., None] * (second - first), np.float32)


def plain(size: Size, rng: random.Random) -> Floats:
    """Return a desk top, a wall, stone."""
    rough = 0.5 * _noise(size, rng, rng.uniform(20, 120)) + 0.5 * _noise(size, rng, rng.uniform(1.2, 6))
    return _between(rough, rng)


def wood(size: Size, rng: random.Random) -> Floats:
    """Return boards with their grain."""
    grain = cv2.resize(
        _noise((max(size[0] // 12, 4), size[1]), rng, rng.uniform(1.5, 5)),
        size[::-1],
        interpolation=cv2.INTER_CUBIC,
    )
    share = 0.7 * grain + 0.3 * _noise(size, rng, 30)
    if rng.random() < 0.5:
        share[:, :: max(rng.randint(30, 90), 1)] += 0.5
    if rng.random() < 0.5:
        share = np.ascontiguousarray(cv2.resize(share.T, size[::-1]))
    base = np.array([rng.uniform(20, 120), rng.uniform(60, 170), rng.uniform(90, 220)], np.float32)
    return np.asarray(base * (0.7 + 0.6 * share.clip(0, 1))[..., None], np.float32)


def _waves(size: Size, rng: random.Random) -> tuple[Floats, Floats]:
    y = np.arange(size[0], dtype=np.float32)[:, None]
    x = np.arange(size[1], dtype=np.float32)[None]
    angle = rng.uniform(0, math.pi)
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def checks(size: Size, rng: random.Random) -> Floats:
    """Return checked or striped cloth."""
    u, v = _waves(size, rng)
    step, wide = rng.uniform(8, 70), rng.uniform(0.2, 0.8)
    share = ((u / step) % 1 < wide).astype(np.float32)
    if rng.random() < 0.6:
        share = 0.5 * share + 0.5 * ((v / step) % 1 < wide)
    return _between(share.astype(np.float32), rng) + 20 * (_noise(size, rng, 1.5) - 0.5)[..., None]


def tiles(size: Size, rng: random.Random) -> Floats:
    """Return tiles with their joints, or ruled or squared paper."""
    u, v = _waves(size, rng)
    step, thin = rng.uniform(12, 130), rng.uniform(0.8, 3)
    joint = np.minimum(u % step, v % (step * rng.choice((1, 1, 0.5, 50)))) < thin
    return _between(np.maximum(joint.astype(np.float32), 0.3 * _noise(size, rng, 12)), rng)


def keys(size: Size, rng: random.Random) -> Floats:
    """Return a keyboard or a shelf of small things: rows of rounded boxes."""
    canvas = plain(size, rng)
    step, light = rng.uniform(14, 36), _colour(rng)
    for top in np.arange(-step, size[0] + step, step):
        shift = rng.uniform(0, step)
        for left in np.arange(-step, size[1] + step, step * rng.choice((1, 1, 2))):
            corner = (int(left + shift), int(top))
            far = (int(left + shift + 0.8 * step), int(top + 0.8 * step))
            cv2.rectangle(canvas, corner, far, [float(c) for c in light], -1)
    return canvas


def skin(size: Size, rng: random.Random) -> Floats:
    """Return a palm: warm, with soft folds and dark gaps between fingers."""
    share = 0.6 * _noise(size, rng, 60) + 0.4 * _noise(size, rng, 9)
    base = np.array([rng.uniform(70, 170), rng.uniform(95, 190), rng.uniform(140, 235)], np.float32)
    u, _ = _waves(size, rng)
    gaps = ((u / rng.uniform(40, 80)) % 1 < 0.06).astype(np.float32) * rng.choice((0, 0.5))
    return np.asarray(base * (0.75 + 0.4 * share - gaps).clip(0.1, 1.3)[..., None], np.float32)


def blocks(size: Size, rng: random.Random) -> Floats:
    """Return shapes of any colour over each other."""
    canvas = plain(size, rng)
    for _ in range(rng.randint(3, 14)):
        points = np.array(
            [
                [rng.uniform(-0.2, 1.2) * size[1], rng.uniform(-0.2, 1.2) * size[0]]
                for _ in range(rng.choice((3, 4, 4, 5)))
            ]
        )
        cv2.fillPoly(canvas, [points.astype(np.int32)], [float(c) for c in _colour(rng)], cv2.LINE_AA)
    return canvas


_GROUNDS: Final[tuple[Callable[[Size, random.Random], Floats], ...]] = (
    plain, plain, plain, wood, wood, checks, tiles, keys, skin, blocks,
)  # fmt: skip


def ground(size: Size, rng: random.Random) -> Floats:
    """Return any ground, in half of the cases with other things on it, none of which is a paper."""
    canvas = np.ascontiguousarray(rng.choice(_GROUNDS)(size, rng), np.float32)
    if rng.random() < 0.55:
        for _ in range(rng.choice((1, 1, 2, 3, 5))):
            rng.choice((_sheet, _sheet, _sheet, _card, _pen, _round, _edge))(canvas, rng)
    return canvas


def _placed(canvas: Floats, half: tuple[float, float], rng: random.Random) -> tuple[Floats, Floats]:
    """Return the corners of a box somewhere on the canvas, and its two directions."""
    height, width = canvas.shape[:2]
    angle = rng.uniform(-math.pi, math.pi)
    along = np.array([math.cos(angle), math.sin(angle)], np.float32)
    across = np.array([-along[1], along[0]], np.float32)
    middle = np.array([rng.uniform(0, width), rng.uniform(0, height)], np.float32)
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    spot = middle + signs[:, :1] * half[0] * along + signs[:, 1:] * half[1] * across
    return np.asarray(spot, np.float32), np.stack([along, across])


def fill(canvas: Floats, corners: Floats, colour: Floats, rng: random.Random) -> None:
    """Lay a flat thing down with its shadow: of one colour, or of a picture as large as the canvas."""
    mask = np.zeros(canvas.shape[:2], np.float32)
    cv2.fillPoly(mask, [(corners * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    if rng.random() < 0.7:
        shift = (rng.randint(-3, 3), rng.randint(-3, 3))
        soft = cv2.GaussianBlur(np.roll(mask, shift, (0, 1)), (0, 0), rng.uniform(0.6, 3))
        canvas *= (1 - rng.uniform(0.1, 0.5) * soft)[..., None]
    canvas += mask[..., None] * (colour - canvas)


def _sheet(canvas: Floats, rng: random.Random) -> None:
    """Lay a sheet with lines of print, a form's boxes, or nothing on it."""
    long = max(canvas.shape[:2])
    half = (rng.uniform(0.15, 0.6) * long, rng.uniform(0.15, 0.6) * long)
    corners, (along, across) = _placed(canvas, half, rng)
    colour = _colour(rng, 190, 255) if rng.random() < 0.8 else _colour(rng)
    fill(canvas, corners, colour, rng)
    if rng.random() < 0.8:
        ink = [float(c) for c in (colour * rng.uniform(0.2, 0.7))]
        step, thick = rng.uniform(3.5, 14), rng.choice((1, 1, 2, 3))
        whole = rng.random() < 0.3
        for down in np.arange(0.1 * half[1], 1.9 * half[1], step):
            begin = corners[0] + across * down + along * 0.1 * half[0]
            reach = 1.8 * half[0] * (1 if whole else rng.uniform(0.3, 1))
            x = 0.0
            while x < reach:  # words
                word = reach if whole else min(rng.uniform(4, 22), reach - x)
                ends = [begin + along * x, begin + along * (x + word)]
                first, last = ((int(p[0] * 16), int(p[1] * 16)) for p in ends)
                cv2.line(canvas, first, last, ink, thick, cv2.LINE_AA, 4)
                x += word + rng.uniform(1.5, 4)


def _card(canvas: Floats, rng: random.Random) -> None:
    """Lay another thing down: a bank's card, a telephone, a notebook, a wallet."""
    long = max(canvas.shape[:2])
    half = rng.uniform(0.1, 0.35) * long
    corners, (along, across) = _placed(canvas, (half, half / rng.choice((1.586, 1.586, 2.0, 1.4))), rng)
    fill(canvas, corners, _colour(rng, 10, 230), rng)
    for _ in range(rng.randint(0, 4)):
        begin = corners[0] + across * rng.uniform(0.1, 1.0) * half + along * rng.uniform(0.1, 0.8) * half
        last = begin + along * rng.uniform(0.2, 0.9) * half
        cv2.line(canvas, (int(begin[0]), int(begin[1])), (int(last[0]), int(last[1])),
                 [float(c) for c in _colour(rng)], rng.randint(1, 5), cv2.LINE_AA)  # fmt: skip


def _pen(canvas: Floats, rng: random.Random) -> None:
    long = max(canvas.shape[:2])
    corners, _ = _placed(canvas, (rng.uniform(0.15, 0.5) * long, rng.uniform(0.006, 0.02) * long), rng)
    fill(canvas, corners, _colour(rng), rng)


def _round(canvas: Floats, rng: random.Random) -> None:
    height, width = canvas.shape[:2]
    middle = (rng.randint(0, width), rng.randint(0, height))
    cv2.circle(
        canvas,
        middle,
        rng.randint(5, 60),
        [float(c) for c in _colour(rng)],
        rng.choice((-1, -1, 2, 5)),
        cv2.LINE_AA,
    )


def _edge(canvas: Floats, rng: random.Random) -> None:
    """Let the table end: beyond a line is another colour."""
    long = 2 * max(canvas.shape[:2])
    corners, (_, across) = _placed(canvas, (long, long), rng)
    fill(canvas, corners + across * long, _colour(rng), rng)
