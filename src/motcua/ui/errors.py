"""Errors in words: whatever goes wrong, a person reads what happened, what is kept and what to do."""

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
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
_FORM_EXPIRED = Bilingual(
    vi="Trang đã mở quá lâu nên chưa gửi được. Vui lòng quay lại trang trước, tải lại trang rồi gửi lại.",
    en="This page was open for too long and was not sent. Go back, reload the page and send it again.",
)


class ErrorMiddleware:
    """Turn a ``MotcuaError`` raised by a view into a page, or into JSON where a program asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

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
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def answer(request: HttpRequest, *, status: int, code: str, message: Bilingual) -> HttpResponse:
    """Return the error as a page in the visitor's language, or as ``{"code", "message": {"vi", "en"}}``."""
    if wants_json(request):
        return JsonResponse({"code": code, "message": message.to_dict()}, status=status)
    text = message.in_language(get_language() or "vi")
    context = {"status": status, "code": code, "text": text}
    response = render(request, "ui/error.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


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
        return answer(request, status=413, code="upload_too_large", message=_TOO_LARGE)
    return answer(request, status=400, code="bad_request", message=_BAD_REQUEST)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's ``CSRF_FAILURE_VIEW``: nearly always a page that stood open for a day."""
    log.info("csrf_failed at %s: %s", request.path, reason)
    return answer(request, status=403, code="form_expired", message=_FORM_EXPIRED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``. The reference ties what the person reads to the line in the log."""
    reference = secrets.token_hex(4).upper()
    log.error("server error shown to a person, reference %s, %s %s", reference, request.method, request.path)
    message = MotcuaError.default_message
    if wants_json(request):
        body = {"code": "error", "message": message.to_dict(), "reference": reference}
        return JsonResponse(body, status=500)
    text = message.in_language(get_language() or "vi")
    context = {"status": 500, "code": "error", "text": text, "reference": reference}
    try:
        return render(request, "ui/error.html", context, status=500)
    except Exception:  # the page itself is broken: plain words are the last resort
        log.exception("the error page failed too, reference %s", reference)
        return HttpResponse(
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>Motcua</title>"
            f"<p>{escape(message.vi)}</p><p lang=en>{escape(message.en)}</p><p>{reference}</p></html>",
            status=500,
        )
