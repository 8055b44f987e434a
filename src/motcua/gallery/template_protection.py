"""Renewable protection of templates: every template is turned by a secret rotation before it is stored.

In the terms of ISO/IEC 24745:2022 the turned template is the *pseudonymous identifier*, the key the
*auxiliary data*, kept apart from it (gallery.keys). The rotation is a random orthonormal matrix, uniform over
all of them (Haar measure; Mezzadri, 2007), made from a 256-bit key.

What it gives:

* *Comparison* is untouched: a rotation keeps every cosine, so accuracy and thresholds are those of the plain
  templates, and a search never turns anything back.
* *Unlinkability*: templates of one person under two keys are as far apart as those of two people; a row out
  of one store cannot be matched with a row out of another.
* *Renewability*: after a leak a new key turns all stored templates over without anybody sitting again, and
  what leaked fits nothing any more.

What it does not give, and nobody should read into it: *irreversibility* against one who has the key, or who
can put 128 faces of their own into the store and then read their rows (linear equations give the matrix).
Within one store the rows are comparable with each other, as they must be. And one who holds the *whole* of
two large stores can try to lay one cloud of points over the other by its shape, because faces do not fill all
directions alike; no transform that keeps every cosine hides that shape. Therefore rows and keys live apart,
the database has a role of its own, and images are encrypted besides.
"""

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Template

Matrix = NDArray[np.float64]

_PERSONAL = b"motcua face template protection 1"


@lru_cache(maxsize=8)
def rotation(key: bytes, dimension: int = 128) -> Matrix:
    """Return the orthonormal matrix (dimension, dimension) of a key; the same on every machine to 1e-12."""
    count = dimension * dimension
    stream = hashlib.shake_256(_PERSONAL + dimension.to_bytes(4, "big") + key).digest(16 * count)
    # 53 bits to (0, 1], two of them to one normal number (Box and Muller, 1958).
    uniform = ((np.frombuffer(stream, "<u8") >> 11).astype(np.float64) + 1) / 2**53
    normal = np.sqrt(-2 * np.log(uniform[:count])) * np.cos(2 * np.pi * uniform[count:])
    q, r = np.linalg.qr(normal.reshape(dimension, dimension))
    turned = q * np.sign(np.diag(r))  # without this the distribution would depend on LAPACK's choice of signs
    turned.setflags(write=False)
    return np.asarray(turned, np.float64)


def protect(templates: Template, key: bytes) -> Template:
    """Turn templates (dimension,) or (n, dimension) by the key's rotation; float32, lengths kept."""
    return np.asarray(templates @ rotation(key, templates.shape[-1]).T, np.float32)


def renew(protected: Template, old: bytes, new: bytes) -> Template:
    """Turn protected templates, shaped as in :func:`protect`, to another key; no plain one appears."""
    dimension = protected.shape[-1]
    return np.asarray(protected @ (rotation(new, dimension) @ rotation(old, dimension).T).T, np.float32)
