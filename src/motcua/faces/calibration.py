"""From a score to a decision and to the chance of a false match, by one measured table.

``data/calibration.json`` says on what, how and when it was measured (bench/faces/run.py). It is measured
mostly on Western public figures; how far it holds for others is not known until measured on them.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Condition = Literal["portrait_clean", "clean_clean"]


@dataclass(frozen=True, slots=True)
class Curve:
    """Score against false match rate for one condition, scores rising and rates falling."""

    scores: tuple[float, ...]
    rates: tuple[float, ...]
    threshold_rate: float

    def false_match_rate(self, score: float) -> float | None:
        """Return the share of pairs of different people that score this high or higher.

        Interpolated in the logarithm of the rate. None above the highest measured score, where one can only
        say that it is rarer than the last rate, and below the lowest.
        """
        if not self.scores[0] <= score <= self.scores[-1]:
            return None
        for at in range(1, len(self.scores)):
            if score <= self.scores[at]:
                share = (score - self.scores[at - 1]) / (self.scores[at] - self.scores[at - 1])
                low, high = math.log(self.rates[at - 1]), math.log(self.rates[at])
                return math.exp(low + share * (high - low))
        return self.rates[-1]

    def score_at(self, rate: float) -> float:
        """Return the score whose false match rate is ``rate``, within the measured range."""
        if not self.rates[-1] <= rate <= self.rates[0]:
            raise ValueError(f"{rate} is outside of the measured {self.rates[-1]} to {self.rates[0]}")
        for at in range(1, len(self.rates)):
            if rate >= self.rates[at]:
                low, high = math.log(self.rates[at - 1]), math.log(self.rates[at])
                share = (math.log(rate) - low) / (high - low)
                return self.scores[at - 1] + share * (self.scores[at] - self.scores[at - 1])
        return self.scores[-1]

    @property
    def threshold(self) -> float:
        """The score from which on two photos are taken to show one person."""
        return self.score_at(self.threshold_rate)


@cache
def _table() -> dict[str, Curve]:
    text = files("motcua.faces").joinpath("data", "calibration.json").read_text(encoding="utf-8")
    return {
        name: Curve(
            scores=tuple(score for score, _ in entry["curve"]),
            rates=tuple(rate for _, rate in entry["curve"]),
            threshold_rate=entry["threshold_rate"],
        )
        for name, entry in json.loads(text)["conditions"].items()
    }


def curve(condition: Condition) -> Curve:
    """Return the measured curve: a printed portrait against a clean photo, or two clean photos."""
    return _table()[condition]


def false_match_rate(score: float, condition: Condition) -> float | None:
    """Return the chance that two different people score this high, None outside of what was measured.

    For a portrait it is the higher one of both curves: a good print scores as a clean photo does.
    """
    rates = [curve(condition).false_match_rate(score), curve("clean_clean").false_match_rate(score)]
    return max((rate for rate in rates if rate is not None), default=None)
