"""Whether a field that something hides is told with its cause, and none is made up where nothing does.

    python -m bench.document.hard --count 6 [--split heldout] [--seed 77000]

Over the place of a name on a clean photo comes one of six things; then the product is asked why it could not
read the name, and why something at the top of the side, which a local thing does not hide.
"""

import argparse
import random
from collections import Counter, defaultdict

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.document.shots import KINDS, Sample, clean_front
from motcua.papers import photo
from motcua.papers.document import inspect_appearance, unreadable_field
from motcua.papers.errors import problem
from motcua.papers.kinds import SPECS
from motcua.papers.locate.geometry import mapped

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]
REASONS = ("glare", "covered", "cut_off", "dark", "blurred", "too_small")
#: These lie over the whole side: they are the cause for every field.
WHOLE = ("dark", "blurred", "too_small")


def spoiled(image: Pixels, quad: Corners, box: tuple[float, ...], reason: str,
            rng: random.Random) -> tuple[Pixels, Corners]:  # fmt: skip
    """Return the photo with the box of the paper hidden, and where the paper is on it."""
    source = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(source, quad.astype(np.float32)), np.float64)
    left, top, right, bottom = box
    width = float(np.linalg.norm(quad[1] - quad[0]))
    x, y = rng.uniform(left + 0.1, right - 0.3), (top + bottom) / 2
    (middle,) = mapped([(x, y)], matrix)
    match reason:
        case "glare":
            spot = np.zeros(image.shape[:2], np.float32)
            axes = (int(rng.uniform(0.14, 0.24) * width), int(rng.uniform(0.05, 0.09) * width))
            cv2.ellipse(spot, (int(middle[0]), int(middle[1])), axes, 0, 0, 360, 320.0, -1)
            light = cv2.GaussianBlur(spot, (0, 0), 0.015 * width)[..., None]
            return np.clip(image * 0.9 + light, 0, 255).astype(np.uint8), quad
        case "covered":
            (edge,) = mapped([(1.06, y)], matrix)
            covered = image.copy()
            tone = rng.choice(((120, 150, 205), (90, 120, 180), (60, 80, 120), (40, 40, 44)))
            ends = [(int(point[0]), int(point[1])) for point in (middle, edge)]
            cv2.line(covered, ends[0], ends[1], tone, int(rng.uniform(0.12, 0.2) * width), cv2.LINE_AA)
            return covered, quad
        case "cut_off":
            # The frame ends in the middle of the name, on the side to which the card's right lies.
            return cropped(image, quad, np.asarray(middle))
        case "dark":
            noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 3, image.shape)
            return np.clip(image * rng.uniform(0.1, 0.18) + noise, 0, 255).astype(np.uint8), quad
        case "blurred":
            sigma = rng.uniform(0.005, 0.009) * width
            return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8), quad
    scale = rng.uniform(340, 500) / width
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), quad * scale


def cropped(image: Pixels, quad: Corners, middle: Corners) -> tuple[Pixels, Corners]:
    """Return the photo that ends at a point, to which the card's right lies, and where the paper is on it."""
    along = quad[1] - quad[0]
    axis = int(abs(along[1]) > abs(along[0]))
    at = int(middle[axis])
    if along[axis] > 0:
        return np.ascontiguousarray(image[:, :at] if axis == 0 else image[:at]), quad
    start = np.array([at, 0.0]) if axis == 0 else np.array([0.0, at])
    return np.ascontiguousarray(image[:, at:] if axis == 0 else image[at:]), quad - start


def asked(sample: Sample, reason: str, rng: random.Random) -> tuple[str, str]:
    """Return the causes given for the name, which is hidden, and for a field away from it."""
    places = dict(SPECS[sample.kind].sides["front"].places)
    image = photo.decode(sample.jpeg)
    hidden, quad = spoiled(image, np.asarray(sample.quad, np.float64), places["full_name"], reason, rng)
    a, b, c, d = ((float(x), float(y)) for x, y in quad)
    seen = inspect_appearance(
        hidden, (a, b, c, d), image=0, portrait=SPECS[sample.kind].sides["front"].portrait
    )
    name = unreadable_field(problem("field_not_read", "full_name"), places["full_name"], seen)
    # A strip at the top, where the state's name is printed: nothing local reaches it. A photo cut in the
    # middle of the name lacks a part of that as well, but not of the left.
    place = (0.04, 0.02, 0.24, 0.12) if reason == "cut_off" else (0.3, 0.02, 0.6, 0.12)
    away = unreadable_field(problem("field_not_read", "date_of_birth"), place, seen)
    return name.reason or "none", away.reason or "none"


def main() -> None:
    """Draw, hide, ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--seed", type=int, default=72_000)
    args = parser.parse_args()
    names: dict[str, Counter[str]] = defaultdict(Counter)
    elsewhere: dict[str, Counter[str]] = defaultdict(Counter)
    for seed in range(args.seed, args.seed + args.count):
        for kind in KINDS:
            sample = clean_front(kind, seed, args.split)
            for reason in ("none", *REASONS):
                rng = random.Random(f"hard:{kind}:{seed}:{reason}")
                if reason == "none":
                    name, away = _untouched(sample)
                else:
                    name, away = asked(sample, reason, rng)
                names[reason][name] += 1
                elsewhere[reason][away] += 1
    print("| what hides the name | n | " + " | ".join((*REASONS, "none")) + " | said of another place |")
    print("|---|" + "--:|" * 9)
    for reason in (*REASONS, "none"):
        cells = [f"**{names[reason][said]}**" if said == reason else str(names[reason][said])
                 for said in (*REASONS, "none")]  # fmt: skip
        made_up = "–" if reason in WHOLE else str(sum(elsewhere[reason].values()) - elsewhere[reason]["none"])
        print(f"| {reason} | {sum(names[reason].values())} | " + " | ".join(cells) + f" | {made_up} |")


def _untouched(sample: Sample) -> tuple[str, str]:
    spec = SPECS[sample.kind].sides["front"]
    seen = inspect_appearance(photo.decode(sample.jpeg), sample.quad, image=0, portrait=spec.portrait)
    places = dict(spec.places)
    name, born = (
        unreadable_field(problem("field_not_read", field), places[field], seen)
        for field in ("full_name", "date_of_birth")
    )
    return name.reason or "none", born.reason or "none"


if __name__ == "__main__":
    main()
