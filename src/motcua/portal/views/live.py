"""What a form says while somebody types: whether a name is free, an amount in words. Sending says it too."""

from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Draft
from motcua.dossiers.types import NameCheck
from motcua.kernel import money
from motcua.kernel.errors import MotcuaError
from motcua.portal import access
from motcua.procedures import services as procedures
from motcua.procedures.types import FieldSpec
from motcua.ui.templatetags.motcua import say

_PAGES = {"own_name": "portal:live-name", "amount": "portal:live-amount"}
_LONGEST = 300


@require_safe
@access.with_draft
def name(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Whether the name can be had, and a free one near it."""
    text = request.GET.get("own_name", "")[:_LONGEST]
    checked = dossiers.check_name(draft, text, dossiers.effective_answers(draft))
    return render(request, "portal/live_name.html", shown(checked))


@require_safe
@access.with_draft
def amount(request: HttpRequest, draft: Draft) -> HttpResponse:
    """An amount in words: a nought too many is seen at once."""
    del draft
    return render(request, "portal/live_amount.html", {"words": words(request.GET.get("capital", ""))})


def shown(checked: NameCheck) -> dict[str, Any]:
    """Return what the piece of page says about a name."""
    return {
        "checked": checked,
        "full": procedures.business_name(checked.name) if checked.name else "",
        "suggested": procedures.business_name(checked.suggestion) if checked.suggestion else "",
    }


def words(text: object) -> str:
    """Return an amount, as typed or stored, in words; empty for what is none."""
    try:
        found = text if isinstance(text, int) else money.parse_amount(str(text or "")[:_LONGEST])
    except MotcuaError:
        return ""
    return say(money.bilingual_in_words(found)) if found else ""


def listen(field: BoundField, spec: FieldSpec, draft: Draft) -> None:
    """Let the field ask its live page while it is typed in; without JavaScript nothing is missing."""
    page = _PAGES.get(spec.kind)
    if page is None:
        return
    field.field.widget.attrs.update(
        {
            "hx-get": reverse(page, kwargs={"draft_id": draft.pk}),
            "hx-trigger": "input changed delay:400ms",
            "hx-target": f"#live-{spec.name}",
            "hx-sync": "this:replace",
        }
    )
