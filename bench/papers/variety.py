"""How the reader does on cards drawn in another hand than the one it was developed on, in many conditions.

    python -m bench.papers.variety --count 11 [--kinds cccd_chip,cmnd] [--seed 40000] [--save FOLDER]

Cards come from ``bench.papers.variety_card``; every seed gets one of ``CONDITIONS`` in turn. Standard output
gets a table; every wrong value given without review goes to standard error. ``--save`` keeps those photos.
"""

import argparse
import io
import random
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from bench.cards.kinds import Difficulty
from bench.cards.photograph import Quad, photograph
from bench.papers.variety_card import VariedCard, draw
from motcua.kernel.vietnamese import tone_key
from motcua.papers.reading import read
from motcua.papers.types import Reading

ON = date(2026, 11, 24)
KINDS = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12")
MAIN = ("personal_number", "full_name", "date_of_birth", "sex", "date_of_expiry", "place_of_residence")
CONDITIONS = (
    "plain", "grey_copy", "turned", "sleeve", "far", "scan", "thumb", "crop", "colour_copy", "blur", "worn",
)  # fmt: skip


def _shot(side: Image.Image, level: Difficulty, seed: int, fill: tuple[float, float] | None = None
          ) -> tuple[Image.Image, Quad]:  # fmt: skip
    made = photograph(side, level, seed, fill=fill)
    return ImageOps.exif_transpose(Image.open(io.BytesIO(made.jpeg))).convert("RGB"), made.quad


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _copy(side: Image.Image, rng: random.Random, *, grey: bool) -> Image.Image:
    """Copy a side at a copier: harder contrast, no colour or less, on white paper."""
    copied = ImageOps.autocontrast(side.convert("L"), cutoff=1).convert("RGB") if grey else side
    pixels = np.asarray(copied, np.float32)
    gain = rng.uniform(1.1, 1.35)
    pixels = (pixels - 128) * gain + 128 + rng.uniform(0, 22)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _page(sides: tuple[Image.Image, ...], rng: random.Random) -> Image.Image:
    """Lay sides on a white page scanned at 250 dots an inch."""
    page = Image.new("RGB", (2067, 2923), (252, 252, 250))
    for index, side in enumerate(sides):
        small = side.resize((842, 531), Image.Resampling.LANCZOS).rotate(
            rng.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=(252, 252, 250)
        )
        page.paste(small, (rng.randint(400, 700), 300 + 900 * index))
    return page


def _thumb(picture: Image.Image, quad: Quad, rng: random.Random) -> Image.Image:
    """Hold the card with a thumb over its lower left or right corner."""
    corner = np.array(rng.choice((quad[2], quad[3])))
    width = float(np.linalg.norm(np.subtract(quad[1], quad[0])))
    x, y = corner
    draw_on = ImageDraw.Draw(picture)
    draw_on.ellipse((x - 0.09 * width, y - 0.07 * width, x + 0.09 * width, y + 0.3 * width),
                    fill=(205, 160, 135))  # fmt: skip
    return picture


def _sleeve(picture: Image.Image, quad: Quad, rng: random.Random) -> Image.Image:
    """Put a clear plastic sleeve over the card: a paler rectangle beyond it, and bands of reflected light."""
    pixels = np.array(picture, np.float32)
    middle = np.mean(quad, axis=0)
    outline = (np.array(quad) - middle) * 1.07 + middle
    mask = np.zeros(pixels.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, outline.astype(np.int32), 1.0)
    pixels += (255 - pixels) * (0.1 * mask[..., None])
    cv2.polylines(pixels, [outline.astype(np.int32)], True, (225.0, 225.0, 228.0), 3)
    light = np.zeros(pixels.shape[:2], np.float32)
    width = float(np.linalg.norm(np.subtract(quad[1], quad[0])))
    for _ in range(2):
        start = middle + np.array([rng.uniform(-0.45, 0.45), rng.uniform(-0.25, 0.25)]) * width
        end = start + np.array([rng.uniform(-0.12, 0.12), rng.uniform(0.1, 0.3)]) * width
        cv2.line(light, start.astype(int).tolist(), end.astype(int).tolist(), 1.0, int(0.02 * width) + 1)
    light = cv2.GaussianBlur(light, (0, 0), 0.012 * width) * rng.uniform(80, 170)
    return Image.fromarray((pixels + light[..., None]).clip(0, 255).astype(np.uint8))


