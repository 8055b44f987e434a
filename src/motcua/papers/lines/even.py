"""A date is set evenly: a blank beside one of its marks only is tracking that was taken for a space."""

import re
from dataclasses import replace
from typing import Final

from motcua.papers.lines.types import Recognised

_BLANK: Final = r"( ?)"
_DATE: Final = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}{_BLANK}(?P<mark>[/.-]){_BLANK}\d{{1,2}}{_BLANK}(?P=mark){_BLANK}\d{{4}}"
    rf"|\d{{1,2}}{_BLANK}[/.-]{_BLANK}\d{{4}})(?!\d)"
)


def spaced(found: Recognised) -> Recognised:
    """Return the line without the blank that stands at one side only of a date's marks.

    A date in full has four such sides, month and year have two. Two blanks or more are left: people type
    ``7/ 11/ 1983``, and papers print ``07 / 11 / 1983``.
    """
    strays = [gaps[0] for match in _DATE.finditer(found.text) if len(gaps := _blanks(match)) == 1]
    if not strays:
        return found
    kept = [at for at in range(len(found.text)) if at not in strays]
    scores = tuple(found.scores[at] for at in kept)
    lattice = found.lattice
    return replace(
        found,
        text="".join(found.text[at] for at in kept),
        scores=scores,
        confidence=sum(scores) / len(scores),
        lattice=lattice and replace(lattice, steps=tuple(lattice.steps[at] for at in kept)),
    )


def _blanks(match: "re.Match[str]") -> list[int]:
    """Return where blanks stand beside the marks of a date."""
    groups = range(1, match.re.groups + 1)
    return [match.start(group) for group in groups if match.group(group) == " "]
