"""Grey coins on a paper, told by their round edge: a shadow is as grey.

A coin's edge is a whole circle, sharp all round and as wide as coins are. A seal is a ring of print, which is
gone from colours without print; light and shadows end softly.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Floats

Mask = NDArray[np.uint8]
#: How wide coins are against the side's width: half of 17 to 28 mm on a card of 86 or a page of 125.
_RADII: Final = (0.068, 0.165)
#: Steps of the circle at which its edge is asked for, and the share of them needed on the card's ground.
_ROUND: Final = 72
_SEEN: Final = 0.6
#: The same of a coin that goes on over the portrait and beyond the paper: of its edge so much is on it,
#: and that little on the ground; heads have none there.
_ON_PAPER: Final = 0.55
_ON_GROUND: Final = 0.08
#: The edge is a step of so much (CIE delta E) over so many pixels, at so many of the places asked on the
#: ground; and of all, where most of them are elsewhere.
_STEP: Final = 3.5
_BESIDE: Final = 4
_EDGED: Final = 0.75
_EDGED_ANYWHERE: Final = 0.9
#: The step is sharp: over three times as many pixels the colour changes by hardly more.
_SHARP: Final = 0.6
#: Within the edge all is of one colour, give or take so much (delta E), as beside a code's squares it is not.
_ALIKE: Final = 10.0
#: Its own colour is so near to grey (chroma of L*a*b*): what is coloured is told by that, and seals are.
_GREY: Final = 10.0
#: What OpenCV's search takes for an edge (grey levels) and for a circle (points of it); how far apart circles
#: are, in pixels of half the size, and how many are looked at: rows of print make some that are likelier.
_EDGE: Final = 30
_VOTES: Final = 12
_APART: Final = 5
_MOST: Final = 60
#: A circle of which so much is edged is moved and widened by so many pixels, so many times, to where most is.
_MOVED: Final = 2.0
_TIMES: Final = 2
_WORTH_IT: Final = 0.5
#: Side of the median that takes the rest of print away, in pixels of half that size.
_PRINT: Final = 7


def round_things(plain: Floats, judged: NDArray[np.bool_], shown: NDArray[np.bool_]) -> list[Mask]:
    """Return the coins as masks of the side.

    Args:
        plain: the side without print, CIE L*a*b*, n x 500 x 3.
        judged: where they are the card's, beside the portrait.
        shown: where they are of the paper at all: the portrait too.
    """
    rows, columns = plain.shape[:2]
    grey = np.asarray(np.clip(np.rint(plain[..., 0] * 2.55), 0, 255), np.uint8)
    least, most = (round(part * columns) for part in _RADII)
    # At half the size a circle is found as well, in a quarter of the time.
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    # What is left of rows of large print makes more circles than a coin.
    half = cv2.medianBlur(half, _PRINT)
    found = cv2.HoughCircles(
        half,
        cv2.HOUGH_GRADIENT,
        1,
        _APART,
        param1=_EDGE,
        param2=_VOTES,
        minRadius=least // 2,
        maxRadius=most // 2,
    )
    things: list[Mask] = []
    for x, y, radius in [] if found is None else 2 * np.asarray(found, np.float64)[0, :_MOST, :3]:
        circle = _moved(plain, _Circle.on(plain, (x, y), radius), judged, shown)
        if _is_round(circle, judged, shown):
            mask = np.zeros((rows, columns), np.uint8)
            cv2.circle(mask, (round(circle.middle[0]), round(circle.middle[1])), round(circle.radius), 1, -1)
            red, yellow = np.median(plain[mask > 0][:, 1:], axis=0) - 128
            if np.hypot(red, yellow) < _GREY and not any(np.any(mask & other) for other in things):
                things.append(mask)
    return things


@dataclass(frozen=True, slots=True)
class _Circle:
    """A circle and what lies beside it at each of ``_ROUND`` steps.

    ``rows`` and ``columns`` are those of four points a step, from within to without (4 x ``_ROUND``), and
    ``inside`` whether these are on the picture; ``near`` and ``wide`` how unlike (delta E) the inner two are,
    and the outer two; ``alike`` where the second is of the colour that most of these are of.
    """

    middle: tuple[float, float]
    radius: float
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    inside: NDArray[np.bool_]
    near: Floats
    wide: Floats
    alike: NDArray[np.bool_]

    @classmethod
    def on(cls, plain: Floats, middle: tuple[float, float], radius: float) -> "_Circle":
        """Look at a circle about a point (x, y)."""
        angles = np.arange(_ROUND) * (2 * np.pi / _ROUND)
        away = radius + np.array([-3, -1, 1, 3])[:, None] * _BESIDE
        y = np.rint(middle[1] + away * np.sin(angles)).astype(np.intp)
        x = np.rint(middle[0] + away * np.cos(angles)).astype(np.intp)
        inside = (y >= 0) & (x >= 0) & (y < plain.shape[0]) & (x < plain.shape[1])
        y, x = np.where(inside, y, 0), np.where(inside, x, 0)
        deep, inner, outer, far = plain[y, x]
        near, wide = (_length(one - other) for one, other in ((outer, inner), (far, deep)))
        own = np.median(inner[inside[1]], axis=0) if inside[1].any() else inner[0]
        return cls(middle, radius, y, x, inside, near, wide, _length(inner - own) < _ALIKE)

    def edged(self, within: NDArray[np.bool_], ground: NDArray[np.bool_]) -> tuple[int, float]:
        """Return how many steps lie within a part of the picture, and at which share of them an edge is.

        On the ``ground`` an edge is sharp: a portrait has shapes of its own farther off.
        """
        there = self.inside & within[self.rows, self.columns]
        seen = there[1] & there[2]
        sharp = (self.near > _SHARP * self.wide) | ~(self.inside & ground[self.rows, self.columns])[3]
        edge = seen & sharp & self.alike & (self.near > _STEP)
        count = int(np.count_nonzero(seen))
        return count, float(np.count_nonzero(edge) / max(count, 1))


def _length(differences: Floats) -> Floats:
    return np.asarray(np.linalg.norm(differences, axis=1), np.float32)


def _moved(plain: Floats, circle: _Circle, judged: NDArray[np.bool_], shown: NDArray[np.bool_]) -> _Circle:
    """Return a circle where most of it is edged: rows of print beside a coin draw what is found to them."""
    best, most = circle, circle.edged(shown, judged)[1]
    for _ in range(_TIMES if most > _WORTH_IT else 0):
        (x, y), radius = best.middle, best.radius
        for across, down, wider in product((-_MOVED, 0.0, _MOVED), repeat=3):
            other = _Circle.on(plain, (x + across, y + down), radius + wider)
            share = other.edged(shown, judged)[1]
            best, most = (other, share) if share > most else (best, most)
    return best


def _is_round(circle: _Circle, judged: NDArray[np.bool_], shown: NDArray[np.bool_]) -> bool:
    """Tell whether a sharp edge is all along a circle, as far as that can be seen."""
    on_ground, sharp = circle.edged(judged, judged)
    on_paper, edged = circle.edged(shown, judged)
    if sharp < _EDGED:
        return False
    beyond = on_paper >= _ON_PAPER * _ROUND and on_ground >= _ON_GROUND * _ROUND and edged >= _EDGED_ANYWHERE
    return on_ground >= _SEEN * _ROUND or beyond
