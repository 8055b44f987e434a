"""Places of lines, of parts of them and of papers, in pixels."""

import itertools
import math
from collections.abc import Sequence

import cv2
import numpy as np

from motcua.papers.types import Point, Quad

_CARD_SHAPE = 85.6 / 53.98
#: A code's centre may lie outside a card found amiss by this factor of its size.
_SPARE = 1.1
_TWO_PIXELS = 2.0
#: Middles of quads on one row are no further apart, in heights.
_SAME_ROW = 0.6
#: So little of the text within it may a quad's outline cut.
_MOST_CUT = 0.05


def slice_quad(quad: Quad, start: int, end: int, length: int) -> Quad:
    """Return the part of a line's quad that characters ``start`` to ``end`` of ``length`` take up."""
    if length <= 0:
        return quad
    a, b = start / length, end / length

    def between(p: tuple[float, float], q: tuple[float, float], t: float) -> tuple[float, float]:
        return (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)

    top_left, top_right, bottom_right, bottom_left = quad
    return (
        between(top_left, top_right, a),
        between(top_left, top_right, b),
        between(bottom_left, bottom_right, b),
        between(bottom_left, bottom_right, a),
    )


def box(quad: Quad) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a quad."""
    # Asked a thousand times a paper, and twice as fast as from lists.
    (a, b), (c, d), (e, f), (g, h) = quad
    return min(a, c, e, g), min(b, d, f, h), max(a, c, e, g), max(b, d, f, h)


def union(quads: Sequence[Quad]) -> Quad:
    """Return the upright rectangle around quads; one alone stays as it is."""
    if len(quads) == 1:
        return quads[0]
    xs, ys = [p[0] for q in quads for p in q], [p[1] for q in quads for p in q]
    return ((min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys)))


def rows_of(quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """Return the rectangle around each row of quads that are in reading order."""
    rows: list[list[Quad]] = []
    for quad in quads:
        if rows and abs(middle_of(quad) - middle_of(rows[-1][0])) < _SAME_ROW * tall(quad):
            rows[-1].append(quad)
        else:
            rows.append([quad])
    return tuple(union(row) for row in rows)


def middle_of(quad: Quad) -> float:
    """Return how far down the middle of a quad is."""
    return sum(p[1] for p in quad) / 4


def tall(quad: Quad) -> float:
    """Return the height of a line; one at least."""
    return max((quad[3][1] - quad[0][1] + quad[2][1] - quad[1][1]) / 2, 1.0)


def is_no_card(quad: Quad) -> bool:
    """Tell whether a quad has neither a card's nor a passport page's shape."""
    width = math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])
    height = math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])
    return abs(math.log(max(width, 1.0) / max(height, 1.0) / _CARD_SHAPE)) > 0.25


def moved(quad: Quad, x: float, y: float) -> Quad:
    """Return a quad moved to the right and down."""
    a, b, c, d = ((float(p[0] + x), float(p[1] + y)) for p in quad)
    return (a, b, c, d)


def wider(quad: Quad) -> Quad:
    """Return a quad a little wider: its sides may be off by so much, but what lies beside it is another's."""
    middle = np.mean(quad, axis=0)
    left_top, right_top, right_bottom, left_bottom = (
        (float(x), float(y)) for x, y in middle + _SPARE * (np.asarray(quad) - middle)
    )
    return left_top, right_top, right_bottom, left_bottom


def inside(quad: Quad, part: Quad) -> bool:
    """Tell whether the centre of ``part`` is in ``quad`` (convex, clockwise), with a little to spare."""
    x, y = sum(p[0] for p in part) / 4, sum(p[1] for p in part) / 4
    corners: list[Point] = [*quad, quad[0]]
    return all(
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0 for a, b in itertools.pairwise(corners)
    )


def cuts(quad: Quad, lines: Sequence[Quad]) -> bool:
    """Tell whether the sides of a quad run through much of the text that is in it."""
    return cut_share(quad, lines) > _MOST_CUT


def cut_share(quad: Quad, lines: Sequence[Quad]) -> float:
    """Return the area of the lines that a quad's sides run through, of those wholly in it; 0 for none cut."""
    outline = np.asarray(quad, np.float32)
    within = cut = 0.0
    for line in lines:
        middle = np.mean(line, axis=0)
        shrunk = middle + 0.8 * (np.asarray(line) - middle)
        inside = [cv2.pointPolygonTest(outline, point.tolist(), measureDist=False) > 0 for point in shrunk]
        within += area_of(line) * all(inside)
        cut += area_of(line) * (any(inside) and not all(inside))
    return cut / within if within else float(cut > 0)


def is_same(one: Quad, other: Quad) -> bool:
    """Tell whether two quads begin at the same corner and lie on each other, give or take two pixels."""
    return all(math.dist(p, q) <= _TWO_PIXELS for p, q in zip(one, other, strict=True))


def area_of(quad: Quad) -> float:
    """Return how many pixels are in a quad."""
    return float(cv2.contourArea(np.asarray(quad, np.float32)))
