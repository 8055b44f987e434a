"""A draft under the law of today: what is filed after another version came into force is filed under that.

A draft lives for two weeks. A dossier keeps the version of the day on which it was received (decision 8), so
a draft that was begun before follows: its pages, its fee and its time are the new ones, what was answered
stays where it is still asked, and the undertakings are asked for anew.
"""

import uuid

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.drafting import analyses, drafts, prefilling
from motcua.dossiers.errors import AlreadyFiledError
from motcua.dossiers.models import Draft
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Procedure


def get(draft_id: uuid.UUID) -> Draft:
    """Return a draft that has not expired, as today's law has it. The caller has shown that it is theirs.

    Raises:
        NotFoundError: none such, or its time is over.
    """
    draft = drafts.get(draft_id)
    if _version_since(draft) is None or hasattr(draft, "dossier"):
        return draft
    try:
        with transaction.atomic():
            return follow_law(drafts.locked(draft_id))
    except AlreadyFiledError:  # in this moment: it keeps what it was filed under
        return draft


def follow_law(draft: Draft) -> Draft:
    """Bring a draft, held by its row's lock and not filed, under the version in force; returns it.

    Where no version is in force any more it stays as it is: what becomes of it the office decides.
    """
    now = _version_since(draft)
    if now is None:
        return draft
    undertakings = {spec.name for spec in now.all_fields() if spec.kind == "agreement"}
    audit.record(
        actor="system:law",
        action="draft.version_changed",
        subject=f"draft:{draft.pk}",
        before=draft.procedure_version,
        now=now.version,
    )
    draft.procedure_version = now.version
    draft.answers = {name: value for name, value in draft.answers.items() if name not in undertakings}
    prefilling.fill(draft, analyses.reading_of(draft))
    return draft


def _version_since(draft: Draft) -> Procedure | None:
    """Return the version that took the place of a draft's; None for the small forms of who takes part."""
    if draft.parent_id is not None:
        return None
    day = procedures.law_day(procedures.get_office(draft.office))
    try:
        now = procedures.get_procedure(draft.procedure_code, on=day)
    except procedures.UnknownProcedureError:
        return None
    return None if now.version == draft.procedure_version else now
