"""The project's own recogniser: Vietnamese and digits in one pass, several times as fast as AsterNet.

Made by ``training/`` from lines we drew; what it was trained on and how it measures is in
``docs/models/lines.md``. The weights lie beside this file.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from motcua.kernel import datafiles
from motcua.kernel.inference import map_in_threads
from motcua.papers.image import Image
from motcua.papers.lines import ctc, date_spacing
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.sessions import opened
from motcua.papers.lines.types import Recognised

HEIGHT: Final = 48
SHA256: Final = "88cd8affbaa79d7820d3fb9199e4b6f4a44844c3816e9399e37e5ec1422126d5"
_FILE: Final = Path(__file__).with_name("own.onnx")
_MIN_WIDTH: Final = 16
_MAX_WIDTH: Final = 2400
#: Bigger pictures than this are averaged when made smaller, else letters break up.
_AVERAGED: Final = 1.5 * HEIGHT
#: What is added on each side, of the line's height.
_SIDE_PAD: Final = 0.12
#: Pixels of width a step of the model's output stands for; it does not look at a last one begun.
STRIDE: Final = 8
_instead: Path | None = None


class OwnRecogniser:
    """A :class:`~motcua.papers.lines.types.LineRecogniser` on the model of ``training/``."""

    name = "motcua"

    def __init__(self) -> None:
        self._session: Any = None
        #: Two sides of a paper are read at the same time.
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model now rather than at the first line.

        Raises:
            SetupError: the file is missing or not the one pinned.
        """
        with self._lock:
            if self._session is None:
                self._session = opened(_instead or model_file(), threads=1)

    def recognise(self, crops: Sequence[Image]) -> list[Recognised]:
        """Return one result per crop, in order; as many are read at once as an inference may use threads."""
        return map_in_threads(self._one, crops)

    def _one(self, crop: Image) -> Recognised:
        if min(crop.shape[:2]) < 4:
            return Recognised("", 0.0)
        self.load()
        # Line by line: in a batch a pixel costs as much, and lines are padded to the longest.
        pixels = at_height(crop).astype(np.float32).transpose(2, 0, 1)
        (output,) = self._session.run(None, {"x": pixels[None] / 127.5 - 1})
        return date_spacing.with_even_dates(ctc.decode(output[0], CHARSET, lattice=True))


def model_file() -> Path:
    """Return the checked path of the model in the package.

    Raises:
        SetupError: the file is missing or not the one pinned.
    """
    return datafiles.verified(_FILE, SHA256)


def measure_instead(path: Path) -> None:
    """Read with another file of the same kind from now on; for measurements, never for citizens."""
    global _instead  # noqa: PLW0603 - one process, one model
    _instead = path


def at_height(crop: Image) -> Image:
    """Return a line at the model's height, its width in proportion: what training sees, too.

    A little is added left and right by repeating the edge: a letter that touches the edge gets lost. The
    width is filled up to the model's whole steps likewise: a narrow last digit beyond them got lost, too.
    """
    side = round(_SIDE_PAD * crop.shape[0])
    crop = np.asarray(cv2.copyMakeBorder(crop, 0, 0, side, side, cv2.BORDER_REPLICATE), np.uint8)
    height, width = crop.shape[:2]
    wide = min(max(round(HEIGHT * width / height), _MIN_WIDTH), _MAX_WIDTH)
    how = cv2.INTER_AREA if height > _AVERAGED else cv2.INTER_LINEAR
    resized = cv2.resize(crop, (wide, HEIGHT), interpolation=how)
    return np.asarray(cv2.copyMakeBorder(resized, 0, 0, 0, -wide % STRIDE, cv2.BORDER_REPLICATE), np.uint8)
