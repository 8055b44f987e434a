"""A side whose values are printed on rows of dots, read again without them where they were read as stops."""

import re
from typing import Final

import numpy as np

from motcua.papers.lines.leaders import without_leaders
from motcua.papers.lines.read import recognise_first
from motcua.papers.quads import box
from motcua.papers.sides.rectified_paper import RectifiedPaper

#: A stop behind a whole word, or on its own, with something behind it: none of an abbreviation or a number.
_STRAY: Final = re.compile(r"(?:[^\W\d_]{3}|^|\s)\.(?=[\s.,]*[^\W_])")


def take_leaders_off(paper: RectifiedPaper) -> None:
    """Take leaders out of the picture where they were read as stops, and read those lines again.

    Others stay as they are: most rows are read with their dots as well as without.
    """
    dotted = [line for line in paper.lines if _STRAY.search(line.text)]
    clean = without_leaders(paper.card) if dotted else paper.card
    if clean is paper.card:
        return
    card = paper.card.copy()
    for line in dotted:
        left, top, right, bottom = np.maximum(np.rint(box(line.quad)), 0).astype(int)
        card[top:bottom, left:right] = clean[top:bottom, left:right]
    again = {line.quad: line for line in recognise_first(card, [line.quad for line in dotted])}
    paper.card = card
    paper.lines = [line for each in paper.lines if (line := again.get(each.quad, each)).text]
