"""Keeping what others than the photos say of a draft's person (``prefilling.py`` puts it into the form)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from motcua.dossiers.drafting import analyses, drafts, prefilling
from motcua.dossiers.models import Draft


@transaction.atomic
def keep(draft_id: uuid.UUID, source: str, record: Mapping[str, Any]) -> Draft:
    """Keep what a source says of the draft's person and put it into the form; a later one replaces it.

    ``record`` is of :func:`motcua.dossiers.drafting.prefilling.record`. Whoever signs in as another person
    takes what was fetched about the first one out.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
    """
    draft = drafts.locked(draft_id)
    others, before = dict(draft.given), draft.given.get(prefilling.IDENTITY)
    if source == prefilling.IDENTITY and before is not None and _number(before) != _number(record):
        others = {}  # that a register does not know the first one names nobody, and goes too
    draft.given = {**others, source: dict(record)}
    prefilling.fill(draft, analyses.reading_of(draft))
    return draft


def _number(record: Mapping[str, Any]) -> str:
    return str(record["fields"].get("personal_number", ""))
