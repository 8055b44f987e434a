"""The dossier is filed: its code, its promised date, its slip, and what happens next."""

from datetime import timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.dossiers.models import Channel, Dossier
from motcua.kernel import clock
from motcua.portal import access, papers
from motcua.procedures import selectors as procedures

#: A slip takes seconds; when its stamp or key is away nobody knows how long, and nobody need stand and wait.
_SOON = timedelta(seconds=20)
#: In the address of who was told so.
_TOLD = "cham"


@require_safe
@access.with_filed_draft
def filed(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page after filing; it can be opened again as long as the session lasts."""
    if not access.may_see(request, dossier.code):
        access.remember_dossier(request, dossier)
    given = papers.papers_of(dossier)
    late = not given and clock.now() - dossier.submitted_at > _SOON
    if "HX-Request" in request.headers and not given and (not late or _TOLD in request.GET):
        return HttpResponse(status=204)  # page and focus stay, and a screen reader is quiet
    address = f"{settings.PUBLIC_URL}{reverse('portal:look-up')}?ma={dossier.code}"
    context = {
        "dossier": dossier,
        "procedure": procedures.procedure_of(dossier.procedure_code, dossier.procedure_version),
        "office": procedures.get_office(dossier.office),
        "papers": given,
        "late": late,
        "by_officer": dossier.draft.taken_by and request.user.is_authenticated,
        "by_post": dossier.channel == Channel.POST,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=2, omitsize=True),
    }
    return render(request, "portal/filed.html", context)


@require_safe
@access.no_kiosk
@access.with_filed_draft
def paper(request: HttpRequest, dossier: Dossier, paper: int) -> HttpResponse:
    """The slip as PDF; an officer prints it for who stands at the counter."""
    at_counter = bool(request.user.is_authenticated)
    return papers.download(dossier, paper, by_citizen=access.takes(request), to_print=at_counter)
