"""Ways in which photos of a card come about, by the names of ``bench.papers.split``."""

import io
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from bench.cards import textures
from bench.cards.kinds import Difficulty
from bench.cards.photograph import Quad, photograph
from bench.papers import effects
from bench.papers import split as table
from bench.papers.split import Split
from bench.papers.typefaces import face
from bench.papers.variety_card import VariedCard
from bench.papers.variety_hand import misregister


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the camera stands: difficulty of ``bench.cards``, share of the frame, lean in degrees, ground."""

    level: Difficulty = "medium"
    fill: tuple[float, float] | None = None
    tilt: float | None = None
    clutter: bool = False


_SETTINGS = {
    "turned": _Setting("easy"),
    "far": _Setting(fill=(0.42, 0.5)),
    "beside": _Setting("easy", fill=(0.86, 0.98)),
    "tilted": _Setting(tilt=30),
    "full": _Setting("easy", fill=(0.985, 1.0)),
    "clutter": _Setting(fill=(0.45, 0.8), clutter=True),
    "laminate": _Setting("easy"),
    "screen": _Setting("easy", fill=(0.9, 1.0)),
    "dim": _Setting("easy"),
}


def photos(card: VariedCard, condition: str, seed: int, split: Split = "train") -> list[bytes]:
    """Photograph all sides of a card under one condition; the same arguments give the same bytes."""
    rng = random.Random(f"shots:{condition}:{card.kind}:{seed}")
    sensor = rng.choice(table.SENSORS[split])
    sides = tuple(_prepared(side, condition, rng) for side in card.sides)
    if condition == "scan":
        return [effects.jpeg(effects.page(sides, rng), 85)]
    if condition == "grey_page":
        return [effects.jpeg(effects.page(sides, rng, pale=False), 80)]
    if condition == "crop":
        cut = [
            side.crop((rng.randint(0, 12), rng.randint(0, 12), side.width - 10, side.height - 9))
            for side in sides
        ]
        return [effects.jpeg(side.resize((side.width * 3 // 4, side.height * 3 // 4)), 82) for side in cut]
    shots = []
    for index, side in enumerate(sides):
        picture, quad = _shot(side, condition, seed + index, rng)
        picture = _after(picture, quad, condition, rng)
        shots.append(effects.sensor(picture, sensor, rng))
    return shots


def _prepared(side: Image.Image, condition: str, rng: random.Random) -> Image.Image:
    if condition in ("grey_copy", "colour_copy", "grey_page"):
        return effects.copy(side, rng, grey=condition != "colour_copy")
    if condition == "worn":
        return effects.worn(side, rng)
    if condition == "faint":
        return effects.faint(side, rng)
    if condition == "misprint":
        return misregister(side, rng)
    return side


def _shot(side: Image.Image, condition: str, seed: int, rng: random.Random) -> tuple[Image.Image, Quad]:
    setting = _SETTINGS.get(condition, _Setting())
    sheet, start = side, (0, 0)
    if condition == "laminate":
        sheet, start = effects.laminate(side)
    elif condition == "screen":
        sheet, start = effects.screen(side, rng)
    elif condition == "beside":
        sheet, start = effects.beside(side, rng)
    card_like = sheet is side and abs(side.width / side.height - 85.6 / 53.98) < 0.02
    made = photograph(sheet, setting.level, seed, rounded=card_like, fill=setting.fill, tilt=setting.tilt,
                      table=_desk if setting.clutter else None)  # fmt: skip
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(made.jpeg))).convert("RGB")
    return picture, effects.within(made.quad, sheet.size, start, side.size)


def _after(picture: Image.Image, quad: Quad, condition: str, rng: random.Random) -> Image.Image:
    match condition:
        case "thumb":
            return effects.thumb(picture, quad, rng)
        case "sleeve" | "laminate":
            return effects.bands(picture, quad, rng, sleeve=condition == "sleeve")
        case "shadow":
            return effects.shadow(picture, quad, rng)
        case "dim":
            picture = effects.dim(picture, rng)
        case "blur":
            picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 1.6)))
        case "turned":
            picture = picture.rotate(rng.choice((90, 180, 270)), expand=True)
    return picture


def _desk(size: tuple[int, int], rng: random.Random) -> effects.Pixels:
    """Draw a desk full of things: written sheets, a keyboard, pens, coins, a cup's rim."""
    desk = Image.fromarray(textures.clutter(size, rng))
    draw = ImageDraw.Draw(desk)
    unit = max(size) / 40
    for _ in range(3):
        x, y = rng.uniform(-0.1, 0.7) * size[0], rng.uniform(-0.1, 0.8) * size[1]
        draw.rectangle((x, y, x + 13 * unit, y + 9 * unit), fill=(244, 243, 238))
        for row in range(9):
            words = rng.sample(
                ("biên", "bản", "phường", "ngày", "hồ sơ", "Nguyễn", "số 12", "quận", "kính"), 5
            )
            draw.text((x + unit, y + (row + 0.4) * unit), " ".join(words), fill=(50, 50, 60),
                      font=face("DejaVuSans.ttf", int(0.6 * unit)))  # fmt: skip
    x, y = rng.choice((-6, 28)) * unit, rng.uniform(0, 0.7) * size[1]
    for row in range(4):
        for key in range(12):
            left, top = x + key * 1.5 * unit, y + row * 1.5 * unit
            draw.rounded_rectangle((left, top, left + 1.3 * unit, top + 1.3 * unit), 6, fill=(40, 41, 46))
    for _ in range(5):
        x, y, r = rng.uniform(0, size[0]), rng.uniform(0, size[1]), rng.uniform(0.6, 1.1) * unit
        tone = rng.choice(((190, 160, 70), (170, 172, 176), (150, 100, 60)))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tone, outline=(90, 90, 90), width=3)
    for _ in range(3):
        x, y, angle = rng.uniform(0, size[0]), rng.uniform(0, size[1]), rng.uniform(0, 6.3)
        end = (x + 12 * unit * np.cos(angle), y + 12 * unit * np.sin(angle))
        draw.line(
            (x, y, *end), fill=rng.choice(((20, 30, 120), (180, 20, 30), (20, 20, 20))), width=int(unit / 2)
        )
    return np.asarray(desk, np.uint8)
