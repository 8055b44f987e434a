"""Which of many quads is the paper: edges along all sides, a known shape, text inside and none cut."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.locate.edges import EdgeMap, side_support
from motcua.papers.locate.geometry import (
    CARD_ASPECT,
    NEXT,
    PASSPORT_ASPECT,
    SHEET_ASPECT,
    SHEET_ON_SIDE_ASPECT,
    Corners,
    area,
)

#: How likely each shape is, and how far perspective moves it (standard deviation of the log of the ratio).
_SHAPES: Final = (
    (CARD_ASPECT, 1.0, 0.11),
    (PASSPORT_ASPECT, 0.9, 0.06),
    (SHEET_ASPECT, 0.8, 0.08),
    (SHEET_ON_SIDE_ASPECT, 0.8, 0.08),
)
#: Below this many lines of text their direction is not certain.
FEW_LINES: Final = 4
#: A paper on print has so many lines of its own.
_SOME_LINES: Final = 10
#: What a side that lies on the picture's own frame counts for: no edge can be seen there.
_FRAME_SUPPORT: Final = 0.15
#: A photo that is itself of a paper's shape, with print all over, is a scan or a crop of the paper.
_WHOLE_SUPPORT: Final = 0.6
_WHOLE_SPREAD: Final = 0.4
#: The corners' order from each of them.
_FROM: Final = np.array([[0, 1, 2, 3], [1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2]])
#: Quads whose sides are looked at.
MOST_SUPPORTED: Final = 6000


def scores(
    edges: EdgeMap,
    quads: NDArray[np.float64],
    boxes: Sequence[Corners],
    others: Sequence[Corners] = (),
    support: NDArray[np.float64] | None = None,
    *,
    on_print: bool = False,
) -> NDArray[np.float64]:
    """Return a score in [0, 1] for each quad (N x 4 x 2, working pixels).

    ``boxes`` are the lines of text along the quads' first sides, ``others`` those in other directions, in
    working pixels: a paper's print runs one way. ``support``: the quads' :func:`side_support` if known.
    """
    if not len(quads):
        return np.empty(0)
    prior = shape(quads, len(boxes)) ** 0.6 * text(quads, boxes, on_print=on_print)
    prior *= _one_way(quads, boxes, others)
    # Edges cost most: on a photo full of lines only the likelier quads are looked at.
    likely = np.argsort(-prior)[:MOST_SUPPORTED]
    result = np.zeros(len(quads))
    known = side_support(edges, quads[likely]) if support is None else support[likely]
    result[likely] = prior[likely] * _edge(edges, quads[likely], [] if on_print else boxes, known) ** 1.3
    return result


def _edge(
    edges: EdgeMap, quads: NDArray[np.float64], boxes: Sequence[Corners], support: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how well each quad's sides lie on edges, the worst side counting as much as all."""
    height, width = edges.gx.shape[1:]
    framed = _on_frame(quads, width, height)
    whole = framed.all(axis=1, keepdims=True) & (_spread(boxes) > _WHOLE_SPREAD * width * height)
    support = np.where(framed, np.where(whole, _WHOLE_SUPPORT, _FRAME_SUPPORT), support)
    return np.asarray(0.5 * support.mean(axis=1) + 0.5 * support.min(axis=1), dtype=np.float64)


