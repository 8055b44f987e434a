"""What was typed on a page that was not right yet: there again however its writer comes back.

It waits in the writer's own session, sealed (:mod:`motcua.ui.sealed`), never in an address, and ends with the
session, or when the page is right.
"""

from typing import Final

from django.http import HttpRequest, QueryDict

from motcua.ui import sealed

#: In the session: the sealed answers of pages by their names, the newest last.
KEY: Final = "typed"
#: More than any page's answers in characters.
_MOST: Final = 20_000
#: More pages than anybody leaves unfinished; then the oldest is forgotten.
_MOST_PAGES: Final = 20


def keep(request: HttpRequest, page: str) -> None:
    """Keep what was just sent of a page, in the place of what was kept of it before."""
    forget(request, page)
    text = request.POST.urlencode()
    if len(text) <= _MOST:
        held = list(request.session.get(KEY, {}).items())[1 - _MOST_PAGES :]
        request.session[KEY] = {**dict(held), page: sealed.seal(request, text, name=page)}


def of(request: HttpRequest, page: str) -> QueryDict | None:
    """Return what was kept of a page, to be changed freely; None where nothing waits."""
    text = sealed.unseal(request, request.session.get(KEY, {}).get(page, ""), name=page)
    return QueryDict(text, mutable=True) if text else None


def forget(request: HttpRequest, page: str, *, and_below: bool = False) -> None:
    """Drop what was kept of a page that is right now; with ``and_below`` of all whose names begin with it."""
    held = request.session.get(KEY, {})
    kept = {
        name: text
        for name, text in held.items()
        if not (name == page or (and_below and name.startswith(page)))
    }
    if kept != held:
        request.session[KEY] = kept
