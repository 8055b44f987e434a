"""Whether front and back of two people's cards are told apart, and two sides of one card never.

    python -m bench.document.pairs --count 3 [--split heldout] [--seed 77500]

Backs of barcode cards and CMND print neither number nor name: of those only the kind of paper can differ.
"""

import argparse
import itertools
import random
from collections import Counter
from datetime import date

from bench.document.shots import KINDS, clean_sides
from motcua.papers.reading import read

ON = date(2026, 11, 24)


def main() -> None:
    """Draw, read in pairs, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--seed", type=int, default=72_500)
    args = parser.parse_args()
    told: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for kind in KINDS:
        cards = [clean_sides(kind, args.seed + number, args.split) for number in range(args.count + 1)]
        for one, other in itertools.pairwise(cards):
            for name, back in (("one", one["back"]), ("two", other["back"])):
                shots = [one["front"], back]
                random.Random(f"order:{kind}:{name}").shuffle(shots)
                reading = read(shots, on=ON)
                told[kind][f"{name} pairs"] += 1
                told[kind][f"{name} told"] += any(item.code == "sides_differ" for item in reading.problems)
    print("| paper | sides of one card: told apart | sides of two people: told apart |")
    print("|---|--:|--:|")
    for name, counts in told.items():
        cells = (f"{counts[f'{of} told']} of {counts[f'{of} pairs']}" for of in ("one", "two"))
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
