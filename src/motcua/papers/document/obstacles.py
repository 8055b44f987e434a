"""What hides parts of a paper on a photo, and where: light, darkness, blur, the photo's end, a finger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.flat import MARGIN, WIDTH, Box, Flat, Floats
from motcua.papers.document.foreign_objects import find_objects, find_objects_anywhere
from motcua.papers.document.outline import Outline, Stretch
from motcua.papers.photo import darkest
from motcua.papers.quality import LEAST_EDGES, sharpness

Reason = Literal["glare", "blurred", "dark", "too_small", "cut_off", "covered"]

_BURNT: Final = 251
#: Median of the darkest channel from which the exposure, not a reflection, is what clips.
_CLIPPED_GROUND: Final = 222.0
_LEAST_GLARE: Final = 0.002
#: Side in pixels of the smallest patch that is glare.
_PATCH: Final = 19
_TILE: Final = 50
#: The share of a white patch's frame that a white slip takes, also one that lies askew.
_MOSTLY_ON: Final = 0.4
#: What crosses the outline and is burnt out by this share of its box is light.
_LIT: Final = 0.6
#: Lightness (L*) of a tile's ground below which print on it is lost, and the least share of tiles.
_LEAST_LIGHT: Final = 22.0
_LEAST_DARK: Final = 0.04
#: A twelfth of a paper has fewer edges to tell it by than a whole one (``quality.LEAST_SHARPNESS``).
_LEAST_SHARPNESS: Final = 1.2
#: Something lies over the outline where this little of its contrast is left over so many thousandths of the
#: width, while what lies there is unlike table and card by so much (CIE delta E).
_COVERED_LEFT: Final = 0.4
_COVERED_LEAST: Final = 25
_UNLIKE: Final = 14.0
_SAME_THING: Final = 16.0
#: What takes more of the paper than this is a shadow, not a thing.
_COVERED_MOST: Final = 0.25
#: Pixels of ``Flat.colours`` around the paper that such a thing takes at least.
_OUTSIDE_LEAST: Final = 50


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What hides the part of the paper in ``box``: all of it, or where ``mask`` of the whole paper is set.

    ``sheet``: it is a bare rectangle, such as a slip of paper; what is white there is no light.
    """

    reason: Reason
    box: Box
    mask: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)
    sheet: bool = False

    def hides(self, box: Box) -> float:
        """Return which share of ``box`` it hides, by its own outline where that is known."""
        if self.mask is None:
            return self.share_of(box)
        rows, columns = self.mask.shape
        left, right = max(round(box[0] * columns), 0), min(round(box[2] * columns), columns)
        top, bottom = max(round(box[1] * rows), 0), min(round(box[3] * rows), rows)
        part = self.mask[top:bottom, left:right]
        return float(np.mean(part > 0)) if part.size else 0.0

    def is_white_at(self, box: Box) -> bool:
        """Tell whether what is burnt out in ``box`` is this, a white sheet, and no light."""
        return self.sheet and self.hides(box) > _MOSTLY_ON

    def share_of(self, box: Box) -> float:
        """Return which share of ``box`` it hides."""
        across = min(self.box[2], box[2]) - max(self.box[0], box[0])
        down = min(self.box[3], box[3]) - max(self.box[1], box[1])
        area = (box[2] - box[0]) * (box[3] - box[1])
        return max(across, 0.0) * max(down, 0.0) / max(area, 1e-9)


def obstacles(flat: Flat, things: Iterable[Obstacle], portrait: Box | None = None) -> list[Obstacle]:
    """Return what hides parts of a side, with the ``things`` over it; ``portrait`` is dark by nature."""
    over = list(things)
    sheets = [thing for thing in over if thing.sheet]
    light = [it for it in reflections(flat) if not any(sheet.is_white_at(it.box) for sheet in sheets)]
    # Light that reaches over the outline hides that as well; of a thing seen on the paper the shape is known.
    over = [
        thing
        for thing in over
        if thing.mask is not None or all(it.share_of(thing.box) < _LIT for it in light)
    ]
    return [
        *beyond_the_photo(flat),
        *over,
        *light,
        *_dark(flat, portrait),
        *_blurred(flat),
    ]


def _boxes(mask: NDArray[np.uint8], least: float) -> list[Box]:
    """Return the boxes of the patches of a mask of the paper that take ``least`` of it, the largest first."""
    if not cv2.hasNonZero(mask):
        return []  # as nearly always: to find that out by looking for patches takes four milliseconds
    count, _, statistics, _ = cv2.connectedComponentsWithStats(mask)
    found = sorted(np.asarray(statistics)[1:count].tolist(), key=lambda row: -row[cv2.CC_STAT_AREA])
    rows, columns = mask.shape
    return [
        (x / columns, y / rows, (x + w) / columns, (y + h) / rows)
        for x, y, w, h, area in found
        if area >= least * rows * columns
    ][:4]


def beyond_the_photo(flat: Flat) -> list[Obstacle]:
    """Return the parts of a side that lie off the photo."""
    hidden = (~flat.shown[MARGIN : MARGIN + flat.height, MARGIN : MARGIN + WIDTH]).astype(np.uint8)
    return [Obstacle("cut_off", box, _only(hidden, box)) for box in _boxes(hidden, 0.004)]


