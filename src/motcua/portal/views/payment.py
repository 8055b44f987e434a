"""Paying a fee: what to pay, where to, and a code that any Vietnamese banking app can scan."""

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from motcua.dossiers import selectors
from motcua.interconnect import services as interconnect
from motcua.portal import access
from motcua.portal.views.status import ask
from motcua.procedures import selectors as procedures


@require_safe
def pay(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show what is asked for now; when nothing is (any more), where the dossier stands."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    order = selectors.open_order(found)
    if order is None:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(reverse("portal:dossier", args=[code]))
        return redirect("portal:dossier", code=code)
    office = procedures.get_office(found.office)
    # Where no bank tells us of transfers, nobody is asked to make one.
    account = office.bank_account if interconnect.is_connected("bank") else None
    got = selectors.received(order)
    if request.headers.get("HX-Request"):  # only asks whether money came: what is being copied stays as it is
        known = request.GET.get("da-nhan", "")
        return HttpResponse(status=204) if known == str(got) else HttpResponseClientRefresh()
    left = max(order.amount - got, 0)
    context = {
        "dossier": found,
        "office": office,
        "procedure": procedures.procedure_of(found.procedure_code, found.procedure_version),
        "order": order,
        "account": account,
        "got": str(got),
        "left": left,
        "received": got,
    }
    if account is not None:
        text = interconnect.payment_code(
            bank=account.bin, account=account.number, amount=left, purpose=order.reference
        )
        context["qr"] = segno.make(text, error="m").svg_data_uri(border=3, omitsize=True)
    return access.private(render(request, "portal/payment.html", context))
