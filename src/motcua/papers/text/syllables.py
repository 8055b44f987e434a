"""How likely a word is as a Vietnamese syllable: onset, rhyme and tone, and how often it is met.

Counted on the names of administrative units before 1 July 2025 (some 21,000 syllables); there is no list of
names of people. A syllable that was never met is as likely as its parts make it, and a word that is no
Vietnamese syllable (``Bhuốch``, ``Pleiku``) as its length does: unlikely, never impossible.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from motcua.kernel import units_legacy
from motcua.kernel.vietnamese import split_syllable

#: What the three ways to a word count for: as it is, by its parts, by its letters alone.
_WHOLE, _PARTS, _LETTERS = 0.48, 0.50, 0.02
#: How likely a letter of a word is that is no Vietnamese syllable, and such a word's end.
_LETTER: Final = 1 / 40
_END: Final = 0.02
_STOPS: Final = ("c", "ch", "p", "t")
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Counts:
    words: Counter[str]
    onsets: Counter[str]
    rhymes: Counter[str]
    #: By tone, for rhymes that end in a stop and for the others.
    tones: tuple[Counter[int], Counter[int]]


def log_probability(text: str) -> float:
    """Return the log of how likely the words of a text are, each taken alone; case says nothing."""
    return sum(_of_word(word.lower()) for word in _WORD.findall(text))


@cache
def _of_word(word: str) -> float:
    counts = _counts()
    chance = _LETTERS * _END * _LETTER ** len(word)
    parts = split_syllable(word)
    if parts is not None:
        onset, rhyme, tone = parts
        tones = counts.tones[rhyme.endswith(_STOPS)]
        chance += _WHOLE * counts.words[word] / counts.words.total()
        # Half a count for each onset and rhyme (30 and 150 of them), one for each tone.
        chance += (
            _PARTS
            * (counts.onsets[onset] + 0.5) / (counts.onsets.total() + 15)
            * (counts.rhymes[rhyme] + 0.5) / (counts.rhymes.total() + 75)
            * (tones[tone] + 1) / (tones.total() + 6)
        )  # fmt: skip
    return math.log(chance)


@cache
def _counts() -> _Counts:
    words = Counter(word.lower() for name in _names() for word in _WORD.findall(name))
    found = _Counts(Counter(), Counter(), Counter(), (Counter(), Counter()))
    for word, count in words.items():
        parts = split_syllable(word)
        if parts is None:
            continue
        onset, rhyme, tone = parts
        found.words[word] = count
        # A word met a hundred times says little more about its parts than one met ten times.
        often = max(round(math.sqrt(count)), 1)
        found.onsets[onset] += often
        found.rhymes[rhyme] += often
        found.tones[rhyme.endswith(_STOPS)][tone] += often
    return found


def _names() -> Iterator[str]:
    for key, province in units_legacy.legacy_provinces().items():
        yield province.short_name
        for inner, district in units_legacy.legacy_districts(key).items():
            yield district.short_name
            for ward in units_legacy.legacy_wards(key, inner):
                yield ward.short_name
