"""What typefaces nobody has installed would do to a line: marks that sit and look otherwise, other strokes.

A recogniser that knows a hundred typefaces by heart still confuses the tones of the hundred and first. So a
part of training's lines is drawn in typefaces that do not exist: the tone mark of another one, moved and
resized; strokes fatter, thinner, slanted and bent. Only training's lines: what is held out stays as it was.
"""

import random
import unicodedata
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training import fonts
from training.fonts import Face

Floats = NDArray[np.float32]

_ABOVE, _BELOW = "\u0300\u0301\u0303\u0309", "\u0323"
#: Room around a glyph, as a multiple of the letter size: marks reach above, dots below.
_ROOM = 2


def toneless(character: str) -> tuple[str, str]:
    """Return the letter without its tone, and the tone; ("x", "") where it has none."""
    parts = unicodedata.normalize("NFD", character)
    tones = [part for part in parts if part in _ABOVE + _BELOW]
    if len(tones) != 1:
        return character, ""
    rest = "".join(part for part in parts if part != tones[0])
    return unicodedata.normalize("NFC", rest), tones[0]


@lru_cache(maxsize=4096)
def _glyph(face: Face, size: int, weight: int, width: int, character: str) -> Floats:
    """Return a letter's ink in [0, 1]; its origin lies at (size/2, 2 size) from the left and top."""
    font = fonts.load(face, size, weight, width)
    drawn = Image.new("L", (round(font.getlength(character)) + size, round((_ROOM + 0.8) * size)), 0)
    ImageDraw.Draw(drawn).text((size // 2, _ROOM * size), character, fill=255, font=font, anchor="ls")
    return np.asarray(np.asarray(drawn, np.float32) / 255, np.float32)


def _extent(ink: Floats) -> tuple[int, int, int, int] | None:
    rows, columns = np.flatnonzero(ink.max(1) > 0.3), np.flatnonzero(ink.max(0) > 0.3)
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


class Marks:
    """How one line puts tones on letters: whose marks, how far moved and how large, the same all along."""

    def __init__(self, rng: random.Random, face: Face, size: int, weight: int, width: int) -> None:
        self._own = (face, size, weight, width)
        other = fonts.choose(rng, "train") if rng.random() < 0.6 else face
        larger = rng.uniform(0.85, 1.15) if other != face else 1.0
        self._from = (other, round(size * larger), rng.choice((400, 500, 700, weight)), 100)
        self._right, self._up = rng.gauss(0, 0.035) * size, rng.uniform(-0.03, 0.08) * size
        self._large = (rng.uniform(0.8, 1.25), rng.uniform(0.8, 1.25))

    def put(self, canvas: Floats, at: tuple[float, float], said: str, tracking: float) -> None:
        """Draw a line that starts at ``at`` (x, y of its baseline), ``tracking`` pixels between letters."""
        font = fonts.load(*self._own)
        x, y = at
        for character in said:
            self._letter(canvas, (x, y), character)
            x += font.getlength(character) + tracking

    def _letter(self, canvas: Floats, at: tuple[float, float], character: str) -> None:
        letter, tone = toneless(character)
        x, y = at[0] - self._own[1] // 2, at[1] - _ROOM * self._own[1]
        base = _glyph(*self._own, letter)
        mark, seat = self._mark(letter, character) if tone else None, _extent(base)
        if mark is None or seat is None:
            _lay(canvas, _glyph(*self._own, character), x, y)
            return
        ink, (middle, edge) = mark
        _lay(canvas, base, x, y)
        here = x + (seat[0] + seat[2]) / 2 + middle + self._right
        if tone == _BELOW:
            top = y + seat[3] + max(edge - self._up, 1.0)
        elif edge < 0:  # beside the hat, as its own typeface has it
            top = y + seat[1] - edge - ink.shape[0]
        else:
            top = y + seat[1] - max(edge + self._up, 1.0) - ink.shape[0]
        _lay(canvas, ink, here - ink.shape[1] / 2, top)

    def _mark(self, letter: str, character: str) -> tuple[Floats, tuple[float, float]] | None:
        """Return the mark's ink, how far its middle lies right of the letter's, how far off the edges are."""
        whole, bare = _glyph(*self._from, character), _glyph(*self._from, letter)
        seat = _extent(bare)
        if whole.shape != bare.shape or seat is None or int((bare - whole > 0.3).sum()) > 4:
            return None  # the letter or its hat moves under the mark: what is the mark's cannot be told
        ink = np.where(whole - bare > 0.25, whole, 0).astype(np.float32)
        below = toneless(character)[1] == _BELOW
        if below or not _stacked(letter):
            ink[seat[1] : seat[3]] = 0
        box = _extent(ink)
        if box is None or (box[3] - box[1]) * (box[2] - box[0]) < 6:
            return None
        edge = box[1] - seat[3] if below else seat[1] - box[3]
        if edge < 0 and self._from[0] != self._own[0]:
            return None  # it fits beside its own hat only
        cut = ink[box[1] : box[3], box[0] : box[2]]
        wide, high = (max(round(s * f), 2) for s, f in zip(cut.shape[::-1], self._large, strict=True))
        cut = np.asarray(cv2.resize(cut, (wide, high), interpolation=cv2.INTER_AREA), np.float32)
        return cut, ((box[0] + box[2]) / 2 - (seat[0] + seat[2]) / 2, float(edge))


def _stacked(letter: str) -> bool:
    """Tell whether the letter wears a hat already, beside which the tone may sit."""
    return len(unicodedata.normalize("NFD", letter)) > 1


def _lay(canvas: Floats, ink: Floats, x: float, y: float) -> None:
    left, top = round(x), round(y)
    a, b = max(top, 0), min(top + ink.shape[0], canvas.shape[0])
    c, d = max(left, 0), min(left + ink.shape[1], canvas.shape[1])
    if a < b and c < d:
        part = canvas[a:b, c:d]
        np.maximum(part, ink[a - top : b - top, c - left : d - left], out=part)


def all_there(mask: Floats, worn: Floats) -> bool:
    """Tell whether a good part of every stroke is left: what is not on the paper cannot be learnt."""
    count, strokes = cv2.connectedComponents((mask > 0.5).astype(np.uint8))
    before = np.bincount(strokes.ravel(), minlength=count)[1:]
    after = np.bincount(strokes[worn > 0.35], minlength=count)[1:]
    return bool((after >= 0.4 * before).all())


def hairlined(mask: Floats, rng: random.Random) -> Floats:
    """Return the ink with its thin strokes paler, as the slash and the top of a ``5`` in a face of hairlines.

    What is thinner than a pixel of the photo comes out paler, not thinner. Thin is what a disc of a twelfth
    to a fifth of the letters' size does not fit into.
    """
    disc = rng.randint(4, 9)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (disc, disc))
    fat = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), np.float32)
    return np.asarray(fat + (mask - fat) * np.float32(rng.uniform(0.2, 0.7)), np.float32)


