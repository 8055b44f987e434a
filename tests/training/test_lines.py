"""Lines for training: what they say must be what they show, and held-out things must stay out."""

import random
import unicodedata
from dataclasses import replace

import cv2
import numpy as np
import pytest
from bench.papers import split
from PIL import Image, ImageDraw
from training.camera import DIFFICULTIES, Difficulty, Print, photograph, shows_all
from training.evaluate_text import distance
from training.render import line
from training.variants import hairlined

from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.own import HEIGHT, at_height
from training import fonts, grounds, render, text

#: In one process of the two, so that all typefaces are looked through once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("typefaces")]

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


@pytest.mark.parametrize("said", ["NGUYỄN THỊ HUẾ", "ĐẶNG HỒNG PHƯỢNG", "Ẵm Ệch Ổn", "quỳ gối"])
def test_what_is_cut_out_shows_the_whole_line(said: str) -> None:
    """A mark that is not in the picture cannot be learnt, and a comparison that asks for it is unfair."""
    rng = random.Random(said)
    for _ in range(25):
        font = fonts.load(fonts.choose(rng, "heldout"), render._SIZE, rng.choice((400, 700)), 100)
        drawn = Image.new("L", (round(font.getlength(said)) + 2 * render._PAD, 3 * render._SIZE), 0)
        at = (render._PAD, 2 * render._SIZE)
        ImageDraw.Draw(drawn).text(at, said, fill=255, font=font, anchor="ls")
        ink = np.asarray(np.asarray(drawn, np.float32) / 255, np.float32)
        rows, columns = np.flatnonzero(ink.max(1) > 0.3), np.flatnonzero(ink.max(0) > 0.3)
        left, top, right, bottom = render._box(render._extent(ink), rng)
        least = 0.031 * (rows[-1] + 1 - rows[0])
        assert top <= rows[0] + least
        assert bottom >= rows[-1] + 1 - least
        assert left <= columns[0] + least
        assert right >= columns[-1] + 1 - least


def _print(said: str) -> Print:
    font = fonts.load(fonts.choose(random.Random(4), "heldout"), render._SIZE, 400, 100)
    drawn = Image.new("L", (round(font.getlength(said)) + 2 * render._PAD, 3 * render._SIZE), 0)
    ImageDraw.Draw(drawn).text((render._PAD, 2 * render._SIZE), said, fill=255, font=font, anchor="ls")
    ink = np.asarray(np.asarray(drawn, np.float32) / 255, np.float32)
    bare = np.full((*ink.shape, 3), 220, np.float32)
    return Print(bare * (1 - ink[..., None]), bare, ink)


def test_a_cut_that_loses_a_mark_is_taken_again() -> None:
    """Else the recogniser learns to write dots and hats that it cannot see: to guess names."""
    print_ = _print("PHẠM")
    left, top, right, bottom = render._extent(print_.own)
    assert shows_all(print_, (left - 9, top - 9, right + 9, bottom + 9), "easy", 1)
    without_dot = (left - 9, top - 9, right + 9, bottom - 5)
    assert not shows_all(print_, without_dot, "easy", 1)
    assert not shows_all(print_, (left - 9, top - 9, right - 20, bottom + 9), "easy", 1)


def test_what_the_light_has_wiped_out_is_taken_again() -> None:
    print_ = _print("820/11")
    left, top, right, bottom = render._extent(print_.own)
    box = (left - 9, top - 9, right + 9, bottom + 9)
    wiped = print_.inked.copy()
    wiped[:, int(right) - 12 :] = 220
    assert not shows_all(replace(print_, inked=wiped), box, "easy", 1)
    told = [
        shows_all(replace(print_, inked=print_.inked + 255 - 220), box, "hard", seed) for seed in range(60)
    ]
    assert any(told), "hard is not impossible"
    assert not all(told), "some light of hard photos wipes ink out"


def test_a_slash_paler_than_compression_shows_is_taken_again() -> None:
    """Else a number and a date of hairlines are learned as what nobody sees: a slash between two spaces."""
    ink = np.zeros((100, 240), np.float32)
    for left in range(20, 180, 36):
        ink[30:70, left : left + 20] = 1
    ink[30:70, 83:85] = 1
    bare = np.full((*ink.shape, 3), 220, np.float32)
    inked = bare * (1 - ink[..., None])
    paler = inked.copy()
    paler[30:70, 83:85] = 219
    box, seeds = (11.0, 21.0, 193.0, 79.0), range(30)
    assert all(shows_all(Print(inked, bare, ink), box, "easy", seed) for seed in seeds)
    assert not any(shows_all(Print(paler, bare, ink), box, "easy", seed) for seed in seeds)


