"""What the document checks find on wrong papers, and how often they raise a false alarm on clean ones.

    python -m bench.document.run --count 20 [--split heldout] [--seed 76000] [--read 100]

Every photo's paper is looked at where it truly lies, each corner moved by 0.15 % of the width, as good as the
reader finds it. ``--read`` also lets the reader find and read so many of them from the start. A table goes to
standard output, every false alarm to standard error. ``heldout`` is for figures, never for setting a
threshold.
"""

import argparse
import sys
import time
import zlib
from collections import Counter, defaultdict
from datetime import date

import numpy as np

from bench.document.shots import WRONG, Sample, samples
from bench.papers.bounds import upper
from motcua.papers import photo
from motcua.papers.document import inspect_appearance
from motcua.papers.kinds import SPECS
from motcua.papers.reading import read
from motcua.papers.types import Quad

ON = date(2026, 11, 24)
#: Which code each wrong paper should get; the reasons are told apart in the table.
EXPECTED = {
    "grey_copy": "photocopy", "colour_copy": "photocopy", "screen": "screen_photo",
    "cut_corner": "corner_cut", "pasted": "portrait_pasted", "no_portrait": "portrait_missing",
}  # fmt: skip
CODES = ("photocopy", "screen_photo", "corner_cut", "portrait_pasted", "portrait_missing")
_OFF = 0.0015


def looked(sample: Sample) -> set[str]:
    """Return the codes of the findings at the true place, a little off."""
    off = np.random.default_rng(zlib.crc32(sample.jpeg[:4096]))
    width = float(np.linalg.norm(np.subtract(sample.quad[1], sample.quad[0])))
    a, b, c, d = (tuple(map(float, np.add(corner, off.normal(0, _OFF * width, 2)))) for corner in sample.quad)
    quad: Quad = ((a[0], a[1]), (b[0], b[1]), (c[0], c[1]), (d[0], d[1]))
    spec = SPECS[sample.kind].sides[sample.side]
    seen = inspect_appearance(photo.decode(sample.jpeg), quad, image=0, portrait=spec.portrait)
    return {problem.code for problem in seen.findings}


def from_the_start(sample: Sample) -> set[str] | None:
    """Return the codes after finding and reading; None where no paper was recognised."""
    reading = read([sample.jpeg], on=ON)
    if reading.paper is None:
        return None
    return {problem.code for side in reading.sides for problem in side.problems if problem.code in CODES}


def table(counts: dict[str, Counter[str]], shown: Counter[str]) -> str:
    """Return the Markdown table: of each label how many photos got each code."""
    lines = ["| photos of | n | " + " | ".join(f"`{code}`" for code in CODES) + " | any |"]
    lines.append("|---|" + "--:|" * (len(CODES) + 2))
    for label in ("clean", *WRONG):
        cells = [str(counts[label][code]) for code in (*CODES, "any")]
        expected = EXPECTED.get(label)
        if expected is not None:
            index = CODES.index(expected)
            cells[index] = f"**{cells[index]}**"
        lines.append(f"| {label.replace('_', ' ')} | {shown[label]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Draw, look, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--split", choices=("train", "heldout"), default="train")
    parser.add_argument("--seed", type=int, default=71_000)
    parser.add_argument("--read", type=int, default=0)
    args = parser.parse_args()
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    started, spent, unread = time.monotonic(), 0.0, 0
    for index, sample in enumerate(samples(args.split, args.seed, args.count)):
        before = time.process_time()
        answers: dict[str, set[str] | None] = {"looked": looked(sample)}
        spent += time.process_time() - before
        if index < args.read:
            answers["read"] = from_the_start(sample)
        for way, codes in answers.items():
            if codes is None:
                unread += 1
                continue
            shown[way][sample.label] += 1
            counts[way][sample.label].update([*codes, *(["any"] if codes else [])])
            if codes and sample.label == "clean":
                name = f"{sample.kind} {sample.side} {sample.way} {sample.seed}"
                print(f"FALSE ALARM ({way}) {name}: {sorted(codes)}", file=sys.stderr)
        ways["all"][sample.way] += sample.label == "clean"
        if index % 50 == 49:
            print(f"{index + 1}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    for way, tally in counts.items():
        wrong, total = tally["clean"]["any"], shown[way]["clean"]
        rate, most = 100 * wrong / max(total, 1), 100 * upper(wrong, total)
        print(f"\n{way}: {wrong} of {total} clean photos raised an alarm,")
        print(f"{rate:.1f} %, with 95 % confidence at most {most:.1f} %\n")
        print(table(tally, shown[way]))
    seen = sum(shown["looked"].values())
    each = 1000 * spent / max(seen, 1)
    print(f"\n{each:.0f} ms of one core a side, decoding included; {unread} not recognised")


if __name__ == "__main__":
    main()
