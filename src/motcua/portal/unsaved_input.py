"""What was typed on a page of a citizen's form that was not right yet (:mod:`motcua.ui.unsaved_input`)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from motcua.dossiers.models import Draft
from motcua.ui import unsaved_input


def keep(request: HttpRequest, draft: Draft, step: str) -> None:
    """Keep what was just sent of a page, in the place of what was kept of it before."""
    unsaved_input.keep(request, _page(draft, step))


def of(request: HttpRequest, draft: Draft, step: str, answers: Mapping[str, Any]) -> QueryDict | None:
    """Return what was kept of a page, None where nothing waits.

    What was left empty is filled from the answers: the photos may have been read since.
    """
    kept = unsaved_input.of(request, _page(draft, step))
    if kept is None:
        return None
    for name, value in answers.items():
        # A box to tick is left alone: unticked is an answer.
        if isinstance(value, str | int) and not isinstance(value, bool) and not any(kept.getlist(name)):
            kept[name] = str(value)
    return kept


def forget(request: HttpRequest, draft: Draft, step: str = "") -> None:
    """Drop what was kept of a page that is right now; of every page of a draft that was sent."""
    unsaved_input.forget(request, _page(draft, step), and_below=not step)


def _page(draft: Draft, step: str) -> str:
    return f"{draft.pk}/{step}"
