"""Choosing what to do, and beginning."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import signing_in
from motcua.dossiers.models import Channel
from motcua.portal import access, limits, path
from motcua.portal.sharing import receivers
from motcua.procedures import selectors as procedures
from motcua.ui import device

#: One address may open this many drafts an hour: a café behind one address fits, a script does not.
_BEGIN_LIMIT, _BEGIN_WINDOW = 60, timedelta(hours=1)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: the procedures, the look-up, an unfinished filing. A machine in a hall has its own."""
    if device.kiosk_of(request):
        return redirect("kiosk:home")
    office = procedures.default_office()
    context = {
        "office": office,
        "procedures": procedures.list_procedures(office),
        "drafts": [
            (draft, path.procedure_of(draft), path.where_left_off(draft))
            for draft in [item for item in access.drafts_of(request) if item.completed_at is None][:3]
        ],
    }
    return render(request, "portal/home.html", context)


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """What a procedure needs, gives, costs and rests on."""
    office = procedures.default_office()
    found = procedures.get_procedure(code, on=procedures.law_day(office))
    context = {
        "procedure": found,
        "office": office,
        "online": found.fee("online"),
        "counter": found.fee("paper"),
    }
    return render(request, "portal/procedure.html", context)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft for this session."""
    limits.limit(request, "begin", most=_BEGIN_LIMIT, window=_BEGIN_WINDOW)
    office = procedures.default_office()
    channel = Channel.KIOSK if device.kiosk_of(request) else Channel.ONLINE
    draft = dossiers.begin(
        procedure_code=code, office=office.slug, language=access.language(), channel=channel
    )
    access.begin_anew_at_kiosk(request)
    access.remember_draft(request, draft)
    person = access.person_of(request)
    if person is not None:
        draft = signing_in.give_to(draft.pk, person, language=access.language())
    return redirect(path.after_signing_in(draft))


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How personal data are treated."""
    context = {
        "office": procedures.default_office(),
        "receivers": receivers(),
        "face_days": settings.FACES_KEPT_DAYS,
    }
    return render(request, "portal/privacy.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to get help, and what the pages can do for people who see, hear or move differently."""
    return render(request, "portal/help.html", {"office": procedures.default_office()})
