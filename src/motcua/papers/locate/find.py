"""The search for papers on a photo."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from motcua.papers.codes import Code
from motcua.papers.image import Image
from motcua.papers.locate.candidates import around_text, from_lines, from_outlines, from_regions
from motcua.papers.locate.cover import without_print
from motcua.papers.locate.direction import text_directions, weight
from motcua.papers.locate.edges import EdgeMap, edge_map, side_support
from motcua.papers.locate.frame import cut_to_paper, kept_at_frame, sides_left
from motcua.papers.locate.geometry import (
    Corners,
    area,
    corners_of,
    full_frame,
    overlap,
    quad_of,
)
from motcua.papers.locate.refine import all_refined, refined, smoothed
from motcua.papers.locate.scene import LocatedPaper, Scene
from motcua.papers.locate.score import FEW_LINES, MOST_SUPPORTED, completed, scores, shape
from motcua.papers.locate.score import text as text_score
from motcua.papers.locate.segmentation import DetectedOutline, agreement
from motcua.papers.locate.upright import contains, upright
from motcua.papers.quads import cut_share
from motcua.papers.types import Quad

#: Below this no quad of edges is believed over the text or the frame.
_LEAST_SCORE: Final = 0.22
#: The same where print was taken off; what is in it must then tell a paper.
_LEAST_BARE: Final = 0.15
#: Below this what the network sees and is sure of is believed over a quad of edges.
_WEAK: Final = 0.35
#: A second paper must be plain to see: text on the table is not one.
_LEAST_FURTHER: Final = 0.45
_MOST_CARDS: Final = 4
#: Fewer lines outside the papers found are not of another.
_FEWEST_LEFT: Final = 3
_MOST_REFINED: Final = 24
_MOST_COMPLETED: Final = 12
#: How many pixels around a paper its edges are looked for.
_AROUND: Final = 50
#: A quad within the best one is the paper if it is plain to see, nearly as good and clearly smaller: by more
#: than the shadow along an edge, and than most borders printed inside it.
_PLAIN: Final = 0.8
_NEARLY: Final = 0.85
_MUCH_SMALLER: Final = 0.93
_NOT_MUCH_WORSE: Final = 0.5
#: What the network sees is taken as it is from this likeness to a paper's shape on, so many pixels within
#: the photo; and only with this likeness and sureness where text tells little: next to none of it, or print
#: of a newspaper that runs up to the paper and is found in one line with the paper's own.
SHAPELY: Final = 0.6
_SURER: Final = 0.94
#: An outline so sure that fits so well needs no text at all: on sheets of print a paper's own may be found
#: in one line with theirs.
_BEYOND_DOUBT: Final = 0.955
#: By how much of a paper's side the network may be off (of 107 outlines, one in ten by more than 0.02), and
#: where its quad fits well.
_NETWORK_OFF: Final = 0.025
_LITTLE_OFF: Final = 0.018
_FITS_WELL: Final = 0.97
_LEAST_CUT: Final = 0.05
_MOST_CUT: Final = 0.25
_NO_DIRECTION: Final[list[tuple[float | None, list[Quad]]]] = [(None, [])]


@dataclass(frozen=True, slots=True)
class _Rated:
    """A quad on the searched picture, its score and how well the print fits into it, both in [0, 1]."""

    value: float
    print_inside: float
    corners: Corners


def find_cards(
    scene: Scene,
    *,
    codes: Sequence[Code] = (),
    most: int = _MOST_CARDS,
    text: Sequence[Quad] | None = None,
    on_print: bool = False,
) -> list[LocatedPaper]:
    """Find the papers on a photo, the best first; never empty (the whole photo is the last resort).

    Args:
        scene: the photo.
        codes: QR codes already read on it; they settle which way up a paper is.
        most: how many papers to look for (a scan may show both sides of a card).
        text: the lines of text that a paper is to be found around, where they are known; else all there are.
        on_print: whether what the papers lie on is printed too (a form, a newspaper): then all print is
            taken off before edges are looked for, and a paper is a shape that holds lines and cuts none.
    """
    scale = scene.scale
    here = [Code(code.text, scaled(code.quad, scale)) for code in codes]
    lines = scene.text if text is None else [scaled(line, scale) for line in text]
    if text is None and not on_print:
        # The first of three papers is the one that a search for one finds.
        known = scene.found.get(tuple(codes), [])
        if len(known) < most:
            known = scene.found[tuple(codes)] = _search(scene, here, most, lines, begun=known)
        found = known[:most]
    else:
        found = _search(scene, here, most, lines, on_print=on_print)
    return [replace(one, quad=scaled(one.quad, 1 / scale)) for one in found]


def find_single_paper(scene: Scene) -> LocatedPaper | None:
    """Return the only paper on a photo where the network needs no text to be sure of it, else None.

    Its quad begins with one of the two longer sides: which way up it lies is not looked at.
    """
    if len(scene.outlines) != 1:
        return None
    (one,) = scene.outlines
    if not _is_in_sight(scene.view, one) or not _is_plain(one):
        return None
    corners, like = fit_to_text(scene.view, one, [])
    if like < SHAPELY:
        return None
    quad = quad_of(snapped_to_edges(scene.view, corners[0], reach=edge_reach(one)))
    return LocatedPaper(scaled(quad, 1 / scene.scale), one.sure, "edges", oriented=0.5)


def _search(
    scene: Scene,
    codes: Sequence[Code],
    most: int,
    text: Sequence[Quad],
    *,
    on_print: bool = False,
    begun: Sequence[LocatedPaper] = (),
) -> list[LocatedPaper]:
    view = scene.view
    bare = without_print(view, text) if on_print else view
    edges: EdgeMap | None = None
    found = list(begun)
    remaining = [
        quad for quad in text if weight(quad) > 0 and not any(contains(one.quad, quad) for one in begun)
    ]
    if begun and len(remaining) < _FEWEST_LEFT:
        return found
    for _ in range(most - len(begun)):
        one = None if on_print else _plain(view, remaining, found, scene.outlines)
        if one is None:
            # Only now: most papers are plain, and edges take a third of all time outside the models.
            if edges is None:
                edges = edge_map(bare, bare=True) if on_print else scene.edges
            one = _best(bare, edges, remaining, found, scene.outlines, on_print=on_print)
            if not on_print and (one is None or one.evidence != "edges" or one.score < _WEAK):
                one = _seen_at_all(view, remaining, found, scene.outlines) or one
        if one is None:
            break
        if not found:
            weak = text if one.score <= _WEAK and not on_print else ()
            one = replace(one, quad=quad_of(cut_to_paper(view, corners_of(one.quad), weak)))
        found.append(_counted(upright(view, one, text, codes), text))
        remaining = [quad for quad in remaining if not contains(one.quad, quad)]
        if len(remaining) < _FEWEST_LEFT:
            break
    return found or [_counted(upright(view, LocatedPaper(full_frame(view), 0.1, "frame"), text, codes), text)]


def _plain(
    view: Image, text: Sequence[Quad], taken: Sequence[LocatedPaper], outlines: Sequence[DetectedOutline]
) -> LocatedPaper | None:
    """Return the paper that the network sees so well that no edges need to be searched.

    It has a paper's shape, lies well within the photo or is beyond doubt, and holds lines of text along it,
    or most of all.
    """
    rated: list[tuple[int, float, Corners, float]] = []
    for one in outlines:
        lines = [line for line in text if contains(quad_of(one.corners), line)]
        few, plain = len(lines) < FEW_LINES, _is_plain(one)
        if not _is_in_sight(view, one) or not (plain or not few or 2 * len(lines) >= len(text)):
            continue
        corners, like = fit_to_text(view, one, lines)
        if like < SHAPELY or (few and not plain and min(like, one.sure) < _SURER):
            continue
        most_cut = _MOST_CUT if min(like, one.sure) > _SURER else _LEAST_CUT
        if cut_share(quad_of(corners[0]), lines) > most_cut:
            continue
        if all(overlap(corners[0], other.quad) <= 0.1 for other in taken):
            rated.append((len(lines), one.sure, corners[0], edge_reach(one)))
    if not rated:
        return None
    _, sure, corners, reach = max(rated, key=lambda one: one[:2])
    return LocatedPaper(quad_of(snapped_to_edges(view, corners, reach=reach)), sure, "edges")


def _is_in_sight(view: Image, one: DetectedOutline) -> bool:
    """Tell whether an outline lies within the photo; beyond doubt, whether it leaves it on one side only.

    The other three sides are there to be seen then.
    """
    beyond = sides_left(view, one.corners)
    return beyond == 0 or (beyond == 1 and _is_plain(one))


def _is_plain(one: DetectedOutline) -> bool:
    return one.sure > _SURER and one.fits > _BEYOND_DOUBT


def edge_reach(one: DetectedOutline) -> float:
    return _LITTLE_OFF if one.fits > _FITS_WELL else _NETWORK_OFF


def fit_to_text(
    view: Image, one: DetectedOutline, lines: Sequence[Quad]
) -> tuple[NDArray[np.float64], float]:
    """Return corners begun along the lines in an outline (none, or 1 x 4 x 2), and how like a paper it is."""
    directions = text_directions(lines)
    angle, along = directions[0] if directions else (None, [])
    corners = from_outlines(angle, [one.corners], view.shape[1], view.shape[0])
    return corners, float(shape(corners, len(along))[0]) if len(corners) else 0.0


def _seen_at_all(
    view: Image, text: Sequence[Quad], taken: Sequence[LocatedPaper], outlines: Sequence[DetectedOutline]
) -> LocatedPaper | None:
    """Return what the network sees and is sure of where edges and text tell next to nothing.

    What holds none of the text there is (a portrait on a card whose sides are too near the photo's) is none.
    """
    for one in sorted(outlines, key=lambda one: -one.fits):
        lines = [line for line in text if contains(quad_of(one.corners), line)]
        if not lines and len(text) >= FEW_LINES:
            continue
        corners, like = fit_to_text(view, one, lines)
        if like < SHAPELY / 2:
            continue
        if all(overlap(corners[0], other.quad) <= 0.1 for other in taken):
            return LocatedPaper(
                quad_of(snapped_to_edges(view, corners[0], reach=_NETWORK_OFF)), _WEAK, "edges"
            )
    return None


def _counted(found: LocatedPaper, text: Sequence[Quad]) -> LocatedPaper:
    return replace(found, lines=sum(contains(found.quad, line) for line in text))


def _best(
    view: Image,
    edges: EdgeMap,
    text: Sequence[Quad],
    taken: Sequence[LocatedPaper],
    outlines: Sequence[DetectedOutline],
    *,
    on_print: bool,
) -> LocatedPaper | None:
    """Return the best paper that does not overlap those taken; its rotation is settled up to 180 degrees."""
    directions = text_directions(text)
    coarse = smoothed(edges.lab)
    rated: list[_Rated] = []
    for angle, lines in directions or _NO_DIRECTION:
        boxes = [corners_of(line) * edges.scale for line in lines]
        others = [corners_of(line) * edges.scale for line in text if line not in lines]
        guesses = [0.0, math.pi / 4] if angle is None else [angle]
        pools = [from_lines(edges, each, [] if on_print else boxes) for each in guesses]
        pools.append(from_regions(edges, angle))
        there = [one.corners * edges.scale for one in outlines]
        pools.append(from_outlines(angle, there, edges.gx.shape[2], edges.gx.shape[1]))
        if not on_print:
            pools.append(_frame(view, angle)[None] * edges.scale)
        quads = np.concatenate(pools)
        support = side_support(edges, quads[:MOST_SUPPORTED])
        known = support if len(support) == len(quads) else None
        first = scores(edges, quads, boxes, others, known, on_print=on_print)
        likely = _different(quads, first * agreement(quads / edges.scale, outlines))
        rough = np.concatenate([likely, completed(quads[: len(support)], support, _MOST_COMPLETED)])
        quads = np.concatenate([rough, all_refined(coarse, rough, reach=0.03)])
        values = scores(edges, quads, boxes, others, on_print=on_print)
        values *= agreement(quads / edges.scale, outlines)
        inside = text_score(quads, boxes, on_print=on_print)
        rated.extend(
            _Rated(float(value), float(print_inside), quad / edges.scale)
            for value, print_inside, quad in zip(values, inside, quads, strict=True)
        )
    rated.sort(key=lambda one: -one.value)
    for one in rated:
        if one.value < (_LEAST_FURTHER if taken else _LEAST_BARE if on_print else _LEAST_SCORE):
            break
        if any(overlap(one.corners, other.quad) > 0.1 for other in taken):
            continue
        value, corners = (_outermost if on_print else _innermost)(one, rated)
        if np.abs(np.sort(corners, axis=0) - np.sort(corners_of(full_frame(view)), axis=0)).max() < 3:
            return LocatedPaper(quad_of(corners), value, "frame")
        return LocatedPaper(quad_of(snapped_to_edges(view, corners)), value, "edges")
    if taken or not directions or len(directions[0][1]) < 4:
        return None
    angle, lines = directions[0]
    guess = around_text([corners_of(line) for line in lines], angle)
    return LocatedPaper(quad_of(_clipped(guess, view)), 0.15, "text")


def snapped_to_edges(view: Image, corners: Corners, *, reach: float = 0.018) -> Corners:
    """Return corners moved onto the paper's edges; only that part of the picture is looked at.

    ``reach``: how far from the corners' sides edges are looked for, of a side's mean length.
    """
    height, width = view.shape[:2]
    left, top = np.clip(corners.min(axis=0) - _AROUND, 0, [width - 1, height - 1]).astype(int)
    right, bottom = np.clip(corners.max(axis=0) + _AROUND, 1, [width, height]).astype(int)
    corner = np.array([left, top], dtype=np.float64)
    moved = refined(view[top:bottom, left:right], corners - corner, reach=reach) + corner
    return kept_at_frame(view, corners, np.asarray(moved))


def _innermost(best: _Rated, rated: Sequence[_Rated]) -> tuple[float, Corners]:
    """Return the smallest plain paper within the best quad that holds as much of its print, or the best one.

    Tiles, checked cloth and ruled paper draw quads of a card's shape around the card that lies on them.
    """
    chosen, whole = best, area(best.corners)
    for one in rated:
        if (
            one.value >= max(_PLAIN, _NEARLY * best.value)
            and one.print_inside >= best.print_inside - 0.01
            and area(one.corners) < min(_MUCH_SMALLER * whole, area(chosen.corners))
            and overlap(one.corners, best.corners) > 0.97 * area(one.corners) / whole
        ):
            chosen = one
    return chosen.value, chosen.corners


def _outermost(best: _Rated, rated: Sequence[_Rated]) -> tuple[float, Corners]:
    """Return the largest quad around the best one that is not much worse, or the best one.

    Where print was taken off, nothing else around a paper has its shape, but parts of it have.
    """
    chosen, part = best, area(best.corners)
    for one in rated:
        if (
            one.value >= _NOT_MUCH_WORSE * best.value
            and area(one.corners) > area(chosen.corners)
            and overlap(one.corners, best.corners) > 0.95 * part / area(one.corners)
        ):
            chosen = one
    return chosen.value, chosen.corners


def scaled(quad: Quad, scale: float) -> Quad:
    return quad_of(corners_of(quad) * scale)


def _different(quads: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the best quads, leaving out those that nearly repeat a better one."""
    kept: list[Corners] = []
    for i in np.argsort(-values)[:120]:
        if all(np.abs(quads[i] - other).max() > 5 for other in kept):
            kept.append(quads[i])
            if len(kept) >= _MOST_REFINED:
                break
    return np.stack(kept)


def _frame(image: Image, angle: float | None) -> Corners:
    """Return the photo's own corners, the first side along ``angle``."""
    corners = corners_of(full_frame(image))
    first = 0 if angle is None else round(angle / (math.pi / 2))
    return corners[(first + np.arange(4)) % 4]


def _clipped(corners: Corners, image: Image) -> Corners:
    height, width = image.shape[:2]
    return np.clip(corners, 0, [width, height])
