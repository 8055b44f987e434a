"""What happens to a face: printed on a card and photographed, or shown to the camera as an attack."""

import cv2
import numpy as np
from numpy.random import Generator

from motcua.faces.types import Face, Image

#: Width in pixels to which a printed portrait's detail is reduced: a poor photo of a card (parts: 85 px).
PORTRAIT_WIDTH = 85


def cut_portrait(image: Image, face: Face) -> Image:
    """Cut a 3:4 head-and-shoulders portrait; the face's box takes 0.6 of the width, edges are repeated."""
    x, y, wide, high = face.box
    width = wide / 0.6
    height = width * 4 / 3
    left, top = x + wide / 2 - width / 2, y + high / 2 - height * 0.5
    margin = int(max(width, height)) + 1
    padded = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    rows = slice(int(top) + margin, int(top + height) + margin)
    return np.asarray(padded[rows, int(left) + margin : int(left + width) + margin], np.uint8)


def printed_portrait(image: Image, face: Face, rng: Generator) -> Image:
    """Return the face as on a card photographed by a phone: 85 px of detail, faded, tinted by the card,
    crossed by fine lines, blurred, noisy, JPEG quality 50. BGR, 170 px wide."""
    small = cv2.resize(
        cut_portrait(image, face), (PORTRAIT_WIDTH, PORTRAIT_WIDTH * 4 // 3), interpolation=cv2.INTER_AREA
    )
    values = cv2.GaussianBlur(small.astype(np.float32), (0, 0), rng.uniform(0.5, 0.9))
    grey = values.mean(2, keepdims=True)
    values = grey + (values - grey) * rng.uniform(0.4, 0.8)
    values = 128 + (values - 128) * rng.uniform(0.6, 0.85) + rng.uniform(0, 25)
    tint = rng.uniform(0.94, 1.06, size=3).astype(np.float32)
    values = values * tint
    rows, columns = np.mgrid[: values.shape[0], : values.shape[1]]
    lines = np.sin((rows + 6 * np.sin(columns / 9.0)) * rng.uniform(0.8, 1.4))
    values = values + (lines * rng.uniform(1.0, 4.0))[:, :, None]
    values = values + rng.normal(0, rng.uniform(2, 5), values.shape)
    enlarged = cv2.resize(
        np.clip(values, 0, 255).astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR
    )
    return through_jpeg(np.asarray(enlarged, np.uint8), 50)


def through_jpeg(image: Image, quality: int) -> Image:
    """Compress and open again."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    opened = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert opened is not None
    return np.asarray(opened, np.uint8)
