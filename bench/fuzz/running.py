"""Trying damaged bytes on one target, in a process of its own."""

import json
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from bench.fuzz import targets

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


def _work(name: str, seed: int, seconds: float, case: Path) -> None:
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
    case.with_suffix(".outcome").write_text(json.dumps(asdict(found)))


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
        case = folder / f"{name}-{seed}"
        process = context.Process(target=_work, args=(name, seed, left, case))
        process.start()
        process.join()
        if process.exitcode == 0:
            one = Outcome(**json.loads(case.with_suffix(".outcome").read_text()))
            one.crashes = total.crashes
            return one
        total.crashes += 1
        print(f"{name} ended with {process.exitcode}: {case}", file=sys.stderr)
        seed += 1
    return total
