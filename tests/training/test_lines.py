"""Lines for training: what they say must be what they show, and held-out things must stay out."""

import random
import unicodedata

import cv2
import numpy as np
import pytest
from bench.papers import split
from training.camera import DIFFICULTIES, photograph
from training.evaluate_text import distance
from training.render import line

from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.own import HEIGHT, at_height
from training import fonts, grounds, text

_FAMILIES = ("TeX Gyre Heros", "TeX Gyre Heros Cn", "TeX Gyre Termes", "TeX Gyre Adventor",
             "Gentium Plus", "LibreFranklin[wght]", "NotoSerif[wdth,wght]", "Sarabun-Bold", "OCR B",
             "TeX Gyre Cursor")  # fmt: skip


def test_the_alphabet_has_every_vietnamese_letter_in_both_cases_once() -> None:
    assert len(set(CHARSET)) == len(CHARSET)
    vowels = "aăâeêioôơuưy"
    marked = {
        unicodedata.normalize("NFC", v + t) for v in vowels for t in ("", *"\u0300\u0301\u0309\u0303\u0323")
    }
    letters = marked | set("bcdđghklmnpqrstvx")
    assert letters | {letter.upper() for letter in letters} | set("0123456789²<") <= set(CHARSET)


@pytest.mark.parametrize("source", sorted(text.SOURCES))
def test_sources_say_only_what_the_recogniser_can_write(source: str) -> None:
    rng = random.Random(source)
    for _ in range(40):
        said = text.clean(text.SOURCES[source](rng))
        assert set(said) <= set(CHARSET)
        assert said == unicodedata.normalize("NFC", said).strip()
        assert "  " not in said


def test_syllables_use_every_marked_letter() -> None:
    rng = random.Random(3)
    seen = set("".join(text.syllable(rng) for _ in range(6000)))
    assert {c for c in CHARSET[1:] if c.islower() and not c.isascii()} <= seen


def test_what_the_papers_benchmark_holds_out_is_held_out_here() -> None:
    named = {face.split("!")[0] for pair in split.FACES["heldout"] for face in pair} | {
        zone.split(":")[0] for zone in split.ZONE_FACES["heldout"] if zone != "ocrb"
    }
    assert len(named) >= 9, "the table of the papers benchmark was found"
    for family in _FAMILIES:
        plain = family.replace(" ", "").replace("-", "").split("[")[0].lower()
        assert fonts.Face("", plain, italic=False).split == "heldout", family
    assert fonts.Face("", "arimo", italic=False).split == "train"
    assert not set(grounds.GROUNDS["train"]) & set(grounds.GROUNDS["heldout"])
    held = {"gradient", "rosette", "weave"}
    assert {made.__name__ for made in grounds.GROUNDS["heldout"]} == held == set(split.SHADES["heldout"])


@pytest.mark.parametrize("made", sorted({*grounds.GROUNDS["train"], *grounds.GROUNDS["heldout"]}, key=str))
def test_grounds_fill_their_size(made: object) -> None:
    assert callable(made)
    ground = made((138, 200), random.Random(5))
    assert ground.shape == (138, 200, 3)
    assert ground.dtype == np.float32
    assert np.isfinite(ground).all()


@pytest.mark.parametrize("level", DIFFICULTIES)
def test_a_photographed_line_is_a_picture_of_the_box(level: str) -> None:
    printed = np.full((138, 500, 3), 220, np.float32)
    cv2.rectangle(printed, (60, 60), (440, 90), (20, 20, 20), -1)
    difficulty = next(name for name in DIFFICULTIES if name == level)
    seen = photograph(printed, (50, 50, 450, 100), difficulty, random.Random(level))
    assert seen.dtype == np.uint8
    assert 13 <= seen.shape[0] <= 60
    assert 5 < seen.shape[1] / seen.shape[0] < 11


def test_a_seed_gives_a_line() -> None:
    first, second = (line(random.Random("seed"), "train", "easy", "name") for _ in range(2))
    assert first.text == second.text
    assert np.array_equal(first.pixels, second.pixels)
    resized = at_height(first.pixels)
    assert resized.shape[0] == HEIGHT
    across = first.pixels.shape[1] / first.pixels.shape[0]
    assert across <= resized.shape[1] / HEIGHT <= across + 0.4


@pytest.mark.parametrize(
    ("a", "b", "wanted"), [("", "", 0), ("abc", "", 3), ("số", "so", 1), ("ab", "ba", 2)]
)
def test_distance_counts_changes(a: str, b: str, wanted: int) -> None:
    assert distance(a, b) == distance(b, a) == wanted
