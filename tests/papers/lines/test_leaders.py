"""Rows of dots under the values of an old identity card: they were read as stops and commas between words."""

import cv2
import numpy as np
import pytest

from motcua.papers.image import Image
from motcua.papers.lines.leaders import without_leaders

_GROUND = 225
_ROWS = (180, 260, 340, 420, 500)
#: Pixels between two dots, and how wide one is.
_STEP, _DOT = 10, 1


def card(*, leaders: bool = True, slant: float = 0.0, lower: int = 0) -> Image:
    """Return a card with words on rows of a form's dots, if asked.

    ``slant``: by how many pixels dots at the right stand lower; ``lower``: all of them than the words' feet.
    """
    shown = np.full((883, 1400, 3), _GROUND, np.uint8)
    for row in _ROWS:
        if leaders:
            for x in range(430, 1340, _STEP):
                middle = (x, round(row - 3 + lower + slant * (x - 430) / 910))
                cv2.circle(shown, middle, _DOT, (90, 95, 100), -1, cv2.LINE_AA)
        for at, word in ((470, "THANH"), (700, "HOA"), (860, "AN")):
            cv2.putText(shown, word, (at, row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (30, 30, 35), 3, cv2.LINE_AA)
        # A comma after the first word, and the dot of a letter under the second.
        cv2.line(shown, (612, row - 4), (608, row + 7), (30, 30, 35), 4, cv2.LINE_AA)
        cv2.circle(shown, (735, row + 9), 3, (30, 30, 35), -1, cv2.LINE_AA)
    return shown


def darkest(shown: Image, left: int, right: int) -> int:
    """Return how dark the rows are between two places, at most."""
    return int(min(shown[row - 5 : row + 14, left:right].min() for row in _ROWS))


@pytest.mark.parametrize("slant", [0.0, 5.0])
def test_dots_between_and_after_words_go(slant: float) -> None:
    dotted = card(slant=slant)
    clean = without_leaders(dotted)
    for left, right in ((628, 694), (788, 852), (930, 1330)):
        assert darkest(dotted, left, right) < 180
        assert darkest(clean, left, right) > 200


def test_letters_commas_and_the_dot_under_a_letter_stay() -> None:
    clean = without_leaders(card())
    for row in _ROWS:
        assert clean[row - 20 : row - 4, 470:600].min() < 60
        assert clean[row - 2 : row + 6, 606:614].min() < 60
        assert clean[row + 8 : row + 11, 733:738].min() < 60


def test_a_leader_below_the_letters_stays_whole_there_and_goes_behind_them() -> None:
    dotted = card(lower=12)
    clean = without_leaders(dotted)
    assert (clean[:, 450:900] == dotted[:, 450:900]).all()
    assert darkest(dotted, 960, 1330) < 180
    assert darkest(clean, 960, 1330) > 200


def test_a_card_without_leaders_is_the_very_same() -> None:
    shown = card(leaders=False)
    assert without_leaders(shown) is shown


def test_a_few_stops_in_a_row_are_no_leader() -> None:
    shown = card(leaders=False)
    for x in range(900, 1000, _STEP):
        cv2.circle(shown, (x, 600), _DOT, (90, 95, 100), -1, cv2.LINE_AA)
    assert without_leaders(shown) is shown
