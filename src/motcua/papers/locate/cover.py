"""Taking print off a photo, so that its edges are not taken for those of a paper that lies on it."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from motcua.papers.image import Image
from motcua.papers.lines.detector import height_of, width_of
from motcua.papers.locate.geometry import corners_of
from motcua.papers.types import Quad

#: By how much of its height a line's box is grown, and how wide strokes are that go, as shares of it.
_GROWN: Final = 0.15
_STROKE: Final = 0.45
#: Of lines of many sizes nearly the tallest tells how wide strokes are.
_TALL: Final = 75


def without_print(photo: Image, lines: Sequence[Quad]) -> Image:
    """Return a photo without the dark strokes within these lines of text.

    A closing takes away what is dark and thinner than itself and leaves a straight edge of a paper where it
    is, also where a line's box reaches over it.
    """
    if not lines:
        return photo
    heights = [min(height_of(line), width_of(line)) for line in lines]
    across = max(round(_STROKE * float(np.percentile(heights, _TALL))), 3)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    closed = cv2.morphologyEx(photo, cv2.MORPH_CLOSE, kernel)
    mask = np.zeros(photo.shape[:2], np.uint8)
    for line, height in zip(lines, heights, strict=True):
        outline = np.rint(corners_of(line)).astype(np.int32)
        cv2.fillConvexPoly(mask, outline, 255)
        cv2.polylines(mask, [outline], True, 255, max(round(2 * _GROWN * height), 1))
    cv2.copyTo(photo, cv2.bitwise_not(mask), closed)
    return np.asarray(closed, np.uint8)
