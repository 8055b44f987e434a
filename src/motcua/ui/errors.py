"""Errors in words: whatever goes wrong, a person reads what happened, what is kept and what to do."""

import logging
import secrets
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.html import escape
from django.utils.translation import get_language

from motcua.kernel.errors import MotcuaError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual

log = logging.getLogger(__name__)

_BAD_REQUEST = Bilingual(
    vi="Trình duyệt đã gửi một yêu cầu mà hệ thống không hiểu. Vui lòng quay lại trang trước và thử lại.",
    en="Your browser sent a request we could not understand. Go back to the previous page and try again.",
)
_TOO_LARGE = Bilingual(
    vi="Tệp gửi lên quá nặng. Vui lòng quay lại và gửi ảnh nhẹ hơn 15 MB.",
    en="What you sent is too large. Go back and send a photo under 15 MB.",
)
_WRONG_METHOD = Bilingual(
    vi="Địa chỉ này chỉ dùng cho nút bấm trên trang trước. Vui lòng quay lại trang đó và bấm nút.",
    en="This address only serves a button of the page before. Go back to that page and press the button.",
)
#: The same said to a program, which has no browser, no photo and no "Back".
_BAD_REQUEST_API = Bilingual(vi="Hệ thống không hiểu yêu cầu này.", en="The request could not be understood.")
_TOO_LARGE_API = Bilingual(
    vi="Yêu cầu quá lớn: nhiều nhất 2 MB.", en="The request is too large: at most 2 MB."
)
_WRONG_METHOD_API = Bilingual(
    vi="Địa chỉ này không nhận phương thức vừa dùng; những phương thức dùng được ghi ở Allow.",
    en="This address does not take that method; the header Allow names those that it does.",
)
_NOT_DONE_API = Bilingual(
    vi="Hệ thống gặp trục trặc nên yêu cầu có thể chưa được ghi. Hãy gửi lại sau ít phút.",
    en="Something went wrong on our side, so this may not be recorded. Send it again in a few minutes.",
)
_NOT_SENT = Bilingual(
    vi="Hệ thống gặp trục trặc nên việc vừa gửi có thể chưa được ghi. Những bước đã lưu trước đó vẫn còn. "
    "Vui lòng đợi ít phút, bấm nút Quay lại của trình duyệt rồi gửi lại.",
    en="Something went wrong on our side, so what you just sent may not be recorded. Earlier steps are "
    "kept. Please wait a few minutes, use the browser's Back button and send it again.",
)
_NOT_SENT_BUT_HERE = Bilingual(
    vi="Hệ thống gặp trục trặc nên việc vừa gửi có thể chưa được ghi. Những gì bạn vừa nhập vẫn còn trên "
    "trang này: vui lòng đừng đóng trang, đợi ít phút rồi bấm “Gửi lại”.",
    en="Something went wrong on our side, so what you just sent may not be recorded. What you entered is "
    "still on this page: please keep it open, wait a few minutes and press “Send again”.",
)
#: More than any form's answers in characters: a page that holds what was sent must not grow without end.
_MOST_SENT = 60_000
#: How long a browser or a watching program should wait when the database cannot be reached, in seconds.
_RETRY_AFTER = 60
_METHOD_NOT_ALLOWED = 405
_FORM_EXPIRED = Bilingual(
    vi="Trang đã mở quá lâu nên chưa gửi được. Vui lòng quay lại trang trước, tải lại trang rồi gửi lại.",
    en="This page was open for too long and was not sent. Go back, reload the page and send it again.",
)


class ErrorMiddleware:
    """Turn a ``MotcuaError`` raised by a view into a page, or into JSON where a program asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; an address with a NUL in it is none, and no database takes one."""
        if "\0" in request.path:
            return not_found(request)
        response = self.get_response(request)
        # Django's own, and that of the interface's framework, say nothing to a person or a program.
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for an error raised on purpose; any other is left to Django and ``server_error``."""
        if not isinstance(exception, MotcuaError):
            return None
        level = logging.ERROR if exception.status >= 500 else logging.INFO
        log.log(
            level,
            "%s at %s %s %s",
            exception.code,
            request.method,
            request.path,
            exception.details,
            exc_info=exception if level == logging.ERROR else None,
        )
        return answer(request, status=exception.status, code=exception.code, message=exception.message)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asked: the API, or our own scripts that upload in the background."""
    return _is_api(request) or "application/json" in request.headers.get("Accept", "")


def _is_api(request: HttpRequest) -> bool:
    return f"{request.path}/".startswith("/api/")


