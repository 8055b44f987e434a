"""What other rooms call: judge a sequence of frames, pick the best of some, and know a frame again."""

from collections.abc import Sequence

import cv2
import numpy as np

from motcua.faces.decode import decode
from motcua.faces.presence.judging import judge

__all__ = ["fingerprint", "judge", "sharpest"]

#: Side of the small grey picture of a fingerprint, its step, and the spread of grey from which on a camera's
#: noise and the least move of a head always change it.
_SIDE, _STEP, _SPREAD = 32, 4, 25


def sharpest(images: Sequence[bytes]) -> bytes:
    """Return the photo file with the most detail (variance of the Laplacian); the first if none opens.

    Raises:
        ValueError: there are none.
    """
    return max(images, key=_detail)


def fingerprint(image: bytes) -> bytes:
    """Return what a frame shows as bytes, the same for the same pixels in another file.

    Small and in coarse steps, so that single changed pixels leave it as it is; of a picture with little
    contrast, where two frames of a person who sits still would be one, all pixels. Bytes added, other
    metadata or another packing change nothing. A frame compressed anew is mostly another one (of 12 frames of
    one head a third stayed the same at quality 90, none below), and so is one that was cut, turned or made
    lighter: steps coarse enough to know those would take a still person for a replay.

    Raises:
        ImageTooLargeError, UnreadableImageError: as ``faces.decode``.
    """
    grey = cv2.cvtColor(decode(image), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return bytes((small // _STEP if float(small.std()) >= _SPREAD else grey).tobytes())


def _detail(image: bytes) -> float:
    grey = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_GRAYSCALE) if image else None
    return 0.0 if grey is None else float(cv2.Laplacian(grey, cv2.CV_64F).var())
