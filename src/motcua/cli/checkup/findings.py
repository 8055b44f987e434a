"""What a check of ``motcua doctor`` finds, and how a check that breaks becomes a finding too."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from motcua.config.embedded.server import NoServerError
from motcua.kernel.errors import MotcuaError, SetupError
from motcua.kernel.messages import Bilingual

_INCOMPLETE: Final = Bilingual("Cài đặt chưa đủ:", "Something of the installation is missing:")
_BROKEN: Final = Bilingual("Chưa chạy được:", "It did not work:")
#: PostgreSQL's codes for a table or column that is not there.
_NO_TABLES: Final = frozenset({"42P01", "42703"})


class Level(Enum):
    """How bad it is; only ``WRONG`` makes the command fail."""

    GOOD = "✓"
    NOTE = "!"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: the part, how it is, what was seen, and what to do if that is not good."""

    part: Bilingual
    level: Level
    seen: str
    fix: str = ""


Check = Callable[[], list[Finding]]


def operator_message(error: MotcuaError) -> Bilingual:
    """Return what an operator reads of an error: never the words for people who fill in a form."""
    if error.message is MotcuaError.default_message:
        return _INCOMPLETE if isinstance(error, SetupError) else _BROKEN
    return error.message


def good(part: Bilingual, seen: str) -> list[Finding]:
    """Return that the part is as it should be."""
    return [Finding(part, Level.GOOD, seen)]


def note(part: Bilingual, seen: str, fix: str) -> list[Finding]:
    """Return that the part works but somebody should know."""
    return [Finding(part, Level.NOTE, seen, fix)]


def wrong(part: Bilingual, seen: str, fix: str) -> list[Finding]:
    """Return that the part does not work."""
    return [Finding(part, Level.WRONG, seen, fix)]


def run(part: Bilingual, check: Check, fix: str) -> list[Finding]:
    """Run one check; whatever it raises is a finding, so that one broken part does not hide the others."""
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415 - the checks' own, which need the settings anyway

    try:
        return check()
    except (OperationalError, NoServerError) as error:
        # What the part itself would want, such as other keys, would do harm here.
        seen = f"the database does not answer ({type(error).__name__})"
        return wrong(part, seen, "see the database above")
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") not in _NO_TABLES:
            return wrong(part, f"{type(error).__name__}: {error}", fix)
        # Before the first setup, too, other keys would do harm.
        return wrong(part, "its tables are not there yet", "run: motcua setup")
    except MotcuaError as error:
        details = ", ".join(f"{name}={value}" for name, value in error.details.items())
        cause = f" ({type(error.__cause__).__name__}: {error.__cause__})" if error.__cause__ else ""
        said = operator_message(error)
        return wrong(part, f"{said.vi} / {said.en} {details}{cause}", fix)
    except Exception as error:  # noqa: BLE001 - a report must be finished whatever is broken
        return wrong(part, f"{type(error).__name__}: {error}", fix)
