"""What a browser is told after it sent a form, so that "back" and "load anew" never send the form again."""

import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import get_language

from motcua.portal import access

_KEY: Final = access.ANSWERED
#: The browser asks for it at once; later it would be somebody else's look at the same address.
_SECONDS: Final = 120
#: More than any page of ours; what is longer is answered as it was asked.
_MOST: Final = 200_000
#: Answers of views that ran: done, something in the way, wrong, too often. A forged form (403) must not get
#: a session: its cookie would take the place of the visitor's own, which browsers keep from such forms.
_KEPT: Final = frozenset({200, 409, 415, 422, 429})


class AnsweredMiddleware:
    """Answer a form that was sent with a redirect, and its page where the redirect leads.

    A page that answers a form directly cannot be come back to: without JavaScript the browser shows its own
    error page there (ERR_CACHE_MISS). So the page, with the mistakes and what was typed, waits in the
    visitor's own session and is given out once, at the same address. Programs, which do not ask for HTML, get
    it directly; so do pages of server errors, which hold the form to be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the page that answers a form of the citizen's pages, and lead to it."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _is_page_after_form(request, response):
            return response
        page = response.content.decode(response.charset)
        if len(page) > _MOST:
            return response
        request.session[_KEY] = {
            "at": request.get_full_path(),
            "page": page,
            "status": response.status_code,
            "language": get_language(),
            "until": time.time() + _SECONDS,
        }
        led = HttpResponseRedirect(request.get_full_path())
        led.status_code = 303
        led.cookies = response.cookies
        return led

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _given: Any
    ) -> HttpResponseBase | None:
        """Give out the page that waits for this address, once."""
        # Without the cookie there is no session: asking would tell every cache that the page hangs on it.
        if request.method != "GET" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        kept = request.session.get(_KEY) if _is_citizens(request) else None
        if kept is None or (kept["at"] != request.get_full_path() and kept["until"] > time.time()):
            return None
        del request.session[_KEY]
        if kept["until"] <= time.time() or kept["language"] != get_language():
            return None
        return access.private(HttpResponse(kept["page"], status=kept["status"]))


def _is_citizens(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.app_name == "portal"


def _is_page_after_form(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "POST"
        and response.status_code in _KEPT
        and "text/html" in request.headers.get("Accept", "")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and _is_citizens(request)
    )
