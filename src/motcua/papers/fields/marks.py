"""How sure a reading of marks on the skin is of what it means, not of how that is written.

``C:1cm``, ``c. lcm`` and ``C: Icm`` say one thing: before a unit of length a letter like a one is one,
between ``c`` and a number any mark is the same, and no case says anything. What the recogniser leaves open
between such readings is no doubt of the value. A digit gains nothing from other digits.
"""

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from motcua.papers.fields.alignment import second_part
from motcua.papers.fields.matches import TextSpan
from motcua.papers.lines.types import Lattice, TextLine

#: Where a digit of a length stands that letters are like, where the mark of its decimals, and where one
#: that leads on to it: ``C:1,5cm``.
_DIGIT: Final = re.compile(
    r"(?<![^\W\d_])[01lIiOo](?=\s?(?:[.,]\s?\d+\s?)?cm(?![^\W\d_]))|(?<![^\W\d_])[0Oo](?=[.,]\d)",
    re.IGNORECASE,
)
_DECIMALS: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_LEADING: Final = re.compile(r"(?<=\b[cC])[:;.,](?=\s?\d)")
#: An ``l`` that begins a word in small letters, which no ``I`` does there.
_BEGINNING: Final = re.compile(r"(?<![^\W_])[lI](?=[^\W\d_])")
_ALIKE: Final = ("1lIi|!", "0oOôÔơƠ", ".,", ":;.,", "lI|")


def scores_of_meaning(piece: TextSpan, other: TextLine) -> tuple[float, ...]:
    """Return for each letter of a part of a line how likely its meaning is; never less than its own score.

    Args:
        piece: the part, of the first reading.
        other: the line as the recogniser of Vietnamese has it.
    """
    start, end = second_part(piece, other)
    text, scores = other.text[start:end], other.scores[start:end]
    if other.lattice is None or len(text) != len(scores):
        return scores
    part = other.lattice.part(start, end)
    same = dict(_others(text))
    return tuple(
        max(score, _likely(part, at, same.get(at, "") + letter.lower() + letter.upper()))
        for at, (letter, score) in enumerate(zip(text, scores, strict=True))
    )


def _others(text: str) -> Iterator[tuple[int, str]]:
    """Yield where in a text other signs would mean the same, and which; the later counts."""
    for pattern, signs in ((_BEGINNING, _ALIKE[4]), (_DECIMALS, _ALIKE[2]), (_LEADING, _ALIKE[3])):
        yield from ((found.start(), signs) for found in pattern.finditer(text))
    for found in _DIGIT.finditer(text):
        yield found.start(), _ALIKE[0] if found.group() in _ALIKE[0] else _ALIKE[1]


def _likely(lattice: Lattice, at: int, signs: str) -> float:
    """Return how likely one of some signs is where a character was read."""
    first, last = lattice.steps[at]
    classes = [number for number, sign in enumerate(lattice.charset) if sign and sign in signs]
    if not classes:
        return 0.0
    return float(min(np.exp(lattice.log_probabilities[first:last, classes]).sum(axis=1).max(), 1.0))
