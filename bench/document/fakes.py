"""What can be wrong with a paper before it is photographed: drawn on its side, for tuning or held out.

The held-out half has other rasters, screens, cuts and ways of pasting, so that a threshold is judged on
something it was not set on.
"""

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from bench.cards.portraits import PEOPLE, portrait
from bench.papers import effects
from bench.papers.split import Split

Box = tuple[float, float, float, float]
Floats = NDArray[np.float32]
#: The sheet that is photographed, and where the side starts on it.
Sheet = tuple[Image.Image, tuple[int, int]]
#: Leg of a cut corner in pixels of a side 1,600 pixels wide: 18.7 pixels are a millimetre.
_MILLIMETRE = 18.7


def grey_copy(side: Image.Image, rng: random.Random, split: Split) -> Sheet:
    """Copy without colour: cut out along the card, or as a piece of a white page."""
    copied = effects.copy(side, rng, grey=True)
    if split == "heldout":
        copied = _raster_grey(copied, rng.uniform(5.5, 8.0), rng.uniform(0, 90))
    return _on_paper(copied, rng)


def colour_copy(side: Image.Image, rng: random.Random, split: Split) -> Sheet:
    """Print in four inks as rows of dots; the held-out printer throws its dots at random."""
    if split == "heldout" and rng.random() < 0.5:
        copied = _scattered(side, rng)
    else:
        ruling = rng.uniform(6.5, 9.5) if split == "train" else rng.uniform(8.5, 12.0)
        copied = _four_inks(side, ruling, rng)
    return _on_paper(copied, rng)


def screen(side: Image.Image, rng: random.Random, split: Split) -> Sheet:
    """Show a side on a screen of red, green and blue stripes; held-out ones have another build."""
    if split == "heldout" and rng.random() < 0.4:
        return effects.screen(side, rng)
    pixels = rng.randint(620, 1250) if split == "train" else rng.randint(800, 1500)
    height = round(pixels * side.height / side.width)
    shown = np.asarray(side.resize((pixels, height), Image.Resampling.LANCZOS), np.float32)
    big = cv2.resize(shown, (pixels * 3, height * 3), interpolation=cv2.INTER_NEAREST)
    lit = np.full((3, 3, 3), 0.1, np.float32)
    if split == "train":
        for channel in range(3):
            lit[:, channel, channel] = 1.9
        lit[2] *= 0.25
    else:
        # Diamonds: green everywhere, red and blue by turns, as phones with self-lit pixels have them.
        lit[0, :, 1], lit[1, 0, 0], lit[1, 2, 2] = 1.7, 2.6, 2.6
    grid = np.tile(lit, (height, pixels, 1))
    grid /= grid.mean()
    glow = rng.uniform(8, 26)
    mixed = big * grid * rng.uniform(0.8, 0.95) + glow
    picture = Image.fromarray(mixed.clip(0, 255).astype(np.uint8))
    picture = picture.resize((side.width, side.height), Image.Resampling.BOX if pixels * 3 > 1600 else 3)
    rim, bar = int(side.width * rng.uniform(0.04, 0.14)), int(side.width * rng.uniform(0.02, 0.06))
    white = rng.random() < 0.6
    ground = (236, 238, 242) if white else (18, 18, 20)
    frame = Image.new("RGB", (side.width + 2 * (rim + bar), side.height + 2 * (rim + bar)), (12, 12, 14))
    ImageDraw.Draw(frame).rectangle((bar, bar, frame.width - bar, frame.height - bar), fill=ground)
    frame.paste(picture, (rim + bar, rim + bar))
    return frame, (rim + bar, rim + bar)


def cut_corner(side: Image.Image, rng: random.Random, split: Split) -> Sheet:
    """Cut off one corner; a held-out cut may be a notch or a hole punched through the corner."""
    card = effects.rounded(side)
    least, most = (9, 22) if split == "train" else (7, 20)
    a, b = rng.uniform(least, most) * _MILLIMETRE, rng.uniform(least, most) * _MILLIMETRE
    right, low = rng.random() < 0.5, rng.random() < 0.5
    x, y = (card.width if right else 0), (card.height if low else 0)
    inwards_x, inwards_y = (-1 if right else 1), (-1 if low else 1)
    corner, one, other = (x, y), (x + inwards_x * a, y), (x, y + inwards_y * b)
    mask = card.getchannel("A")
    draw = ImageDraw.Draw(mask)
    if split == "heldout" and rng.random() < 0.3:
        radius = (a + b) / 2
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    else:
        draw.polygon((corner, one, other), fill=0)
    card.putalpha(mask)
    return card, (0, 0)


