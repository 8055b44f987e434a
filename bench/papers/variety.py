"""How the reader does on cards drawn in another hand than the one it was developed on, in many conditions.

    python -m bench.papers.variety --count 14 [--kinds cccd_chip,cmnd] [--seed 40000] [--save FOLDER]

Draws the ``train`` half of ``bench.papers.split``, the half that may be looked at and tuned on; the held-out
half is drawn by ``bench.papers.compare``. Every seed gets one of the conditions in turn. Standard output gets
a table; every wrong value given without review goes to standard error. ``--save`` keeps those photos;
``--records`` keeps every reading with its truth for ``bench.papers.calibrate``.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from bench import cards
from bench.papers.conditions import photos
from bench.papers.split import BY_NAME, conditions
from bench.papers.variety_card import draw
from motcua.kernel.vietnamese import tone_key
from motcua.papers.reading import read
from motcua.papers.types import Reading

ON = date(2026, 11, 24)
KINDS: tuple[cards.Kind, ...] = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12", "passport")
MAIN = ("personal_number", "full_name", "date_of_birth", "sex", "date_of_expiry", "place_of_residence")


def same(name: str, said: str | None, truth: str | None) -> bool:
    """Compare as the contract does: places after folding spaces, commas, case and where a tone stands."""
    if said is None or truth is None:
        return False
    if name in ("personal_number", "full_name") or name.startswith("date_"):
        return said == truth
    return _letters(said) == _letters(truth)


def _letters(value: str) -> str:
    return "".join(c for c in tone_key(value).casefold() if c.isalnum())


def count(tallies: list[Counter[str]], truths: dict[str, str], kind: str, reading: Reading, label: str, *,
          verbose: bool) -> bool:  # fmt: skip
    """Count one reading into ``tallies``; return whether anything in it was worth a look."""
    bad = reading.paper != kind
    if bad:
        print(f"KIND {label}: {reading.paper}", file=sys.stderr)
    seen: Counter[str] = Counter(cards=1, kind=int(reading.paper == kind))
    for name in sorted({*truths, *reading.fields}):
        truth, value = truths.get(name), reading.fields.get(name)
        said = None if value is None else value.value
        right = same(name, said, truth)
        seen["shown"] += truth is not None
        seen["given"] += value is not None
        seen["review"] += value is not None and value.review
        if name in MAIN and truth is not None:
            seen[f"shown {name}"] += 1
            seen[f"exact {name}"] += right
        if value is not None and not right and not value.review:
            bad = True
            seen["wrong"] += 1
            print(f"WRONG {label} {name}: {said!r} is {truth!r} {value.sources}", file=sys.stderr)
        elif verbose and not right and name in MAIN:
            bad = True
            print(f"MISS {label} {name}: {said!r} is {truth!r}", file=sys.stderr)
    for tally in tallies:
        tally.update(seen)
    return bad


def table(tallies: dict[str, Counter[str]], keys: list[str]) -> str:
    """Return the Markdown table of some tallies: exactness of the main fields, reviews, silent errors."""
    head = " | ".join(name.replace("_", " ") for name in MAIN)
    lines = [f"| | cards | kind | {head} | given for review | **wrong, not marked** |"]
    lines.append("|---|" + "--:|" * (len(MAIN) + 4))
    for key in keys:
        tally = tallies[key]
        exact = " | ".join(
            f"{tally[f'exact {name}']}/{tally[f'shown {name}']}" if tally[f"shown {name}"] else "–"
            for name in MAIN
        )
        share = 100 * tally["review"] / max(tally["given"], 1)
        lines.append(
            f"| {key} | {tally['cards']} | {tally['kind']} | {exact} | {share:.0f} % | **{tally['wrong']}** |"
        )
    return "\n".join(lines)


def main() -> None:
    """Draw, photograph, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=14)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--conditions", default=",".join(conditions("train")))
    parser.add_argument("--seed", type=int, default=40_000)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--records", type=Path, help="append every reading and truth as JSON lines")
    parser.add_argument("--verbose", action="store_true", help="also tell of what was missed")
    args = parser.parse_args()
    chosen = args.conditions.split(",")
    if unknown := [name for name in chosen if name not in BY_NAME or BY_NAME[name].split != "train"]:
        parser.error(f"not of the half that may be tuned on: {', '.join(unknown)}")
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    started = time.monotonic()
    for number in range(args.count):
        seed = args.seed + number
        for shift, kind in enumerate(args.kinds.split(",")):
            condition = chosen[(number + shift) % len(chosen)]
            card = draw(kind, seed)
            shots = photos(card, condition, seed)
            reading = read(shots, on=ON)
            label = f"{kind} {condition} {seed}"
            bad = count([tallies[kind], tallies[condition]], card.truth, kind, reading, label,
                        verbose=args.verbose)  # fmt: skip
            if args.save and bad:
                args.save.mkdir(parents=True, exist_ok=True)
                for index, shot in enumerate(shots):
                    (args.save / f"{kind}-{condition}-{seed}-{index}.jpg").write_bytes(shot)
            if args.records:
                entry = {"kind": kind, "condition": condition, "seed": seed, "split": "train"}
                entry |= {"truth": card.truth, "reading": reading.to_record()}
                with args.records.open("a", encoding="utf-8") as records:
                    records.write(json.dumps(entry, ensure_ascii=False) + "\n")
        print(f"{number + 1} of {args.count}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(table(tallies, [*args.kinds.split(","), *chosen]))


if __name__ == "__main__":
    main()
