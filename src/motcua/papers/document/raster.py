"""Whether a fine regular pattern lies all over a paper: the pixels of a screen, the dots of a printer.

A pattern of one frequency all over the side makes a peak in the mean spectrum of many small pieces of it,
where print, faces and guilloche, which differ from piece to piece, leave none. The grid of JPEG blocks is
known and left out. Beats between a screen and the camera's sensor (moire) are such a pattern as well.

The rows of dots that older cards print under their values are one too, but along one line: of all
frequencies across it their spectrum has as much, a ridge through the peak, where a screen's has a point.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import Floats
from motcua.papers.image import Image
from motcua.papers.locate.geometry import rectified_size
from motcua.papers.photo import share_from
from motcua.papers.types import Quad

_TILE: Final = 160
_MOST_TILES: Final = 16
#: Width in pixels at which a side is searched: its own on the photo, within these.
_WIDTHS: Final = (700, 2000)
#: Cycles a pixel, and cycles over the width of the side, below which a pattern may be print or guilloche.
_LEAST_FREQUENCY: Final = 0.06
_LEAST_CYCLES: Final = 150
#: Log of the power of a wave of a quarter of a grey level. Steps of a ground that was drawn fading from one
#: colour to another, in whole levels and without a camera's noise, have 12.9 at most; screens 19 and more.
_LEAST_POWER: Final = 13.5
#: Half the width around JPEG's frequencies.
_JPEG_WIDTH: Final = 0.02
_BURNT: Final = 250
#: Median window of the spectrum's ground, in bins.
_GROUND: Final = 17
_WINDOW: Final = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)
_Y: Final = np.fft.fftshift(np.fft.fftfreq(_TILE))[:, None].astype(np.float32)
_X: Final = np.fft.fftshift(np.fft.fftfreq(_TILE))[None, :].astype(np.float32)
_RADIUS: Final = np.hypot(_Y, _X)
#: Peaks looked at for a ridge, and where it is looked for, in bins from the peak: the window blurs by four.
_WORTH_A_LOOK: Final = 2.0
_BESIDE: Final = np.array([*range(-9, -3), *range(4, 10)])
#: Columns of a spectrum that say all: the others mirror them, because a picture has no imaginary part.
_COLUMNS: Final = _TILE // 2 + 1
_ANGLE: Final = np.degrees(np.arctan2(_Y + 0 * _X, _X + 0 * _Y))
#: How far from a right angle a peak may lie, as a share of its distance from the middle: cards are tilted.
_RIGHT_ANGLE: Final = 0.2
#: Degrees from the sides of the paper within which a pattern runs along them; where none does.
_ALONG: Final = 6.0
_OBLIQUE: Final = np.minimum(np.abs(_ANGLE) % 90, 90 - np.abs(_ANGLE) % 90) > _ALONG


@dataclass(frozen=True, slots=True)
class Raster:
    """The highest peaks of the mean spectrum, in nepers of power above its ground.

    ``light`` and ``colour``: in lightness and in the difference of two colour channels. ``across``: the
    highest of both at an angle to the paper's sides, where printers have dots and upright screens no pixels.
    ``crossed``: what lies at a right angle to that last peak: dots stand in rows both ways, while lines
    that a card's ground is hatched with have nothing there.
    ``point``: the highest of both above the ridge that rows of printed dots make; 0 where none is high.
    """

    light: float
    colour: float
    across: float
    crossed: float
    point: float

    @property
    def strength(self) -> float:
        """The higher of both peaks."""
        return max(self.light, self.colour)


def raster(photo: Image, quad: Quad) -> Raster | None:
    """Look for a regular pattern on the paper at ``quad``; None where there is too little to see."""
    across = (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2
    width, height = rectified_size(quad, int(min(max(across * 1.05, _WIDTHS[0]), _WIDTHS[1])))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(np.asarray(quad, np.float32), target), np.float64)
    total, tiles = np.zeros((2, _TILE, _COLUMNS), np.float32), 0
    back = np.asarray(np.linalg.inv(matrix), np.float64)
    for left, top in _places(width, height):
        # Beyond the photo the last pixels are drawn on as stripes, which pass for a screen's pixels: who left
        # half of a card out was told to have photographed a screen.
        if not _is_on(photo, back, left, top):
            continue
        tile = _piece(photo, matrix, left, top)
        if share_from(tile, _BURNT + 1) > 0.3:
            continue
        blue, green, red = (np.asarray(plane, np.float32) for plane in cv2.split(tile))
        total += _power(0.114 * blue + 0.587 * green + 0.299 * red), _power(red - green)
        tiles += 1
    if tiles < 4:
        return None
    least = max(_LEAST_FREQUENCY, _LEAST_CYCLES / width)
    judged = (least < _RADIUS) & (_RADIUS < 0.5) & ~_of_jpeg(matrix, (width / 2, height / 2))
    spectra = [_whole(np.asarray(half / tiles, np.float32)) for half in total]
    peaks = [np.where(spectrum < _LEAST_POWER, 0, _above_ground(spectrum)) for spectrum in spectra]
    across, crossed = _crossing(peaks, judged & _OBLIQUE)
    return Raster(
        light=float(peaks[0][judged].max()),
        colour=float(peaks[1][judged].max()),
        across=across,
        crossed=crossed,
        point=max(_point(*pair, judged) for pair in zip(spectra, peaks, strict=True)),
    )


def _crossing(peaks: Sequence[Floats], where: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the highest peak of all spectra in a part of them, and the highest at a right angle to it."""
    highest = max(peaks, key=lambda peak: float(peak[where].max()))
    row, column = np.unravel_index(int(np.where(where, highest, -np.inf).argmax()), highest.shape)
    x, y = float(_X[0, column]), float(_Y[row, 0])
    off = np.minimum(np.hypot(_X + y, _Y - x), np.hypot(_X - y, _Y + x))
    near = off < _RIGHT_ANGLE * math.hypot(x, y)
    return float(highest[row, column]), max(float(peak[near].max()) for peak in peaks)