def completed(quads: NDArray[np.float64], support: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Return quads whose weakest side is put where a card's shape has it, of those with three good sides.

    A pale card on pale paper often shows three sides; the fourth is then too weak to vote for a line.
    ``support`` is their :func:`side_support`.
    """
    three = np.sort(support, axis=1)[:, 1]
    result: list[Corners] = []
    for i in np.argsort(-three):
        if three[i] <= 0.4 or len(result) >= most:
            break
        weakest = int(support[i].argmin())
        fresh = _with_card_shape(quads[i], weakest)
        if all(np.abs(fresh - other).max() > 8 for other in result):
            result.append(fresh)
    return np.stack(result) if result else np.empty((0, 4, 2))


def _with_card_shape(corners: Corners, side: int) -> Corners:
    """Move one side along its neighbours until width over height is a card's."""
    moved = corners[_FROM[side]]
    first, second, third, fourth = moved
    opposite = math.dist(third, fourth)
    reach = opposite / CARD_ASPECT if side % 2 == 0 else opposite * CARD_ASPECT
    for index, (corner, anchor) in enumerate(((first, fourth), (second, third))):
        away = corner - anchor
        moved[index] = anchor + away * reach / max(math.hypot(*away), 1e-6)
    return np.asarray(moved[_FROM[-side % 4]], dtype=np.float64)


def shape(quads: NDArray[np.float64], lines: int) -> NDArray[np.float64]:
    """Return how well each quad's width over height fits a known paper.

    With few ``lines`` of text their direction may be a barcode's, so a card on its side fits nearly as well.
    """
    length = np.linalg.norm(quads[:, NEXT] - quads, axis=2)
    ratio = np.log((length[:, 0] + length[:, 2]) / np.maximum(length[:, 1] + length[:, 3], 1e-6))
    best = np.zeros(len(quads))
    for aspect, prior, spread in _SHAPES:
        fit = prior * np.exp(-0.5 * ((ratio - math.log(aspect)) / spread) ** 2)
        best = np.maximum(best, fit)
    if lines < FEW_LINES:
        on_side = 0.8 * np.exp(-0.5 * ((ratio + math.log(CARD_ASPECT)) / 0.10) ** 2)
        best = np.maximum(best, on_side)
    return np.asarray(0.1 + 0.9 * best, dtype=np.float64)


def text(
    quads: NDArray[np.float64], boxes: Sequence[Corners], *, on_print: bool = False
) -> NDArray[np.float64]:
    """Return how well each quad agrees with the text: most inside, none cut, not a small part filled.

    ``on_print``: what a paper lies on has text too, so that not most of all is inside, but some lines are.
    """
    if not boxes:
        return np.full(len(quads), 0.7)
    stacked = np.stack(boxes)
    size = np.array([abs(area(box)) for box in boxes])
    total = max(float(size.sum()), 1e-6)
    # Points a little inside each box, so that a box touching the paper's edge is not called cut.
    shrunk = stacked.mean(axis=1, keepdims=True) + 0.8 * (stacked - stacked.mean(axis=1, keepdims=True))
    # Corner by corner: over a last axis of four numpy takes many times as long.
    corners = shrunk.transpose(1, 0, 2).reshape(-1, 2)
    within = _inside(quads, corners).reshape(len(quads), 4, len(boxes))
    first, second, third, fourth = (within[:, corner] for corner in range(4))
    whole = first & second & third & fourth
    cut = (first | second | third | fourth) & ~whole
    covering = (whole * size).sum(axis=1)
    share = covering / total
    damaged = (cut * size).sum(axis=1) / total
    x, y = quads[..., 0], quads[..., 1]
    covered = np.abs((x * y[:, NEXT] - y * x[:, NEXT]).sum(axis=1)) / 2
    filled = covering / np.maximum(covered, 1)
    enough = np.clip(filled / 0.04, 0.5, 1.0)
    if on_print:
        cut_off = (cut * size).sum(axis=1) / np.maximum(((whole | cut) * size).sum(axis=1), 1e-6)
        some = np.clip(whole.sum(axis=1) / _SOME_LINES, 0.2, 1.0)
        return np.asarray(some * np.clip(1 - 2.5 * cut_off, 0.05, 1) * enough, dtype=np.float64)
    return np.asarray((0.15 + 0.85 * share) * np.clip(1 - 2.5 * damaged, 0.05, 1) * enough, dtype=np.float64)


def _spread(boxes: Sequence[Corners]) -> float:
    """Return the area of the upright rectangle around all text."""
    if not boxes:
        return 0.0
    points = np.concatenate(boxes)
    return float(np.ptp(points[:, 0]) * np.ptp(points[:, 1]))


def _one_way(
    quads: NDArray[np.float64], boxes: Sequence[Corners], others: Sequence[Corners]
) -> NDArray[np.float64]:
    """Return 1 for quads without text across their direction, less the more of their text is such."""
    if not boxes or not others:
        return np.ones(len(quads))
    own, foreign = (_inside_area(quads, group) for group in (boxes, others))
    return np.asarray(1 - 0.8 * foreign / np.maximum(own + foreign, 1e-6), dtype=np.float64)


def _inside_area(quads: NDArray[np.float64], boxes: Sequence[Corners]) -> NDArray[np.float64]:
    """Return the area of the boxes whose middle is in each quad."""
    size = np.array([abs(area(box)) for box in boxes])
    return np.asarray(_inside(quads, np.stack([box.mean(axis=0) for box in boxes])) @ size, dtype=np.float64)


def _inside(quads: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return N x P: which points lie in which clockwise convex quads."""
    along = quads[:, NEXT] - quads
    # Each side is a half-plane a x + b y + c >= 0: all of them for all points in one product.
    c = along[..., 1] * quads[..., 0] - along[..., 0] * quads[..., 1]
    planes = np.stack([-along[..., 1], along[..., 0], c], axis=-1).transpose(1, 0, 2).reshape(-1, 3)
    homogeneous = np.column_stack([points, np.ones(len(points))]).T
    beside = planes.astype(np.float32) @ homogeneous.astype(np.float32) >= 0
    first, second, third, fourth = beside.reshape(4, len(quads), len(points))
    return np.asarray(first & second & third & fourth)


def _on_frame(quads: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    following = quads[:, NEXT]
    near = 4.0
    x, nx, y, ny = quads[..., 0], following[..., 0], quads[..., 1], following[..., 1]
    return np.asarray(
        (np.maximum(x, nx) < near)
        | (np.minimum(x, nx) > width - near)
        | (np.maximum(y, ny) < near)
        | (np.minimum(y, ny) > height - near)
    )
