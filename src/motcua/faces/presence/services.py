"""What other rooms call: judge a sequence of frames, pick the best of some, and know frames again."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.decode import decode
from motcua.faces.presence.frame_analysis import THUMBNAIL_SIDE, sharpest
from motcua.faces.presence.judging import STILL, judge

__all__ = ["distinct", "fingerprint", "judge", "sharpest"]

#: Side of the small grey picture of a fingerprint, its step, and the spread of grey from which on a camera's
#: noise and the least move of a head always change it.
_SIDE, _STEP, _SPREAD = 32, 4, 25


def distinct(images: Sequence[bytes]) -> list[bytes]:
    """Return the photos without those that show nothing else than one before, in their order.

    Two frames of a camera differ by its noise alone more than copies of one file do, compressed anew or not
    (``judging.STILL``). A copy that was compressed much, moved by a pixel or made lighter is not found
    (bench/presence/copies.py).

    Raises:
        ImageTooLargeError, UnreadableImageError: as ``faces.decode``.
    """
    kept: list[tuple[bytes, NDArray[np.float32]]] = []
    for image in images:
        small = _small(image, THUMBNAIL_SIDE).astype(np.float32)
        if all(float(np.mean(np.abs(small - other))) >= STILL for _, other in kept):
            kept.append((image, small))
    return [image for image, _ in kept]


def fingerprint(image: bytes) -> bytes:
    """Return what a frame shows as bytes, the same for the same pixels in another file.

    Small and in coarse steps, so that single changed pixels leave it as it is; of a picture with little
    contrast, where two frames of a person who sits still would be one, all pixels. Bytes added, other
    metadata or another packing change nothing. A frame compressed anew is nearly always another one, and so
    is one that was cut, turned or made lighter (measured by bench/presence/copies.py): steps coarse enough to
    know those would take a still person for a replay.

    Raises:
        ImageTooLargeError, UnreadableImageError: as ``faces.decode``.
    """
    small = _small(image, _SIDE)
    return bytes((small // _STEP if float(small.std()) >= _SPREAD else decode(image)).tobytes())


def _small(image: bytes, side: int) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(decode(image), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
