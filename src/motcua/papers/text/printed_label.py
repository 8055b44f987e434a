"""What a printed label is, and where one stands."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Words of labels in English; none is one of a label in Vietnamese without its marks.
_ENGLISH: Final = frozenset((
    "of", "full", "name", "names", "sex", "nationality", "date", "month", "personal", "card", "no", "issuing",
    "surname", "given", "identification", "valid", "dob",
))  # fmt: skip
#: By so many letters at least is a label in both languages longer than its English half.
_BOTH: Final = 4


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label.

    ``phrases`` are its wordings, folded, Vietnamese and English apart. ``accepts`` tells whether a text may
    be (a line of) its value; ``continues`` whether one may be more of a value that has begun.
    ``begins`` tells what may stand of it right after the label where more lines follow.
    ``most_lines`` counts the lines a value may take. ``field`` None marks printed
    words that end the value before them and have none of their own. A ``centred`` label may stand anywhere
    above its value. ``capitals``: it is printed in capitals; all others with a field are not, nor is a
    ``small`` one, so that a name in capitals is never taken for a label (``VĂN SINH`` for ``Nơi sinh``).
    One that ``heads`` its value may so stand above its first row, right below. Where it ``wraps``, the value
    goes on at the left end of the row below, under another label. ``seldom``: wordings that some printers
    have; read well, they count where they open a row and none of the others stands.
    """

    field: str | None
    phrases: tuple[str, ...]
    accepts: Callable[[str], bool] = lambda text: bool(text.strip())
    most_lines: int = 1
    centred: bool = False
    capitals: bool = False
    small: bool = False
    continues: Callable[[str], bool] | None = None
    begins: Callable[[str], bool] | None = None
    wraps: bool = False
    beside: float = math.inf
    heads: bool = False
    seldom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a label stands: which line, from which to which character, and how like it that is."""

    label: Label
    index: int
    start: int
    end: int
    similarity: float
    phrase: str

    @property
    def english(self) -> bool:
        """Whether its words in English stand without those in Vietnamese."""
        own = "/" not in self.phrase and not _ENGLISH.isdisjoint(self.phrase.replace(",", "").split())
        return own and self.end - self.start < len(self.phrase) + _BOTH
