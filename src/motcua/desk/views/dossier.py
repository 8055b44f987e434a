"""One dossier: what is asked, how the values came about, what happened, and what can be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.accounts.models import User
from motcua.audit import services as audit
from motcua.desk import evidence
from motcua.desk.access import LAST_LOOK, actor, kept_typed, officer, officer_page, own_dossier
from motcua.desk.changes import changed_fields
from motcua.desk.deeds import missing_code, possible, worded
from motcua.desk.due import due_of, rule_of, state_tone
from motcua.desk.face import face_view
from motcua.desk.given import fetch_view, sign_in_view
from motcua.desk.money import page_of as money_page
from motcua.desk.presence import presence_view
from motcua.desk.queue_filters import Filters
from motcua.desk.supplements import supplements_of
from motcua.desk.talk import TalkForm, thread_of
from motcua.desk.words import (
    CHANNELS,
    PAPERS,
    STANDINGS,
    TAX_MUST_UNDO,
    actor_words,
    ground_words,
    handler_words,
    move_words,
    state_words,
)
from motcua.dossiers import receiving, selectors, talk
from motcua.dossiers.handling import MAY_BE_HANDLED
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import GRANTED, OPEN, PAUSED, State
from motcua.dossiers.types import Collision
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.outcomes import tax_debt
from motcua.people import services as people
from motcua.procedures import selectors as procedures
from motcua.procedures import services as procedure_services
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


@require_safe
@officer_page
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Show a dossier of the officer's office, an accountant what money needs of it; the look is recorded."""
    found = own_dossier(request, code)
    audit.record(actor=actor(request), action="dossier.viewed", subject=f"dossier:{found.code}")
    if not officer(request).may_take_in:
        page = money_page(found, officer(request)) | {"queue_at": request.session.get(LAST_LOOK, "")}
        return render(request, "desk/dossier_money.html", page)
    kept = kept_typed(request, reverse("desk:talk", args=[found.code]))
    return show(request, found, TalkForm(initial={"text": kept.get("text", "")} if kept else None))


def show(request: HttpRequest, found: Dossier, form: TalkForm) -> HttpResponse:
    """The page for who works on dossiers, with what was typed as a message; the citizen's are seen by it."""
    thread = thread_of(found)
    new_way = found.way_unseen
    if request.method != "HEAD":
        talk.see(found, by=talk.Side.OFFICE)
        receiving.see(found)
    procedure = procedures.procedure_of(found.procedure_code, found.procedure_version)
    state, tone = state_words(found)
    checked = evidence.checked_fields(found, procedure)
    reading = evidence.reading_of(found)
    others = selectors.others_of(found)
    deeds = possible(found, officer(request))
    context = {
        "dossier": found,
        "procedure": procedure,
        "state": state,
        "tone": tone or state_tone(found.state_enum),
        "due": due_of(
            found,
            clock.today(),
            procedures.get_office(found.office).calendar,
            taken_back=selectors.certificate_taken_back(found),
        ),
        "due_rule": rule_of(found, procedure.working_days),
        "paused": found.state_enum in PAUSED,
        "way": receiving.way_of(found) if found.state_enum in OPEN | GRANTED else None,
        "new_way": new_way,
        "handler": handler_words(found.handler),
        "may_be_handled": found.state_enum in MAY_BE_HANDLED,
        "queue_at": request.session.get(LAST_LOOK, ""),
        "following": _following(request, found),
        "no_code": missing_code(found),
        "channel": CHANNELS[found.channel],
        "deeds": [worded(deed, procedure) for deed in deeds if not deed.beside],
        "beside": [deed for deed in deeds if deed.beside],
        "business": found.business if procedure.about_existing else None,
        "business_status": selectors.business_status(found.business).value if found.business else None,
        "changed": changed_fields(found, procedure),
        "participants": _participants(found),
        "sections": procedure_services.summary(
            procedure, found.answers, get_language() or "vi", legal_names=True
        ),
        "photos": _photos(found),
        "paper": evidence.paper_words(reading),
        "checked": checked,
        "read_late": evidence.read_late(found),
        "to_look": [row for row in checked if row.needs_look],
        "double_identity": "double_identity" in found.evidence,
        "face_search": found.evidence.get("face_search", ""),
        "others": evidence.other_fields(found),
        "problems": evidence.problems(found),
        "face": face_view(found),
        "presence": presence_view(found, procedure),
        "supplements": supplements_of(found, procedure),
        "openable": _openable(found, others),
        "collisions": [item for item in others if item.certain],
        "possible": [item for item in others if not item.certain],
        "history": _history(found, procedure),
        "tax_refusal": found.evidence.get("tax_refusal") if found.decision == "tax_refused" else None,
        "taken_back": found.evidence.get("taken_back") if found.decision == "taken_back" else None,
        "taken_back_undo": TAX_MUST_UNDO,
        "waiting_for_tax": found.decision == "approved" and found.state_enum == State.PROCESSING,
        "unsigned_since": outcomes.signing_waits_since(found.pk),
        "thread": thread,
        "to_answer": any(item.to_answer for item in thread),
        "form": form,
        "told": selectors.told(found),
        "payments": [(item, item.transfer.amount) for item in selectors.payments_of(found)],
        "delivery": selectors.delivery_of(found),
        "population": selectors.population_of(found),
        "signed_in": sign_in_view(found),
        "fetched": fetch_view(found, procedure),
        "papers": _papers(found, officer(request)),
        "tax_told": _tax_told(found),
        "debt": tax_debt.asked(found),
        "debt_matters": tax_debt.matters(found),
    }
    return render(request, "desk/dossier.html", context, status=422 if form.errors else 200)


