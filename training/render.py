"""Draws a line of text as the recogniser gets it: printed, photographed, cut out by a detector.

Everything comes from one :class:`random.Random`, so a seed gives a line. What is drawn from:
``training.text`` (what it says), ``training.fonts`` and ``training.grounds`` (how it is printed, by split),
``training.camera`` (what becomes of it).
"""

import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training import fonts, text
from training.camera import DIFFICULTIES, Difficulty, Extent, Print, photograph, shows_all
from training.fonts import Face, FreeType, Split
from training.grounds import GROUNDS, Floats
from training.variants import Marks, all_there, hairlined, restroked

#: Height x width x 3, BGR.
Pixels = NDArray[np.uint8]
#: Letters are drawn at this size and made smaller by the camera.
_SIZE = 46
_PAD = 40
#: So often a line is photographed again that did not show all of its ink; then it is printed anew, so often,
#: before another text is taken: ink as light as its ground shows on no photo.
_MOST_LOOKS = 12
_MOST_PRINTS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: ``kind`` is the text's source, ``pixels`` what a detector would cut out."""

    text: str
    kind: str
    difficulty: Difficulty
    pixels: Pixels


def line(
    rng: random.Random, split: Split, difficulty: Difficulty | None = None, kind: str | None = None
) -> Line:
    """Draw one line; without ``difficulty`` or ``kind`` they are chosen as training wants them."""
    level = difficulty or rng.choices(DIFFICULTIES, (35, 45, 20))[0]
    while True:
        source, said = (kind, text.clean(text.SOURCES[kind](rng))) if kind else text.draw(rng)
        if not 0 < len(said) <= 60:
            continue
        if difficulty is None and source in text.DIGITS:
            level = rng.choices(DIFFICULTIES, (20, 40, 40))[0]
        for _ in range(_MOST_PRINTS):
            pixels = _shown(said, source, level, split, rng)
            if pixels is not None:
                return Line(said, source, level, pixels)


def _shown(said: str, source: str, level: Difficulty, split: Split, rng: random.Random) -> Pixels | None:
    """Return a photo of a text in one print that shows all of its ink; None where none did."""
    own, mask = _printed(said, rng, split, source)
    extent = _extent(own)
    ground = rng.choice(GROUNDS[split])((mask.shape[0], mask.shape[1]), rng)
    print_ = Print(_ink(ground, mask, rng, level), ground, own)
    for _ in range(_MOST_LOOKS):
        box, seed = _box(extent, rng), rng.getrandbits(64)
        if shows_all(print_, box, level, seed):
            return photograph(print_.inked, box, level, random.Random(seed))
    return None


def _printed(said: str, rng: random.Random, split: Split, source: str) -> tuple[Floats, Floats]:
    """Return how much ink lies where, in [0, 1]: of the line alone, and with what stands above and below."""
    face = _face(said, rng, split, source)
    weight, width = rng.choice((400, 400, 500, 700, 700, 800)), rng.choice((100, 100, 100, 88, 76))
    font = fonts.load(face, _SIZE, weight, width)
    tracking = rng.choice((0.0, 0.0, 0.0, 0.0, rng.uniform(-0.02, 0.0), rng.uniform(0, 0.12))) * _SIZE
    if split == "train" and source == "day" and rng.random() < 0.2:
        # Wide letters beside a mark are no blanks: dates set so are told from those with blanks (`spaced`).
        tracking = rng.uniform(0.02, 0.14) * _SIZE
    if source == "zone":
        tracking = rng.uniform(0, 0.15) * _SIZE
    long = int(_length(said, font, tracking))
    size = (long + 2 * _PAD, 3 * _SIZE)
    drawn = Image.new("L", size, 0)
    draw = ImageDraw.Draw(drawn)
    base = 2 * _SIZE
    jitter = 1.2 if face.fixed and rng.random() < 0.3 else 0.0
    marks = None
    if split == "train" and source != "zone" and rng.random() < 0.4:
        marks = Marks(rng, face, _SIZE, weight, width)
    if marks is None:
        _put(draw, (_PAD, base), said, font, tracking, rng=rng, jitter=jitter)
    if rng.random() < 0.05:
        draw.line((_PAD - 4, base + 6, size[0] - _PAD, base + 6), fill=255, width=rng.randint(1, 3))
    mask = np.asarray(np.asarray(drawn, np.float32) / 255, np.float32).copy()
    if marks is not None:
        marks.put(mask, (_PAD, base), said, tracking)
    if split == "train" and rng.random() < 0.45:
        mask = restroked(mask, rng, base)
    if split == "train" and rng.random() < (0.4 if source in text.DIGITS else 0.08):
        mask = hairlined(mask, rng)
    mask = _worn(mask, rng, dotted=_dotted(face, split, source))
    own = mask
    if rng.random() < 0.4:
        mask = np.maximum(mask, _neighbours(size, font, base, rng))
    return own, mask


def _face(said: str, rng: random.Random, split: Split, source: str) -> Face:
    often = {"zone": 0.75, "number": 0.06}.get(source, 0.0) if said.isascii() else 0.0
    ocr_b = fonts.ocr_b(split) if rng.random() < often else None
    face = ocr_b or fonts.choose(rng, split)
    if split == "train" and source in text.DIGITS and rng.random() < 0.35:
        return fonts.with_old_style(face)
    return face