@pytest.mark.parametrize(("level", "contrast"), [("easy", 14), ("medium", 18), ("hard", 35)])
def test_a_slash_of_which_the_photo_keeps_nothing_is_taken_again(level: Difficulty, contrast: int) -> None:
    """What the lens still sees and noise and compression then even out is asked of nobody."""
    ink = np.zeros((100, 240), np.float32)
    for left in range(20, 180, 36):
        ink[30:70, left : left + 20] = 1
    bare = np.full((*ink.shape, 3), 220, np.float32)
    without = bare * (1 - ink[..., None])
    faint = without.copy()
    faint[30:70, 83:85] = 220 - contrast
    ink[30:70, 83:85] = 1
    box, passed = (11.0, 21.0, 193.0, 79.0), 0
    for seed in range(60):
        if shows_all(Print(faint, bare, ink), box, level, seed):
            passed += 1
            shown, gone = (photograph(p, box, level, random.Random(seed)) for p in (faint, without))
            told = np.abs(shown.astype(np.float32) - gone).mean(2)
            assert cv2.blur(told, (3, 3)).max() >= 4.5
    assert passed, "faint is not gone"


def test_a_line_that_no_photo_shows_is_printed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Green ink on a ground as light was asked for after twelve photos, of which none showed a digit."""
    prints: list[Print] = []

    def shows(print_: Print, *_: object) -> bool:
        prints.append(print_)
        return print_ is not prints[0]

    monkeypatch.setattr(render, "shows_all", shows)
    made = line(random.Random(3), "heldout", "medium", "number")
    assert made.text
    assert len({id(print_) for print_ in prints}) == 2


def test_old_style_figures_hang_below_the_line_and_letters_stay() -> None:
    """A one of theirs looks like a capital I: a recogniser that never saw one wrote it so."""
    families = fonts.faces("train").values()
    both = [(face, fonts.with_old_style(face)) for members in families for face in members[:1]]
    both = [(plain, old) for plain, old in both if old.old_style]
    if not both:
        pytest.skip("no typeface with old-style figures is installed, or none can be shaped")
    lower = 0
    for plain, old in both:
        figures, olds = (fonts.load(face, 46, 400, 100) for face in (plain, old))
        lower += olds.getbbox("3579", anchor="ls")[3] > figures.getbbox("3579", anchor="ls")[3] + 2
        assert olds.getbbox("H", anchor="ls")[3] == figures.getbbox("H", anchor="ls")[3]
    assert lower > len(both) / 2, "the rest have figures of other widths only"


def test_held_out_lines_have_the_figures_of_their_typefaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the figures of the benchmark would be of other lines than before."""

    def never(*_: object) -> None:
        raise AssertionError("a held-out line was drawn in figures that its typeface does not show")

    monkeypatch.setattr(fonts, "with_old_style", never)
    if not fonts.faces("heldout"):
        pytest.skip("no held-out typeface is installed")
    rng = random.Random(1)
    for _ in range(30):
        line(rng, "heldout", "easy", "number")


def test_hairlines_pale_thin_strokes_alone() -> None:
    """Fat strokes keep their ink: a line of bold figures is not learned as a faded one."""
    ink = np.zeros((60, 90), np.float32)
    ink[10:50, 10:30] = 1
    ink[10:50, 60:62] = 1
    for seed in range(30):
        paled = hairlined(ink, random.Random(seed))
        assert (paled[14:46, 14:26] == 1).all()
        assert 0.15 < paled[30, 61] < 0.75


def test_no_wear_takes_a_stroke_away() -> None:
    face = fonts.choose(random.Random(4), "heldout")
    font = fonts.load(face, render._SIZE, 400, 100)
    drawn = Image.new("L", (600, 3 * render._SIZE), 0)
    ImageDraw.Draw(drawn).text((40, 2 * render._SIZE), "01/02/1990 - ỄỄ", fill=255, font=font, anchor="ls")
    ink = np.asarray(np.asarray(drawn, np.float32) / 255, np.float32)
    count, strokes = cv2.connectedComponents((ink > 0.5).astype(np.uint8))
    rng = random.Random(5)
    for _ in range(60):
        worn = render._worn(ink, rng, dotted=0.18)
        assert len(np.unique(strokes[worn > 0.35])) - (0 in strokes[worn > 0.35]) == count - 1


def test_a_seed_gives_a_line() -> None:
    first, second = (line(random.Random("seed"), "train", "easy", "name") for _ in range(2))
    assert first.text == second.text
    assert np.array_equal(first.pixels, second.pixels)
    resized = at_height(first.pixels)
    assert resized.shape[0] == HEIGHT
    across = first.pixels.shape[1] / first.pixels.shape[0]
    assert across <= resized.shape[1] / HEIGHT <= across + 0.45


@pytest.mark.parametrize(
    ("a", "b", "wanted"), [("", "", 0), ("abc", "", 3), ("số", "so", 1), ("ab", "ba", 2)]
)
def test_distance_counts_changes(a: str, b: str, wanted: int) -> None:
    assert distance(a, b) == distance(b, a) == wanted
