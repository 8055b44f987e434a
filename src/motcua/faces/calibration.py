"""From a score to a decision and to the chance of a false match, by one measured table.

``data/calibration.json`` says on what, how and when it was measured (bench/faces/run.py). It is measured
mostly on Western public figures; how far it holds for others is not known until measured on them.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Template

Condition = Literal["portrait_clean", "portrait_fused", "clean_clean"]


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
def _content() -> dict[str, Any]:
    text = files("motcua.faces").joinpath("data", "calibration.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


@cache
def _table() -> dict[str, Curve]:
    return {
        name: Curve(
            scores=tuple(score for score, _ in entry["curve"]),
            rates=tuple(rate for _, rate in entry["curve"]),
            threshold_rate=entry["threshold_rate"],
        )
        for name, entry in _content()["conditions"].items()
    }


@cache
def _centre(name: str) -> NDArray[np.float64]:
    return np.array(_content()["centres"][name])


def portrait_score(portrait: Template, live: Template) -> float:
    """Return how alike a printed portrait and a live face are: the cosine of their centred templates, in
    [-1, 1]. The score of the condition ``portrait_clean``, not to be held against another one's threshold.

    A faded, blurred print moves everybody's template the same way. Seen from the middle of all portraits on
    the one side and of all live faces on the other, that way is gone, and a good print, which moves less,
    scores as a poor one does when it shows a stranger (bench/faces).

    The mean of several frames scores higher with its person, and with strangers too, the more the frames
    differ and so the shorter it is. Times the root of its length it may be held against one threshold,
    however much the frames differ (bench/faces): that of the condition ``portrait_fused``.

    Args:
        portrait: (128,) of length 1.
        live: the same, or the mean of several such.
    """
    agreement = max(float(np.linalg.norm(live)), 1e-9)
    a = np.asarray(portrait, float) - _centre("portrait")
    b = np.asarray(live, float) / agreement - _centre("live")
    alike = a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-9) * math.sqrt(min(agreement, 1.0))
    return float(np.clip(alike, -1.0, 1.0))


def curve(condition: Condition) -> Curve:
    """Return the measured curve: a printed portrait against a clean photo, or two clean photos."""
    return _table()[condition]


def false_match_rate(score: float, condition: Condition) -> float | None:
    """Return the chance that two different people score this high, None outside of what was measured."""
    return curve(condition).false_match_rate(score)
