"""Papers on photos: each made upright, its lines read, its QR code decoded, its kind and side guessed."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from motcua.papers.clock import Clock
from motcua.papers.codes import Code, parse_identity_payload, read_qr
from motcua.papers.image import Image
from motcua.papers.lines.read import detect, is_unreadable
from motcua.papers.locate import (
    LocatedPaper,
    Scene,
    find_cards,
    find_inside,
    homography,
    overlap,
    rectify,
    turned,
)
from motcua.papers.mrz.find import plain_zone
from motcua.papers.quads import area_of, cuts, inside, is_no_card, is_same, moved
from motcua.papers.sides import both_sides, cropped
from motcua.papers.sides.fast_path import UprightPaper, find_upright
from motcua.papers.sides.glance import is_rather_upside_down
from motcua.papers.sides.nested import holds_as_much, lines_among, may_lie_on_another, own_words
from motcua.papers.sides.on_print import MOST_OF_PHOTO, SHOWN, outlines
from motcua.papers.sides.recognise import MANY_LINES, PLAIN_EVIDENCE, read_enough, read_while_it_speaks
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import Quad

#: A side is believed to be of a kind from this much evidence (see the marks in ``kinds``).
LEAST_EVIDENCE = 2.4
#: A second paper on the same photo must show more.
_SECOND_EVIDENCE = 4.0
#: A paper that takes less of its photo than this leaves room for its other side.
_ROOM_FOR_TWO = 0.4
#: What is left of a page may hold another side if so many lines are on it.
_FEW_LINES = 3
#: How plainly the edges were seen of a side that only its print shows.
UNSEEN = 0.0
#: Of a quad that holds two papers, how much is searched for each, and how far around it as shares of it.
_OVER_HALF = 0.56
_HALF_MARGIN = 0.05
#: A quad with a score below this may hold more than the paper; one around the paper's own words must have so
#: much more, be smaller than this share, show this share of the evidence, and cut hardly any of those words.
_DOUBTFUL = 0.5
_CLEARER = 0.1
_CLOSER = 0.8
_AS_MUCH = 0.95
#: Two outlines on it that share so much are not both read.
_SAME_OUTLINE = 0.8
#: So many lines that are hardly read may be of a paper that lies the other way up.
_FEWEST_UNREADABLE = 4
#: A second quad that shares more than this with the first is the same paper.
_SAME_PAPER = 0.05
_QUICK_SEARCH = 0.12


def read_photo(photo: Image, image: int, clock: Clock, *, several: bool) -> list[RectifiedPaper]:
    """Return the papers on a photo, the likeliest first; at least one, whatever is on it.

    ``several`` also looks for a second paper (a scan showing both sides).
    """
    scene = Scene(photo)
    with clock.part("qr"):
        codes = read_qr(photo, budget=_QUICK_SEARCH, whole=False)
    # A passport has no other side to look for.
    if (plain := _at_sight(scene, image, codes, clock, passport=several)) is not None:
        # One that says nothing is not searched for and read again: only what else is there may say more.
        says = plain.best()[0] >= LEAST_EVIDENCE
        other = _nested if says else partial(_likelier, same=_SAME_OUTLINE)
        return [other(scene, plain, codes, clock)]
    with clock.part("locate"):
        found = find_cards(scene, codes=codes, most=3 if several else 1)
    if several and len(found) == 1 and is_no_card(found[0].quad):
        two = _halved(photo, image, found[0], codes, clock)
        if two:
            return two
    if not several and (alone := _on_print(scene, image, found[0], codes, clock)):
        return alone
    papers: list[RectifiedPaper] = []
    for one in found:
        paper = _either_way_up(photo, image, one, codes, clock, alone=not several)
        if not papers or paper.best()[0] >= _SECOND_EVIDENCE:
            paper = _closer(scene, paper, one, codes, clock)
            papers.append(paper if several else _nested(scene, paper, codes, clock))
    if all(_is_doubtful(paper) for paper in papers) and (not several or len(papers) == 1):
        papers = [_likelier(scene, papers[0], codes, clock)]
    if len(papers) > 1 and papers[0].best()[0] < LEAST_EVIDENCE:
        papers = papers[1:]
    if not several:
        papers[0].accompanied = _has_its_like_beside(scene, papers[0], codes, clock)
        return papers
    papers = _parted(papers, clock) or papers
    complete = len(papers) > 1 or _is_passport(papers[0])
    return papers if complete else [*papers, *_beside(papers[0], clock)]


def _at_sight(
    scene: Scene, image: int, codes: Sequence[Code], clock: Clock, *, passport: bool
) -> RectifiedPaper | None:
    """Return the only paper on a photo, where it is plain to see; a passport alone if that is asked for."""
    plain = find_upright(scene, codes, clock, passport=passport)
    if plain is None:
        return None
    return _seen(scene.photo, image, plain.found, codes, clock, alone=True, plain=plain)


def _likelier(
    scene: Scene, paper: RectifiedPaper, codes: Sequence[Code], clock: Clock, *, same: float = _SAME_PAPER
) -> RectifiedPaper:
    """Return what says most of a paper and of what else on the photo looks like one.

    What shares more than ``same`` with the paper is the paper.
    """
    others = _others(scene, paper, codes, clock, same)
    return max([paper, *others], key=lambda seen: seen.best()[0])


def _has_its_like_beside(scene: Scene, paper: RectifiedPaper, codes: Sequence[Code], clock: Clock) -> bool:
    """Tell whether the same side of another paper lies on the photo: nobody knows whose form it is then."""
    score, key = paper.best()
    if score < PLAIN_EVIDENCE or len(scene.outlines) < 2:
        return False
    with clock.part("locate"):
        found = find_cards(scene, codes=codes, most=2)
    beside = [one for one in found if overlap(one.quad, paper.quad) <= _SAME_PAPER and one.score >= SHOWN]
    others = (_either_way_up(paper.photo, paper.image, one, codes, clock) for one in beside)
    return any(other.best()[1] == key and other.best()[0] >= PLAIN_EVIDENCE for other in others)


def _halved(
    photo: Image, image: int, found: LocatedPaper, codes: Sequence[Code], clock: Clock
) -> list[RectifiedPaper]:
    """Return the papers in a quad that holds two, one in either half."""
    halves: list[RectifiedPaper] = []
    for n in (0, 1):
        half = _half(photo, image, found.quad, n, clock)
        if half is None or half.best()[0] < LEAST_EVIDENCE:
            return []
        halves.append(half)
    # Print of a sheet that the paper lies on may look like two sides a little; the paper says more.
    whole = _either_way_up(photo, image, found, codes, clock)
    two = halves if whole.best()[0] < sum(half.best()[0] for half in halves) else [whole]
    if parted := _parted(two, clock):
        return parted
    if len(two) > 1 and overlap(two[0].quad, two[1].quad) > _SAME_PAPER:
        # One small paper in the middle of a page is in both halves.
        better = max(two, key=lambda half: half.best()[0])
        return [better, *_beside(better, clock)]
    return two


def _on_print(
    scene: Scene, image: int, first: LocatedPaper, codes: Sequence[Code], clock: Clock
) -> list[RectifiedPaper]:
    """Return the paper on a sheet full of print, if its outline shows and its own words tell what it is.

    Reading the whole sheet, as ``first`` would be, takes seconds and mixes its words with the paper's.
    """
    if first.score >= _DOUBTFUL or first.lines < MANY_LINES:
        return []
    tried: list[Quad] = []
    seen: list[RectifiedPaper] = []
    for one in outlines(scene, codes, clock):
        if any(overlap(one.quad, other) > _SAME_OUTLINE for other in tried):
            continue
        tried.append(one.quad)
        paper = _either_way_up(scene.photo, image, one, codes, clock)
        if len(paper.lines) < MANY_LINES and paper.best()[0] >= LEAST_EVIDENCE:
            seen.append(paper)
            if paper.best()[0] >= PLAIN_EVIDENCE and one.score >= SHOWN:
                break
    best = max(seen, key=lambda paper: paper.best()[0], default=None)
    return [] if best is None else [best]


def _either_way_up(
    photo: Image, image: int, one: LocatedPaper, codes: Sequence[Code], clock: Clock, *, alone: bool = False
) -> RectifiedPaper:
    paper = _seen(photo, image, one, codes, clock, alone=alone)
    if paper.best()[0] >= LEAST_EVIDENCE or one.oriented >= 0.98 or not is_rather_upside_down(paper, clock):
        return paper
    other = _seen(photo, image, replace(one, quad=turned(one.quad, 180)), codes, clock)
    return max(paper, other, key=lambda seen: seen.best()[0])


def _closer(
    scene: Scene, paper: RectifiedPaper, found: LocatedPaper, codes: Sequence[Code], clock: Clock
) -> RectifiedPaper:
    """Return the paper within a quad that took in print of what it lies on (a newspaper, a form).

    The words that each such side prints tell where on the photo it is.
    """
    score, key = paper.best()
    if key is None or score < LEAST_EVIDENCE or found.score >= _DOUBTFUL:
        return paper
    own = own_words(paper, key)
    if not own:
        return paper
    around = lines_among(paper, own)
    with clock.part("locate"):
        other = find_cards(scene, codes=codes, most=1, text=around)[0]
    clearer = other.score >= found.score + _CLEARER and area_of(other.quad) <= _CLOSER * area_of(paper.quad)
    if not clearer or cuts(other.quad, around):
        return paper
    closer = _either_way_up(paper.photo, paper.image, other, codes, clock)
    return closer if closer.best()[1] == key and closer.best()[0] >= _AS_MUCH * score else paper


def _nested(scene: Scene, paper: RectifiedPaper, codes: Sequence[Code], clock: Clock) -> RectifiedPaper:
    """Return the paper within a quad that is plainly that of a slip or a sheet on which it lies."""
    score, key = paper.best()
    if key is None or score < LEAST_EVIDENCE or not may_lie_on_another(paper, key):
        return paper
    with clock.part("locate"):
        found = find_inside(scene, paper.quad, partial(holds_as_much, paper, key), codes)
    if found is None:
        return paper
    nested = _either_way_up(paper.photo, paper.image, found, codes, clock)
    return nested if nested.best()[1] == key and nested.best()[0] >= _AS_MUCH * score else paper


def _is_passport(paper: RectifiedPaper) -> bool:
    """Tell whether a verified zone says that a paper is a passport's page, which has no other side."""
    return paper.zone is not None and paper.zone.mrz.verified and paper.zone.mrz.format == "td3"