def _openable(found: Dossier, others: list[Collision]) -> set[str]:
    """Return which of the others are dossiers of this office, that an officer can open to compare."""
    codes = [item.code for item in others if item.kind == "dossier"]
    return set(selectors.queue(office=found.office).filter(code__in=codes).values_list("code", flat=True))


def _papers(found: Dossier, user: User) -> list[PaperView]:
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


def _tax_told(found: Dossier) -> list[TaxTold]:
    return [
        TaxTold(move_words(step), step.at, None, "", "", waiting=False)
        if sent is None
        else TaxTold(move_words(step), step.at, sent.sent_at, sent.receipt, sent.refusal, waiting=True)
        for step, sent in outcomes.tax_told(found)
    ]


def _photos(found: Dossier) -> list[PhotoView]:
    placed = found.evidence.get("photos") or {}
    kept = people.kept_among(item["photo"] for item in placed.values())
    return [
        PhotoView(
            slot,
            name,
            placed[slot]["capture"] == "camera",
            bool(evidence.places_on(found, slot)),
            placed[slot]["photo"] in kept,
        )
        for slot, name in _SLOTS.items()
        if slot in placed
    ]


def _participants(found: Dossier) -> list[dict[str, Any]]:
    """Return who takes part as frozen at filing, with the photos that are still kept."""
    there = found.evidence.get("participants") or []
    kept = people.kept_among(photo["photo"] for item in there for photo in item["photos"].values())
    return [
        {**item, "photos": {slot: p for slot, p in item["photos"].items() if p["photo"] in kept}}
        for item in there
    ]


def _following(request: HttpRequest, found: Dossier) -> Dossier | None:
    """Return the next dossier of the list the officer came from: to have decided one leads on to it."""
    looked_at = Filters.from_query(QueryDict(str(request.session.get(LAST_LOOK, "")).removeprefix("?")))
    gone, user = selectors.taken_back(found.office), officer(request)
    return looked_at.after(
        found, clock.today(), by_person=user.may_take_in, me=user.get_username(), taken_back=gone
    )


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


def _history(found: Dossier, procedure: Procedure) -> list[Step]:
    steps = list(found.transitions.all())
    names = actor_words({step.actor for step in steps} | {found.decision_by})
    grounds = {ground.slug: ground for ground in procedure.grounds}
    history = []
    for step in steps:
        ground = grounds.get(step.data.get("ground", ""))
        history.append(
            Step(
                at=step.at,
                what=move_words(step),
                who=names[step.actor],
                reason=step.reason or _approver(found, step, names),
                items=(*step.data.get("items", ()), *_way_lines(step)),
                ground=None if ground is None else ground_words(ground),
            )
        )
    return history
