"""Money that matches no dossier: the list, and one transfer with what becomes of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.desk.access import actor, forget_typed, keep_typed, kept_typed, officer, officer_page
from motcua.desk.forms import TransferForm
from motcua.desk.words import actor_words
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Transfer
from motcua.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual

PAGE_SIZE = 25
_NOT_YOURS = Bilingual(
    vi="Việc này dành cho kế toán hoặc người quản trị của cơ quan.",
    en="Only the office's accountant or administrator may do this.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as the pages show it; ``why`` says why it waits or waited.

    ``back`` is how much is to be paid back if not all, ``matched`` the dossier an officer matched it with.
    """

    transfer: Transfer
    amount: int
    back: int
    why: Bilingual
    matched: str


@require_safe
@officer_page
def transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers that wait, or with ``?nhom=da-xu-ly`` those dealt with; the look is recorded."""
    office = _office(request)
    done = request.GET.get("nhom") == "da-xu-ly"
    waiting = selectors.waiting_transfers(office)
    shown = selectors.decided_transfers(office) if done else waiting
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("trang"))
    audit.record(actor=actor(request), action="transfers.viewed", subject=f"office:{office}")
    context = {
        "here": "transfers",
        "done": done,
        "count": len(waiting),
        "rows": [_row(item) for item in page.object_list],
        "page": page,
    }
    return render(request, "desk/transfers.html", context)


@require_http_methods(["GET", "POST"])
@officer_page
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer (GET) and take the officer's word on it (POST); both are recorded."""
    office = _office(request)
    found = selectors.get_transfer(office, pk)
    may_match = selectors.may_match(found)
    posted = request.method == "POST"
    form = TransferForm(request.POST if posted else kept_typed(request), may_match=may_match)
    if posted:
        keep_typed(request)
    if posted and form.is_valid():
        try:
            _decide(form, pk, office, actor(request))
        except (ConflictError, NotFoundError) as error:
            if not may_match or form.cleaned_data["what"] != "match":
                raise
            form.add_error("code", error.message.in_language(get_language() or "vi"))
        else:
            forget_typed(request)
            messages.success(request, _("Đã ghi nhận cách xử lý khoản chuyển."))
            return redirect("desk:transfers")
    if request.method == "GET":
        audit.record(actor=actor(request), action="transfer.viewed", subject=f"transfer:{pk}")
    decisions = list(found.decisions.all())
    names = actor_words({item.decided_by for item in decisions})
    context = {
        "here": "transfers",
        "row": _row(found),
        "form": form if selectors.waits(found) else None,
        "may_match": may_match,
        "decisions": [(item, names[item.decided_by]) for item in decisions],
    }
    return render(request, "desk/transfer.html", context, status=422 if posted and form.errors else 200)


def _office(request: HttpRequest) -> str:
    if not officer(request).may_handle_money:
        raise NotAllowedError(_NOT_YOURS, user=officer(request).get_username())
    return officer(request).office


def _row(item: Transfer) -> Row:
    paid = selectors.incoming_payment(item)
    back = paid.back if 0 < paid.back < item.amount else 0
    last = list(item.decisions.all())[-1:]
    matched = last[0].order.dossier.code if last and last[0].order is not None else ""
    return Row(item, item.amount, back, paid.note, matched)


def _decide(form: TransferForm, pk: int, office: str, who: str) -> None:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["what"] == "match":
        code = form.cleaned_data["code"].strip().upper()
        services.match_transfer(pk, office=office, code=code, actor=who, reason=reason)
    else:
        services.mark_to_pay_back(pk, office=office, actor=who, reason=reason)
