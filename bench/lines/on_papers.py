"""What a recogniser does to the reading of whole papers: the same photos read with each, one after the other.

    python -m bench.lines.on_papers --count 4 --seed 745000 [--hand 2]

``--count`` papers of each kind and difficulty by ``bench.cards``, ``--hand`` more of each kind by the second
drawer (``bench.papers.variety``, its half that may be tuned on). Every value given without a mark and wrong
goes to standard error. Seeds must not be those of a held-out benchmark.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench import cards
from bench.papers.conditions import photos
from bench.papers.split import conditions
from bench.papers.variety import ON
from bench.papers.variety_card import draw
from motcua.kernel import inference
from motcua.papers.lines import choice, own
from motcua.papers.reading import Reading
from motcua.papers.reading import read as read_paper

NAMES: Final[tuple[choice.Vietnamese, ...]] = ("asternet", "motcua")


def drawn(count: int, hand: int, seed: int) -> Iterator[tuple[str, Mapping[str, str], list[bytes]]]:
    """Yield what is read: a label, what the paper shows, its photos."""
    for number in range(seed, seed + count):
        for known in cards.KINDS:
            for difficulty in cards.DIFFICULTIES:
                paper = cards.make_paper(known, number)
                shots = [cards.photograph(side, difficulty, number).jpeg for side in paper.sides.values()]
                yield f"{known} {difficulty} {number}", paper.truth, shots
    chosen = conditions("train")
    for number in range(seed, seed + hand):
        for shift, kind in enumerate(cards.KINDS):
            condition = chosen[(number + shift) % len(chosen)]
            card = draw(kind, number)
            yield f"another hand {kind} {condition} {number}", card.truth, photos(card, condition, number)


def _plain(text: str) -> str:
    return " ".join(text.replace(",", " ").split()).casefold()


def count_line(seen: Counter[str], truth: Mapping[str, str], reading: Reading) -> list[str]:
    """Count one reading; return what was wrong and given as right."""
    wrong = []
    for name, shown in truth.items():
        value = reading.fields.get(name)
        right = value is not None and _plain(value.value) == _plain(shown)
        seen["shown"] += 1
        seen["exact"] += right
        if name == "full_name":
            seen["names"] += 1
            seen["names exact"] += right
        if value is None:
            continue
        seen["given"] += 1
        seen["review"] += value.review
        if not right and not value.review:
            wrong.append(f"{name}: {value.value!r} is {shown!r} {value.sources}")
    seen["wrong"] += len(wrong)
    return wrong


def main() -> None:
    """Draw, read with each, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--hand", type=int, default=0)
    parser.add_argument("--seed", type=int, default=745_000)
    parser.add_argument("--model", type=Path, help="another file of our own recogniser")
    parser.add_argument("--only", choices=NAMES)
    asked = parser.parse_args()
    inference.use_threads(1)
    if asked.model:
        own.measure_instead(asked.model)
    seen: dict[str, Counter[str]] = {name: Counter() for name in NAMES if asked.only in (None, name)}
    for label, truth, shots in drawn(asked.count, asked.hand, asked.seed):
        for name, tally in seen.items():
            choice.use(name)
            began = time.process_time()
            reading = read_paper(shots, on=ON)
            tally["milliseconds"] += round(1000 * (time.process_time() - began))
            tally["papers"] += 1
            for line in count_line(tally, truth, reading):
                print(f"WRONG with {name}: {label} {line}", file=sys.stderr, flush=True)
    print(f"Load {os.getloadavg()[0]:.1f}, one thread a model.\n")
    columns = "papers | fields exact | names exact | to review | **wrong, not marked** | CPU ms a paper"
    print(f"| recogniser | {columns} |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, tally in seen.items():
        print(f"| {name} | {tally['papers']} | {tally['exact']}/{tally['shown']} "
              f"({100 * tally['exact'] / tally['shown']:.1f} %) | {tally['names exact']}/{tally['names']} "
              f"| {100 * tally['review'] / max(tally['given'], 1):.1f} % | **{tally['wrong']}** "
              f"| {tally['milliseconds'] / tally['papers']:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
