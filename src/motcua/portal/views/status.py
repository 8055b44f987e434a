"""Following a dossier: opened by its code together with a birth date or a phone number, never by the code."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.contact import conversation, ratings
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.states import MOVES, NAMES, PAUSED, State
from motcua.kernel import ids
from motcua.kernel.errors import InvalidInputError, NotFoundError
from motcua.outcomes import appointment
from motcua.portal import access, limits, papers
from motcua.portal.conversation import TalkForm
from motcua.portal.promise import promise_of
from motcua.portal.timeline import Entry, timeline_of, tone_of
from motcua.procedures import selectors as procedures
from motcua.ui import device, unsaved_input

#: Guessing a birth date takes thousands of tries. Many phones share one address at a carrier, so the limit on
#: an address is wide and the one on a code narrow.
_PER_ADDRESS, _PER_CODE, _WINDOW = 40, 8, timedelta(minutes=15)


def clean_fact(fact: str) -> str:
    """Return a second fact; for what is none "not found" would send its writer after the code.

    Raises:
        ValidationError: it is neither a whole birth date nor a telephone number.
    """
    if not selectors.is_second_fact(fact):
        text = _(
            "Hãy ghi đủ ngày, tháng và bốn số của năm sinh, ví dụ 05/09/1990, "
            "hoặc cả số điện thoại, ví dụ 0901 234 567"
        )
        raise forms.ValidationError(text)
    return fact


class LookUpForm(forms.Form):
    """The code and a second fact."""

    code = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        help_text=gettext_lazy("In ở đầu giấy tiếp nhận, ví dụ H29.26.740-261124-0001"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Hãy nhập mã hồ sơ")},
    )
    fact = forms.CharField(
        label=gettext_lazy("Ngày sinh hoặc số điện thoại của người nộp"),
        help_text=gettext_lazy("Ví dụ 05/09/1990 hoặc 0901 234 567"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": gettext_lazy("Hãy nhập ngày sinh hoặc số điện thoại")},
    )

    def clean_code(self) -> str:
        """Take the address in a QR code of ours for the code it holds, and what is nearly a code for one.

        What is none is told so: not to be found it costs a try and sends people looking at their birth date.
        """
        typed = ids.dossier_code_in(self.cleaned_data["code"])
        try:
            return ids.dossier_code_meant(typed, procedures.default_office().identifier)
        except ids.DossierCodeError as error:
            raise forms.ValidationError(error.message.in_language(access.language())) from error

    def clean_fact(self) -> str:
        """Say what is wrong with what is no fact at all."""
        return clean_fact(self.cleaned_data["fact"])


class WithdrawForm(forms.Form):
    """Taking a dossier back is asked for twice."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do rút hồ sơ"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Tôi muốn rút hồ sơ này"),
        error_messages={"required": gettext_lazy("Hãy đánh dấu để xác nhận rút hồ sơ")},
    )


def _attempts_key(code: str) -> str:
    """Return under what attempts at a code are counted: one spelling, however it was typed."""
    try:
        return f"status:code:{ids.parse_dossier_code(code)}"
    except InvalidInputError:
        return f"status:code:{''.join(code.split()).upper()}"  # no dossier's, so nothing to guess


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Ask for the two facts. A wrong code and a wrong fact get one and the same answer."""
    code = request.GET.get("ma", "")[:60]
    form = LookUpForm(request.POST if request.method == "POST" else None, initial={"code": code})
    kiosk = device.kiosk_of(request)
    if kiosk and not form.is_bound:  # a scanner types: into nothing if nothing has the focus
        form.fields["fact" if code else "code"].widget.attrs["autofocus"] = True
    elif kiosk and list(form.errors) == ["fact"] and not form.data.get("fact"):
        return _ask_fact(form.cleaned_data["code"])  # it ends with Enter, before anybody could type the fact
    if form.is_valid():
        code = form.cleaned_data["code"]
        limits.limit(request, "status:address", most=_PER_ADDRESS, window=_WINDOW)
        key = _attempts_key(code)
        audit.limit_attempts(key, most=_PER_CODE, window=_WINDOW)
        try:
            found = selectors.for_citizen(code=code, second_fact=form.cleaned_data["fact"])
        except NotFoundError as error:
            form.add_error(None, error.message.in_language(access.language()))
        else:
            audit.clear_attempts(key)
            access.remember_looked_up(request, found)
            return redirect("portal:dossier", code=found.code)
    context = {"form": form, "closes": bool(kiosk) and access.has_open(request)}
    return access.private(
        render(request, "portal/look_up.html", context, status=422 if form.is_bound else 200)
    )


@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponseBase:
    """Where the dossier stands; without the second fact, the page that asks for it."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    kept = unsaved_input.of(request, reverse("portal:talk", args=[found.code]))
    return show(request, found, TalkForm(initial={"text": kept.get("text", "")} if kept else None))


