"""Whether a paper somebody shows was given out by this office."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.audit import services as audit
from motcua.portal import access, papers
from motcua.ui import network

#: A token is 32 random bytes: the limit is against noise, not against guessing.
_LIMIT, _WINDOW = 120, timedelta(minutes=15)


@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """The paper's kind, number, date and digest, and nothing about the person."""
    audit.limit(f"verify:{network.address(request)}", most=_LIMIT, window=_WINDOW)
    response: HttpResponse = render(request, "portal/verify.html", {"paper": papers.by_token(token)})
    return access.private(response)
