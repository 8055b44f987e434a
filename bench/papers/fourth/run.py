# ruff: noqa: E501 - a row of a table stays on one line
"""Measure the reader, and peers beside it, on papers of the fourth hand.

    python -m bench.papers.fourth.run [--count 24] [--skip 0] [--seed 1000000] [--held-out] [--kinds A,B] [--ways "A,B"]
                                      [--systems motcua,rapidocr,tesseract] [--shots FOLDER] [--records FILE]

Every pair of kind and way once, in an order that depends on the seed, ``--count`` of them after ``--skip``. ``--held-out``
takes typefaces, grounds and ways on which nothing was mended; its seeds are 2,000,000 up. ``--shots`` keeps the photos, so
that another run over the same ones need not draw them. Tables go to standard output; values wrong without review, papers
not known and problems not told to standard error.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from bench.papers import peers
from bench.papers.bounds import upper
from bench.papers.fourth.browser import Browser
from bench.papers.fourth.cards import KINDS
from bench.papers.fourth.shoot import WAYS, Way, shoot, suits
from bench.papers.variety import MAIN, same
from motcua.papers.reading import read

ON = date(2026, 11, 26)
_ALARMS = {"glare", "blurred", "dark", "too_small", "cut_off", "covered", "photocopy", "screen_photo", "corner_cut",
           "portrait_pasted", "portrait_missing", "sides_differ", "sources_disagree"}  # fmt: skip
Row = dict[str, Any]


def by_us(images: list[bytes]) -> Row:
    reading = read(images, on=ON)
    codes = sorted(
        {p.code for p in reading.problems} | {p.code for side in reading.sides for p in side.problems}
    )
    values = {
        n: {"value": v.value, "sure": not v.review, "confidence": v.confidence, "sources": v.sources}
        for n, v in reading.fields.items()
    }
    return {
        "paper": reading.paper,
        "fields": values,
        "codes": codes,
        "sides": [side.side for side in reading.sides if side.quad],
    }


def by_peer(name: str, kind: Any, images: list[bytes]) -> Row:
    """Read by a peer, which is told the kind of paper."""
    found = peers.fields(kind, [peers.PEERS[name](image) for image in images])
    return {
        "paper": kind,
        "fields": {k: {"value": v.value, "sure": v.sure} for k, v in found.items()},
        "codes": [],
    }


def faults(row: Row, way: Way) -> list[str]:
    """Return what deserves a look in a reading of ours."""
    out = [] if row["paper"] == row["kind"] else [f"KIND {row['paper']}"]
    for name, said in row["fields"].items():
        truth = row["truth"].get(name)
        if name != "issuing_authority" and said["sure"] and not same(name, said["value"], truth):
            out.append(
                f"SILENT {name}: {said['value']!r} for {truth!r} {said['sources']} {said['confidence']:.4f}"
            )
    for name, truth in row["truth"].items():
        said = row["fields"].get(name)
        if said is None or not same(name, said["value"], truth):
            out.append(f"miss {name}: {said and said['value']!r} for {truth!r}")
        elif not said["sure"]:
            out.append(f"review {name}: {truth!r} {said['confidence']:.3f} {said['sources']}")
    codes = set(row["codes"])
    if way.told and not codes & way.told:
        out.append(f"NOT TOLD {sorted(way.told)}")
    if not way.hard and (codes & _ALARMS) - way.told:
        out.append(f"ALARM {sorted((codes & _ALARMS) - way.told)}")
    return out


def _tally(rows: list[Row]) -> Counter[str]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen["papers"] += 1
        seen["known"] += row["paper"] == row["kind"]
        for name in sorted({*row["truth"], *row["fields"]} - {"issuing_authority"}):
            truth, said = row["truth"].get(name), row["fields"].get(name)
            right = said is not None and same(name, said["value"], truth)
            if truth is not None:
                seen[f"shown {name}"] += 1
                seen[f"exact {name}"] += right
            if said is not None:
                main = "main " if name in MAIN else ""
                for group in {"", main}:
                    seen[f"{group}given"] += 1
                    seen[f"{group}sure"] += said["sure"]
                    seen[f"{group}wrong"] += said["sure"] and not right
        seen["main shown"] += sum(name in row["truth"] for name in MAIN)
    return seen


def table(rows: list[Row], groups: dict[str, list[Row]]) -> str:
    """Return figures of the six fields that every system gives; ours of all fields in the last column."""
    heads = ["", "system", "cards", "kind", *(n.replace("_", " ") for n in MAIN), "given without review", "**wrong among those**",
             "all fields: wrong / without review", "p50 / p95 s"]  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---|---|" + "--:|" * (len(heads) - 2)]
    for label, mine in [*groups.items(), ("*all*", rows)]:
        for system in dict.fromkeys(row["system"] for row in mine):
            part = [row for row in mine if row["system"] == system]
            seen = _tally(part)
            exact = [
                f"{seen[f'exact {n}']}/{seen[f'shown {n}']}" if seen[f"shown {n}"] else "–" for n in MAIN
            ]
            times = sorted(row["seconds"] for row in part)
            sure, wrong = seen["main sure"], seen["main wrong"]
            every = f"{seen['wrong']}/{seen['sure']} of {seen['given']}" if system == "motcua" else "–"
            bound = f" (≤ {100 * upper(wrong, sure):.1f} %)" if sure else ""
            cells = [label, system, str(len(part)), str(seen["known"]) if system == "motcua" else "told", *exact,
                     f"{100 * sure / max(seen['main shown'], 1):.0f} %", f"**{wrong}**/{sure}{bound}", every,
                     f"{times[len(times) // 2]:.1f} / {times[int(0.95 * (len(times) - 1))]:.1f}"]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _shot(
    browser: Browser | None, kind: str, way: Way, seed: int, folder: Path | None
) -> tuple[dict[str, str], list[bytes], str]:
    """Return a paper's truth and photos, drawn or as kept."""
    stem = None if folder is None else folder / f"{seed}-{kind}-{way.name.replace(' ', '_').replace(',', '')}"
    if stem is not None and stem.with_suffix(".json").exists():
        kept = json.loads(stem.with_suffix(".json").read_text())
        return (
            kept["truth"],
            [Path(f"{stem}-{i}.jpg").read_bytes() for i in range(kept["images"])],
            kept["told"],
        )
    assert browser is not None
    shot = shoot(browser, kind, way, seed)
    if stem is not None:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for i, image in enumerate(shot.images):
            Path(f"{stem}-{i}.jpg").write_bytes(image)
        stem.with_suffix(".json").write_text(
            json.dumps(
                {"truth": shot.truth, "images": len(shot.images), "told": shot.told, "quads": shot.quads},
                ensure_ascii=False,
            )
        )
    return shot.truth, shot.images, shot.told


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1_000_000)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--ways", default="")
    parser.add_argument("--systems", default="motcua")
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--records", type=Path)
    asked = parser.parse_args()
    ways = [
        w
        for w in WAYS
        if w.held_out == asked.held_out and (not asked.ways or w.name in asked.ways.split(";"))
    ]
    pairs = [(kind, way) for kind in asked.kinds.split(",") for way in ways if suits(kind, way)]
    random.Random(asked.seed).shuffle(pairs)
    rows: list[Row] = []
    told: Counter[str] = Counter()
    with Browser() as browser:
        for number in range(asked.skip, min(asked.skip + asked.count, len(pairs))):
            kind, way = pairs[number]
            truth, images, printed = _shot(browser, kind, way, asked.seed + number, asked.shots)
            for system in asked.systems.split(","):
                start = time.perf_counter()
                result = by_us(images) if system == "motcua" else by_peer(system, kind, images)
                seconds = round(time.perf_counter() - start, 2)
                row = {
                    "system": system,
                    "kind": kind,
                    "way": way.name,
                    "hard": way.hard,
                    "seed": asked.seed + number,
                    "seconds": seconds,
                    "truth": truth,
                    **result,
                }
                rows.append(row)
                if asked.records:
                    with asked.records.open("a") as out:
                        out.write(json.dumps(row, ensure_ascii=False) + "\n")
                if system == "motcua":
                    wrong = faults(row, way)
                    told.update(
                        line.split(":")[0] for line in wrong if line.startswith(("ALARM", "NOT TOLD"))
                    )
                    if wrong:
                        print(
                            f"{row['seed']} {kind} [{way.name}] {printed} {seconds} s\n    "
                            + "\n    ".join(wrong),
                            file=sys.stderr,
                            flush=True,
                        )
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row)
        by_kind["*hard ways*" if row["hard"] else "*usual ways*"].append(row)
    print(
        table(rows, {key: by_kind[key] for key in (*KINDS, "*usual ways*", "*hard ways*") if key in by_kind})
    )
    print("\nproblems not told, or told of an ordinary photo:", dict(told))


if __name__ == "__main__":
    main()
