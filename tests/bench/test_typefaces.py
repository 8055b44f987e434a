"""A drawn paper must show what its truth says: Carlito drew ``DIỆP`` as ``DIẸP``, and a reader that saw
so was counted as wrong."""

import pytest
from bench.cards import fonts as first
from bench.papers import split, typefaces
from bench.papers.third import type as third
from PIL import ImageFont
from training.fonts import tells_letters_apart

FAMILIES = sorted(third._FAMILIES)
FACES = sorted({face for half in split.FACES.values() for pair in half for face in pair})


@pytest.mark.parametrize("family", FAMILIES)
def test_the_third_hand_draws_every_mark(family: str) -> None:
    for bold in (False, True):
        try:
            font = third.font(family, 40, bold=bold)
        except OSError:
            pytest.skip("not installed")
        assert tells_letters_apart(font)


@pytest.mark.parametrize("face", FACES)
def test_the_second_drawer_draws_every_mark(face: str) -> None:
    assert tells_letters_apart(typefaces.face(face, 40))


@pytest.mark.parametrize("family", ["arimo", "roboto", "noto"])
def test_the_first_drawer_draws_every_mark(family: first.Family) -> None:
    assert tells_letters_apart(first.font(family, 40, 400, 100))
    assert tells_letters_apart(first.font(family, 40, 700, 80))


def test_a_typeface_that_leaves_marks_out_is_told() -> None:
    """The check itself: a typeface without Vietnamese letters draws one sign for all."""
    assert not tells_letters_apart(ImageFont.load_default(40))
