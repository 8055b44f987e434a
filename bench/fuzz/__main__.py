"""Throws damaged bytes at everything that opens what people send, and says what came of it.

    python -m bench.fuzz --minutes 10 --seed 1 [--targets photo,chip,code,text,paper]

Each target runs in a process of its own, so that a crash is seen and the bytes that made it are kept. A case
is a good one damaged: bits turned, pieces cut out, doubled, moved or taken from another one, numbers made
extreme. What a target may answer is a result or its own kind of error; anything else is a failure. Markdown
goes to standard output; the exit status is 1 if anything crashed, failed, or took more than 1.5 GB.
"""

import argparse
import multiprocessing
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.fuzz import targets

_MOST_MEMORY: Final = 1536.0
#: How much of the time each target gets.
SHARES: Final = {"photo": 0.35, "chip": 0.2, "code": 0.15, "text": 0.1, "paper": 0.2}
_EXTREME: Final = (
    b"\x00",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\x00\x00\x00\x00",
)


@dataclass
class Outcome:
    """What came of one target; ``memory`` is the most one process held, in MiB, ``slowest`` in seconds."""

    cases: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    crashes: int = 0
    slowest: float = 0.0
    processor: float = 0.0
    memory: float = 0.0


def damaged(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Return data with one to eight kinds of damage; ``other`` lends pieces."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if not made:
            break
        at, length = rng.randrange(len(made)), min(2 ** rng.randrange(12), len(made))
        match rng.randrange(12):
            case 0:
                del made[at:]
            case 1:
                made[at : at + length] = rng.randbytes(min(length, 64))
            case 2:
                del made[at : at + length]
            case 3:
                made[at:at] = made[at : at + length]
            case 4:
                start = rng.randrange(max(len(other), 1))
                made[at:at] = other[start : start + length]
            case 5:
                value = rng.choice(_EXTREME)
                made[at : at + len(value)] = value
            case _:
                made[at] ^= 1 << rng.randrange(8)
    return bytes(made)


def _work(name: str, seed: int, seconds: float, case: Path, results: Any) -> None:
    """Try cases of one target until time is up; each is written down before it is tried."""
    seeds, run = targets.TARGETS[name]()
    rng, found = random.Random(f"{name}:{seed}"), Outcome()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = damaged(rng.choice(seeds), rng.choice(seeds), rng)
        case.write_bytes(data)
        began = time.monotonic()
        _try(run, data, found, case)
        found.slowest = max(found.slowest, time.monotonic() - began)
    found.processor = time.process_time()
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found.memory = max(usage.ru_maxrss for usage in usages) / 1024
    results.put(found)


def _try(run: Callable[[bytes], bool], data: bytes, found: Outcome, case: Path) -> None:
    found.cases += 1
    try:
        found.refused += not run(data)
    except Exception as error:  # noqa: BLE001 - any other error than the target's own is what is looked for
        found.failures.append(f"{type(error).__name__}: {error}")
        case.with_suffix(f".{len(found.failures)}.failed").write_bytes(data)


def fuzz(name: str, seed: int, seconds: float, folder: Path) -> Outcome:
    """Run one target, anew after each crash."""
    context = multiprocessing.get_context("spawn")
    total, end = Outcome(), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        case, results = folder / f"{name}-{seed}", context.SimpleQueue()
        process = context.Process(target=_work, args=(name, seed, left, case, results))
        process.start()
        process.join()
        if process.exitcode == 0:
            one = results.get()
            one.crashes = total.crashes
            return one  # type: ignore[no-any-return]
        total.crashes += 1
        print(f"{name} ended with {process.exitcode}: {case}", file=sys.stderr)
        seed += 1
    return total


def main() -> int:
    """Run all targets, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", default=",".join(SHARES))
    asked = parser.parse_args()
    chosen = asked.targets.split(",")
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    whole, good = sum(SHARES[name] for name in chosen), True
    print(f"Load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, seed {asked.seed}.\n")
    print("| opened | cases | refused | failures | crashes | slowest s | most memory MiB | processor s |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name in chosen:
        found = fuzz(name, asked.seed, 60 * asked.minutes * SHARES[name] / whole, folder)
        print(
            f"| {name} | {found.cases} | {found.refused} | {len(found.failures)} | {found.crashes} "
            f"| {found.slowest:.1f} | {found.memory:.0f} | {found.processor:.0f} |",
            flush=True,
        )
        for failure in sorted(set(found.failures)):
            print(f"{name}: {failure}", file=sys.stderr)
        good &= not found.failures and not found.crashes and found.memory <= _MOST_MEMORY
    if not good:
        print(f"The bytes lie in {folder}.", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
