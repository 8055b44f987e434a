"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """Return the visitor's network address; behind a proxy, the one the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if seen:
            return seen[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
