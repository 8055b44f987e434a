"""Scores of people whom the learnt part never saw, and how far a figure would move with other people.

What is learnt from faces (the middles of ``calibration.portrait_score``) is learnt from one half of the
people and measured on the other, then the other way round; only pairs within one half are counted.
"""

import zlib
from dataclasses import dataclass

import numpy as np
from bench.faces.metrics import Scores, score_at_far, true_accept_rate
from numpy.typing import NDArray

Templates = NDArray[np.float64]
Names = NDArray[np.str_]
HALVES = (0, 1)


@dataclass(frozen=True)
class Side:
    """One side of a comparison, row by row: people, photos, templates (n, 128), of length 1 or means of
    such."""

    people: Names
    photos: Names
    templates: Templates

    def of_half(self, half: int) -> "Side":
        """Return the rows of one half of the people."""
        chosen = np.array([half_of(person) == half for person in self.people], bool)
        return Side(self.people[chosen], self.photos[chosen], self.templates[chosen])

    def centred(self, middle: Templates) -> "Side":
        """Return the templates as seen from a middle; of means as ``calibration.portrait_score`` has them."""
        agreement = np.linalg.norm(self.templates, axis=1, keepdims=True)
        moved = self.templates / agreement - middle
        moved *= np.sqrt(np.minimum(agreement, 1)) / np.linalg.norm(moved, axis=1, keepdims=True)
        return Side(self.people, self.photos, moved)

    def as_scored(self) -> "Side":
        """Return means the way the product scores them: as long as the root of how far their photos agree."""
        agreement = np.linalg.norm(self.templates, axis=1, keepdims=True)
        return Side(self.people, self.photos, self.templates / np.sqrt(np.maximum(agreement, 1e-9)))

    def of_people_with(self, photos: int) -> "Side":
        """Return the rows of those who have so many photos."""
        people, counts = np.unique(self.people, return_counts=True)
        return self.of(people[counts == photos])

    def of(self, people: Names) -> "Side":
        """Return the rows of these people."""
        chosen = np.isin(self.people, people)
        return Side(self.people[chosen], self.photos[chosen], self.templates[chosen])

    def of_photos(self, photos: Names) -> "Side":
        """Return the rows of these photos."""
        chosen = np.isin(self.photos, photos)
        return Side(self.people[chosen], self.photos[chosen], self.templates[chosen])

    def averaged(self) -> "Side":
        """Return for every photo the mean of the same person's other ones, under that photo's name."""
        own = (self.people[:, None] == self.people[None]) & (self.photos[:, None] != self.photos[None])
        weights = own / own.sum(axis=1, keepdims=True)
        return Side(self.people, self.photos, weights @ self.templates)


@dataclass(frozen=True)
class Pairs:
    """Scores with the two people of each: what was counted for one condition."""

    genuine: Scores
    genuine_people: Names
    impostor: Scores
    impostor_people: tuple[Names, Names]


def half_of(person: str) -> int:
    """Return to which half a person belongs, the same on every machine."""
    return zlib.crc32(person.encode()) % 2


def pairs(first: Side, second: Side, *, averaged: bool = False) -> Pairs:
    """Compare every photo of one side with every other photo of the other side.

    ``averaged``: the second side holds for each photo the mean of the person's other ones
    (``Side.averaged``).
    """
    scores = first.templates @ second.templates.T
    same = first.people[:, None] == second.people[None]
    other_photo = first.photos[:, None] != second.photos[None]
    genuine, impostor = same & (~other_photo if averaged else other_photo), ~same
    if first is second:
        upper = np.triu(np.ones(scores.shape, bool), 1)
        genuine, impostor = genuine & upper, impostor & upper
    rows, columns = np.nonzero(impostor)
    return Pairs(
        scores[genuine],
        first.people[np.nonzero(genuine)[0]],
        scores[impostor],
        (first.people[rows], second.people[columns]),
    )


def crossfitted(
    portraits: Side,
    live: Side,
    *,
    as_portrait: Side | None = None,
    averaged: bool = False,
    learnt: tuple[Side, Side] | None = None,
) -> Pairs:
    """Compare portraits with live faces, seen from the middles of the other half of the people.

    Args:
        learnt: portraits and live faces the middles are learnt from, if not those compared.
        as_portrait: photos to put in the portraits' place, seen from the middle of ``portraits``.
        averaged: as for ``pairs``.
    """
    found = []
    for half in HALVES:
        middles = [side.of_half(1 - half).templates.mean(0) for side in learnt or (portraits, live)]
        shown = (as_portrait or portraits).of_half(half).centred(middles[0])
        seen = live.of_half(half)
        seen = seen.averaged() if averaged else seen
        found.append(pairs(shown, seen.centred(middles[1]), averaged=averaged))
    return Pairs(
        np.concatenate([part.genuine for part in found]),
        np.concatenate([part.genuine_people for part in found]),
        np.concatenate([part.impostor for part in found]),
        (
            np.concatenate([part.impostor_people[0] for part in found]),
            np.concatenate([part.impostor_people[1] for part in found]),
        ),
    )


def interval_over_people(counted: Pairs, rate: float, *, draws: int = 300, seed: int = 1) -> Scores:
    """Return the 95 % interval (2,) of the true accept rate at a false accept rate, were other people drawn.

    People are drawn with replacement (bootstrap); a pair of strangers counts as often as both were drawn, so
    that the threshold moves too. The highest 2 % of impostors are enough to find it.
    """
    least = float(np.quantile(counted.impostor, 0.98))
    high = np.flatnonzero(counted.impostor >= least)
    high = high[np.argsort(-counted.impostor[high])]
    people, codes = np.unique(
        np.concatenate([counted.genuine_people, *counted.impostor_people]), return_inverse=True
    )
    genuine_codes = codes[: len(counted.genuine)]
    firsts, seconds = codes[len(counted.genuine) :].reshape(2, -1)
    rng = np.random.default_rng(seed)
    results = []
    for _ in range(draws):
        often = np.bincount(rng.integers(0, len(people), len(people)), minlength=len(people))
        total = float(np.sum(often[firsts] * often[seconds]))
        passing = np.cumsum(often[firsts[high]] * often[seconds[high]])
        at = int(np.searchsorted(passing, rate * total, side="right"))
        threshold = float(np.nextafter(counted.impostor[high[min(at, len(high) - 1)]], np.inf))
        weights = often[genuine_codes]
        results.append(float(np.sum(weights[counted.genuine >= threshold])) / max(float(weights.sum()), 1.0))
    return np.percentile(results, [2.5, 97.5])


def accepted_at(counted: Pairs, rate: float) -> tuple[float, float]:
    """Return the true accept rate at a false accept rate, and the threshold."""
    threshold = score_at_far(counted.impostor, rate)
    return true_accept_rate(counted.genuine, threshold), threshold
