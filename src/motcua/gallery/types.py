"""What the face store gives and takes: frozen values without a model in them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from motcua.faces.types import FaceAnalysis
from motcua.kernel.messages import Bilingual

#: Under this purpose a person agrees to be found by their face; comparing with the card is another one.
PURPOSE = "face_gallery"
#: The texts for it that say that the faces of the three latest sittings are kept. Those before spoke of one.
TELL_OF_SEVERAL = frozenset({"2026-11-face-three"})


class Assurance(StrEnum):
    """How sure it is that the person was there (in the terms of ISO/IEC 30107-3), from least to most."""

    NONE = "none"
    UPLOADED = "uploaded"
    PASSIVE = "passive"
    ACTIVE = "active"
    OFFICER = "officer"

    @property
    def rank(self) -> int:
        """The place in the order."""
        return list(Assurance).index(self)


@dataclass(frozen=True, slots=True)
class LiveFrame:
    """One frame of a sitting: its JPEG bytes and what ``faces.services.analyse`` saw on it."""

    image: bytes
    analysis: FaceAnalysis


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is kept of a person after a sitting."""

    reference: uuid.UUID
    sittings: int
    keep_until: datetime


@dataclass(frozen=True, slots=True)
class DeletionProof:
    """That everything kept under a reference is gone.

    ``digest`` chains the record to the one before (SHA-256), so that none can be taken out or changed unseen.
    """

    reference: uuid.UUID
    templates: int
    images: int
    why: str
    asked_at: datetime
    erased_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the store with the highest cosine over all their templates. Never shown to anybody."""

    reference: uuid.UUID
    score: float


class Outcome(StrEnum):
    """What a search may say."""

    FOUND = "found"
    ASK = "ask"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer. ``candidates`` never leaves the server: one person if found, one or two if a fact is asked
    for, none otherwise; they are not in the text that a log would show."""

    outcome: Outcome
    candidates: tuple[uuid.UUID, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device may know: whether its visit waits, was done or could not be used; and with which outcome.

    ``reasons`` say why frames could not be used and what to do; they follow from the frames alone.
    ``candidates`` are for the server's next step only, as in ``Identification``.
    """

    state: Literal["waiting", "done", "unusable"]
    outcome: Outcome | None
    candidates: tuple[uuid.UUID, ...] = field(default=(), repr=False)
    reasons: tuple[Bilingual, ...] = ()
