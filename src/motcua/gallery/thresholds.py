"""From which score a search may name a person: what the scores of strangers allow, on the safe side.

``data/search.json`` says on what, how and when it was measured (bench/gallery/calibrate.py). For each false
match rate it holds three scores: the likely one, and the bounds between which it lies with 90 % confidence,
by drawing the measured people anew (not the pairs, which share people; Bolle et al., 2004). Down to some rate
the scores were counted; beyond, they follow an exponential tail, the cautious choice among those of Pickands
(1975), whose bounds widen as they must. The rule takes the **upper** bound: to name somebody wrongly is worse
than to name nobody, so 19 of 20 such measurements would have asked for no more than it does.
"""

import json
import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: How often somebody who is not in the store may be named, alone and together with a second fact.
FPIR, FPIR_ASKING = 0.001, 0.1
#: How far the best candidate of a search must lie above the best one of another person.
MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class SearchThreshold:
    """From which score a search may name a person, and by how much (``margin``) it must lie above the best
    candidate that is another person.

    ``score`` is the upper bound of what the rate needs, ``likely`` and ``low`` the middle and the other one.
    ``extrapolated`` is True where so seldom a match was not counted but follows from the tail's fit.
    """

    score: float
    likely: float
    low: float
    false_match_rate: float
    extrapolated: bool
    margin: float = MARGIN

    def decides(self, best: float, runner_up: float | None) -> bool:
        """Say whether the best candidate may be named; ``runner_up`` is another person's, None if alone."""
        return best >= self.score and (runner_up is None or best - runner_up >= self.margin)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of false match rate, low, likely and upper score: rates falling, scores rising."""

    rows: tuple[tuple[float, float, float, float], ...]
    #: The lowest rate that was counted.
    counted: float

    def at(self, rate: float) -> SearchThreshold:
        """Return the scores for a rate, between rows and below the last one by its logarithm; above the first
        row the first one's."""
        rate = min(rate, self.rows[0][0])
        after = min(bisect_left(self.rows, -rate, key=lambda row: -row[0]), len(self.rows) - 1)
        one, other = self.rows[max(after - 1, 0)], self.rows[after]
        share = 0.0 if one is other else math.log(one[0] / rate) / math.log(one[0] / other[0])
        low, likely, upper = (one[part] + share * (other[part] - one[part]) for part in (1, 2, 3))
        return SearchThreshold(upper, likely, low, rate, extrapolated=rate < self.counted)


def from_record(record: dict[str, Any]) -> Table:
    """Return the table of a measurement."""
    return Table(tuple(tuple(row) for row in record["rows"]), record["counted"])


@cache
def _measured() -> Table:
    return from_record(measurement())


def measurement() -> dict[str, Any]:
    """Return the measurement in use, as bench/gallery/calibrate.py wrote it."""
    text = files("motcua.gallery").joinpath("data", "search.json").read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


def search_threshold(gallery_size: int, fpir: float, table: Table | None = None) -> SearchThreshold:
    """Return from which score a 1:N search names someone who is enrolled.

    A person who is not enrolled is wrongly named when any of N strangers' templates reaches the threshold:
    FPIR(N) = 1 - (1 - FMR)^N, as if scores of one probe against N templates were independent. They are not
    quite (some people resemble many), which makes the true FPIR a little smaller on average.

    Args:
        gallery_size: how many templates are searched (each template of each person counts), at least 1.
        fpir: the share of searches for people not enrolled that may name someone, between 0 and 1.
        table: another measurement than the one in use.

    Raises:
        ValueError: the arguments are out of range.
    """
    if gallery_size < 1 or not 0 < fpir < 1:
        raise ValueError(f"gallery of {gallery_size}, FPIR {fpir}")
    return (table or _measured()).at(-math.expm1(math.log1p(-fpir) / gallery_size))
