"""The control sheet of a dossier and the register of all: what the office keeps (forms 06 and 07)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from motcua.audit import services as audit
from motcua.desk.access import actor, handler_page, officer, own_dossier
from motcua.kernel import clock
from motcua.outcomes import books
from motcua.procedures import selectors as procedures

PAGE_SIZE = 50
#: A quarter: what a report asks for, and what one file still carries.
_MOST = timedelta(days=92)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}
        ),
        error_messages={
            "required": _("Vui lòng ghi ngày."),
            "invalid": _("Vui lòng ghi ngày dạng ngày/tháng/năm, ví dụ 28/12/2026."),
        },
    )


class SpanForm(forms.Form):
    """From which day to which."""

    tu = _day(_("Nhận từ ngày"))
    den = _day(_("Đến hết ngày"))

    def clean(self) -> dict[str, date]:
        """Refuse a span turned round, or one too long for a page."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("tu"), data.get("den")
        if first is not None and last is not None and not timedelta() <= last - first < _MOST:
            self.add_error("den", _("Ngày cuối phải sau ngày đầu và cách không quá 3 tháng."))
        return data


@require_safe
@handler_page
def register(request: HttpRequest) -> HttpResponse:
    """Show what the office received in a span of days, this month if none is given; with ``?pdf`` form 07."""
    office = procedures.get_office(officer(request).office)
    today = clock.today()
    asked = request.GET if "tu" in request.GET or "den" in request.GET else None
    form = SpanForm(asked, initial={"tu": today.replace(day=1), "den": today})
    if form.is_bound and not form.is_valid():
        return render(request, "desk/register.html", {"here": "register", "form": form}, status=422)
    given = form.cleaned_data if form.is_bound else form.initial
    first, last = given["tu"], given["den"]
    span = {"first": first.isoformat(), "last": last.isoformat()}
    audit.record(actor=actor(request), action="register.viewed", subject=f"office:{office.slug}", **span)
    rows = books.register(office.slug, first, last)
    if "pdf" in request.GET:
        return _pdf(books.render_register(office, first, last, rows), f"so-theo-doi-{first}-{last}")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"here": "register", "form": form, "page": page, "span": f"tu={first}&den={last}"}
    return render(request, "desk/register.html", context)


@require_safe
@handler_page
def control_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show form 06 of a dossier; the look is recorded."""
    dossier = own_dossier(request, code)
    audit.record(actor=actor(request), action="dossier.control_sheet", subject=f"dossier:{dossier.code}")
    return _pdf(books.render_control_sheet(dossier), f"phieu-kiem-soat-{dossier.code}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
