"""Measure the reader on papers of the third hand.

    python -m bench.papers.third.run [--count 120] [--skip 0] [--seed 310000] [--held-out] [--kinds A,B]
                                     [--ways "A,B"] [--records FILE] [--save FOLDER]

Every pair of kind and way once, in an order that depends on the seed, ``--count`` of them after ``--skip``.
``--held-out`` takes the ways, type and grounds that nothing was tuned on; its seeds are 390000 up. Standard
output gets tables; standard error every value missed or wrong without review, every paper not known and every
problem not told. ``known`` and the fields are shares in percent of the papers that show them.
``--save`` keeps the photos of those. On a busy machine the times say little.
"""

import argparse
import json
import random
import resource
import sys
import time
import traceback
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from bench.papers.third.shoot import KINDS, Shot, shoot, suits
from bench.papers.third.ways import WAYS
from bench.papers.variety import same
from motcua.papers.reading import read
from motcua.papers.types import Reading

ON = date(2026, 11, 26)
MAIN = ("personal_number", "full_name", "date_of_birth", "sex", "date_of_expiry", "place_of_residence")
_ABOUT_PHOTO = (
    "glare", "blurred", "dark", "too_small", "cut_off", "covered", "photocopy", "screen_photo", "corner_cut",
    "portrait_pasted", "portrait_missing", "sides_differ", "sources_disagree",
)  # fmt: skip


def judge(shot: Shot, reading: Reading) -> tuple[Counter[str], list[str]]:
    """Count what is right; return the counts and what deserves a look."""
    seen: Counter[str] = Counter(papers=1, known=int(reading.paper == shot.kind))
    wrong: list[str] = [] if reading.paper == shot.kind else [f"KIND {reading.paper}"]
    truth = max(
        shot.truths,
        key=lambda each: sum(same(n, v.value, each.get(n)) for n, v in reading.fields.items()),
    )  # fmt: skip
    mixed = shot.way.set.get("two")
    for name, value in reading.fields.items():
        expected = [each[name] for each in (shot.truths if mixed else [truth]) if name in each]
        if name in ("issuing_authority", "previous_number"):
            continue
        seen["given"] += 1
        seen["unreviewed"] += not value.review
        if not any(same(name, value.value, each) for each in expected):
            seen["wrong"] += 1
            if not value.review:
                seen["silently wrong"] += 1
                wrong.append(
                    f"SILENT {name}: {value.value!r} for {expected} {value.sources} {value.confidence:.4f}"
                )
    for name in MAIN:
        if name in truth:
            got = reading.fields.get(name)
            seen["main"] += 1
            seen["main unreviewed"] += got is not None and not got.review
            seen[f"shown {name}"] += 1
            good = got is not None and same(name, got.value, truth[name])
            seen[f"exact {name}"] += good
            seen["main exact"] += good
            if not good:
                said = None if got is None else got.value
                wrong.append(f"miss {name}: {said!r} for {truth[name]!r}")
    wrong += _problems(shot, reading, seen)
    return seen, wrong


def _problems(shot: Shot, reading: Reading, seen: Counter[str]) -> list[str]:
    """Count problems told; return those not told that should be, and those told of an ordinary photo."""
    wrong: list[str] = []
    codes = {p.code for p in reading.problems} | {p.code for side in reading.sides for p in side.problems}
    if shot.way.told:
        seen["to tell"] += 1
        seen["told"] += bool(codes & shot.way.told)
        if not codes & shot.way.told:
            wrong.append(f"NOT TOLD {sorted(shot.way.told)}: {sorted(codes)}")
    elif not shot.way.hard:
        # A card that takes half of a forwarded photo is small indeed.
        for code in codes & set(_ABOUT_PHOTO) - ({"too_small"} if "shrink" in shot.way.set else set()):
            seen[f"alarm {code}"] += 1
            wrong.append(f"ALARM {code}")
    return wrong


def _line(name: str, seen: Counter[str]) -> str:
    def part(good: str, all_: str) -> str:
        return f"{100 * seen[good] / seen[all_]:.1f}" if seen[all_] else "–"

    cells = [str(seen["papers"]), part("known", "papers")]
    cells += [part(f"exact {field}", f"shown {field}") for field in MAIN]
    cells += [
        part("main unreviewed", "main"),
        f"{seen['silently wrong']}/{seen['unreviewed']}",
        f"{seen['told']}/{seen['to tell']}",
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=310000)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--ways", default="")
    parser.add_argument("--records", type=Path)
    parser.add_argument("--save", type=Path)
    asked = parser.parse_args()
    ways = [
        w
        for w in WAYS
        if w.held_out == asked.held_out and (not asked.ways or w.name in asked.ways.split(","))
    ]
    pairs = [(kind, way) for kind in asked.kinds.split(",") for way in ways if suits(kind, way)]
    random.Random(asked.seed).shuffle(pairs)
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    by_way: dict[str, Counter[str]] = defaultdict(Counter)
    times: list[float] = []
    for number in range(asked.skip, asked.skip + asked.count):
        kind, way = pairs[number % len(pairs)]
        shot = shoot(kind, way, asked.seed + number, ON)
        label = f"{asked.seed + number} {kind} [{way.name}]"
        start = time.perf_counter()
        try:
            reading = read(shot.images, on=ON)
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            print(f"CRASH {label}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            continue
        times.append(time.perf_counter() - start)
        seen, wrong = judge(shot, reading)
        by_kind[kind] += seen
        by_kind["usual" if not way.hard else "hard"] += seen
        by_way[way.name] += seen
        if wrong:
            print(f"{label} {times[-1]:.1f} s\n    " + "\n    ".join(wrong), file=sys.stderr, flush=True)
            if asked.save:
                asked.save.mkdir(parents=True, exist_ok=True)
                for i, image in enumerate(shot.images):
                    (asked.save / f"{asked.seed + number}-{kind}-{i}.jpg").write_bytes(image)
        if asked.records:
            with asked.records.open("a") as out:
                record = {"label": label, "truths": shot.truths, "reading": reading.to_contract(label)}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
    heads = ("", "papers", "known", "number", "name", "birth", "sex", "expiry", "residence", "no review")
    print(f"| {' | '.join((*heads, 'silently wrong', 'told'))} |")
    print("|---" * (len(heads) + 2) + "|")
    for name, seen in [*by_kind.items(), ("all", sum(by_kind.values(), Counter()))][: len(by_kind)]:
        print(_line(name, seen))
    for name, seen in by_way.items():
        print(_line(name, seen))
    alarms = Counter({k: v for seen in by_way.values() for k, v in seen.items() if k.startswith("alarm ")})
    print("\nfalse alarms:", dict(alarms))
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    half, most = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"p50 {half:.2f} s, p95 {most:.2f} s, max {times[-1]:.2f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
