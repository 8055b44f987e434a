"""How sure it is that the person was there, in words for the officer, and that an officer has met them."""

from dataclasses import dataclass

from motcua.desk.due import Tone
from motcua.desk.words import actor_words
from motcua.dossiers.drafting import presence
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN
from motcua.faces.presence.types import LEVEL_NAMES, reaches
from motcua.kernel.messages import Bilingual, Problem
from motcua.procedures.types import Procedure


@dataclass(frozen=True, slots=True)
class PresenceView:
    """The level and what kept it from being higher. ``score`` in [0, 1] is None where nothing was judged;
    ``meet`` asks for a meeting because the procedure wants more and nothing is decided yet; ``met_by`` names
    who has met the person."""

    tone: Tone
    level: Bilingual
    score: float | None
    reasons: tuple[Problem, ...]
    pending: bool
    meet: bool
    met_by: Bilingual | None


def presence_view(dossier: Dossier, procedure: Procedure) -> PresenceView:
    """Return what is known now: an outcome that came after filing counts too."""
    found = presence.of_draft(dossier.draft_id)
    enough = reaches(found.level, procedure.presence)
    tones: dict[bool, Tone] = {True: "good" if reaches(found.level, "active") else "grey", False: "warn"}
    return PresenceView(
        tone=tones[enough],
        level=LEVEL_NAMES[found.level],
        score=found.outcome.score if found.outcome is not None else None,
        reasons=found.reasons,
        pending=found.pending,
        meet=not enough and dossier.state_enum in OPEN,
        met_by=actor_words({found.met_by})[found.met_by] if found.met_by else None,
    )
