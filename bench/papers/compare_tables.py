"""The tables of ``bench.papers.compare``."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from statistics import median
from typing import Any

from bench.papers.bounds import upper
from bench.papers.publish import reliability_table
from bench.papers.split import BY_NAME
from bench.papers.variety import KINDS, MAIN, same
from motcua.kernel.vietnamese import mrz_name

Row = dict[str, Any]
_LEGEND = """\
Sure: of the six fields that the papers show, those given without a mark to look (a peer's: every line used
scored 0.95 or more by itself). In brackets the upper end of a one-sided 95 % confidence interval. A name's
letters: right but for diacritics. Peers are told the kind of paper, and fields are taken from their lines by
the printed labels."""
_TEXT_ONLY = ("cccd_barcode", "cmnd", "cmnd12")


def tables(rows: Sequence[Row], systems: Sequence[str]) -> str:
    """Return all tables as Markdown."""
    usual = [row for row in rows if not BY_NAME[row["condition"]].hard]
    hard = [row for row in rows if BY_NAME[row["condition"]].hard]
    parts = ["#### Usual conditions, by kind", "", _by_kind(usual, systems)]
    if hard:
        parts += ["", "#### Hard conditions, by kind", "", _by_kind(hard, systems)]
    ours = [row for row in rows if row["system"] == "motcua"]
    if ours:
        parts += ["", "#### motcua by condition", "", _by_condition(ours)]
        parts += ["", "#### motcua, every field", "", _by_field(ours)]
        parts += ["", "#### How far confidences could be believed (motcua)", "", reliability_table(ours)]
        parts += ["", "#### Where the time goes (motcua, mean milliseconds a card)", "", _split_of_time(ours)]
    return "\n".join(parts)


def _judged(rows: Iterable[Row], names: Sequence[str] | None = MAIN) -> Counter[str]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen["cards"] += 1
        truths, given = row["truth"], row["fields"]
        for name in names or sorted({*truths, *given}):
            truth = truths.get(name)
            said = given.get(name)
            right = said is not None and same(name, said["value"], truth)
            if truth is not None:
                seen[f"shown {name}"] += 1
                seen[f"exact {name}"] += right
                if name == "full_name" and said is not None:
                    seen["letters"] += mrz_name(said["value"]) == mrz_name(truth)
            if said is None:
                continue
            seen["given"] += 1
            seen["sure"] += said["sure"]
            seen["wrong"] += said["sure"] and not right
    return seen


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "–"


def _wrong(seen: Counter[str]) -> str:
    bound = 100 * upper(seen["wrong"], seen["sure"])
    return f"**{seen['wrong']}**/{seen['sure']} (≤ {bound:.1f} %)" if seen["sure"] else "–"


def _by_kind(rows: Sequence[Row], systems: Sequence[str]) -> str:
    head = " | ".join(name.replace("_", " ") for name in MAIN)
    lines = [
        f"| kind | system | cards | {head} | name's letters | sure | **wrong among sure** | p50 / p95 ms |"
    ]
    lines.append("|---|---|" + "--:|" * (len(MAIN) + 5))
    groups: list[tuple[str, Collection[str]]] = [(kind, (kind,)) for kind in KINDS]
    groups += [
        ("*with QR or MRZ*", [kind for kind in KINDS if kind not in _TEXT_ONLY]),
        ("*text only*", _TEXT_ONLY),
        ("*all*", KINDS),
    ]
    for label, kinds in groups:
        for system in systems:
            mine = [row for row in rows if row["system"] == system and row["kind"] in kinds]
            if not mine:
                continue
            seen = _judged(mine)
            exact = " | ".join(_share(seen[f"exact {name}"], seen[f"shown {name}"]) for name in MAIN)
            times = sorted(row["milliseconds"] for row in mine)
            shown = sum(seen[f"shown {name}"] for name in MAIN)
            lines.append(
                f"| {label} | {system} | {seen['cards']} | {exact} "
                f"| {_share(seen['letters'], seen['shown full_name'])} | {100 * seen['sure'] / shown:.0f} % "
                f"| {_wrong(seen)} | {median(times):.0f} / {times[int(0.95 * (len(times) - 1))]:.0f} |"
            )
    return "\n".join([*lines, "", _LEGEND])


def _by_condition(rows: Sequence[Row]) -> str:
    lines = ["| condition | cards | kind right | exact of six | marked, all fields | **wrong, not marked** |",
             "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    for name, condition in BY_NAME.items():
        mine = [row for row in rows if row["condition"] == name]
        if not mine:
            continue
        seen, every = _judged(mine), _judged(mine, None)
        right = sum(row["paper"] == row["kind"] for row in mine)
        exact, shown = (sum(seen[f"{part} {field}"] for field in MAIN) for part in ("exact", "shown"))
        marked = 100 * (1 - every["sure"] / max(every["given"], 1))
        label = f"{name} (hard)" if condition.hard else name
        lines.append(
            f"| {label} | {len(mine)} | {right} | {exact}/{shown} | {marked:.0f} % | **{every['wrong']}** |"
        )
    return "\n".join(lines)


def _by_field(rows: Sequence[Row]) -> str:
    lines = ["| field | exact | absent | wrong, marked | right, marked | **wrong, not marked** |",
             "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name in {*row["truth"], *row["fields"]}:
            truth, said = row["truth"].get(name), row["fields"].get(name)
            right = said is not None and same(name, said["value"], truth)
            seen[name]["shown"] += truth is not None
            seen[name]["exact"] += right
            seen[name]["absent"] += said is None
            if said is not None:
                seen[name][f"{'right' if right else 'wrong'} {'sure' if said['sure'] else 'marked'}"] += 1
    for name, tally in sorted(seen.items()):
        lines.append(
            f"| {name} | {tally['exact']}/{tally['shown']} | {tally['absent']} | {tally['wrong marked']} "
            f"| {tally['right marked']} | **{tally['wrong sure']}** |"
        )
    return "\n".join(lines)


def _split_of_time(rows: Sequence[Row]) -> str:
    names = sorted({name for row in rows for name in row["parts"]} - {"total"})
    lines = [f"| kind | total | {' | '.join(names)} |", "|---|" + "--:|" * (len(names) + 1)]
    for kind in (*KINDS, "*all*"):
        mine = [row["parts"] for row in rows if kind in (row["kind"], "*all*")]
        if not mine:
            continue
        means = [sum(parts.get(name, 0.0) for parts in mine) / len(mine) for name in ("total", *names)]
        lines.append(f"| {kind} | {' | '.join(f'{mean:.0f}' for mean in means)} |")
    return "\n".join(
        [*lines, "", "Two sides are read at once: their parts are added up, and finding lies in them."]
    )
