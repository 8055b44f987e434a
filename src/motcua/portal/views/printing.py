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

#: The paper that the next look at its page prints: going back to that page must not print it again.
_PRINTS: Final = "portal_prints"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """Show the paper's pages (GET); keep that the result was given here and print them (POST).

    A revoked paper is not shown again; one that was replaced is printed as what it was, and gives no result.
    """
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(request, code)
    kiosk = device.kiosk_of(request)
    if not kiosk:  # elsewhere people take the file
        return redirect("portal:dossier", code=code)
    shown, pages = papers.pictures(found, paper)
    wanted, gone = request.method == "POST", shown.standing == "revoked"
    if wanted and not gone:
        _given(found, shown, kiosk)
        request.session[_PRINTS] = paper
        return redirect("portal:print", code=code, paper=paper)
    printing = not gone and request.method == "GET" and request.session.pop(_PRINTS, None) == paper
    context = {"dossier": found, "paper": shown, "pages": pages, "printing": printing}
    return access.private(
        render(request, "portal/print.html", context, status=409 if wanted and gone else 200)
    )


def _given(found: Dossier, shown: papers.Paper, kiosk: str) -> None:
    subject = f"dossier:{found.code}"
    audit.record(actor="system:kiosk", action="paper.printed", subject=subject, kind=shown.kind, kiosk=kiosk)
    is_result = papers.is_result(shown)
    # What the post carries is handed over by the post.
    delivery = selectors.delivery_of(found)
    posted = delivery is not None and not delivery.ended
    if is_result and found.state_enum == State.DECIDED and not posted:
        dossiers.hand_over(found.pk, actor="system:kiosk", seen=State.DECIDED)
