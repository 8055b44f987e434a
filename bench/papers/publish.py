"""What a comparison found, put where it is read: its tables between two marks in a document, and a plot.

Whatever stood between the marks is replaced, so that a figure never outlives the run that gave it; what it
replaces is in the history of the repository.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.papers.variety import same

Row = dict[str, Any]
_BINS = ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.985), (0.985, 0.995), (0.995, 1.01))


def between(name: str) -> tuple[str, str]:
    """Return the marks between which a program of this name writes."""
    return f"<!-- {name} writes from here -->", f"<!-- {name} writes to here -->"


def put(document: Path, name: str, text: str) -> None:
    """Replace what stands between a program's marks.

    Raises:
        ValueError: the document has not both marks, once each and in order.
    """
    start, end = between(name)
    whole = document.read_text(encoding="utf-8")
    if whole.count(start) != 1 or whole.count(end) != 1 or whole.index(start) > whole.index(end):
        raise ValueError(f"{document} needs the marks {start} and {end}, once each")
    before, _, rest = whole.partition(start)
    after = rest.partition(end)[2]
    document.write_text(f"{before}{start}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")


def reliability(rows: Sequence[Row]) -> list[tuple[float, int, int]]:
    """Return for bins of the confidence we gave its mean, how many values there were, how many were right."""
    told = [
        (value["confidence"], same(name, value["value"], row["truth"].get(name)))
        for row in rows
        if row["system"] == "motcua"
        for name, value in row["fields"].items()
        if name in row["truth"] and "confidence" in value
    ]
    found = []
    for low, high in _BINS:
        inside = [(claimed, right) for claimed, right in told if low <= claimed < high]
        if inside:
            mean = sum(claimed for claimed, _ in inside) / len(inside)
            found.append((mean, len(inside), sum(right for _, right in inside)))
    return found


def reliability_table(rows: Sequence[Row]) -> str:
    """Return the bins of :func:`reliability` as Markdown."""
    lines = ["| confidence on average | values | right |", "|--:|--:|--:|"]
    lines += [f"| {100 * mean:.1f} % | {count} | {100 * right / count:.1f} % |"
              for mean, count, right in reliability(rows)]  # fmt: skip
    return "\n".join(lines)


def plot(rows: Sequence[Row], path: Path) -> None:
    """Draw confidence against the share that was right as a PNG."""
    import matplotlib as mpl  # noqa: PLC0415 - only the plot needs it (requirements/bench.txt)

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    bins = reliability(rows)
    figure, axes = plt.subplots(figsize=(5.5, 5.0), dpi=110)
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([mean for mean, _, _ in bins], [right / count for _, count, right in bins], marker="o")
    axes.set(xlabel="confidence given", ylabel="share right (held-out cards)")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
