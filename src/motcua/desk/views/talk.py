"""Answering a citizen on the dossier's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.desk.access import KEEP, actor, forget_typed, handler_page, keep_typed, own_dossier
from motcua.desk.conversation import TalkForm
from motcua.desk.views.dossier import show
from motcua.dossiers.contact import conversation


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a message to the citizen, who is told of it; one too long comes back with its words.

    Who comes back to that page, or changes its language, is led to the dossier's.
    """
    if request.method != "POST":
        return redirect("desk:dossier", code=code)
    found = own_dossier(request, code)
    form = TalkForm(request.POST)
    keep_typed(request)
    if KEEP in request.POST:  # half-written, when the page is left or its language changed
        return redirect("desk:dossier", code=code)
    if form.is_valid():
        try:
            conversation.write_as_office(found, text=form.cleaned_data["text"], actor=actor(request))
        except conversation.MessageTextError as error:
            form.add_error("text", error.message.in_language(get_language() or "vi"))
        else:
            forget_typed(request)
            messages.success(request, _("Đã gửi lời nhắn cho công dân."))
            return redirect(f"{reverse('desk:dossier', args=[found.code])}#trao-doi")
    audit.record(actor=actor(request), action="dossier.viewed", subject=f"dossier:{found.code}")
    return show(request, found, form)
