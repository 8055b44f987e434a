"""Asking for consent to take over what the population database holds, and showing what came."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.dossiers.drafting import population_fetch
from motcua.dossiers.drafting.prefilling import POPULATION
from motcua.dossiers.models import Draft
from motcua.portal import access, consenting, path
from motcua.portal.views.reading import FIELD_NAMES, shown


class ConsentForm(forms.Form):
    """Agreeing or not; silence is neither."""

    agree = forms.ChoiceField(
        label=gettext_lazy("Bạn có đồng ý lấy thông tin của mình không?"),
        help_text=gettext_lazy("Bạn được tự do chọn. Không đồng ý thì hồ sơ vẫn được nhận như thường."),
        choices=[
            ("yes", gettext_lazy("Đồng ý, lấy thông tin của tôi")),
            ("no", gettext_lazy("Không, tôi tự khai")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn đồng ý hoặc không")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def population(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask once; coming back shows what came, with the way to take it back.

    Only who is signed in with the very number is asked (:mod:`motcua.portal.consenting`): who opened the
    filing with a code, or found it open after the sign-in ended, signs in first.
    """
    state = consenting.register_state(request, draft)
    posted = request.method == "POST"
    # A no takes an earlier yes back: pressed in another tab, or on the page that "back" showed again.
    if posted and state != "off" and ("rut" in request.POST or request.POST.get("agree") == "no"):
        return _taken_back(request, draft)
    if state == "off":
        return redirect(path.where_left_off(draft))
    if state == "offered" and not consenting.is_present(request, draft):
        return redirect(f"{reverse('portal:sign-in')}?{urlencode({'ho-so': draft.pk})}")
    if request.headers.get("HX-Request"):
        # htmx leaves the page as it is, and a screen reader stays quiet, until there is something new.
        waits = state == "waiting"
        return HttpResponse(status=204) if waits else HttpResponse(headers={"HX-Refresh": "true"})
    form = ConsentForm(request.POST if posted else None)
    if form.is_valid():
        population_fetch.agree(draft.pk, language=access.language())
        return redirect("portal:population", draft_id=draft.pk)
    held = draft.given.get(POPULATION, {}).get("fields", {})
    context = {
        "draft": draft,
        "form": form,
        "state": state,
        "number": population_fetch.number_of(draft),
        "procedure": path.procedure_of(draft),
        "rows": [(label, shown(held[name], name)) for name, label in FIELD_NAMES.items() if name in held],
        "on": path.where_left_off(draft),
        "progress": path.Progress(1, ""),
    }
    return render(request, "portal/population.html", context, status=422 if form.is_bound else 200)


def _taken_back(request: HttpRequest, draft: Draft) -> HttpResponse:
    if population_fetch.withdraw(draft.pk):
        messages.success(request, _("Đã rút lại đồng ý. Thông tin đã lấy được bỏ khỏi đơn."))
        draft.refresh_from_db()  # without what was fetched the card may be asked for
    if "rut" in request.POST:
        return redirect("portal:population", draft_id=draft.pk)
    return redirect(path.where_left_off(draft))