def _is_doubtful(paper: RectifiedPaper) -> bool:
    """Tell whether a paper is none we know, or only by a few words in a quad that may hold more than it."""
    score = paper.best()[0]
    return score < LEAST_EVIDENCE or (paper.located < _DOUBTFUL and score < PLAIN_EVIDENCE)


def _others(
    scene: Scene, paper: RectifiedPaper, codes: Sequence[Code], clock: Clock, same: float
) -> list[RectifiedPaper]:
    """Return what else on a photo looks like a paper, where the likeliest is doubtful."""
    with clock.part("locate"):
        found = find_cards(scene, codes=codes, most=3)
        others = [one for one in found if overlap(one.quad, paper.quad) <= same]
        others += cropped.whole_photo(paper, LEAST_EVIDENCE)
        unread = [paper.on_photo(line.quad) for line in paper.lines if is_unreadable(line)]
        if len(unread) >= _FEWEST_UNREADABLE:
            others += find_cards(scene, codes=codes, most=1, text=unread)
        if paper.located < _DOUBTFUL and scene.text:
            # All the print of a sheet outvotes a card's; its edges are there still.
            others += find_cards(scene, codes=codes, most=2, text=[])
    tried = [paper.quad]
    seen: list[RectifiedPaper] = []
    for one in others:
        # What is blank was looked at as near as it would be to be read.
        if not one.is_blank and not any(is_same(one.quad, other) for other in tried):
            tried.append(one.quad)
            seen.append(_either_way_up(paper.photo, paper.image, one, codes, clock))
    return seen


