"""Which way up: from the direction of text lines and a small 0/180-degree classifier.

The classifier is PaddleOCR's text line direction model (Apache-2.0): a 48 x 192 crop in, the
probabilities of upright and upside down out.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from motcua.papers.image import Image
from motcua.papers.lines.detector import PpocrDetector, height_of, width_of
from motcua.papers.lines.sessions import LINE_DIRECTION, session
from motcua.papers.photo import cut
from motcua.papers.types import Quad

_SIDE: Final = 736
_LINES: Final = 12
_HEIGHT, _WIDTH = 48, 192
_MOST_DIRECTIONS: Final = 3
#: From so many lines that agree this well, which way up a paper lies is settled.
_FEWEST_LINES: Final = 5
_CERTAIN: Final = 0.98
#: What is told of a place on which no line of text is found: any of four ways may be up.
BLANK: Final = 0.25


def orientation(image: Image) -> tuple[int, float]:
    """Return how far the paper on ``image`` is turned clockwise from upright, and how likely that is so.

    0, 90, 180 or 270 degrees. ``image`` is a rectified card or page (its edges are the image's). Without any
    text the answer is 0.
    """
    quads = PpocrDetector(_SIDE).detect(image)
    level = [quad for quad in quads if width_of(quad) >= height_of(quad)]
    # Turned 90 degrees clockwise, lines run downwards and their tops face right.
    standing = [(q[1], q[2], q[3], q[0]) for q in quads if width_of(q) < height_of(q)]
    if not quads:
        return 0, BLANK
    lines, degrees = (level, 0) if _print(level) >= _print(standing) else (standing, 90)
    wrong = upside_down(image, lines)
    return (degrees + 180, wrong) if wrong > 0.5 else (degrees, 1 - wrong)


def _print(lines: Sequence[Quad]) -> float:
    """Return how much print there is; one long blob, such as a barcode, counts little."""
    return sum(min(weight(line), 6 * min(width_of(line), height_of(line))) for line in lines)


def weight(quad: Quad) -> float:
    """Return how much a line says about direction: long lines say more, blobs nothing."""
    long, short = max(width_of(quad), height_of(quad)), min(width_of(quad), height_of(quad))
    return max(long - 1.5 * short, 0.0)


def upside_down(image: Image, lines: Sequence[Quad]) -> float:
    """Return the probability that lines, cut out as their quads start, stand upside down.

    The longest lines vote, weighted by how sure the classifier is; 0.5 when nothing can be said.
    """
    chosen = sorted(lines, key=weight, reverse=True)[:_LINES]
    if not chosen:
        return 0.5
    block = np.zeros((len(chosen), 3, _HEIGHT, _WIDTH), dtype=np.float32)
    for row, quad in enumerate(chosen):
        line = cut(image, quad)
        width = min(math.ceil(_HEIGHT * line.shape[1] / max(line.shape[0], 1)), _WIDTH)
        resized = cv2.resize(line, (max(width, 1), _HEIGHT), interpolation=cv2.INTER_AREA)
        block[row, :, :, : max(width, 1)] = (
            np.asarray(resized, dtype=np.float32).transpose(2, 0, 1) / 127.5 - 1.0
        )
    (output,) = session(LINE_DIRECTION).run(None, {"x": block})
    odds = np.log(np.clip(output[:, 1], 1e-4, 1) / np.clip(output[:, 0], 1e-4, 1))
    return float(1 / (1 + np.exp(-np.clip(odds.sum(), -30, 30))))


def half_turn(image: Image, lines: Sequence[Quad]) -> tuple[int, float] | None:
    """Return how far lines, cut out as their quads start, are turned (0 or 180) and the probability of it.

    None where they are too few or do not agree.
    """
    if len(lines) < _FEWEST_LINES:
        return None
    wrong = upside_down(image, lines)
    degrees, sure = (180, wrong) if wrong > 0.5 else (0, 1 - wrong)
    return (degrees, sure) if sure >= _CERTAIN else None


def text_directions(text: Sequence[Quad]) -> list[tuple[float, list[Quad]]]:
    """Group lines of text by direction, the direction with most text first.

    Directions are in radians within (-pi/2, pi/2] and 25 degrees or more apart; at most `_MOST_DIRECTIONS`,
    each with the lines within 20 degrees of it. Other papers under a card have their own.
    """
    headings = np.array([_doubled_heading(quad) for quad in text])
    # A ruled line of an exercise book must not outvote all the print of a card.
    power = np.array([min(weight(quad), 8 * min(width_of(quad), height_of(quad))) for quad in text])
    left = np.ones(len(text), dtype=bool)
    result: list[tuple[float, list[Quad]]] = []
    while left.any() and len(result) < _MOST_DIRECTIONS:
        near = np.cos(headings[:, None] - headings[None, :]) > math.cos(math.radians(40))
        votes = np.where(left, near @ (power * left), -1.0)
        group = near[int(votes.argmax())] & left
        total = complex((power[group] * np.exp(1j * headings[group])).sum())
        if result and power[group].sum() < 0.15 * power.sum():
            break
        angle = math.atan2(total.imag, total.real) / 2
        result.append((angle, [quad for quad, member in zip(text, group, strict=True) if member]))
        left &= np.cos(headings - 2 * angle) < math.cos(math.radians(50))
    return result


def _doubled_heading(line: Quad) -> float:
    """Return twice the direction of a line: left-to-right and right-to-left come out the same."""
    start, end = (line[0], line[1]) if width_of(line) >= height_of(line) else (line[1], line[2])
    return 2 * math.atan2(end[1] - start[1], end[0] - start[0])
