"""Whether every printed value that something hides is told with the cause, read from the start.

    python -m bench.document.hidden --count 1 [--split heldout] [--seed 79800] [--kinds cmnd,passport]

One side of a paper on each photo, with its codes scrambled so that what is hidden is known from nowhere else.
It is read; then each value that was given is hidden in turn by light, by a thing, by the photo's end, and the
whole side by darkness, blur and distance; and read again. Of the values that are then missing: was that told
with its cause, with another, or not at all? ``made up``: told of a value that the thing, light or end is not
over. Of the clean photos everything that is told is counted.
"""

import argparse
import random
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.cards import make_paper
from bench.cards.kinds import Kind, Side
from bench.cards.photograph import photograph
from bench.document.hard import REASONS, WHOLE, Corners, Pixels, spoiled
from bench.document.things import THINGS, over
from bench.papers.split import Split
from bench.papers.variety_card import draw
from motcua.papers import photo
from motcua.papers.kinds import SPECS
from motcua.papers.kinds.base import SideSpec
from motcua.papers.locate.geometry import mapped
from motcua.papers.reading import read
from motcua.papers.types import Quad, Reading

ON = date(2026, 11, 24)
KINDS: tuple[Kind, ...] = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "passport")
Mask = NDArray[np.bool_]
#: Where zones stand, as fractions of a card and of a passport's page.
_ZONES = {"td1": (0.02, 0.72, 0.98, 0.99), "td3": (0.02, 0.8, 0.98, 0.99)}
_CODE = "field_not_read"
#: Where the eye of a whole side's spoiling is; it hides all of it.
_MIDDLE = (0.3, 0.4, 0.9, 0.5)
#: What takes less of a value and its label hides nothing of them.
_LEAST_OVER = 0.05
_COLUMNS = (
    "hidden",
    "right",
    "WRONG",
    "look",
    "no paper",
    "missing",
    "told",
    "other cause",
    "silent",
    "made up",
)


def taken(kind: Kind, seed: int, split: Split) -> dict[Side, tuple[Pixels, Corners]]:
    """Draw one paper in the first hand or the second and photograph its sides well, with where they lie."""
    rng = random.Random(f"hidden:{split}:{kind}:{seed}")
    if split == "train" and rng.random() < 0.5:
        sides = dict(make_paper(kind, seed).sides)
    else:
        names: tuple[Side, ...] = ("front", "back")
        sides = dict(zip(names, draw(kind, seed, split).sides, strict=False))
    shots: dict[Side, tuple[Pixels, Corners]] = {}
    for side, image in sides.items():
        shot = photograph(
            image, "easy", zlib.crc32(f"{kind}:{side}:{seed}".encode()), rounded=kind != "passport"
        )
        shots[side] = np.asarray(photo.decode(shot.jpeg)), np.asarray(shot.quad, np.float64)
    return shots


def scrambled(image: Pixels, quad: Quad | Corners, rng: random.Random) -> Pixels:
    """Return the photo with small squares of a part of it exchanged: it looks the same and says nothing."""
    side, parts = 480, 16
    square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), square)
    patch = cv2.warpPerspective(image, matrix, (side, side))
    tile = side // parts
    tiles = [patch[y : y + tile, x : x + tile] for y in range(0, side, tile) for x in range(0, side, tile)]
    rng.shuffle(tiles)
    mixed = np.vstack([np.hstack(tiles[row * parts : (row + 1) * parts]) for row in range(parts)])
    size = (image.shape[1], image.shape[0])
    back = cv2.warpPerspective(mixed, np.linalg.inv(matrix), size, flags=cv2.INTER_LINEAR)
    return np.where(_filled(image, quad)[..., None], back, image).astype(np.uint8)


def without_codes(image: Pixels, quad: Corners, spec: SideSpec, rng: random.Random) -> Pixels:
    """Return a photo of a side on which neither code nor zone can be read."""
    first = read([jpeg(image)], on=ON)
    if spec.mrz is not None:
        image = scrambled(image, _on_photo(quad, _ZONES[spec.mrz]), rng)
    said = [each for value in first.fields.values() for each in value.witnesses if each.source == "qr"]
    for region in [each.region for each in said if each.region is not None][:1]:
        corners = np.asarray(region.quad)
        image = scrambled(image, corners.mean(axis=0) + 1.1 * (corners - corners.mean(axis=0)), rng)
    return image


def _on_photo(quad: Corners, box: tuple[float, float, float, float]) -> Corners:
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(unit, quad.astype(np.float32)), np.float64)
    left, top, right, bottom = box
    return np.asarray(mapped([(left, top), (right, top), (right, bottom), (left, bottom)], matrix))


def _filled(image: Pixels, quad: Quad | Corners) -> Mask:
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.rint(np.asarray(quad)).astype(np.int32), 1)
    return mask > 0


def placed(reading: Reading) -> dict[str, Corners]:
    """Return where the print of each value stands that was given without a look."""
    return {
        name: np.asarray(each.region.quad, np.float64)
        for name, value in reading.fields.items()
        if not value.review
        for each in value.witnesses
        if each.source == "text" and each.region is not None
    }


