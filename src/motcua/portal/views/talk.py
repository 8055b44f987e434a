"""Writing to the office on the dossier's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.dossiers.contact import conversation
from motcua.kernel.errors import TooManyAttemptsError
from motcua.portal import access
from motcua.portal.conversation import TalkForm
from motcua.portal.views.status import ask, show
from motcua.ui import unsaved_input


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def write(request: HttpRequest, code: str) -> HttpResponseBase:
    """Keep a message; one that cannot be kept comes back with what is wrong, its words still there.

    Who comes back to that page, or changes its language, is led to the dossier's, which shows them again.
    """
    if request.method != "POST":
        return redirect("portal:dossier", code=code)
    unsaved_input.keep(request, request.path)
    if "giu" in request.POST:  # half-written, when the language is changed
        return redirect("portal:dossier", code=code)
    found = access.seen_dossier(request, code)
    if found is None:
        messages.warning(
            request, _("Phiên đã hết nên lời nhắn chưa được gửi. Hãy mở lại hồ sơ: lời nhắn vẫn còn.")
        )
        return ask(request, code)
    form = TalkForm(request.POST)
    if form.is_valid():
        try:
            conversation.write_as_citizen(found, text=form.cleaned_data["text"])
        except (conversation.MessageTextError, TooManyAttemptsError) as error:
            form.add_error("text", error.message.in_language(access.language()))
        else:
            unsaved_input.forget(request, request.path)
            messages.success(request, _("Đã gửi lời nhắn cho cơ quan."))
            return redirect(f"{reverse('portal:dossier', args=[code])}#trao-doi")
    return show(request, found, form)
