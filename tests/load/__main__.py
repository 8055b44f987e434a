"""Many citizens at once, outside systems that fail, workers that are killed: is every dossier decided once?

    python -m tests.load --citizens 1000 --error-rate 0.2 --kill-every 30

Each citizen draws a card of an invented person, sends photos through the web application, fills the form,
files; officers accept and approve; tax answers or fails; the certificate is signed and stamped. At the end
the database is compared with what the citizens know about themselves. Bounded in count and time; loopback
only.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.load.run import Plan, carry_out


def main() -> int:
    """Run and print a report as JSON; returns 0 where nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--at-a-time", type=int, default=4)
    parser.add_argument("--error-rate", type=float, default=0.2, help="share of outside calls that fail")
    parser.add_argument("--kill-every", type=float, default=30.0, help="seconds between killed workers")
    parser.add_argument("--minutes", type=float, default=60.0, help="ends with what is there")
    parser.add_argument("--seed", type=int, default=640_000)
    options = parser.parse_args()
    plan = Plan(
        citizens=options.citizens,
        at_a_time=options.at_a_time,
        error_rate=options.error_rate,
        kill_every_s=options.kill_every,
        longest_s=options.minutes * 60,
        seed=options.seed,
    )
    with tempfile.TemporaryDirectory(prefix="motcua-load-") as folder:
        report = carry_out(plan, Path(folder))
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return 0 if report["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
