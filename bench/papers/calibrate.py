"""Learns how often printed values are right, and how sure is sure enough, from papers whose truth is known.

    python -m bench.papers.calibrate collect --count 14 --seed 71000 --out records.jsonl
    python -m bench.papers.calibrate fit records.jsonl [more.jsonl] [--plot docs/images/reliability.png]

``collect`` draws cards of both hands (``bench.cards`` at easy and medium difficulty, the ``train`` half of
``bench.papers.split``), reads them and keeps what each source said; it goes on where it stopped. ``fit``
makes ``src/motcua/papers/calibration.json``: for each group of fields a logistic score, an isotonic curve
over it and the score from which a value is given without review, so that of all those given no more than the
wanted part is wrong. Papers are split in five by their seeds: what is learned on four parts is told of the
fifth (the reliability table), and what ships is learned on all.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench import cards
from bench.papers.bounds import upper
from bench.papers.conditions import photos
from bench.papers.split import conditions
from bench.papers.variety import KINDS, same
from bench.papers.variety_card import draw
from motcua.papers import calibration
from motcua.papers import reading as reader
from motcua.papers.calibration import FEATURES, Curve, Group, features, group_of, may_be_given
from motcua.papers.fuse import FusionResult, SourceValue, best_of, fuse, is_corroborated, zone_agrees
from motcua.papers.lines.choice import chosen
from motcua.papers.printed_value import PrintedValue
from motcua.papers.types import PaperKind

ON = date(2026, 11, 24)
TARGET = Path(__file__).parents[2] / "src/motcua/papers/calibration.json"
#: Of the values given without review this part may be wrong (print alone; the issue says 0.3 %).
WANTED = 0.003
_FOLDS = 5
_SEEN_BELOW = 33
#: What one hand prints without telling.
UNTOLD = ("issuing_authority", "previous_number")
_GROUPS: tuple[Group, ...] = ("digits", "letters", "again")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """One printed value: what is known of it, whether it was right, and which paper it was on.

    ``may``: nothing but its score keeps it from being given without review. ``value`` is the same for two
    points of one value, without and with the third recogniser.
    """

    group: Group
    seen: tuple[float, ...]
    right: bool
    paper: int
    may: bool
    value: int = 0


def _has_letters(text: PrintedValue) -> bool:
    return text.agreed is not None and group_of(text) != "digits"


@contextmanager
def listening(*, everywhere: bool = True) -> Iterator[list[Sequence[SourceValue]]]:
    """Keep what every source says while papers are read inside the block.

    ``everywhere``: the third recogniser is asked of all words, so that it can be learned when it is right.
    """
    heard: list[Sequence[SourceValue]] = []

    def heeded(said: Sequence[SourceValue], kind: PaperKind) -> FusionResult:
        heard.append(said)
        return fuse(said, kind)

    asked = _has_letters if everywhere else calibration.needs_third
    with patch.object(reader, "fuse", heeded), patch.object(calibration, "needs_third", asked):
        yield heard


def collect(count: int, seed: int, out: Path) -> None:
    """Draw, read and keep ``count`` rounds of papers, one of each kind and hand a round."""
    done = {(row["kind"], row["condition"], row["seed"]) for row in rows([out])} if out.exists() else set()
    chosen = conditions("train")
    started = time.monotonic()
    for number in range(count):
        for shift, kind in enumerate(KINDS):
            varied = chosen[(number + shift) % len(chosen)]
            own = ("easy", "medium")[(number + shift) % 2]
            for condition in (varied, own):
                key = (kind, condition, seed + number)
                if key in done:
                    continue
                truth, shots = _drawn(kind, condition, seed + number)
                with listening() as heard, out.open("a", encoding="utf-8") as records:
                    reading = reader.read(shots, on=ON)
                    row: dict[str, Any] = {"kind": kind, "condition": condition, "seed": seed + number}
                    row |= {"truth": truth, "reading": reading.to_record()}
                    row["said"] = [asdict(item) for item in heard[-1]] if heard else []
                    records.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{number + 1} of {count}: {time.monotonic() - started:.0f} s", file=sys.stderr)


def _drawn(kind: cards.Kind, condition: str, seed: int) -> tuple[dict[str, str], list[bytes]]:
    if condition in cards.DIFFICULTIES:
        paper = cards.make_paper(kind, seed)
        return dict(paper.truth), [
            cards.photograph(side, condition, seed).jpeg for side in paper.sides.values()
        ]
    card = draw(kind, seed)
    return card.truth, photos(card, condition, seed)


def rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the records of some files."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]


def points(records: Sequence[dict[str, Any]]) -> list[Point]:
    """Return the printed values that two recognisers read, with whether they are what the paper shows."""
    found: list[Point] = []
    values = 0
    for row in records:
        said = said_in(row)
        kind = row["reading"]["paper"]
        best = best_of(said)
        for item in said:
            text = item.text
            if text is None or text.agreed is None or kind is None:
                continue
            if item.field in UNTOLD and item.field not in row["truth"]:
                continue
            borne_out = is_corroborated(item.field, best | {item.field: item}, kind)
            zone = item.field == "full_name" and zone_agrees(item.value, said)
            right = same(item.field, item.value, row["truth"].get(item.field))
            # Words are learned from twice: as two recognisers read them, and with what the third says. What
            # the first two leave in doubt is asked of it; of names it is asked always.
            named = item.field == "full_name"
            known = [text] if named else [replace(text, third=None)]
            for each in [*known, *([text] if text.third is not None and not named else [])]:
                seen = features(each, borne_out, zone=zone)
                may = may_be_given(each, settles=True)
                found.append(Point(group_of(each), seen, right, row["seed"], may, values))
            values += 1
    return found


def said_in(row: dict[str, Any]) -> list[SourceValue]:
    """Return what the sources of a record said."""
    return [_said(item) for item in row["said"]]


def _said(data: dict[str, Any]) -> SourceValue:
    known = {name: value for name, value in data.items() if name not in ("region", "text")}
    text = data.get("text")
    if text is not None:
        text = PrintedValue(**{"field": data["field"], **text})
    return SourceValue(**known, text=text)


def learned(data: Sequence[Point]) -> Curve:
    """Return the curve of one group: logistic score, then isotonic regression on it.

    The isotonic regression sees scores of papers that the logistic one was not fitted to (five folds).
    """
    x = np.array([point.seen for point in data])
    y = np.array([point.right for point in data], dtype=np.float64)
    fold = np.array([point.paper for point in data]) // 2 % _FOLDS
    scores = np.zeros(len(data))
    for number in range(_FOLDS):
        weights, bias = logistic(x[fold != number], y[fold != number])
        scores[fold == number] = x[fold == number] @ weights + bias
    weights, bias = logistic(x, y)
    starts, shares = isotonic(scores, y)
    may = np.array([point.may for point in data])
    least = threshold(scores[may], y[may])
    passed = y[may & (scores >= least)]
    given = float((passed.sum() + 0.5) / (len(passed) + 1))
    return Curve(tuple(weights.tolist()), bias, tuple(starts.tolist()), tuple(shares.tolist()), least, given)


def logistic(x: Floats, y: Floats, *, ridge: float = 1.0) -> tuple[Floats, float]:
    """Fit a logistic regression by Newton's method; weights are held small (ridge), the bias is not."""
    wide = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.diag([*[ridge] * x.shape[1], 1e-3])
    weights = np.zeros(wide.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(wide @ weights, -30, 30)))
        slope = wide.T @ (chance - y) + penalty @ weights
        bend = (wide * (chance * (1 - chance))[:, None]).T @ wide + penalty
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights[:-1], float(weights[-1])


