"""Signing in with the State's identity provider. Nobody has to: each page of it has a way on without."""

import logging
import uuid
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import signing_in
from motcua.dossiers.drafting.signing_in import StaleSignInError
from motcua.dossiers.models import Draft
from motcua.interconnect.types import OutsideCallError
from motcua.kernel.errors import NotFoundError, OutsideSystemError
from motcua.portal import access, path
from motcua.ui import device, network

log = logging.getLogger(__name__)
_STARTED = "sign_in"
_LIMIT, _WINDOW = 60, timedelta(hours=1)
#: Failures that are no failure of the provider: what came is not believed.
_NOT_BELIEVED = frozenset({"untrusted", "refused_by_protocol", "wrong_answer"})
Reason = Literal["away", "declined", "stale", "not_believed"]
_STATUS: dict[Reason, int] = {"away": 503, "declined": 200, "stale": 400, "not_believed": 403}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Say what the provider will tell and what for; the button goes there.

    Raises:
        NotFoundError: no provider is connected, or this is a machine that everybody uses.
    """
    if not signing_in.is_offered() or device.kiosk_of(request):
        raise NotFoundError(what="identity provider")
    posted = request.method == "POST"
    draft = _draft(request, (request.POST if posted else request.GET).get("ho-so", ""))
    if posted:
        audit.limit_attempts(f"sign-in:{network.address(request)}", most=_LIMIT, window=_WINDOW)
        try:
            address, kept = signing_in.begin(_back())
        except OutsideSystemError as error:
            log.warning("signing in: %s", error)
            return _failed(request, "away", draft)
        # Where to go on is an identifier this session holds, never an address: nobody is led elsewhere.
        request.session[_STARTED] = {**kept, "draft": str(draft.pk) if draft is not None else ""}
        return redirect(address)
    context = {
        "draft": draft,
        "on": _on(draft),
        "person": access.person_of(request),
        "closes": access.has_others(request, draft),
    }
    return access.private(render(request, "portal/sign_in.html", context))


@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """The provider sent the browser back: believe it only for the sign-in that was begun here, once."""
    kept = request.session.pop(_STARTED, {})
    draft = _draft(request, kept.get("draft", ""))
    if "error" in request.GET:
        return _failed(request, "declined" if kept else "stale", draft)
    try:
        person = signing_in.finish(
            kept,
            redirect_uri=_back(),
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
        )
    except StaleSignInError:
        return _failed(request, "stale", draft)
    except OutsideCallError as error:
        log.warning("signing in: %s: %s", error.kind, error.what)  # neither names anybody
        return _failed(request, "not_believed" if error.kind in _NOT_BELIEVED else "away", draft)
    access.remember_person(request, person, draft=draft)
    draft = _draft(request, kept.get("draft", ""))  # closed if the session was another person's
    if draft is None:
        return redirect("portal:own-dossiers")
    draft = signing_in.give_to(draft.pk, person, language=access.language())
    messages.success(request, _("Đã đăng nhập. Họ tên, ngày sinh và số định danh đã được điền vào đơn."))
    return redirect(path.after_signing_in(draft))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close everything on this device, and lead to the provider's own sign-out where it has one."""
    on = access.close(request, reverse("kiosk:home" if device.kiosk_of(request) else "portal:home"))
    messages.success(request, _("Đã đăng xuất và đóng hồ sơ trên máy này."))
    return redirect(on)


def _back() -> str:
    """Return our own address as the provider knows it: of the settings, not of what the browser asked for."""
    return settings.PUBLIC_URL + reverse("portal:signed-in")


def _draft(request: HttpRequest, named: str) -> Draft | None:
    try:
        draft_id = uuid.UUID(named)
        draft = dossiers.get(draft_id) if access.holds(request, draft_id) else None
    except (ValueError, NotFoundError):
        return None
    return None if draft is None or access.at_officers(request, draft) else draft


def _on(draft: Draft | None) -> str:
    return reverse("portal:home") if draft is None else path.where_left_off(draft)


def _failed(request: HttpRequest, reason: Reason, draft: Draft | None) -> HttpResponseBase:
    context = {"reason": reason, "draft": draft, "on": _on(draft)}
    return access.private(render(request, "portal/sign_in_failed.html", context, status=_STATUS[reason]))
