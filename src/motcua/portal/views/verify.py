"""Whether a paper somebody shows was given out by this office."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from motcua.kernel.errors import NotFoundError


@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The paper's kind, number, date and digest, and nothing about the person."""
    raise NotFoundError(token=token, path=request.path)
