"""Whether each variable that is set is one that something reads: a name spelt wrongly changes nothing."""

from typing import Final

from motcua.cli.checkup.findings import Finding, good, note
from motcua.config import env
from motcua.kernel.messages import Bilingual

PART: Final = Bilingual("Biến môi trường", "Variables")


def variables() -> list[Finding]:
    """Every variable of ours that is set is one that something reads; the settings are read by now."""
    unread = env.unread()
    if not unread:
        return good(PART, "each one that is set is read")
    seen = ", ".join(f"{name} ({meant}?)" if meant else name for name, meant in unread.items())
    return note(PART, f"nothing reads {seen}", "their names are in docs/operations.md, Variables")
