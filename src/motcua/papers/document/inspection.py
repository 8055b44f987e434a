"""All that is said about one side from its looks."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from motcua.kernel.messages import Problem
from motcua.papers.document.colour import beside_stamps, colourfulness, small
from motcua.papers.document.corners import corners
from motcua.papers.document.flat import Box, Flat, flatten
from motcua.papers.document.obstacles import (
    Obstacle,
    beyond_the_photo,
    covered,
    laid_anywhere,
    laid_on,
    obstacles,
    reflections,
)
from motcua.papers.document.outline import Outline, stretches
from motcua.papers.document.portrait import portrait as measure_portrait
from motcua.papers.document.raster import raster
from motcua.papers.document.words import finding, located_problem, unreadable
from motcua.papers.image import Image
from motcua.papers.locate.geometry import CARD_ASPECT, PASSPORT_ASPECT, corners_of, side_lengths
from motcua.papers.quality import (
    DARK,
    LEAST_PAGE_WIDTH,
    LEAST_WIDTH,
    QUALITY,
    TOO_SMALL,
    assess,
    is_whole,
    touches_frame,
)
from motcua.papers.types import Quad

_WHOLE: Final[Box] = (0.0, 0.0, 1.0, 1.0)
#: Thresholds, each set on the tuning half of ``bench.document`` so that hardly a clean card passes it.
LEAST_COLOUR: Final = 0.05
#: The same beside a copy's red stamps, on which most of a card's own colours would be left.
LEAST_BESIDE: Final = 0.022
MOST_RASTER: Final = 3.4
#: So strong a pattern is none of print, whatever lies beside its peak.
STRONG_RASTER: Final = 6.0
#: A pattern that is this strong across the sides too, as a share, is of a printer, not of a screen.
OF_A_PRINTER: Final = 0.75
LEAST_TONES: Final = 0.35
MOST_ASKEW: Final = 1.0
#: Share of a value's place that must be hidden to be the reason it could not be read.
_LEAST_HIDDEN: Final = 0.12
#: The same of a place that lies beyond the photo: how much of the paper is missing was only worked out.
_LEAST_BEYOND: Final = 0.25
#: A value begins at the left end of its place: none is read whose place begins so far off.
_BEGINS_BEYOND: Final = -0.04
#: Of such a place at least so much is outlined along the photo's end, as a share of the side.
_STRIP: Final = 0.05
#: The same of a thing whose outline is known: the place is rough, and the value is a part of it.
_LEAST_OUTLINED: Final = 0.05
#: The same of what was looked for on a whole side: at the rim of a place its own chip may lie.
_LEAST_ANYWHERE: Final = 0.07
#: So little of a value's room may lie under its rim.
_LEAST_LAID: Final = 0.01
#: Of a paper that is too small on the photo nothing else is the reason but what hides so much of a place.
_MOSTLY: Final = 0.6
#: Of a zone a character or two are enough: no check digit holds then.
_LEAST_OVER: Final = 0.015
#: How far the logarithm of a paper's width over height may be from what it should be, for its corners and its
#: portrait to be where they are looked for: what tilting a photo makes of it, and where the photo itself is
#: taken for the paper, which was then not tilted.
_MOST_TILTED: Final = 0.16
_MOST_OFF: Final = 0.06
#: A corner's box on the side, as fractions: about 10 mm.
_CORNER: Final = (0.12, 0.19)


@dataclass(frozen=True)
class Inspection:
    """``quality``: what spoils the photo; ``findings``: signs of no ordinary card; both with places.

    ``open``: nobody recognised it, but an outline was found, and something over that may be why.
    """

    flat: Flat
    outline: Outline
    image: int
    portrait: Box | None
    quality: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    open: bool = False

    @cached_property
    def obstacles(self) -> list[Obstacle]:
        """What hides parts of the side; looked for only when somebody asks."""
        return obstacles(self.flat, (*self.covered, *self.laid_on), self.portrait)

    @cached_property
    def covered(self) -> list[Obstacle]:
        """What lies over the side's edge: a thumb, a clip, another paper."""
        return covered(self.flat, self.outline)

    @cached_property
    def laid_on(self) -> list[Obstacle]:
        """What lies on a front, whether it crosses its edge or not; on an unknown side, where it does."""
        return [] if self.portrait is None and not self.open else laid_on(self.flat, self.portrait)

    @cached_property
    def laid_anywhere(self) -> list[Obstacle]:
        """What lies on a side whichever, with things of its own that look so: see `laid_anywhere`."""
        return laid_anywhere(self.flat, self.portrait)

    def over(self, box: Box) -> Obstacle | None:
        """Return what lies over a part of the side, given as fractions."""
        exact = next((thing for thing in self.laid_on if thing.hides(box) > _LEAST_LAID), None)
        return exact or next((thing for thing in self.covered if thing.share_of(box) > 0), None)

    @cached_property
    def reflections(self) -> list[Obstacle]:
        """The glare on the side: all that hides parts of it takes ten times as long to find."""
        return reflections(self.flat)

    def glare(self, box: Box) -> Obstacle | None:
        """Return the reflection over a part of the side; a pale side that is clipped has none."""
        return next((thing for thing in self.reflections if thing.share_of(box) > 0), None)

    def most_over(self, box: Box) -> Obstacle | None:
        """Return what hides most of a part of the side, if it is more than a rim: a thing, light, its end."""
        hiding = (*beyond_the_photo(self.flat), *self.covered, *self.laid_on, *self.reflections)
        most = max(hiding, key=lambda item: item.share_of(box), default=None)
        return most if most is not None and most.share_of(box) >= _LEAST_OVER else None

    def with_obstacle(self, thing: Obstacle | None) -> "Inspection":
        """Return the same with a thing that hides a part told, once."""
        if thing is None:
            return self
        problem = located_problem(QUALITY[thing.reason], self.flat, thing.box, self.image)
        known = any(each.code == problem.code for each in self.quality)
        return self if known else replace(self, quality=(*self.quality, problem))


