"""What is wrong with a photo of a paper, said so that the person knows what to do next.

Measures are taken on the paper itself, not on the table around it. Thresholds are calibrated on the
generator's photos: of 33 easy and 66 medium ones kept aside one raised an alarm (glare, on an over-exposed
medium photo), and a photo whose small print cannot be read must raise one (tests/papers/test_quality.py).
That of sharpness lies between blurred or moved photos of other drawing programs (1.30 at most) and the rest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.image import Image
from motcua.papers.photo import cut, darkest, percentile, ranked
from motcua.papers.types import Quad

BLURRED: Final = Problem(
    "blurred",
    Bilingual(
        vi="Ảnh bị mờ hoặc rung. Hãy giữ chắc máy, chạm vào giấy tờ trên màn hình để lấy nét rồi chụp lại.",
        en="The photo is blurred. Hold the phone still, tap the paper on screen to focus, and take it again.",
    ),
)
DARK: Final = Problem(
    "dark",
    Bilingual(
        vi="Ảnh quá tối. Hãy chụp lại ở nơi sáng hơn, tránh để bóng tay hoặc bóng điện thoại che giấy tờ.",
        en="The photo is too dark. Take it again in a brighter place, without your shadow on the paper.",
    ),
)
GLARE: Final = Problem(
    "glare",
    Bilingual(
        vi="Giấy tờ bị lóa sáng. Hãy tắt đèn flash, nghiêng nhẹ giấy tờ cho hết lóa rồi chụp lại.",
        en="Light is reflected on the paper. Turn off the flash, tilt the paper or move, and take it again.",
    ),
)
TOO_SMALL: Final = Problem(
    "too_small",
    Bilingual(
        vi="Giấy tờ quá nhỏ trong ảnh. Hãy đưa máy lại gần cho giấy tờ gần đầy khung hình rồi chụp lại.",
        en="The paper is too small in the photo. Move closer until it nearly fills the frame and retake it.",
    ),
)
CUT_OFF: Final = Problem(
    "cut_off",
    Bilingual(
        vi="Giấy tờ bị cắt mất một phần. Hãy chụp lại sao cho thấy đủ bốn góc.",
        en="Part of the paper is outside the photo. Take it again so that all four corners can be seen.",
    ),
)

COVERED: Final = Problem(
    "covered",
    Bilingual(
        vi="Có vật che mất một phần giấy tờ. Hãy đặt giấy tờ trên bàn, bỏ tay và vật che ra rồi chụp lại.",
        en="Something lies over part of the paper. Lay it on a table with no finger over it and retake it.",
    ),
)

QUALITY: Final = {problem.code: problem for problem in (CUT_OFF, TOO_SMALL, DARK, BLURRED, GLARE, COVERED)}

#: Width in photo pixels below which small print (1.2 mm high) has fewer than about 9 pixels.
LEAST_WIDTH: Final = 600.0
#: The same of a passport's page, which is 125 mm wide and not 85.6.
LEAST_PAGE_WIDTH: Final = 875.0
#: Width at which blur and light are measured.
_MEASURED_WIDTH: Final = 1000
LEAST_SHARPNESS: Final = 1.36
#: Edges weaker than this (grey levels) are a table's or noise.
LEAST_EDGES: Final = 26.0
#: A photo with few edges of this strength, but some that are sharp, shows a small paper on a table: at these
#: shares of the photo's points 9 at most there, and 30 at least where a paper or a sheet of print fills it.
_FEW_EDGES: Final = 18.0
_MOST: Final = 0.97
_FEW: Final = 0.999
#: Short steps (rows, columns) in eight directions, about as long as each other; a long step is three of them.
_STEPS: Final = ((0, 3), (1, 3), (2, 2), (3, 1), (3, 0), (3, -1), (2, -2), (1, -3))
LEAST_LIGHT: Final = 75.0
MOST_GLARE: Final = 0.05
#: Median of the paper's darkest channel from which the exposure, not a reflection, is what clips.
_CLIPPED_GROUND: Final = 222.0
#: A corner this near to the frame, as a fraction of the photo's long side, touches it.
_TOUCHING: Final = 0.003
#: A pale copy on paper whose own edges are not found is taken for the photo, less this much at its sides.
_NEARLY_WHOLE: Final = 0.02
#: The same of a side at which a part of the paper may lie beyond the photo.
_ON_FRAME: Final = 0.01


@dataclass(frozen=True, slots=True)
class Measures:
    """What :func:`assess` decides on.

    ``width``: of the paper in photo pixels. ``sharpness``: see :func:`sharpness`. ``light``: lightness
    (0-255) of the paper's bright ground, lower quarter of the paper against shadow. ``glare``: the share
    of the paper in burnt-out patches. ``cut_off``: whether one lies on the photo's frame, and not all sides.
    ``lost``: no paper was found on the photo, which is taken whole, and what is sharp on it is small: of a
    table nothing else is worth telling.
    """

    width: float
    sharpness: float
    light: float
    glare: float
    cut_off: bool
    lost: bool = False


def assess(
    image: Image, quad: Quad, *, least: float = LEAST_WIDTH, flat: Image | None = None
) -> tuple[Problem, ...]:
    """Return the problems of one side of a paper at ``quad`` on a photo, the gravest first.

    ``least`` is how many pixels wide it must be; ``flat`` as in :func:`measure`. Empty when it is good enough
    to read. Each message says what to do.
    """
    seen = measure(image, quad, flat)
    if seen.lost:
        return (TOO_SMALL,)
    problems: list[Problem] = []
    if seen.cut_off:
        problems.append(CUT_OFF)
    if seen.width < least:
        problems.append(TOO_SMALL)
    if seen.light < LEAST_LIGHT:
        problems.append(DARK)
    if seen.sharpness < LEAST_SHARPNESS:
        problems.append(BLURRED)
    if seen.glare > MOST_GLARE:
        problems.append(GLARE)
    return tuple(problems)


def measure(image: Image, quad: Quad, flat: Image | None = None) -> Measures:
    """Measure one side of a paper at ``quad`` (pixels of ``image``).

    ``flat`` is the paper seen from above, `_MEASURED_WIDTH` pixels wide, if somebody has it already.
    """
    width = (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2
    paper = cut(image, quad, width=_MEASURED_WIDTH) if flat is None else flat
    # Rounded corners and the table at the rim are not the paper.
    edge = _MEASURED_WIDTH // 25
    inner = paper[edge:-edge, edge:-edge] if min(paper.shape[:2]) > 4 * edge else paper
    grey = np.asarray(cv2.cvtColor(inner, cv2.COLOR_BGR2GRAY), np.uint8)
    return Measures(
        width=width,
        sharpness=sharpness(grey)[0],
        light=_light(grey),
        glare=_glare(inner),
        cut_off=touches_frame(image, quad, spare=_NEARLY_WHOLE),
        lost=is_whole(image, quad, _TOUCHING) and _is_small(grey),
    )


def _is_small(grey: NDArray[np.uint8]) -> bool:
    """Tell whether a whole photo has few edges though it is in focus and lit: the paper on it is far away."""
    if sharpness(grey, _MOST)[1] >= _FEW_EDGES:
        return False
    sharp, edges = sharpness(grey, _FEW)
    lit = percentile(grey[::2, ::2], 99) >= LEAST_LIGHT
    return lit and edges >= LEAST_EDGES and sharp >= LEAST_SHARPNESS


def sharpness(grey: NDArray[np.uint8], share: float = 0.99) -> tuple[float, float]:
    """Return how sharp (a part of) a paper, 1,000 pixels wide, is in the direction in which it is least.

    Motion leaves the edges along it as sharp as they were, so that each of eight directions is asked how much
    of the difference that its strongest edges (those above ``share`` of all points) make over 9 pixels they
    make over 3: up to 3.0, and 1.0 where they are spread evenly over all 9. The second number is that
    difference over 9 pixels, in grey levels, where it is least: of weak edges the first says little.
    """
    # Noise is averaged away first, else a dark noisy photo would count as sharp.
    base = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)
    # Every ninth pixel says as much as all; each step leads from one of nine such pictures to another.
    ninths = [[np.ascontiguousarray(base[row::3, column::3]) for column in range(3)] for row in range(3)]
    over_three = [_difference(ninths, down, across, share) for down, across in _STEPS]
    over_nine = [_difference(ninths, 3 * down, 3 * across, share) for down, across in _STEPS]
    ratios = (3.0 * short / max(long, 1.0) for short, long in zip(over_three, over_nine, strict=True))
    return min(ratios), min(over_nine)


def _difference(ninths: Sequence[Sequence[NDArray[np.uint8]]], down: int, across: int, share: float) -> float:
    """Return the difference, greater than ``share`` of all, between points so many rows and columns apart.

    ``ninths``: every third pixel of every third row of a picture, from each row and column of three on.
    """
    (one, left), (other, right) = (
        (ninths[top % 3][start % 3][top // 3 :], start // 3)
        for top, start in ((0, max(-across, 0)), (down, max(across, 0)))
    )
    rows, columns = min(len(one), len(other)), min(one.shape[1] - left, other.shape[1] - right)
    apart = cv2.absdiff(one[:rows, left : left + columns], other[:rows, right : right + columns])
    return float(ranked(np.asarray(apart, np.uint8), int(share * (apart.size - 1))))


def _light(grey: NDArray[np.uint8]) -> float:
    """Return the lightness of the ground in the darkest quarter of the paper."""
    height, width = grey.shape
    tiles = [
        percentile(
            grey[y * height // 3 : (y + 1) * height // 3 : 2, x * width // 4 : (x + 1) * width // 4 : 2], 85
        )
        for y in range(3)
        for x in range(4)
    ]
    return float(np.percentile(tiles, 25))


def _glare(paper: Image) -> float:
    """Return the share of the paper under its largest burnt-out patch, 0 where the whole paper is as bright.

    Pale ground that a bright exposure clips everywhere still shows the print; a reflection does not.
    """
    brightest = darkest(paper)
    if percentile(brightest[::2, ::2], 50) >= _CLIPPED_GROUND:
        return 0.0
    burnt = (brightest >= 251).astype(np.uint8)
    side = max(round(paper.shape[1] * 0.025), 3)
    if cv2.countNonZero(burnt) < side * side:
        return 0.0  # fewer than the smallest patch has
    opened = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not cv2.hasNonZero(opened):
        return 0.0
    # Counted by themselves: OpenCV's own statistics of pieces take three times as long.
    _, pieces = cv2.connectedComponents(opened)
    return float(np.bincount(np.asarray(pieces).ravel())[1:].max() / burnt.size)


def touches_frame(image: Image, quad: Quad, *, spare: float = _TOUCHING) -> bool:
    """Tell whether a corner lies on the photo's frame or beyond it, so that a part may be missing.

    Not when all four sides do, give or take ``spare`` of the photo's long side: that is a scan or a crop of
    the paper, and nothing is known to be missing.
    """
    return not is_whole(image, quad, spare) and any(_rims(image, quad, _TOUCHING))


def is_whole(image: Image, quad: Quad, spare: float = _NEARLY_WHOLE) -> bool:
    """Tell whether all four sides of a quad are the photo's, give or take ``spare`` of its long side."""
    rims = _rims(image, quad, spare)
    return all(rims[i] & rims[(i + 1) % 4] for i in range(4))


def sides_on_frame(image: Image, quad: Quad) -> tuple[bool, bool, bool, bool]:
    """Tell of the four sides of a quad, from the paper's top on clockwise, whether they are the photo's."""
    rims = _rims(image, quad, _ON_FRAME)
    top, right, bottom, left = (bool(rims[i] & rims[(i + 1) % 4]) for i in range(4))
    return top, right, bottom, left


def _rims(image: Image, quad: Quad, spare: float) -> list[set[int]]:
    """Return for each corner the sides of the photo that it touches, or lies beyond."""
    height, width = image.shape[:2]
    near = max(spare * max(height, width), 2.0)
    return [{i for i, gap in enumerate((x, y, width - x, height - y)) if gap < near} for x, y in quad]
