"""What was typed on a page of the form that was not right yet: there again however its writer comes back.

It waits in the writer's own session, never in an address, and ends with it, or when the page is right.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from motcua.dossiers.models import Draft
from motcua.portal import access

#: More than any page's answers in characters.
_MOST: Final = 20_000


def keep(request: HttpRequest, draft: Draft, step: str) -> None:
    """Keep what was just sent of a page, in the place of what was kept of it before."""
    forget(request, draft, step)
    text = request.POST.urlencode()
    if len(text) <= _MOST:
        held = request.session.get(access.TYPED, {})
        request.session[access.TYPED] = {**held, _key(draft, step): text}


def of(request: HttpRequest, draft: Draft, step: str, answers: Mapping[str, Any]) -> QueryDict | None:
    """Return what was kept of a page, None where nothing waits.

    What was left empty is filled from the answers: the photos may have been read since.
    """
    text = request.session.get(access.TYPED, {}).get(_key(draft, step))
    if not text:
        return None
    kept = QueryDict(text, mutable=True)
    for name, value in answers.items():
        # A box to tick is left alone: unticked is an answer.
        if isinstance(value, str | int) and not isinstance(value, bool) and not any(kept.getlist(name)):
            kept[name] = str(value)
    return kept


def forget(request: HttpRequest, draft: Draft, step: str = "") -> None:
    """Drop what was kept of a page that is right now; of every page of a draft that was sent."""
    held, key = request.session.get(access.TYPED, {}), _key(draft, step)
    kept = {name: text for name, text in held.items() if name != key and (step or not name.startswith(key))}
    if kept != held:
        request.session[access.TYPED] = kept


def _key(draft: Draft, step: str) -> str:
    return f"{draft.pk}/{step}"
