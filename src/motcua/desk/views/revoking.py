"""Taking a certificate back: why, a second look, and it is done for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk.access import actor, officer, officer_page, own_dossier
from motcua.desk.deeds import NOT_YOURS
from motcua.desk.forms import RevokeForm
from motcua.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.outcomes import services as outcome_services
from motcua.procedures import selectors as procedures

_STANDS_NO_LONGER = Bilingual(
    "Giấy này không phải giấy chứng nhận đang có hiệu lực nên không thể thu hồi.",
    "This is no certificate in force, so it cannot be revoked.",
)


@require_http_methods(["GET", "POST"])
@officer_page
def revoke(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Ask why (GET), show once more what will happen, and do it when that is confirmed (POST).

    Raises:
        NotFoundError: the dossier has no such paper.
        NotAllowedError: the officer may not decide.
        ConflictError: it is no certificate in force.
    """
    dossier = own_dossier(request, code)
    if not officer(request).may_decide:
        raise NotAllowedError(NOT_YOURS, user=officer(request).get_username())
    found = next((item for item in outcomes.papers_of(dossier.pk) if item.pk == paper), None)
    if found is None:
        raise NotFoundError(dossier=code, paper=paper)
    if not outcomes.may_be_revoked(found):
        raise ConflictError(_STANDS_NO_LONGER, dossier=code, paper=paper)
    grounds = procedures.revocation_grounds(procedures.get_office(dossier.office))
    form = RevokeForm(request.POST or None, grounds=grounds, language=get_language() or "vi")
    owner = dossier.business.owner_name if dossier.business is not None else dossier.full_name
    context = {"dossier": dossier, "paper": found, "form": form, "owner": owner}
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if form.errors else 200
        return render(request, "desk/revoke.html", context, status=status)
    ground, reason = form.chosen(), form.cleaned_data["reason"]
    if "confirm" not in request.POST:
        return render(request, "desk/revoke_check.html", {**context, "ground": ground, "reason": reason})
    outcome_services.take_back(paper, actor=actor(request), ground=ground.vi, reason=reason)
    messages.success(request, _("Đã thu hồi giấy chứng nhận. Quyết định thu hồi đang được lập và ký số."))
    return redirect("desk:dossier", code=dossier.code)
