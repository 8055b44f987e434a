"""Greedy CTC decoding (Graves et al. 2006) with one probability per character."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines.types import Recognised


def decode(probabilities: NDArray[np.float32], charset: Sequence[str]) -> Recognised:
    """Turn a line's probabilities (time x characters, blank at 0) into text.

    Repeats are merged and blanks dropped. A character's score is the highest probability among the steps it
    was merged from; the line's confidence is the mean of the scores, 0 for an empty line.
    """
    best = probabilities.argmax(axis=1)
    top = probabilities[np.arange(len(best)), best]
    characters: list[str] = []
    scores: list[float] = []
    previous = 0
    for index, score in zip(best.tolist(), top.tolist(), strict=True):
        if index != 0:
            if index == previous:
                scores[-1] = max(scores[-1], score)
            else:
                characters.append(charset[index])
                scores.append(score)
        previous = index
    return trimmed("".join(characters), scores)


def trimmed(text: str, scores: Sequence[float]) -> Recognised:
    """Drop spaces at both ends together with their scores."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    kept = tuple(min(max(float(score), 0.0), 1.0) for score in scores[start:end])
    confidence = sum(kept) / len(kept) if kept else 0.0
    return Recognised(text=text[start:end] if kept else "", confidence=confidence, scores=kept)
