"""A sheet of the third hand's papers: ground, own emblem, text in millimetres, rows of labels and values."""

import math
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bench.papers.third.type import Style, font

#: Pixels a millimetre.
SCALE = 18


@dataclass(frozen=True, slots=True)
class Row:
    """One printed item: Vietnamese and English label, value, and where in its line it starts (fraction)."""

    label: str
    english: str
    value: str
    start: float = 0.0


@dataclass(slots=True)
class Sheet:
    """One side being drawn; all measures in mm from its upper left corner."""

    rng: random.Random
    style: Style
    width: float
    height: float
    picture: Image.Image = field(init=False)
    _draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.picture = Image.new("RGB", (round(self.width * SCALE), round(self.height * SCALE)))
        self._draw = ImageDraw.Draw(self.picture)

    def ground(self, first: tuple[int, int, int], second: tuple[int, int, int], pattern: str) -> None:
        """Fill with a run of colour from ``first`` to ``second`` and fine lines of ``pattern``."""
        height, width = self.picture.height, self.picture.width
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        angle = self.rng.uniform(0, 6.28)
        run = (x / width * math.cos(angle) + y / height * math.sin(angle) + 1) / 2
        base = (
            np.array(first)[None, None] * (1 - run[..., None]) + np.array(second)[None, None] * run[..., None]
        )
        k = self.rng.uniform(18, 40)
        if pattern == "waves":
            lines = np.sin((y + 30 * np.sin(x / 90) + 14 * np.sin(x / 33)) * 6.28 / k)
        elif pattern == "rosette":
            cx, cy = width * self.rng.uniform(0.3, 0.7), height * self.rng.uniform(0.3, 0.7)
            turn = np.arctan2(y - cy, x - cx)
            lines = np.sin((np.hypot(x - cx, y - cy) + 20 * np.sin(turn * 12)) * 6.28 / k)
        elif pattern == "net":
            lines = np.maximum(np.sin((x + y) * 6.28 / k), np.sin((x - y + 18 * np.sin(y / 50)) * 6.28 / k))
        else:
            lines = np.sin((x + 24 * np.sin(y / 70)) * 6.28 / k) * np.sin(y / 40)
        strength = self.rng.uniform(4, 15)
        drawn = base - np.clip(lines, 0, 1)[..., None] ** 4 * strength * np.array([1.0, 0.7, 0.9])
        self.picture.paste(Image.fromarray(drawn.clip(0, 255).astype(np.uint8)))

    def emblem(self, x: float, y: float, size: float, ink: tuple[int, int, int]) -> None:
        """Draw an invented mark: rings and petals, like no state's emblem."""
        r, cx, cy = size / 2 * SCALE, x * SCALE, y * SCALE
        self._draw.ellipse((cx - r, cy - r, cx + r, cy + r), outline=ink, width=5)
        petals = self.rng.randint(7, 11)
        for i in range(petals):
            a = i * 6.283 / petals
            px, py = cx + math.cos(a) * r * 0.55, cy + math.sin(a) * r * 0.55
            self._draw.ellipse((px - r * 0.3, py - r * 0.3, px + r * 0.3, py + r * 0.3), outline=ink, width=3)
        self._draw.rectangle((cx - r * 0.2, cy - r * 0.2, cx + r * 0.2, cy + r * 0.2), fill=ink)

    def width_of(self, text: str, family: str, size: float, *, bold: bool = False) -> float:
        """Return the width of ``text`` set at ``size`` mm."""
        spread = self.style.spread * size * len(text)
        return font(family, round(size * SCALE), bold=bold).getlength(text) / SCALE + spread

    def text(self, x: float, y: float, text: str, family: str, size: float, *, bold: bool = False,
             ink: tuple[int, int, int] = (20, 20, 20), anchor: str = "ls") -> None:  # fmt: skip
        """Set ``text`` with its base line at ``y``."""
        face = font(family, round(size * SCALE), bold=bold)
        if not self.style.spread or family == "ocr-b":
            self._draw.text((x * SCALE, y * SCALE), text, font=face, fill=ink, anchor=anchor)
            return
        if anchor == "ms":
            x -= self.width_of(text, family, size, bold=bold) / 2
        for letter in text:
            self._draw.text((x * SCALE, y * SCALE), letter, font=face, fill=ink, anchor="ls")
            x += face.getlength(letter) / SCALE + self.style.spread * size

    def fitted(self, x: float, y: float, text: str, family: str, size: float, room: float, *,  # noqa: PLR0917
               bold: bool = False, ink: tuple[int, int, int] = (20, 20, 20)) -> None:  # fmt: skip
        """Set ``text`` centred, smaller where it would not fit ``room``."""
        size *= min(1.0, room / self.width_of(text, family, size, bold=bold))
        self.text(x, y, text, family, size, bold=bold, ink=ink, anchor="ms")

    def put(self, picture: Image.Image, x: float, y: float, mask: Image.Image | None = None) -> None:
        """Lay a picture with its upper left corner at (x, y)."""
        self.picture.paste(picture, (round(x * SCALE), round(y * SCALE)), mask)

    def frame(self, box: tuple[float, float, float, float], ink: tuple[int, int, int]) -> None:
        """Draw an empty frame (x0, y0, x1, y1)."""
        a, b, c, d = (round(v * SCALE) for v in box)
        self._draw.rectangle((a, b, c, d), outline=ink, width=3)

    def fingerprint(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a print of nobody's finger."""
        w, h = round(width * SCALE), round(height * SCALE)
        gy, gx = np.mgrid[0:h, 0:w].astype(np.float32)
        r = np.hypot((gx - w * 0.5) * 1.3, gy - h * self.rng.uniform(0.45, 0.6))
        ridges = np.sin(r / 5 + 2 * np.sin(gx / 21) + 1.5 * np.sin(gy / 27)) > 0.1
        inside = ((gx - w / 2) / (w * 0.46)) ** 2 + ((gy - h / 2) / (h * 0.48)) ** 2 < 1
        mask = Image.fromarray(((ridges & inside) * 150).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))
        ink = self.rng.choice(((60, 20, 30), (40, 40, 70), (30, 30, 30)))
        self.put(Image.new("RGB", (w, h), ink), x, y, mask)

    def seal(self, x: float, y: float, radius: float) -> None:
        """Stamp a round red seal and a signature of nobody."""
        r, cx, cy = radius * SCALE, x * SCALE, y * SCALE
        red = (205, 60, 55)
        for k in (1.0, 0.93, 0.6):
            self._draw.ellipse((cx - r * k, cy - r * k, cx + r * k, cy + r * k), outline=red, width=3)
        points = [
            (cx + r * (0.2 + t * 0.09), cy + math.sin(t * self.rng.uniform(1.5, 2.5)) * r * 0.35)
            for t in range(18)
        ]
        self._draw.line(points, fill=(30, 40, 120), width=5, joint="curve")

    def rows(self, lines: list[list[Row]], box: tuple[float, float, float, float]) -> None:
        """Set ``lines`` of rows into the box (x0, y0, x1, y1), smaller where they would not fit."""
        for shrink in (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.65):
            placed, bottom = self._set(lines, box, shrink)
            if bottom <= box[3]:
                break
        spare = max(0.0, box[3] - bottom) * self.rng.uniform(0, 0.9) / max(1, len(lines) - 1)
        for index, x, y, text, is_label in placed:
            s = self.style
            self.text(
                x, y + index * spare, text, s.label if is_label else s.value,
                (s.label_size if is_label else s.value_size) * shrink,
                bold=s.label_bold if is_label else s.value_bold, ink=s.label_ink if is_label else s.ink,
            )  # fmt: skip

    def _set(self, lines: list[list[Row]], box: tuple[float, float, float, float], shrink: float
             ) -> tuple[list[tuple[int, float, float, str, bool]], float]:  # fmt: skip
        s, placed = self.style, []
        label_size, value_size = s.label_size * shrink, s.value_size * shrink
        step = max(label_size, value_size) * s.leading
        y = box[1]
        column = 0.0
        if s.mode == "beside":
            column = max(
                self.width_of(self._label(row), s.label, label_size, bold=s.label_bold)
                for line in lines
                for row in line[:1]
            )
            column = min(column, (box[2] - box[0]) * 0.5) + 1.2
        for index, line in enumerate(lines):
            bottom = y
            for place, row in enumerate(line):
                x = box[0] + row.start * (box[2] - box[0])
                right = (
                    box[2]
                    if place + 1 == len(line)
                    else box[0] + line[place + 1].start * (box[2] - box[0]) - 1
                )
                label = self._label(row)
                wide = self.width_of(label, s.label, label_size, bold=s.label_bold)
                at = y + step * 0.8
                placed.append((index, x, at, label, True))
                if s.mode == "above" and not (row.start and place == 0):
                    at += max(label_size * 1.3, value_size * self.rng.uniform(1.12, 1.25))
                    value_x = left = x
                elif s.mode == "beside" and place == 0 and wide < column:
                    value_x = left = x + column
                else:
                    value_x, left = x + wide + label_size * 0.45, x
                if value_x > right - 8:
                    value_x, at = x, at + step
                for piece in self._broken(row.value, right - value_x, right - left, value_size):
                    placed.append((index, value_x, at, piece, False))
                    value_x = left
                    at += step
                bottom = max(bottom, at - step * 0.8)
            y = bottom + (0.25 * step if s.mode == "above" else 0.0)
        return placed, y

    def _label(self, row: Row) -> str:
        s = self.style
        text = row.label + (s.between + row.english if s.english and row.english else "")
        return text + s.colon

    def _broken(self, text: str, first: float, later: float, size: float) -> list[str]:
        """Break a value where the room ends, or a word or two before, as offices do."""
        s, pieces, room = self.style, [], first
        words = text.split(" ")
        while words:
            count = len(words)
            while (
                count > 1 and self.width_of(" ".join(words[:count]), s.value, size, bold=s.value_bold) > room
            ):
                count -= 1
            if count < len(words) and count > 2 and "," in text and self.rng.random() < 0.4:
                count -= 1
            pieces.append(" ".join(words[:count]))
            words, room = words[count:], later
        return pieces
