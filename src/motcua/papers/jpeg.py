"""Decoding an ordinary JPEG straight into the order of channels that all else works in.

Pillow uses the same decoder and gives the same pixels, but puts them into another order twice, which takes
two thirds as long again. What is not ordinary is left to it: it tells damage where OpenCV gives half a
picture.
"""

import re
from typing import Final

import cv2
import numpy as np
from PIL import Image as Pillow

from motcua.papers.image import Image

_SCAN: Final = b"\xff\xda"
#: Within a scan 0xff is followed by a zero, or is a restart marker; anything else ends it.
_SCAN_ENDS: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_FILE_ENDS: Final = b"\xff\xd9"


def pixels(data: bytes, opened: Pillow.Image, max_side: int) -> Image | None:
    """Return a photo as it is stored, BGR; None where it is no ordinary JPEG, or not whole.

    Args:
        data: the file.
        opened: the same, of which Pillow read the header.
        max_side: what Pillow reduces a photo to while decoding it, where that is worth it.
    """
    plain = opened.format == "JPEG" and opened.mode == "RGB" and "progressive" not in opened.info
    if not plain or min(opened.size) >= 2 * max_side or not _is_whole(data):
        return None
    try:
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        return None
    fits = found is not None and found.shape == (opened.height, opened.width, 3)
    return np.asarray(found, np.uint8) if fits else None


def _is_whole(data: bytes) -> bool:
    """Tell whether the last scan of a JPEG goes on to the end of the file, and that is the picture's."""
    start = data.rfind(_SCAN)
    end = _SCAN_ENDS.search(data, start + len(_SCAN)) if start >= 0 else None
    return end is not None and data[end.start() :] == _FILE_ENDS
