"""Searching a phrase in misread text: the quick refusal never refuses what the exact search finds."""

import random

from motcua.papers.text.values import _may_hold

PHRASES = ("ho va ten", "co gia tri den", "dac diem nhan dang", "place of residence")


def least_edits(text: str, phrase: str) -> int:
    """Return the smallest edit distance between the phrase and any part of the text (Sellers 1980)."""
    previous = list(range(len(phrase) + 1))
    best = len(phrase)
    for letter in text:
        current = [0]
        for row, wanted in enumerate(phrase, start=1):
            current.append(
                min(previous[row] + 1, current[row - 1] + 1, previous[row - 1] + (letter != wanted))
            )
        previous = current
        best = min(best, current[-1])
    return best


def test_the_quick_refusal_agrees_with_the_full_table() -> None:
    """Whatever was changed in a text, both say the same about every number of edits allowed."""
    rng = random.Random(5)
    for _ in range(400):
        phrase = rng.choice(PHRASES)
        text = list(rng.choice(("", "xx ")) + phrase + rng.choice(("", " abc: 12", "/ full name")))
        for _ in range(rng.randint(0, 8)):
            at = rng.randrange(len(text))
            change = rng.choice(("swap", "add", "drop"))
            if change == "swap":
                text[at] = rng.choice("abcdefghno ")
            elif change == "add":
                text.insert(at, rng.choice("abcn"))
            elif len(text) > 3:
                del text[at]
        joined = "".join(text)
        distance = least_edits(joined, phrase)
        for most in range(6):
            assert _may_hold(joined, phrase, most) == (distance <= most), (joined, phrase, most)
