"""Places of lines and of parts of them, in pixels of an upright side."""

from collections.abc import Sequence

from motcua.papers.types import Quad


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
    xs, ys = [p[0] for p in quad], [p[1] for p in quad]
    return min(xs), min(ys), max(xs), max(ys)


def union(quads: Sequence[Quad]) -> Quad:
    """Return the upright rectangle around quads; one alone stays as it is."""
    if len(quads) == 1:
        return quads[0]
    xs, ys = [p[0] for q in quads for p in q], [p[1] for q in quads for p in q]
    return ((min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys)))


def middle_of(quad: Quad) -> float:
    """Return how far down the middle of a quad is."""
    return sum(p[1] for p in quad) / 4


def tall(quad: Quad) -> float:
    """Return the height of a line; one at least."""
    return max((quad[3][1] - quad[0][1] + quad[2][1] - quad[1][1]) / 2, 1.0)