def _worn(side: Image.Image, rng: random.Random) -> Image.Image:
    """Wear a card: scratches, faded patches."""
    noise = np.random.default_rng(rng.getrandbits(64))
    pixels = np.array(side, np.float32)
    patch = cv2.resize(noise.random((5, 8)).astype(np.float32), side.size, interpolation=cv2.INTER_CUBIC)
    pixels += (235 - pixels) * (patch.clip(0, 1) * 0.35)[..., None]
    for _ in range(14):
        a = (rng.randint(0, 1600), rng.randint(0, 1009))
        b = (a[0] + rng.randint(-350, 350), a[1] + rng.randint(-200, 200))
        cv2.line(pixels, a, b, (238.0, 238.0, 236.0), rng.choice((1, 1, 2)), cv2.LINE_AA)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def photos(card: VariedCard, condition: str, seed: int) -> list[bytes]:
    """Photograph both sides of a card in one of ``CONDITIONS``."""
    rng = random.Random(f"shots:{condition}:{card.kind}:{seed}")
    sides: tuple[Image.Image, ...] = (card.front, card.back)
    if condition == "scan":
        return [_jpeg(_page(sides, rng), 85)]
    if condition == "crop":
        cut = [side.crop((rng.randint(0, 12), rng.randint(0, 12), 1590, 1000)) for side in sides]
        return [_jpeg(side.resize((side.width * 3 // 4, side.height * 3 // 4)), 82) for side in cut]
    if condition.endswith("copy"):
        sides = tuple(_copy(side, rng, grey=condition == "grey_copy") for side in sides)
    if condition == "worn":
        sides = tuple(_worn(side, rng) for side in sides)
    shots: list[bytes] = []
    for index, side in enumerate(sides):
        fill = (0.42, 0.5) if condition == "far" else None
        picture, quad = _shot(side, "medium" if condition != "turned" else "easy", seed + index, fill)
        if condition == "thumb":
            picture = _thumb(picture, quad, rng)
        elif condition == "sleeve":
            picture = _sleeve(picture, quad, rng)
        elif condition == "blur":
            picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 1.6)))
        elif condition == "turned":
            picture = picture.rotate(rng.choice((90, 180, 270)), expand=True)
        shots.append(_jpeg(picture, rng.randint(70, 92)))
    return shots


def _plain(name: str, value: str) -> str:
    """Fold spaces, commas, case and the place of tones away, as the contract compares places."""
    if name in ("personal_number", "full_name") or name.startswith("date_"):
        return value
    return "".join(c for c in tone_key(value).casefold() if c.isalnum())


def count(tallies: list[Counter[str]], card: VariedCard, reading: Reading, label: str, *,
          verbose: bool) -> bool:  # fmt: skip
    """Count one reading into ``tallies``; return whether anything in it was worth a look."""
    bad = reading.paper != card.kind
    if bad:
        print(f"KIND {label}: {reading.paper}", file=sys.stderr)
    seen: Counter[str] = Counter(cards=1, kind=reading.paper == card.kind)
    for name in sorted({*card.truth, *reading.fields}):
        truth, value = card.truth.get(name), reading.fields.get(name)
        said = None if value is None else value.value
        right = said is not None and truth is not None and _plain(name, said) == _plain(name, truth)
        seen["given"] += value is not None
        seen["review"] += value is not None and value.review
        if name in MAIN and truth is not None:
            seen[f"shown {name}"] += 1
            seen[f"exact {name}"] += right
        if value is not None and not right and not value.review:
            bad = True
            seen["wrong"] += 1
            print(f"WRONG {label} {name}: {said!r} is {truth!r} {value.sources}", file=sys.stderr)
        elif verbose and not right and name in MAIN:
            bad = True
            print(f"MISS {label} {name}: {said!r} is {truth!r}", file=sys.stderr)
    for tally in tallies:
        tally.update(seen)
    return bad


def main() -> None:
    """Draw, photograph, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=11)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--seed", type=int, default=40_000)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--verbose", action="store_true", help="also tell of what was missed")
    args = parser.parse_args()
    conditions = args.conditions.split(",")
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for kind in args.kinds.split(","):
        for number in range(args.count):
            seed, condition = args.seed + number, conditions[number % len(conditions)]
            card = draw(kind, seed)
            shots = photos(card, condition, seed)
            bad = count([tallies[kind], tallies[condition]], card, read(shots, on=ON),
                        f"{kind} {condition} {seed}", verbose=args.verbose)  # fmt: skip
            if args.save and bad:
                args.save.mkdir(parents=True, exist_ok=True)
                for index, shot in enumerate(shots):
                    (args.save / f"{kind}-{condition}-{seed}-{index}.jpg").write_bytes(shot)
    print("| | cards | kind | " + " | ".join(name.replace("_", " ") for name in MAIN)
          + " | given for review | **wrong, not marked** |")  # fmt: skip
    print("|---|" + "--:|" * (len(MAIN) + 4))
    for key in (*args.kinds.split(","), *conditions):
        tally = tallies[key]
        exact = " | ".join(
            f"{tally[f'exact {name}']}/{tally[f'shown {name}']}" if tally[f"shown {name}"] else "–"
            for name in MAIN
        )
        share = 100 * tally["review"] / max(tally["given"], 1)
        print(
            f"| {key} | {tally['cards']} | {tally['kind']} | {exact} | {share:.0f} % | **{tally['wrong']}** |"
        )


if __name__ == "__main__":
    main()
