"""Small photos of papers on a ground, with where the papers lie: what the finder learns from."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from training.finder.bank import Bank
from training.finder.grounds import ground
from training.finder.heaps import film, heap

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
SIDE: Final = 256
_SHAPES: Final = ((1.0, 0.75), (1.0, 0.75), (1.0, 0.75), (1.0, 0.5625), (1.0, 1.0), (1.0, 0.707), (1.0, 0.63))
#: Half the width of the band at a paper's edge, in pixels of the labels (half of the picture's).
_BAND: Final = 3
#: Degrees by which a paper leans at most; the field is a telephone's.
_LEAN: Final = 34.0


@dataclass(slots=True)
class Scene:
    """A photo at the network's size, BGR, and labels at half of it.

    ``paper`` and ``edge`` are 1 where a paper lies and within its edge; ``counts`` is 0 beyond the photo.
    """

    pixels: Pixels
    paper: Pixels
    edge: Pixels
    counts: Pixels
    quads: list[Floats] = field(default_factory=list)


def scene(bank: Bank, rng: random.Random) -> Scene:
    """Draw a scene with none, one or two of the flat sides on it."""
    width, height = (round(SIDE * part) for part in rng.choice(_SHAPES))
    if rng.random() < 0.4:
        width, height = height, width
    papers = rng.choices((0, 1, 2), (4, 76, 20))[0]
    sheet = papers and rng.random() < (0.5 if papers == 2 else 0.12)
    if sheet:
        canvas = _page((height, width), rng)
    elif (lies := rng.random()) < 0.12:
        canvas = _print((height, width), rng.choice(bank.sheets), rng)
    elif lies < 0.42:
        canvas = heap((height, width), bank.sheets, rng)
    else:
        canvas = ground((height, width), rng)
    quads = _poses(papers, (width, height), rng)
    for quad in quads:
        _lay(
            canvas, _changed(rng.choice(bank.sides), rng), quad, rng, flat=bool(sheet and rng.random() < 0.7)
        )
    for quad in quads:
        if rng.random() < 0.22:
            _finger(canvas, quad, rng)
    seen = _lit(canvas, quads, rng)
    half = SIDE // 2
    paper, edge, counts = (np.zeros((half, half), np.uint8) for _ in range(3))
    made = Scene(np.zeros((SIDE, SIDE, 3), np.uint8), paper, edge, counts, quads)
    made.pixels[:height, :width] = seen
    made.counts[: (height + 1) // 2, : (width + 1) // 2] = 1
    for quad in quads:
        corners = [(quad / 2 * 16).astype(np.int32)]
        own, band = np.zeros_like(made.paper), np.zeros_like(made.edge)
        cv2.fillPoly(own, corners, 1, cv2.LINE_8, 4)
        cv2.polylines(band, corners, True, 1, 2 * _BAND - 1, cv2.LINE_8, 4)
        made.paper |= own
        made.edge = (made.edge & (1 - own)) | (band & own)
    made.paper &= made.counts
    made.edge &= made.counts
    return made


def _page(size: tuple[int, int], rng: random.Random) -> Floats:
    """Return a sheet that fills the picture: a scan, or a copy."""
    canvas = np.full((*size, 3), rng.uniform(200, 255), np.float32)
    if rng.random() < 0.4:
        canvas += (
            np.float32(rng.uniform(-40, 0)) * np.linspace(0, 1, size[1], dtype=np.float32)[None, :, None]
        )
    if rng.random() < 0.4:  # print of the form around the copies
        step = rng.uniform(4, 12)
        for y in np.arange(rng.uniform(2, 20), size[0], step):
            if rng.random() < 0.6:
                end = (int(rng.uniform(0.3, 0.95) * size[1]), int(y))
                cv2.line(
                    canvas, (rng.randint(4, 30), int(y)), end, (rng.uniform(40, 150),) * 3, 1, cv2.LINE_AA
                )
    return canvas


def _print(size: tuple[int, int], sheet: Pixels, rng: random.Random) -> Floats:
    """Return a part of a sheet of print, near or far, anyhow turned."""
    height, width = size
    scale = rng.uniform(0.35, 1.6)
    angle = rng.choice((0.0, 0.0, rng.uniform(-15, 15), rng.uniform(0, 360)))
    middle = (rng.uniform(0.3, 0.7) * sheet.shape[1], rng.uniform(0.3, 0.7) * sheet.shape[0])
    turn = cv2.getRotationMatrix2D(middle, angle, scale)
    turn[:, 2] += np.array([width / 2 - middle[0], height / 2 - middle[1]])
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.5 / scale) if scale < 0.8 else sheet
    tint = np.array([rng.uniform(0.85, 1.0) for _ in range(3)], np.float32)
    there = cv2.warpAffine(soft, turn, (width, height), borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    return np.asarray(there * tint, np.float32)


def _changed(side: Pixels, rng: random.Random) -> Pixels:
    """Return a side with something else in places: what is printed where does not make it a paper."""
    if rng.random() > 0.4:
        return side
    made = side.copy()
    height, width = made.shape[:2]
    for _ in range(rng.choice((1, 1, 2, 3))):
        wide, high = int(rng.uniform(0.1, 1.0) * width), int(rng.uniform(0.05, 0.45) * height)
        left, top = (
            rng.randint(0, width - wide),
            rng.choice((0, height - high, rng.randint(0, height - high))),
        )
        spot = made[top : top + high, left : left + wide]
        kind = rng.choice(("bars", "plain", "ground", "noise"))
        if kind == "bars":  # a barcode, at an edge mostly
            noise = np.random.default_rng(rng.getrandbits(64)).random(wide // 2 + 1)
            spot[:] = np.where(np.repeat(noise, 2)[:wide] < 0.5, 30, 235).astype(np.uint8)[None, :, None]
        elif kind == "noise":
            cell = np.random.default_rng(rng.getrandbits(64)).integers(
                0, 255, (high // 4 + 1, wide // 4 + 1), np.uint8
            )
            spot[:] = cv2.resize(cell, (wide, high), interpolation=cv2.INTER_NEAREST)[..., None]
        elif kind == "plain":
            spot[:] = [rng.randint(20, 250) for _ in range(3)]
        else:  # as the paper is where nothing is printed
            spot[:] = np.percentile(made[::7, ::7].reshape(-1, 3), 70, axis=0).astype(np.uint8)
    return made


def _poses(count: int, frame: tuple[int, int], rng: random.Random) -> list[Floats]:
    """Return the corners of each paper on the picture, two of them beside or below each other."""
    if not count:
        return []
    aspect = rng.choice((1.586, 1.586, 1.586, 1.586, 1.586, 1.42))
    turn = math.radians(rng.choice((0, 0, 90, 180, 270)) + rng.gauss(0, 7))
    if rng.random() < 0.25:
        turn = rng.uniform(0, 2 * math.pi)
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * [0.5, 0.5 / aspect]
    flat = [box]
    if count == 2:
        gap = rng.choice((0.0, 0.03, rng.uniform(0, 0.6)))
        away = [0, 1 / aspect + gap] if rng.random() < 0.7 else [1 + gap, 0]
        angle = rng.gauss(0, 0.05) if rng.random() < 0.6 else 0.0
        spin = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        flat.append(box @ spin.T + away)
    points = np.concatenate(flat)
    points -= points.mean(0)
    points = points @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]).T
    lean = math.radians(min(abs(rng.gauss(0, 12)), _LEAN))
    axis = rng.uniform(0, 2 * math.pi)
    towards = np.array([math.cos(axis), math.sin(axis)])
    depth = points @ towards * math.sin(lean)
    short = points - np.outer(points @ towards, towards) * (1 - math.cos(lean))
    span = float(np.abs(points).max()) * 2
    seen = short / (1 + depth / (span * rng.uniform(1.6, 3.0)))[:, None]
    low, high = seen.min(0), seen.max(0)
    fits = float((np.array(frame) / (high - low)).min())
    fill = rng.choice(
        (rng.uniform(0.3, 0.7), rng.uniform(0.5, 0.95), rng.uniform(0.8, 1.0), rng.uniform(0.96, 1.12))
    )
    if count == 2:
        fill = rng.uniform(0.5, 1.0)
    middle = np.array(frame) / 2
    spare = (np.array(frame) - fits * fill * (high - low)) / 2
    reach = np.abs(spare) * (1 if rng.random() < 0.88 else 2.2)
    shift = np.array([rng.uniform(-1, 1), rng.uniform(-1, 1)]) * reach
    placed = (seen - (low + high) / 2) * fits * fill + middle + shift
    return [np.asarray(part, np.float32) for part in np.split(placed, count)]


def _lay(canvas: Floats, side: Pixels, quad: Floats, rng: random.Random, *, flat: bool) -> None:
    """Lay a flat side down, with its film, its shadow and its rounded corners."""
    height, width = canvas.shape[:2]
    across = max(float(np.linalg.norm(quad[1] - quad[0])), 8.0)
    down = max(float(np.linalg.norm(quad[3] - quad[0])), 8.0)
    if (across > down) != (side.shape[1] > side.shape[0]):
        side = np.ascontiguousarray(np.rot90(side))
    small = cv2.resize(side, (round(across), round(down)), interpolation=cv2.INTER_AREA).astype(np.float32)
    tall, wide = small.shape[:2]
    colour = np.array([rng.uniform(0.82, 1.12) for _ in range(3)], np.float32)
    small = (small - 128) * np.float32(rng.uniform(0.75, 1.1)) * colour + 128 * colour
    radius = 0 if flat and rng.random() < 0.5 else round(rng.choice((0.037, 0.037, 0.012)) * wide)
    alpha = np.zeros((tall, wide), np.float32)
    cv2.rectangle(alpha, (radius, 0), (wide - radius - 1, tall - 1), 1.0, -1)
    cv2.rectangle(alpha, (0, radius), (wide - 1, tall - radius - 1), 1.0, -1)
    for x in (radius, wide - radius - 1):
        for y in (radius, tall - radius - 1):
            cv2.circle(alpha, (x, y), radius, 1.0, -1)
    own = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    matrix = cv2.getPerspectiveTransform(own, quad)
    if not flat and rng.random() < 0.2:
        film(canvas, quad, rng)
    there = cv2.warpPerspective(alpha, matrix, (width, height))
    if not flat:
        shift = (rng.randint(-4, 4), rng.randint(-4, 4))
        soft = cv2.GaussianBlur(np.roll(there, shift, (0, 1)), (0, 0), rng.uniform(0.7, 4))
        canvas *= (1 - rng.uniform(0.0, 0.55) * soft)[..., None]
    shown = cv2.warpPerspective(small, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    canvas += there[..., None] * (shown - canvas)


def _finger(canvas: Floats, quad: Floats, rng: random.Random) -> None:
    """Let a finger or a thumb cover a part of an edge."""
    first = rng.randrange(4)
    share = rng.uniform(0, 1)
    at = quad[first] * (1 - share) + quad[(first + 1) % 4] * share
    out = at - quad.mean(0)
    out /= max(float(np.linalg.norm(out)), 1e-6)
    wide = rng.uniform(0.04, 0.13) * float(np.linalg.norm(quad[1] - quad[0]))
    tip = at - out * rng.uniform(0, 1.6) * wide
    light = rng.uniform(0.45, 1.15)
    tone = np.array([rng.uniform(80, 170), rng.uniform(110, 195), rng.uniform(160, 235)], np.float32) * light
    mask = np.zeros(canvas.shape[:2], np.float32)
    far = tip + out * wide * 12 + np.array([rng.gauss(0, 2), rng.gauss(0, 2)]) * wide
    first_at, last_at = ((int(p[0] * 16), int(p[1] * 16)) for p in (tip, far))
    cv2.line(mask, first_at, last_at, 1.0, max(int(2 * wide), 2), cv2.LINE_AA, 4)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.8), np.float32)
    canvas += soft[..., None] * (tone - canvas)


def _lit(canvas: Floats, quads: Sequence[Floats], rng: random.Random) -> Pixels:
    """Return what the camera keeps: shadows, lamps, blur, noise, JPEG."""
    height, width = canvas.shape[:2]
    y = np.arange(height, dtype=np.float32)[:, None] / height - 0.5
    x = np.arange(width, dtype=np.float32)[None] / width - 0.5
    picture = canvas.clip(0, 255) * (1 + rng.uniform(-0.5, 0.5) * x + rng.uniform(-0.5, 0.5) * y)[..., None]
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        angle = rng.uniform(0, 2 * math.pi)
        edge = math.cos(angle) * x + math.sin(angle) * y - rng.uniform(-0.4, 0.4)
        bend = rng.uniform(0, 0.2) * np.sin((x if abs(math.sin(angle)) > 0.7 else y) * rng.uniform(2, 14))
        dark = 1 / (1 + np.exp(-((edge + bend) / rng.uniform(0.004, 0.12)).clip(-30, 30)))
        picture *= (1 - rng.uniform(0.1, 0.6) * dark)[..., None]
    if quads and rng.random() < 0.3:
        at = rng.choice(list(quads)).mean(0) / [width, height] - 0.5 + [rng.gauss(0, 0.2), rng.gauss(0, 0.2)]
        away = ((x - at[0]) / rng.uniform(0.03, 0.25)) ** 2 + ((y - at[1]) / rng.uniform(0.03, 0.25)) ** 2
        picture += (rng.uniform(60, 260) * np.exp(-away))[..., None]
    cast = np.array([rng.uniform(0.78, 1.12), rng.uniform(0.9, 1.06), rng.uniform(0.85, 1.15)], np.float32)
    picture = picture * cast * np.float32(rng.choice((1, 1, rng.uniform(0.7, 1.25), rng.uniform(0.3, 0.8))))
    if rng.random() < 0.5:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.6)), np.float32)
    made = np.random.default_rng(rng.getrandbits(64))
    picture = picture + made.standard_normal(picture.shape, dtype=np.float32) * np.float32(rng.uniform(0, 5))
    pixels = np.asarray(picture.clip(0, 255), np.uint8)
    if rng.random() < 0.08:
        pixels = np.asarray(
            cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8
        )
    if rng.random() < 0.5:
        packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(45, 95)])[1]
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return pixels
