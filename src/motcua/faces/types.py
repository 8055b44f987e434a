"""What looking at a face gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from motcua.kernel.messages import Problem

Image = NDArray[np.uint8]
Template = NDArray[np.float32]
#: What makes a template. Whoever changes anything of it (model, alignment, averaging) changes this too:
#: templates of two versions are never compared, and whoever stores them keeps the version beside each.
TEMPLATE_VERSION = "sface-2021dec-flip"


@dataclass(frozen=True, slots=True)
class Face:
    """One detected face: box x, y, width, height in pixels; five landmarks (right eye, left eye, nose,
    right and left mouth corner, of the person); detector's score in [0, 1]."""

    box: tuple[float, float, float, float]
    landmarks: tuple[tuple[float, float], ...]
    score: float


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """How usable the face is: ``score`` in [0, 1] and what to do about what is wrong."""

    score: float
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FaceAnalysis:
    """The main face of a photo, or None in ``face`` and the reason in ``quality.problems``.

    ``fused`` says that the template is of several frames, of which the photo is one.
    """

    face: Face | None
    quality: FaceQuality
    template: Template | None = None
    fused: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two faces compared. ``same`` is None when one of the photos shows no usable face.

    ``score`` lies in [-1, 1], see ``services.compare``; ``false_match_rate`` is the calibrated chance that
    two different people score this high, None when outside what was measured.
    """

    score: float
    same: bool | None
    quality: tuple[FaceQuality, FaceQuality]
    false_match_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Liveness:
    """A weak passive signal on one photo: ``live`` None means it cannot say."""

    score: float
    live: bool | None
    problems: tuple[Problem, ...] = ()
