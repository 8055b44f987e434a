"""A sheet to draw one side of a paper on, and the printing style that varies from card to card."""

import random
from dataclasses import dataclass

import cv2
import numpy as np
import segno
from PIL import Image, ImageDraw

from bench.cards.fonts import Family, FreeType, font

Colour = tuple[int, int, int]
#: ID-1 (85.6 x 53.98 mm) at 18.7 pixels a millimetre.
ID1 = (1600, 1009)
#: The data page of a TD3 passport (125 x 88 mm) at 12.8 pixels a millimetre.
TD3 = (1600, 1126)


@dataclass(frozen=True, slots=True)
class Style:
    """How one printer sets the text: families, inks, separators. Drawn once a paper."""

    label_family: Family
    value_family: Family
    label_ink: Colour
    value_ink: Colour
    red: Colour
    separator: str
    colon: str
    scale: float
    dx: int
    dy: int
    features_label: str

    def label(self, vietnamese: str, english: str | None = None) -> str:
        """Return ``Họ và tên / Full name:`` in this style's spelling."""
        return vietnamese + (f"{self.separator}{english}" if english else "") + self.colon

    def labels(self, size: int, weight: int = 400) -> FreeType:
        return font(self.label_family, round(size * self.scale), weight)

    def values(self, size: int, weight: int = 500) -> FreeType:
        return font(self.value_family, round(size * self.scale), weight)


def make_style(rng: random.Random) -> Style:
    """Draw a style."""
    grey = rng.randint(15, 60)
    ink = rng.randint(5, 45)
    families: tuple[Family, ...] = ("arimo", "arimo", "arimo", "roboto", "noto", "vietnam")
    label_family = rng.choice(families)
    return Style(
        label_family=label_family,
        value_family=label_family if rng.random() < 0.7 else rng.choice(families),
        label_ink=(grey, grey + rng.randint(0, 15), grey + rng.randint(0, 25)),
        value_ink=(ink, ink, ink + rng.randint(0, 20)),
        red=(rng.randint(190, 225), rng.randint(20, 50), rng.randint(25, 55)),
        separator=rng.choice((" / ", " / ", "/")),
        colon=rng.choice((":", ":", ":", "")),
        scale=rng.uniform(0.95, 1.04),
        dx=rng.randint(-8, 8),
        dy=rng.randint(-7, 7),
        features_label=rng.choice(("Đặc điểm nhân dạng", "Đặc điểm nhân dạng", "Đặc điểm nhận dạng")),
    )


class Sheet:
    """One side being drawn. Text anchors are Pillow's; the default is the left end of the base line."""

    def __init__(self, background: Image.Image) -> None:
        self.image = background
        self.draw = ImageDraw.Draw(background)

    def text(
        self, xy: tuple[float, float], text: str, face: FreeType, ink: Colour, anchor: str = "ls"
    ) -> float:
        """Draw one line and return the x where it ends (for a left anchor)."""
        self.draw.text(xy, text, font=face, fill=ink, anchor=anchor)
        return xy[0] + face.getlength(text)

    def spaced(self, xy: tuple[float, float], text: str, face: FreeType, ink: Colour, gap: float) -> float:
        """Draw ``text`` letter by letter with ``gap`` extra pixels between; return the end."""
        x, y = xy
        for char in text:
            self.draw.text((x, y), char, font=face, fill=ink, anchor="ls")
            x += face.getlength(char) + gap
        return x

    def wrapped(self, xy: tuple[float, float], text: str, face: FreeType, ink: Colour, *, width: float,
                leading: float, first: float | None = None, most: int = 3) -> int:  # fmt: skip
        """Draw words in lines of at most ``width``; ``first``: x of the first line. Return how many lines."""
        lines = wrap(text, face, width, width if first is None else width - (first - xy[0]))
        if len(lines) > most:
            raise ValueError(f"text does not fit {most} lines: {text}")
        for index, line in enumerate(lines):
            x = first if index == 0 and first is not None else xy[0]
            if line:
                self.text((x, xy[1] + index * leading), line, face, ink)
        return len(lines)

    def mrz(self, lines: tuple[str, ...], *, left: float, right: float, top: float, bottom: float, size: int,
            ink: Colour) -> None:  # fmt: skip
        """Draw MRZ lines in cells of equal width; ``top``, ``bottom``: base lines of the first and last."""
        face = font("ocrb", size)
        pitch = (right - left) / len(lines[0])
        for row, line in enumerate(lines):
            y = top + (bottom - top) * row / max(len(lines) - 1, 1)
            for column, char in enumerate(line):
                self.draw.text((left + (column + 0.5) * pitch, y), char, font=face, fill=ink, anchor="ms")

    def paste(self, picture: Image.Image, xy: tuple[int, int]) -> None:
        """Paste a picture, through its alpha channel if it has one."""
        self.image.paste(picture, xy, picture if picture.mode == "RGBA" else None)

    def qr(self, payload: str, box: tuple[int, int, int], error: str = "m") -> None:
        """Draw a QR with a narrow white margin; ``box`` is left, top, side in pixels."""
        left, top, side = box
        code = segno.make(payload, error=error, micro=False, boost_error=False, encoding="utf-8")
        modules = np.array([list(row) for row in code.matrix], np.uint8)
        big = np.kron(1 - modules, np.full((16, 16), 255, np.uint8))
        small = cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA)
        margin = max(6, side // 30)
        area = (left - margin, top - margin, left + side + margin, top + side + margin)
        self.draw.rectangle(area, fill=(250, 250, 248))
        self.image.paste(Image.fromarray(np.maximum(small, 18)).convert("RGB"), (left, top))


def wrap(text: str, face: FreeType, width: float, first_width: float) -> list[str]:
    """Break ``text`` at spaces. The first line may stay empty when not even one word fits it."""
    lines, line, room = [], "", first_width
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= room:
            line = longer
            continue
        lines.append(line)
        line, room = word, width
    return [*lines, line]
