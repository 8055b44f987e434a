"""Keeping what others than the photos say of a draft's person (``prefilling.py`` puts it into the form)."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from motcua.dossiers import analyses, drafts, prefilling
from motcua.dossiers.models import Draft
from motcua.kernel import clock


@transaction.atomic
def put(draft_id: uuid.UUID, source: str, fields: Mapping[str, str], **origin: str) -> Draft:
    """Keep what a source says of the draft's person and put it into the form; a later one replaces it.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafts.locked`.
    """
    draft = drafts.locked(draft_id)
    record = {"fields": dict(fields), "at": clock.now().isoformat(), **origin}
    draft.given = {**draft.given, source: record}
    prefilling.fill(draft, analyses.reading_of(draft))
    return draft
