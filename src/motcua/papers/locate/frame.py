"""Papers that the photo's frame cuts off: which sides leave it, and where such a side is put."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.locate.geometry import (
    CARD_ASPECT,
    PASSPORT_ASPECT,
    Corners,
    area,
    corners_of,
    full_frame,
    is_convex,
)
from motcua.papers.locate.score import FEW_LINES
from motcua.papers.types import Quad

#: A corner this near to the frame (pixels of the searched picture) may lie beyond it.
_NEAR: Final = 6.0
#: A picture that has a paper's shape but for so much, and of which a paper along two of its sides takes so
#: much, is that paper's.
_OTHER_SHAPE: Final = 0.03
_MOST_OF_IT: Final = 0.85
#: Where edges tell next to nothing it is that paper's if its lines are no more than a paper's and take
#: as much of it as those of a front do beside the portrait.
_MOST_LINES: Final = 24
_SPREAD: Final = 0.3


def sides_left(view: Image, corners: Corners) -> int:
    """Return at how many of the photo's four sides a paper touches its frame or goes on beyond it."""
    return int(_at_frame(view, corners).any(axis=0).sum())


def kept_at_frame(view: Image, corners: Corners, moved: Corners) -> Corners:
    """Return moved corners with a side that the photo cuts off put on its frame: no edge is to be seen there.

    What is nearest to it, often the first column of print, was taken for that side's edge.
    """
    beyond = _at_frame(view, corners)
    result = moved.copy()
    for side in range(4):
        following = (side + 1) % 4
        for frame in np.flatnonzero(beyond[side] & beyond[following]).tolist():
            axis = frame % 2
            at = 0.0 if frame < 2 else float(view.shape[1 - axis])
            for corner, before in ((side, (side - 1) % 4), (following, (side + 2) % 4)):
                along = result[corner] - result[before]
                if abs(along[axis]) > 1:
                    result[corner] = result[before] + along * (at - result[before][axis]) / along[axis]
    return result if is_convex(result) else moved


def cut_to_paper(view: Image, corners: Corners, text: Sequence[Quad] = ()) -> Corners:
    """Return a paper's corners, or the picture's own where it was cut to the paper, as scanning apps do.

    There is no edge to be seen then, and print was taken for one: the portrait's side, the row above the
    last. What stood beyond was lost, and a corner seemed cut off. No camera's picture has a card's shape.
    ``text``: all lines, of a paper that hardly an edge tells.
    """
    height, width = view.shape[:2]
    shape = max(width, height) / min(width, height)
    other = min(abs(shape / aspect - 1) for aspect in (CARD_ASPECT, PASSPORT_ASPECT))
    along = int((_at_frame(view, corners).sum(axis=0) >= 2).sum())
    most = along >= 2 and area(corners) >= _MOST_OF_IT * width * height
    if other > _OTHER_SHAPE or not (most or _holds_a_paper_s_print(view, text)):
        return corners
    frame = corners_of(full_frame(view))
    turns = [np.roll(frame, -turn, axis=0) for turn in range(4)]
    return min(turns, key=lambda turn: float(np.abs(turn - corners).sum()))


def _holds_a_paper_s_print(view: Image, text: Sequence[Quad]) -> bool:
    """Tell whether lines stand about a picture as they do about a paper."""
    if not FEW_LINES <= len(text) <= _MOST_LINES:
        return False
    points = np.concatenate([corners_of(line) for line in text])
    across, down = np.ptp(points, axis=0).tolist()
    return bool(across * down > _SPREAD * view.shape[0] * view.shape[1])


def _at_frame(view: Image, corners: Corners) -> NDArray[np.bool_]:
    """Return for each corner whether it is at or beyond the left, upper, right and lower frame (4 x 4)."""
    size = np.array([view.shape[1], view.shape[0]])
    return np.asarray(np.concatenate([corners, size - corners], axis=1) <= _NEAR)
