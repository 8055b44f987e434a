"""Parts of a dossier's page: photos, people, papers given out, what the tax office knows, the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.accounts.models import User
from motcua.desk.evidence import Known, places_on
from motcua.desk.words import PAPERS, STANDINGS, actor_words, ground_words, move_words
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.result import receiving
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.people import services as people
from motcua.procedures.types import Procedure

_SLOTS = {
    "front": Bilingual("Mặt trước thẻ", "Front of the card"),
    "back": Bilingual("Mặt sau thẻ", "Back of the card"),
    "selfie": Bilingual("Khuôn mặt", "Face"),
    "mandate": Bilingual("Văn bản ủy quyền", "Written authorisation"),
}


@dataclass(frozen=True, slots=True)
class PhotoView:
    """One photo of the dossier; ``camera`` tells whether our page's live camera took it.

    ``noticed``: something was noticed on it that has a place. ``kept``: it has not been removed yet.
    """

    slot: str
    name: Bilingual
    camera: bool
    noticed: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper given out; ``gone`` says that it no longer stands, None while it does."""

    pk: int
    name: Bilingual
    number: str
    issued_at: datetime
    gone: Bilingual | None
    may_revoke: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class TaxTold:
    """Whether the tax system knows of a decision about the certificate.

    ``sent_at`` with its ``receipt`` when it does, ``refusal`` when it said no, ``waiting`` while it is asked.
    """

    what: Bilingual
    at: datetime
    sent_at: datetime | None
    receipt: str
    refusal: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    at: datetime
    what: Bilingual
    who: Bilingual
    reason: str
    items: tuple[str, ...]
    ground: Bilingual | None


def photos(found: Dossier, known: Known) -> list[PhotoView]:
    """Return the photos that were filed, in the order in which they are looked at."""
    placed = found.evidence.get("photos") or {}
    kept = people.kept_among(item["photo"] for item in placed.values())
    return [
        PhotoView(
            slot,
            name,
            placed[slot]["capture"] == "camera",
            bool(places_on(known, slot)),
            placed[slot]["photo"] in kept,
        )
        for slot, name in _SLOTS.items()
        if slot in placed
    ]


def participants(found: Dossier) -> list[dict[str, Any]]:
    """Return who takes part as frozen at filing, with the photos that are still kept."""
    there = found.evidence.get("participants") or []
    kept = people.kept_among(photo["photo"] for item in there for photo in item["photos"].values())
    return [
        {**item, "photos": {slot: p for slot, p in item["photos"].items() if p["photo"] in kept}}
        for item in there
    ]


def papers(found: Dossier, user: User) -> list[PaperView]:
    """Return the papers given out, with what this officer may do to each."""
    shown = []
    for item in outcomes.papers_of(found.pk):
        gone = STANDINGS.get(outcomes.standing(item))
        shown.append(
            PaperView(
                item.pk,
                PAPERS[item.kind],
                item.number,
                item.issued_at,
                gone,
                user.may_decide and outcomes.may_be_revoked(item),
                user.may_decide and outcomes.may_be_restored(item),
            )
        )
    return shown


def tax_told(found: Dossier) -> list[TaxTold]:
    """Return what the tax system was told of decisions about the certificate."""
    return [
        TaxTold(move_words(step), step.at, None, "", "", waiting=False)
        if sent is None
        else TaxTold(move_words(step), step.at, sent.sent_at, sent.receipt, sent.refusal, waiting=True)
        for step, sent in outcomes.tax_told(found)
    ]


def history(found: Dossier, procedure: Procedure) -> list[Step]:
    """Return what happened to a dossier, the oldest first."""
    steps = list(found.transitions.all())
    names = actor_words({step.actor for step in steps} | {found.decision_by})
    grounds = {ground.slug: ground for ground in procedure.grounds}
    lines = []
    for step in steps:
        ground = grounds.get(step.data.get("ground", ""))
        lines.append(
            Step(
                at=step.at,
                what=move_words(step),
                who=names[step.actor],
                reason=step.reason or _approver(found, step, names),
                items=(*step.data.get("items", ()), *_way_lines(step)),
                ground=None if ground is None else ground_words(ground),
            )
        )
    return lines


def last_step(found: Dossier) -> Step | None:
    """Return what was done last, for who is told that something else can no longer be done.

    None where it was an approval: that is a move only when the tax office has answered.
    """
    step = found.transitions.last()
    if step is None or found.decision == "approved":
        return None
    return Step(step.at, move_words(step), actor_words({step.actor})[step.actor], "", (), None)


def _approver(found: Dossier, step: Transition, names: dict[str, Bilingual]) -> str:
    """Name who approved: the move itself is the tax system's, which only answers."""
    if step.move != "grant" or not found.decision_by:
        return ""
    return _("Người duyệt: %(name)s") % {"name": names[found.decision_by].vi}


def _way_lines(step: Transition) -> list[str]:
    """Say what was changed of the way of receiving, as the history of a dossier lists it."""
    return [
        f"{item.label.vi}: {item.after.vi or '—'} (trước: {item.before.vi or '—'})"
        for item in receiving.changes_of(step)
    ]
