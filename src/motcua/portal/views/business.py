"""Which registered business a filing is about: found by the owner's card, or by code and second fact."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import CeasedBusinessError
from motcua.dossiers.models import Business, Draft
from motcua.kernel.errors import NotFoundError
from motcua.portal import access, path
from motcua.portal.views.status import clean_fact
from motcua.procedures import services as procedures
from motcua.ui import network

#: As for looking up a dossier: the second fact is not to be guessed.
_PER_ADDRESS, _PER_CODE, _WINDOW = 40, 8, timedelta(minutes=15)


class BusinessForm(forms.Form):
    """The code on the certificate and a second fact about the owner."""

    code = forms.CharField(
        label=gettext_lazy("Mã số hộ kinh doanh"),
        help_text=gettext_lazy("In ở đầu giấy chứng nhận, ngay dưới tên giấy."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Hãy nhập mã số hộ kinh doanh")},
    )
    fact = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc ngày sinh của chủ hộ"),
        help_text=gettext_lazy(
            "Ví dụ 0901 234 567 hoặc 05/09/1990. Với số điện thoại đã đăng ký, đơn được điền sẵn nhiều hơn."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": gettext_lazy("Hãy nhập số điện thoại hoặc ngày sinh của chủ hộ")},
    )

    def clean_fact(self) -> str:
        """As for looking a dossier up."""
        return clean_fact(self.cleaned_data["fact"])


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def business(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show the business of the card, or ask for the code; both lead to the form."""
    if not path.procedure_of(draft).about_existing:
        return redirect(path.first_step(draft))
    candidate = draft.business or selectors.business_of_card(draft)
    this_one = request.method == "POST" and "this" in request.POST and candidate is not None
    form = BusinessForm(request.POST if request.method == "POST" and not this_one else None)
    chosen, fact = (candidate, "") if this_one else (None, "")
    if form.is_valid():
        chosen, fact = _named(request, draft, form), form.cleaned_data["fact"]
    if chosen is not None:
        try:
            if chosen != draft.business or fact:
                draft = dossiers.link_business(draft.pk, chosen.pk, second_fact=fact)
        except CeasedBusinessError as error:
            form.add_error(None, error.message.in_language(access.language()))
        else:
            if dossiers.collisions_of(draft) and not draft.collision_acknowledged:
                return redirect("portal:collision", draft_id=draft.pk)
            return redirect(path.first_step(draft))
    context = {
        "draft": draft,
        "form": form,
        "candidate": candidate,
        "public_only": not (draft.business_by_phone or selectors.has_shown_face(draft)),
        "name": procedures.business_name(str(candidate.answers["own_name"])) if candidate else "",
        "place": procedures.business_address(candidate.answers) if candidate else "",
        "status": selectors.business_status(candidate).value if candidate else None,
        "progress": path.Progress(2, _("Hộ kinh doanh của bạn")),
        "back": path.reading_address(draft),
    }
    return render(request, "portal/business.html", context, status=422 if form.is_bound else 200)


def _named(request: HttpRequest, draft: Draft, form: BusinessForm) -> Business | None:
    """Return the business of the code and fact that were typed; None, and the form says why."""
    code = dossiers.business_code(form.cleaned_data["code"])
    key = f"business:code:{code}"
    audit.limit_attempts(f"business:address:{network.address(request)}", most=_PER_ADDRESS, window=_WINDOW)
    audit.limit_attempts(key, most=_PER_CODE, window=_WINDOW)
    try:
        found = dossiers.business_by_facts(
            office=draft.office, code=code, second_fact=form.cleaned_data["fact"]
        )
    except NotFoundError as error:
        form.add_error(None, error.message.in_language(access.language()))
        return None
    audit.clear_attempts(key)
    return found
