"""PP-OCRv6 small: the fast recogniser, and the best at digits and plain Latin letters.

Its dictionary lacks 88 of the 146 Vietnamese letters, so it cannot write Vietnamese; what it gives for a
Vietnamese line is good enough to recognise a label by its base letters.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.lines import ctc
from motcua.papers.lines.batches import by_width
from motcua.papers.lines.sessions import PPOCR_RECOGNISER, session
from motcua.papers.lines.types import Image, Recognised

_HEIGHT: Final = 48
_MIN_WIDTH: Final = 48
_MAX_WIDTH: Final = 2400


class PpocrRecogniser:
    """A :class:`~motcua.papers.lines.types.LineRecogniser` on PP-OCRv6."""

    name = "pp-ocrv6"

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop, in order."""
        results = [Recognised("", 0.0)] * len(crops)
        columns, characters = _alphabet()
        widths = {i: width for i, crop in enumerate(crops) if (width := _width(crop))}
        readable = list(widths)
        for group in by_width(list(widths.values())):
            batch = [readable[i] for i in group]
            width = max(widths[i] for i in batch)
            # Padding is 0 after normalisation, that is mid grey: what the model was trained with.
            block = np.zeros((len(batch), 3, _HEIGHT, width), dtype=np.float32)
            for row, i in enumerate(batch):
                block[row, :, :, : widths[i]] = _prepared(crops[i], widths[i])
            (output,) = session(PPOCR_RECOGNISER).run(None, {"x": block})
            for row, i in enumerate(batch):
                results[i] = ctc.decode(output[row][:, columns], characters)
        return results


@cache
def _alphabet() -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return which of the model's 18,710 classes we keep, and their characters; blank first.

    The metadata lists the characters between blank (0) and space (last). Only Latin letters, digits and the
    punctuation of papers are kept: the rest can only be wrong here.
    """
    listed = session(PPOCR_RECOGNISER).get_modelmeta().custom_metadata_map["character"]
    everything = ["", *listed.splitlines(), " "]
    kept = [i for i, character in enumerate(everything) if i == 0 or _is_latin(character)]
    return np.array(kept, dtype=np.intp), tuple(everything[i] for i in kept)


def _is_latin(character: str) -> bool:
    return len(character) == 1 and (
        " " <= character <= "~"
        or ("\u00a0" <= character <= "\u017f" and character not in _LOOKALIKES)
        or character in "ƠơƯư"
        or "\u1ea0" <= character <= "\u1ef9"
    )


#: Signs of Latin-1 that never stand on a Vietnamese paper and get confused with ones that do.
_LOOKALIKES: Final = frozenset("¡¢£¤¥¦¨©ª¬®¯±³´µ¶¸¹º»¿×÷þÞßøØæÆ")


def _width(crop: Image) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    if height < 4 or width < 4:
        return 0
    return min(max(math.ceil(_HEIGHT * width / height), _MIN_WIDTH), _MAX_WIDTH)


def _prepared(crop: Image, width: int) -> NDArray[np.float32]:
    resized = cv2.resize(crop, (width, _HEIGHT), interpolation=cv2.INTER_LINEAR)
    return (np.asarray(resized, dtype=np.float32).transpose(2, 0, 1) / 255.0 - 0.5) / 0.5
