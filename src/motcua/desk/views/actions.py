"""Acting on a dossier: ask, confirm, do, and back to the dossier."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk.access import (
    KEEP,
    actor,
    forget_typed,
    handler_page,
    keep_typed,
    kept_typed,
    officer,
    officer_page,
    own_dossier,
    posted_only,
)
from motcua.desk.counter import (
    CounterForm,
    CounterPaymentForm,
    CounterReceivingForm,
    CounterSupplementForm,
)
from motcua.desk.deeds import (
    ACCEPT,
    APPROVE,
    ASK_PAYMENT,
    CHANGE_RECEIVING,
    HAND_OVER,
    PAPER_COPY,
    Deed,
    ensure_possible,
    get_deed,
    unpaid_fee,
    worded,
)
from motcua.desk.evidence import known_now
from motcua.desk.face import face_view
from motcua.desk.forms import (
    ActForm,
    ApproveForm,
    ExtendForm,
    RefuseForm,
    SupplementForm,
)
from motcua.dossiers import selectors, services
from motcua.dossiers.drafting import presence
from motcua.dossiers.errors import ExtensionError, WrongCorrectionError
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.result import receiving
from motcua.dossiers.states import State
from motcua.dossiers.supplementing import corrections
from motcua.dossiers.timing.deadlines import ensure_extendable, first_extension, tax_answers_until
from motcua.kernel.errors import ConflictError, InvalidInputError
from motcua.outcomes.tax import debt
from motcua.papers.photo import PhotoError
from motcua.procedures import selectors as procedures
from motcua.procedures.types import FieldSpec

#: What the form carries of the dossier as the officer saw it.
_CARRIED: Final = frozenset({"seen", "turn"})
#: Fields of which several values may be chosen.
_SEVERAL: Final = frozenset({"items"})
#: What is done with nothing filled in.
_ALONE: Final[dict[str, Callable[..., object]]] = {
    ACCEPT.slug: services.accept,
    HAND_OVER.slug: services.hand_over,
    PAPER_COPY.slug: services.give_paper,
    ASK_PAYMENT.slug: services.ask_payment,
}


@require_http_methods(["GET", "POST"])
@officer_page
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Ask for confirmation (GET) and do it (POST), if the dossier is still as the officer saw it.

    Raises:
        ConflictError: it is not, or the state does not allow this.
        NotAllowedError: the officer's role does not allow this.
    """
    dossier, deed = own_dossier(request, code), get_deed(action)
    if KEEP in request.POST:  # to look at the dossier again: nothing is judged yet, and nothing done
        keep_typed(request)
        return redirect("desk:dossier", code=dossier.code)
    ensure_possible(deed, dossier, officer(request))
    office = procedures.get_office(dossier.office)
    procedure = procedures.for_office(
        procedures.procedure_of(dossier.procedure_code, dossier.procedure_version), office
    )
    language = get_language() or "vi"
    posted, turn = request.method == "POST", selectors.last_turn(dossier)
    data, suggested = (request.POST, {}) if posted else _kept(request, deed, dossier)
    form = deed.form(
        data,
        request.FILES or None,
        initial={**_suggestion(dossier), **suggested, "seen": dossier.state, "turn": turn},
        procedure=procedure,
        language=language,
        answers=dossier.answers,
    )
    if posted:
        keep_typed(request)  # also where a colleague was quicker: the reason is not written twice
    _fit(form, deed, dossier, data=data)
    if posted:
        if form.is_valid() and _is_done(deed, dossier, form, actor(request), language):
            forget_typed(request)
            messages.success(request, worded(deed, procedure).done.in_language(language))
            return redirect("desk:dossier", code=dossier.code)
        if spoilt := sorted(_CARRIED.intersection(form.errors)):  # only a tampered or broken page does
            raise ConflictError(dossier=dossier.code, what=spoilt)
    face = face_view(known_now(dossier)) if deed is APPROVE else None
    context = {
        "dossier": dossier,
        "deed": worded(deed, procedure),
        "form": form,
        "in_words": _in_words(form, dossier),
        "said": _said(dossier) if deed is APPROVE else [],
        "unpaid": unpaid_fee(dossier) if deed is APPROVE else None,
        "unlike": face.headline if face is not None and face.tone == "bad" else None,
    }
    return render(request, "desk/action.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
@posted_only
def met(request: HttpRequest, code: str) -> HttpResponse:
    """Keep that this officer has met the person and compared them with their paper."""
    dossier = own_dossier(request, code)
    presence.meet(dossier.draft_id, actor=actor(request))
    said = _("Đã ghi nhận: bạn đã gặp và đối chiếu %(name)s.") % {"name": dossier.full_name}
    messages.success(request, said)
    return redirect("desk:dossier", code=dossier.code)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
@posted_only
def ask_debt(request: HttpRequest, code: str) -> HttpResponse:
    """Have the tax system asked what the applicant owes.

    Raises:
        ConflictError: debt decides nothing about this dossier.
    """
    dossier = own_dossier(request, code)
    debt.request(dossier.pk, actor=actor(request))
    messages.success(request, _("Đang hỏi cơ quan thuế. Tải lại trang sau ít giây để xem câu trả lời."))
    return redirect("desk:dossier", code=dossier.code)


def _kept(request: HttpRequest, deed: Deed, dossier: Dossier) -> tuple[QueryDict | None, dict[str, Any]]:
    """Return what was typed into this form before as its data; the state seen then is not taken for today's.

    Of an answer to an earlier request only the words are given, as first values: what its fields held may
    have been corrected since.
    """
    kept = kept_typed(request)
    if kept is None:
        return None, {}
    if KEEP in kept:  # half written, so without a word of what is missing
        return None, {name: kept.getlist(name) if name in _SEVERAL else kept[name] for name in kept}
    if "asked" in kept and kept["asked"] != _key(_followed(deed, dossier)):
        return None, {"note": kept.get("note", "")}
    kept["seen"], kept["turn"] = str(int(dossier.state)), str(selectors.last_turn(dossier))
    return kept, {}


def _said(dossier: Dossier) -> list[str]:
    """What the citizen answered in words: it stands beside the form, and the result is made from the form."""
    return [view.note for view in selectors.views_of(dossier) if view.note]


def _in_words(form: ActForm, dossier: Dossier) -> tuple[FieldSpec, ...]:
    asked = selectors.request_of(dossier) if isinstance(form, CounterSupplementForm) else None
    return () if asked is None else corrections.only_in_words(dossier, asked)


def _followed(deed: Deed, dossier: Dossier) -> Transition | None:
    """Return the step after which answers are written anew: a later one may have changed them."""
    return receiving.last_change(dossier) if deed is CHANGE_RECEIVING else selectors.request_of(dossier)


def _key(step: Transition | None) -> str:
    return str(step.pk if step is not None else 0)


def _fit(form: ActForm, deed: Deed, dossier: Dossier, *, data: QueryDict | None) -> None:
    """Fit the form to this dossier, where the procedure does not say everything.

    Raises:
        ConflictError: its answers may have been changed since it was opened.
    """
    if isinstance(form, ExtendForm):
        form.judge = partial(ensure_extendable, dossier)
        form.tell_days(old=dossier.due_on, first=first_extension(dossier))
    if isinstance(form, ApproveForm):
        form.tax_answers_until = tax_answers_until(dossier)
    if not isinstance(form, CounterForm):
        return
    followed = _followed(deed, dossier)
    if data is not None and data.get("asked") != _key(followed):
        raise ConflictError(dossier=dossier.code, what="its answers may have changed since")
    if isinstance(form, CounterReceivingForm):
        form.let_correct(_key(followed), receiving.form_for(dossier, data=data))
    elif isinstance(form, CounterSupplementForm) and followed is not None:
        fields = corrections.form_for(dossier, followed, data=data)
        form.offer(_key(followed), selectors.slots_of(dossier, followed), fields)


@transaction.atomic
def _take_supplement(dossier: Dossier, form: CounterSupplementForm, who: str, seen: State) -> None:
    """Keep what a citizen brought, all of it or nothing.

    Raises:
        PhotoError, InvalidInputError: a photo cannot be kept; its ``details`` name the ``slot``.
    """
    added = []
    for slot, data in form.photos():
        try:
            name = form.cleaned_data.get("name", "") if slot == "other" else ""
            placed = services.add_supplement_photo(dossier.pk, slot, data, capture="file", name=name)
        except (PhotoError, InvalidInputError) as error:
            error.details["slot"] = slot
            raise
        added.append(placed.pk)
    services.answer_supplement(
        dossier.pk,
        actor=who,
        note=form.cleaned_data["note"],
        corrected=form.corrected(),
        seen=seen,
        only=added,
    )


def _suggestion(dossier: Dossier) -> dict[str, str]:
    """After a refusal by the tax office its ground and reason are the likely ones."""
    refusal = dossier.evidence.get("tax_refusal")
    if dossier.decision != "tax_refused" or not refusal:
        return {}
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    ground = "tax_unpaid" if procedure.effect == "cease" else "tax_mismatch"
    return {"ground": ground, "reason": refusal["reason"]}


def _is_done(deed: Deed, dossier: Dossier, form: ActForm, who: str, language: str) -> bool:
    """Do it; what the officer can put right goes to its field instead, and nothing was done."""
    try:
        with transaction.atomic():
            if (turn := form.cleaned_data["turn"]) is not None:
                services.ensure_no_turn_since(dossier.pk, turn)
            _do(deed, dossier, form, who)
    except ExtensionError as error:
        form.add_error("new_day", error.message.in_language(language))
    except WrongCorrectionError as error:
        assert isinstance(form, CounterSupplementForm)
        form.refuse(error.fields)
    except (PhotoError, InvalidInputError) as error:
        if "slot" not in error.details:  # not of a photo: the page of errors has its words
            raise
        form.add_error(str(error.details["slot"]), error.message.in_language(language))
    else:
        return True
    return False


def _do(deed: Deed, dossier: Dossier, form: ActForm, who: str) -> None:
    seen = State(form.cleaned_data["seen"])
    if (alone := _ALONE.get(deed.slug)) is not None:
        alone(dossier.pk, actor=who, seen=seen)
    elif deed is APPROVE:
        assert isinstance(form, ApproveForm)
        services.approve(
            dossier.pk,
            actor=who,
            seen=seen,
            main_line=form.assigned_line(),
            tax_clearance=form.cleaned_data.get("tax_clearance", ""),
        )
    elif isinstance(form, CounterReceivingForm):
        services.change_receiving(dossier.pk, actor=who, way=form.corrected())
    elif isinstance(form, CounterPaymentForm):
        number = form.cleaned_data["receipt_no"]
        services.pay_at_counter(dossier.pk, actor=who, seen=seen, receipt_no=number)
    elif isinstance(form, CounterSupplementForm):
        _take_supplement(dossier, form, who, seen)
    elif isinstance(form, SupplementForm):
        services.ask_supplement(
            dossier.pk,
            actor=who,
            seen=seen,
            items=form.item_names(),
            fields=form.fields_named(),
            reason=form.full_reason(),
            photos=form.asks_photos(),
        )
    elif isinstance(form, ExtendForm):
        day, reason = form.cleaned_data["new_day"], form.cleaned_data["reason"]
        services.extend(dossier.pk, actor=who, seen=seen, new_day=day, reason=reason)
    else:
        assert isinstance(form, RefuseForm)
        ground, reason = form.cleaned_data["ground"], form.cleaned_data["reason"]
        services.refuse(dossier.pk, actor=who, seen=seen, ground=ground, reason=reason)