def hide(image: Pixels, quad: Corners, place: Corners, cause: str, rng: random.Random) -> tuple[Pixels, Mask]:
    """Return the photo with a value hidden by something local, and what of the whole photo that takes."""
    if cause == "covered":
        return over(image, quad, place, rng.choice(list(THINGS)), rng)
    width = float(np.linalg.norm(quad[1] - quad[0]))
    middle, along = place.mean(axis=0), place[1] - place[0]
    long = float(np.linalg.norm(along))
    if cause == "glare":
        spot = np.zeros(image.shape[:2], np.float32)
        axes = (int(max(0.62 * long, 0.06 * width)), int(rng.uniform(0.05, 0.09) * width))
        angle = float(np.degrees(np.arctan2(along[1], along[0])))
        cv2.ellipse(spot, (int(middle[0]), int(middle[1])), axes, angle, 0, 360, 320.0, -1)
        light = cv2.GaussianBlur(spot, (0, 0), 0.015 * width)[..., None]
        return np.clip(image * 0.9 + light, 0, 255).astype(np.uint8), spot > 0
    # The photo ends in the middle of the value, at the side of the card that is nearest to it.
    ends = [(quad[i] + quad[(i + 1) % 4]) / 2 for i in range(4)]
    out = min(ends, key=lambda end: float(np.linalg.norm(end - middle))) - quad.mean(axis=0)
    axis = int(abs(out[1]) > abs(out[0]))
    at = int(np.clip(middle[axis], 60, image.shape[1 - axis] - 60))
    gone = np.zeros(image.shape[:2], np.bool_)
    part = slice(at, None) if out[axis] > 0 else slice(0, at)
    gone[(slice(None), part) if axis == 0 else (part, slice(None))] = True
    rest = slice(0, at) if out[axis] > 0 else slice(at, None)
    kept = image[:, rest] if axis == 0 else image[rest]
    return np.ascontiguousarray(kept), gone


def jpeg(image: Pixels) -> bytes:
    """Return a photo as a phone stores it."""
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 92])[1])


def told(reading: Reading) -> dict[str, str]:
    """Return of which values it is told that they were not read, with the cause."""
    return {each.field or "": each.reason or "" for each in reading.problems if each.code == _CODE}


def judged(cause: str, names: list[str], clean: Reading, reading: Reading, kind: Kind) -> Counter[str]:
    """Return what became of the hidden values, and what was said of those that are missing."""
    seen: Counter[str] = Counter(hidden=len(names))
    said = told(reading)
    for name in names:
        value = reading.fields.get(name)
        if reading.paper != kind:
            seen["no paper"] += 1
        elif value is None:
            seen["missing"] += 1
            reason = said.get(name, "")
            seen["told" if reason == cause else "other cause" if reason else "silent"] += 1
        elif value.review:
            seen["look"] += 1
        else:
            seen["right" if value.value == clean.fields[name].value else "WRONG"] += 1
    return seen


def _share_over(place: Corners, mask: Mask) -> float:
    """Return how much of a value, with its label above it or before it, something takes."""
    down, across = place[3] - place[0], 0.6 * (place[1] - place[0])
    place = np.array([place[0] - across - down, place[1] - down, place[2], place[3] - across])
    own = _filled(np.zeros((*mask.shape, 1), np.uint8), place)
    return float(np.count_nonzero(own & mask)) / max(int(np.count_nonzero(own)), 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One side on a photo, and where the paper is on it."""

    kind: Kind
    side: Side
    seed: int
    image: Pixels
    quad: Corners

    @property
    def label(self) -> str:
        """Return which it is."""
        return f"{self.kind} {self.side} {self.seed}"


def one_side(shown: Shown, counts: dict[str, Counter[str]]) -> None:
    """Hide all that one side prints, each by everything, and count."""
    rng = random.Random(zlib.crc32(f"hidden:{shown.label}".encode()))
    quad = shown.quad
    image = without_codes(shown.image, quad, SPECS[shown.kind].sides[shown.side], rng)
    clean = read([jpeg(image)], on=ON)
    values = placed(clean)
    said = {name: reason for name, reason in told(clean).items() if reason}
    counts.setdefault("nothing", Counter()).update({"hidden": len(values), "told": len(said)})
    if said:
        print(f"nothing over {shown.label}: {said}", flush=True)
    for cause in REASONS:
        for name in ["*"] if cause in WHOLE else list(values):
            made_up: dict[str, str] = {}
            if cause in WHOLE:
                reading = read([jpeg(spoiled(image, quad, _MIDDLE, cause, rng)[0])], on=ON)
            else:
                spoilt, where = hide(image, quad, values[name], cause, rng)
                reading = read([jpeg(spoilt)], on=ON)
                made_up = {
                    other: reason
                    for other, reason in told(reading).items()
                    if reason and other in values and _share_over(values[other], where) < _LEAST_OVER
                }
            names = list(values) if name == "*" else [name]
            seen = judged(cause, names, clean, reading, shown.kind)
            seen["made up"] = len(made_up)
            counts.setdefault(cause, Counter()).update(seen)
            if seen["silent"] or seen["other cause"] or made_up or seen["WRONG"]:
                lost = {each: told(reading).get(each, "-") for each in names if each not in reading.fields}
                codes = [each.code for part in reading.sides for each in part.problems]
                print(f"{cause} over {name} {shown.label}: {lost}, made up {made_up}, {codes}", flush=True)


def main() -> None:
    """Draw, read, hide, read again, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--seed", type=int, default=79_800)
    parser.add_argument("--kinds", default=",".join(KINDS))
    args = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    for seed in range(args.seed, args.seed + args.count):
        for kind in [each for each in KINDS if each in args.kinds.split(",")]:
            for side, (image, quad) in taken(kind, seed, args.split).items():
                one_side(Shown(kind, side, seed, image, quad), counts)
    print("| what hides the value | " + " | ".join(_COLUMNS) + " |")
    print("|---|" + "--:|" * len(_COLUMNS))
    for cause, seen in counts.items():
        print(f"| {cause} | " + " | ".join(str(seen[column]) for column in _COLUMNS) + " |")


if __name__ == "__main__":
    main()
