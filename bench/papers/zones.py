"""How exactly the zone reader reads machine-readable zones, whatever else of a paper is read.

    python -m bench.papers.zones [--count 60] [--seed 1410000]

``--count`` papers of ``bench.cards`` with a zone, at each difficulty, flattened by their true corners:
finding the paper and the rest of its print have no part in it. Counts the lines that come out sign by sign as
drawn and, gravest, zones that verified and are not what was drawn.
"""

import argparse
import sys
from collections import Counter

import numpy as np

from bench import cards
from bench.papers.bounds import upper
from motcua.kernel import inference
from motcua.papers.lines.read import detect, recognise_fast
from motcua.papers.locate.geometry import quad_of, rectify
from motcua.papers.mrz.find import read_zone
from motcua.papers.mrz.icao import Format
from motcua.papers.photo import decode

#: Kinds with a zone, the side it is on, and its format.
ZONED: tuple[tuple[cards.Kind, cards.Side, Format], ...] = (
    ("cccd_chip", "back", "td1"),
    ("can_cuoc", "back", "td1"),
    ("passport", "front", "td3"),
)


def main() -> None:
    """Draw, flatten, read, count, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1_410_000)
    asked = parser.parse_args()
    inference.use_threads(1)
    print("| difficulty | zones | lines exact | zones exact | verified | **verified and wrong** |")
    print("|---|--:|--:|--:|--:|--:|")
    for level in cards.DIFFICULTIES:
        seen: Counter[str] = Counter()
        for number in range(asked.count):
            kind, side, format_ = ZONED[number % len(ZONED)]
            paper = cards.make_paper(kind, asked.seed + number)
            shot = cards.photograph(paper.sides[side], level, asked.seed + number)
            card = rectify(decode(shot.jpeg), quad_of(np.asarray(shot.quad, np.float64)))
            zone = read_zone(card, recognise_fast(card, detect(card)), format_)
            truth = paper.extra["mrz"].split("\n")
            said = [] if zone is None else list(zone.mrz.lines)
            verified = zone is not None and zone.mrz.verified
            seen.update(
                zones=1, lines=len(truth), exact=said == truth, verified=verified,
                right=sum(one == other for one, other in zip(said, truth, strict=False)),
                wrong=verified and said != truth,
            )  # fmt: skip
            if said != truth:
                print(kind, asked.seed + number, level, verified, said, truth, file=sys.stderr)
        bound = 100 * upper(seen["wrong"], max(seen["verified"], 1))
        print(f"| {level} | {seen['zones']} | {seen['right']} of {seen['lines']} | {seen['exact']} "
              f"| {seen['verified']} | **{seen['wrong']}** (≤ {bound:.1f} %) |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
