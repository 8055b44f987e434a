"""The person already has a dossier or a certificate: said at once, with what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Draft
from motcua.dossiers.types import Collision
from motcua.portal import access, path
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Procedure

_NUMBERS = ("personal_number", "previous_number")


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def collision(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say which, and let the person go on knowingly."""
    found = dossiers.collisions_of(draft)
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
