"""The habits of an invented printer, and a sheet on which it prints.

Nothing here comes from ``bench.cards``' layouts: typefaces, inks, spacing, wordings and backgrounds are those
of ``bench.papers.split``.
"""

import random
from collections.abc import Sequence
from datetime import date

import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from bench.cards.kinds import Kind
from bench.papers import split as table
from bench.papers.split import Colour, Split
from bench.papers.typefaces import FreeType, face

SIZE = (1600, 1009)
PAGE = (1600, 1126)
#: Wordings of each label: Vietnamese ones, then English ones for the papers that have two languages.
_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "number": (("Số",), ("No.", "No", "No:")),
    "name": (("Họ và tên", "Họ tên"), ("Full name", "Full Name")),
    "born": (("Ngày sinh", "Ngày, tháng, năm sinh"), ("Date of birth", "Date of Birth")),
    "sex": (("Giới tính",), ("Sex",)),
    "nationality": (("Quốc tịch",), ("Nationality",)),
    "origin": (("Quê quán",), ("Place of origin",)),
    "residence": (("Nơi thường trú",), ("Place of residence",)),
    "expiry": (("Có giá trị đến",), ("Date of expiry",)),
    "marks": (("Đặc điểm nhân dạng", "Đặc điểm nhận dạng"), ("Personal identification",)),
}
#: Where the tone stands in open syllables: the newer way on the left, the older on the right.
_TONES = dict(
    zip(
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        strict=True,
    )
)


class Hand:
    """One printer: faces, sizes, colours, wordings and spacing, the same on both sides."""

    def __init__(self, kind: Kind, rng: random.Random, split: Split) -> None:
        self.rng, self.split = rng, split
        self.english = kind in ("cccd_chip", "can_cuoc", "passport")
        faces = table.FACES[split]
        self.label_faces = rng.choice(faces)
        self.value_faces = self.label_faces if rng.random() < 0.4 else rng.choice(faces)
        self.label_size, self.value_size = rng.randint(27, 37), rng.randint(34, 46)
        self.label_ink = rng.choice(table.LABEL_INKS[split])
        self.value_ink = rng.choice(table.VALUE_INKS[split])
        self.colon = rng.choice(table.COLONS[split])
        self.slash = rng.choice(table.SLASHES[split])
        self.same_line = rng.random() < 0.5
        self.value_bold = rng.random() < 0.4
        self.dash = rng.choice(("/", "/", "/", "-", "."))
        self.mixed_name = rng.random() < 0.15
        self.shade = rng.choice(table.SHADES[split])
        self.tracking = rng.choice((0.0, 0.0, 0.0, 0.6, 1.4))
        self.leading = rng.uniform(1.16, 1.36)
        self.old_tones = rng.random() < 0.25
        self.small_english = split == "heldout" and rng.random() < 0.4

    def label(self, key: str, vietnamese: str | None = None, english: str | None = None) -> str:
        """Return a label's wording with its English part where the paper has one."""
        ours, theirs = _WORDS.get(key, ((vietnamese or "",), (english or "",)))
        text = vietnamese or self.rng.choice(ours)
        other = english or self.rng.choice(theirs)
        return text + (self.slash + other if self.english and other else "") + self.colon

    def place(self, text: str) -> str:
        """Return a place as this printer spells it: some still put the tone where it stood before."""
        if not self.old_tones:
            return text
        words = text.split(" ")
        for index, word in enumerate(words):
            core = word.rstrip(",.")
            for new, old in _TONES.items():
                if core.lower().endswith(new) and not core.lower().startswith("qu"):
                    words[index] = core[: -len(new)] + old + word[len(core) :]
        return " ".join(words)

    def day(self, day: date | None) -> str:
        """Return a printed date."""
        return "Không thời hạn" if day is None else day.strftime(f"%d{self.dash}%m{self.dash}%Y")

    def sheet(self, size: tuple[int, int] = SIZE) -> "Sheet":
        """Return an empty side with a background."""
        rng = self.rng
        base = tuple(rng.randint(205, 250) for _ in range(3))
        picture = np.empty((size[1], size[0], 3), np.float32)
        picture[:] = base
        noise = np.random.default_rng(rng.getrandbits(64))
        _SHADES[self.shade](picture, rng, noise)
        return Sheet(Image.fromarray(picture.clip(0, 255).astype(np.uint8)), self)