def answer(request: HttpRequest, *, status: int, code: str, message: Bilingual) -> HttpResponse:
    """Return the error as a page in the visitor's language, or as ``{"code", "message": {"vi", "en"}}``."""
    if wants_json(request):
        return JsonResponse({"code": code, "message": message.to_dict()}, status=status)
    text = message.in_language(get_language() or "vi")
    context = {"status": status, "code": code, "text": text, **_ways_on(request, status)}
    response = render(request, "ui/error.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _ways_on(request: HttpRequest, status: int) -> dict[str, Any]:
    """Where somebody goes on: officers at their list; the same page again where that may help."""
    desk = resolve_url(settings.LOGIN_REDIRECT_URL)
    at_desk = request.path.startswith(desk)
    # A path of two slashes would be another host's address in a link.
    may_repeat = (
        request.method == "GET" and status != _METHOD_NOT_ALLOWED and not request.path.startswith("//")
    )
    return {
        "at_desk": at_desk,
        "home": desk if at_desk else "/",
        "same_page": request.get_full_path() if may_repeat else "",
        "try_again": may_repeat and status >= 500,
    }


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields that were sent, for a page that sends them again: "Back" would find an empty form.

    None where files came with them, which a page cannot hold, or a password. The token against forged
    requests is the one that came: what another site sent is refused again.
    """
    if request.method != "POST" or request.path.startswith("//"):
        return []
    try:
        fields = [(name, str(text)) for name, texts in request.POST.lists() for text in texts]
        if request.FILES or "csrfmiddlewaretoken" not in request.POST:
            return []
    except Exception:  # what broke off while it came cannot be read
        log.info("what was sent to %s could not be read", request.path, exc_info=True)
        return []
    if any("password" in name for name, _ in fields) or sum(len(text) for _, text in fields) > _MOST_SENT:
        return []
    return fields


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler404``."""
    del exception
    return answer(request, status=404, code=NotFoundError.code, message=NotFoundError.default_message)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler403``."""
    del exception
    return answer(request, status=403, code=NotAllowedError.code, message=NotAllowedError.default_message)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler400``."""
    if isinstance(exception, RequestDataTooBig):
        words = _TOO_LARGE_API if _is_api(request) else _TOO_LARGE
        return answer(request, status=413, code="upload_too_large", message=words)
    words = _BAD_REQUEST_API if _is_api(request) else _BAD_REQUEST
    return answer(request, status=400, code="bad_request", message=words)


def wrong_method(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Say in words what a bare 405 does not: most often an address opened anew that only takes a form."""
    words = _WRONG_METHOD_API if _is_api(request) else _WRONG_METHOD
    response = answer(request, status=_METHOD_NOT_ALLOWED, code="method_not_allowed", message=words)
    response["Allow"] = refused["Allow"]
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's ``CSRF_FAILURE_VIEW``: nearly always a page that stood open for a day."""
    log.info("csrf_failed at %s: %s", request.path, reason)
    return answer(request, status=403, code="form_expired", message=_FORM_EXPIRED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``. The reference ties what the person reads to the line in the log.

    Without its database the system is away for a while rather than broken: then it answers 503.
    """
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    response = _server_error(request, status=503 if away else 500)
    if away:
        response["Retry-After"] = str(_RETRY_AFTER)
    return response


def _server_error(request: HttpRequest, *, status: int) -> HttpResponse:
    reference = secrets.token_hex(4).upper()
    log.error("server error shown to a person, reference %s, %s %s", reference, request.method, request.path)
    sent = _sent(request)
    message = _NOT_SENT_BUT_HERE if sent else _NOT_SENT
    if request.method in {"GET", "HEAD"}:
        message = MotcuaError.default_message
    elif _is_api(request):
        message = _NOT_DONE_API
    if wants_json(request):
        body = {"code": "error", "message": message.to_dict(), "reference": reference}
        return JsonResponse(body, status=status)
    text = message.in_language(get_language() or "vi")
    context = {"status": status, "code": "error", "text": text, "reference": reference, "sent": sent}
    try:
        response = render(request, "ui/error.html", context | _ways_on(request, status), status=status)
        response["Cache-Control"] = "no-store"
        return response  # noqa: TRY300 - the last resort below is for the page, not for its header
    except Exception:  # the page itself is broken: plain words are the last resort
        log.exception("the error page failed too, reference %s", reference)
        return HttpResponse(
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>Motcua</title>"
            f"<p>{escape(message.vi)}</p><p lang=en>{escape(message.en)}</p><p>{reference}</p></html>",
            status=status,
        )
