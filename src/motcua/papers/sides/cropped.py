"""A photo that ends where the card does: a scanning app or a person cut it out, and no outline is left."""

from typing import Final

from motcua.papers.locate import LocatedPaper, full_frame, turned
from motcua.papers.sides.rectified_paper import RectifiedPaper

#: Width over height of a card (ID-1, ISO/IEC 7810), and how far a crop of one may be from it.
_CARD: Final = 85.6 / 53.98
_OFF: Final = 0.06
#: Nothing speaks for it but the shape, nor tells which of its long sides is the upper one.
_SCORE: Final = 0.1
_EITHER_WAY: Final = 0.6


def whole_photo(paper: RectifiedPaper, least: float) -> list[LocatedPaper]:
    """Return the whole photo as a paper if it has a card's shape and what was found on it says nothing.

    The sharpest outline on such a photo is the portrait's: it was read as the paper, and the card was not.

    Args:
        paper: the likeliest that was found.
        least: evidence from which on a paper says something.
    """
    height, width = paper.photo.shape[:2]
    shape = max(height, width) / min(height, width)
    if paper.best()[0] >= least or not _CARD * (1 - _OFF) <= shape <= _CARD * (1 + _OFF):
        return []
    quad = full_frame(paper.photo)
    return [LocatedPaper(quad if width > height else turned(quad, 90), _SCORE, "frame", _EITHER_WAY, lines=1)]
