"""What a browser is told after it sent a form, so that "back" and "load anew" never send the form again."""

import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from motcua.ui import sealed

#: In the session: the page that waits between a form and the look at its answer.
KEY: Final = "answered"
#: The browser asks for it at once; later it would be somebody else's look at the same address.
_SECONDS: Final = 120
#: More than any page of ours but those that say so (:func:`in_any_size`); what is longer is answered as it
#: was asked.
_MOST: Final = 200_000
#: More than two photos with every piece of them, as a page shows them.
_MOST_WITH_PHOTOS: Final = 8_000_000
_ANY_SIZE: Final = "_answered_in_any_size"
#: Answers of views that ran: done, something in the way, wrong, too often. A forged form (403) must not get
#: a session: its cookie would take the place of the visitor's own, which browsers keep from such forms.
_KEPT: Final = frozenset({200, 409, 415, 422, 429})
_TOO_OFTEN: Final = 429
#: The rooms with pages for people.
_ROOMS: Final = frozenset({"portal", "desk", "kiosk"})


def in_any_size(response: HttpResponse) -> HttpResponse:
    """Let a page with photos in it be led to as well, and one that says that the machine is busy."""
    setattr(response, _ANY_SIZE, True)
    return response


class PostRedirectGetMiddleware:
    """Answer a form that was sent with a redirect, and its page where the redirect leads.

    A page that answers a form directly cannot be come back to: without JavaScript the browser shows its own
    error page there (ERR_CACHE_MISS). So the page, with the mistakes and what was typed, waits in the
    visitor's own session, sealed (:mod:`motcua.ui.sealed`), and is given out once, at the same address.
    Programs, which do not ask for HTML, get it directly; so do pages of server errors, which hold the form to
    be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the page that answers a form, and lead to it."""
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_page_after_form(request, response):
            response = _led(request, response)
        sealed.hand_key(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _given: Any
    ) -> HttpResponseBase | None:
        """Give out the page that waits for this address, once."""
        # Without the cookie there is no session: asking would tell every cache that the page hangs on it.
        if request.method != "GET" or not _has_session(request):
            return None
        kept = request.session.get(KEY) if _is_for_people(request) else None
        if kept is None or (kept["at"] != request.get_full_path() and kept["until"] > time.time()):
            return None
        del request.session[KEY]
        if kept["until"] <= time.time() or kept["language"] != get_language():
            return None
        page = sealed.unseal(request, kept["page"], name=KEY)
        if page is None:
            return None
        response = HttpResponse(page, status=kept["status"])
        patch_cache_control(response, private=True, no_store=True)
        return response


def _led(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    page = response.content.decode(response.charset)
    if len(page) > (_MOST_WITH_PHOTOS if hasattr(response, _ANY_SIZE) else _MOST):
        return response
    request.session[KEY] = {
        "at": request.get_full_path(),
        "page": sealed.seal(request, page, name=KEY),
        "status": response.status_code,
        "language": get_language(),
        "until": time.time() + _SECONDS,
    }
    led = HttpResponseRedirect(request.get_full_path())
    led.status_code = 303
    led.cookies = response.cookies
    return led


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _is_for_people(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.app_name in _ROOMS


def _is_page_after_form(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "POST"
        and (response.status_code in _KEPT or hasattr(response, _ANY_SIZE))
        # Who is stopped for trying too often gets no session for it: each would be a row in the database.
        and (response.status_code != _TOO_OFTEN or _has_session(request))
        and "text/html" in request.headers.get("Accept", "")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and _is_for_people(request)
    )