def _beside(paper: RectifiedPaper, clock: Clock) -> list[RectifiedPaper]:
    """Return the paper beside one that leaves room for another (a scanned page), which was not found with it.

    A pale side on white paper has weaker edges than its neighbour: with that painted over, it is found.
    """
    height, width = paper.photo.shape[:2]
    corners = np.asarray(paper.quad, np.float32)
    if paper.best()[0] < LEAST_EVIDENCE or cv2.contourArea(corners) > _ROOM_FOR_TWO * height * width:
        return []
    middle = corners.mean(axis=0)
    covered = paper.photo.copy()
    ground = np.median(paper.photo.reshape(-1, 3)[::97], axis=0)
    outline = np.rint((corners - middle) * 1.06 + middle).astype(np.int32)
    cv2.fillConvexPoly(covered, outline, [float(part) for part in ground])
    with clock.part("qr"):
        codes = read_qr(covered, budget=_QUICK_SEARCH, whole=False)
    with clock.part("locate"):
        found = find_cards(Scene(covered), codes=codes, most=1)
    if (
        overlap(found[0].quad, paper.quad) > _SAME_PAPER
        or area_of(found[0].quad) > MOST_OF_PHOTO * height * width
    ):
        return _in_the_rest(paper, covered, clock) if found[0].lines else []
    other = _seen(paper.photo, paper.image, found[0], codes, clock)
    return [other] if other.best()[0] >= _SECOND_EVIDENCE else []


