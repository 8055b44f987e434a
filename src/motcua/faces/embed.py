"""Describing a face by 128 numbers with SFace (Zhong et al., 2021)."""

import numpy as np

from motcua.faces.align import align
from motcua.faces.models import SFACE, portrait_session, session
from motcua.faces.types import Face, Image, Template


def describe_aligned(aligned: Image, *, printed: bool = False) -> Template:
    """Return SFace's raw output (128,) for an aligned BGR face of 112 x 112, values 0 to 255."""
    blob = aligned[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32)
    model = portrait_session() if printed else session(SFACE)
    return np.asarray(model.run(None, {"data": blob})[0][0], np.float32)


def embed(image: Image, face: Face, *, flip: bool = True, printed: bool = False) -> Template:
    """Return the template of a face: (128,) float32, length 1, so that a dot product is the cosine.

    With ``flip`` the face and its mirror image are averaged, which steadies the score. ``printed``: the face
    is a paper's portrait; its template may be held against live ones only.
    """
    return embed_aligned(align(image, face), flip=flip, printed=printed)


def embed_aligned(aligned: Image, *, flip: bool = True, printed: bool = False) -> Template:
    """Return the same for a face that is aligned already (:func:`motcua.faces.align.align`)."""
    total = _unit(describe_aligned(aligned, printed=printed))
    if flip:
        mirrored = np.ascontiguousarray(aligned[:, ::-1])
        total = total + _unit(describe_aligned(mirrored, printed=printed))
    return _unit(total)


def similarity_score(a: Template, b: Template) -> float:
    """Return the cosine of two templates, in [-1, 1]."""
    return float(np.clip(np.dot(_unit(a), _unit(b)), -1.0, 1.0))


def _unit(vector: Template) -> Template:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length, np.float32) if length > 0 else vector
