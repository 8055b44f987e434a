"""What scenes are made of, as ``training.finder.draw`` kept it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Bank:
    """Flat sides, 400 pixels wide, and sheets of print, 850 x 638; BGR."""

    sides: list[Pixels]
    sheets: list[Pixels]


def load(path: Path) -> Bank:
    """Return what :func:`main` kept."""
    with np.load(path) as kept:
        both = [[np.asarray(kept[name], np.uint8) for name in kept.files if name.startswith(of)]
                for of in ("side", "sheet")]  # fmt: skip
    return Bank(*both)