def pasted(side: Image.Image, rng: random.Random, split: Split, box: Box) -> Sheet:
    """Put another photograph over the portrait: paper with an edge, a little askew."""
    left, top, right, bottom = _pixels(side, box)
    grow = rng.uniform(-6, 14)
    size = (round(right - left + 2 * grow), round(bottom - top + 2 * grow))
    photo = portrait(rng.choice(PEOPLE), size, rng)
    rim = rng.choice((0, 0, 8, 14))
    if rim:
        framed = Image.new("RGB", (size[0] + 2 * rim, size[1] + 2 * rim), (248, 248, 246))
        framed.paste(photo, (rim, rim))
        photo = framed
    angle = rng.choice((-1, 1)) * (rng.uniform(1.2, 4.0) if split == "train" else rng.uniform(0.6, 3.0))
    sheet = side.convert("RGB").copy()
    turned = photo.convert("RGBA").rotate(angle, Image.Resampling.BICUBIC, expand=True)
    at = (
        round((left + right - turned.width) / 2 + rng.uniform(-10, 10)),
        round((top + bottom - turned.height) / 2 + rng.uniform(-10, 10)),
    )
    shade = Image.new("L", sheet.size, 0)
    shade.paste(turned.getchannel("A"), (at[0] + rng.randint(2, 5), at[1] + rng.randint(2, 5)))
    shade = shade.filter(ImageFilter.GaussianBlur(rng.uniform(1.5, 4.0)))
    depth = rng.uniform(0.3, 0.6) if split == "train" else rng.uniform(0.15, 0.5)
    dark = shade.point(lambda value: int(value * depth))
    sheet.paste((20, 20, 22), (0, 0, *sheet.size), dark)
    sheet.paste(turned, at, turned)
    return sheet, (0, 0)


def no_portrait(side: Image.Image, rng: random.Random, split: Split, box: Box) -> Sheet:
    """Print no portrait: the ground goes on there, or a plain or striped patch covers it."""
    left, top, right, bottom = _pixels(side, box)
    left, top, right, bottom = left - 30, top - 40, right + 18, bottom + 20
    sheet = side.convert("RGB").copy()
    size = (right - left, bottom - top)
    ways = ("ground", "white", "black") if split == "train" else ("ground", "sticker", "grey")
    match rng.choice(ways):
        case "ground":
            # The ground right of the middle, above: hardly any text there.
            source = sheet.crop((left, max(top - 140, 0), right, top)).resize(size)
            patch = source.filter(ImageFilter.MedianFilter(9))
        case "white":
            patch = Image.new("RGB", size, (246, 246, 244))
        case "black":
            patch = Image.new("RGB", size, (24, 24, 26))
        case "sticker":
            patch = Image.new("RGB", size, (214, 206, 160))
        case _:
            patch = Image.new("RGB", size, (150, 152, 156))
    sheet.paste(patch, (left, top))
    return sheet, (0, 0)


def _pixels(side: Image.Image, box: Box) -> tuple[int, int, int, int]:
    return (round(box[0] * side.width), round(box[1] * side.height),
            round(box[2] * side.width), round(box[3] * side.height))  # fmt: skip


def _on_paper(copied: Image.Image, rng: random.Random) -> Sheet:
    """Cut a copy out along the card, with round or square corners, or leave white paper around."""
    way = rng.choice(("round", "square", "page", "page"))
    if way == "round":
        return effects.rounded(copied), (0, 0)
    rim = 0 if way == "square" else int(copied.width * rng.uniform(0.12, 0.4))
    page = Image.new("RGB", (copied.width + 2 * rim, copied.height + 2 * rim), effects.WHITE)
    page.paste(copied, (rim, rim))
    return page, (rim, rim)


def _dots(plane: Floats, ruling: float, degrees: float) -> Floats:
    """Return a tone plane (0 no ink, 1 full) as dots of that ruling (pixels a row) and angle."""
    y, x = np.mgrid[0 : plane.shape[0], 0 : plane.shape[1]].astype(np.float32)
    angle = np.deg2rad(degrees)
    u, v = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    wave = (np.cos(u * 2 * np.pi / ruling) + np.cos(v * 2 * np.pi / ruling)) / 4 + 0.5
    # A soft edge stands for dots that are smaller than our pixels.
    return np.asarray(((plane - wave) * 6 + 0.5).clip(0, 1), np.float32)


def _four_inks(side: Image.Image, ruling: float, rng: random.Random) -> Image.Image:
    light = np.asarray(effects.copy(side, rng, grey=False), np.float32) / 255
    inks = 1 - light
    black = inks.min(axis=2) * 0.8
    turn = rng.uniform(-6, 6)
    out = np.ones_like(light)
    for channel, angle in enumerate((15, 75, 0)):
        out[..., channel] *= 1 - _dots(inks[..., channel] - black, ruling, angle + turn)
    out *= (1 - _dots(black, ruling, 45 + turn))[..., None]
    return Image.fromarray((out * 255).clip(0, 255).astype(np.uint8))


def _raster_grey(side: Image.Image, ruling: float, degrees: float) -> Image.Image:
    plane = np.asarray(1 - np.asarray(side.convert("L"), np.float32) / 255, np.float32)
    return Image.fromarray(((1 - _dots(plane, ruling, degrees)) * 255).astype(np.uint8)).convert("RGB")


def _scattered(side: Image.Image, rng: random.Random) -> Image.Image:
    light = np.asarray(effects.copy(side, rng, grey=False), np.float32) / 255
    noise = np.random.default_rng(rng.getrandbits(64))
    dots = (noise.random(light.shape) < light).astype(np.float32)
    return Image.fromarray((cv2.GaussianBlur(dots, (0, 0), 1.3) * 255).astype(np.uint8))


Fake = Callable[[Image.Image, random.Random, Split], Sheet]
ANY_SIDE: dict[str, Fake] = {
    "grey_copy": grey_copy, "colour_copy": colour_copy, "screen": screen, "cut_corner": cut_corner,
}  # fmt: skip
FRONT_ONLY: dict[str, Callable[[Image.Image, random.Random, Split, Box], Sheet]] = {
    "pasted": pasted, "no_portrait": no_portrait,
}  # fmt: skip
