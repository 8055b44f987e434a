"""Draws the held-out cards and reads them by us and by two peers on the same photos in the same run.

    python -m bench.papers.compare --count 14 --seed 62000 --out DIR [--write docs/benchmarks-peers.md]

``--count`` is cards of each kind; each gets one of the conditions in turn (``bench.papers.split``). DIR gets
``readings.jsonl``, a line a card and system as it is read, and ``tables.md``. ``--write`` puts the tables
into a document between this program's marks (:mod:`bench.papers.publish`) and draws how far our confidences
could be believed into ``images/held-out-reliability.png`` beside it. A run that was cut off goes on where it
stopped when it is started again with the same arguments. Systems take turns on each card, so that
all have the same machine; times of a busy machine compare systems, but say little about any.
"""

import argparse
import itertools
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.papers import compare_tables, peers, publish
from bench.papers.conditions import photos
from bench.papers.split import conditions
from bench.papers.typefaces import missing
from bench.papers.variety import KINDS, ON
from bench.papers.variety_card import VariedCard, draw
from motcua.papers.reading import read

#: Beside the document that is written to.
_PLOT = Path("images/held-out-reliability.png")
SYSTEMS = ("motcua", *peers.PEERS)


def by_us(shots: list[bytes]) -> dict[str, Any]:
    """Read by this program; what it gives with its mark is not sure."""
    reading = read(shots, on=ON)
    return {
        "paper": reading.paper,
        "fields": {
            name: {"value": value.value, "sure": not value.review, "confidence": value.confidence}
            for name, value in reading.fields.items()
        },
        "parts": dict(reading.timing_ms),
    }


def by_peer(name: str, card: VariedCard, shots: list[bytes]) -> dict[str, Any]:
    """Read by a peer, which is told the kind."""
    found = peers.fields(card.kind, [peers.PEERS[name](shot) for shot in shots])
    return {"fields": {key: {"value": value.value, "sure": value.sure} for key, value in found.items()}}


def main() -> None:
    """Draw, photograph, read by all, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=14)
    parser.add_argument("--seed", type=int, default=62_000)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="document to put the tables into")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    log = args.out / "readings.jsonl"
    rows = _kept(log)
    done = {(row["system"], row["kind"], row["seed"]) for row in rows}
    chosen, systems = conditions("heldout"), args.systems.split(",")
    _warm(systems)
    started = time.monotonic()
    for number in range(args.count):
        for shift, kind in enumerate(args.kinds.split(",")):
            seed = args.seed + number
            wanted = [name for name in systems if (name, kind, seed) not in done]
            if not wanted:
                continue
            condition = chosen[(number + shift) % len(chosen)]
            card = draw(kind, seed, "heldout")
            shots = photos(card, condition, seed, "heldout")
            for name in wanted:
                began = time.perf_counter()
                result = by_us(shots) if name == "motcua" else by_peer(name, card, shots)
                spent = (time.perf_counter() - began) * 1000
                row = {"system": name, "kind": kind, "condition": condition, "seed": seed,
                       "milliseconds": round(spent, 1), "truth": card.truth, **result}  # fmt: skip
                rows.append(row)
                with log.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{number + 1} of {args.count}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    text = _header() + "\n\n" + compare_tables.tables(rows, systems)
    (args.out / "tables.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    if args.write is not None:
        picture = args.write.parent / _PLOT
        publish.plot(rows, picture)
        shown = f"![Confidence against the share that was right, held-out cards]({_PLOT.as_posix()})"
        publish.put(args.write, "bench.papers.compare", f"{text}\n\n{shown}")


def _kept(log: Path) -> list[dict[str, Any]]:
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]


def _warm(systems: list[str]) -> None:
    """Load every model before the clock runs."""
    card = draw("cccd_chip", 1)
    shots = photos(card, "crop", 1)
    for name in systems:
        if name == "motcua":
            by_us(shots)
        else:
            by_peer(name, card, shots)


def _header() -> str:
    def said(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.strip().split("\n")[0]

    commit = said("git", "rev-parse", "--short", "HEAD") or "unknown"
    dirty = " with changes" if said("git", "status", "--porcelain", "--untracked-files=no") else ""
    processor = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine(),
    )  # fmt: skip
    # Where the readings lie on one machine is nobody else's.
    words = ["DIR" if before == "--out" else word for before, word in itertools.pairwise(["", *sys.argv[1:]])]
    command = f"python -m bench.papers.compare {shlex.join(words)}"
    machine = f"{os.cpu_count()} cores of {processor}, load {os.getloadavg()[1]:.1f}"
    programs = f"Python {platform.python_version()}, {said('tesseract', '--version') or 'no tesseract'}"
    lines = [f"{datetime.now(UTC):%d %B %Y}, commit {commit}{dirty}; `{command}`", f"{machine}; {programs}."]
    if missing:
        lines.append(f"Typefaces not installed, drawn in another: {', '.join(sorted(missing))}.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
