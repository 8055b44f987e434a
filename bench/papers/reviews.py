"""Why values of papers that only print tells are given for review, and how often others are wrong.

    python -m bench.papers.reviews collect --count 6 --seed 2010000 --out records.jsonl [--split heldout]
    python -m bench.papers.reviews tell records.jsonl [more.jsonl]

``collect`` draws barcode cards and identity cards of nine and twelve digits by all three hands at usual
difficulty (``bench.cards`` easy and medium, and the ways of the other two that are not hard), reads them and
keeps what each source said; it goes on where it stopped. ``--split heldout`` takes typefaces, grounds and
ways that nothing was tuned on. ``tell`` prints tables of the records: by kind, by field, and by reason.
``bench.papers.calibrate fit`` can learn from the records, from those of ``train`` only.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import cards
from bench.papers.bounds import upper
from bench.papers.calibrate import ON, UNTOLD, listening, rows, said_in
from bench.papers.conditions import photos
from bench.papers.split import BY_NAME, Split, conditions
from bench.papers.third.shoot import shoot, suits
from bench.papers.third.ways import WAYS
from bench.papers.variety import same
from bench.papers.variety_card import draw
from motcua.papers import calibration, fuse
from motcua.papers import reading as reader
from motcua.papers.fuse import SourceValue

KINDS = ("cccd_barcode", "cmnd", "cmnd12")
HANDS = ("first", "second", "third")
#: Not one person's paper with two sides.
_MIXED = {"two", "twice"}
Drawn = tuple[dict[str, str], list[bytes]]
#: Hand, kind, way, seed, split: what makes a paper.
Key = tuple[str, str, str, int, Split]
#: Problems that throw no doubt on what was read.
_NO_DOUBT = {"paper_expired", "paper_no_longer_accepted", "holder_under_18"}
_KEY = ("hand", "kind", "condition", "seed", "split")
_THIRD = {way.name: way for way in WAYS}


def ways(hand: str, split: Split) -> tuple[str, ...]:
    """Return the ways of usual difficulty in which a hand's papers are photographed."""
    if hand == "first":
        return ("easy", "medium")
    if hand == "second":
        return tuple(name for name in dict.fromkeys(conditions(split)) if not BY_NAME[name].hard)
    return tuple(
        way.name for way in WAYS
        if way.held_out == (split == "heldout") and not way.hard and not way.set.keys() & _MIXED
    )  # fmt: skip


def draw_paper(hand: str, kind: Any, way: Any, seed: int, split: Split) -> Drawn:
    """Draw and photograph one paper; return what it says and its photos."""
    if hand == "first":
        paper = cards.make_paper(kind, seed)
        return dict(paper.truth), [cards.photograph(side, way, seed).jpeg for side in paper.sides.values()]
    if hand == "second":
        card = draw(kind, seed, split)
        return card.truth, photos(card, way, seed, split)
    shot = shoot(kind, _THIRD[way], seed, ON)
    return shot.truths[0], shot.images


def papers(count: int, seed: int, hands: Sequence[str], kinds: Sequence[str], split: Split) -> Iterator[Key]:
    """Return what to draw in ``count`` rounds: of each kind and hand one paper a round, the ways in turn."""
    for number in range(count):
        for shift, kind in enumerate(kinds):
            for hand in hands:
                chosen = [way for way in ways(hand, split) if hand != "third" or suits(kind, _THIRD[way])]
                yield hand, kind, chosen[(number + shift) % len(chosen)], seed + number, split


def collect(wanted: Iterable[Key], out: Path) -> None:
    """Draw and read papers and keep what was said; papers already kept are left out."""
    done = {tuple(row[name] for name in _KEY) for row in rows([out])} if out.exists() else set()
    started = time.monotonic()
    for number, key in enumerate(wanted, start=1):
        if key in done:
            continue
        truth, shots = draw_paper(*key)
        began = time.perf_counter()
        # What is learned from needs the third recogniser everywhere; what is told of is read as always.
        with listening(everywhere=key[-1] == "train") as heard:
            reading = reader.read(shots, on=ON)
        row: dict[str, Any] = dict(zip(_KEY, key, strict=True))
        row |= {"milliseconds": round(1000 * (time.perf_counter() - began), 1), "truth": truth}
        row["reading"] = reading.to_record()
        row["said"] = [asdict(item) for item in heard[-1]] if heard else []
        with out.open("a", encoding="utf-8") as records:
            records.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{number}: {time.monotonic() - started:.0f} s", file=sys.stderr)


