"""Photos of clean and of wrong papers, each with where the paper truly lies."""

import io
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageOps

from bench.cards import make_paper
from bench.cards.kinds import Difficulty, Kind, Side
from bench.cards.photograph import Quad, photograph
from bench.document import fakes
from bench.papers import effects
from bench.papers import split as table
from bench.papers.split import Split
from bench.papers.variety_card import draw
from bench.papers.variety_hand import misregister
from motcua.papers.kinds import SPECS

KINDS: tuple[Kind, ...] = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12")
#: How a clean card is photographed; nothing may be said about it but what spoils the photo.
CLEAN: dict[Split, tuple[str, ...]] = {
    "train": ("plain", "easy", "sleeve", "far", "shadow", "worn", "thumb", "beside", "blur", "misprint"),
    "heldout": (
        "plain", "easy", "sleeve", "far", "shadow", "worn", "thumb", "beside", "tilted", "laminate", "dim",
        "misprint",
    ),
}  # fmt: skip
WRONG = (*fakes.ANY_SIDE, *fakes.FRONT_ONLY)


@dataclass(frozen=True, slots=True)
class Sample:
    """One photo. ``label`` is ``clean`` or one of ``WRONG``; ``way`` how it was photographed."""

    label: str
    way: str
    kind: Kind
    side: Side
    seed: int
    jpeg: bytes
    quad: Quad


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn side before anything is done to it, with the dice of its card."""

    image: Image.Image
    kind: Kind
    side: Side
    seed: int
    split: Split
    rng: random.Random


def samples(split: Split, first: int, count: int) -> Iterator[Sample]:
    """Draw ``count`` cards of each kind: both sides clean, and one or two wrong; the same each time."""
    for seed in range(first, first + count):
        for kind in KINDS:
            rng = random.Random(f"document:{split}:{kind}:{seed}")
            for side, image in _sides(kind, seed, split, rng).items():
                drawn = Drawn(image, kind, side, seed, split, rng)
                yield _taken(drawn, (image, (0, 0)), "clean", rng.choice(CLEAN[split]))
                label = WRONG[(seed + zlib.crc32(kind.encode()) + (side == "back")) % len(WRONG)]
                if side == "back" and label in fakes.FRONT_ONLY:
                    continue
                yield wrong(drawn, label, rng.choice(("plain", "easy", "easy", "far")))


def clean_front(kind: Kind, seed: int, split: Split) -> Sample:
    """Draw one clean front and photograph it well."""
    rng = random.Random(f"front:{split}:{kind}:{seed}")
    image = _sides(kind, seed, split, rng)["front"]
    drawn = Drawn(image, kind, "front", seed, split, rng)
    return _taken(drawn, (image, (0, 0)), "clean", rng.choice(("easy", "plain")))


def clean_sides(kind: Kind, seed: int, split: Split) -> dict[Side, bytes]:
    """Draw one card and photograph both sides well."""
    rng = random.Random(f"sides:{split}:{kind}:{seed}")
    return {
        side: _taken(Drawn(image, kind, side, seed, split, rng), (image, (0, 0)), "clean", "easy").jpeg
        for side, image in _sides(kind, seed, split, rng).items()
    }


def wrong(drawn: Drawn, label: str, way: str) -> Sample:
    """Make one wrong paper of a drawn side and photograph it."""
    if label in fakes.ANY_SIDE:
        return _taken(drawn, fakes.ANY_SIDE[label](drawn.image, drawn.rng, drawn.split), label, way)
    box = SPECS[drawn.kind].sides[drawn.side].portrait
    assert box is not None
    return _taken(drawn, fakes.FRONT_ONLY[label](drawn.image, drawn.rng, drawn.split, box), label, way)


def _sides(kind: Kind, seed: int, split: Split, rng: random.Random) -> dict[Side, Image.Image]:
    """Draw a card in the first hand or the second; held-out ones in the second hand's held-out half."""
    if split == "train" and rng.random() < 0.4:
        return dict(make_paper(kind, seed).sides)
    drawn = draw(kind, seed, split).sides
    return {"front": drawn[0], "back": drawn[1]}


def _taken(drawn: Drawn, laid: fakes.Sheet, label: str, way: str) -> Sample:
    size = drawn.image.size
    sheet, start = _before(laid, way, drawn.rng)
    level: Difficulty = "easy" if way in ("easy", "laminate", "beside", "dim") else "medium"
    fill = {"far": (0.42, 0.55), "beside": (0.86, 0.98)}.get(way)
    if sheet.size != size and way != "beside":
        fill = (0.85, 1.0)
    is_card = start == (0, 0) and sheet.size == size and sheet.mode == "RGB"
    shot_seed = zlib.crc32(f"{label}:{way}:{drawn.kind}:{drawn.side}:{drawn.seed}".encode())
    made = photograph(sheet, level, shot_seed, rounded=is_card, fill=fill,
                      tilt=30 if way == "tilted" else None)  # fmt: skip
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(made.jpeg))).convert("RGB")
    quad = effects.within(made.quad, sheet.size, start, size)
    picture = _after(picture, quad, way, drawn.rng)
    jpeg = effects.sensor(picture, drawn.rng.choice(table.SENSORS[drawn.split]), drawn.rng)
    with Image.open(io.BytesIO(jpeg)) as stored:
        ratio = stored.width / picture.width
    a, b, c, d = ((x * ratio, y * ratio) for x, y in quad)
    return Sample(label, way, drawn.kind, drawn.side, drawn.seed, jpeg, (a, b, c, d))


def _before(laid: fakes.Sheet, way: str, rng: random.Random) -> fakes.Sheet:
    sheet, start = laid
    match way:
        case "worn":
            return effects.worn(sheet, rng), start
        case "misprint":
            return misregister(sheet.convert("RGB"), rng), start
        case "laminate":
            return effects.laminate(sheet)
        case "beside":
            return effects.beside(sheet, rng)
    return laid


def _after(picture: Image.Image, quad: Quad, way: str, rng: random.Random) -> Image.Image:
    match way:
        case "thumb":
            return effects.thumb(picture, quad, rng)
        case "sleeve" | "laminate":
            return effects.bands(picture, quad, rng, sleeve=way == "sleeve")
        case "shadow":
            return effects.shadow(picture, quad, rng)
        case "dim":
            return effects.dim(picture, rng)
        case "blur":
            return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 1.6)))
    return picture