def _only(mask: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return a mask with nothing outside the box of one of its patches."""
    rows, columns = mask.shape
    left, top, right, bottom = (
        round(part * size) for part, size in zip(box, (columns, rows) * 2, strict=True)
    )
    kept = np.zeros_like(mask)
    kept[top:bottom, left:right] = mask[top:bottom, left:right]
    return kept


def laid_on(flat: Flat, portrait: Box | None) -> list[Obstacle]:
    """Return what lies on a front: backs have codes, chips and fingerprints."""
    return [Obstacle("covered", patch.box, patch.mask, patch.sheet) for patch in find_objects(flat, portrait)]


def laid_anywhere(flat: Flat, portrait: Box | None) -> list[Obstacle]:
    """Return what may lie on a side, or be of its own: for a place where nothing but a value is printed."""
    return [
        Obstacle("covered", patch.box, patch.mask, patch.sheet)
        for patch in find_objects_anywhere(flat, portrait)
    ]


def reflections(flat: Flat) -> list[Obstacle]:
    """Return the burnt-out patches on a side; a pale one that is clipped all over has none."""
    depth = darkest(flat.paper)
    burnt = (depth >= _BURNT).astype(np.uint8)
    # More than half of all pixels: counting takes a thirtieth of finding the median.
    if cv2.countNonZero(burnt) < _PATCH**2 or 2 * np.count_nonzero(depth >= _CLIPPED_GROUND) > depth.size:
        return []
    burnt = np.asarray(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((_PATCH, _PATCH), np.uint8)), np.uint8)
    near = cv2.dilate(burnt, np.ones((21, 21), np.uint8))
    return [Obstacle("glare", box) for box in _boxes(np.asarray(near, np.uint8), _LEAST_GLARE)]


def _dark(flat: Flat, portrait: Box | None) -> list[Obstacle]:
    lightness = _of_paper(flat)[..., 0]
    rows, columns = max(flat.height // _TILE, 1), WIDTH // _TILE
    mask = np.zeros((rows, columns), np.uint8)
    for row in range(rows):
        for column in range(columns):
            box = (column / columns, row / rows, (column + 1) / columns, (row + 1) / rows)
            if portrait is not None and Obstacle("dark", portrait).share_of(box) > 0:
                continue
            left, top, right, bottom = (part // 2 for part in flat.pixels(box))
            mask[row, column] = np.percentile(lightness[top:bottom, left:right], 85) < _LEAST_LIGHT
    return [Obstacle("dark", box) for box in _boxes(mask, _LEAST_DARK)]


def _blurred(flat: Flat) -> list[Obstacle]:
    grey = np.asarray(cv2.cvtColor(flat.paper, cv2.COLOR_BGR2GRAY), np.uint8)
    mask = np.zeros((3, 4), np.uint8)
    for row in range(3):
        for column in range(4):
            left, top, right, bottom = flat.pixels((column / 4, row / 3, (column + 1) / 4, (row + 1) / 3))
            sharp, edges = sharpness(grey[top:bottom, left:right])
            mask[row, column] = edges >= LEAST_EDGES and sharp < _LEAST_SHARPNESS
    return [Obstacle("blurred", box) for box in _boxes(mask, 0.08)]


def covered(flat: Flat, outline: Outline) -> list[Obstacle]:
    """Find what reaches over the outline onto the paper: a thumb, a clip, another paper."""
    things = [thing for stretch in outline for thing in _over(stretch)]
    rows, columns = _inside(flat)
    found = np.zeros(flat.colours.shape[:2], np.uint8)[rows, columns]
    for thing in things:
        like = (np.linalg.norm(flat.colours - thing, axis=2) < _SAME_THING).astype(np.uint8)
        like = np.asarray(cv2.morphologyEx(like, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
        # Only what hangs together with the outside is lying over the paper.
        count, labels = cv2.connectedComponents(like)
        inner, around = labels[rows, columns], labels.copy()
        around[rows, columns] = 0
        outside = np.bincount(around.ravel(), minlength=count) > _OUTSIDE_LEAST
        outside[0] = False
        found |= outside[inner].astype(np.uint8)
    boxes = _boxes(found, 0.004)
    return [
        Obstacle("covered", box) for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) <= _COVERED_MOST
    ]


def _inside(flat: Flat) -> tuple[slice, slice]:
    """Return the paper's part of ``flat.colours``."""
    start = MARGIN // 2
    return slice(start, start + flat.height // 2), slice(start, start + WIDTH // 2)


def _of_paper(flat: Flat) -> Floats:
    return flat.colours[_inside(flat)]


def _over(stretch: Stretch) -> list[Floats]:
    """Return the colours (L*a*b*) of what crosses one side of the outline."""
    contrast = stretch.contrast
    usual = float(np.median(contrast[stretch.shown])) if stretch.shown.any() else 0.0
    if usual < 10.0:
        return []
    unseen = stretch.shown & (contrast < _COVERED_LEFT * usual)
    if np.count_nonzero(unseen) < _COVERED_LEAST:
        return []
    table, card = np.median(stretch.outside, axis=0), np.median(stretch.inside, axis=0)
    both = (stretch.inside + stretch.outside) / 2
    crossing = (
        unseen
        & (np.linalg.norm(both - table, axis=1) > _UNLIKE)
        & (np.linalg.norm(both - card, axis=1) > _UNLIKE)
    )
    runs = np.flatnonzero(np.diff(np.concatenate([[0], crossing.astype(np.int8), [0]])))
    return [
        np.asarray(np.median(both[start:end], axis=0), np.float32)
        for start, end in runs.reshape(-1, 2)
        if end - start >= _COVERED_LEAST
    ]
