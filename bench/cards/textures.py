"""Procedural surfaces and light under and around a photographed paper. Sizes are (width, height)."""

import random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Size = tuple[int, int]


def _generator(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(64))


def _clouds(size: Size, rng: random.Random, cells: tuple[int, int]) -> Floats:
    """Return smooth noise in [0, 1] with about ``cells`` humps across and down."""
    grid = _generator(rng).random((cells[1] + 2, cells[0] + 2), dtype=np.float32)
    return np.asarray(cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def wood(size: Size, rng: random.Random) -> Pixels:
    """Return boards with grain."""
    base = np.array(rng.choice(((150, 105, 65), (190, 150, 105), (95, 62, 40), (210, 180, 140))), np.float32)
    small = (size[0] // 2, size[1] // 2)
    grain = _clouds(small, rng, (5, 160)) * 0.6 + _clouds(small, rng, (40, 420)) * 0.4
    rings = 0.5 + 0.5 * np.sin(_clouds(small, rng, (3, 9)) * 60 + grain * 3)
    value = 0.72 + 0.3 * grain + 0.1 * rings
    board = rng.randint(180, 380)
    for edge in range(rng.randint(0, board), small[1], board):
        value[edge : edge + 2] *= 0.55
    rgb = (value[..., None] * base).clip(0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def cloth(size: Size, rng: random.Random) -> Pixels:
    """Return a weave, plain or chequered, with soft folds."""
    a = np.array([rng.randint(40, 220) for _ in range(3)], np.float32)
    b = a * rng.uniform(0.55, 0.9) + rng.randint(0, 40)
    step = rng.randint(3, 6)
    x, y = (np.arange(length) for length in size)
    threads = np.array([0, 1], np.float32) * 0.12 + 0.9
    period = rng.randint(90, 260) if rng.random() < 0.5 else max(size)
    value = 0.8 + 0.3 * _clouds(size, rng, (5, 4))
    across, down = x // step % 2, y // step % 2
    value *= threads[down[:, None] ^ across]
    # Each square is of one of three colours, by how many of its row and its column are the darker ones.
    colours = np.array([a * (1 - dark) + b * dark for dark in np.array([0, 0.5, 1], np.float32)])
    mixed = np.empty((size[1], size[0], 3), np.uint8)
    for top in range(0, size[1], period):
        rows = slice(top, top + period)
        row = colours[x // period % 2 + top // period % 2]
        mixed[rows] = (row * value[rows][..., None]).clip(0, 255)
    return mixed


def stone(size: Size, rng: random.Random) -> Pixels:
    """Return a mottled plain surface: a desk top, stone, a wall."""
    base = np.array(
        rng.choice(((225, 224, 220), (70, 72, 78), (180, 182, 186), (120, 128, 120), (205, 195, 180)))
    )
    small = (size[0] // 2, size[1] // 2)
    value = 0.85 + 0.2 * _clouds(small, rng, (7, 5)) + 0.06 * _clouds(small, rng, (240, 180))
    value = cv2.resize(value.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    mixed: Pixels = (value[..., None] * base).clip(0, 255).astype(np.uint8)
    return mixed


def clutter(size: Size, rng: random.Random) -> Pixels:
    """Return a desk with sheets of paper that carry grey lines like text, and a few edges."""
    canvas = rng.choice((wood, stone, cloth))(size, rng)
    for _ in range(rng.randint(2, 4)):
        centre = np.array([rng.uniform(0, size[0]), rng.uniform(0, size[1])])
        half = np.array([rng.uniform(0.25, 0.5) * size[0], rng.uniform(0.25, 0.5) * size[1]])
        angle = rng.uniform(-0.6, 0.6)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        corners = (np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half) @ turn.T + centre
        white = rng.randint(205, 250)
        cv2.fillPoly(
            canvas, [corners.astype(np.int32)], (white, white, white - rng.randint(0, 12)), cv2.LINE_AA
        )
        for row in np.arange(-0.85, 0.85, rng.uniform(0.05, 0.09)):
            ends = (np.array([[-0.85, row], [rng.uniform(0.2, 0.85), row]]) * half) @ turn.T + centre
            start, end = ends.astype(int)
            cv2.line(canvas, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])),
                     (white - 110,) * 3, rng.choice((2, 3, 5)), cv2.LINE_AA)  # fmt: skip
    return canvas


def table(size: Size, rng: random.Random) -> Pixels:
    """Return any of the surfaces."""
    return rng.choice((wood, wood, cloth, stone, stone, clutter))(size, rng)


def room(size: Size, rng: random.Random) -> Pixels:
    """Return what is behind a person indoors: a wall, some furniture-like blocks."""
    canvas = stone(size, rng)
    for _ in range(rng.randint(2, 5)):
        left, top = rng.randint(-200, size[0]), rng.randint(0, size[1])
        grey = rng.randint(50, 210)
        colour = tuple(grey + rng.randint(-22, 22) for _ in range(3))
        cv2.rectangle(
            canvas, (left, top), (left + rng.randint(120, 500), top + rng.randint(200, 900)), colour, -1
        )
    return canvas


def light(size: Size, rng: random.Random, strength: float) -> Floats:
    """Return a gain map around 1 (height x width): a slope and soft patches, ``strength`` peak to peak."""
    small = (max(size[0] // 32, 8), max(size[1] // 32, 8))
    x = np.linspace(-0.5, 0.5, small[0], dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, small[1], dtype=np.float32)[:, None]
    angle = rng.uniform(0, 6.283)
    slope = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))
    patches = _clouds(small, rng, (2, 2)) - 0.5
    gain = 1 + strength * (0.7 * slope + 0.5 * patches)
    return np.asarray(cv2.resize(gain.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def noise_rows(size: Size, generator: np.random.Generator, sigma: float) -> Floats:
    """Return sensor noise (384 x width x 3) to be repeated downwards: one tile of normal values, repeated."""
    tile = cv2.GaussianBlur(generator.standard_normal((384, 384, 3), dtype=np.float32), (0, 0), 0.5)
    tile = tile * np.float32(sigma / max(float(tile.std()), 1e-6))
    return np.asarray(np.tile(tile, (1, -(-size[0] // 384), 1))[:, : size[0]], np.float32)


def noise(size: Size, generator: np.random.Generator, sigma: float) -> Floats:
    """Return sensor noise (height x width x 3)."""
    rows = noise_rows(size, generator, sigma)
    return np.asarray(np.tile(rows, (-(-size[1] // len(rows)), 1, 1))[: size[1]], np.float32)


def perspective(picture: Floats, rng: random.Random, amount: float) -> Floats:
    """Move each corner by up to ``amount`` of the size; the edge is repeated."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moves = np.array([[rng.uniform(-amount, amount) * width, rng.uniform(-amount, amount) * height]
                      for _ in range(4)], np.float32)  # fmt: skip
    matrix = cv2.getPerspectiveTransform(corners, corners + moves)
    warped = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_LINEAR,
                                 borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return np.asarray(warped, np.float32)
