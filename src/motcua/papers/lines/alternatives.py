"""What else a line may say: prefix beam search in what the recogniser gave for each step.

Graves and Jaitly 2014; Hannun et al. 2014, without a language model: that is weighed afterwards, by those who
know what the line is.
"""

import math
from typing import Final

import numpy as np

from motcua.papers.lines.types import Lattice

#: Texts kept at each step, characters looked at there, and how much less likely than the best is forgotten.
_BEAM: Final = 16
_LEAST: Final = math.log(1e-3)
_FURTHEST: Final = 12.0
_NEVER: Final = -1e30


#: For each text, as classes: the log probability of all ways to it that end in a blank, and in its last one.
_Beam = dict[tuple[int, ...], tuple[float, float]]


def alternatives(lattice: Lattice) -> list[tuple[str, float]]:
    """Return the likeliest texts of a line with the logarithms of their probabilities, the best first."""
    beam: _Beam = {(): (0.0, _NEVER)}
    for step in lattice.log_probabilities:
        likely = np.flatnonzero(step > _LEAST)
        following: _Beam = {}

        for text, (blank, last) in beam.items():
            both = _either(blank, last)
            for c in likely.tolist() or [int(step.argmax())]:
                cost = float(step[c])
                if c == 0:
                    _put(following, text, both + cost, _NEVER)
                elif text and text[-1] == c:
                    _put(following, text, _NEVER, last + cost)
                    _put(following, (*text, c), _NEVER, blank + cost)
                else:
                    _put(following, (*text, c), _NEVER, both + cost)
        best = sorted(following.items(), key=lambda item: -_either(*item[1]))[:_BEAM]
        beam = dict(best)
    found = [("".join(lattice.charset[c] for c in text), _either(*ways)) for text, ways in beam.items()]
    return [(text, chance) for text, chance in found if chance > found[0][1] - _FURTHEST]


def _put(beam: _Beam, text: tuple[int, ...], blank: float, last: float) -> None:
    old = beam.get(text, (_NEVER, _NEVER))
    beam[text] = (_either(old[0], blank), _either(old[1], last))


def _either(one: float, other: float) -> float:
    """Return the logarithm of the sum of two probabilities given by theirs."""
    high, low = (one, other) if one >= other else (other, one)
    return high + math.log1p(math.exp(low - high)) if low > high - 40 else high
