"""What is done with several dossiers at once: giving them to somebody, and taking them in.

Both can be put right and decide nothing. Deciding is done one by one, after a look.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk.access import LAST_LOOK, actor, handler_page, officer, own_dossier, posted_only
from motcua.desk.deeds import ACCEPT, ensure_possible
from motcua.desk.reception import remarks
from motcua.desk.words import handler_words
from motcua.dossiers import selectors, services
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures

#: A page of the list, and a little more: each is looked at for what speaks against it.
MOST = 50
#: No account has this name; nothing chosen is no decision to take the dossiers from somebody.
_NOBODY = "-"
#: In the session: the codes of what was ticked to be taken in.
_TICKED = "desk_ticked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier that somebody wants to take in with others, and what speaks against doing so unseen."""

    dossier: Dossier
    procedure: Bilingual
    remarks: list[Bilingual]


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
@posted_only
def assign(request: HttpRequest) -> HttpResponse:
    """Give the ticked dossiers, or the one whose page was left for this, to an officer or to nobody."""
    user = officer(request)
    to = user.get_username() if "toi" in request.POST else request.POST.get("cho", "")
    chosen = _chosen(request)
    if not chosen or not to:
        messages.warning(request, _("Chưa chọn người phụ trách.") if chosen else _("Chưa chọn hồ sơ nào."))
        return _back(request)
    to = "" if to == _NOBODY else to
    try:
        changed = services.assign(
            [item.pk for item in chosen], office=user.office, to=to, actor=actor(request)
        )
    except MotcuaError as error:
        messages.error(request, error.message.in_language(request.LANGUAGE_CODE))
        return _back(request)
    if to:
        said = _("%(name)s phụ trách thêm %(count)s hồ sơ.")
        messages.success(request, said % {"name": handler_words(to), "count": changed})
    else:
        messages.success(request, _("Số hồ sơ không còn ai phụ trách: %(count)s.") % {"count": changed})
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def take_in(request: HttpRequest) -> HttpResponse:
    """Show which of the ticked can be taken in together and which want a look; take those confirmed in."""
    if "xac-nhan" in request.POST:
        return _take_in(request, _chosen(request))
    if request.method == "POST":  # then shown: the page can be loaded anew, come back to, and read in English
        request.session[_TICKED] = [item.code for item in _chosen(request)]
        return redirect("desk:take-in")
    chosen = _found(request, request.session.get(_TICKED, []))
    candidates = _candidates(officer(request).office, chosen)
    if not candidates:
        messages.warning(request, _("Trong các hồ sơ đã chọn không có hồ sơ nào đang chờ tiếp nhận."))
        return _back(request)
    context = {
        "here": "queue",
        "queue_at": request.session.get(LAST_LOOK, ""),
        "ready": [item for item in candidates if not item.remarks],
        "to_open": [item for item in candidates if item.remarks],
        "others": len(chosen) - len(candidates),
    }
    return render(request, "desk/take_in.html", context)


def _take_in(request: HttpRequest, chosen: list[Dossier]) -> HttpResponseRedirect:
    """Take each in by itself; what a colleague was quicker with, or now wants a look, is left and named."""
    taken, left = 0, []
    for item in _candidates(officer(request).office, chosen):
        try:
            if item.remarks:
                left.append(item.dossier.code)
                continue
            ensure_possible(ACCEPT, item.dossier, officer(request))
            services.accept(item.dossier.pk, actor=actor(request), seen=State.SUBMITTED)
        except MotcuaError:
            left.append(item.dossier.code)
        else:
            taken += 1
    if taken:
        messages.success(request, _("Số hồ sơ đã tiếp nhận: %(count)s.") % {"count": taken})
    if left:
        said = _("Chưa tiếp nhận, hãy mở từng hồ sơ: %(codes)s.") % {"codes": ", ".join(left)}
        messages.warning(request, said)
    return _back(request)


def _chosen(request: HttpRequest) -> list[Dossier]:
    return _found(request, [code for code in request.POST.getlist("ma") if code.isprintable()])


def _found(request: HttpRequest, codes: list[str]) -> list[Dossier]:
    found = selectors.queue(office=officer(request).office).filter(code__in=codes[:MOST])
    return list(found.select_related("draft", "business"))


def _candidates(office: str, chosen: list[Dossier]) -> list[Candidate]:
    waiting, found = conversation.awaiting_answer(office), []
    for dossier in chosen:
        if dossier.state_enum != State.SUBMITTED:
            continue
        procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
        found.append(Candidate(dossier, procedure.short_name, remarks(dossier, procedure, to_answer=waiting)))
    return found


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead back to where the officer was: the dossier's page, or the list with its filters."""
    code = request.POST.get("ve", "")
    if code:
        return redirect("desk:dossier", code=own_dossier(request, code).code)
    return HttpResponseRedirect(reverse("desk:queue") + request.session.get(LAST_LOOK, ""))