def isotonic(scores: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Return where steps of a rising curve begin and the share right on each (pool adjacent violators).

    Half a right and half a wrong value are added to every step: a step of few values claims little.
    """
    order = np.argsort(scores, kind="stable")
    steps: list[list[float]] = []
    for at, value in zip(scores[order], right[order], strict=True):
        steps.append([float(at), float(value), 1.0])
        while len(steps) > 1 and steps[-2][1] * steps[-1][2] >= steps[-1][1] * steps[-2][2]:
            _, good, count = steps.pop()
            steps[-1][1] += good
            steps[-1][2] += count
    shares = np.array([(good + 0.5) / (count + 1) for _, good, count in steps])
    return np.array([step[0] for step in steps]), np.maximum.accumulate(shares)


def threshold(scores: Floats, right: Floats) -> float:
    """Return the lowest score from which none was wrong, and one wrong would be no more than wanted.

    Below the lowest limit so many values must have been seen that it is none of the rarest readings.
    """
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(1 - right[order])
    fine = (wrong == 0) & (1 / (np.arange(len(scores)) + 2) <= WANTED)
    fine &= len(scores) - np.arange(len(scores)) > _SEEN_BELOW
    return float(scores[order][np.flatnonzero(fine)[-1]]) if fine.any() else float("inf")


def reliability(curve_of: dict[Group, Curve], data: Sequence[Point]) -> list[dict[str, Any]]:
    """Return for bins of claimed probability how many values there were and how many were right."""
    bins = ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.985), (0.985, 0.995), (0.995, 1.01))
    table = []
    for group in _GROUPS:
        mine = [(_claimed(p, curve_of[group]), p.right) for p in data if p.group == group]
        for low, high in bins:
            inside = [(share, right) for share, right in mine if low <= share < high]
            if inside:
                table.append({"group": group, "low": low, "high": min(high, 1.0), "count": len(inside),
                              "claimed": sum(s for s, _ in inside) / len(inside),
                              "right": sum(r for _, r in inside)})  # fmt: skip
    return table


def fit(paths: Sequence[Path], target: Path, plot: Path | None) -> None:
    """Learn, write the curves, print the reliability of halves that were not learned from."""
    data = points(rows(paths))
    crossed: list[dict[str, Any]] = []
    #: Of each value, by whether it is of digits and whether it was right: could it be given without review?
    given: dict[int, tuple[bool, bool, bool]] = {}
    for fold in range(_FOLDS):
        told = {group: learned([p for p in data if p.group == group and p.paper % _FOLDS != fold])
                for group in _GROUPS}  # fmt: skip
        other = [p for p in data if p.paper % _FOLDS == fold]
        crossed.extend(reliability(told, other))
        for point in other:
            before = given.get(point.value, (False,))[-1]
            free = before or _is_free(point, told[point.group])
            given[point.value] = point.group == "digits", point.right, free
    print(_table(crossed))
    for digits in (True, False):
        mine = [(right, free) for is_digits, right, free in given.values() if is_digits == digits]
        unlooked = [right for right, free in mine if free]
        wrong, most = unlooked.count(False), 100 * upper(unlooked.count(False), len(unlooked))
        print(f"\n{'digits' if digits else 'words'}: of {len(mine)} values {len(unlooked)} sure enough to be "
              f"given without review, {wrong} wrong (at most {most:.2f} %)")  # fmt: skip
    shipped = {group: learned([p for p in data if p.group == group]) for group in _GROUPS}
    papers = len({(row["kind"], row["condition"], row["seed"]) for row in rows(paths)})
    document = {
        "about": "made by bench.papers.calibrate (docs/decisions/0018)", "papers": papers, "wanted": WANTED,
        "recogniser": chosen(),
        "groups": {group: _as_json(curve, sum(p.group == group for p in data))
                   for group, curve in shipped.items()},
    }  # fmt: skip
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if plot is not None:
        _draw(crossed, plot)


def _claimed(point: Point, curve: Curve) -> float:
    """Return the confidence the product would give."""
    share = curve.share(point.seen)
    return max(share, curve.given) if _is_free(point, curve) else share


def _is_free(point: Point, curve: Curve) -> bool:
    """Tell whether a value would be given without review."""
    return point.may and calibration.is_enough(curve, point.group, point.seen)


def _as_json(curve: Curve, count: int) -> dict[str, Any]:
    return {
        "values": count,
        "weights": {name: round(weight, 4) for name, weight in zip(FEATURES, curve.weights, strict=True)},
        "bias": round(curve.bias, 4),
        "scores": [round(score, 4) for score in curve.scores],
        "shares": [round(share, 5) for share in curve.shares],
        "least": round(curve.least, 5),
        "given": round(curve.given, 5),
    }


def _merged(table: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    merged: dict[tuple[str, float], dict[str, Any]] = {}
    for row in table:
        key = (row["group"], row["low"])
        if key in merged:
            old = merged[key]
            total = old["count"] + row["count"]
            old["claimed"] = (old["claimed"] * old["count"] + row["claimed"] * row["count"]) / total
            old["count"], old["right"] = total, old["right"] + row["right"]
        else:
            merged[key] = dict(row)
    return sorted(merged.values(), key=lambda row: (_GROUPS.index(row["group"]), row["low"]))


def _table(table: Sequence[dict[str, Any]]) -> str:
    lines = ["| group | claimed between | values | claimed on average | right |", "|---|---|--:|--:|--:|"]
    lines += [
        f"| {row['group']} | {row['low']:.3f} to {row['high']:.3f} | {row['count']} "
        f"| {100 * row['claimed']:.1f} % | {100 * row['right'] / row['count']:.1f} % |"
        for row in _merged(table)
    ]
    return "\n".join(lines)


def _draw(table: Sequence[dict[str, Any]], path: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - only the plot needs it (requirements/bench.txt)

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(5.5, 5.0), dpi=110)
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for group in _GROUPS:
        mine = [row for row in _merged(table) if row["group"] == group]
        axes.plot([row["claimed"] for row in mine], [row["right"] / row["count"] for row in mine],
                  marker="o", label=group.replace("_", " "))  # fmt: skip
    axes.set(xlabel="claimed probability", ylabel="share right (papers not learned from)")
    axes.legend()
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def main() -> None:
    """Collect or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    gather = tasks.add_parser("collect")
    gather.add_argument("--count", type=int, default=14)
    gather.add_argument("--seed", type=int, default=71_000)
    gather.add_argument("--out", type=Path, required=True)
    learn = tasks.add_parser("fit")
    learn.add_argument("records", type=Path, nargs="+")
    learn.add_argument("--out", type=Path, default=TARGET)
    learn.add_argument("--plot", type=Path)
    args = parser.parse_args()
    if args.task == "collect":
        collect(args.count, args.seed, args.out)
    else:
        fit(args.records, args.out, args.plot)


if __name__ == "__main__":
    main()
