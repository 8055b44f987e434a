"""Two recognisers as one: a number given to the weaker of them would be counted against the pair."""

from collections.abc import Sequence

import numpy as np
from bench.lines.ensemble import EnsembleRecogniser, is_for_digits
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers.image import Image
from motcua.papers.lines.types import Recognised


class Spelling:
    """A recogniser that says what it is told, and remembers how often it was asked."""

    name = "spelling"

    def __init__(self, texts: Sequence[str], confidence: float = 0.99) -> None:
        self.texts, self.confidence, self.asked = list(texts), confidence, 0

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        self.asked += len(crops)
        return [Recognised(self.texts[int(crop[0, 0, 0])], self.confidence) for crop in crops]


def test_numbers_are_never_given_to_the_slow_recogniser() -> None:
    texts = ["001199012345", "01/01/1999", "IDVNM1990123456001199012345<<7", "Ho va ten", ""]
    crops = [np.full((10, 40, 3), i, np.uint8) for i in range(len(texts))]
    slow = Spelling(["?", "?", "?", "Họ và tên", "?"])
    results = EnsembleRecogniser(Spelling(texts), slow).recognise(crops)
    assert [result.text for result in results] == [*texts[:3], "Họ và tên", ""]
    assert slow.asked == 1


@given(st.text("0123456789/.- ", min_size=1, max_size=20))
def test_a_doubtful_number_is_read_again(text: str) -> None:
    assert is_for_digits(Recognised(text, 0.9))
    assert not is_for_digits(Recognised(text, 0.3))
