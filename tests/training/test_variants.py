"""Typefaces that do not exist: the tone a line is drawn with must be the one its text says, and be seen."""

import random
import unicodedata

import numpy as np
import pytest
from training.render import line
from training.variants import Marks, restroked, toneless

from motcua.papers.lines.alphabet import CHARSET
from training import fonts, render

#: In one process of the two, so that all typefaces are looked through once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("typefaces")]

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def test_letter_and_tone_are_what_a_character_is_made_of() -> None:
    for character in CHARSET[1:]:
        letter, tone = toneless(character)
        assert unicodedata.normalize("NFC", letter + tone) == character
        assert not set(unicodedata.normalize("NFD", letter)) & set(_TONES)


def test_held_out_lines_are_never_drawn_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the figures of the benchmark would be of other lines than before, and not of typefaces people have.
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a held-out line was drawn in a typeface that does not exist")

    monkeypatch.setattr(render, "Marks", never)
    monkeypatch.setattr(render, "restroked", never)
    if not fonts.faces("heldout"):
        pytest.skip("no held-out typeface is installed")
    rng = random.Random(1)
    for _ in range(40):
        line(rng, "heldout", "easy", "name")


@pytest.mark.parametrize("letter", ["A", "Ê", "Ơ", "o", "ư", "y"])
def test_each_tone_lies_where_it_belongs_and_five_tones_differ(letter: str) -> None:
    families = fonts.faces("train")
    if not families:
        pytest.skip("no typeface to train on is installed")
    base, rng = 92, random.Random(letter)
    for _ in range(25):
        face = fonts.choose(rng, "train")
        marks = Marks(rng, face, 46, 400, 100)
        drawn = {}
        for tone in ("", *_TONES):
            canvas = np.zeros((138, 140), np.float32)
            marks.put(canvas, (46, base), unicodedata.normalize("NFC", letter + tone), 0.0)
            drawn[tone] = canvas
        bare = np.flatnonzero(drawn[""].max(1) > 0.3)
        for tone in _TONES:
            rows = np.flatnonzero(drawn[tone].max(1) > 0.3)
            if tone == "\u0323":
                assert rows[-1] >= bare[-1], "the dot lies under the letter, or beside the tail of a y"
            else:
                assert rows[0] <= bare[0] + 1, "the mark does not lie below the top of the letter"
            for other in (*_TONES, ""):
                differs = float(np.abs(drawn[tone] - drawn[other]).sum())
                assert other == tone or differs > 4, "two tones would look the same"


def test_other_strokes_keep_the_ink_where_the_line_is() -> None:
    rng = random.Random(7)
    for _ in range(60):
        mask = np.zeros((138, 300), np.float32)
        for stroke in range(60, 240, 14):
            mask[60:92, stroke : stroke + 6] = 1
        seen = restroked(mask.copy(), rng, 92)
        rows = np.flatnonzero(seen.max(1) > 0.3)
        assert seen.shape == mask.shape
        assert len(rows)
        assert rows[0] >= 50
        assert rows[-1] <= 102
        assert 0.4 < float(seen.sum() / mask.sum()) < 2.2
