"""How fast and how exactly a large store is searched: ``python -m bench.gallery.speed --people 1000000``.

Writes invented templates where a worker keeps its copy and searches them as a worker does. Following
PostgreSQL and holding against it what was found is left out, which costs a few short queries a search. The
p10 column comes near to an idle machine's time: the searches that nothing else interrupted. Every tenth
answer is compared with a search through all the full numbers. Prints Markdown.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django
import numpy as np

from bench.gallery.crowd import Crowd, Vectors

if TYPE_CHECKING:
    from motcua.gallery.search.exact import ExactSearch
    from motcua.gallery.search.port import Hit

_BATCH = 100_000


def write(folder: Path, people: int, takes: int, crowd: Crowd) -> Vectors:
    """Write the files of a store; returns a few of its people."""
    folder.mkdir(parents=True, exist_ok=True)
    some: list[Vectors] = []
    count = 0
    with (folder / "vectors").open("wb") as vectors, (folder / "rows").open("wb") as rows:
        for start in range(0, people, _BATCH):
            faces = crowd.faces(min(_BATCH, people - start))
            some.append(faces[:50])
            for _ in range(takes):
                vectors.write(crowd.again(faces).tobytes())
                owners = np.arange(start, start + len(faces))
                sittings = np.arange(count, count + len(faces)) + 1
                rows.write(np.stack([sittings, owners], axis=1).astype(np.int64).tobytes())
                count += len(faces)
    state = {"template_key": "bench", "count": count, "last_sitting": count, "last_gone": 0}
    (folder / "state.json").write_text(json.dumps(state))
    return np.concatenate(some)


def own_memory() -> int:
    """Return the bytes that are this process's own; mapped files, shared between processes, are not."""
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in said.splitlines() if line.startswith("RssAnon"))


def opened(folder: Path, threads: int) -> tuple["ExactSearch", Vectors, Vectors]:
    """Return the search over files that :func:`write` made, with their templates (n, 128) and rows (n, 2)."""
    from motcua.gallery.search import exact, rows_file  # noqa: PLC0415 - Django is ready now

    state = rows_file.State(**json.loads((folder / "state.json").read_text()))
    vectors, rows = (
        np.memmap(folder / name, kind, "r").reshape(-1, wide)
        for name, kind, wide in (("vectors", np.float32, 128), ("rows", np.int64, 2))
    )
    # No database here: nothing to follow, and nothing to hold an answer against.
    rows_file.RowsFile.follow = lambda *_: (state, vectors, rows)  # type: ignore[method-assign]
    exact._agrees = lambda *_: True  # noqa: SLF001
    return exact.ExactSearch(folder, threads=threads), vectors, rows


def count_exact(
    probes: Vectors, answers: list[list["Hit"]], vectors: Vectors, rows: Vectors
) -> tuple[int, int]:
    """Return how many answers a search through all numbers gives too, and how many were looked at."""
    from motcua.gallery.search.port import best_of_each  # noqa: PLC0415 - Django is ready now

    right = checked = 0
    for probe, hits in list(zip(probes, answers, strict=True))[::10]:
        scores = np.concatenate(
            [np.asarray(vectors[at : at + _BATCH]) @ probe for at in range(0, len(vectors), _BATCH)]
        )
        best = np.argpartition(-scores, 20)[:20]
        checked += 1
        right += [hit.person for hit in hits] == [
            hit.person for hit in best_of_each(rows[best, 1], scores[best])[:2]
        ]
    return right, checked


def measure(folder: Path, args: argparse.Namespace) -> str:
    """Return one row of the table."""
    real = np.load(args.like)["templates"] if args.like else None
    crowd = Crowd(args.seed, real=real, key=b"bench")
    some = write(folder, args.people, args.takes, crowd)
    search, vectors, rows = opened(folder, args.threads)
    half = args.searches // 2
    chosen = np.random.default_rng(2).integers(0, len(some), half)
    probes = np.concatenate([crowd.again(some[chosen]), crowd.faces(args.searches - half)])
    before = own_memory()
    began = time.perf_counter()
    search.nearest(probes[0], people=2, template_key="bench")
    loaded = time.perf_counter() - began
    taken, answers = [], []
    work = time.process_time()
    for probe in probes:
        began = time.perf_counter()
        answers.append(search.nearest(probe, people=2, template_key="bench"))
        taken.append((time.perf_counter() - began) * 1000)
    work = (time.process_time() - work) / len(probes) * 1000
    memory = own_memory() - before
    right, checked = count_exact(probes, answers, vectors, rows)
    p10, p50, p95 = np.percentile(taken, [10, 50, 95])
    counts = f"{args.people:,} | {args.people * args.takes:,}"
    times = f"{p10:.1f} | {p50:.1f} | {p95:.1f} | {work:.1f} | {loaded:.1f}"
    exact = f"{right} of {checked}"
    return f"| {counts} | {times} | {memory / 2**20:.0f} | {exact} | {os.getloadavg()[0]:.1f} |"


def main() -> None:
    """Measure and print one row of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--takes", type=int, default=1)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--like", type=Path, help="templates of real photos, kept by bench.gallery.identify")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.test")
    django.setup()
    folder = Path(tempfile.mkdtemp(prefix="motcua-gallery-"))
    try:
        measured = measure(folder, args)
    finally:
        shutil.rmtree(folder)
    print(
        "| people | templates | ms p10 | p50 | p95 | CPU ms | loading s | memory MiB | exact answers | load |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(measured)


if __name__ == "__main__":
    main()
