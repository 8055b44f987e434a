"""Describing a face by 128 numbers with SFace (Zhong et al., 2021)."""

import numpy as np

from motcua.faces.align import align
from motcua.faces.models import SFACE, session
from motcua.faces.types import Face, Image, Template


def describe_aligned(aligned: Image) -> Template:
    """Return SFace's raw output (128,) for an aligned BGR face of 112 x 112, values 0 to 255."""
    blob = aligned[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32)
    return np.asarray(session(SFACE).run(None, {"data": blob})[0][0], np.float32)


def embed(image: Image, face: Face, *, flip: bool = True) -> Template:
    """Return the template of a face: (128,) float32, length 1, so that a dot product is the cosine.

    With ``flip`` the face and its mirror image are averaged, which steadies the score.
    """
    return embed_aligned(align(image, face), flip=flip)


def embed_aligned(aligned: Image, *, flip: bool = True) -> Template:
    """Return the same for a face that is aligned already (:func:`motcua.faces.align.align`)."""
    total = _unit(describe_aligned(aligned))
    if flip:
        total = total + _unit(describe_aligned(np.ascontiguousarray(aligned[:, ::-1])))
    return _unit(total)


def similarity_score(a: Template, b: Template) -> float:
    """Return the cosine of two templates, in [-1, 1]."""
    return float(np.clip(np.dot(_unit(a), _unit(b)), -1.0, 1.0))


def _unit(vector: Template) -> Template:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length, np.float32) if length > 0 else vector
