"""What befalls a drawn side before it is photographed, and a photo of it afterwards."""

import io
import random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from bench.cards.photograph import Quad

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
WHITE = (252, 252, 250)


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """Return the picture as a JPEG file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _image(pixels: Floats) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


# Sides before the camera.


def copy(side: Image.Image, rng: random.Random, *, grey: bool) -> Image.Image:
    """Copy a side at a copier: harder contrast, no colour or less, on white paper."""
    copied = ImageOps.autocontrast(side.convert("L"), cutoff=1).convert("RGB") if grey else side
    pixels = np.asarray(copied, np.float32)
    gain = rng.uniform(1.1, 1.35)
    return _image(np.asarray((pixels - 128) * gain + 128 + rng.uniform(0, 22), np.float32))


def worn(side: Image.Image, rng: random.Random) -> Image.Image:
    """Wear a card: scratches, faded patches."""
    noise = np.random.default_rng(rng.getrandbits(64))
    pixels = np.array(side, np.float32)
    patch = cv2.resize(noise.random((5, 8)).astype(np.float32), side.size, interpolation=cv2.INTER_CUBIC)
    pixels += (235 - pixels) * (patch.clip(0, 1) * 0.35)[..., None]
    for _ in range(14):
        a = (rng.randint(0, 1600), rng.randint(0, 1009))
        b = (a[0] + rng.randint(-350, 350), a[1] + rng.randint(-200, 200))
        cv2.line(pixels, a, b, (238.0, 238.0, 236.0), rng.choice((1, 1, 2)), cv2.LINE_AA)
    return _image(pixels)


def faint(side: Image.Image, rng: random.Random) -> Image.Image:
    """Print with hardly any ink left: all tones pulled towards the paper's."""
    pixels = np.asarray(side, np.float32)
    paper = np.percentile(pixels, 90, axis=(0, 1))
    return _image(np.asarray(paper + (pixels - paper) * rng.uniform(0.3, 0.45), np.float32))


def page(sides: tuple[Image.Image, ...], rng: random.Random, *, pale: bool = True) -> Image.Image:
    """Lay sides on a white page scanned at 250 dots an inch; a copier's page is greyer and specked."""
    sheet = Image.new("RGB", (2067, 2923), WHITE)
    for index, side in enumerate(sides):
        height = round(842 * side.height / side.width)
        small = side.resize((842, height), Image.Resampling.LANCZOS).rotate(
            rng.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE
        )
        sheet.paste(small, (rng.randint(400, 700), 300 + 900 * index))
    if pale:
        return sheet
    pixels = np.asarray(sheet.convert("L").convert("RGB"), np.float32) * 0.93
    noise = np.random.default_rng(rng.getrandbits(64))
    for _ in range(160):
        y, x = int(noise.integers(0, 2900)), int(noise.integers(0, 2050))
        pixels[y : y + 2, x : x + 2] -= 90
    return _image(np.asarray(pixels + noise.normal(0, 4, pixels.shape[:2])[..., None], np.float32))


def rounded(side: Image.Image) -> Image.Image:
    """Give a card its round corners as transparency."""
    mask = Image.new("L", side.size, 0)
    radius = int(side.width * 3.18 / 85.6)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side.width - 1, side.height - 1), radius, fill=255)
    card = side.convert("RGBA")
    card.putalpha(mask)
    return card


def laminate(side: Image.Image) -> tuple[Image.Image, tuple[int, int]]:
    """Seal a card between two sheets of film larger than itself; return it and where the card starts."""
    rim = int(side.width * 0.055)
    film = Image.new("RGBA", (side.width + 2 * rim, side.height + 2 * rim), (232, 236, 238, 0))
    draw = ImageDraw.Draw(film)
    box = (0, 0, film.width - 1, film.height - 1)
    draw.rounded_rectangle(box, rim, fill=(232, 236, 238, 130), outline=(250, 250, 252, 220), width=5)
    film.alpha_composite(rounded(side), (rim, rim))
    return film, (rim, rim)


def screen(side: Image.Image, rng: random.Random) -> tuple[Image.Image, tuple[int, int]]:
    """Show a side on a screen: stripes of its pixels, its own light, a dark frame around."""
    pixels = np.asarray(side, np.float32) * 0.86 + 22
    step = rng.choice((3, 4))
    columns = np.full((3, side.width), 0.8, np.float32)
    for channel in range(3):
        columns[channel, channel::step] = 1.16
    rows = np.ones(side.height, np.float32)
    rows[::step] = 0.82
    shown = _image(np.asarray(pixels * columns.T[None] * rows[:, None, None], np.float32))
    rim = int(side.width * rng.uniform(0.05, 0.1))
    frame = Image.new("RGB", (side.width + 2 * rim, side.height + 2 * rim + 240), (14, 14, 16))
    glass = (rim // 2, rim // 2, frame.width - rim // 2, frame.height - rim // 2)
    ImageDraw.Draw(frame).rectangle(glass, fill=(236, 237, 240))
    start = (rim, rim + 120)
    frame.paste(shown, start)
    return frame, start


def beside(side: Image.Image, rng: random.Random) -> tuple[Image.Image, tuple[int, int]]:
    """Lay a bank card next to the paper, on its right or below it."""
    other = Image.new("RGB", (1600, 1009), rng.choice(((30, 60, 140), (120, 20, 40), (20, 110, 80))))
    draw = ImageDraw.Draw(other)
    draw.rounded_rectangle((140, 360, 380, 540), 30, fill=(212, 180, 90))
    for index in range(16):
        draw.ellipse((150 + 78 * index, 640, 190 + 78 * index, 700), fill=(230, 230, 235))
    draw.rectangle((140, 820, 800, 860), fill=(225, 225, 230))
    right = rng.random() < 0.5
    size = (side.width * 2 + 120, side.height) if right else (side.width, side.height * 2 + 120)
    both = Image.new("RGBA", size, (0, 0, 0, 0))
    both.alpha_composite(rounded(side), (0, 0))
    both.alpha_composite(rounded(other), (side.width + 120, 0) if right else (0, side.height + 120))
    return both, (0, 0)


def within(quad: Quad, whole: tuple[int, int], start: tuple[int, int], part: tuple[int, int]) -> Quad:
    """Return where a part of a photographed sheet lies, from where the sheet lies; sizes in its pixels."""
    w, h = whole
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.asarray(quad, np.float32))
    x, y = start
    corners = np.array([[x, y], [x + part[0], y], [x + part[0], y + part[1]], [x, y + part[1]]], np.float32)
    a, b, c, d = cv2.perspectiveTransform(corners[None], matrix)[0].tolist()
    return (tuple(a), tuple(b), tuple(c), tuple(d))


