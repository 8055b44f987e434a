"""Whether a photo of a paper shows any colour of its own, beside that of the light."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Flat, Floats
from motcua.papers.image import Image

_WIDTH: Final = 400
#: Channel values outside these are burnt out or noise.
_DARKEST, _LIGHTEST = 20, 252
_LEAST_USABLE: Final = 0.04
#: How much redder than most of a paper its stamps and red print are, as a logarithm, how far around them ink
#: and JPEG leave a trace (pixels of the small picture), and the most of a copy they take.
_RED: Final = 0.2
_TRACE: Final = 7
_MOST_STAMPED: Final = 0.15
#: How much less blue than green gold is, and no redder than this, as logarithms; stamps have none. Of a card
#: the emblem's star and ring are more than so much.
_GOLD: Final = -0.6
_GOLD_RED: Final = 0.45
_LEAST_GOLD: Final = 0.003


def small(flat: Flat) -> Image:
    """Return the paper as small as its colours are looked at, its rim left out."""
    height = round(flat.height * _WIDTH / flat.paper.shape[1])
    reduced = cv2.resize(flat.paper, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(reduced[10:-10, 10:-10], np.uint8)


def colourfulness(paper: Image) -> float | None:
    """Return how far apart the colours on a paper, :func:`small`, are, the light's colour taken off.

    It is the range (3rd to 97th percentile) of the logarithm of red or blue over green, after the best fit
    of a colour cast that changes smoothly over the paper and with lightness. A copy without colour has only
    what noise and JPEG leave, about 0.01 to 0.03. None where too much is burnt out or black.
    """
    return _colours(paper, np.ones(paper.shape[:2], bool))


def beside_stamps(paper: Image) -> float | None:
    """Return how far apart the colours are where no red ink is, as `colourfulness` does.

    A notary's red stamps lie on a grey copy, and are no colour of the card's. None where there are none, or
    where so much is red that what is left says nothing, and where the red is an emblem's, with a golden star.
    """
    blue, green, red = cv2.split(cv2.GaussianBlur(paper.astype(np.float32), (0, 0), 1.0) + 6)
    redder, bluer = np.log(red / green), np.log(blue / green)
    redder, bluer = redder - np.median(redder), bluer - np.median(bluer)
    if float(((bluer < _GOLD) & (redder < _GOLD_RED)).mean()) > _LEAST_GOLD:
        return None
    inked = (redder > _RED) & (redder > bluer + _RED)
    stamped = cv2.dilate(inked.astype(np.uint8), np.ones((_TRACE, _TRACE), np.uint8)) > 0
    if not 0 < float(stamped.mean()) <= _MOST_STAMPED:
        return None
    return _colours(paper, ~stamped)


def _colours(paper: Image, wanted: NDArray[np.bool_]) -> float | None:
    blue, green, red = cv2.split(paper)
    lightest = cv2.max(cv2.max(blue, green), red)
    usable = (lightest < _LIGHTEST) & (cv2.min(cv2.min(blue, green), red) > _DARKEST) & wanted
    if float(usable.mean()) < _LEAST_USABLE:
        return None
    rows, columns = (part[::7] for part in np.nonzero(usable))
    soft = np.log(np.asarray(cv2.GaussianBlur(paper.astype(np.float32), (0, 0), 2.0))[rows, columns] + 6)
    y, x = rows / 200, columns / 200
    light = soft[:, 1]
    smooth = [np.ones_like(x), x, y, x * y, x * x, y * y, light - light.mean()]
    terms = np.stack(smooth, axis=-1).astype(np.float32)
    return max(_range(np.asarray(soft[:, channel] - light, np.float32), terms) for channel in (0, 2))


def _range(values: Floats, terms: Floats) -> float:
    """Fit ``terms`` robustly (iterated, outliers weighed less) and return the range of what is left."""
    weights = np.ones(len(values))
    rest: Floats = values
    for _ in range(3):
        # By the normal equations, which cost a tenth: the seven terms are far from depending on each other.
        heavy = terms * (weights**2)[:, None]
        best, *_ = np.linalg.lstsq(heavy.T @ terms, heavy.T @ values, rcond=None)
        rest = np.asarray(values - terms @ best, np.float32)
        usual = float(np.median(np.abs(rest))) * 1.48 + 1e-4
        weights = 1 / np.maximum(1, np.abs(rest) / (2 * usual))
    low, high = np.percentile(rest, (3, 97))
    return float(high - low)