def _length(said: str, font: FreeType, tracking: float) -> float:
    return font.getlength(said) + tracking * len(said)


def _put(draw: ImageDraw.ImageDraw, at: tuple[float, float], said: str, font: FreeType, tracking: float, *,
         rng: random.Random, jitter: float = 0.0) -> None:  # fmt: skip
    if not tracking and not jitter:
        draw.text(at, said, fill=255, font=font, anchor="ls")
        return
    x, y = at
    for character in said:
        lift = rng.uniform(-jitter, jitter)
        draw.text((x, y + lift), character, fill=255, font=font, anchor="ls")
        x += font.getlength(character) + tracking


def _neighbours(size: tuple[int, int], font: FreeType, base: int, rng: random.Random) -> Floats:
    """Return lines above or below, close enough for their tails and accents to reach in."""
    drawn = Image.new("L", size, 0)
    draw = ImageDraw.Draw(drawn)
    leading = rng.uniform(1.08, 1.5) * _SIZE
    for y in rng.choice(((base - leading,), (base + leading,), (base - leading, base + leading))):
        said = " ".join(text.draw(rng)[1] for _ in range(3))
        draw.text((rng.uniform(-60, _PAD), y), said, fill=rng.randint(150, 255), font=font, anchor="ls")
    return np.asarray(np.asarray(drawn, np.float32) / 255, np.float32)


def _dotted(face: Face, split: Split, source: str) -> float:
    """Return how often a line is printed in dots; a digit that is misread in dots no neighbour puts right."""
    often = 0.18 if face.fixed else 0.03
    return max(often, 0.1) if split == "train" and source in text.DIGITS else often


def _worn(mask: Floats, rng: random.Random, *, dotted: float) -> Floats:
    """Return the ink as a pen, ribbon, needle or worn print lays it down, no stroke lost altogether."""
    for _ in range(4):
        worn = _wear(mask, rng, dotted)
        if all_there(mask, worn):
            return worn
    return mask


def _wear(mask: Floats, rng: random.Random, dotted: float) -> Floats:
    chance = rng.random()
    if chance < 0.10:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
        mask = np.asarray(cv2.dilate(mask, kernel), np.float32)
    elif chance < 0.17:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2, 2))
        mask = np.asarray(cv2.erode(mask, kernel), np.float32)
    elif chance < 0.17 + dotted:  # dot matrix
        step = rng.choice((4, 5))
        small = cv2.resize(mask, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
        dots = np.zeros((small.shape[0] * step, small.shape[1] * step), np.float32)
        for dy in range(step - 1):
            for dx in range(step - 1):
                dots[dy::step, dx::step] = small
        mask = cv2.resize(dots, mask.shape[::-1]).clip(0, 1)
        mask = np.minimum(cv2.GaussianBlur(mask, (0, 0), 0.8) * 1.5, 1)
    if rng.random() < 0.15:
        made = np.random.default_rng(rng.getrandbits(64))
        grid = made.random((mask.shape[0] // 5 + 2, mask.shape[1] // 5 + 2), dtype=np.float32)
        patch = cv2.resize(grid, mask.shape[::-1], interpolation=cv2.INTER_CUBIC)
        mask = mask * (1 - np.float32(rng.uniform(0.1, 0.6)) * patch).clip(0, 1)
    return np.asarray(mask, np.float32)


def _ink(ground: Floats, mask: Floats, rng: random.Random, level: Difficulty) -> Floats:
    """Print in a colour clearly darker than the ground, rarely lighter."""
    light = float(ground.mean())
    least = {"easy": 0.45, "medium": 0.3, "hard": 0.2}[level]
    dark = light * (1 - rng.uniform(least, 1.0))
    if light < 190 and rng.random() < 0.12:
        dark = min(light * (1 + rng.uniform(0.4, 1.0)), 255)
    colour = np.clip(np.array([dark + rng.gauss(0, 12) for _ in range(3)], np.float32), 0, 255)
    if rng.random() < 0.12:
        colour[rng.randrange(3)] = min(dark + rng.uniform(20, 90), 255)
    weight = mask[..., None]
    return np.asarray(ground * (1 - weight) + colour * weight, np.float32)


def _extent(mask: Floats) -> Extent:
    """Return left, top, right, bottom of the ink, every mark on a capital and every tail with it."""
    rows, columns = np.flatnonzero(mask.max(1) > 0.3), np.flatnonzero(mask.max(0) > 0.3)
    if not len(rows):
        return _PAD, 1.2 * _SIZE, mask.shape[1] - _PAD, 2 * _SIZE
    return float(columns[0]), float(rows[0]), float(columns[-1]) + 1, float(rows[-1]) + 1


def _box(extent: Extent, rng: random.Random) -> Extent:
    """Return left, top, right, bottom of what a detector would cut: mostly loose, now and then tight."""
    left, top, right, bottom = extent
    high = max(bottom - top, 0.45 * _SIZE)
    return (
        left - high * rng.uniform(-0.02, 0.5),
        top - high * rng.uniform(-0.03, 0.28),
        right + high * rng.uniform(-0.02, 0.5),
        bottom + high * rng.uniform(-0.03, 0.28),
    )
