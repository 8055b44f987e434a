"""Tables full of printed sheets, slips, keys and coins, and film around old papers (BGR)."""

import math
import random
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.finder.grounds import fill, ground, keys, plain

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


def heap(size: tuple[int, int], sheets: Sequence[Pixels], rng: random.Random) -> Floats:
    """Return a table on which sheets of print lie anyhow over each other, and small things over them."""
    canvas = np.ascontiguousarray((plain if rng.random() < 0.4 else ground)(size, rng), np.float32)
    for _ in range(rng.randint(2, 8)):
        _piece(canvas, rng.choice(sheets), rng)
    for _ in range(rng.choice((0, 0, 1, 2, 4))):
        rng.choice((_coin, _coin, _board, _slip))(canvas, rng)
    return canvas


def _piece(canvas: Floats, sheet: Pixels, rng: random.Random) -> None:
    """Lay a part of a sheet down: a page, a slip, a receipt."""
    long = max(canvas.shape[:2])
    wide = rng.choice((rng.uniform(0.3, 0.7), rng.uniform(0.5, 1.3), rng.uniform(0.12, 0.3))) * long
    tall = wide * rng.choice((1.414, 1.414, 0.707, rng.uniform(0.3, 3)))
    near = rng.uniform(0.3, 1.5)  # pixels of the scene for one of the sheet
    cut_wide, cut_tall = min(wide / near, sheet.shape[1]), min(tall / near, sheet.shape[0])
    left = rng.uniform(0, sheet.shape[1] - cut_wide)
    top = rng.uniform(0, sheet.shape[0] - cut_tall)
    part = sheet[int(top) : int(top + cut_tall), int(left) : int(left + cut_wide)].astype(np.float32)
    if near < 0.8:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.45 / near), np.float32)
    margin = int(rng.choice((0, 0.05, 0.12)) * cut_wide)
    if margin:  # print does not reach a page's edge
        light = np.percentile(part[::5, ::5].reshape(-1, 3), 90, axis=0)
        part[:margin], part[-margin:], part[:, :margin], part[:, -margin:] = (light,) * 4
    if rng.random() < 0.75:
        part *= np.array([rng.uniform(0.85, 1.05) for _ in range(3)], np.float32)
    else:  # coloured paper
        part *= np.array([rng.uniform(0.4, 1.0) for _ in range(3)], np.float32)
    corners = _corners(canvas, wide, tall, rng)
    own = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * np.array(part.shape[1::-1], np.float32)
    matrix = cv2.getPerspectiveTransform(own, corners)
    shown = cv2.warpPerspective(part, matrix, canvas.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    fill(canvas, corners, np.asarray(shown, np.float32), rng)


def _corners(canvas: Floats, wide: float, tall: float, rng: random.Random) -> Floats:
    angle = rng.choice((0, 0, math.pi / 2, rng.uniform(0, 2 * math.pi))) + rng.gauss(0, 0.15)
    along = np.array([math.cos(angle), math.sin(angle)], np.float32)
    across = np.array([-along[1], along[0]], np.float32)
    middle = np.array([rng.uniform(0, 1) * canvas.shape[1], rng.uniform(0, 1) * canvas.shape[0]], np.float32)
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32) / 2
    lean = np.array([[rng.gauss(0, 0.02) * wide, rng.gauss(0, 0.02) * wide] for _ in range(4)], np.float32)
    return np.asarray(middle + signs[:, :1] * wide * along + signs[:, 1:] * tall * across + lean, np.float32)


def _coin(canvas: Floats, rng: random.Random) -> None:
    """Lay a coin, a cup or a lid down."""
    middle = (rng.randint(0, canvas.shape[1]), rng.randint(0, canvas.shape[0]))
    radius, light = rng.randint(4, 40), rng.uniform(40, 240)
    tone = [light * rng.uniform(0.5, 1.0), light * rng.uniform(0.7, 1.0), light]
    cv2.circle(canvas, middle, radius, [0.5 * part for part in tone], -1, cv2.LINE_AA)
    cv2.circle(canvas, middle, max(radius - 2, 1), tone, -1, cv2.LINE_AA)


def _board(canvas: Floats, rng: random.Random) -> None:
    """Lay a part of a keyboard down."""
    made = keys((canvas.shape[0], canvas.shape[1]), rng)
    corners = _corners(canvas, rng.uniform(0.3, 1.0) * 256, rng.uniform(0.12, 0.4) * 256, rng)
    fill(canvas, corners, made, rng)


def _slip(canvas: Floats, rng: random.Random) -> None:
    """Lay an empty slip, an envelope or a book down, of a paper's size and colour or not."""
    wide = rng.uniform(0.15, 0.6) * max(canvas.shape[:2])
    corners = _corners(canvas, wide, wide / rng.choice((1.586, 1.4, 2.2)), rng)
    light = rng.uniform(120, 255)
    tone = np.array([light * rng.uniform(0.7, 1.0) for _ in range(3)], np.float32)
    fill(canvas, corners, np.broadcast_to(tone, canvas.shape), rng)


def film(canvas: Floats, quad: Floats, rng: random.Random) -> None:
    """Weld a paper into film, or put it into a sleeve: its own edge stays the paper's, the film's is none."""
    if rng.random() < 0.5:
        sides = [rng.uniform(0.02, 0.11)] * 4  # welded: alike all around
    else:
        sides = [rng.uniform(0.01, 0.16) for _ in range(4)]
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    down = down / max(float(np.linalg.norm(down)), 1.0) * float(np.linalg.norm(along))
    top, right, bottom, left = sides
    above, below = -top * down, bottom * down
    before, after = -left * along, right * along
    moved = quad + np.array([before + above, after + above, after + below, before + below])
    mask = np.zeros(canvas.shape[:2], np.float32)
    points = (moved * 16).astype(np.int32)
    cv2.fillPoly(mask, [points], 1.0, cv2.LINE_AA, 4)
    if rng.random() < 0.4:
        mask = (cv2.GaussianBlur(mask, (0, 0), 2) > 0.55).astype(np.float32)  # rounded corners
    if rng.random() < 0.5:
        soft = cv2.GaussianBlur(np.roll(mask, (rng.randint(-3, 3), rng.randint(-3, 3)), (0, 1)), (0, 0), 2)
        canvas *= (1 - rng.uniform(0.0, 0.35) * soft)[..., None]
    canvas += (rng.uniform(0.06, 0.6) * mask)[..., None] * (rng.uniform(150, 255) - canvas)
    if rng.random() < 0.6:  # an edge of film takes the light, or throws a line of shadow
        line = np.zeros(canvas.shape[:2], np.float32)
        cv2.polylines(line, [points], True, rng.uniform(0.2, 0.8), 1, cv2.LINE_AA, 4)
        canvas += line[..., None] * (rng.choice((rng.uniform(200, 255), rng.uniform(30, 120))) - canvas)
