"""How well photographed papers are read: exactness by field, reviews, wrong values given as right, and time.

    python -m bench.papers.run --count 10 [--kinds cccd_chip,can_cuoc] [--difficulty easy,medium,hard]

Papers are drawn by ``bench.cards`` with seeds from 700,000 up, which development does not use. Values count
as exact as in the other benchmarks (``bench.papers.variety.same``). A Markdown fragment goes to standard
output, progress and every wrong value given without review to standard error.
"""

import argparse
import json
import platform
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench import cards
from bench.papers.variety import same
from motcua.papers.reading import Reading, read

FIRST_SEED = 700_000
ON = date(2026, 11, 24)


@dataclass
class Tally:
    """Counts for one field of one kind at one difficulty."""

    shown: int = 0
    exact: int = 0
    absent: int = 0
    reviewed: int = 0
    wrong_reviewed: int = 0
    wrong_trusted: int = 0
    right_reviewed: int = 0


@dataclass
class Group:
    """All papers of one kind at one difficulty."""

    papers: int = 0
    kind_right: int = 0
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    milliseconds: list[float] = field(default_factory=list)


def add(group: Group, paper: cards.Paper, reading: Reading, label: str) -> None:
    """Count one reading against what the paper shows."""
    group.papers += 1
    group.kind_right += reading.paper == paper.kind
    group.milliseconds.append(reading.timing_ms["total"])
    for name in sorted({*paper.truth, *reading.fields}):
        truth, value = paper.truth.get(name), reading.fields.get(name)
        tally = group.fields[name]
        tally.shown += truth is not None
        if value is None:
            tally.absent += 1
            continue
        right = same(name, value.value, truth)
        tally.exact += right
        tally.reviewed += value.review
        tally.right_reviewed += right and value.review
        tally.wrong_reviewed += not right and value.review
        if not right and not value.review:
            tally.wrong_trusted += 1
            print(f"WRONG {label} {name}: {value.value!r} is {truth!r} {value.sources}", file=sys.stderr)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def table(groups: dict[tuple[str, str], Group]) -> str:
    """Return the Markdown fragment."""
    lines = [
        (
            "| paper | difficulty | papers | kind right | number exact | name exact | birth date exact "
            "| all fields exact | to review | **wrong, not marked** | p50 / p95 ms |"
        ),
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for (kind, difficulty), group in groups.items():
        every = list(group.fields.values())
        shown, exact = sum(t.shown for t in every), sum(t.exact for t in every)
        given = max(shown - sum(t.absent for t in every), 1)
        wrong = sum(t.wrong_trusted for t in every)
        main = [group.fields[name] for name in ("personal_number", "full_name", "date_of_birth")]
        shares = " | ".join(f"{t.exact} ({t.wrong_reviewed + t.absent})" for t in main)
        p50, p95 = (percentile(group.milliseconds, share) for share in (0.5, 0.95))
        lines.append(
            f"| {kind} | {difficulty} | {group.papers} | {group.kind_right} | {shares} | {exact}/{shown} "
            f"({100 * exact / max(shown, 1):.1f} %) | {100 * sum(t.reviewed for t in every) / given:.1f} % "
            f"| **{wrong}** | {p50:.0f} / {p95:.0f} |"
        )
    lines += ["", "In brackets: not exact, but absent or marked for review.", ""]
    lines += [
        "| field | difficulty | exact | absent | wrong, marked | **wrong, not marked** | right, marked |"
    ]
    lines += ["|---|---|--:|--:|--:|--:|--:|"]
    merged: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for (_, difficulty), group in groups.items():
        for name, tally in group.fields.items():
            total = merged[name, difficulty]
            for key in vars(total):
                setattr(total, key, getattr(total, key) + getattr(tally, key))
    for (name, difficulty), t in sorted(merged.items()):
        lines.append(
            f"| {name} | {difficulty} | {t.exact}/{t.shown} | {t.absent} | {t.wrong_reviewed} "
            f"| **{t.wrong_trusted}** | {t.right_reviewed} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Draw, photograph, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5, help="papers of each kind and difficulty")
    parser.add_argument("--kinds", default=",".join(cards.KINDS))
    parser.add_argument("--difficulty", default=",".join(cards.DIFFICULTIES))
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--records", type=Path, help="write every reading and truth as JSON lines")
    args = parser.parse_args()
    groups: dict[tuple[str, str], Group] = {}
    records = args.records.open("w", encoding="utf-8") if args.records else None
    started = time.monotonic()
    for kind in args.kinds.split(","):
        for difficulty in args.difficulty.split(","):
            group = groups[kind, difficulty] = Group()
            for seed in range(args.seed, args.seed + args.count):
                paper = cards.make_paper(kind, seed)
                photos = [cards.photograph(side, difficulty, seed).jpeg for side in paper.sides.values()]
                reading = read(photos, on=ON)
                add(group, paper, reading, f"{kind} {difficulty} {seed}")
                if records:
                    entry = {"kind": kind, "difficulty": difficulty, "seed": seed}
                    entry |= {"truth": dict(paper.truth), "reading": reading.to_record()}
                    records.write(json.dumps(entry, ensure_ascii=False) + "\n")
            print(f"{kind} {difficulty}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(table(groups))
    print(f"\nPython {platform.python_version()}, {platform.machine()}, times on the machine of this run.")


if __name__ == "__main__":
    main()
