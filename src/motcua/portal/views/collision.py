"""The person already has a dossier or a certificate: said at once, with what can be done."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Draft
from motcua.dossiers.types import Collision
from motcua.portal import access, limits, path
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Procedure

_NUMBERS = ("personal_number", "previous_number")
#: By what of an application others are looked for.
_LOOKED_FOR_BY = (*_NUMBERS, "full_name", "date_of_birth")
#: As for filing, which tells it too: this is not for trying numbers, or names with birth dates.
_MOST, _WINDOW = 60, timedelta(hours=1)
#: In the session: a keyed digest of the person that was counted last; to load a page again is no other try.
_TRIED: Final = "person_tried"


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def collision(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say which, and let the person go on knowingly.

    Raises:
        TooManyAttemptsError: as :func:`found_of`.
    """
    found = found_of(request, draft)
    instead = instead_of(draft, found)
    if request.method == "POST" and request.POST.get("instead") in {item.code for item in instead}:
        draft = dossiers.switch_procedure(draft.pk, request.POST["instead"])
        return redirect(path.first_step(draft))
    if request.method == "POST" or not found:
        if found:
            dossiers.acknowledge_collision(draft.pk)
        if request.POST.get("after") == "check":
            return redirect("portal:check", draft_id=draft.pk)
        return redirect(path.first_step(draft))
    context = {
        "draft": draft,
        "collisions": found,
        "by_card": is_by_card(draft),
        "about_existing": draft.business is not None,
        "instead": instead,
        "after": "check" if request.GET.get("sau") == "kiem-tra" else "",
        "progress": path.Progress(2, ""),
    }
    return render(request, "portal/collision.html", context)


def found_of(request: HttpRequest, draft: Draft) -> list[Collision]:
    """Return what the person of the draft has already; each person that was typed counts as a try, once.

    Raises:
        TooManyAttemptsError: more than :data:`_MOST` people within :data:`_WINDOW`.
    """
    person = _typed_person(draft)
    if person and request.session.get(_TRIED) != person:
        limits.limit(request, "person", most=_MOST, window=_WINDOW, officer=draft.taken_by)
        request.session[_TRIED] = person
    return dossiers.collisions_of(draft)


def note_filing(request: HttpRequest, draft: Draft) -> None:
    """Note that to send the draft was counted: what stood against it is told without another count."""
    request.session[_TRIED] = _typed_person(draft)


def _typed_person(draft: Draft) -> str:
    """Return a digest of the person of the draft; empty where card or State say it, and nobody typed it."""
    answers = dossiers.effective_answers(draft)
    said = {name: str(answers.get(name) or "") for name in _LOOKED_FOR_BY}
    if all(not value or draft.prefilled.get(name, {}).get("value") == value for name, value in said.items()):
        return ""
    return salted_hmac("motcua.portal.person", "\n".join(said.values()), algorithm="sha256").hexdigest()


def instead_of(draft: Draft, found: list[Collision]) -> list[Procedure]:
    """Return what can be done with a business that exists, in place of registering another one."""
    if not any(item.kind == "certificate" for item in found):
        return []
    office = procedures.get_office(draft.office)
    return [item for item in procedures.list_procedures(office) if item.about_existing]


def is_by_card(draft: Draft) -> bool:
    """Whether the numbers were read from the card and not typed.

    Who only types a number learns that something exists under it, which filing would tell anyway, but not
    its code and not the name of the business.
    """
    answers = dossiers.effective_answers(draft)
    return all(
        draft.prefilled.get(name, {}).get("value") == answers[name] for name in _NUMBERS if answers.get(name)
    )