def _point(spectrum: Floats, above: Floats, judged: NDArray[np.bool_]) -> float:
    """Return the highest peak above its ground and above what lies beside it in its row and its column."""
    rows, columns = np.nonzero(judged & (above > _WORTH_A_LOOK))
    if not rows.size:
        return 0.0
    down = np.median(spectrum[(rows[:, None] + _BESIDE) % _TILE, columns[:, None]], axis=1)
    along = np.median(spectrum[rows[:, None], (columns[:, None] + _BESIDE) % _TILE], axis=1)
    heights = spectrum[rows, columns] - np.maximum(down, along)
    return float(np.minimum(above[rows, columns], heights).max())


def _places(width: int, height: int) -> list[tuple[int, int]]:
    """Return where pieces are taken: evenly over the side, rim left out."""
    rim = int(width * 0.03)
    columns = max((width - 2 * rim) // _TILE, 1)
    rows = max((height - 2 * rim) // _TILE, 1)
    while columns * rows > _MOST_TILES:
        columns, rows = (columns - 1, rows) if columns > rows * 1.5 else (columns, rows - 1)
    xs = np.linspace(rim, max(width - rim - _TILE, rim), columns).astype(int)
    ys = np.linspace(rim, max(height - rim - _TILE, rim), rows).astype(int)
    return [(int(x), int(y)) for y in ys for x in xs]


def _is_on(photo: Image, back: NDArray[np.float64], left: int, top: int) -> bool:
    """Tell whether all of a piece lies on the photo; ``back`` leads from the flattened side to it."""
    corners = np.array([[left + x, top + y, 1.0] for x in (0, _TILE) for y in (0, _TILE)]) @ back.T
    points = corners[:, :2] / corners[:, 2:]
    height, width = photo.shape[:2]
    return bool((points >= 0).all() and (points <= (width, height)).all())


def _piece(photo: Image, matrix: NDArray[np.float64], left: int, top: int) -> Image:
    """Return one piece of the flattened side."""
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], np.float64)
    # Two neighbours weaken a pattern and its ground alike, which are compared; four take twice the time.
    piece = cv2.warpPerspective(
        photo, shift @ matrix, (_TILE, _TILE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(piece, np.uint8)


def _power(plane: Floats) -> Floats:
    """Return the logarithm of the power spectrum's first columns, frequency 0 in the corner.

    OpenCV gives it packed in a quarter of the time: of a row's frequencies real and imaginary parts side by
    side; of its lowest and its highest, which mirror themselves from row to row, those of a column.
    """
    packed = cv2.dft((plane - float(plane.mean())) * _WINDOW)
    squares = packed * packed
    power = np.empty((_TILE, _COLUMNS), np.float32)
    np.add(squares[:, 1:-1:2], squares[:, 2:-1:2], out=power[:, 1:-1])
    for column in (0, -1):
        alone = squares[:, column]
        power[0, column], power[_TILE // 2, column] = alone[0], alone[-1]
        both = alone[1:-1:2] + alone[2:-1:2]
        power[1 : _TILE // 2, column], power[_TILE // 2 + 1 :, column] = both, both[::-1]
    return np.asarray(np.log(power + np.float32(0.1)), np.float32)


def _whole(half: Floats) -> Floats:
    """Return a whole spectrum, frequency 0 in the middle, from its first columns."""
    rest = np.roll(half[::-1], 1, axis=0)[:, -2:0:-1]
    return np.fft.fftshift(np.concatenate([half, rest], axis=1))


def _above_ground(spectrum: Floats) -> Floats:
    """Take off what the neighbourhood of each frequency has in common."""
    low, high = float(spectrum.min()), float(spectrum.max())
    scale = 255 / max(high - low, 1e-3)
    steps = cv2.medianBlur(((spectrum - low) * scale).astype(np.uint8), _GROUND)
    ground = cv2.GaussianBlur(steps.astype(np.float32) / scale + low, (0, 0), 3)
    return np.asarray(spectrum - ground, np.float32)


def _of_jpeg(matrix: NDArray[np.float64], middle: tuple[float, float]) -> NDArray[np.bool_]:
    """Return the frequencies that the photo's grid of 8 x 8 blocks has on the flattened side."""
    back = np.linalg.inv(matrix)

    def on_photo(x: float, y: float) -> NDArray[np.float64]:
        point = back @ np.array([x, y, 1.0])
        return np.asarray(point[:2] / point[2], np.float64)

    x, y = middle
    steps = (
        np.stack([on_photo(x + 1, y) - on_photo(x - 1, y), on_photo(x, y + 1) - on_photo(x, y - 1)], 1) / 2
    )
    found = np.zeros(_RADIUS.shape, np.bool_)
    for axis in range(2):
        for harmonic in (1, 2, 3, 4):
            on = np.zeros(2)
            on[axis] = harmonic / 8
            u, v = steps.T @ on
            for sign in (1, -1):
                found |= (_X - sign * u) ** 2 + (_Y - sign * v) ** 2 < _JPEG_WIDTH**2
    return found
