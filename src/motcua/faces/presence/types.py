"""What a sequence of frames is asked to show and what judging it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, get_args

from motcua.faces.types import Template
from motcua.kernel.messages import Bilingual, Problem

Level = Literal["none", "uploaded", "passive", "active", "officer"]
#: Rising: no face; a photo of unknown origin; frames of one face without a trace of a picture, taken when
#: asked; and moved as asked, as a solid head does; an officer saw the person.
LEVELS: tuple[Level, ...] = get_args(Level)


def reaches(level: Level, needed: Level) -> bool:
    """Return whether ``level`` is ``needed`` or higher."""
    return LEVELS.index(level) >= LEVELS.index(needed)


LEVEL_NAMES: Mapping[Level, Bilingual] = {
    "none": Bilingual("Không có ảnh khuôn mặt", "No face photo"),
    "uploaded": Bilingual("Ảnh không rõ chụp lúc nào", "A photo, taken nobody knows when"),
    "passive": Bilingual(
        "Chụp lúc được yêu cầu, không thấy dấu hiệu ảnh của ảnh",
        "Taken when asked, no trace of a picture of a picture",
    ),
    "active": Bilingual(
        "Chụp lúc được yêu cầu và cử động đúng như được yêu cầu", "Taken when asked, and moved as asked"
    ),
    "officer": Bilingual("Cán bộ đã gặp người này", "An officer has met the person"),
}


class Action(StrEnum):
    """What the person is asked to do; sides are the person's own.

    Blinking is not among them: five landmarks do not show eyelids.
    """

    LOOK = "look"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the sequence, not mirrored: ``part`` is the index in the plan of what was being asked,
    ``at_ms`` the time since the first frame as the sender tells it."""

    image: bytes
    part: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Presence:
    """The outcome. ``level`` is at most ``active``; ``score`` in [0, 1] is that of the weakest thing looked
    at, 0.5 being just enough; ``reasons`` say what kept the level from being higher and what to do.

    ``measures`` hold the numbers behind it (:mod:`motcua.faces.presence.judging`) for whoever asks.
    ``template`` (128,) is the person's, of their best frames (:mod:`motcua.faces.presence.template_fusion`),
    from ``passive`` on where enough of them are good; it is in no record.
    """

    level: Level
    score: float
    reasons: tuple[Problem, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    template: Template | None = field(default=None, repr=False, compare=False)

    def to_record(self) -> dict[str, Any]:
        """Return a JSON-ready form that :meth:`from_record` reads back."""
        return {
            "level": self.level,
            "score": self.score,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "measures": dict(self.measures),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Presence":
        """Rebuild an outcome from :meth:`to_record`."""
        return cls(
            level=record["level"],
            score=record["score"],
            reasons=tuple(Problem.from_dict(item) for item in record["reasons"]),
            measures=record["measures"],
        )
