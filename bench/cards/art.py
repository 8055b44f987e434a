"""Our own ornaments: fine-line backgrounds, emblem, seal, chip, signature, fingerprint.

None copies a state design: the emblem is a lotus in a ring, and every seal says that the paper is a specimen.
"""

import math
import random
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.cards.fonts import font
from bench.cards.paint import Colour

Pixels = NDArray[np.uint8]
_SHIFT = 4


def background(size: tuple[int, int], palette: Sequence[Colour], lines: Sequence[Colour],
               rng: random.Random) -> Image.Image:  # fmt: skip
    """Return a tinted sheet (left, middle, right colours of ``palette``) under fine guilloche lines."""
    width, height = size
    ramp = np.array([[_jitter(colour, rng) for colour in palette]], np.float32)
    tint = cv2.resize(ramp, (width, 1), interpolation=cv2.INTER_LINEAR)
    shade = np.linspace(1.0, rng.uniform(0.95, 1.0), height, dtype=np.float32)[:, None, None]
    canvas: Pixels = np.ascontiguousarray((tint * shade).clip(0, 255).astype(np.uint8))
    pattern = canvas.copy()
    for colour in lines:
        _waves(pattern, colour, rng)
    _rosette(pattern, lines[0], (width * rng.uniform(0.55, 0.68), height * rng.uniform(0.45, 0.55)),
             height * rng.uniform(0.36, 0.44), rng)  # fmt: skip
    _drum(pattern, lines[-1], (width * rng.uniform(0.6, 0.66), height * 0.5), height * 0.2, rng)
    mixed = cv2.addWeighted(pattern, rng.uniform(0.4, 0.6), canvas, 0.5, 0)
    return Image.fromarray(mixed)


def _jitter(colour: Colour, rng: random.Random) -> Colour:
    r, g, b = (min(255, max(0, part + rng.randint(-7, 7))) for part in colour)
    return (r, g, b)


def _line(canvas: Pixels, points: NDArray[np.float64], colour: Colour) -> None:
    fixed = np.rint(points * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, colour, 1, cv2.LINE_AA, _SHIFT)


def _waves(canvas: Pixels, colour: Colour, rng: random.Random) -> None:
    height, width = canvas.shape[:2]
    x = np.linspace(-20, width + 20, 110)
    amplitude, period, lean = rng.uniform(20, 70), rng.uniform(250, 700), rng.uniform(-0.25, 0.25)
    phase, beat = rng.uniform(0, 6.3), rng.uniform(900, 2000)
    for base in np.arange(-120, height + 120, rng.uniform(11, 17)):
        y = base + amplitude * np.sin(x * 6.283 / period + phase + base / 90) * np.cos(x * 6.283 / beat)
        _line(canvas, np.stack([x, y + lean * (x - width / 2)], 1), colour)


def _rosette(canvas: Pixels, colour: Colour, centre: tuple[float, float], radius: float,
             rng: random.Random) -> None:  # fmt: skip
    t = np.linspace(0, 2 * math.pi, 260)
    petals, depth = rng.randint(7, 14), rng.uniform(0.12, 0.3)
    for turn in np.linspace(0, 2 * math.pi / petals, 9, endpoint=False):
        r = radius * (1 - depth + depth * np.cos(petals * (t + turn)))
        _line(canvas, np.stack([centre[0] + r * np.cos(t), centre[1] + r * np.sin(t)], 1), colour)


def _drum(canvas: Pixels, colour: Colour, centre: tuple[float, float], radius: float,
          rng: random.Random) -> None:  # fmt: skip
    t = np.linspace(0, 2 * math.pi, 90)
    for share in (0.45, 0.6, 0.63, 0.8, 0.83, 1.0):
        ring = np.stack([centre[0] + radius * share * np.cos(t), centre[1] + radius * share * np.sin(t)], 1)
        _line(canvas, ring, colour)
    rays = rng.choice((10, 12, 14))
    t = np.linspace(0, 2 * math.pi, 2 * rays + 1)
    r = radius * np.where(np.arange(2 * rays + 1) % 2, 0.15, 0.42)
    _line(canvas, np.stack([centre[0] + r * np.cos(t), centre[1] + r * np.sin(t)], 1), colour)


@cache
def emblem(diameter: int) -> Image.Image:
    """Return a lotus of our own in a gold ring on red, with a transparent outside."""
    side = 400
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((6, 6, side - 6, side - 6), fill=(226, 180, 60))
    draw.ellipse((26, 26, side - 26, side - 26), fill=(205, 38, 38))
    for index in range(36):
        angle = index * math.pi / 18
        x, y = side / 2 + 184 * math.cos(angle), side / 2 + 184 * math.sin(angle)
        draw.ellipse((x - 8, y - 8, x + 8, y + 8), fill=(150, 100, 20))
    for degrees, length in ((-64, 120), (64, 120), (-34, 140), (34, 140), (0, 155)):
        angle = math.radians(degrees - 90)
        tip = (200 + length * math.cos(angle), 275 + length * math.sin(angle))
        side_a, side_b = (math.radians(degrees - 90 + turn) for turn in (-17, 17))
        half = length * 0.55
        a = (200 + half * math.cos(side_a), 275 + half * math.sin(side_a))
        b = (200 + half * math.cos(side_b), 275 + half * math.sin(side_b))
        draw.polygon([(200, 275), a, tip, b], fill=(250, 214, 90), outline=(160, 90, 20))
    draw.arc((110, 220, 290, 330), 20, 160, fill=(250, 214, 90), width=12)
    return picture.resize((diameter, diameter), Image.Resampling.LANCZOS)


