"""Things that lie over a value on a photo: thumbs, coins, stickers, slips of paper, pens, cables.

Each is drawn on the photo over a value's place, with where it lies as a mask. Colours are of wide ranges: a
thumb as pale as the card or as dark as its print, a slip as white as its ground.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Corners = NDArray[np.float64]
Tone = tuple[int, int, int]
#: Skin from pale to dark (BGR).
SKINS = (
    (205, 220, 238), (178, 201, 230), (150, 180, 220), (120, 150, 205), (96, 130, 180), (70, 100, 150),
    (52, 76, 120), (38, 52, 84), (28, 36, 58),
)  # fmt: skip
_METALS = ((150, 158, 165), (95, 165, 205), (80, 115, 165), (188, 194, 198))
_GAUDY = ((40, 40, 220), (60, 200, 240), (80, 170, 60), (210, 120, 40), (190, 90, 200), (50, 130, 245))
_WHITES = ((250, 250, 250), (240, 244, 246), (225, 232, 236), (205, 230, 240), (170, 235, 245))
_DARKS = ((20, 20, 22), (36, 34, 34), (60, 40, 30), (30, 30, 70))


def over(photo: Pixels, quad: Corners, place: Corners, thing: str,
         rng: random.Random) -> tuple[Pixels, NDArray[np.bool_]]:  # fmt: skip
    """Lay a thing over a place (four corners) of the paper at ``quad``; return the photo, and where it is."""
    width = float(np.linalg.norm(quad[1] - quad[0]))
    start, end = (place[0] + place[3]) / 2, (place[1] + place[2]) / 2
    middle = start + rng.uniform(0.35, 0.75) * (end - start)
    mask = np.zeros(photo.shape[:2], np.float32)
    tone = THINGS[thing](_Spot(mask, quad, middle, width, rng))
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.0012 * width, 0.5))[..., None]
    lit = _light(photo, quad)
    colour = np.asarray(tone, np.float32) * _rounded(mask, width, thing, rng) * lit
    shade = cv2.GaussianBlur(mask, (0, 0), 0.008 * width)[..., None]
    ground = photo.astype(np.float32) * (1 - rng.uniform(0.0, 0.3) * shade)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 2, photo.shape)
    mixed = ground * (1 - soft) + (colour + noise) * soft
    return np.clip(mixed, 0, 255).astype(np.uint8), mask > 0.5


def _light(photo: Pixels, quad: Corners) -> float:
    """Return how much light falls there: a thing on a dark photo is dark as well."""
    left, top = (int(max(part, 0)) for part in quad.min(axis=0))
    right, bottom = (int(part) for part in quad.max(axis=0))
    part = photo[top : bottom + 1, left : right + 1]
    return float(np.clip(np.percentile(part, 90) / 225, 0.3, 1.05))


def _rounded(mask: Floats, width: float, thing: str, rng: random.Random) -> Floats:
    """Shade a thing as a round one is: a finger's sides are darker, a coin has a rim and a relief."""
    flat = np.ones((*mask.shape, 1), np.float32)
    if thing in ("slip", "sticker"):
        return flat
    deep = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    most = max(float(deep.max()), 1.0)
    if thing == "coin":
        y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
        relief = 0.1 * np.sin(x / (0.006 * width)) * np.sin(y / (0.008 * width)) * (deep > 0.2 * most)
        rim = np.where((deep > 0.08 * most) & (deep < 0.18 * most), -0.18, 0.0)
        return np.asarray(flat[..., 0] + relief + rim, np.float32)[..., None]
    strength = rng.uniform(0.1, 0.35)
    return np.asarray(1 - strength * (1 - np.minimum(deep / most, 1)) ** 2, np.float32)[..., None]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where on a photo a thing is drawn: over ``middle`` of the paper at ``quad``."""

    mask: Floats
    quad: Corners
    middle: Corners
    width: float
    rng: random.Random

    def line(self, start: Corners, end: Corners, thick: float) -> None:
        """Draw a round-ended bar of so many widths of the paper."""
        ends = [(round(float(point[0])), round(float(point[1]))) for point in (start, end)]
        cv2.line(self.mask, ends[0], ends[1], 1.0, max(round(thick * self.width), 2), cv2.LINE_AA)

    def block(self, long: float, tall: float, turn: float) -> None:
        """Draw a rectangle, turned by so many degrees at most."""
        along = self.quad[1] - self.quad[0]
        angle = float(np.degrees(np.arctan2(along[1], along[0]))) + self.rng.uniform(-turn, turn)
        at = (float(self.middle[0]), float(self.middle[1]))
        box = cv2.boxPoints((at, (long * self.width, tall * self.width), angle))
        cv2.fillConvexPoly(self.mask, np.rint(box).astype(np.int32), 1.0, cv2.LINE_AA)

    def away(self) -> Corners:
        """Return a point off the paper, away from its middle, to which a finger or pen reaches."""
        a, b, c, d = self.quad
        centre, side = (a + b + c + d) / 4, self.rng.choice(((b + c) / 2, (c + d) / 2, (b + c) / 2))
        along, turn = (side - centre) / np.linalg.norm(side - centre), self.rng.uniform(-0.5, 0.5)
        spun = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ along
        return np.asarray(self.middle + spun * 1.6 * self.width)


def _finger(at: _Spot) -> Tone:
    at.line(at.middle, at.away(), at.rng.uniform(0.15, 0.23))
    return at.rng.choice(SKINS)


def _coin(at: _Spot) -> Tone:
    middle = (round(float(at.middle[0])), round(float(at.middle[1])))
    cv2.circle(at.mask, middle, round(at.rng.uniform(0.1, 0.16) * at.width), 1.0, -1, cv2.LINE_AA)
    return at.rng.choice(_METALS)


def _sticker(at: _Spot) -> Tone:
    at.block(at.rng.uniform(0.14, 0.3), at.rng.uniform(0.08, 0.16), 25)
    return at.rng.choice(_GAUDY)


def _slip(at: _Spot) -> Tone:
    at.block(at.rng.uniform(0.2, 0.6), at.rng.uniform(0.09, 0.2), 15)
    return at.rng.choice(_WHITES)


def _pen(at: _Spot) -> Tone:
    far = at.away()
    back = at.middle - at.rng.uniform(0.1, 0.5) * (far - at.middle) / 1.6
    at.line(back, far, at.rng.uniform(0.075, 0.12))
    return at.rng.choice((*_DARKS, *_GAUDY))


def _dark(at: _Spot) -> Tone:
    at.block(at.rng.uniform(0.15, 0.4), at.rng.uniform(0.07, 0.14), 20)
    return at.rng.choice(_DARKS)


THINGS: dict[str, Callable[[_Spot], Tone]] = {
    "finger": _finger, "coin": _coin, "sticker": _sticker, "slip": _slip, "pen": _pen, "dark thing": _dark,
}  # fmt: skip
