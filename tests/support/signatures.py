"""Checks the signature and the time stamp of every paper an installation gave out.

Run as a program with the installation's environment, it prints JSON: ``python -m tests.support.signatures``.
"""

import json
import sys

from motcua.cli import setup_django


def main() -> None:
    """Print ``{"checked": count, "not_good": [paper numbers]}``."""
    setup_django.configure()
    from motcua.outcomes import services  # noqa: PLC0415 - Django is ready now
    from motcua.outcomes.models import IssuedPaper  # noqa: PLC0415

    checked, not_good = 0, []
    for paper in IssuedPaper.objects.order_by("pk").iterator(20):
        found = services.check_signature(bytes(paper.pdf))
        checked += 1
        if found is None or not found.good or found.stamped_at is None:
            not_good.append(paper.number)
    json.dump({"checked": checked, "not_good": not_good}, sys.stdout)


if __name__ == "__main__":
    main()
