"""Bringing a face into the frame the recogniser was trained on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Face, Image

SIZE = 112
#: Where SFace (like ArcFace: Deng et al., 2019) wants right eye, left eye, nose, right and left mouth corner.
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
Affine = NDArray[np.float64]


def similarity(source: NDArray[np.float64], wanted: NDArray[np.float64]) -> Affine:
    """Return the 2x3 matrix of the least-squares rotation, scale and shift taking n points onto n others.

    Umeyama (1991) for the plane and without mirroring, which has a closed form in complex numbers.
    """
    p, q = source[:, 0] + 1j * source[:, 1], wanted[:, 0] + 1j * wanted[:, 1]
    p_mean, q_mean = p.mean(), q.mean()
    spread = float(np.sum(np.abs(p - p_mean) ** 2))
    turn = np.sum(np.conj(p - p_mean) * (q - q_mean)) / spread if spread > 0 else 1.0 + 0j
    shift = q_mean - turn * p_mean
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def warp(image: Image, matrix: Affine, size: int) -> Image:
    """Cut a square (size, size, 3) out of an image by a similarity (2, 3), without aliasing when shrinking.

    ``matrix`` takes pixels of the image to pixels of the square; what lies outside of the image is black.
    """
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if 0 < scale < 0.5:
        corners = np.array([[0, 0], [size, 0], [size, size], [0, size]], float)
        inverse = cv2.invertAffineTransform(matrix)
        placed = corners @ inverse[:, :2].T + inverse[:, 2]
        left, top = (int(value) for value in np.maximum(np.floor(placed.min(0)) - 2, 0))
        right, bottom = (int(value) for value in np.ceil(placed.max(0)) + 3)
        part = image[top:bottom, left:right]
        if part.size:
            new = tuple(max(1, round(side * scale * 1.5)) for side in (part.shape[1], part.shape[0]))
            ratio = np.array([new[0] / part.shape[1], new[1] / part.shape[0]])
            image = np.asarray(cv2.resize(part, new, interpolation=cv2.INTER_AREA), np.uint8)
            # A pixel's centre lies at +0.5: x_new = (x - left + 0.5) * ratio - 0.5.
            back = np.eye(3)
            back[0, 0], back[1, 1] = 1 / ratio
            back[:2, 2] = 0.5 / ratio - 0.5 + np.array([left, top])
            matrix = (np.vstack([matrix, [0, 0, 1]]) @ back)[:2]
    return np.asarray(
        cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT),
        np.uint8,
    )


def landmark_targets(size: int = SIZE, zoom: float = 1.0) -> NDArray[np.float64]:
    """Return where the landmarks belong (5, 2) in a square of ``size`` pixels; :func:`align` has ``zoom``."""
    return np.asarray(((TEMPLATE - SIZE / 2) * zoom + SIZE / 2) * (size / SIZE), np.float64)


def align(image: Image, face: Face, *, size: int = SIZE, zoom: float = 1.0) -> Image:
    """Return the upright face as BGR pixels (size, size, 3).

    ``zoom`` under 1 shows more of the surroundings around the same centre; 1 is the recogniser's own frame.
    """
    return warp(image, similarity(np.asarray(face.landmarks, float), landmark_targets(size, zoom)), size)
