"""What a dossier about a registered business would change: before and after, side by side."""

from dataclasses import dataclass

from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual
from motcua.procedures import services
from motcua.procedures.types import Procedure


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; both values in the active language, empty where there was or is none."""

    label: Bilingual
    before: str
    after: str


def changed_fields(dossier: Dossier, procedure: Procedure) -> list[FieldChange]:
    """Return the fields of a change that differ from what the office held when it was filed."""
    before = dossier.evidence.get("before") or {}
    if procedure.effect != "change":
        return []
    return [
        FieldChange(
            spec.legal_name,
            services.display(spec, before.get(spec.name)),
            services.display(spec, dossier.answers.get(spec.name)),
        )
        for step in procedure.steps_for(dossier.answers)
        for spec in step.fields
        if step.slug not in {"changes", "result", "commitments"}
        and (before.get(spec.name) or "") != (dossier.answers.get(spec.name) or "")
    ]