def reasons(name: str, said: Sequence[SourceValue], row: dict[str, Any]) -> list[str]:
    """Return why a value of print was given for review, by the rules of ``motcua.papers.fuse``."""
    found = [item["code"] for item in row["reading"]["problems"]
             if item["code"] not in _NO_DOUBT and item.get("field") == name]  # fmt: skip
    if row["reading"]["fields"][name]["sources"] == ["derived"]:
        return [*found, "follows from another value"]
    best = fuse.best_of(said)
    text = best[name].text
    if len({item.value for item in said if item.field == name}) > 1:
        found.append("seen twice, read in two ways")
    if text is None:
        return [*found, "no print"]
    borne_out = fuse.is_corroborated(name, best, row["reading"]["paper"])
    if borne_out is False:
        found.append("a rule contradicts")
    if calibration.group_of(text) == "digits":
        least = fuse.SURE_SUPPORTED if borne_out else fuse.SURE_DIGIT
        flaws = {"readers differ": text.agreed is False, "a digit in doubt": text.weakest < least}
    else:
        curves = calibration.curves()
        curve = curves.get(calibration.group_of(text), curves["letters"])
        seen, settles = calibration.features(text, borne_out), calibration.third_is_learned()
        flaws = {
            "readers differ": text.agreed is False and not (settles and text.third and text.counted),
            "the third reader differs": text.third is False,
            "spelling": not text.plausible,
            "maybe not whole": not text.whole,
            "another name as likely": text.margin is not None and text.margin < calibration.LEAST_MARGIN,
            "a letter in doubt": not calibration.is_enough(curve, calibration.group_of(text), seen),
        }
    return [*found, *(flaw for flaw, there in flaws.items() if there)]


def values(records: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, dict[str, Any], bool]]:
    """Return every value given: its record, its field, what was given, and whether it is right."""
    for row in records:
        for name, value in row["reading"]["fields"].items():
            if name in UNTOLD and name not in row["truth"]:
                continue
            yield row, name, value, same(name, value["value"], row["truth"].get(name))


def tell(records: Sequence[dict[str, Any]]) -> str:
    """Return the tables: shares by hand, kind and field, then the reasons of reviews."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    why: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in records:
        for key in ("*all*", f"hand: {row['hand']}", f"paper: {row['kind']}"):
            tallies[key]["papers"] += 1
        for name in row["truth"]:
            for key in ("*all*", f"hand: {row['hand']}", f"paper: {row['kind']}", name):
                tallies[key]["shown"] += 1
    for row, name, value, right in values(records):
        counted = Counter(given=1, exact=int(right), review=int(value["review"]))
        counted["wrong"] = int(not right and not value["review"])
        for key in ("*all*", f"hand: {row['hand']}", f"paper: {row['kind']}", name):
            tallies[key] += counted
        if value["review"]:
            found = reasons(name, said_in(row), row) or ["sides or codes"]
            for reason in found:
                why[name, reason].update(all=1, right=int(right), alone=int(len(found) == 1))
    lines = ["| | papers | values | exact | given | to review | **wrong, not marked** |",
             "|---|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
    for key in sorted(
        tallies, key=lambda key: ("*h p".find(key[0]) if key[:2] in ("*a", "ha", "pa") else 9, key)
    ):
        t = tallies[key]
        free = t["given"] - t["review"]
        lines.append(
            f"| {key} | {t['papers'] or ''} | {t['shown']} | {100 * t['exact'] / max(t['shown'], 1):.1f} % "
            f"| {t['given']} | {100 * t['review'] / max(t['given'], 1):.1f} % "
            f"| **{t['wrong']}**/{free} (≤ {100 * upper(t['wrong'], free):.2f} %) |"
        )
    lines += ["", "| field | reason | reviews with it | of these right | with no other reason |",
              "|---|---|--:|--:|--:|"]  # fmt: skip
    lines += [f"| {name} | {reason} | {t['all']} | {t['right']} | {t['alone']} |"
              for (name, reason), t in sorted(why.items(), key=lambda item: -item[1]["all"])]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Collect or tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    gather = tasks.add_parser("collect")
    gather.add_argument("--count", type=int, default=6)
    gather.add_argument("--seed", type=int, default=2_010_000)
    gather.add_argument("--split", choices=("train", "heldout"), default="train")
    gather.add_argument("--hands", default=",".join(HANDS))
    gather.add_argument("--kinds", default=",".join(KINDS))
    gather.add_argument("--out", type=Path, required=True)
    say = tasks.add_parser("tell")
    say.add_argument("records", type=Path, nargs="+")
    asked = parser.parse_args()
    if asked.task == "tell":
        records = rows(asked.records)
        print(tell(records))
        for row, name, value, right in values(records):
            if not right and not value["review"]:
                label = f"{row['hand']} {row['kind']} {row['condition']} {row['seed']}"
                print(
                    f"WRONG {label} {name}: {value['value']!r} is {row['truth'].get(name)!r}", file=sys.stderr
                )
    else:
        hands, kinds = asked.hands.split(","), asked.kinds.split(",")
        collect(papers(asked.count, asked.seed, hands, kinds, asked.split), asked.out)


if __name__ == "__main__":
    main()
