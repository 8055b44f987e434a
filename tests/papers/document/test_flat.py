"""A paper seen from above with its surroundings: the same however much more of the table the photo shows."""

import cv2
import numpy as np
import pytest

from motcua.papers.document.flat import flatten
from motcua.papers.types import Quad

#: Across which a photo is halved once, or twice.
SIZES = (1300, 2100)


@pytest.mark.parametrize("wide", SIZES)
@pytest.mark.parametrize("more", [(0, 0), (301, 207), (450, 133)])
def test_what_lies_around_a_paper_is_the_same_on_a_wider_photo(wide: int, more: tuple[int, int]) -> None:
    """Only that part of a photo is halved: cut a pixel off, all colours at the outline would be."""
    high = round(wide / 1.586)
    grains = np.random.default_rng(3).integers(0, 256, (high // 8 + 60, wide // 8 + 60, 3), np.uint8)
    photo = cv2.resize(grains, (wide + 480, high + 480), interpolation=cv2.INTER_CUBIC)
    left, top = (32 * (part // 32) for part in more)
    around = cv2.copyMakeBorder(photo, top, 320, left, 320, cv2.BORDER_CONSTANT, value=(9, 99, 199))

    def at(x: float, y: float) -> Quad:
        return ((x, y + 7), (x + wide, y), (x + wide - 5, y + high), (x + 3, y + high - 9))

    one, other = flatten(photo, at(240, 240)), flatten(around, at(240 + left, 240 + top))
    off = np.abs(one.colours - other.colours)
    assert float((off > 1).mean()) < 0.001
    assert float(off.mean()) < 0.01


def test_of_a_paper_at_the_end_of_its_photo_the_last_pixels_go_on() -> None:
    photo = np.full((1400, 1800, 3), 200, np.uint8)
    photo[:, :20] = (0, 0, 255)
    flat = flatten(photo, ((0.0, 300.0), (1300.0, 300.0), (1300.0, 1120.0), (0.0, 1120.0)))
    red = flat.colours[flat.colours.shape[0] // 2, :45, 1]
    assert (red > 180).all(), "what lies left of the photo is as its left end"
