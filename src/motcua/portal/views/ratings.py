"""A word on how it went, once the office has finished; and what everybody said, for anybody to see."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.dossiers.contact import ratings
from motcua.portal import access
from motcua.portal.views.status import ask
from motcua.procedures import selectors as procedures


class RatingForm(forms.Form):
    """One question a step; only the one on the whole must be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = access.language()
        for step, name in ratings.STEPS.items():
            self.fields[step] = forms.TypedChoiceField(
                label=name.in_language(language),
                choices=[(score, word.in_language(language)) for score, word in ratings.SCORES.items()],
                coerce=int,
                empty_value=None,
                required=step == "overall",
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Hãy chọn một mức cho câu này")},
            )

    def scores(self) -> dict[str, int]:
        """Return the steps that were answered."""
        return {step: score for step, score in self.cleaned_data.items() if score is not None}


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def rate(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask how it went."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    if not ratings.may_rate(found):
        return redirect("portal:dossier", code=code)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ratings.rate(found, form.scores())
        messages.success(request, _("Cảm ơn bạn đã đánh giá."))
        return redirect("portal:dossier", code=code)
    context = {"form": form, "dossier": found}
    return access.private(render(request, "portal/rate.html", context, status=422 if form.is_bound else 200))


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What people said of this office."""
    office = procedures.get_office(settings.OFFICE)
    rows = [{"name": ratings.STEPS[total.step], "total": total} for total in ratings.totals(settings.OFFICE)]
    context = {"office": office, "rows": rows, "overall": rows[0]["total"] if rows else None}
    return render(request, "portal/ratings.html", context)
