"""What lies just inside and just outside a paper's outline, and where the outline is not to be seen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import MARGIN, WIDTH, Flat, Floats

#: How far from the outline colours are taken, in thousandths of the paper's width.
_NEAR: Final = (9, 13, 17, 21)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One side of the outline, clockwise: mean colours (L*a*b*, n x 3) inside and outside, pixel by pixel.

    ``shown`` is False where the photo does not reach outside, ``shown_inside`` where it does not even inside.
    """

    inside: Floats
    outside: Floats
    shown: NDArray[np.bool_]
    shown_inside: NDArray[np.bool_]

    @property
    def contrast(self) -> Floats:
        """The difference between inside and outside, pixel by pixel."""
        return np.asarray(np.linalg.norm(self.inside - self.outside, axis=1), np.float32)

    def backwards(self) -> "Stretch":
        """Return the same side from its other end."""
        return Stretch(self.inside[::-1], self.outside[::-1], self.shown[::-1], self.shown_inside[::-1])


#: Top, right, bottom and left side; each starts where the one before ends.
Outline = tuple[Stretch, Stretch, Stretch, Stretch]


def stretches(flat: Flat) -> Outline:
    """Return the four sides of a paper's outline."""
    top, right, bottom, left = (_stretch(flat, side) for side in range(4))
    return top, right, bottom, left


def _stretch(flat: Flat, side: int) -> Stretch:
    inside = np.mean([_colours(flat, side, -gap) for gap in _NEAR], axis=0)
    outside = np.mean([_colours(flat, side, gap) for gap in _NEAR], axis=0)
    shown = [
        np.all([flat.shown[_at(flat.height, side, way * gap)] for gap in _NEAR], axis=0) for way in (1, -1)
    ]
    return Stretch(np.asarray(inside, np.float32), np.asarray(outside, np.float32), shown[0], shown[1])


def _colours(flat: Flat, side: int, gap: int) -> Floats:
    rows, columns = _at(flat.height, side, gap)
    last_row, last_column = flat.colours.shape[0] - 1, flat.colours.shape[1] - 1
    index = np.minimum(rows // 2, last_row), np.minimum(columns // 2, last_column)
    return np.asarray(flat.colours[index], np.float32)


def _at(height: int, side: int, gap: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices of the pixels ``gap`` outside a side, clockwise."""
    along = np.arange(WIDTH if side % 2 == 0 else height)
    still = np.zeros_like(along)
    match side:
        case 0:
            return still + MARGIN - gap, along + MARGIN
        case 1:
            return along + MARGIN, still + MARGIN + WIDTH - 1 + gap
        case 2:
            return still + MARGIN + height - 1 + gap, MARGIN + WIDTH - 1 - along
        case _:
            return MARGIN + height - 1 - along, still + MARGIN - gap
