"""Where the whole of a paper lies that runs off its photo: only the part on the photo was found."""

from typing import Final

from motcua.papers.document.flat import Box
from motcua.papers.image import Image
from motcua.papers.locate.geometry import corners_of, side_lengths
from motcua.papers.quality import sides_on_frame
from motcua.papers.types import Quad

#: By less than this a part is no narrower or lower than the whole: it was seen a little from the side.
_LEAST_GONE: Final = 0.05


def whole_papers(photo: Image, quad: Quad, aspect: float) -> list[Box]:
    """Return where the whole of a paper may lie, as fractions of the part of it at ``quad``.

    Empty where nothing seems to be missing. ``aspect`` is the paper's own width over height: by as much as
    the part is narrower or lower than that, as much lies beyond the sides of it that are on the photo's
    frame: beyond one of two, or half beyond each.
    """
    top, right, bottom, left = sides_on_frame(photo, quad)
    across, down = (max(length, 1.0) for length in side_lengths(corners_of(quad)))
    more = down * aspect / across - 1
    if more > _LEAST_GONE:
        return [(-a, 0.0, 1 + b, 1.0) for a, b in _shared(more, left, right)]
    more = across / aspect / down - 1
    return [(0.0, -a, 1.0, 1 + b) for a, b in _shared(more, top, bottom)] if more > _LEAST_GONE else []


def _shared(more: float, before: bool, behind: bool) -> list[tuple[float, float]]:
    """Return how much may lie before and behind a part."""
    ways = [(0.0, more)] if behind else []
    ways += [(more, 0.0)] if before else []
    return [*ways, (more / 2, more / 2)] if before and behind else ways
