"""How long front and back of a paper take together, where the time goes, and how much memory is needed.

    python -m bench.papers.timing --count 10 [--seed 90000]

Papers of ``bench.cards`` at medium difficulty, models loaded; figures are worth something only where nothing
else runs, so the load average is printed beside them. Elapsed time is with the threads a worker uses; the
split is processor time of a second pass with one thread, since what two threads do at once cannot be divided.
Memory is the most this process ever held; cards are drawn in another, so that their drawing is not in it.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

import onnxruntime

from bench import cards
from bench.papers.run import percentile
from motcua.kernel import inference
from motcua.papers.models import warm_up
from motcua.papers.reading import read

ON = date(2026, 11, 24)
CODED: tuple[cards.Kind, ...] = ("cccd_chip", "can_cuoc", "passport")
PRINTED: tuple[cards.Kind, ...] = ("cccd_barcode", "cmnd", "cmnd12")


def drawn(kind: cards.Kind, seed: int) -> list[bytes]:
    """Return the photos of one paper."""
    sides = cards.make_paper(kind, seed).sides.values()
    return [cards.photograph(side, "medium", seed).jpeg for side in sides]


def split(photos: list[list[bytes]]) -> tuple[float, float]:
    """Return the processor seconds of reading papers with one thread, and those of them inside models.

    What the clock of threads itself takes, up to a third of a millisecond where machines are virtual, is in
    neither.
    """
    inside, calls = 0.0, 0
    run = onnxruntime.InferenceSession.run

    def watched(session: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal inside, calls
        calls += 1
        start = time.thread_time()
        try:
            return run(session, *args, **kwargs)
        finally:
            inside += time.thread_time() - start

    inference.use_threads(1)
    onnxruntime.InferenceSession.run = watched
    read(photos[0], on=ON)
    inside, calls, start = 0.0, 0, time.process_time()
    for shots in photos:
        read(shots, on=ON)
    total = time.process_time() - start
    looks, start = 2_000, time.process_time()
    for _ in range(looks):
        time.thread_time()
    look = (time.process_time() - start) / looks
    return total - 2 * calls * look, inside - calls * look


def main() -> None:
    """Draw, read twice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="papers of each kind")
    parser.add_argument("--seed", type=int, default=90_000)
    args = parser.parse_args()
    jobs = [(kind, args.seed + n) for n in range(args.count) for kind in (*CODED, *PRINTED)]
    with ProcessPoolExecutor(1) as pool:
        photos = list(pool.map(drawn, *zip(*jobs, strict=True)))
    warm_up()
    read(photos[0], on=ON)
    print("| papers | number | p50 s | p95 s |\n|---|--:|--:|--:|")
    for label, kinds in (("with QR or zone", CODED), ("print alone", PRINTED)):
        seconds = []
        for (kind, _), shots in zip(jobs, photos, strict=True):
            if kind in kinds:
                start = time.perf_counter()
                read(shots, on=ON)
                seconds.append(time.perf_counter() - start)
        print(
            f"| {label} | {len(seconds)} | {percentile(seconds, 0.5):.2f} | {percentile(seconds, 0.95):.2f} |"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # In a process of its own: the models there are loaded for one thread, and nothing here is changed.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        total, inside = pool.submit(split, photos).result()
    print(
        f"\nProcessor time with one thread: {total / len(photos):.2f} s a paper, "
        f"{100 * (1 - inside / total):.0f} % of it outside the models. Most memory {peak:.0f} MiB."
    )
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}.")


if __name__ == "__main__":
    main()
