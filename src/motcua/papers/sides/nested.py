"""Whose words are in a quad: a paper's own tell where on a sheet it lies."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.kinds import are_printed, most_often, side_scores
from motcua.papers.locate.geometry import to_rectified
from motcua.papers.quads import area_of, inside
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import PaperKind, Quad, SideName

Key = tuple[PaperKind, SideName]

#: Fewer words do not tell where a paper lies.
_FEW_WORDS: Final = 2
#: Own words take more of a side than this, and hardly one of them is printed twice, none more often.
_LEAST_TAKEN: Final = 0.25
_TWICE: Final = 2
#: A card has fewer lines than this.
_MANY_LINES: Final = 27
#: So much of what all words in a quad say must those in the smaller one say.
_AS_MUCH: Final = 0.8
#: What the words around it may say, as a share of the same.
_ANOTHER: Final = 0.6


def own_words(paper: RectifiedPaper, key: Key) -> list[Quad]:
    """Return where the words stand that each such side prints, on the card; none where they are too few."""
    printed = are_printed([line.text for line in paper.lines], *key)
    own = [line.quad for line, mine in zip(paper.lines, printed, strict=True) if mine or "<<" in line.text]
    return own if len(own) >= _FEW_WORDS else []


def lines_among(paper: RectifiedPaper, own: Sequence[Quad]) -> list[Quad]:
    """Return the lines that stand among a side's own words, on the photo."""
    low, high = np.min(own, axis=(0, 1)), np.max(own, axis=(0, 1))
    middles = [np.mean(line.quad, axis=0) for line in paper.lines]
    return [
        paper.on_photo(line.quad)
        for line, middle in zip(paper.lines, middles, strict=True)
        if (low <= middle).all() and (middle <= high).all()
    ]


def may_lie_on_another(paper: RectifiedPaper, key: Key) -> bool:
    """Tell whether a side's own words take little of its quad, or stand there as often as a form has them.

    But for one of them, which may be the form's. Beside a zone as wide as such a paper's there is no room for
    a slip around it, but on a passport's two pages.
    """
    high, wide = paper.card.shape[:2]
    if paper.zone is not None and wide > high:
        return False
    texts = [line.text for line in paper.lines]
    if most_often(texts, *key) > _TWICE or len(texts) + len(paper.spared) >= _MANY_LINES:
        return True
    own = np.asarray(own_words(paper, key))
    return any(_taken(np.delete(own, one, axis=0), paper) < _LEAST_TAKEN for one in range(len(own)))


def _taken(quads: NDArray[np.float64], paper: RectifiedPaper) -> float:
    """Return how much of a side the box around these quads (N x 4 x 2) takes."""
    across, down = np.ptp(quads.reshape(-1, 2), axis=0)
    return float(across * down / (paper.card.shape[0] * paper.card.shape[1]))


def holds_as_much(paper: RectifiedPaper, key: Key, quad: Quad) -> bool:
    """Tell whether the words within a smaller quad on the photo say nearly all that all of them say.

    And those around it are not another paper's, which has each of them once more: whose values were given
    then, nobody could tell.
    """
    part = to_rectified(quad, paper.matrix)
    within = [inside(part, line.quad) for line in paper.lines]
    own, others = (
        side_scores([line.text for line, mine in zip(paper.lines, within, strict=True) if mine is wanted])[
            key
        ]
        for wanted in (True, False)
    )
    texts = [line.text for line in paper.lines]
    every = side_scores(texts)[key]
    a_form = others < _ANOTHER * every or most_often(texts, *key) > _TWICE
    return area_of(quad) < area_of(paper.quad) and own >= _AS_MUCH * every and a_form
