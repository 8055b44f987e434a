"""What lies on a front: a coin, a sticker, a slip, a pen, a finger, also where it crosses no side of it.

A card's ground changes slowly over it, under whatever light. What is plainly of another colour, of one piece
wider than any stroke of print, smooth, and ends at a sharp edge, is not of the ground. A shadow darkens all
colours alike, light has no edge, print is rough; the portrait's column, with the emblem, is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.document.bare_sheets import bare_sheets
from motcua.papers.document.flat import MARGIN, WIDTH, Box, Flat, Floats
from motcua.papers.document.round_things import round_things

Mask = NDArray[np.uint8]
#: In pixels of ``Flat.colours``, of which the paper has 500 across: the side of the median that takes print
#: away, the rim where the outline may be off, and a width that strokes and security print never have.
_PRINT: Final = 11
_RIM: Final = 6
_THICK: Final = 15
#: Difference from the ground (CIE delta E) of what is of another colour; which shares of the paper it takes.
_UNLIKE: Final = 13.0
_LEAST: Final = 0.004
_MOST: Final = 0.4
#: So far around a portrait its own ground may reach, as a fraction of the side's width.
_AROUND: Final = 0.06
#: The same below one, where a value may stand: its shade, as a fraction of the side's height.
_BELOW: Final = 0.02
#: Right of this and above that, as fractions, fronts have a chip or a code.
_CHIP: Final = (0.8, 0.46)
#: Rows of print change by more than this (delta E over four pixels) at most of their points, coins by less.
_ROUGH: Final = 7.0
#: The share of the whole difference that is made within a millimetre: light and shadows are softer.
_SHARP: Final = 0.65
#: Of so few points of an edge, in the same pixels, nothing is told.
_LEAST_EDGE: Final = 20
#: How differently a thing darkens red, green and blue, a shadow by less; and the same of one as compact as a
#: coin or a slip, with a sharp edge all round.
_CAST: Final = 1.3
_SLIGHT_CAST: Final = 1.14
_COMPACT: Final = 0.78
_SHARPER: Final = 0.7
#: A thing that has so little of the ground's lightness is no shadow, whatever its colour.
_BLACK: Final = 0.38
#: What is lighter than the ground is a slip where it is smooth, and fills its frame as light does not.
_LIGHTER: Final = 1.04
_SLIP_CAST: Final = 1.02
_SLIP_FILLS: Final = 0.82
_SLIP_ROUGH: Final = 2.5
_SLIP_SHARP: Final = 0.8
#: How much unlike the fitted ground (delta E) still counts as ground, and how often it is fitted.
_OWN: Final = 6.0
_ROUNDS: Final = 8
#: One point in so many of each row and column is asked for the ground.
_FITTED: Final = 4
#: So far left of what is judged colours are needed still: by the median, and around a thing's edge.
_BESIDE: Final = 16
#: Limits for a slip that is hardly unlike the ground: white paper on a pale card.
_PALE: Final = 6.5
_PALE_LEVEL: Final = 0.92
_PALE_FILLS: Final = 0.86
_PALE_SHARP: Final = 2.6
#: Where more of the rest of a paper is unlike its ground, or less of all of it like that, what is lighter or
#: hardly unlike it may be the part that is not in the shadow.
_UNEVEN: Final = 0.1
_EVEN: Final = 0.92


@dataclass(frozen=True)
class _Picture:
    """Colours, the same without print, and the ground fitted to them, all from column ``start`` of a side on.

    ``even`` is the share of the ``judged`` pixels that are like the ground; a shadow over a part leaves few.
    """

    colours: Floats
    plain: Floats
    ground: Floats
    even: float
    judged: NDArray[np.bool_]
    start: int

    @property
    def size(self) -> int:
        """How many pixels the whole side has."""
        rows, columns = self.judged.shape
        return int(rows * (self.start + columns))

    @cached_property
    def steps(self) -> Floats:
        """By how much the colours change at each point; asked only where something may lie."""
        return _steps(self.colours)

    @cached_property
    def steps_near(self) -> Floats:
        """The most that they change within four pixels of each point."""
        return np.asarray(cv2.dilate(self.steps, np.ones((9, 9), np.uint8)), np.float32)


@dataclass(frozen=True, slots=True)
class _Traits:
    """How a patch differs from the ground, and how much else does: see the thresholds above."""

    rough: float
    sharp: float
    level: float
    cast: float
    fills: float
    others: float


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the paper on which something lies: ``mask`` is on ``Flat.colours`` without its margin.

    ``sheet``: it is a bare rectangle, which no light is, however white.
    """

    mask: Mask
    box: Box
    sheet: bool = False


