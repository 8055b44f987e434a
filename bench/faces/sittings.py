"""Frames of one sitting, drawn from one photo: what the product would fuse, for sets that hold no sittings.

The photo is moved as a solid head by a degree or two (``bench.presence``), and its light, sharpness and noise
vary from frame to frame. Nothing else does: expression, gaze and hair stay, and no frame shows more than the
photo did. So frames drawn here gain **less** than frames of a real sitting would, while photos of different
days gain more.
"""

import cv2
import numpy as np
from bench.presence.sequences import PERSON, sensor, sequence
from numpy.random import Generator

from motcua.faces.presence.frame_analysis import analyse_frame
from motcua.faces.presence.services import sharpest
from motcua.faces.presence.template_fusion import fuse_templates
from motcua.faces.presence.types import Action
from motcua.faces.services import analyse
from motcua.faces.types import FaceAnalysis, Image, Template

#: Pixels between the eyes: enough for every step, and few enough to draw thousands of frames.
EYES = 70
#: Two looks of three frames each; turned faces are not fused.
PLAN = (Action.LOOK, Action.LOOK)


def _handheld(image: Image, rng: Generator) -> Image:
    """Light a fifth brighter or darker, a touch of blur, and a camera's noise."""
    lit = np.clip(image * rng.uniform(0.8, 1.2), 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.3, 1.2))
    return sensor(np.asarray(blurred, np.uint8), rng)


def sitting(image: Image, analysis: FaceAnalysis, seed: int) -> tuple[FaceAnalysis, Template | None]:
    """Return what the product has of a sitting drawn from a photo with a face.

    Returns:
        The one frame that becomes the face photo, analysed, and the template of the fused frames or None.
    """
    face = analysis.face
    assert face is not None
    factor = EYES / float(np.hypot(*np.subtract(face.landmarks[1], face.landmarks[0])))
    scene = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
    placed = analyse(scene, embed=False).face
    if placed is None:
        return FaceAnalysis(None, analysis.quality), None
    frames = sequence(scene, placed, PLAN, mover=PERSON, treatment=_handheld, seed=seed)
    views = [analyse_frame(frame) for frame in frames]
    one = sharpest([frame.image for frame in frames if frame.part == 0])
    return analyse(one), fuse_templates([view for view in views if view is not None])
