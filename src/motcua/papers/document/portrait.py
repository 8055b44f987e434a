"""The printed portrait: whether there is one at all, and whether its edges look pasted on.

Only what the picture's tones show; whether it is a face, and whose, the faces room judges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import MARGIN, Box, Flat, Floats, lab

#: How much of the portrait's box is left out on each side when its tones are measured.
_RIM: Final = (0.18, 0.15)
#: What a range of lightness, and of either colour, counts: ground that goes on has some colours too.
_SHARES: Final = (1.0, 0.5, 0.5)
#: How far (pixels of a side 1,000 wide) and how askew (degrees) an edge of the portrait is looked for.
_REACH: Final = 42
_ASKEW: Final = np.arange(-5.0, 5.01, 0.5)
_LEAST_EDGE: Final = 2.0
#: What is pasted on was cut, and on one side throws a shadow: the strongest of its edges is that steep. It
#: was 5.7 at least of 137 drawn ones; of portraits printed to fade into the ground it is 3 to 5, and what
#: their edges follow are lines of the ground, or the slant that a bent card has on a photo.
_CUT_EDGE: Final = 5.2
#: Blur in pixels of :attr:`Flat.colours` in which fine print is gone.
_SOFT: Final = 1.25
#: Edges are askew together when they differ by no more than this.
_TOGETHER: Final = 0.75


@dataclass(frozen=True, slots=True)
class Portrait:
    """``tones``: the range of lightness in the middle of the portrait, as a share of the whole side's.

    Or half that of a colour, where it is larger: grey hair and a dark face before the usual blue are equally
    light.

    ``askew``: by how many degrees three of its edges are turned against the card, 0 when they are not alike.
    """

    tones: float
    askew: float


def portrait(flat: Flat, box: Box, over: Sequence[Box] = ()) -> Portrait:
    """Measure the portrait printed in ``box``; ``over`` are the parts of the side under something else.

    A thumb in the light, or a reflection, is lighter than all that a pale card prints.
    """
    across, down = (box[2] - box[0]) * _RIM[0], (box[3] - box[1]) * _RIM[1]
    middle = (box[0] + across, box[1] + down, box[2] - across, box[3] - down)
    whole = (0.03, 0.04, 0.97, 0.96)
    return Portrait(
        tones=max(share * _range(flat, middle, 8, 92, plane) for plane, share in enumerate(_SHARES))
        / max(_range(flat, whole, 3, 97, 0, over=over), 1.0),
        askew=_askew(flat, box),
    )


def _range(flat: Flat, box: Box, low: int, high: int, plane: int, *, over: Sequence[Box] = ()) -> float:
    """Return how far apart light and dark parts of a box are (or those of a colour), fine print blurred."""
    left, top, right, bottom = (round((MARGIN + edge) / 2) for edge in flat.pixels(box))
    part = flat.colours[top : max(bottom, top + 1), left : max(right, left + 1), plane]
    soft = np.asarray(cv2.GaussianBlur(part, (0, 0), _SOFT))
    if over:
        free = np.ones(soft.shape, np.bool_)
        for other in over:
            x, y, to_x, to_y = (round((MARGIN + edge) / 2) for edge in flat.pixels(other))
            free[max(y - top, 0) : max(to_y - top, 0), max(x - left, 0) : max(to_x - left, 0)] = False
        soft = soft[free] if free.any() else soft
    least, most = np.percentile(soft, (low, high))
    return float(most - least)


def _askew(flat: Flat, box: Box) -> float:
    left, top, right, bottom = flat.pixels(box)
    reach = _REACH + 40  # an edge turned by 5 degrees leaves its box
    x, y = max(left - reach, 0), max(top - reach, 0)
    colours = lab(flat.paper[y : bottom + reach, x : right + reach], 1.5)
    rows, columns = _steepness(colours, (0, 1)), _steepness(colours, (1, 0)).T
    across, down = (left - x, right - x), (top - y, bottom - y)
    edges = (
        _edge(rows, down[0], across), _edge(rows, down[1], across),
        _turned(_edge(columns, across[0], down)), _turned(_edge(columns, across[1], down)),
    )  # fmt: skip
    if max(strength for strength, _ in edges) < _CUT_EDGE:
        return 0.0
    angles = sorted(angle for strength, angle in edges if strength >= _LEAST_EDGE)
    together = (i for i in range(len(angles) - 2) if angles[i + 2] - angles[i] <= _TOGETHER)
    return max((abs(angles[i + 1]) for i in together), default=0.0)


def _steepness(colours: Floats, order: tuple[int, int]) -> Floats:
    light, a, b = cv2.split(cv2.Sobel(colours, cv2.CV_32F, *order))
    length = cv2.magnitude(np.asarray(cv2.magnitude(light, a)), b)
    return np.minimum(np.asarray(length, np.float32) / 8, 12)


def _turned(edge: tuple[float, float]) -> tuple[float, float]:
    """An upright edge that leans is turned the other way round than a level one."""
    return edge[0], -edge[1]


def _edge(gradient: Floats, at: int, ends: tuple[int, int]) -> tuple[float, float]:
    """Return the strength and the turn in degrees of the best straight edge near row ``at``."""
    strength, angle, gap = _best(gradient, at, ends, _ASKEW, np.arange(-_REACH, _REACH + 1, 2))
    if strength < _LEAST_EDGE / 2:
        return strength, angle
    finer = np.array([angle - 0.25, angle, angle + 0.25])
    strength, angle, _ = _best(gradient, at, ends, finer, np.arange(gap - 2, gap + 3))
    return strength, angle


def _best(
    gradient: Floats,
    at: int,
    ends: tuple[int, int],
    angles: NDArray[np.float64],
    gaps: NDArray[np.int_],
) -> tuple[float, float, int]:
    """Return strength, angle and distance from ``at`` of the edge that is strong over most of its length."""
    length = ends[1] - ends[0]
    along = np.arange(int(ends[0] + 0.12 * length), int(ends[1] - 0.12 * length), 3)
    middle = (ends[0] + ends[1]) / 2
    rank = int(0.3 * (len(along) - 1))
    places = np.rint(at + np.tan(np.radians(angles))[:, None] * (along - middle)).astype(int)
    index = np.clip(places[:, None, :] + gaps[:, None], 2, gradient.shape[0] - 3)
    strengths = np.partition(gradient[index, along], rank, axis=2)[..., rank]
    angle, gap = np.unravel_index(int(strengths.argmax()), strengths.shape)
    best = float(strengths[angle, gap])
    return (best, float(angles[angle]), int(gaps[gap])) if best > 0 else (0.0, 0.0, 0)