def inspect_appearance(
    photo: Image,
    quad: Quad,
    *,
    image: int,
    rectified: Image | None = None,
    portrait: Box | None = None,
    card: bool = True,
    recognised: bool = True,
    filled: bool = True,
) -> Inspection:
    """Look at one side.

    Args:
        photo: the decoded photo, number ``image`` of those given.
        quad: the paper on it, clockwise from the paper's own top left.
        rectified: the paper as `locate.rectify` gives it, if somebody has it already.
        portrait: where such a side has its portrait, as fractions; None where it has none.
        card: whether it is a card with round corners, not a page.
        recognised: whether it was known for a paper; if not, all that hides parts of it is told, and there
            are no findings.
        filled: whether its print reaches over the quad; of corners and portrait of a card copied onto a
            larger sheet nothing is said.
    """
    flat = flatten(photo, quad, rectified)
    lost = not recognised and not is_whole(photo, quad)
    seen = Inspection(flat, stretches(flat), image, portrait, open=lost)
    least = LEAST_PAGE_WIDTH if recognised and not card else LEAST_WIDTH
    quality = _quality(photo, quad, seen, least, all_of_it=not recognised)
    if not recognised:
        return replace(seen, quality=quality)
    findings: list[Problem] = []
    outlined = filled and _is_outlined(photo, quad, CARD_ASPECT if card else PASSPORT_ASPECT)
    if all(problem.code != DARK.code for problem in quality):
        findings += _copies(photo, quad, seen)
        findings += _of_portrait(seen, whole=not touches_frame(photo, quad)) if outlined else []
    if card and outlined:
        findings += _of_corners(seen)
    return replace(seen, quality=quality, findings=tuple(findings))


def unreadable_field(problem: Problem, box: Box, seen: Inspection) -> Problem:
    """Return a problem of a field that was not read with why and where, as far as that was seen.

    ``box`` is where such a side has the field, roughly, as fractions; of a side that runs off the photo what
    lies beyond is below 0 or above 1.
    """
    if _beyond(box) >= _LEAST_BEYOND or box[0] < _BEGINS_BEYOND:
        return unreadable(problem, "cut_off", seen.flat, _at_the_rim(box), seen.image)
    shares = [(obstacle.hides(box), obstacle) for obstacle in seen.obstacles]
    most, worst = max(shares, key=_rank, default=(0.0, None))
    small = any(item.code == TOO_SMALL.code for item in seen.quality)
    enough = worst is not None and most >= _least(worst) and not (small and most < _MOSTLY)
    # A slip as white as light is told from that by its corners.
    if not small and (not enough or (worst is not None and worst.reason in ("dark", "blurred", "glare"))):
        light = worst if enough and worst is not None and worst.reason == "glare" else None
        over = [item for item in seen.laid_anywhere if item.hides(box) >= _LEAST_ANYWHERE]
        told = [item for item in over if light is None or item.is_white_at(light.box)]
        thing = max(told, key=lambda item: item.hides(box), default=None)
        if thing is not None:
            enough, worst = True, thing
    if enough and worst is not None:
        return unreadable(problem, worst.reason, seen.flat, box, seen.image)
    for reason in ("too_small", "blurred", "dark"):
        if any(item.code == reason for item in seen.quality):
            return unreadable(problem, reason, seen.flat, box, seen.image)
    return problem


def _beyond(box: Box) -> float:
    """Return which share of a box lies off the side that was seen."""
    across, down = (max(min(box[i + 2], 1.0) - max(box[i], 0.0), 0.0) for i in (0, 1))
    return 1 - across * down / max((box[2] - box[0]) * (box[3] - box[1]), 1e-9)