def restroked(mask: Floats, rng: random.Random, base: int) -> Floats:
    """Return the ink with other strokes: fatter or thinner, slanted, bent; ``base`` is the baseline."""
    if rng.random() < 0.5:
        soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(1.0, 1.8))
        other = np.asarray(((soft - 0.5 + rng.uniform(-0.16, 0.25)) * 3 + 0.5).clip(0, 1), np.float32)
        # A hairline that would be gone stays as it was.
        mask = other if all_there(mask, other) else mask
    high, wide = mask.shape
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    if rng.random() < 0.35:
        x = x + (y - base) * np.float32(rng.uniform(-0.12, 0.3))
    if rng.random() < 0.6:
        made = np.random.default_rng(rng.getrandbits(64))
        cell = rng.uniform(14, 50)
        cells = (2, int(high / cell) + 2, int(wide / cell) + 2)
        across, down = (
            cv2.resize(grid, (wide, high), interpolation=cv2.INTER_CUBIC)
            for grid in made.standard_normal(cells, dtype=np.float32)
        )
        x = x + across * np.float32(rng.uniform(0, 1.1))
        y = y + down * np.float32(rng.uniform(0, 0.8))
    return np.asarray(cv2.remap(mask, x, y, cv2.INTER_LINEAR), np.float32)
