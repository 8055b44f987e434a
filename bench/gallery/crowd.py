"""Invented templates that lie as real ones do: few strong directions, many weak ones, takes around a person.

The shape (how strong each direction is) is that of SFace's templates of a set of photos if one is given
(``templates.npz`` of :mod:`bench.gallery.real`), else exponentially falling, which is a little harder.
"""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Crowd:
    """Takes of one person score about ``likeness``, strangers around 0."""

    def __init__(self, seed: int, *, real: Vectors | None = None, likeness: float = 0.64) -> None:
        self._rng = np.random.default_rng(seed)
        self._likeness = likeness
        if real is None:
            turn = np.linalg.qr(self._rng.standard_normal((128, 128)))[0]
            shape = np.exp(-np.arange(128) / 40)[:, None] * turn
        else:
            centred = real - real.mean(axis=0)
            _, strength, turn = np.linalg.svd(centred, full_matrices=False)
            shape = strength[:, None] * turn
        self._shape = shape.astype(np.float32)

    def faces(self, count: int) -> Vectors:
        """Return ``count`` people (count, 128), length 1."""
        vectors = self._rng.standard_normal((count, 128), dtype=np.float32) @ self._shape
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def again(self, faces: Vectors) -> Vectors:
        """Return another take of each."""
        near, far = self._likeness**0.5, (1 - self._likeness) ** 0.5
        vectors = near * faces + far * self.faces(len(faces))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
