"""Greedy CTC decoding (Graves et al. 2006) with one probability per character."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines.types import Lattice, Recognised

#: A class is never less likely than this: logarithms stay finite.
_LEAST: Final = 1e-12


def decode(
    probabilities: NDArray[np.float32], charset: Sequence[str], *, lattice: bool = False
) -> Recognised:
    """Turn a line's probabilities (time x characters, blank at 0) into text.

    Repeats are merged and blanks dropped. A character's score is the highest probability among the steps it
    was merged from; the line's confidence is the mean of the scores, 0 for an empty line. With ``lattice``
    the probabilities are kept.
    """
    best = probabilities.argmax(axis=1)
    said = np.flatnonzero(best)
    characters, scores, steps = _merged(best, probabilities[said, best[said]], charset)
    text = "".join(characters)
    found = trimmed(text, scores)
    if not lattice or not found.text:
        return found
    start = len(text) - len(text.lstrip())
    kept = np.log(np.maximum(probabilities, _LEAST, dtype=np.float32))
    return replace(found, lattice=Lattice(kept, charset, tuple(steps[start : start + len(found.text)])))


def spelt(
    classes: NDArray[np.int64], probabilities: NDArray[np.float32], charset: Sequence[str]
) -> Recognised:
    """Turn the likeliest class of each step into text as :func:`decode` does.

    ``probabilities`` has one for each step whose class is not blank (0), in order.
    """
    characters, scores, _ = _merged(classes, probabilities, charset)
    return trimmed("".join(characters), scores)


def _merged(
    classes: NDArray[np.int64], probabilities: NDArray[np.float32], charset: Sequence[str]
) -> tuple[list[str], list[float], list[tuple[int, int]]]:
    """Return the characters of a line, a score and the steps of each."""
    characters: list[str] = []
    scores: list[float] = []
    steps: list[tuple[int, int]] = []
    said = np.flatnonzero(classes)
    previous, last = 0, -1
    for step, index, score in zip(said.tolist(), classes[said].tolist(), probabilities.tolist(), strict=True):
        if index == previous and step == last + 1:
            scores[-1] = max(scores[-1], score)
            steps[-1] = steps[-1][0], step + 1
        else:
            characters.append(charset[index])
            scores.append(score)
            steps.append((step, step + 1))
        previous, last = index, step
    return characters, scores, steps


def trimmed(text: str, scores: Sequence[float]) -> Recognised:
    """Drop spaces at both ends together with their scores."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    kept = tuple(min(max(float(score), 0.0), 1.0) for score in scores[start:end])
    confidence = sum(kept) / len(kept) if kept else 0.0
    return Recognised(text=text[start:end] if kept else "", confidence=confidence, scores=kept)
