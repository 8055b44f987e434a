"""In the making."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def act(request: HttpRequest, **_: Any) -> HttpResponse:
    """In the making."""
    return HttpResponse("…")
