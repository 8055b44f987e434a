"""The first page of the machine, and making a browser such a machine."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.kernel.errors import NotFoundError
from motcua.procedures import selectors as procedures
from motcua.ui import device

#: A browser keeps a cookie at most about this long; the machine is set up again after it.
_A_YEAR = 365 * 24 * 3600


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here, in large letters.

    Raises:
        NotFoundError: this browser is no machine of the office.
    """
    if not device.kiosk_of(request):
        raise NotFoundError(what="no kiosk")
    office = procedures.default_office()
    context = {"office": office, "procedures": procedures.list_procedures(office)}
    return render(request, "kiosk/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Make this browser the machine that the link names (POST); ask before (GET).

    Raises:
        NotFoundError: the link is old or not ours, or its machine is not listed any more.
    """
    name = device.name_in(token)
    if not name:
        raise NotFoundError(what="kiosk link")
    if request.method != "POST":
        return render(request, "kiosk/set_up.html", {"name": name})
    audit.record(actor="system:kiosk", action="kiosk.set_up", subject=f"kiosk:{name}")
    response = redirect("kiosk:home")
    response.set_cookie(
        device.COOKIE,
        device.proof_of(name),
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