def show(request: HttpRequest, found: Dossier, form: TalkForm) -> HttpResponseBase:
    """The page of a dossier, with what was typed as a message; the office's messages are seen by it."""
    entries, order = timeline_of(found), selectors.open_order(found)
    given = papers.papers_of(found)
    too_much = sum(item.back for item in selectors.payments_of(found))
    is_officer = request.user.is_authenticated
    thread = [] if is_officer else conversation.thread(found, to_citizen=True)
    if request.method != "HEAD" and not is_officer:
        conversation.mark_seen(found, by=conversation.Side.CITIZEN)
    context = {
        "dossier": found,
        "procedure": procedures.procedure_of(found.procedure_code, found.procedure_version),
        "office": procedures.get_office(found.office),
        "state": found.state_enum,
        "tone": tone_of(found.state_enum),
        "entries": entries,
        "request": request,
        "asked": last_of(entries, "ask_supplement"),
        "refused": last_of(entries, "reject") or last_of(entries, "refuse_intake"),
        "papers": given,
        "result": next((item for item in given if item.result), None),
        "taken_back": next(
            (item for item in given if item.standing == "revoked" and item.kind == "certificate"), None
        ),
        "state_name": NAMES[found.state_enum],
        "paused": found.state_enum in PAUSED,
        "promise": promise_of(found),
        "paper_at_counter": receiving.paper_hindrance(found) is None,
        "may_answer": found.state_enum == State.SUPPLEMENT_REQUIRED,
        "may_withdraw": found.state_enum in MOVES["withdraw"].sources,
        "business": found.business,
        "business_status": selectors.business_status(found.business).value if found.business else None,
        "order": order,
        "told": selectors.notifications_of(found, to_citizen=True),
        "delivery": selectors.delivery_of(found),
        "too_much": too_much,
        "fee": order.amount if order else 0,
        "may_rate": ratings.may_rate(found),
        "is_officer": is_officer,
        "thread": thread,
        "unread": any(item.side == conversation.Side.OFFICE and item.seen_at is None for item in thread),
        "may_write": conversation.may_write(found),
        "form": form,
        "withdrawn": found.state_enum == State.WITHDRAWN,
        "granted": found.state_enum in {State.DECIDED, State.RETURNED},
    }
    status = 422 if form.errors else 200
    return access.private(render(request, "portal/dossier.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the dossier back."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    if found.state_enum not in MOVES["withdraw"].sources:
        return redirect("portal:dossier", code=code)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        dossiers.withdraw(found.pk, actor=f"citizen:{found.draft_id}", reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã rút hồ sơ."))
        return redirect("portal:dossier", code=code)
    context = {"form": form, "dossier": found}
    return access.private(
        render(request, "portal/withdraw.html", context, status=422 if form.is_bound else 200)
    )


@require_safe
@access.no_kiosk
def paper(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """A paper the office gave out, as PDF."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    return access.private(papers.download(found, paper, by_citizen=access.takes(request)))


@require_safe
@access.no_kiosk
def paper_data(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """What a certificate says, for machines."""
    found = access.seen_dossier(request, code)
    return ask(request, code) if found is None else access.private(papers.download_data(found, paper))


@require_safe
@access.no_kiosk
def paper_credential(request: HttpRequest, code: str, paper: int) -> HttpResponseBase:
    """A certificate for a wallet."""
    found = access.seen_dossier(request, code)
    return ask(request, code) if found is None else access.private(papers.download_credential(found, paper))


@require_safe
@access.no_kiosk
def calendar(request: HttpRequest, code: str) -> HttpResponseBase:
    """The promised day for the calendar of a phone."""
    found = access.seen_dossier(request, code)
    if found is None:
        return ask(request, code)
    content = appointment.calendar_file(found, language=access.language())
    response = HttpResponse(content, content_type=appointment.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{found.code}.ics"'
    return access.private(response)


def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Send to the question for the second fact, whether or not there is such a dossier.

    At the machine in the hall without the code: who presses "back" there may be the next in line.
    """
    return redirect("portal:look-up") if device.kiosk_of(request) else _ask_fact(code)


def _ask_fact(code: str) -> HttpResponse:
    return redirect(f"{reverse('portal:look-up')}?{urlencode({'ma': code})}")


def last_of(entries: list[Entry], move: str) -> Entry | None:
    """Return the latest entry of a move."""
    return next((entry for entry in reversed(entries) if entry.move == move), None)
