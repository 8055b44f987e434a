"""Print washed out by a light on white ground: the rest of a name was given as the whole of it."""

import numpy as np
import pytest
from bench.cards.fonts import font
from PIL import Image as Drawn
from PIL import ImageDraw

from motcua.papers.image import Image
from motcua.papers.sides.fading import fades_out
from motcua.papers.types import Quad

LEFT, TOP, HIGH = 500, 300, 40


def copied(text: str, *, ink: int = 20, ground: int = 255) -> tuple[Image, Quad]:
    """Return a card of 1,400 pixels that says something, and where."""
    card = Drawn.new("L", (1400, 883), ground)
    pen = ImageDraw.Draw(card)
    pen.text((LEFT, TOP), text, ink, font("noto", 30))
    left, top, right, bottom = pen.textbbox((LEFT, TOP), text, font("noto", 30))
    return np.repeat(np.asarray(card)[:, :, None], 3, axis=2), box_of(left, top - 4, right, bottom + 4)


def lit(card: Image, column: float, reach: float) -> Image:
    """Return a card with a lamp's light on it, all white at a column and none so many pixels from it."""
    light = 255 * np.clip(1.3 - np.abs(np.arange(card.shape[1]) - column) / reach, 0, 1)
    return np.minimum(card + light[None, :, None], 255).astype(np.uint8)


#: A reflection is wide: half a name and its label lie in it.
REACH = 220
#: So pale is the first of the letters that a recogniser still reads.
LEGIBLE = 195


@pytest.mark.parametrize("ink", [0, 30, 60])
@pytest.mark.parametrize("name", ["Nguyễn Thị Như Hà", "Hoàng Lê Thị Ngọc Ý", "Trần Thị Khánh Uyên"])
def test_what_is_left_of_a_washed_out_name_is_looked_at(name: str, ink: int) -> None:
    card, quad = copied(name, ink=ink)
    (left, top), (right, _), (_, bottom), _ = quad
    gone = REACH * (1.3 - (LEGIBLE - ink) / 255)
    assert fades_out(lit(card, left, REACH), box_of(left + gone, top, right, bottom))
    assert fades_out(lit(card, right, REACH), box_of(left, top, right - gone, bottom))


def box_of(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


@pytest.mark.parametrize("ink", [0, 40, 90, 150, 190])
@pytest.mark.parametrize("name", ["Nguyễn Như Hà", "Hoàng Thị Ý", "Lê Văn Ít", "Trần Thị Khánh Uyên"])
def test_a_pale_copy_is_no_washed_out_one(name: str, ink: int) -> None:
    """Each grey copy would be looked at word by word."""
    card, quad = copied(name, ink=ink)
    assert not fades_out(card, quad)
    assert not fades_out(lit(card, quad[0][0] - 400, 200), quad), "the light is elsewhere"


def test_ground_that_shows_the_light_is_judged_by_it() -> None:
    """There ink that pales on one side is what a lamp's margin always does."""
    card, quad = copied("Nguyễn Như Hà", ground=225)
    assert not fades_out(lit(card, quad[0][0], 100), quad)
