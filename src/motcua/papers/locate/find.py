"""The search for papers on a photo."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from motcua.papers.codes import Code
from motcua.papers.lines.detector import PpocrDetector, height_of, width_of
from motcua.papers.lines.types import Image
from motcua.papers.locate.candidates import around_text, from_lines, from_regions
from motcua.papers.locate.edges import EdgeMap, edge_map
from motcua.papers.locate.geometry import Corners, corners_of, full_frame, overlap, quad_of, turned
from motcua.papers.locate.orient import upside_down, weight
from motcua.papers.locate.refine import refined
from motcua.papers.locate.score import scores
from motcua.papers.types import Quad

Evidence = Literal["edges", "text", "frame"]

_TEXT_SIDE: Final = 736
#: Below this no quad of edges is believed over the text or the frame.
_LEAST_SCORE: Final = 0.22
_MOST_CARDS: Final = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A paper on a photo.

    ``quad``: corners in pixels of the photo, clockwise from the paper's own top left (the rotation is
    settled). ``score`` in [0, 1]. ``evidence``: its edges were seen, only its text was, or the whole photo is
    taken to be the paper. ``oriented`` is the probability that it is not upside down.
    """

    quad: Quad
    score: float
    evidence: Evidence
    oriented: float = 1.0


def find_cards(image: Image, *, codes: Sequence[Code] = (), most: int = _MOST_CARDS) -> list[Found]:
    """Find the papers on a photo, the best first; never empty (the whole photo is the last resort).

    Args:
        image: BGR photo in any rotation, from `papers.photo.decode`.
        codes: QR codes already read on it; they settle which way up a paper is.
        most: how many papers to look for (a scan may show both sides of a card).
    """
    text = PpocrDetector(_TEXT_SIDE).detect(image)
    edges = edge_map(image)
    found: list[Found] = []
    remaining = [quad for quad in text if weight(quad) > 0]
    for _ in range(most):
        one = _best(image, edges, remaining, found)
        if one is None:
            break
        found.append(_upright(image, one, text, codes))
        remaining = [quad for quad in remaining if not _contains(one.quad, quad)]
        if len(remaining) < 3:
            break
    return found or [_upright(image, Found(full_frame(image), 0.1, "frame"), text, codes)]


def _best(image: Image, edges: EdgeMap, text: Sequence[Quad], taken: Sequence[Found]) -> Found | None:
    """Return the best paper that does not overlap those taken; its rotation is settled up to 180 degrees."""
    boxes = [corners_of(quad) * edges.scale for quad in text]
    angle = text_angle(text)
    angles = [angle] if angle is not None else [0.0, math.pi / 4]
    pools = [from_lines(edges, each) for each in angles]
    pools.append(from_regions(edges, angle))
    frame = corners_of(full_frame(image)) * edges.scale
    if angle is not None:
        frame = np.roll(frame, -(round(angle / (math.pi / 2)) % 4), axis=0)
    pools.append(frame[None])
    quads = np.concatenate(pools)
    values = scores(edges, quads, boxes)
    order = np.argsort(-values)
    for index in order[:40]:
        quad = quad_of(quads[index] / edges.scale)
        if any(overlap(quad, other.quad) > 0.1 for other in taken):
            continue
        if values[index] < _LEAST_SCORE:
            break
        moved = refined(image, corners_of(quad))
        return Found(quad_of(moved), float(values[index]), "edges")
    if taken:
        return None
    guess = around_text(boxes, angle) if angle is not None and len(boxes) >= 4 else None
    if guess is None:
        return None
    return Found(quad_of(_clipped(guess / edges.scale, image)), 0.15, "text")


def text_angle(text: Sequence[Quad]) -> float | None:
    """Return the direction of most text in radians within (-pi/2, pi/2], or None without text.

    Directions are added as doubled angles, so that left-to-right and right-to-left agree.
    """
    total = np.zeros(2)
    for quad in text:
        start, end = (quad[0], quad[1]) if width_of(quad) >= height_of(quad) else (quad[1], quad[2])
        heading = 2 * math.atan2(end[1] - start[1], end[0] - start[0])
        total += weight(quad) * np.array([math.cos(heading), math.sin(heading)])
    if not np.linalg.norm(total):
        return None
    return math.atan2(total[1], total[0]) / 2


def _upright(image: Image, found: Found, text: Sequence[Quad], codes: Sequence[Code]) -> Found:
    """Turn a quad so that it starts at the paper's own top left."""
    quad = found.quad
    for code in codes:
        if _contains(quad, code.quad):
            return Found(_start_as(quad, code.quad), found.score, found.evidence, 0.999)
    heading = math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])
    lines = [_line_along(line, heading) for line in text if _contains(quad, line) and weight(line) > 0]
    wrong = upside_down(image, [line for line in lines if line is not None])
    if wrong > 0.5:
        return Found(turned(quad, 180), found.score, found.evidence, wrong)
    return Found(quad, found.score, found.evidence, 1 - wrong)


def _start_as(quad: Quad, code: Quad) -> Quad:
    """Turn ``quad`` so that its top runs in the direction of the code's top."""
    heading = np.subtract(code[1], code[0])
    tops = [np.dot(np.subtract(quad[(i + 1) % 4], quad[i]), heading) for i in range(4)]
    lengths = [math.dist(quad[(i + 1) % 4], quad[i]) for i in range(4)]
    best = max(range(4), key=lambda i: tops[i] / max(lengths[i], 1e-6))
    return turned(quad, 90 * best)


def _line_along(line: Quad, heading: float) -> Quad | None:
    """Return a line's quad starting so that it runs along ``heading``, or None when it runs across."""
    best = max(range(4), key=lambda i: math.cos(_heading(line, i) - heading))
    started = turned(line, 90 * best)
    return started if width_of(started) >= height_of(started) else None


def _heading(quad: Quad, side: int) -> float:
    start, end = quad[side], quad[(side + 1) % 4]
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _contains(quad: Quad, part: Quad) -> bool:
    """Tell whether the centre of ``part`` lies in ``quad``."""
    x, y = sum(p[0] for p in part) / 4, sum(p[1] for p in part) / 4
    return all(
        (quad[(i + 1) % 4][0] - quad[i][0]) * (y - quad[i][1])
        - (quad[(i + 1) % 4][1] - quad[i][1]) * (x - quad[i][0])
        >= 0
        for i in range(4)
    )


def _clipped(corners: Corners, image: Image) -> Corners:
    height, width = image.shape[:2]
    return np.clip(corners, 0, [width, height])
