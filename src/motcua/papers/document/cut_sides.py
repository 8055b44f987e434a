"""Where the whole of a paper lies that runs off its photo: only the part on the photo was found."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from motcua.papers.document.flat import Box
from motcua.papers.image import Image
from motcua.papers.locate.geometry import corners_of, side_lengths
from motcua.papers.quality import sides_on_frame
from motcua.papers.types import Quad

#: By less than this a part is no narrower or lower than the whole: it was seen a little from the side.
_LEAST_GONE: Final = 0.05
#: Rows that tell how a paper lies, at least; and by how much it may be larger than what was found of it.
_LEAST_ROWS: Final = 3
_SIZES: Final = (0.5, 3.0)
#: Where a row begins says less than how low it stands: a label may be left of a value, or above it.
_ACROSS: Final = 0.3


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


def paper_by_rows(rows: Sequence[tuple[Box, Box]], quad: Quad, aspect: float) -> Box | None:
    """Return where the whole of a paper lies, as fractions of what was found of it at ``quad``, by its rows.

    Of a paper that runs off its photo a part of the right shape may be found that is none of its own. Each
    row is given with where it stands on the whole paper, roughly, and where it was read. None where that are
    too few rows, or their places say nothing of the kind.
    """
    if len(rows) < _LEAST_ROWS:
        return None
    across, down = (max(length, 1.0) for length in side_lengths(corners_of(quad)))
    shape = aspect * down / across
    terms, seen = [], []
    for place, row in rows:
        terms += [(0.0, 1.0, (place[1] + place[3]) / 2), (_ACROSS, 0.0, _ACROSS * shape * place[0])]
        seen += [(row[1] + row[3]) / 2, _ACROSS * row[0]]
    (left, top, size), *_ = np.linalg.lstsq(np.array(terms), np.array(seen), rcond=None)
    if not _SIZES[0] <= size <= _SIZES[1]:
        return None
    return float(left), float(top), float(left + shape * size), float(top + size)
