"""What a visitor reads who comes to a filing that their session does not hold, and how they go on.

Nearly always it was theirs: the session ended overnight, somebody closed the filing, or signed in. Whether
there is such a filing is not told: another visitor's looks exactly like one that never was.
"""

import uuid
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.ui import device, unsaved_input
from motcua.ui.errors import wants_json

#: In the session: where something was sent to that could not be taken.
_SENT: Final = "sent_to_closed"
_NOT_OPEN: Final = Bilingual(
    vi="Hồ sơ không còn mở trên máy này nên chưa nhận được. Hãy tải lại trang để xem cách mở lại.",
    en="The application is not open on this device any more, so nothing was taken. Load the page again to "
    "see how to open it.",
)


class DraftNotOpenError(NotFoundError):
    """This session holds no such filing, or it has gone."""

    default_message = _NOT_OPEN


def closed(request: HttpRequest, draft_id: uuid.UUID, given: dict[str, Any]) -> HttpResponseBase:
    """Say that the filing is not open here and how it is opened; keep what was typed on a page of its form.

    ``given`` are the other parts of the address. An officer, and a program, get the error itself.

    Raises:
        DraftNotOpenError: for them.
    """
    if request.user.is_authenticated or wants_json(request):
        raise DraftNotOpenError(draft=str(draft_id), what="not of this session")
    page = f"{draft_id}/{given.get('step', '')}"
    if request.method == "POST" and "text/html" in request.headers.get("Accept", ""):
        if "step" in given and not device.kiosk_of(request):
            unsaved_input.keep(request, page)
        request.session[_SENT] = request.path
        return redirect(request.get_full_path())  # a page that answers a form cannot be come back to
    context = {
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "sent": request.session.pop(_SENT, "") == request.path,
        "kept": "step" in given and unsaved_input.of(request, page) is not None,
    }
    response = render(request, "portal/closed.html", context, status=404)
    patch_cache_control(response, private=True, no_store=True)
    return response