def find_objects(flat: Flat, portrait: Box | None) -> list[Patch]:
    """Return what lies on a front whose portrait is at ``portrait``, the plainest and largest first.

    Of a paper that nobody recognised (None), which has a portrait anywhere, only what reaches over its side.
    """
    colours = _on_paper(flat)
    judged = _judged(flat, portrait, *colours.shape[:2])
    if np.count_nonzero(judged) <= judged.size // 5:
        return []
    if portrait is None:
        found, _, _ = _patches_on(colours, judged)
        return [patch for patch in found if _reaches_over(patch.mask)]
    # A third of a front is left of what is judged: nothing is worked out there.
    start = max(int(judged.any(axis=0).argmax()) - _BESIDE, 0) // _FITTED * _FITTED
    colours, judged = colours[:, start:], judged[:, start:]
    found, seen, apart = _patches_on(colours, judged, start, but=_is_of_the_card)
    found = found or (_patches(apart > _PALE, seen, _is_slip) if seen.even > _EVEN else [])
    masks = bare_sheets(seen.plain, seen.steps, judged, whole=seen.size)
    sheets = [_patch(mask, start, sheet=True) for mask in masks]
    return [*sheets, *(it for it in found if not any(np.any(it.mask & sheet.mask) for sheet in sheets))]


