"""Invented templates that lie as real ones do: few strong directions, many weak ones, takes around a person.

With templates of a set of photos (``templates.npz`` of :mod:`bench.gallery.real`) they have their mean and
covariance (a normal distribution, put to length 1). Strangers then score as those of the photos do, a little
higher: of LFW's 418 people 0.304, 0.372, 0.427 and 0.466 are reached by one pair in 100, 1,000, 10,000 and
100,000, invented against real 0.317, 0.383, 0.435 and 0.478. Without, the strengths of the directions fall
exponentially around no common mean. With a key all are turned by it, as the store keeps them.
"""

import numpy as np
from numpy.typing import NDArray

from motcua.gallery import template_protection

Vectors = NDArray[np.float32]


class Crowd:
    """Takes of one person score about ``likeness``, strangers as said above or around 0."""

    def __init__(
        self, seed: int, *, real: Vectors | None = None, likeness: float = 0.64, key: bytes | None = None
    ) -> None:
        self._rng = np.random.default_rng(seed)
        self._likeness = likeness
        if real is None:
            turn = np.linalg.qr(self._rng.standard_normal((128, 128)))[0]
            shape, self._mean = np.exp(-np.arange(128) / 40)[:, None] * turn, np.zeros(128, np.float32)
        else:
            self._mean = real.mean(axis=0, dtype=np.float64).astype(np.float32)
            _, strength, turn = np.linalg.svd(real - self._mean, full_matrices=False)
            shape = strength[:, None] * turn / np.sqrt(len(real) - 1)
        self._shape = shape.astype(np.float32)
        if key is not None:
            self._shape, self._mean = (
                template_protection.protect(part, key) for part in (self._shape, self._mean)
            )

    def faces(self, count: int) -> Vectors:
        """Return ``count`` people (count, 128), length 1."""
        vectors = self._rng.standard_normal((count, 128), dtype=np.float32) @ self._shape + self._mean
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def again(self, faces: Vectors) -> Vectors:
        """Return another take of each."""
        near, far = self._likeness**0.5, (1 - self._likeness) ** 0.5
        vectors = near * faces + far * self.faces(len(faces))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
