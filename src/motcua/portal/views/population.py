"""Asking for consent to take over what the population database holds, and showing what came."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.dossiers.drafting import population_fetch
from motcua.dossiers.drafting.prefilling import POPULATION
from motcua.dossiers.models import Draft
from motcua.portal import access, path
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
    """Ask once; coming back shows what came, with the way to take it back."""
    state = population_fetch.state_of(draft)
    if state == "off":
        return redirect(path.where_left_off(draft))
    if request.headers.get("HX-Request"):
        # htmx leaves the page as it is, and a screen reader stays quiet, until there is something new.
        waits = state == "waiting"
        return HttpResponse(status=204) if waits else HttpResponse(headers={"HX-Refresh": "true"})
    posted = request.method == "POST"
    if posted and "rut" in request.POST:
        population_fetch.withdraw(draft.pk)
        messages.success(request, _("Đã rút lại đồng ý. Thông tin đã lấy được bỏ khỏi đơn."))
        return redirect("portal:population", draft_id=draft.pk)
    form = ConsentForm(request.POST if posted else None)
    if form.is_valid():
        if form.cleaned_data["agree"] == "yes":
            population_fetch.agree(draft.pk, language=access.language())
            return redirect("portal:population", draft_id=draft.pk)
        return redirect(path.where_left_off(draft))
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
