"""How often a paper's outline is not found on a photo.

    python -m bench.papers.finding [--count 40] [--seed 1400000] [--held-out] [--records FILE]

``--count`` papers of ``bench.cards`` at each difficulty, and as many of the fourth hand (every pair of kind
and way once, in an order that depends on the seed; ``--held-out`` takes its ways, typefaces and grounds on
which nothing was mended). A side counts as found where a side that the reading tells of shares nine tenths of
both areas with it (intersection over union), and as met closely at 97 hundredths. Where a corner lies outside
the frame, the part within counts.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench import cards
from bench.papers.bounds import upper
from bench.papers.fourth.browser import Browser
from bench.papers.fourth.cards import KINDS
from bench.papers.fourth.run import ON
from bench.papers.fourth.shoot import WAYS, shoot, suits
from motcua.kernel import inference
from motcua.papers.photo import decode
from motcua.papers.reading import read

FOUND, CLOSE = 0.9, 0.97


@dataclass(frozen=True, slots=True)
class Case:
    """Photos of a paper and, for each, the corners (4 x 2, pixels) of every side that it shows."""

    name: str
    group: str
    images: list[bytes]
    outlines: list[NDArray[np.float32]]


def first_hand(count: int, seed: int) -> Iterator[Case]:
    """Photograph papers of ``bench.cards``, kinds and difficulties in turns."""
    for number in range(count):
        kind = cards.KINDS[number % len(cards.KINDS)]
        paper = cards.make_paper(kind, seed + number)
        for level in cards.DIFFICULTIES:
            shots = [cards.photograph(side, level, seed + number) for side in paper.sides.values()]
            outlines = [np.array([shot.quad], np.float32) for shot in shots]
            yield Case(
                f"{kind} {seed + number} {level}", f"first hand, {level}", [s.jpeg for s in shots], outlines
            )


def fourth_hand(count: int, seed: int, *, held_out: bool) -> Iterator[Case]:
    """Photograph papers of ``bench.papers.fourth`` in every way."""
    ways = [way for way in WAYS if way.held_out == held_out]
    pairs = [(kind, way) for kind in KINDS for way in ways if suits(kind, way)]
    random.Random(seed).shuffle(pairs)
    with Browser() as browser:
        for number, (kind, way) in enumerate(pairs[:count]):
            shot = shoot(browser, kind, way, seed + number)
            group = "fourth hand, hard ways" if way.hard else "fourth hand, usual ways"
            outlines = [np.array(quads, np.float32) for quads in shot.quads]
            yield Case(f"{kind} {seed + number} [{way.name}]", group, shot.images, outlines)


def shared(case: Case) -> list[float]:
    """Return for each side shown what the reading's best outline shares with it (intersection over union)."""
    reading = read(case.images, on=ON)
    told = list(zip(reading.sides, reading.to_contract()["sides"], strict=True))
    result = []
    for index, (image, outlines) in enumerate(zip(case.images, case.outlines, strict=True)):
        height, width = decode(image).shape[:2]
        here = [np.asarray(entry["quad"], np.float32) for side, entry in told
                if side.image == index and entry["quad"] is not None]  # fmt: skip
        result += [
            max((within(outline, quad, width, height) for quad in here), default=0.0) for outline in outlines
        ]
    return result


def within(one: NDArray[np.float32], other: NDArray[np.float32], width: int, height: int) -> float:
    """Return intersection over union of what two convex quads show within the frame."""
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    parts = [cv2.intersectConvexConvex(quad.astype(np.float32), frame) for quad in (one, other)]
    if min(area for area, _ in parts) <= 0:
        return 0.0
    both, _ = cv2.intersectConvexConvex(parts[0][1], parts[1][1])
    return float(both / (parts[0][0] + parts[1][0] - both))


def main() -> None:
    """Draw, read, count, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1_400_000)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--records", type=Path)
    asked = parser.parse_args()
    inference.use_threads(1)
    met: dict[str, list[float]] = defaultdict(list)
    for case in chain(
        first_hand(asked.count, asked.seed), fourth_hand(asked.count, asked.seed, held_out=asked.held_out)
    ):
        found = shared(case)
        met[case.group] += found
        if min(found) < FOUND:
            print(case.name, [round(share, 2) for share in found], flush=True)
        if asked.records:
            with asked.records.open("a") as out:
                out.write(json.dumps({"name": case.name, "group": case.group, "shared": found}) + "\n")
    print("| | sides | found (9/10) | met closely (97/100) | not found |\n|---|--:|--:|--:|--:|")
    for group, shares in met.items():
        lost = sum(share < FOUND for share in shares)
        print(f"| {group} | {len(shares)} | {len(shares) - lost} | {sum(s >= CLOSE for s in shares)} "
              f"| {100 * lost / len(shares):.1f} % (≤ {100 * upper(lost, len(shares)):.1f}) |")  # fmt: skip


if __name__ == "__main__":
    main()
