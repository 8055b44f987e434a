"""Taking a certificate back, and cancelling that: why, a second look, and the decision is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.desk.access import (
    actor,
    forget_typed,
    keep_typed,
    kept_typed,
    officer,
    officer_page,
    own_dossier,
)
from motcua.desk.deeds import NOT_YOURS
from motcua.desk.forms import RestoreForm, RevokeForm
from motcua.dossiers import selectors as dossiers
from motcua.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.outcomes import services as outcome_services
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import DecisionKind
from motcua.procedures import selectors as procedures

_STANDS_NO_LONGER = Bilingual(
    "Giấy này không phải giấy chứng nhận đang có hiệu lực nên không thể thu hồi.",
    "This is no certificate in force, so it cannot be revoked.",
)


@dataclass(frozen=True, slots=True)
class _Act:
    """One decision about a certificate; ``template`` asks, with ``_check`` it shows once more."""

    kind: DecisionKind
    template: str
    form: type[RevokeForm]
    hindrance: Callable[[IssuedPaper], Bilingual | None]
    do: Callable[..., IssuedPaper]
    done: Any


_REVOKE = _Act(
    "revocation",
    "desk/revoke",
    RevokeForm,
    lambda paper: None if outcomes.may_be_revoked(paper) else _STANDS_NO_LONGER,
    outcome_services.revoke,
    _("Đã thu hồi giấy chứng nhận. Quyết định thu hồi đang được lập và ký số."),
)
_RESTORE = _Act(
    "restoration",
    "desk/restore",
    RestoreForm,
    outcomes.restoring_hindrance,
    outcome_services.restore,
    _("Giấy chứng nhận có hiệu lực trở lại. Quyết định hủy bỏ việc thu hồi đang được lập và ký số."),
)


@require_http_methods(["GET", "POST"])
@officer_page
def revoke(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Ask why a certificate is taken back (GET), show what will happen, and do it when confirmed (POST).

    Raises:
        NotFoundError: the dossier has no such paper.
        NotAllowedError: the officer may not decide.
        ConflictError: it is no certificate in force.
    """
    return _decide(request, code, paper, _REVOKE)


@require_http_methods(["GET", "POST"])
@officer_page
def restore(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Ask why the decision to take a certificate back is cancelled, show it once more, and do it.

    Raises:
        NotFoundError, NotAllowedError: as :func:`revoke`.
        ConflictError: it was not taken back by a decision, or its owner has another business by now.
    """
    return _decide(request, code, paper, _RESTORE)


def _decide(request: HttpRequest, code: str, paper: int, act: _Act) -> HttpResponse:
    dossier = own_dossier(request, code)
    if not officer(request).may_decide:
        raise NotAllowedError(NOT_YOURS, user=officer(request).get_username())
    found = next((item for item in outcomes.papers_of(dossier.pk) if item.pk == paper), None)
    if found is None:
        raise NotFoundError(dossier=code, paper=paper)
    if (hindrance := act.hindrance(found)) is not None:
        raise ConflictError(hindrance, dossier=code, paper=paper)
    grounds = procedures.grounds_for(act.kind, procedures.get_office(dossier.office))
    posted = request.method == "POST"
    if posted:
        keep_typed(request)
    data = request.POST if posted else kept_typed(request)
    form = act.form(data, grounds=grounds, language=get_language() or "vi")
    business = dossier.business
    context = {
        "dossier": dossier,
        "paper": found,
        "form": form,
        "owner": dossier.full_name if business is None else business.owner_name,
        "decision": outcomes.decision_against(found),
        "name_taken": business is not None and dossiers.name_taken(business),
    }
    if not posted or not form.is_valid() or "edit" in request.POST:
        wrong = posted and bool(form.errors)
        return render(request, f"{act.template}.html", context, status=422 if wrong else 200)
    ground, reason = form.chosen(), form.cleaned_data["reason"]
    if "confirm" not in request.POST:
        return render(request, f"{act.template}_check.html", {**context, "ground": ground, "reason": reason})
    act.do(paper, actor=actor(request), ground=ground.vi, reason=reason)
    forget_typed(request)
    messages.success(request, str(act.done))
    return redirect("desk:dossier", code=dossier.code)