# Photos.


def _width(quad: Quad) -> float:
    return float(np.linalg.norm(np.subtract(quad[1], quad[0])))


def thumb(picture: Image.Image, quad: Quad, rng: random.Random) -> Image.Image:
    """Hold the card with a thumb over its lower left or right corner."""
    x, y = np.array(rng.choice((quad[2], quad[3])))
    width = _width(quad)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((x - 0.09 * width, y - 0.07 * width, x + 0.09 * width, y + 0.3 * width),
                 fill=(205, 160, 135))  # fmt: skip
    return picture


def bands(picture: Image.Image, quad: Quad, rng: random.Random, *, sleeve: bool) -> Image.Image:
    """Reflect light in bands; with ``sleeve``, from a clear plastic sleeve that is a little larger."""
    pixels = np.array(picture, np.float32)
    middle, width = np.mean(quad, axis=0), _width(quad)
    if sleeve:
        outline = ((np.array(quad) - middle) * 1.07 + middle).astype(np.int32)
        mask = np.zeros(pixels.shape[:2], np.float32)
        cv2.fillConvexPoly(mask, outline, 1.0)
        pixels += (255 - pixels) * (0.1 * mask[..., None])
        cv2.polylines(pixels, [outline], True, (225.0, 225.0, 228.0), 3)
    light = np.zeros(pixels.shape[:2], np.float32)
    for _ in range(2):
        start = middle + np.array([rng.uniform(-0.45, 0.45), rng.uniform(-0.25, 0.25)]) * width
        end = start + np.array([rng.uniform(-0.12, 0.12), rng.uniform(0.1, 0.3)]) * width
        cv2.line(light, start.astype(int).tolist(), end.astype(int).tolist(), 1.0, int(0.02 * width) + 1)
    light = cv2.GaussianBlur(light, (0, 0), 0.012 * width) * rng.uniform(80, 170)
    return _image(np.asarray(pixels + light[..., None], np.float32))


def shadow(picture: Image.Image, quad: Quad, rng: random.Random) -> Image.Image:
    """Throw a hand's or phone's hard shadow over a part of the card."""
    pixels = np.array(picture, np.float32)
    middle, width = np.mean(quad, axis=0), _width(quad)
    angle = rng.uniform(0, 2 * np.pi)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    start = middle + across * rng.uniform(-0.2, 0.2) * width
    far, wide = along * 3 * width, across * rng.uniform(0.2, 0.5) * width
    mask = np.zeros(pixels.shape[:2], np.float32)
    corners = np.array([start, start + far, start + far + wide, start + wide])
    cv2.fillConvexPoly(mask, corners.astype(np.int32), 1.0)
    shade = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.004, 0.02) * width)
    return _image(np.asarray(pixels * (1 - rng.uniform(0.35, 0.6) * shade)[..., None], np.float32))


def dim(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph by a weak lamp: few photons, stretched again by the camera, and yellow."""
    noise = np.random.default_rng(rng.getrandbits(64))
    gain = rng.uniform(0.18, 0.32)
    pixels = np.asarray(picture, np.float32) * gain
    pixels += noise.normal(0, 1, pixels.shape).astype(np.float32) * rng.uniform(1.6, 3.2)
    colour = np.array([1.0, 0.9, 0.7], np.float32)
    return _image(np.asarray(pixels * (rng.uniform(0.45, 0.7) / gain) * colour, np.float32))


# Cameras.


def sensor(picture: Image.Image, name: str, rng: random.Random) -> bytes:
    """Pass a photo through what a camera or program does to it; ``phone`` leaves it as it is."""
    quality = rng.randint(70, 92)
    if name == "sharpened":
        pixels = np.asarray(picture, np.float32)
        soft = cv2.GaussianBlur(pixels, (0, 0), 1.6)
        picture = _image(np.asarray(pixels + (pixels - soft) * rng.uniform(0.6, 1.2), np.float32))
    elif name == "messenger":
        scale = min(1600 / max(picture.size), 1.0)
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
        quality = rng.randint(55, 70)
    elif name == "cheap":
        small = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.BOX)
        pixels = np.asarray(small, np.float32)
        noise = np.random.default_rng(rng.getrandbits(64)).normal(0, 5, pixels.shape).astype(np.float32)
        picture = _image(np.asarray(pixels + cv2.GaussianBlur(noise, (0, 0), 1.2) * 2, np.float32))
        quality = rng.randint(60, 80)
    elif name == "high_dynamic_range":
        lab = cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2LAB)
        lab[..., 0] = cv2.createCLAHE(rng.uniform(1.5, 3.0), (6, 6)).apply(lab[..., 0])
        picture = Image.fromarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB))
    return jpeg(picture, quality)