@cache
def _seal(diameter: int) -> Image.Image:
    side = 480
    red = (205, 30, 40, 205)
    picture = Image.new("RGBA", (side, side), (205, 30, 40, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((8, 8, side - 8, side - 8), outline=red, width=9)
    draw.ellipse((84, 84, side - 84, side - 84), outline=red, width=4)
    words = "MẪU MOTCUA · SPECIMEN · KHÔNG CÓ GIÁ TRỊ · "
    face = font("arimo", 40, 700)
    for index, char in enumerate(words):
        angle = 2 * math.pi * index / len(words)
        letter = Image.new("RGBA", (70, 70), (205, 30, 40, 0))
        ImageDraw.Draw(letter).text((35, 35), char, font=face, fill=red, anchor="mm")
        turned = letter.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = side / 2 + 196 * math.sin(angle), side / 2 - 196 * math.cos(angle)
        picture.alpha_composite(turned, (int(x - 35), int(y - 35)))
    flower = emblem(300).getchannel("G").point(lambda value: 170 if value > 110 else 0)
    inner = Image.new("RGBA", (300, 300), (205, 30, 40, 0))
    inner.putalpha(flower)
    picture.alpha_composite(inner.crop((40, 40, 260, 260)), (130, 130))
    return picture.resize((diameter, diameter), Image.Resampling.LANCZOS)


def seal(diameter: int, rng: random.Random) -> Image.Image:
    """Return a round red seal that says SPECIMEN, turned a little as a hand would stamp it."""
    return _seal(diameter).rotate(rng.uniform(-25, 25), Image.Resampling.BICUBIC)


@cache
def chip(width: int) -> Image.Image:
    """Return contact pads of a chip card."""
    w, h = 300, 240
    picture = Image.new("RGBA", (w, h), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((2, 2, w - 3, h - 3), 40, fill=(214, 178, 96), outline=(150, 115, 50), width=4)
    for y in (80, 160):
        draw.line((0, y, 105, y), fill=(120, 90, 40), width=4)
        draw.line((195, y, w, y), fill=(120, 90, 40), width=4)
    draw.rounded_rectangle((105, 50, 195, 190), 26, outline=(120, 90, 40), width=4)
    draw.line((150, 0, 150, 50), fill=(120, 90, 40), width=4)
    draw.line((150, 190, 150, h), fill=(120, 90, 40), width=4)
    draw.ellipse((40, 20, 120, 60), fill=(236, 210, 140))
    return picture.resize((width, width * h // w), Image.Resampling.LANCZOS)


def contactless(draw: ImageDraw.ImageDraw, xy: tuple[float, float], size: float, colour: Colour) -> None:
    """Draw the sign of a chip that is read without contact: a card and two waves."""
    x, y = xy
    draw.rounded_rectangle((x, y, x + size, y + size * 0.62), size * 0.08, outline=colour, width=4)
    draw.ellipse(
        (x + size * 0.36, y + size * 0.17, x + size * 0.64, y + size * 0.45), outline=colour, width=4
    )
    draw.line((x, y + size * 0.31, x + size * 0.36, y + size * 0.31), fill=colour, width=4)
    draw.line((x + size * 0.64, y + size * 0.31, x + size, y + size * 0.31), fill=colour, width=4)


def signature(width: int, height: int, rng: random.Random) -> Image.Image:
    """Return a scrawl in blue-black ink on nothing."""
    count = rng.randint(9, 14)
    xs = np.linspace(0.06, 0.94, count) + np.array([rng.uniform(-0.1, 0.1) for _ in range(count)])
    ys = np.array([rng.uniform(0.02, 0.5) if step % 2 else rng.uniform(0.5, 0.98) for step in range(count)])
    smooth = _rounded(np.stack([xs * width, ys * height], 1))
    ink = np.zeros((height, width), np.uint8)
    fixed = np.rint(smooth * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(ink, [fixed], False, 235, rng.choice((3, 4, 5)), cv2.LINE_AA, _SHIFT)
    picture = Image.new("RGBA", (width, height), (25, 25, rng.randint(60, 150), 0))
    picture.putalpha(Image.fromarray(ink))
    return picture


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut corners four times (Chaikin), which turns a zigzag into pen strokes."""
    for _ in range(4):
        near, far = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
        points = np.stack([near, far], 1).reshape(-1, 2)
    return points


def fingerprint(width: int, height: int, rng: random.Random) -> Image.Image:
    """Return ridges of an invented finger: a sine of a bent distance field in an oval."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - width / 2) / (width / 2), (y - height / 2) / (height / 2)
    bend = 0.25 * np.sin(3 * u + rng.uniform(0, 6)) + 0.2 * np.sin(2.5 * v + rng.uniform(0, 6))
    distance = np.sqrt((u * 1.1) ** 2 + (v + 0.15 + 0.35 * u * u) ** 2)
    ridges = np.sin((distance + 0.16 * bend) * rng.uniform(58, 72))
    oval = 1.0 - np.clip((np.sqrt(u * u + v * v) - 0.82) * 9, 0, 1)
    dark = (np.clip(ridges * 1.6, 0, 1) * oval * rng.uniform(150, 215)).astype(np.uint8)
    picture = Image.new("RGBA", (width, height), (40, 30, 45, 0))
    picture.putalpha(Image.fromarray(dark))
    return picture


def noise_barcode(width: int, height: int, rng: random.Random) -> Image.Image:
    """Return a PDF417 of random bytes: what the real ones hold is not public, so no reader may use it."""
    import zxingcpp  # noqa: PLC0415 - only these two papers need it

    content = bytes(rng.getrandbits(8) for _ in range(rng.randint(110, 150))).hex()
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.PDF417)
    pixels = np.array(zxingcpp.write_barcode_to_image(code, scale=4))
    return Image.fromarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)).convert("RGB")
