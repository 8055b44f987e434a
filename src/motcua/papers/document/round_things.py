"""Grey coins on a paper, told by their round edge: a shadow is as grey.

A coin's edge is a whole circle, sharp all round and as wide as coins are. A seal is a ring of print, which is
gone from colours without print; light and shadows end softly.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Floats

Mask = NDArray[np.uint8]
#: How wide coins are against the side's width: half of 17 to 28 mm on a card of 86 or a page of 125.
_RADII: Final = (0.068, 0.165)
#: Steps of the circle at which its edge is asked for, and the share of them on the paper that is needed.
_ROUND: Final = 72
_SEEN: Final = 0.6
#: The edge is a step of so much (CIE delta E) over so many pixels, at so many of the places asked.
_STEP: Final = 3.5
_BESIDE: Final = 4
_EDGED: Final = 0.8
#: The step is sharp: over three times as many pixels the colour changes by hardly more.
_SHARP: Final = 0.6
#: Its own colour is so near to grey (chroma of L*a*b*): what is coloured is told by that.
_GREY: Final = 10.0
#: What OpenCV's search takes for an edge (grey levels) and for a circle (points of it).
_EDGE: Final = 45
_VOTES: Final = 12
_MOST: Final = 10


def round_things(plain: Floats, judged: NDArray[np.bool_]) -> list[Mask]:
    """Return the coins as masks of the side.

    Args:
        plain: the side without print, CIE L*a*b*, n x 500 x 3.
        judged: where they are the card's, beside the portrait.
    """
    rows, columns = plain.shape[:2]
    grey = np.asarray(np.clip(np.rint(plain[..., 0] * 2.55), 0, 255), np.uint8)
    least, most = (round(part * columns) for part in _RADII)
    # At half the size a circle is found as well, in a quarter of the time.
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
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
        best = max((radius + by for by in (-2, 0, 2)), key=lambda size: _edged(plain, judged, (x, y), size))
        if _edged(plain, judged, (x, y), best) >= _EDGED:
            mask = np.zeros((rows, columns), np.uint8)
            cv2.circle(mask, (round(float(x)), round(float(y))), round(float(best)), 1, -1)
            red, blue = np.median(plain[mask > 0][:, 1:], axis=0) - 128
            if np.hypot(red, blue) < _GREY and not any(np.any(mask & other) for other in things):
                things.append(mask)
    return things


def _edged(plain: Floats, judged: NDArray[np.bool_], middle: tuple[float, float], radius: float) -> float:
    """Return the share of a circle along which a sharp edge is; 0 where too little of it is on the paper."""
    angles = np.arange(_ROUND) * (2 * np.pi / _ROUND)
    ways = np.stack([np.sin(angles), np.cos(angles)])

    def at(distance: float) -> tuple[Floats, NDArray[np.bool_]]:
        y, x = np.rint(np.array([[middle[1]], [middle[0]]]) + distance * ways).astype(np.int64)
        inside = (y >= 0) & (x >= 0) & (y < plain.shape[0]) & (x < plain.shape[1])
        y, x = np.where(inside, y, 0), np.where(inside, x, 0)
        return plain[y, x], inside & judged[y, x]

    (inner, one), (outer, other) = at(radius - _BESIDE), at(radius + _BESIDE)
    (deep, _), (far, wide) = at(radius - 3 * _BESIDE), at(radius + 3 * _BESIDE)
    seen = one & other
    if np.count_nonzero(seen) < _SEEN * _ROUND:
        return 0.0
    step = np.linalg.norm(outer - inner, axis=1)
    whole = np.linalg.norm(far - deep, axis=1)
    sharp = (step > _STEP) & ((step > _SHARP * whole) | ~wide)
    return float(np.count_nonzero(sharp & seen) / np.count_nonzero(seen))
