"""What other rooms call: judge a sequence of frames, and pick the best of some."""

from collections.abc import Sequence

import cv2
import numpy as np

from motcua.faces.presence.judging import judge

__all__ = ["judge", "sharpest"]


def sharpest(images: Sequence[bytes]) -> bytes:
    """Return the photo file with the most detail (variance of the Laplacian); the first if none opens.

    Raises:
        ValueError: there are none.
    """
    return max(images, key=_detail)


def _detail(image: bytes) -> float:
    grey = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_GRAYSCALE) if image else None
    return 0.0 if grey is None else float(cv2.Laplacian(grey, cv2.CV_64F).var())
