"""Many citizens at once, outside systems that fail, workers that are killed: is every dossier decided once?

    python -m tests.load --citizens 1000 --fault-rate 0.2 --kill-every 30

Each citizen draws a card of an invented person, sends photos through the web application, fills the form,
files; officers accept and approve; registers, tax, time stamps, post, bank, messages and the national portal
answer, fail, answer late, twice or wrongly; the certificate is signed and stamped. At the end the database is
compared with what the citizens know about themselves and with what the outside systems hold. Bounded in count
and time; loopback only.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.load.run import Plan, carry_out


def main() -> int:
    """Run and print a report as JSON; returns 0 where nothing was lost, doubled, undecided or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--at-a-time", type=int, default=4)
    parser.add_argument("--fault-rate", type=float, default=0.2, help="share of outside calls that go wrong")
    parser.add_argument("--kill-every", type=float, default=30.0, help="seconds between killed workers")
    parser.add_argument("--minutes", type=float, default=60.0, help="ends with what is there")
    parser.add_argument("--until", type=_moment, help="HH:MM UTC: no new citizens from then on")
    parser.add_argument("--seed", type=int, default=640_000)
    parser.add_argument("--drawn", type=Path, help="folder in which drawn people are kept between runs")
    parser.add_argument("--folder", type=Path, help="keeps logs and database there, to look into")
    options = parser.parse_args()
    ends_at = time.time() + options.minutes * 60
    plan = Plan(
        citizens=options.citizens,
        at_a_time=options.at_a_time,
        fault_rate=options.fault_rate,
        kill_every_s=options.kill_every,
        no_new_after=min(options.until or ends_at, ends_at),
        ends_at=ends_at,
        seed=options.seed,
        drawn=options.drawn,
    )
    kept = (
        nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory(prefix="motcua-load-")
    )
    with kept as folder:
        report = carry_out(plan, Path(folder))
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n")
    return 0 if report["good"] else 1


def _moment(text: str) -> float:
    hour, _, minute = text.partition(":")
    now = datetime.now(UTC)
    moment = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    return (moment if moment > now else moment + timedelta(days=1)).timestamp()


if __name__ == "__main__":
    sys.exit(main())
