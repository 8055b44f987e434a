"""AsterNet: the packaged recogniser that writes Vietnamese, asked for a third opinion where ours reads first.

Slow (recurrent): give it only lines that need it.
"""

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.kernel.inference import map_in_threads
from motcua.papers.image import Image
from motcua.papers.lines import ctc
from motcua.papers.lines.sessions import ASTER_RECOGNISER, session
from motcua.papers.lines.types import Recognised

_HEIGHT: Final = 32
#: The model's positional table has 256 steps of 4 pixels; a wider line makes it fail.
_MAX_WIDTH: Final = 1024
_MIN_WIDTH: Final = 32
#: Pixels added left and right by repeating the edge: letters that touch the edge get lost.
_SIDE_PAD: Final = 2

_LOWER: Final = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
#: The model's output classes in order: blank, Vietnamese letters in dictionary order with their tones, small
#: then capital, digits, punctuation (as listed by the package that carries the model; there is no ``²``).
CHARSET: Final[tuple[str, ...]] = (
    "",
    *_LOWER,
    *_LOWER.upper(),
    *"0123456789 ,.-:;\"'?!()[]{}/%+$&=*#@_\\<>°",
)


class AsterRecogniser:
    """A :class:`~motcua.papers.lines.types.LineRecogniser` on AsterNet."""

    name = "asternet"

    def load(self) -> None:
        """Load the model now rather than at the first line."""
        session(ASTER_RECOGNISER)

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop, in order; as many are read at once as an inference may use threads."""
        return map_in_threads(self._one, crops)

    @staticmethod
    def _one(crop: Image) -> Recognised:
        if min(crop.shape[:2]) < 4:
            return Recognised("", 0.0)
        (output,) = session(ASTER_RECOGNISER).run(None, {"images": _prepared(crop)[None]})
        return ctc.decode(np.exp(output[:, 0, :]), CHARSET, lattice=True)


def _prepared(crop: Image) -> NDArray[np.float32]:
    padded = cv2.copyMakeBorder(crop, 0, 0, _SIDE_PAD, _SIDE_PAD, cv2.BORDER_REPLICATE)
    height, width = padded.shape[:2]
    wide = min(max(math.ceil(_HEIGHT * width / height / 4) * 4, _MIN_WIDTH), _MAX_WIDTH)
    shrinking = height > _HEIGHT
    resized = cv2.resize(
        padded, (wide, _HEIGHT), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    )
    rgb = cv2.cvtColor(resized, cv2.COLOR_BGR2RGB)
    return np.asarray(rgb, dtype=np.float32).transpose(2, 0, 1) / 255.0
