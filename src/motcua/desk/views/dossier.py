"""One dossier: what is asked, how the values came about, what happened, and what can be done."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from motcua.accounts.models import User
from motcua.audit import services as audit
from motcua.desk import dossier_parts, evidence
from motcua.desk.access import LAST_LOOK, actor, kept_typed, officer, officer_page, own_dossier
from motcua.desk.changes import changed_fields
from motcua.desk.conversation import TalkForm, thread_of
from motcua.desk.deeds import missing_code, possible, worded
from motcua.desk.due import due_of, rule_of, state_tone
from motcua.desk.external_data import fetch_view, sign_in_view
from motcua.desk.face import face_view
from motcua.desk.money import page_of as money_page
from motcua.desk.presence import presence_view
from motcua.desk.queue_filters import Filters
from motcua.desk.supplements import supplements_of
from motcua.desk.words import CHANNELS, TAX_MUST_UNDO, handler_words, state_words
from motcua.dossiers import selectors
from motcua.dossiers.contact import conversation
from motcua.dossiers.handling import MAY_BE_HANDLED
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.states import GRANTED, OPEN, PAUSED, State
from motcua.dossiers.types import Collision, Related
from motcua.kernel import clock
from motcua.outcomes import selectors as outcomes
from motcua.outcomes.tax import debt, trouble
from motcua.papers.unread_words import one_for_each_cause
from motcua.procedures import selectors as procedures
from motcua.procedures import services as procedure_services
from motcua.procedures.types import Procedure


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
    thread, new_way = thread_of(found), found.way_unseen
    if request.method != "HEAD":
        conversation.mark_seen(found, by=conversation.Side.OFFICE)
        receiving.mark_seen(found)
    procedure = procedures.procedure_of(found.procedure_code, found.procedure_version)
    context = {
        "dossier": found,
        "procedure": procedure,
        **_standing(found, procedure),
        **_to_do(request, found, procedure),
        **_same_person(found),
        **_seen_on_photos(found, procedure),
        **_said_elsewhere(found, procedure),
        **_answers(found, procedure),
        **_given_out(found, procedure, officer(request)),
        "new_way": new_way,
        "thread": thread,
        "to_answer": any(item.to_answer for item in thread),
        "form": form,
    }
    return render(request, "desk/dossier.html", context, status=422 if form.errors else 200)


def _standing(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """Where it stands, until when, and what of a decision waits or was not taken."""
    gone, unsigned = selectors.is_certificate_revoked(found), outcomes.signing_waits_since(found.pk)
    ahead = selectors.ahead_of([found]).get(found.pk)
    state, tone = state_words(found, unsigned=unsigned is not None, behind=ahead is not None)
    calendar = procedures.get_office(found.office).calendar
    return {
        "state": state,
        "tone": tone or state_tone(found.state_enum),
        "due": due_of(found, clock.today(), calendar, taken_back=gone),
        "due_rule": rule_of(found, procedure.working_days),
        "paused": found.state_enum in PAUSED,
        "tax_refusal": found.evidence.get("tax_refusal") if found.decision == "tax_refused" else None,
        "taken_back": found.evidence.get("taken_back") if found.decision == "taken_back" else None,
        "taken_back_undo": TAX_MUST_UNDO,
        "waiting": found.decision == "approved" and found.state_enum == State.PROCESSING,
        "ahead": ahead,
        "trouble": trouble.of(found),
        "unsigned_since": unsigned,
    }


def _to_do(request: HttpRequest, found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """What this officer can do, who looks after it, how it came and how its result is to come."""
    deeds = possible(found, officer(request))
    look, following = _look(request, found)
    row = found if look.filter(pk=found.pk).exists() else following
    return {
        "deeds": [worded(deed, procedure) for deed in deeds if not deed.beside],
        "beside": [deed for deed in deeds if deed.beside],
        "no_code": missing_code(found),
        "channel": CHANNELS[found.channel],
        "way": receiving.delivery_method_of(found) if found.state_enum in OPEN | GRANTED else None,
        "handler": handler_words(found.handler),
        "may_be_handled": found.state_enum in MAY_BE_HANDLED,
        "queue_at": request.session.get(LAST_LOOK, ""),
        "row_at": f"#{row.code}" if row is not None else "",
        "following": following,
        "debt": debt.last_inquiry(found),
        "debt_matters": debt.is_relevant(found),
    }


def _same_person(found: Dossier) -> dict[str, Any]:
    """What the same person has, for certain or perhaps, faces under two numbers, and the family's."""
    others = selectors.others_of(found)
    family, place = selectors.related_to(found), selectors.at_same_place(found)
    return {
        "openable": _openable(found, [*others, *family, *place]),
        "family": family,
        "place": place,
        "collisions": [item for item in others if item.certain],
        "possible": [item for item in others if not item.certain],
        "double_identity": "double_identity" in found.evidence,
        "face_search": found.evidence.get("face_search", ""),
    }