def _on_paper(flat: Flat) -> Floats:
    start = MARGIN // 2
    return flat.colours[start : start + flat.height // 2, start : start + WIDTH // 2]


def _patches_on(
    colours: Floats, judged: NDArray[np.bool_], start: int = 0, *, but: Callable[[Box], bool] | None = None
) -> tuple[list[Patch], _Picture, Floats]:
    """Return what is plainly unlike the ground, the ground, and how unlike it each point is.

    ``colours`` and ``judged`` are of a side from column ``start`` on, a multiple of `_FITTED`.
    """
    plain = _without_print(colours)
    ground = _ground(plain, judged, start)
    apart = np.asarray(np.where(judged, _length(plain - ground), 0), np.float32)
    even = 1 - float(np.count_nonzero(apart > _UNLIKE)) / int(np.count_nonzero(judged))
    seen = _Picture(colours, plain, ground, even, judged, start)
    return _patches(apart > _UNLIKE, seen, _is_thing, but), seen, apart


def find_objects_anywhere(flat: Flat, portrait: Box | None) -> list[Patch]:
    """Return what may lie on a side, a portrait at ``portrait`` left out, the largest first.

    A side has things of its own that look so: a chip, a seal. Only where nothing but a value is printed does
    it tell anything.
    """
    colours = _on_paper(flat)
    shown = _judged(flat, None, *colours.shape[:2])
    judged = shown.copy()
    if portrait is not None:
        rows, columns = judged.shape
        left, right = (portrait[0] - _AROUND) * columns, (portrait[2] + _AROUND) * columns
        top, bottom = portrait[1] * rows, (portrait[3] + _BELOW) * rows
        judged[round(top) : round(bottom), max(round(left), 0) : round(right)] = False
    if np.count_nonzero(judged) <= judged.size // 5:
        return []
    found, seen, _ = _patches_on(colours, judged)
    coins = map(_patch, round_things(seen.plain, judged, shown))
    return [*found, *_sheets_over_the_edge(flat, judged), *coins]


def _sheets_over_the_edge(flat: Flat, judged: NDArray[np.bool_]) -> list[Patch]:
    """Return the slips on a side, also those that go on over its portrait or over its edge."""
    start, (rows, columns) = MARGIN // 2, judged.shape
    own = slice(start, start + rows), slice(start, start + columns)
    shown = np.asarray(flat.shown[::2, ::2][: flat.colours.shape[0], : flat.colours.shape[1]], np.bool_)
    ground, paper = np.zeros_like(shown), np.zeros_like(shown)
    ground[own] = judged
    # The edge of what lies over a side's end may be taken for that end.
    inner = start + 2 * _RIM
    paper[inner : inner + rows - 4 * _RIM, inner : inner + columns - 4 * _RIM] = True
    found = bare_sheets(_without_print(flat.colours), _steps(flat.colours), ground, shown, paper)
    return [_patch(np.ascontiguousarray(mask[own]), sheet=True) for mask in found]


def _patch(mask: Mask, start: int = 0, *, sheet: bool = False) -> Patch:
    """Return what a mask from a column on says of the whole side."""
    whole = cv2.copyMakeBorder(mask, 0, 0, start, 0, cv2.BORDER_CONSTANT, value=0)
    x, y, w, h = cv2.boundingRect(whole)
    rows, columns = whole.shape
    box = (x / columns, y / rows, (x + w) / columns, (y + h) / rows)
    return Patch(np.asarray(whole, np.uint8), box, sheet)


def _patches(
    unlike: NDArray[np.bool_],
    seen: _Picture,
    told: Callable[[_Traits], bool],
    but: Callable[[Box], bool] | None = None,
) -> list[Patch]:
    """Return the patches of what is ``unlike`` whose traits are ``told``, ``but`` those in some boxes."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THICK, _THICK))
    thick = np.asarray(cv2.morphologyEx(unlike.astype(np.uint8), cv2.MORPH_OPEN, kernel), np.uint8)
    if not cv2.hasNonZero(thick):
        return []
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(thick)
    found = []
    for number in sorted(range(1, count), key=lambda i: -int(statistics[i, cv2.CC_STAT_AREA])):
        if not _LEAST <= statistics[number, cv2.CC_STAT_AREA] / seen.size <= _MOST:
            continue
        mask = np.asarray(labels == number, np.uint8)
        patch = _patch(mask, seen.start)
        if not (but is not None and but(patch.box)) and told(_traits(mask, seen)):
            found.append(patch)
    return found


def _is_of_the_card(box: Box) -> bool:
    """Tell whether a patch lies where fronts have their chip or their code."""
    return box[0] >= _CHIP[0] and box[3] <= _CHIP[1]


def _reaches_over(mask: Mask) -> bool:
    """Tell whether a patch lies along the side of the paper for a few millimetres."""
    rim = _RIM + 1
    along = (mask[:rim].max(0), mask[-rim:].max(0), mask[:, :rim].max(1), mask[:, -rim:].max(1))
    return max(int(np.count_nonzero(part)) for part in along) >= 2 * _THICK


def _judged(flat: Flat, portrait: Box | None, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return where the ground can be told: on the photo, right of the portrait."""
    judged = np.zeros((rows, columns), np.bool_)
    judged[_RIM:-_RIM, _RIM:-_RIM] = True
    shown = flat.shown[MARGIN : MARGIN + flat.height, MARGIN : MARGIN + WIDTH]
    judged &= shown[::2, ::2][:rows, :columns]
    if portrait is not None:
        judged[:, : round((portrait[2] + _AROUND) * columns)] = False
    return judged


def _without_print(colours: Floats) -> Floats:
    """Return colours with all that is thinner than half a median's side gone."""
    scale = np.array([2.55, 1.0, 1.0], np.float32)
    whole = np.clip(np.rint(colours * scale), 0, 255).astype(np.uint8)
    return np.asarray(cv2.medianBlur(whole, _PRINT), np.float32) / scale


def _ground(plain: Floats, judged: NDArray[np.bool_], start: int) -> Floats:
    """Return the ground: the surface of second order to which most of the paper is near."""
    rows, columns = plain.shape[:2]
    values, taken = plain[::_FITTED, ::_FITTED].reshape(-1, 3), judged[::_FITTED, ::_FITTED].ravel()
    terms = _terms(rows, columns, start)
    apart = np.linalg.norm(values - np.median(values[taken], axis=0), axis=1)
    weights = taken / (1 + (apart / (2 * _OWN)) ** 2)
    factors = np.zeros((6, 3))
    for _ in range(_ROUNDS):
        weighted = terms * weights[:, None]
        factors = np.linalg.solve(terms.T @ weighted + 1e-3 * np.eye(6), weighted.T @ values)
        off = values - terms @ factors
        apart = np.sqrt(np.einsum("ij,ij->i", off, off))  # a quarter of numpy's own norm of three
        weights = taken / (1 + (apart / _OWN) ** 2) ** 2
    # Each fourth point was fitted; between these a surface of second order is as good as flat.
    rough = (terms @ factors).astype(np.float32).reshape(-(-rows // _FITTED), -(-columns // _FITTED), 3)
    between = np.array([[_FITTED, 0.0, 0.0], [0.0, _FITTED, 0.0]])
    shown = cv2.warpAffine(rough, between, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(shown, np.float32)


def _terms(rows: int, columns: int, start: int) -> NDArray[np.float64]:
    """Return the terms of a surface of second order at the points fitted, ``start`` columns from the left."""
    whole = start + columns
    down, across = np.mgrid[0:rows:_FITTED, start:whole:_FITTED]
    u, v = across.ravel() / whole - 0.5, down.ravel() / rows - 0.5
    return np.stack([np.ones_like(u), u, v, u * v, u * u, v * v], axis=1)


def _steps(colours: Floats) -> Floats:
    """Return by how much the colour changes over four pixels, across or down."""
    steps = np.zeros(colours.shape[:2], np.float32)
    steps[:, 2:-2] = _length(colours[:, 4:] - colours[:, :-4])
    steps[2:-2] = np.maximum(steps[2:-2], _length(colours[4:] - colours[:-4]))
    return steps


def _length(differences: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ijk,ijk->ij", differences, differences)), np.float32)


def _traits(mask: Mask, seen: _Picture) -> _Traits:
    inner = cv2.erode(mask, np.ones((5, 5), np.uint8)) > 0
    colour, under = np.median(seen.plain[inner], axis=0), np.median(seen.ground[mask > 0], axis=0)
    return _Traits(
        rough=float(np.median(seen.steps[inner])),
        sharp=_sharpness(mask, seen) / max(float(np.linalg.norm(colour - under)), 1.0),
        level=float(colour[0] / max(under[0], 1.0)),
        cast=_cast(colour, under),
        fills=_filled(mask),
        others=1 - seen.even - float(np.count_nonzero(mask)) / max(int(np.count_nonzero(seen.judged)), 1),
    )


def _is_thing(it: _Traits) -> bool:
    if it.rough > _ROUGH or it.sharp < _SHARP:
        return False
    if it.level < _BLACK or it.cast > _CAST:
        return True
    if it.level <= _LIGHTER:
        return it.cast > _SLIGHT_CAST and it.sharp > _SHARPER and it.fills > _COMPACT
    return _is_bare_paper(it) and it.fills > _SLIP_FILLS and it.others < _UNEVEN


def _is_slip(it: _Traits) -> bool:
    """Tell whether a patch hardly unlike the ground is a slip of white paper."""
    plain = it.level > _PALE_LEVEL and it.fills > _PALE_FILLS and it.sharp < _PALE_SHARP
    return plain and _is_bare_paper(it)


def _is_bare_paper(it: _Traits) -> bool:
    return it.cast > _SLIP_CAST and it.sharp > _SLIP_SHARP and it.rough < _SLIP_ROUGH


def _sharpness(mask: Mask, seen: _Picture) -> float:
    """Return how much the colour changes at a patch's edge, as far as that lies on ground that can be told.

    Where a thumb goes on over the portrait or beyond the paper it has no edge there.
    """
    edge = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) - mask) > 0
    edge &= cv2.erode(seen.judged.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rim = _RIM + 1
    edge[:rim] = edge[-rim:] = edge[:, :rim] = edge[:, -rim:] = False
    if np.count_nonzero(edge) < _LEAST_EDGE:
        return 0.0
    return float(np.median(seen.steps_near[edge]))


def _cast(colour: Floats, under: Floats) -> float:
    """Return how many times more the one of red, green and blue is left of the ground than another."""
    lab = np.array([[colour, under]], np.float32)
    bgr = np.maximum(cv2.cvtColor(lab - np.array([0, 128, 128], np.float32), cv2.COLOR_LAB2BGR)[0], 0.02)
    ratios = bgr[0] / bgr[1]
    return float(ratios.max() / ratios.min())


def _filled(mask: Mask) -> float:
    """Return how much of the narrowest rectangle around a patch it fills: a disc does by 0.785."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    (_, sizes, _) = cv2.minAreaRect(outlines[0])
    return cv2.countNonZero(mask) / max(sizes[0] * sizes[1], 1.0)
