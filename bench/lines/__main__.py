"""Compares line recognisers on the same drawn lines in the same run.

    PYTHONPATH=src python -m bench.lines --count 400 [--model build/lines/own.onnx] [--engines own,asternet]

Lines come from typefaces and grounds that ``training`` holds out (``training.fonts``, ``training.grounds``),
with seeds of their own; ``--count`` is lines at each difficulty. Needs ``requirements/training.txt`` without
PyTorch, and Debian's fonts-texgyre, fonts-sil-gentiumplus and fonts-ocr-b. A Markdown table goes to standard
output.
"""

import argparse
import json
import os
import platform
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

import cv2
from training.camera import DIFFICULTIES
from training.evaluate_text import distance
from training.render import Line, line

from bench.lines.engines import engines
from motcua.kernel import inference
from training import fonts

FIRST_SEED = 990_000
#: What lines say, by how often; nothing without sense.
_KINDS = (
    ("name", 28),
    ("address", 22),
    ("number", 18),
    ("day", 8),
    ("label", 10),
    ("sentence", 9),
    ("english", 5),
)


@dataclass
class Score:
    """Counts of one engine at one difficulty."""

    wrong: int = 0
    characters: int = 0
    exact: int = 0
    lines: int = 0
    names: list[bool] = field(default_factory=list)
    digits: list[bool] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, drawn: Line, said: str) -> None:
        """Count one line."""
        truth = drawn.text
        self.wrong += distance(said, truth)
        self.characters += len(truth)
        self.lines += 1
        self.exact += said == truth
        if drawn.kind == "name" and truth.isupper():
            self.names.append(said == truth)
        if drawn.kind in ("number", "day") and all(c.isdigit() or c in " ./-" for c in truth):
            self.digits.append(said == truth)

    def row(self) -> str:
        """Return the cells of a table."""

        def share(found: list[bool]) -> str:
            return f"{sum(found)}/{len(found)} ({100 * sum(found) / max(len(found), 1):.1f})"

        cells = (
            f"{100 * self.wrong / self.characters:.2f}", f"{100 * self.exact / self.lines:.1f}",
            share(self.names), share(self.digits), f"{1000 * self.seconds / self.lines:.1f}",
        )  # fmt: skip
        return " | ".join(cells)


def drawn(count: int, seed: int) -> dict[str, list[Line]]:
    """Draw the held-out lines of every difficulty."""
    kinds, weights = zip(*_KINDS, strict=True)
    found: dict[str, list[Line]] = {}
    for level in DIFFICULTIES:
        rng = random.Random(f"lines:{seed}:{level}")
        found[level] = [line(rng, "heldout", level, rng.choices(kinds, weights)[0]) for _ in range(count)]
    return found


def main() -> None:
    """Draw, read by all, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--model", type=Path, help="another file of our own recogniser")
    parser.add_argument("--engines", default="", help="names with commas; all without")
    parser.add_argument("--out", type=Path, help="a JSON line for every line and engine")
    asked = parser.parse_args()
    inference.use_threads(1)
    cv2.setNumThreads(1)
    lines = drawn(asked.count, asked.seed)
    chosen = {name: run for name, run in engines(asked.model).items()
              if not asked.engines or name in asked.engines.split(",")}  # fmt: skip
    typefaces = len(fonts.faces("heldout"))
    print(f"{asked.count} lines a difficulty, seed {asked.seed}, {typefaces} held-out typefaces; one "
          f" thread, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}.\n")  # fmt: skip
    print(
        "| engine | difficulty | CER % | lines exact % | capital names exact (%) | digits exact (%) "
        "| CPU ms a line |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    kept = []
    for level in DIFFICULTIES:
        crops = [made.pixels for made in lines[level]]
        for name, run in chosen.items():
            score = Score()
            texts, score.seconds = run(crops)
            for made, text in zip(lines[level], texts, strict=True):
                said = " ".join(text.split())
                score.add(made, said)
                kept.append(
                    {"engine": name, "level": level, "kind": made.kind, "truth": made.text, "said": said}
                )
            print(f"| {name} | {level} | {score.row()} |", flush=True)
    if asked.out:
        asked.out.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8"
        )
        print(f"{len(kept)} readings in {asked.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
