"""What the print of a paper says about a field."""

from dataclasses import dataclass

from motcua.papers.types import Quad


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """What the print says about one field.

    ``confidence`` is the joint probability of its characters as the recogniser gives them; ``weakest`` the
    lowest of them. ``agreed`` tells whether a second recogniser read the same (base letters and digits),
    None if it was not asked. ``plausible`` is False where the spelling is not Vietnamese. ``listed``: all of
    it is in a table of units or a short list. ``corrected``: it was put right from one. ``nearly``: of a
    number, the second recogniser differed in one digit. ``whole`` is False where a part of the value may be
    hidden, cut off or misplaced. ``own`` has the scores of the characters that no table bears out: of an
    address with known units those before them. ``margin``: by how many nats the recogniser finds a name
    likelier than the next reading of it, below 0 where how syllables are made decided otherwise, None where
    it gave no others; ``others`` are those readings, the likeliest first. ``counted``: both recognisers have
    the same digits. ``third`` tells whether a third recogniser read the same, None if it was not asked.
    ``unopposed``: the first recogniser, which lacks most Vietnamese letters, has fewer than the second, but
    none that the second has not, nor any other mark. ``foreign``: it stands among much print that is not the
    paper's, and may be of that. ``small``: the paper is too small on the photo for its small print.
    ``rows``: its places row by row, where it has several.
    ``room``: the only places where something of it may be hidden, None where that may be anywhere about it.
    """

    field: str
    value: str
    confidence: float
    weakest: float
    agreed: bool | None
    plausible: bool
    quad: Quad
    listed: bool = False
    corrected: bool = False
    nearly: bool = False
    whole: bool = True
    own: tuple[float, ...] | None = None
    margin: float | None = None
    others: tuple[str, ...] = ()
    counted: bool = True
    third: bool | None = None
    unopposed: bool = False
    foreign: bool = False
    small: bool = False
    room: tuple[Quad, ...] | None = None
    rows: tuple[Quad, ...] = ()
