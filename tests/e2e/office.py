"""An office's desk with work on it, for browser tests of several modules."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.installation import Installation


@dataclass(frozen=True)
class Office:
    """An installation with work in it; ``granted`` and ``owing`` are dossiers' codes.

    Of each of ``asked`` the office wants answers put right; nobody has taken in those of ``new``; about those
    of ``mistold`` the tax system and the time-stamping authority answer wrongly.
    ``helper`` makes the papers owed when it is told so, and addresses that set a machine up.
    """

    installation: Installation
    helper: Callable[[str], str]
    granted: str
    owing: str
    mistold: list[str]
    asked: list[str]
    new: list[str]

    @property
    def base(self) -> str:
        return self.installation.base
