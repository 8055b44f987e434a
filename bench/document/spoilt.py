"""Whether values that something hides are told with their cause and place, found and read from the start.

    python -m bench.document.spoilt --count 6 [--split heldout] [--seed 79900] [--only covered,far]

Each clean front is read first; then a thing is laid over a value that was read (``covered``), the photo is
cut in the middle of it (``cut off``), taken from far away (``far``), or a finger laid over a corner
(``corner``), and read again. What is said of the clean photos is counted too: on them nothing is hidden.
"""

import argparse
import random
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.document.hard import Corners, Pixels, cropped
from bench.document.shots import KINDS, Sample, clean_front
from bench.document.things import THINGS, over
from motcua.kernel.messages import Problem
from motcua.papers import photo
from motcua.papers.reading import read
from motcua.papers.types import OFFICERS_ONLY, Quad, Reading

ON = date(2026, 11, 24)
_CAUSE = {"covered": "covered", "corner": "covered", "cut off": "cut_off", "far": "too_small"}
_FIELDS = ("full_name", "date_of_birth", "personal_number", "place_of_residence", "place_of_origin")
_CAUSES = ("glare", "covered", "cut_off", "dark", "blurred", "too_small")
_COLUMNS = ("n", "right", "WRONG", "look", "missing", "lost", "told", "placed", "other cause", "accused")


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A spoilt photo of a sample: which value is hidden, and where (None: everywhere)."""

    label: str
    cause: str
    image: Pixels
    field: str
    right: str
    where: NDArray[np.bool_] | None


def said(reading: Reading) -> list[Problem]:
    """Return all that was said of the paper and its sides."""
    return [*reading.problems, *(each for side in reading.sides for each in side.problems)]


def causes(reading: Reading) -> list[tuple[str, Problem]]:
    """Return the causes that were told, of sides and of fields."""
    named = [(each.reason or each.code, each) for each in said(reading)]
    return [(cause, each) for cause, each in named if cause in _CAUSES]


def accused(reading: Reading) -> bool:
    """Tell whether the paper itself was said to be wrong."""
    return any(each.code in OFFICERS_ONLY for each in said(reading))


def outcome(reading: Reading, field: str, right: str) -> str:
    """Return what became of a value: missing, for a look, right or wrong without one."""
    value = reading.fields.get(field)
    if value is None:
        return "missing"
    if value.review:
        return "look"
    return "right" if value.value == right else "WRONG"


def _is_on(problem: Problem, mask: NDArray[np.bool_]) -> bool:
    """Tell whether the thing takes at least a tenth of the place that a problem names."""
    if problem.quad is None:
        return False
    place = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(place, np.rint(np.asarray(problem.quad)).astype(np.int32), 1)
    return int(np.count_nonzero(mask & (place > 0))) >= 0.1 * max(int(np.count_nonzero(place)), 1)


def spoil(sample: Sample, hard: str, clean: Reading, thing: str) -> Spoilt | None:
    """Spoil a clean photo; None where nothing printed was given from it without a look."""
    rng = random.Random(zlib.crc32(f"spoilt:{sample.kind}:{sample.seed}:{hard}".encode()))
    printed = {field: place for field in _FIELDS if (place := _printed(clean, field)) is not None}
    if not printed:
        return None
    field = rng.choice(list(printed))
    image, quad = photo.decode(sample.jpeg), np.asarray(sample.quad, np.float64)
    value = np.asarray(printed[field], np.float64)
    where: NDArray[np.bool_] | None = None
    match hard:
        case "covered":
            image, where = over(image, quad, value, thing, rng)
        case "cut off":
            image, quad = cropped(image, quad, value.mean(axis=0))
            where = _rim(image, quad)
        case "corner":
            corner = 0.96 * quad[rng.randrange(4)] + 0.04 * quad.mean(axis=0)
            image, where = over(image, quad, np.stack([corner] * 4), "finger", rng)
        case _:
            image = far(image, quad, rng)
    label = thing if hard == "covered" else hard
    return Spoilt(label, _CAUSE[hard], image, field, clean.fields[field].value, where)


def far(image: Pixels, quad: Corners, rng: random.Random) -> Pixels:
    """Return a photo of about the first size on which the paper is only 190 to 450 pixels wide."""
    scale = min(rng.uniform(190, 450) / float(np.linalg.norm(quad[1] - quad[0])), 1.0)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = ((a - b) // 2 for a, b in zip(image.shape[:2], small.shape[:2], strict=True))
    top, left = rng.randint(0, rows), rng.randint(0, columns)
    larger = cv2.copyMakeBorder(small, top, rows - top, left, columns - left, cv2.BORDER_REPLICATE)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 2, larger.shape)
    return np.asarray(np.clip(larger + noise, 0, 255), np.uint8)


def _rim(image: Pixels, quad: Corners) -> NDArray[np.bool_]:
    """Return where on the photo a fifth of the paper's width next to the photo's end is."""
    mask = np.zeros(image.shape[:2], np.bool_)
    along = quad[1] - quad[0]
    near = int(0.2 * np.linalg.norm(along))
    axis = int(abs(along[1]) > abs(along[0]))
    part = slice(-near, None) if along[axis] > 0 else slice(0, near)
    mask[(slice(None), part) if axis == 0 else (part, slice(None))] = True
    return mask


def _printed(reading: Reading, field: str) -> Quad | None:
    """Return where the print of a value stands that was given without a look, also where a code told it."""
    value = reading.fields.get(field)
    if value is None or value.review:
        return None
    regions = (each.region for each in value.witnesses if each.source == "text")
    return next((region.quad for region in regions if region is not None), None)


def counted(made: Spoilt, reading: Reading, name: str, keep: Path | None) -> Counter[str]:
    """Return what is counted of one reading; ``keep`` is a folder for pictures of what was not told."""
    became, told = outcome(reading, made.field, made.right), causes(reading)
    fitting = [each for cause, each in told if cause == made.cause]
    lost = became in ("missing", "look")
    placed = any(made.where is None or _is_on(each, made.where) for each in fitting)
    if (lost and not placed) or became == "WRONG" or accused(reading):
        others = sorted({each.reason or each.code for each in said(reading)})
        print(f"{made.label} {name} {made.field}: {became}, said {others}", flush=True)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(keep / f"{made.label}_{name}_{made.field}.png".replace(" ", "-")), made.image)
    return Counter({
        "n": 1, became: 1, "lost": lost, "told": lost and bool(fitting), "placed": lost and placed,
        "other cause": any(cause != made.cause for cause, _ in told), "accused": accused(reading),
    })  # fmt: skip


def main() -> None:
    """Draw, read, spoil, read again, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--seed", type=int, default=81_000)
    parser.add_argument("--only", default=",".join(_CAUSE))
    parser.add_argument("--things", default=",".join(THINGS))
    parser.add_argument("--keep", type=Path, default=None)
    args = parser.parse_args()
    things: list[str] = args.things.split(",")
    counts: dict[str, Counter[str]] = {}
    clean_counts, number = Counter[str](), 0
    for seed in range(args.seed, args.seed + args.count):
        for kind in KINDS:
            sample = clean_front(kind, seed, args.split)
            clean = read([sample.jpeg], on=ON)
            clean_counts.update(f"said {cause}" for cause in {cause for cause, _ in causes(clean)})
            clean_counts["accused"] += accused(clean)
            clean_counts["values"] += len(clean.fields)
            clean_counts["looks"] += sum(value.review for value in clean.fields.values())
            for hard in args.only.split(","):
                made = spoil(sample, hard, clean, things[number % len(things)])
                if made is not None:
                    ok, jpeg = cv2.imencode(".jpg", made.image, [cv2.IMWRITE_JPEG_QUALITY, 92])
                    assert ok
                    reading = read([bytes(jpeg)], on=ON)
                    row = counts.setdefault(made.label, Counter())
                    row.update(counted(made, reading, f"{kind}_{seed}", args.keep))
            number += 1
    print("| | " + " | ".join(_COLUMNS) + " |\n|---|" + "--:|" * len(_COLUMNS))
    for label, row in counts.items():
        print(f"| {label} | " + " | ".join(str(row[name]) for name in _COLUMNS) + " |")
    print(f"{number} clean photos: {dict(clean_counts)}")


if __name__ == "__main__":
    main()