def _in_the_rest(paper: RectifiedPaper, covered: Image, clock: Clock) -> list[RectifiedPaper]:
    """Return the other side in what of a page one leaves free, where its outline is too pale to be found."""
    height, width = paper.photo.shape[:2]
    (left, top), (right, bottom) = (
        end(np.asarray(paper.quad), axis=0).astype(int).tolist() for end in (np.min, np.max)
    )
    parts = ((0, 0, width, top), (0, bottom, width, height), (0, 0, left, height), (right, 0, width, height))
    with clock.part("lines"):
        middles = [np.mean(quad, axis=0) for quad in detect(covered)]
    lines = {
        part: sum(part[0] <= x < part[2] and part[1] <= y < part[3] for x, y in middles) for part in parts
    }
    part = max(lines, key=lines.__getitem__)
    if lines[part] < _FEW_LINES:
        return []
    other = _within(paper.photo, paper.image, part, clock)
    if other is None or overlap(other.quad, paper.quad) > _SAME_PAPER:
        return []
    if other.located < _DOUBTFUL:
        other.located = UNSEEN
    return [other] if other.best()[0] >= _SECOND_EVIDENCE and other.best()[1] != paper.best()[1] else []


def _half(photo: Image, image: int, whole: Quad, half: int, clock: Clock) -> RectifiedPaper | None:
    """Return the paper in one half of a quad that holds two, one beside or below the other.

    A little of the other half is searched too: the papers need not meet in the middle.
    """
    a, b, c, d = np.asarray(whole, np.float64)
    if math.dist(a, b) > math.dist(a, d):
        a, b, c, d = b, c, d, a
    near, far = (0.0, _OVER_HALF) if half == 0 else (1 - _OVER_HALF, 1.0)
    ends = np.stack([p + (q - p) * share for p, q in ((a, d), (b, c)) for share in (near, far)])
    margin = _HALF_MARGIN * float(np.ptp(ends, axis=0).max())
    left, top = np.maximum(ends.min(axis=0) - margin, 0).astype(int)
    right, bottom = np.ceil(ends.max(axis=0) + margin).astype(int)
    return _within(photo, image, (int(left), int(top), int(right), int(bottom)), clock)


def _parted(papers: Sequence[RectifiedPaper], clock: Clock) -> list[RectifiedPaper]:
    """Return the two sides of which the likeliest quad holds both, if they say more apart; else nothing."""
    whole = max(papers, key=lambda paper: paper.best()[0])
    score, key = whole.best()
    if key is None or score < LEAST_EVIDENCE:
        return []
    sides: list[RectifiedPaper] = []
    for room in both_sides.split_sides(whole.lines, key[0]):
        there = np.asarray(whole.on_photo(room))
        (left, top), (right, bottom) = np.maximum(there.min(axis=0), 0), there.max(axis=0)
        side = _within(whole.photo, whole.image, (int(left), int(top), int(right), int(bottom)), clock)
        if side is not None and side.best()[0] >= LEAST_EVIDENCE:
            sides.append(side)
    apart = len({side.best()[1] for side in sides}) == 2
    return sides if apart and sum(side.best()[0] for side in sides) > score else []


def _within(photo: Image, image: int, box: tuple[int, int, int, int], clock: Clock) -> RectifiedPaper | None:
    """Return the paper in a part of the photo (left, top, right, bottom), or None where that is too small."""
    left, top, right, bottom = box
    part = np.ascontiguousarray(photo[top:bottom, left:right])
    if min(part.shape[:2]) < 100:
        return None
    with clock.part("qr"):
        codes = read_qr(part, budget=_QUICK_SEARCH, whole=False)
    with clock.part("locate"):
        found = find_cards(Scene(part), codes=codes, most=1)[0]
    # From the whole photo, whatever of the paper lies beyond the part is read too.
    there = [replace(code, quad=moved(code.quad, left, top)) for code in codes]
    return _either_way_up(photo, image, replace(found, quad=moved(found.quad, left, top)), there, clock)


def _seen(
    photo: Image,
    image: int,
    found: LocatedPaper,
    codes: Sequence[Code],
    clock: Clock,
    *,
    alone: bool = False,
    plain: UprightPaper | None = None,
) -> RectifiedPaper:
    quad = found.quad
    with clock.part("locate"):
        card = rectify(photo, quad) if plain is None else plain.card
        matrix = homography(quad)
    with clock.part("lines"):
        quads = detect(card) if plain is None else plain.quads
    with clock.part("mrz"):
        read = plain_zone(card, quads) if plain is None else plain.zone
        zone, known = read or (None, [])
    paper = RectifiedPaper(image, photo, quad, matrix, card, [], zone=zone, located=found.score)
    paper.coarse = plain is not None and plain.coarse
    for code in codes:
        payload = parse_identity_payload(code.text)
        if payload is not None and inside(quad, code.quad):
            paper.code = (payload, code.quad)
    lines = {line.quad: line for line in known}
    # Of a photo that may show more, all is read: what stands where tells the papers on it apart.
    one = alone or (zone is not None and zone.mrz.format == "td3")
    if not (one and found.score >= _DOUBTFUL and read_enough(paper, quads, lines, clock)):
        read_while_it_speaks(paper, quads, lines, clock)
    return paper
