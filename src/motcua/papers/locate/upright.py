"""A paper turned to begin at its own top left: told by its code, by its lines, or by it rectified."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from motcua.papers.codes import Code
from motcua.papers.image import Image
from motcua.papers.lines.detector import height_of, width_of
from motcua.papers.locate.direction import half_turn, orientation, weight
from motcua.papers.locate.geometry import rectify, turned
from motcua.papers.locate.scene import LocatedPaper
from motcua.papers.types import Quad

_ORIENTED_WIDTH: Final = 1000


def upright(image: Image, found: LocatedPaper, text: Sequence[Quad], codes: Sequence[Code]) -> LocatedPaper:
    """Turn a quad so that it starts at the paper's own top left."""
    quad = found.quad
    for code in codes:
        if contains(quad, code.quad):
            return LocatedPaper(oriented_like(quad, code.quad), found.score, found.evidence, 0.999)
    heading = math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])
    along = [_line_along(line, heading) for line in text if contains(quad, line) and weight(line) > 0]
    lines = [line for line in along if line is not None]
    seen = half_turn(image, lines)
    if seen is not None:
        return LocatedPaper(turned(quad, seen[0]), found.score, found.evidence, seen[1])
    # Small print is found better on the rectified paper, at twice the price.
    degrees, sure = orientation(rectify(image, quad, _ORIENTED_WIDTH))
    return LocatedPaper(turned(quad, degrees), found.score, found.evidence, sure)


def oriented_like(quad: Quad, code: Quad) -> Quad:
    """Turn ``quad`` so that its top runs in the direction of the code's top."""
    heading = np.subtract(code[1], code[0])
    tops = [np.dot(np.subtract(quad[(i + 1) % 4], quad[i]), heading) for i in range(4)]
    lengths = [math.dist(quad[(i + 1) % 4], quad[i]) for i in range(4)]
    best = max(range(4), key=lambda i: tops[i] / max(lengths[i], 1e-6))
    return turned(quad, 90 * best)


def _line_along(line: Quad, heading: float) -> Quad | None:
    """Return a line's quad starting so that it runs along ``heading``, or None when it runs across."""
    best = max(range(4), key=lambda i: math.cos(_heading(line, i) - heading))
    started = turned(line, 90 * best)
    return started if width_of(started) >= height_of(started) else None


def _heading(quad: Quad, side: int) -> float:
    start, end = quad[side], quad[(side + 1) % 4]
    return math.atan2(end[1] - start[1], end[0] - start[0])


def contains(quad: Quad, part: Quad) -> bool:
    """Tell whether the centre of ``part`` lies in ``quad``."""
    x, y = sum(p[0] for p in part) / 4, sum(p[1] for p in part) / 4
    return all(
        (quad[(i + 1) % 4][0] - quad[i][0]) * (y - quad[i][1])
        - (quad[(i + 1) % 4][1] - quad[i][1]) * (x - quad[i][0])
        >= 0
        for i in range(4)
    )
