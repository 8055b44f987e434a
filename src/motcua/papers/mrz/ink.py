"""Where the rows of a zone lie on a rectified paper, told by their ink: no network is asked.

They are the longest rows of a paper, evenly spaced, alone on their part of it, and in one typeface (ICAO Doc
9303 part 3: OCR-B, 2.54 mm a character, rows clear of everything else).
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.types import Quad

#: Where a zone begins at the earliest, as a share of the height: on a card, and on a passport's page.
_FROM: Final = (0.6, 0.78)
#: Width over height from which a paper is a card, and the share of the width a character takes.
_CARD_FROM: Final = 1.5
_CHARACTER: Final = (2.54 / 85.6, 2.54 / 125.0)
#: A row is as long as this share of the width, and as high as these shares of what a character takes.
_LONGEST: Final = 0.78
_HEIGHT: Final = (0.6, 2.2)
#: Ends of a row along which its height there is taken, as a share of it.
_END: Final = 0.08
#: The quad of a row is as much higher than its ink as those that a detector of lines gives.
_ROOM: Final = 0.15


def is_page(image: Image) -> bool:
    """Tell whether an upright paper has the shape of a passport's page (TD3), not of a card (TD1)."""
    height, width = image.shape[:2]
    return bool(width < _CARD_FROM * height)


def rows_by_ink(image: Image) -> list[Quad]:
    """Return quads of long rows of dark print low on a paper, top down.

    Args:
        image: BGR, upright, the paper's edges at the image's.
    """
    height, width = image.shape[:2]
    page = is_page(image)
    first, character = round(_FROM[page] * height), _CHARACTER[page] * width
    grey = cv2.cvtColor(image[first:], cv2.COLOR_BGR2GRAY)
    stroke = cv2.getStructuringElement(cv2.MORPH_RECT, (round(character), round(character)))
    ink = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, stroke)
    _, dark = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    joined = cv2.morphologyEx(
        dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (round(1.6 * character), 1))
    )
    # What ties two rows together is thin: a crack, a hair, security print.
    joined = cv2.morphologyEx(
        joined, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (round(2 * character), 3))
    )
    if not _has_long(np.asarray(joined, np.uint8), _LONGEST * width):
        return []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    rows = []
    for number in range(1, count):
        left, top, wide, high, _ = (int(value) for value in stats[number])
        if wide < _LONGEST * width or not _HEIGHT[0] * character < high < _HEIGHT[1] * character:
            continue
        row = np.asarray(labels[top : top + high, left : left + wide] == number)
        rows.append(_quad(row, left, first + top))
    return sorted(rows, key=lambda quad: quad[0][1])


def _has_long(ink: NDArray[np.uint8], least: float) -> bool:
    """Tell whether any piece is so long. Their outlines take a twentieth of the time that measuring all does.

    Pieces that only touch at their corners have one outline, so that none is longer than its outline.
    """
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return any(cv2.boundingRect(outline)[2] >= least for outline in outlines)


def _quad(row: NDArray[np.bool_], left: int, top: int) -> Quad:
    """Return the quad of a row, sloped as its ends are."""
    wide = row.shape[1]
    end = max(round(_END * wide), 1)
    begin, stop = (float(np.nonzero(part)[0].mean()) for part in (row[:, :end], row[:, -end:]))
    tall = float(np.median(row.sum(axis=0))) * (0.5 + _ROOM)
    right = float(left + wide)
    return (
        (float(left), top + begin - tall), (right, top + stop - tall),
        (right, top + stop + tall), (float(left), top + begin + tall),
    )  # fmt: skip
