"""Throws damaged bytes at everything that opens what people send, and says what came of it.

    python -m bench.fuzz --minutes 10 --seed 1 [--targets photo,chip,code,text,paper]

Each target runs in a process of its own, so that a crash is seen and the bytes that made it are kept. A case
is a good one damaged: bits turned, pieces cut out, doubled, moved or taken from another one, numbers made
extreme. What a target may answer is a result or its own kind of error; anything else is a failure. Markdown
goes to standard output; the exit status is 1 if anything crashed, failed, or took more than 1.5 GB.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.fuzz.running import fuzz

_MOST_MEMORY: Final = 1536.0
#: How much of the time each target gets.
SHARES: Final = {"photo": 0.35, "chip": 0.2, "code": 0.15, "text": 0.1, "paper": 0.2}


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
