"""Puts complete drafts and the sessions that hold them into an installation; prints them as JSON.

Run as a program with the installation's environment: ``python -m tests.support.drafts_ready COUNT``.
"""

import json
import sys

from motcua.cli import setup_django


def main() -> None:
    """Make the drafts."""
    setup_django.configure()
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415 - Django is ready now
    from tests.support import filing  # noqa: PLC0415

    made = []
    for number in range(int(sys.argv[1])):
        draft = filing.draft(personal_number=f"07919000{number:04d}")
        session = SessionStore()
        session["drafts"] = [str(draft.pk)]
        session.create()
        made.append({"draft": str(draft.pk), "session": session.session_key})
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
