"""Taking a dossier in for somebody at the counter, or from an envelope of the public post.

The officer opens a draft here; it is then filled in on the citizen's own pages, on this machine or on a
tablet handed over, with a code that this page gives out.
"""

import uuid
from datetime import timedelta

import segno
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.desk.access import actor, handler_page, officer, posted_only
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Channel, Draft
from motcua.kernel import ids
from motcua.kernel.errors import NotFoundError
from motcua.procedures import selectors as procedures

#: More than an officer can do, fewer than a program gone wild.
_MOST, _WINDOW = 120, timedelta(hours=1)


class IntakeForm(forms.Form):
    """What is taken in, and how it came."""

    procedure = forms.ChoiceField(
        label=_("Thủ tục"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn thủ tục.")},
    )
    channel = forms.ChoiceField(
        label=_("Hồ sơ đến bằng cách nào?"),
        choices=[
            (Channel.COUNTER, _("Người nộp đang ở quầy")),
            (Channel.POST, _("Qua bưu chính công ích: tôi nhập từ đơn giấy có chữ ký")),
        ],
        widget=forms.RadioSelect,
        initial=Channel.COUNTER,
        error_messages={"required": _("Hãy chọn hồ sơ đến bằng cách nào.")},
    )

    def __init__(self, *args: object, office: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        language = get_language() or "vi"
        self.fields["procedure"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (item.code, item.name.in_language(language))
            for item in procedures.list_procedures(procedures.get_office(office))
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def intake(request: HttpRequest) -> HttpResponse:
    """Ask what is taken in (GET); open the draft and show how to go on with it (POST)."""
    office = officer(request).office
    form = IntakeForm(request.POST if request.method == "POST" else None, office=office)
    if form.is_valid():
        audit.limit_attempts(f"intake:{actor(request)}", most=_MOST, window=_WINDOW)
        draft = services.begin(
            procedure_code=form.cleaned_data["procedure"],
            office=office,
            language=get_language() or "vi",
            channel=Channel(form.cleaned_data["channel"]),
            taken_by=actor(request),
        )
        return _handed(request, draft)
    context = {
        "here": "intake",
        "form": form,
        "begun": [
            (
                draft,
                procedures.procedure_of(draft.procedure_code, draft.procedure_version),
                services.effective_answers(draft).get("full_name", ""),
            )
            for draft in selectors.taken_in(actor(request), office=office)
        ],
        "filed": selectors.filed_by(actor(request), office=office),
    }
    return render(request, "desk/intake.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
@posted_only
def go_on(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Give out a fresh code for a draft that this officer began; the code before it ends.

    Raises:
        NotFoundError: another officer's, or its time is over.
    """
    office = officer(request).office
    draft = next(
        (item for item in selectors.taken_in(actor(request), office=office) if item.pk == draft_id), None
    )
    if draft is None:
        raise NotFoundError(draft=str(draft_id))
    return _handed(request, draft)


def _handed(request: HttpRequest, draft: Draft) -> HttpResponse:
    code = ids.format_resume_code(services.issue_resume_code(draft.pk))
    # After the mark # it stays in the browser: no server's log keeps it.
    address = f"{settings.PUBLIC_URL}{reverse('portal:resume')}"
    context = {
        "here": "intake",
        "draft": draft,
        "procedure": procedures.procedure_of(draft.procedure_code, draft.procedure_version),
        "by_post": draft.channel == Channel.POST,
        "code": code,
        "address": address,
        "qr": segno.make(f"{address}#{code}", error="m").svg_data_uri(border=2, omitsize=True),
    }
    return render(request, "desk/intake_open.html", context)
