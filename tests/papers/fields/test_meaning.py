"""How sure marks on the skin are read: what would be written otherwise and mean the same is no doubt."""

import numpy as np
import pytest
from tests.papers.printed import line

from motcua.papers.fields.marks import scores_of_meaning
from motcua.papers.fields.matches import TextSpan
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.types import Lattice, TextLine


def read(text: str, at: int, *others: str, own: float = 0.4) -> tuple[float, ...]:
    """Return how sure a line's letters are of what they mean, of which one shares its step with others."""
    rows = np.full((2 * len(text), len(CHARSET)), 1e-6, np.float32)
    rows[:, 0] = 1.0
    scores = [0.99] * len(text)
    scores[at] = own
    for number, letter in enumerate(text):
        rows[2 * number, 0] = 1e-6
        rows[2 * number, CHARSET.index(letter)] = scores[number]
    for other in others:
        rows[2 * at, CHARSET.index(other)] = (0.98 - own) / len(others)
    steps = tuple((2 * number, 2 * number + 1) for number in range(len(text)))
    plain = line(text, 0, 0)
    found = TextLine(text, 0.9, plain.quad, tuple(scores), Lattice(np.log(rows), CHARSET, steps))
    return scores_of_meaning(TextSpan(plain, 0, len(text)), found)


@pytest.mark.parametrize(
    ("text", "at", "others"),
    [
        ("C:1cm dưới cằm", 2, "lI"),
        ("C:lcm dưới cằm", 2, "1i"),
        ("C: 1,5cm dưới cằm", 4, "."),
        ("C:0,5cm dưới cằm", 2, "oO"),
        ("Sẹo chấm", 2, "O"),
        ("C:2cm", 1, ".;"),
        ("trên lông mày", 5, "I"),
    ],
)  # fmt: skip
def test_ways_of_writing_the_same_length_are_one(text: str, at: int, others: str) -> None:
    """``C:1cm`` asked for a look as the reader was not sure whether that one is a small L."""
    assert read(text, at, *others)[at] == pytest.approx(0.98, abs=0.01)


@pytest.mark.parametrize(
    ("text", "at", "others"),
    [
        ("C:1cm dưới cằm", 2, "7"),
        ("C:1cm dưới cằm", 2, "24"),
        ("C:0,5cm dưới cằm", 2, "6"),
        ("C:0,5cm dưới cằm", 4, "6"),
        ("C:1,5cm dưới cằm", 3, "7"),
        ("dưới mắt trái", 6, "ặ"),
        ("mép trái", 7, "1l"),
        ("dưới lông mày", 5, "t"),
        ("dưới lông mày", 7, "u"),
    ],
)
def test_another_length_or_word_stays_a_doubt(text: str, at: int, others: str) -> None:
    """A scar of 7 cm must not be given for one of 1 cm because the reader also thought of a small L."""
    assert read(text, at, *others)[at] == pytest.approx(0.4, abs=0.01)
