"""A glance at a few lines of a place, before all of it is read another way round or to its end.

Most of the time that a photo without a paper takes went into reading what says nothing: the print of a
newspaper or a bill, and the same upside down and from behind. A few lines tell whether any more is worth it.
How many are read is counted in lines, never in time: a busy machine must not find less than an idle one.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from motcua.papers.clock import Clock
from motcua.papers.image import Image
from motcua.papers.kinds import side_scores
from motcua.papers.lines.detector import height_of, width_of
from motcua.papers.lines.read import is_unreadable, recognise_first
from motcua.papers.lines.types import TextLine
from motcua.papers.locate.direction import weight
from motcua.papers.quads import slice_quad
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import Quad

#: So many of the longest lines that cannot be read tell whether they can be another way round.
_FEW: Final = 8
#: A paper's own lines are no longer than this, in their heights, nor is more of one looked at.
_LONGEST: Final = 25
#: What lies the right way round is read with more certainty than this on average, however bad the photo.
_READABLE: Final = 0.5
#: Letters of a line that says something.
_A_WORD: Final = 5


def is_rather_upside_down(paper: RectifiedPaper, clock: Clock) -> bool:
    """Tell whether a side may say more the other way up, from what cannot be read this way.

    What can is not upside down; a card among it may be, and then its lines are those that cannot.
    """
    return _says_more(paper, [lambda card: card[::-1, ::-1]], clock)


def is_rather_mirrored(paper: RectifiedPaper, clock: Clock) -> bool:
    """Tell the same of a side as a mirror shows it: which way up it lies then, nobody knows."""
    return _says_more(paper, [lambda card: card[:, ::-1], lambda card: card[::-1]], clock)


def _says_more(paper: RectifiedPaper, ways: Sequence[Callable[[Image], Image]], clock: Clock) -> bool:
    unread = [line for line in paper.lines if is_unreadable(line)]
    unread += [TextLine("", 0.0, quad) for quad in paper.silent]
    some = sorted(unread, key=lambda line: weight(line.quad), reverse=True)[:_FEW]
    if not some:
        return False
    said, sure = _evidence(some), _sureness(some)
    quads = [_begun(line.quad) for line in some]
    for way in ways:
        card = np.ascontiguousarray(way(paper.card))
        with clock.part("lines"):
            other = recognise_first(card, [_seen_so(quad, paper.card, way) for quad in quads])
        if _sureness(other) > max(sure, _READABLE) or _evidence(other) > max(said, 0.0):
            return True
    return False


def _begun(quad: Quad) -> Quad:
    """Return the beginning of a line that is longer than a paper's own are."""
    heights = round(width_of(quad) / max(height_of(quad), 1.0))
    return slice_quad(quad, 0, min(heights, _LONGEST), heights)


def _seen_so(quad: Quad, card: Image, way: Callable[[Image], Image]) -> Quad:
    """Return where a line is once its card is turned or mirrored, begun at its own top left again."""
    height, width = card.shape[:2]
    marks = np.arange(4, dtype=np.uint8).reshape(2, 2, 1)
    corner = way(marks)[0, 0, 0]
    a, b, c, d = (
        ((width - x) if corner in (1, 3) else x, (height - y) if corner in (2, 3) else y) for x, y in quad
    )
    return {0: (a, b, c, d), 1: (b, a, d, c), 2: (d, c, b, a), 3: (c, d, a, b)}[int(corner)]


def _evidence(lines: Sequence[TextLine]) -> float:
    return max(side_scores([line.text for line in lines]).values())


def _sureness(lines: Sequence[TextLine]) -> float:
    """Return how sure the reader is on average; of a letter or two it may be sure on any speck."""
    told = (line.confidence * min(len(line.text) / _A_WORD, 1.0) for line in lines)
    return sum(told) / len(lines)
