"""Sittings of invented people, without a model run."""

import uuid
from collections.abc import Sequence

import numpy as np

from motcua.faces.types import Face, FaceAnalysis, FaceQuality
from motcua.gallery import services
from motcua.gallery.types import PURPOSE, TELL_OF_SEVERAL, Assurance, LiveFrame
from motcua.people import services as people

(TODAY,) = TELL_OF_SEVERAL


def unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def analysis(template: np.ndarray, *, quality: float = 0.9, wide: float = 90.0) -> FaceAnalysis:
    """Return what looking at a good face gives, with a template of our choice; eyes ``wide`` px apart."""
    eyes = ((100.0, 100.0), (100.0 + wide, 100.0))
    face = Face((50.0, 50.0, 200.0, 250.0), (*eyes, (140.0, 150.0), (110.0, 190.0), (180.0, 190.0)), 0.99)
    return FaceAnalysis(face, FaceQuality(quality), template)


def sitting(seed: int, *, frames: int = 3, noise: float = 0.03, take: int = 0) -> tuple[LiveFrame, ...]:
    """Return a sitting of the person ``seed``; another ``take`` is another day."""
    person = unit(np.random.default_rng(seed).standard_normal(128))
    rng = np.random.default_rng((seed, take))
    return tuple(
        LiveFrame(b"\xff\xd8 face %d %d %d" % (seed, take, number), analysis(unit(template)))
        for number, template in enumerate(person + noise * rng.standard_normal((frames, 128)))
    )


def templates_of(frames: Sequence[LiveFrame]) -> np.ndarray:
    return np.stack([frame.analysis.template for frame in frames if frame.analysis.template is not None])


def agreed(seed: int, *, wording: str = TODAY) -> uuid.UUID:
    """Return the reference of the person ``seed``, who agreed to be found by their face."""
    reference = people.open_face_reference(f"0790900{seed:05d}")
    subject = people.consent_subject_of_face(reference)
    people.record_consent(subject=subject, purpose=PURPOSE, wording=wording, language="vi")
    return reference


def enrolled(seed: int, *, take: int = 0, wording: str = TODAY) -> uuid.UUID:
    """Return the reference of the person ``seed``, enrolled from one sitting."""
    reference = agreed(seed, wording=wording)
    services.enrol(
        reference=reference, frames=sitting(seed, take=take), assurance=Assurance.ACTIVE, actor="citizen:test"
    )
    return reference
