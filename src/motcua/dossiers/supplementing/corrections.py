"""A citizen's corrections of what they filed, in their answer to a request for more.

The filing itself stays readable: the draft keeps its answers, the move keeps what stood before and after.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.audit import services as audit
from motcua.dossiers import search_words, withheld
from motcua.dossiers.business import businesses, naming, registers
from motcua.dossiers.drafting import presence
from motcua.dossiers.errors import NOT_THE_OWNER, WrongCorrectionError
from motcua.dossiers.faces import double_identity
from motcua.dossiers.models import Dossier, Transition
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold
from motcua.procedures import selectors as procedures
from motcua.procedures.corrections import CorrectionForm, correctable
from motcua.procedures.types import FieldSpec, Procedure

#: Answers by which registers know a person.
_OF_THE_PERSON = frozenset({"personal_number", "previous_number", "full_name", "date_of_birth"})


def fields_of(dossier: Dossier, asked: Transition) -> tuple[FieldSpec, ...]:
    """Return the questions that a request lets its answer correct."""
    names = [str(name) for name in asked.data.get("fields", ())]
    return correctable(_procedure(dossier), names, dossier.answers) if names else ()


def only_in_words(dossier: Dossier, asked: Transition) -> tuple[FieldSpec, ...]:
    """Return the questions a request is about that its answer cannot correct in the form, one an item."""
    names = {str(name) for name in asked.data.get("fields", ())}
    offered = {spec.legal_name.vi for spec in fields_of(dossier, asked)}
    left = [spec for spec in _procedure(dossier).all_fields() if spec.name in names]
    named = {spec.legal_name.vi: spec for spec in left if spec.legal_name.vi not in offered}
    return tuple(named.values())


def form_for(
    dossier: Dossier,
    asked: Transition,
    *,
    data: Mapping[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> CorrectionForm | None:
    """Return the form of the corrections a request asks for, None where it is only about papers.

    Args:
        data: what was sent.
        typed: what was written before and not sent, to be shown again.
    """
    specs = fields_of(dossier, asked)
    if not specs:
        return None
    return CorrectionForm(
        _procedure(dossier),
        specs,
        procedures.get_office(dossier.office),
        filed=dossier.answers,
        shown=withheld.open_answers(dossier),
        data=data,
        typed=typed,
    )


def apply(dossier: Dossier, asked: Transition, changed: Mapping[str, Any], *, actor: str) -> dict[str, Any]:
    """Put corrected answers in the place of the filed ones; return what stood before and after, by field.

    To be called in the transaction of the answer, with the dossier's row locked.

    Raises:
        WrongCorrectionError: an answer was not asked for, is no good, or the register forbids it.
    """
    specs = {spec.name: spec for spec in fields_of(dossier, asked)}
    answers = {**dossier.answers, **changed}
    wrong = {name: [_NOT_ASKED] for name in changed if name not in specs}
    wrong = wrong or _forbidden(dossier, answers, changed)
    if wrong:
        raise WrongCorrectionError(wrong, dossier=dossier.code)
    record = {
        name: {"before": dossier.answers.get(name, ""), "after": value} for name, value in changed.items()
    }
    dossier.answers, dossier.evidence = answers, _still_true(dossier, changed)
    birth = answers.get("date_of_birth")
    dossier.personal_number = answers["personal_number"]
    dossier.previous_number = answers.get("previous_number") or ""
    dossier.full_name, dossier.folded_name = answers["full_name"], fold(answers["full_name"])
    dossier.sought = search_words.vector_for(dossier.code, answers, dossier.business)
    dossier.date_of_birth = date.fromisoformat(birth) if birth else None
    dossier.phone = answers.get("phone") or ""
    dossier.save(
        update_fields=["answers", "evidence", "personal_number", "previous_number", "full_name",
                       "folded_name", "sought", "date_of_birth", "phone"]
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="dossier.answers_corrected",
        subject=f"dossier:{dossier.code}",
        fields=sorted(changed),
    )
    if _OF_THE_PERSON & set(changed):
        registers.request_answers(answers)
    if "personal_number" in changed:
        presence.no_longer_met(dossier.draft_id, actor=actor)
        double_identity.request_search(dossier)
    return record


def _still_true(dossier: Dossier, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the evidence without what no longer holds: debts of another number, answers now the filer's."""
    kept = dict(dossier.evidence)
    if "personal_number" in changed:
        kept.pop("tax_debt", None)
    if "withheld" in kept:
        kept["withheld"] = [name for name in kept["withheld"] if name not in changed]
    return kept


_NOT_ASKED = Bilingual(
    vi="Cơ quan không yêu cầu sửa mục này.", en="The office did not ask for this answer to be corrected."
)


def _forbidden(
    dossier: Dossier, answers: Mapping[str, Any], changed: Mapping[str, Any]
) -> dict[str, list[Bilingual]]:
    """Return what other dossiers and the register say against the new answers."""
    found: dict[str, list[Bilingual]] = {}
    if dossier.business is not None and not businesses.is_owner(dossier.business, answers):
        found[next(iter(changed))] = [NOT_THE_OWNER]
    spec = naming.name_field(_procedure(dossier))
    where = next((name for name in (spec.name if spec else "", "office_ward") if name in changed), None)
    if spec is not None and where is not None:
        checked = naming.check_name(dossier.draft, str(answers.get(spec.name, "")), answers)
        found.setdefault(where, []).extend(checked.problems)
        if checked.problems and checked.suggestion:
            found[where].append(_free(checked.suggestion))
    return {name: problems for name, problems in found.items() if problems}


def _free(name: str) -> Bilingual:
    return Bilingual(vi=f"Tên còn dùng được: “{name}”.", en=f"This name is free: “{name}”.")


def _procedure(dossier: Dossier) -> Procedure:
    return procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
