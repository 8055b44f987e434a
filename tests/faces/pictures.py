"""Photos for the tests: the astronaut of scikit-image (NASA, public domain) and what can happen to it."""

from functools import cache

import cv2
import numpy as np
import skimage.data

from motcua.faces.types import Image


@cache
def _astronaut() -> Image:
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


def astronaut() -> Image:
    """Return the 512 x 512 portrait, BGR; the face is about 90 px wide."""
    return _astronaut().copy()


def scaled(image: Image, factor: float) -> Image:
    """Return the photo enlarged or shrunk."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def jpeg(image: Image, quality: int = 90) -> bytes:
    """Return the photo as the bytes of a JPEG file."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return bytes(data.tobytes())


def turned(image: Image, degrees: float) -> Image:
    """Return the photo turned about the face."""
    matrix = cv2.getRotationMatrix2D((222, 118), degrees, 1)
    return np.asarray(
        cv2.warpAffine(image, matrix, image.shape[1::-1], borderMode=cv2.BORDER_REFLECT), np.uint8
    )