def _seen_on_photos(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """The photos, what was read from them, and what the faces and the moves before the camera came to."""
    known = evidence.known_now(found)
    checked = evidence.checked_fields(found, procedure, known)
    return {
        "photos": dossier_parts.photos(found, known),
        "paper": evidence.paper_words(evidence.reading_of(known)),
        "checked": checked,
        "read_late": evidence.read_late(known),
        "to_look": [row for row in checked if row.needs_look],
        "others": evidence.other_fields(known),
        # An officer is to learn what hides which values, not to be told of each how to hold a phone.
        "problems": one_for_each_cause(evidence.problems(known)),
        "face": face_view(known),
        "presence": presence_view(found, procedure),
    }


def _said_elsewhere(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """What other systems say of the person."""
    return {
        "population": selectors.population_view(found),
        "signed_in": sign_in_view(found),
        "fetched": fetch_view(found, procedure),
    }


def _answers(found: Dossier, procedure: Procedure) -> dict[str, Any]:
    """What was filed: the form, who takes part, what came later, and the business it is about."""
    language = get_language() or "vi"
    return {
        "sections": procedure_services.summary(procedure, found.answers, language, legal_names=True),
        "participants": dossier_parts.participants(found),
        "supplements": supplements_of(found, procedure),
        "business": found.business if procedure.about_existing else None,
        "business_status": selectors.business_status(found.business).value if found.business else None,
        "changed": changed_fields(found, procedure),
    }


def _given_out(found: Dossier, procedure: Procedure, user: User) -> dict[str, Any]:
    """What happened, and what went out: papers, the post, messages, to the tax office; what was paid."""
    return {
        "history": dossier_parts.history(found, procedure),
        "papers": dossier_parts.papers(found, user),
        "tax_told": dossier_parts.tax_told(found),
        "told": selectors.notifications_of(found),
        "delivery": selectors.delivery_of(found),
        "payments": [(item, item.transfer.amount) for item in selectors.payments_of(found)],
    }


def _look(request: HttpRequest, found: Dossier) -> tuple[QuerySet[Dossier], Dossier | None]:
    """Return the list the officer came from, and its next dossier: to have decided one leads on to it."""
    looked_at = Filters.from_query(QueryDict(str(request.session.get(LAST_LOOK, "")).removeprefix("?")))
    gone, user, today = selectors.with_revoked_certificate(found.office), officer(request), clock.today()
    by_person, me = user.may_take_in, user.get_username()
    look = looked_at.select(found.office, today, by_person=by_person, me=me, taken_back=gone)
    return look, looked_at.after(found, today, by_person=by_person, me=me, taken_back=gone)


def _openable(found: Dossier, others: Sequence[Collision | Related]) -> set[str]:
    """Return which of the others are dossiers of this office, that an officer can open to compare."""
    codes = [item.code for item in others if item.kind == "dossier"]
    return set(selectors.queue(office=found.office).filter(code__in=codes).values_list("code", flat=True))
