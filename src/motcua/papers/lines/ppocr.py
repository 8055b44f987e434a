"""PP-OCRv6 small: the best at digits and plain Latin letters, and so the witness of ours (decision 35).

It reads first only where AsterNet is chosen, which is slower. Its dictionary lacks 88 of the 146 Vietnamese
letters, so it cannot write Vietnamese; what it gives for such a line is enough to recognise a label by its
base letters.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.kernel.inference import map_in_threads
from motcua.papers.image import Image
from motcua.papers.lines import ctc
from motcua.papers.lines.sessions import PPOCR_RECOGNISER, session
from motcua.papers.lines.types import Recognised

_HEIGHT: Final = 48
_MIN_WIDTH: Final = 48
_MAX_WIDTH: Final = 2400


class PpocrRecogniser:
    """A :class:`~motcua.papers.lines.types.LineRecogniser` on PP-OCRv6."""

    name = "pp-ocrv6"

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop, in order; as many are read at once as an inference may use threads."""
        return map_in_threads(self._one, crops)

    def _one(self, crop: Image) -> Recognised:
        width = _width(crop)
        if not width:
            return Recognised("", 0.0)
        # Line by line: in a batch a pixel costs as much, and lines are padded to the longest.
        classes, scores = session(PPOCR_RECOGNISER).run(None, {"x": _prepared(crop, width)[None]})
        return ctc.spelt(classes[0], scores, characters())


@cache
def characters() -> tuple[str, ...]:
    """Return the characters of the model's classes, blank first."""
    listed = session(PPOCR_RECOGNISER).get_modelmeta().custom_metadata_map["character"]
    return ("", *listed.split("\n"))


def _width(crop: Image) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    if height < 4 or width < 4:
        return 0
    return min(max(math.ceil(_HEIGHT * width / height), _MIN_WIDTH), _MAX_WIDTH)


def _prepared(crop: Image, width: int) -> NDArray[np.float32]:
    resized = cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    return (np.asarray(resized, dtype=np.float32).transpose(2, 0, 1) / 255.0 - 0.5) / 0.5
