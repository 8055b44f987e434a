"""Which way up: from the direction of text lines and a small 0/180-degree classifier.

The classifier is PaddleOCR's text line direction model (Apache-2.0): a 48 x 192 crop in, the
probabilities of upright and upside down out.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from motcua.papers.lines.detector import PpocrDetector, height_of, width_of
from motcua.papers.lines.sessions import LINE_DIRECTION, session
from motcua.papers.lines.types import Image
from motcua.papers.photo import cut
from motcua.papers.types import Quad

_SIDE: Final = 736
_LINES: Final = 12
_HEIGHT, _WIDTH = 48, 192


def orient(image: Image) -> int:
    """Return how far the paper on ``image`` is turned clockwise from upright: 0, 90, 180 or 270.

    ``image`` is a rectified card or page (its edges are the image's). Without any text the answer is 0.
    """
    return orientation(image)[0]


def orientation(image: Image) -> tuple[int, float]:
    """Answer as :func:`orient`, with the probability that the answer is right."""
    quads = PpocrDetector(_SIDE).detect(image)
    level = [quad for quad in quads if width_of(quad) >= height_of(quad)]
    # Turned 90 degrees clockwise, lines run downwards and their tops face right.
    standing = [(q[1], q[2], q[3], q[0]) for q in quads if width_of(q) < height_of(q)]
    if not quads:
        return 0, 0.25
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
