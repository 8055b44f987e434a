"""What other rooms get to know."""

import uuid
from dataclasses import dataclass, field

from motcua.faces.presence.types import Action, Level, Presence
from motcua.kernel.messages import Problem


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask for, and for how many milliseconds."""

    action: Action
    milliseconds: int


@dataclass(frozen=True, slots=True)
class IssuedChallenge:
    """A new challenge: the signed token that every frame must carry, and what to ask."""

    token: str
    steps: tuple[Step, ...]
    seconds: int


@dataclass(frozen=True, slots=True)
class FinishedSequence:
    """A finished sequence, the sharpest of its straight frames (JPEG), to be kept as the face photo, and all
    frames of its first look, in order: the very ones that are judged."""

    challenge: uuid.UUID
    image: bytes
    straight: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """How sure it is that the person is here. ``outcome`` is None where no sequence belongs to the photo, or
    while ``pending``. ``failures`` counts judged sequences that showed less than was asked."""

    level: Level
    outcome: Presence | None = None
    pending: bool = False
    failures: int = 0
    met_by: str = ""

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """What kept the level from being higher."""
        return self.outcome.reasons if self.outcome is not None else ()

    @property
    def offer_officer(self) -> bool:
        """Whether to stop asking for another try and to say that an officer will see to it."""
        return self.failures >= MOST_FAILURES and self.level not in {"active", "officer"}


#: After so many sequences that did not succeed nobody is asked for another one.
MOST_FAILURES = 2
