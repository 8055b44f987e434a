"""Changing how the result of a dossier is received, after it was filed."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.states import RUNNING
from motcua.kernel.errors import TooManyAttemptsError
from motcua.portal import access
from motcua.portal.views.status import ask
from motcua.procedures import selectors as procedures
from motcua.procedures.corrections import CorrectionForm
from motcua.ui import device, unsaved_input

#: Each change sends messages and makes a paper.
_MOST, _WINDOW = 5, timedelta(days=1)
_ENDED = gettext_lazy(
    "Phiên đã hết nên chưa đổi cách nhận kết quả. Hãy mở lại hồ sơ rồi bấm “Đổi cách nhận kết quả”: "
    "những gì bạn đã nhập vẫn còn."
)
_TOO_OFTEN = gettext_lazy(
    "Hôm nay bạn đã đổi cách nhận kết quả nhiều lần. Hãy đổi tiếp vào ngày mai, hoặc gọi điện cho cơ quan."
)


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def change(request: HttpRequest, code: str) -> HttpResponseBase:
    """The form, filled in as things stand; what was typed and not taken is there again."""
    if request.method == "POST":
        unsaved_input.keep(request, request.path)
    found = access.seen_dossier(request, code)
    if found is None:
        if request.method == "POST":
            messages.warning(request, _ENDED)
        return ask(request, code)
    if (why := receiving.change_hindrance(found)) is not None:
        return _too_late(request, found, MoveNotAllowedError(why))
    if request.method != "POST":
        return _page(request, found, receiving.form_for(found, typed=_typed(request)))
    return _sent(request, found)


def _sent(request: HttpRequest, found: Dossier) -> HttpResponseBase:
    form = receiving.form_for(found, data=request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        audit.limit_attempts(f"receiving:{found.pk}", most=_MOST, window=_WINDOW)
        step = dossiers.change_receiving(found.pk, actor=f"citizen:{found.draft_id}", way=form.changed())
    except TooManyAttemptsError:
        form.add_error(None, str(_TOO_OFTEN))
        return _page(request, found, form)
    except MoveNotAllowedError as error:  # the office was faster
        return _too_late(request, found, error)
    unsaved_input.forget(request, request.path)
    if step is None:
        messages.info(request, _("Bạn chưa đổi gì: cách nhận kết quả vẫn như trước."))
    else:
        messages.success(request, _("Đã đổi cách nhận kết quả. Cơ quan đã được báo."))
    return redirect("portal:dossier", code=found.code)


def _too_late(request: HttpRequest, found: Dossier, error: MoveNotAllowedError) -> HttpResponseBase:
    unsaved_input.forget(request, request.path)
    messages.warning(request, error.message.in_language(access.language()))
    return redirect("portal:dossier", code=found.code)


def _typed(request: HttpRequest) -> dict[str, str]:
    kept = unsaved_input.of(request, request.path)
    return {} if kept is None else {name: str(kept[name]) for name in kept}


def _page(request: HttpRequest, found: Dossier, form: CorrectionForm) -> HttpResponseBase:
    if device.kiosk_of(request):
        form.for_shared_device()
    context = {
        "dossier": found,
        "office": procedures.get_office(found.office),
        "form": form,
        "may_post": receiving.may_be_posted(form),
        "machines": bool(settings.KIOSKS),
        "has_slip": found.state_enum in RUNNING,  # while the office waits there is no day to print
    }
    return access.private(
        render(request, "portal/receiving.html", context, status=422 if form.is_bound else 200)
    )
