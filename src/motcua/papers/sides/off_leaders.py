"""A side whose values are printed on rows of dots, read again without them."""

import numpy as np

from motcua.papers.lines.leaders import without_leaders
from motcua.papers.lines.read import recognise_first
from motcua.papers.quads import box
from motcua.papers.sides.seen import Seen


def take_leaders_off(paper: Seen) -> None:
    """Take the leaders out of the picture of a paper, and read the lines again through which they ran."""
    clean = without_leaders(paper.card)
    if clean is paper.card:
        return
    changed = (clean != paper.card).any(axis=2)
    dotted = []
    for line in paper.lines:
        left, top, right, bottom = np.maximum(np.rint(box(line.quad)), 0).astype(int)
        if changed[top:bottom, left:right].any():
            dotted.append(line.quad)
    again = {line.quad: line for line in recognise_first(clean, dotted)}
    paper.card = clean
    paper.lines = [line for each in paper.lines if (line := again.get(each.quad, each)).text]
