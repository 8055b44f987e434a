"""Draws what scenes are made of: the flat sides of papers, and sheets of print that they may lie on.

PYTHONPATH=src:. python -m training.finder.draw build/finder/bank.npz --papers 320
"""

import argparse
import random
from pathlib import Path

import cv2
import numpy as np
from bench.papers import effects
from bench.papers.sheets import sheet
from bench.papers.variety_card import draw
from numpy.typing import NDArray
from PIL import Image

from bench import cards

Pixels = NDArray[np.uint8]
#: How wide a side is kept: a scene is a quarter of a photo, so that no paper in it is wider.
WIDTH = 400
FIRST_SEED = 5_000_000


def sides(count: int) -> list[Pixels]:
    """Return the sides of ``count`` papers of two hands, all kinds, BGR, as new, worn, copied and faint."""
    kept = []
    for number in range(count):
        rng = random.Random(f"finder:{number}")
        kind = cards.KINDS[number % len(cards.KINDS)]
        drawn: tuple[Image.Image, ...]
        if number // len(cards.KINDS) % 2:
            drawn = draw(kind, FIRST_SEED + number).sides
        else:
            drawn = tuple(cards.make_paper(kind, FIRST_SEED + number).sides.values())
        way = rng.random()
        for side in drawn:
            made = side.convert("RGB")
            if way < 0.12:
                made = effects.copy(made, rng, grey=way < 0.08)
            elif way < 0.2:
                made = effects.worn(made, rng)
            elif way < 0.26:
                made = effects.faint(made, rng)
            height = round(WIDTH * made.height / made.width)
            small = made.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
            kept.append(cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_RGB2BGR))
    return [np.asarray(side, np.uint8) for side in kept]


def printed(count: int) -> list[Pixels]:
    """Return sheets full of print."""
    drawn = (sheet(random.Random(f"finder sheet:{number}")) for number in range(count))
    return [np.asarray(cv2.resize(one, (850, 638), interpolation=cv2.INTER_AREA), np.uint8) for one in drawn]


def main() -> None:
    """Draw and keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("into", type=Path)
    parser.add_argument("--papers", type=int, default=320)
    parser.add_argument("--sheets", type=int, default=40)
    asked = parser.parse_args()
    asked.into.parent.mkdir(parents=True, exist_ok=True)
    drawn, print_ = sides(asked.papers), printed(asked.sheets)
    named = {f"side{n}": one for n, one in enumerate(drawn)} | {
        f"sheet{n}": one for n, one in enumerate(print_)
    }
    np.savez_compressed(asked.into, allow_pickle=False, **named)
    print(f"{len(drawn)} sides and {len(print_)} sheets in {asked.into}")


if __name__ == "__main__":
    main()
