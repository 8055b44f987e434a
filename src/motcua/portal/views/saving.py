"""Going on later or on another device, and leaving no trace on this one."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Draft
from motcua.kernel import ids
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.portal import access, limits, path
from motcua.ui import device

_RESUME_LIMIT, _RESUME_WINDOW = 12, timedelta(minutes=15)

_UNKNOWN = Bilingual(
    vi="Không có hồ sơ nào ứng với mã này. Mã có thể đã hết hạn, hoặc đã được thay bằng mã mới hơn.",
    en="No saved filing has this code. It may have expired, or a newer code has replaced it.",
)


class ResumeForm(forms.Form):
    """The code, typed in any way people type it."""

    code = forms.CharField(
        label=gettext_lazy("Mã làm tiếp"),
        help_text=gettext_lazy("10 chữ và số, ví dụ 7K2M9-QX4TC. Chữ hoa hay chữ thường đều được."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Hãy nhập mã làm tiếp")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def save(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Give out a code. It is shown once: only its digest is kept."""
    code = ids.format_resume_code(dossiers.issue_resume_code(draft.pk)) if request.method == "POST" else ""
    context = {"draft": draft, "code": code, "on": path.where_left_off(draft)}
    return render(request, "portal/save.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Open a saved filing with its code."""
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = limits.limit(request, "resume", most=_RESUME_LIMIT, window=_RESUME_WINDOW)
        try:
            draft = dossiers.resume(form.cleaned_data["code"], officer=access.officer_of(request))
        except ids.ResumeCodeError as error:
            form.add_error("code", error.message.in_language(access.language()))
        except NotFoundError:
            form.add_error("code", _UNKNOWN.in_language(access.language()))
        else:
            audit.uncount_attempt(
                key
            )  # forgiving all would let a guesser begin anew with a code of their own
            access.begin_anew_at_kiosk(request)
            access.remember_draft(request, draft)
            return redirect(path.where_left_off(draft))
    return render(request, "portal/resume.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest) -> HttpResponseBase:
    """End the session (POST): what was opened on this device is closed on it.

    Who has an unfinished filing open is asked before (GET): without a code nobody opens it again. An officer
    stays signed in; with the ``code`` of a dossier that was open they go on with it at the desk.
    """
    if request.method != "POST":
        return _ask_before_closing(request)
    if request.user.is_authenticated:
        code, queue = request.POST.get("code", ""), resolve_url(settings.LOGIN_REDIRECT_URL)
        was_open = access.may_see(request, code)
        on = access.close(request, queue)
        # A provider leads back only to an address it knows, which that of one dossier is not.
        return redirect("desk:dossier", code=code) if was_open and on == queue else redirect(on)
    if device.kiosk_of(request):
        left = redirect(access.close(request, reverse("kiosk:home")))
        left.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # who comes next is greeted in Vietnamese
        return left
    on = access.close(request, reverse("portal:home"))
    messages.success(request, _("Đã đóng hồ sơ trên máy này. Người dùng máy sau bạn không mở lại được."))
    return redirect(on)


def _ask_before_closing(request: HttpRequest) -> HttpResponseBase:
    wanted, drafts = request.GET.get("ho-so", ""), access.drafts_of(request)
    draft = next((item for item in drafts if str(item.pk) == wanted), drafts[0] if drafts else None)
    if draft is None:
        return redirect("kiosk:home" if device.kiosk_of(request) else "portal:home")
    context = {"draft": draft, "on": path.where_left_off(draft)}
    return access.private(render(request, "portal/finish.html", context))