class Sheet:
    """One side being printed."""

    def __init__(self, image: Image.Image, hand: Hand) -> None:
        self.image, self.hand, self.draw = image, hand, ImageDraw.Draw(image)
        #: Base lines below this have spilled: too little room for the text at this size.
        self.floor = image.height - 20.0
        self.spilled = False

    def width(self, text: str, of: FreeType) -> float:
        """Return how much room a text takes with this hand's spacing."""
        return of.getlength(text) + self.hand.tracking * len(text)

    def text(self, at: tuple[float, float], text: str, *, label: bool = True, size: int | None = None,
             bold: bool = False, ink: Colour | None = None, anchor: str = "ls") -> float:  # fmt: skip
        """Print on a base line; return where it ends."""
        hand = self.hand
        faces = hand.label_faces if label else hand.value_faces
        size = size or (hand.label_size if label else hand.value_size)
        ink = ink or (hand.label_ink if label else hand.value_ink)
        if label and hand.small_english and hand.slash in text:
            ours, _, theirs = text.partition(hand.slash)
            end = self._run(at, ours + hand.slash, face(faces[int(bold)], size), ink, "ls")
            return self._run((end, at[1]), theirs, face(faces[0], round(size * 0.8)), ink, "ls")
        return self._run(at, text, face(faces[int(bold)], size), ink, anchor)

    def _run(self, at: tuple[float, float], text: str, of: FreeType, ink: Colour, anchor: str) -> float:
        x, y = at
        if not self.hand.tracking:
            self.draw.text(at, text, font=of, anchor=anchor, fill=ink)
            return x + of.getlength(text)
        if anchor == "ms":
            x -= self.width(text, of) / 2
        for start in range(len(text)):
            # The length of all so far keeps kerning.
            left = x + self.width(text[:start], of)
            self.draw.text((left, y), text[start], font=of, anchor="ls", fill=ink)
        return x + self.width(text, of)

    def fitted(self, middle: float, y: float, text: str, size: int, room: float, *,
               ink: Colour | None = None) -> None:  # fmt: skip
        """Print centred, smaller where there is no room."""
        faces = self.hand.label_faces
        while size > 18 and self.width(text, face(faces[1], size)) > room:
            size -= 1
        self.text((middle, y), text, size=size, bold=True, ink=ink, anchor="ms")

    def row(self, left: float, y: float, label: str, value: str, *, right: float = 1550,
            same: bool | None = None) -> float:  # fmt: skip
        """Print a label and its value, on one line or below it, wrapped; return the next base line."""
        hand = self.hand
        same = hand.same_line if same is None else same
        of = face(hand.value_faces[int(hand.value_bold)], hand.value_size)
        step = hand.value_size * hand.leading
        end = self.text((left, y), label)
        if same:
            x = end + hand.value_size * 0.4
            if x + self.width(value.split(" ", maxsplit=1)[0], of) > right:
                x, y = left, y + step
        else:
            x, y = left, y + step
        line = ""
        for word in value.split(" "):
            longer = f"{line} {word}".strip()
            if line and x + self.width(longer, of) > right:
                self.text((x, y), line, label=False, bold=hand.value_bold)
                x, y, line = left, y + step, word
            else:
                line = longer
        self.text((x, y), line, label=False, bold=hand.value_bold)
        self.spilled |= y > self.floor
        return y + step * (1.1 if same else 1.16)

    def qr(self, payload: str, at: tuple[int, int], side: int) -> None:
        """Print a QR code."""
        code = segno.make(payload, error="m", micro=False, boost_error=False, encoding="utf-8")
        rows = np.array(
            [[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=2)], np.uint8
        )
        picture = Image.fromarray(rows).resize((side, side), Image.Resampling.BOX)
        self.image.paste(picture, at)

    def zone(self, lines: Sequence[str]) -> None:
        """Print the machine-readable zone with a typeface, size and pitch of this hand."""
        rng, cells = self.hand.rng, len(lines[0])
        name = rng.choice(table.ZONE_FACES[self.hand.split])
        pitch = rng.uniform(45.5, 49.0) if cells == 30 else rng.uniform(32.0, 33.4)
        size = int(pitch * rng.uniform(1.35, 1.6))
        of, left = face(name, size), rng.uniform(55, 1600 - cells * pitch - 50)
        below = self.image.height - SIZE[1] + (0 if len(lines) == 3 else 60)
        step, top = rng.uniform(72, 84), rng.uniform(790, 815) + below
        for row, text in enumerate(lines):
            for column, c in enumerate(text):
                at = (left + (column + 0.5) * pitch, top + row * step)
                self.draw.text(at, c, font=of, anchor="ms", fill=(12, 12, 14))

    def portrait(self, photo: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> None:
        """Print the holder's photograph."""
        self.image.paste(photo.convert("RGB").resize(size), at)

    def scribble(self, at: tuple[float, float], width: float) -> None:
        """Sign in ink, and stamp in red."""
        rng = self.hand.rng
        x, y = at
        points = [(x + width * i / 12, y + rng.uniform(-30, 30)) for i in range(13)]
        self.draw.line(points, fill=(30, 40, 120), width=4)
        self.draw.ellipse((x - 40, y - 70, x + 110, y + 80), outline=(205, 50, 60), width=6)

    def prints(self, left: float, top: float) -> None:
        """Print a fingerprint of rings."""
        for r in range(8, 110, 9):
            self.draw.ellipse((left + 110 - r, top + 130 - r * 1.2, left + 110 + r, top + 130 + r * 1.2),
                              outline=(90, 90, 100), width=3)  # fmt: skip


Floats = NDArray[np.float32]


def _plain(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    del picture, rng, noise


def _waves(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    del noise
    y, x = _grid(picture)
    wave = np.sin(y / rng.uniform(2.5, 5) + 6 * np.sin(x / rng.uniform(90, 240)))
    picture += (wave * rng.uniform(6, 13))[..., None]


def _picture(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    del rng
    size = (picture.shape[1], picture.shape[0])
    clouds = cv2.resize(noise.normal(0, 1, (9, 13)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    picture += clouds[..., None] * np.array([9, 6, 12], np.float32)
    fine = cv2.resize(noise.normal(0, 1, (110, 170)).astype(np.float32), size)
    picture += fine[..., None] * 5


def _gradient(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    y, x = _grid(picture)
    angle = rng.uniform(0, 6.283)
    slope = (x * np.cos(angle) + y * np.sin(angle)) / 1600
    picture += slope[..., None] * noise.uniform(-30, 30, 3).astype(np.float32)


def _rosette(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    """Draw interlaced curves around a middle, as security printing has them."""
    del noise
    middle = np.array([rng.uniform(500, 1300), rng.uniform(300, 700)])
    angles = np.linspace(0, 2 * np.pi, 400)
    colour = [rng.uniform(-42, -10) for _ in range(3)]
    petals, layer = rng.randint(7, 14), np.zeros(picture.shape[:2], np.float32)
    for ring in range(rng.randint(16, 30)):
        radius = (60 + 30 * ring) * (1 + 0.14 * np.sin(petals * angles + ring * 0.35))
        curve = middle + np.stack([radius * np.cos(angles), radius * 0.75 * np.sin(angles)], 1)
        cv2.polylines(layer, [curve.astype(np.int32)], True, 1.0, 2, cv2.LINE_AA)
    picture += layer[..., None] * np.array(colour, np.float32)


def _weave(picture: Floats, rng: random.Random, noise: np.random.Generator) -> None:
    y, x = _grid(picture)
    step = rng.uniform(9, 20)
    value = np.sin((x + y) / step) * np.sin((x - y) / (step * 1.1))
    picture += (value * rng.uniform(4, 9))[..., None] + noise.normal(0, 2, picture.shape).astype(np.float32)


def _grid(picture: Floats) -> tuple[Floats, Floats]:
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    return y, x


_SHADES = {
    "plain": _plain, "waves": _waves, "picture": _picture, "gradient": _gradient, "rosette": _rosette,
    "weave": _weave,
}  # fmt: skip


def misregister(side: Image.Image, rng: random.Random) -> Image.Image:
    """Print the colours a little beside each other, and the whole a little softer."""
    channels = []
    for channel in side.split():
        shift = (rng.uniform(-2.6, 2.6), rng.uniform(-2.6, 2.6))
        channels.append(
            channel.transform(side.size, Image.Transform.AFFINE, (1, 0, shift[0], 0, 1, shift[1]),
                              Image.Resampling.BICUBIC)
        )  # fmt: skip
    return Image.merge("RGB", channels).filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.0)))