def _at_the_rim(box: Box) -> Box:
    """Return the part of a box that was seen, a strip along the side's end at least."""
    left, top = (min(max(box[i], 0.0), 1 - _STRIP) for i in (0, 1))
    right, bottom = (max(min(box[i], 1.0), start + _STRIP) for i, start in ((2, left), (3, top)))
    return left, top, right, bottom


def _least(thing: Obstacle) -> float:
    """Return the share of a value's place that must be hidden to be the reason it could not be read."""
    return _LEAST_HIDDEN if thing.mask is None or thing.reason != "covered" else _LEAST_OUTLINED


def _rank(pair: tuple[float, Obstacle]) -> tuple[bool, bool, float]:
    """Put what is enough first, and what was seen before what dark or smooth places tell: things are both."""
    share, thing = pair
    return share >= _least(thing), thing.reason not in ("dark", "blurred"), share


def _is_outlined(photo: Image, quad: Quad, aspect: float) -> bool:
    """Tell whether a quad has the paper's own shape; else it holds more than the paper, or a part of it."""
    across, down = side_lengths(corners_of(quad))
    off = abs(math.log(max(across, 1.0) / max(down, 1.0) / aspect))
    return off <= (_MOST_OFF if is_whole(photo, quad) else _MOST_TILTED)


def _quality(
    photo: Image, quad: Quad, seen: Inspection, least: float, *, all_of_it: bool
) -> tuple[Problem, ...]:
    problems = list(assess(photo, quad, least=least, flat=seen.flat.paper))
    # Where the paper is too small, what hides parts of it is mostly what lies around it.
    if all_of_it and TOO_SMALL not in problems:
        told = {problem.code for problem in problems}
        reasons = dict.fromkeys(item.reason for item in seen.obstacles if item.reason not in told)
        problems += [QUALITY[reason] for reason in reasons]
    return tuple(
        located_problem(problem, seen.flat, _place(problem.code, seen), seen.image, upright=not all_of_it)
        for problem in problems
    )


def _place(code: str, seen: Inspection) -> Box:
    return next((item.box for item in seen.obstacles if item.reason == code), _WHOLE)


def _copies(photo: Image, quad: Quad, seen: Inspection) -> list[Problem]:
    found: list[Problem] = []
    # Backs have little colour of their own: black print, fingerprints. The portrait's side tells.
    if seen.portrait is not None and _is_grey(small(seen.flat)):
        found.append(finding("photocopy", "grey", seen.flat, _WHOLE, seen.image))
    pattern = raster(photo, quad)
    if pattern is not None and (pattern.point > MOST_RASTER or pattern.strength > STRONG_RASTER):
        if pattern.across > OF_A_PRINTER * pattern.strength:
            if not found and pattern.crossed > OF_A_PRINTER * pattern.across:
                found.append(finding("photocopy", "raster", seen.flat, _WHOLE, seen.image))
        else:
            found.append(finding("screen_photo", "pixels", seen.flat, _WHOLE, seen.image))
    return found


def _is_grey(paper: Image) -> bool:
    colours = colourfulness(paper)
    if colours is None:
        return False
    if colours < LEAST_COLOUR:
        return True
    beside = beside_stamps(paper)
    return beside is not None and beside < LEAST_BESIDE


def _of_portrait(seen: Inspection, *, whole: bool) -> list[Problem]:
    """``whole``: no side runs off the photo. Nobody saw how such a side lies, and nothing is askew to it."""
    box = seen.portrait
    if box is None:
        return []
    measured = measure_portrait(seen.flat, box)
    code, reason = "portrait_missing", "blank"
    if measured.tones >= LEAST_TONES:
        if measured.askew < MOST_ASKEW or not whole:
            return []
        code, reason = "portrait_pasted", "askew"
    hiding = [item for item in seen.obstacles if item.reason in ("glare", "covered", "cut_off")]
    if any(item.share_of(box) > _LEAST_HIDDEN for item in hiding):
        return []
    if hiding and code == "portrait_missing":
        free = measure_portrait(seen.flat, box, [item.box for item in hiding])
        if free.tones >= LEAST_TONES:
            return []
    return [finding(code, reason, seen.flat, box, seen.image)]


def _of_corners(seen: Inspection) -> list[Problem]:
    missing = next((corner for corner in corners(seen.flat, seen.outline) if corner.missing), None)
    if missing is None:
        return []
    right, low = missing.number in (1, 2), missing.number in (2, 3)
    wide, tall = _CORNER
    left, top = (1 - wide if right else 0.0), (1 - tall if low else 0.0)
    box = (left, top, left + wide, top + tall)
    return [finding("corner_cut", "corner", seen.flat, box, seen.image)]
