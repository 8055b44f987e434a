"""What one frame of a sequence shows: its face, how good it is, whether it looks like a picture of one."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from motcua.faces import liveness
from motcua.faces.align import align
from motcua.faces.decode import as_image
from motcua.faces.embed import embed_aligned
from motcua.faces.presence.movement import Shape, shape_of
from motcua.faces.presence.types import Frame
from motcua.faces.services import analyse, is_usable
from motcua.faces.types import Face, Image, Template
from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Problem

#: A frame with one of these is not counted: the face is not the person's alone, or too poor to follow.
UNUSABLE = frozenset({"several_faces", "face_blurred", "face_too_small", "face_cut_off"})
#: Side in pixels of the small grey picture by which frames are told apart.
THUMBNAIL_SIDE = 160


@dataclass(frozen=True, slots=True)
class FrameAnalysis:
    """What one frame of a sequence shows.

    ``small`` is the frame in grey (160, 160), 0 to 255. ``face``, ``shape``, ``passive`` (the score of
    :mod:`motcua.faces.liveness`, 0 to 1), ``trace`` (it told a picture) and ``clear`` say nothing without a
    face. Only a ``usable`` frame, one that counts, has ``aligned`` (112, 112, 3) in BGR and ``template``
    (128,), of length 1 and made without the mirror image.
    """

    part: int
    small: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"
    face: Face | None = None
    shape: Shape | None = None
    aligned: Image | None = None
    template: Template | None = None
    quality: float = 0.0
    usable: bool = False
    passive: float = 0.0
    trace: bool = False
    clear: bool = False
    problems: tuple[Problem, ...] = ()


def analyse_frame(frame: Frame) -> FrameAnalysis | None:
    """Analyse one frame (about 55 ms on one core), or return None if it is no picture at all."""
    try:
        image = as_image(frame.image)
    except InvalidInputError:
        return None
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (THUMBNAIL_SIDE, THUMBNAIL_SIDE), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )
    found = analyse(image, embed=False)
    if found.face is None:
        return FrameAnalysis(frame.part, small, problems=found.quality.problems)
    codes = {problem.code for problem in found.quality.problems}
    signal = liveness.judge(image, found)
    usable = is_usable(found) and not UNUSABLE & codes
    aligned = align(image, found.face) if usable else None
    return FrameAnalysis(
        part=frame.part,
        small=small,
        face=found.face,
        shape=shape_of(image, found.face),
        # Without the mirror image: half the time, and frames of one minute are close enough.
        aligned=aligned,
        template=embed_aligned(aligned, flip=False) if aligned is not None else None,
        quality=found.quality.score,
        usable=usable,
        passive=signal.score,
        trace=signal.live is False,
        clear=not any(problem.code == liveness.UNCLEAR.code for problem in signal.problems),
        problems=tuple(problem for problem in found.quality.problems if problem.code != "face_turned"),
    )


def sharpest(images: Sequence[bytes]) -> bytes:
    """Return the photo file with the most detail (variance of the Laplacian); the first if none opens.

    Raises:
        ValueError: there are none.
    """
    return max(images, key=_detail)


def _detail(image: bytes) -> float:
    grey = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_GRAYSCALE) if image else None
    return 0.0 if grey is None else float(cv2.Laplacian(grey, cv2.CV_64F).var())


def grey_difference(before: FrameAnalysis, after: FrameAnalysis) -> float:
    """Return the mean grey difference (0 to 255) of two frames; a camera's own noise makes it 0.5 or more."""
    return float(np.mean(np.abs(before.small - after.small)))
