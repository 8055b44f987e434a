"""Printing a result at the machine in the hall; the machine notes that it was given."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.portal import access, papers
from motcua.portal.views import status
from motcua.ui import device

#: The papers that are a dossier's result; printing another one hands nothing over.
_RESULTS: Final = frozenset({"certificate", "confirmation"})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """Show the paper's pages (GET); print them and keep that the result was given here (POST)."""
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(code)
    kiosk = device.kiosk_of(request)
    if not kiosk:  # elsewhere people take the file
        return redirect("portal:dossier", code=code)
    kind, pages = papers.pictures(found, paper)
    if request.method == "POST":
        _given(found, kind, kiosk)
    context = {
        "dossier": found,
        "name": papers.NAMES[kind],
        "pages": pages,
        "printing": request.method == "POST",
    }
    return access.private(render(request, "portal/print.html", context))


def _given(found: Dossier, kind: str, kiosk: str) -> None:
    audit.record(
        actor="system:kiosk", action="paper.printed", subject=f"dossier:{found.code}", kind=kind, kiosk=kiosk
    )
    # What the post carries is handed over by the post.
    if kind in _RESULTS and found.state_enum == State.DECIDED and selectors.delivery_of(found) is None:
        dossiers.hand_over(found.pk, actor="system:kiosk", seen=State.DECIDED)
