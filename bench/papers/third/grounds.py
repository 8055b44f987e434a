"""What papers of the third hand lie on, each made anew: some kept out of tuning."""

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.papers.third.type import TUNED, font

Pixels = NDArray[np.uint8]
_WORDS = [
    "thông",
    "báo",
    "họp",
    "tổ",
    "dân",
    "phố",
    "tháng",
    "này",
    "kính",
    "mời",
    "bà",
    "con",
    "tham",
    "dự",
    "đông",
    "đủ",
    "hóa",
    "đơn",
    "tiền",
    "điện",
    "số",
    "tiền",
    "cộng",
    "ngày",
    "12/11",
]


def _noise(rng: random.Random, size: tuple[int, int], grain: int) -> NDArray[np.float32]:
    width, height = size
    made = np.random.default_rng(rng.randrange(2**31)).normal(0, 1, (height // grain + 2, width // grain + 2))
    return np.asarray(cv2.resize(made.astype(np.float32), size, interpolation=cv2.INTER_CUBIC), np.float32)


def _plain(rng: random.Random, size: tuple[int, int]) -> Pixels:
    colour = np.array([rng.randint(40, 235) for _ in range(3)], np.float32)
    return (
        (colour + _noise(rng, size, 60)[..., None] * 4 + _noise(rng, size, 2)[..., None] * 3)
        .clip(0, 255)
        .astype(np.uint8)
    )


def _wood(rng: random.Random, size: tuple[int, int]) -> Pixels:
    width, height = size
    y = np.mgrid[0:height, 0:width][0].astype(np.float32)
    streaks = np.sin((y + 40 * _noise(rng, size, 200)) / rng.uniform(8, 20)) + 0.6 * _noise(rng, size, 3)
    base = np.array(rng.choice(((150, 105, 66), (96, 60, 38), (198, 160, 118))), np.float32)
    planks = (y % rng.randint(300, 700) < 5)[..., None] * 40.0
    return np.asarray((base + streaks[..., None] * 12 - planks).clip(0, 255), np.uint8)


def _cloth(rng: random.Random, size: tuple[int, int]) -> Pixels:
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    k = rng.randint(40, 130)
    checks = ((x // k % 2) + (y // k % 2))[..., None] / 2
    one, two = (np.array([rng.randint(60, 240) for _ in range(3)], np.float32) for _ in range(2))
    weave = (np.sin(x * 1.3) * np.sin(y * 1.3))[..., None] * 8
    return np.asarray((one * checks + two * (1 - checks) + weave).clip(0, 255), np.uint8)


def _desk(rng: random.Random, size: tuple[int, int]) -> Pixels:
    """A table with sheets of writing, a pen, coins and a mug's ring."""
    base = Image.fromarray(_wood(rng, size) if rng.random() < 0.5 else _plain(rng, size))
    width, height = size
    for _ in range(rng.randint(2, 4)):
        page = Image.new("RGB", (width // 2, height // 2), tuple(rng.randint(225, 255) for _ in range(3)))
        pen = ImageDraw.Draw(page)
        face = font(rng.choice(TUNED), max(14, width // rng.randint(50, 90)))
        for y in range(20, page.height - 30, round(face.size * 1.5)):
            pen.text(
                (24, y), " ".join(rng.choices(_WORDS, k=rng.randint(4, 12))), font=face, fill=(40, 40, 60)
            )
        turn = rng.uniform(-50, 50)
        mask = Image.new("L", page.size, 255).rotate(turn, expand=True)
        page = page.rotate(turn, expand=True)
        base.paste(
            page, (rng.randint(-width // 4, width * 3 // 4), rng.randint(-height // 4, height * 3 // 4)), mask
        )
    pen = ImageDraw.Draw(base)
    for _ in range(rng.randint(2, 5)):
        x, y, r = rng.randint(0, width), rng.randint(0, height), width // rng.randint(14, 40)
        pen.ellipse(
            (x - r, y - r, x + r, y + r),
            fill=tuple(rng.randint(90, 220) for _ in range(3)),
            outline=(60, 60, 60),
            width=4,
        )
    x, y = rng.randint(0, width), rng.randint(0, height)
    pen.line(
        (x, y, x + rng.randint(-width // 2, width // 2), y + height // 2),
        fill=(30, 40, 110),
        width=max(6, width // 70),
    )
    return np.array(base)


def _hand(rng: random.Random, size: tuple[int, int]) -> Pixels:
    """A palm below and a dim room behind."""
    width, height = size
    room = _plain(rng, size).astype(np.float32) * rng.uniform(0.35, 0.7)
    mask = np.zeros((height, width), np.float32)
    cx, cy = width * rng.uniform(0.4, 0.6), height * rng.uniform(0.55, 0.75)
    cv2.ellipse(
        mask,
        (int(cx), int(cy)),
        (int(width * 0.42), int(height * 0.5)),
        rng.uniform(-30, 30),
        0,
        360,
        1.0,
        -1,
    )
    soft = cv2.GaussianBlur(mask, (0, 0), 6)[..., None]
    skin = np.array(rng.choice(((196, 148, 118), (150, 104, 80), (222, 180, 152))), np.float32)
    skin = skin + _noise(rng, size, 50)[..., None] * 9 + _noise(rng, size, 5)[..., None] * 4
    return (room * (1 - soft) + skin * soft).clip(0, 255).astype(np.uint8)


def _tiles(rng: random.Random, size: tuple[int, int]) -> Pixels:
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    k = rng.randint(180, 420)
    joint = ((x + y // 9) % k < 7) | ((y - x // 9) % k < 7)
    speckle = (_noise(rng, size, 6) > 0.8)[..., None] * -28.0
    base = np.array([rng.randint(150, 230)] * 3, np.float32) + speckle
    return np.where(joint[..., None], base * 0.55, base).clip(0, 255).astype(np.uint8)


def _keys(rng: random.Random, size: tuple[int, int]) -> Pixels:
    """A keyboard: many boxes the shape of cards."""
    width, height = size
    base = Image.new("RGB", size, (40, 42, 46))
    pen, k = ImageDraw.Draw(base), width // rng.randint(9, 14)
    face = font("dejavu", k // 3)
    for y in range(-k, height, k):
        for x in range(-k + (y // k % 3) * k // 3, width, k):
            pen.rounded_rectangle((x + 4, y + 4, x + k - 4, y + k - 4), 8, fill=(66, 68, 74))
            pen.text(
                (x + k // 4, y + k // 4),
                rng.choice("QWERTYUIOPASDFGHJKLZXCVBNM1234567890"),
                font=face,
                fill=(220, 220, 225),
            )
    return np.array(base)


def _lap(rng: random.Random, size: tuple[int, int]) -> Pixels:
    """Denim: twill with seams."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    twill = np.sin((x + y) * 0.9)[..., None] * 14 + _noise(rng, size, 2)[..., None] * 12
    seam = (np.abs((x - y * 0.2) % (width // 2) - 40) < 5)[..., None] * 40.0
    return np.asarray((np.array((58, 76, 112), np.float32) + twill + seam).clip(0, 255), np.uint8)


_Maker = Callable[[random.Random, tuple[int, int]], Pixels]
TUNED_GROUNDS: dict[str, _Maker] = {
    "plain": _plain,
    "wood": _wood,
    "cloth": _cloth,
    "desk": _desk,
    "hand": _hand,
}
HELD_OUT_GROUNDS: dict[str, _Maker] = {"tiles": _tiles, "keys": _keys, "lap": _lap}
