"""Grey coins on a paper, told by their round edge: a shadow is as grey.

A coin's edge is a whole circle, sharp all round and as wide as coins are. A seal is a ring of print, which is
gone from colours without print; light and shadows end softly.
"""

from dataclasses import dataclass
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
_EDGED: Final = 0.8
_EDGED_ANYWHERE: Final = 0.9
#: The step is sharp: over three times as many pixels the colour changes by hardly more.
_SHARP: Final = 0.6
#: Its own colour is so near to grey (chroma of L*a*b*): what is coloured is told by that.
_GREY: Final = 10.0
#: What OpenCV's search takes for an edge (grey levels) and for a circle (points of it).
_EDGE: Final = 45
_VOTES: Final = 12
_MOST: Final = 10
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
        least // 2,
        param1=_EDGE,
        param2=_VOTES,
        minRadius=least // 2,
        maxRadius=most // 2,
    )
    things: list[Mask] = []
    for x, y, radius in [] if found is None else 2 * np.asarray(found)[0, :_MOST, :3]:
        circles = [_Circle.on(plain, (float(x), float(y)), float(radius) + by) for by in (-2, 0, 2)]
        best = max(circles, key=lambda circle: circle.edged(shown, judged)[1])
        if _is_round(best, judged, shown):
            mask = np.zeros((rows, columns), np.uint8)
            cv2.circle(mask, (round(float(x)), round(float(y))), round(best.radius), 1, -1)
            red, blue = np.median(plain[mask > 0][:, 1:], axis=0) - 128
            if np.hypot(red, blue) < _GREY and not any(np.any(mask & other) for other in things):
                things.append(mask)
    return things


@dataclass(frozen=True, slots=True)
class _Circle:
    """A circle and what lies beside it at each of ``_ROUND`` steps.

    ``rows`` and ``columns`` are those of four points a step, from within to without (4 x ``_ROUND``), and
    ``inside`` whether these are on the picture; ``near`` and ``wide`` how unlike (delta E) the inner two are,
    and the outer two.
    """

    radius: float
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    inside: NDArray[np.bool_]
    near: Floats
    wide: Floats

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
        near = np.linalg.norm(outer - inner, axis=1).astype(np.float32)
        return cls(radius, y, x, inside, near, np.linalg.norm(far - deep, axis=1).astype(np.float32))

    def edged(self, within: NDArray[np.bool_], ground: NDArray[np.bool_]) -> tuple[int, float]:
        """Return how many steps lie within a part of the picture, and at which share of them an edge is.

        On the ``ground`` an edge is sharp: a portrait has shapes of its own farther off.
        """
        there = self.inside & within[self.rows, self.columns]
        seen = there[1] & there[2]
        sharp = (self.near > _SHARP * self.wide) | ~(self.inside & ground[self.rows, self.columns])[3]
        count = int(np.count_nonzero(seen))
        return count, float(np.count_nonzero(seen & sharp & (self.near > _STEP)) / max(count, 1))


def _is_round(circle: _Circle, judged: NDArray[np.bool_], shown: NDArray[np.bool_]) -> bool:
    """Tell whether a sharp edge is all along a circle, as far as that can be seen."""
    on_ground, sharp = circle.edged(judged, judged)
    on_paper, edged = circle.edged(shown, judged)
    if sharp < _EDGED:
        return False
    beyond = on_paper >= _ON_PAPER * _ROUND and on_ground >= _ON_GROUND * _ROUND and edged >= _EDGED_ANYWHERE
    return on_ground >= _SEEN * _ROUND or beyond
