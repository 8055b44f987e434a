"""What other rooms may do with filings. Drafts and filing are gathered here under one roof."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import corrections, deadlines, naming, queue, supplements, telling
from motcua.dossiers.analyses import put_photo, recover, remove_photo, switch_procedure
from motcua.dossiers.businesses import (
    answers_after,
    certificate_number,
    ensure_settles,
    hold_certified,
    put_back,
    settle,
    take_off,
)
from motcua.dossiers.businesses import by_facts as business_by_facts
from motcua.dossiers.businesses import link as link_business
from motcua.dossiers.counters import next_number
from motcua.dossiers.drafts import (
    acknowledge_collision,
    begin,
    end_codes,
    get,
    has_agreed,
    issue_resume_code,
    record_agreement,
    resume,
    save_answers,
)
from motcua.dossiers.errors import MoveNotAllowedError, ReasonNeededError
from motcua.dossiers.filing import (
    ask_registers,
    collisions_of,
    complete_part,
    effective_answers,
    problems_of,
    submit,
    unconfirmed,
)
from motcua.dossiers.handling import assign
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.naming import check_name
from motcua.dossiers.payments import ask_payment, pay_at_counter
from motcua.dossiers.states import MOVES, State, refused
from motcua.dossiers.supplements import add_photo as add_supplement_photo
from motcua.dossiers.supplements import drop_photo as drop_supplement_photo
from motcua.dossiers.transfers import mark_to_pay_back, match_transfer
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError
from motcua.kernel.messages import Bilingual

__all__ = [
    "accept", "acknowledge_collision", "add_supplement_photo", "answer_supplement", "answers_after",
    "approve", "ask_payment", "ask_registers", "ask_supplement", "assign", "begin",
    "business_by_facts",
    "certificate_number", "check_name", "collisions_of", "complete_part", "drop_supplement_photo",
    "effective_answers", "end_codes", "ensure_settles", "extend", "get", "grant",
    "hand_over", "has_agreed", "hold_certified", "issue_resume_code", "link_business", "mark_to_pay_back",
    "match_transfer", "move", "next_number", "pay_at_counter",
    "problems_of", "put_photo", "record_agreement", "recover", "refuse", "remove_photo",
    "restore_certificate", "resume", "revoke_certificate", "save_answers", "settle", "submit",
    "switch_procedure", "take_back", "tax_refused", "unconfirmed", "withdraw",
]  # fmt: skip


@transaction.atomic
def move(
    dossier_id: int,
    name: str,
    *,
    actor: str,
    seen: State | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Transition:
    """Make one move of the table in :mod:`motcua.dossiers.states` and record it.

    Args:
        actor: ``officer:<username>``, ``citizen:<draft>`` or ``system:<what>``. Whether an officer's role
            allows the move is the caller's to check against ``MOVES[name].actors``.
        seen: the state the person acted upon; if the dossier moved on since, nothing happens.

    Raises:
        NotFoundError: no such dossier.
        ConflictError: ``seen`` is no longer the state.
        MoveNotAllowedError: the table has no such move from this state.
        ReasonNeededError: the move needs a reason and none was given.
    """
    # In the transaction: row, deadline, record, and the queue's row for the paper. The paper comes after.
    dossier = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFoundError(dossier=dossier_id)
    rule, source = MOVES[name], dossier.state_enum
    if seen is not None and seen != source:
        raise ConflictError(dossier=dossier.code, seen=int(seen), now=int(source))
    if (forbidden := refused(name, source, decision=dossier.decision)) is not None:
        raise MoveNotAllowedError(forbidden, dossier=dossier.code, move=name)
    if rule.needs_reason and not reason.strip():
        raise ReasonNeededError(dossier=dossier.code, move=name)
    target = source if rule.target is None else rule.target
    deadlines.mark(dossier)
    step = Transition.objects.create(
        dossier=dossier,
        move=name,
        source=source,
        target=target,
        actor=actor,
        at=clock.now(),
        reason=reason.strip(),
        data=dict(data or {}),
        procedure_version=dossier.procedure_version,
    )
    dossier.state = target
    dossier.due_on = deadlines.of(dossier).due_on
    dossier.save(update_fields=["state", "due_on"])
    audit.record(
        actor=actor, action=f"dossier.{name}", subject=f"dossier:{dossier.code}", reason=reason.strip()[:300]
    )
    telling.tell(step)
    if rule.notice:
        # Asked for with the move, the paper can neither be lost nor come without it.
        queue.defer("outcomes.issue_notice", transition_id=step.pk)
    return step


@transaction.atomic
def accept(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """Take a submitted dossier in; work on it begins at once."""
    move(dossier_id, "accept", actor=actor, seen=seen)
    return move(dossier_id, "begin", actor=actor)


def ask_supplement(
    dossier_id: int,
    *,
    actor: str,
    reason: str,
    items: list[str],
    fields: Collection[str] = (),
    photos: bool = False,
    seen: State | None = None,
) -> Transition:
    """Ask the citizen for more: ``items`` are the papers or answers, ``reason`` says why, in plain words.

    ``photos`` says that new photos of card and face are asked for, whatever the items are called.
    ``fields`` are the form fields among the items, which the answer may correct.
    """
    data: dict[str, Any] = {"items": items, **({"photos": True} if photos else {})}
    if fields:
        data["fields"] = list(fields)
    return move(dossier_id, "ask_supplement", actor=actor, reason=reason, data=data, seen=seen)


@transaction.atomic
def answer_supplement(
    dossier_id: int,
    *,
    actor: str,
    note: str,
    corrected: Mapping[str, Any] | None = None,
    seen: State | None = None,
    only: Collection[int] | None = None,
) -> Transition:
    """The citizen has answered, with a note, corrections and the photos added before; the office goes on.

    In one transaction: the corrected answers, the move, which names them and the photos, the photos' new
    retention, the record, and the request to read them. A second answer to the same request finds the state
    moved on.

    Args:
        corrected: answers that take the place of those filed, by form field; of those asked for only.
        only: of the photos added before those with these keys go along; None for all. An officer who takes
            an answer in at the counter does not send what the citizen added at home and has not sent.

    Raises:
        WrongCorrectionError: a corrected answer cannot stand; nothing of the answer was taken.
        NotFoundError, MoveNotAllowedError: as :func:`move`.
    """
    # The lock: no photo comes in between.
    dossier = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    photos = [item for item in supplements.waiting(dossier_id) if only is None or item.pk in only]
    data: dict[str, Any] = {"photos": [supplements.named(photo) for photo in photos]} if photos else {}
    asked = None if dossier is None else supplements.request_of(dossier)
    if dossier is not None and asked is not None and corrected:
        data["corrected"] = corrections.apply(dossier, asked, corrected, actor=actor)
    step = move(dossier_id, "supplement", actor=actor, reason=note, data=data, seen=seen)
    supplements.send(step, photos)
    return step


@transaction.atomic
def refuse(dossier_id: int, *, actor: str, ground: str, reason: str, seen: State | None = None) -> Transition:
    """Refuse with a legal ground of the procedure (its code) and an explanation.

    A dossier not yet taken in is not received (state 3); one in work is stopped (state 8).
    """
    dossier = Dossier.objects.filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFoundError(dossier=dossier_id)
    name = "refuse_intake" if dossier.state_enum == State.SUBMITTED else "reject"
    step = move(dossier_id, name, actor=actor, reason=reason, data={"ground": ground}, seen=seen)
    Dossier.objects.filter(pk=dossier_id).update(
        decision="refused", decision_by=actor, decided_at=clock.now()
    )
    return step


def withdraw(dossier_id: int, *, actor: str, reason: str = "") -> Transition:
    """The citizen takes the dossier back."""
    return move(dossier_id, "withdraw", actor=actor, reason=reason)


@transaction.atomic
def approve(
    dossier_id: int,
    *,
    actor: str,
    seen: State | None = None,
    main_line: Mapping[str, str] | None = None,
    tax_clearance: str = "",
) -> None:
    """Decide to grant: the tax system is asked in the background, then the certificate is made.

    ``main_line`` is the ``code`` and ``name`` an officer gives a trade that the citizen could only describe;
    the citizen's answer stays as it is. ``tax_clearance`` says, for a cessation, whether the tax office
    confirmed (``confirmed``) or kept silent for two working days (``silent``: Article 104 takes that as
    consent).

    Approving again while that runs changes nothing.

    Raises:
        NotFoundError, ConflictError, MoveNotAllowedError: as :func:`move`.
        NameTakenError: another business of the place got the name meanwhile.
        CeasedBusinessError: the business it is about has ended meanwhile.
        ActiveBusinessError: a first registration of an owner whose business is registered already.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFoundError(dossier=dossier_id)
    if seen is not None and seen != dossier.state_enum:
        raise ConflictError(dossier=dossier.code, seen=int(seen), now=dossier.state)
    if dossier.state_enum not in MOVES["grant"].sources:
        raise MoveNotAllowedError(dossier=dossier.code, move="approve")
    if dossier.decision == "approved":
        return
    ensure_settles(dossier)
    naming.ensure_free(dossier)
    dossier.decision, dossier.decision_by = "approved", actor
    if main_line is not None:
        dossier.evidence = {**dossier.evidence, "assigned_line": {**main_line, "by": actor}}
    if tax_clearance:
        dossier.evidence = {**dossier.evidence, "tax_clearance": {"answer": tax_clearance, "by": actor}}
    dossier.save(update_fields=["decision", "decision_by", "evidence"])
    audit.record(
        actor=actor,
        action="dossier.approved",
        subject=f"dossier:{dossier.code}",
        main_line=dict(main_line) if main_line else None,
    )
    queue.defer("outcomes.complete_approval", dossier_id=dossier_id)


@transaction.atomic
def grant(
    dossier_id: int, *, tax_code: str, tax_office: str, certificate_number: str, actor: str = "system:tax"
) -> Transition | None:
    """The register is changed and the paper exists; granting again changes nothing (None).

    ``tax_code``, ``tax_office`` and ``certificate_number`` are empty where no certificate comes of it.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if dossier.state_enum == State.DECIDED and dossier.certificate_number == certificate_number:
        return None
    dossier.tax_code, dossier.tax_office = tax_code, tax_office
    dossier.certificate_number, dossier.decided_at = certificate_number, clock.now()
    dossier.save(update_fields=["tax_code", "tax_office", "certificate_number", "decided_at"])
    return move(dossier_id, "grant", actor=actor, data={"tax_code": tax_code})


@transaction.atomic
def tax_refused(dossier_id: int, *, reason: str, reference: str) -> None:
    """The tax system said no: the approval is taken back and the officer sees why."""
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    dossier.decision = "tax_refused"
    dossier.evidence = {**dossier.evidence, "tax_refusal": {"reason": reason, "reference": reference}}
    dossier.save(update_fields=["decision", "evidence"])
    audit.record(
        actor="system:tax",
        action="dossier.tax_refused",
        subject=f"dossier:{dossier.code}",
        reason=reason[:300],
        reference=reference,
    )


@transaction.atomic
def take_back(dossier_id: int, *, reason: Bilingual, tax_told: bool) -> None:
    """The register no longer allows what was approved: the approval is taken back and the officer sees why.

    ``tax_told`` says that the tax system has accepted it already, which a person must put right there.
    Nothing happens to a dossier that does not wait for its approval to be carried out.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if dossier.decision != "approved" or dossier.state_enum not in MOVES["grant"].sources:
        return
    dossier.decision = "taken_back"
    words = {"vi": reason.vi, "en": reason.en}
    dossier.evidence = {**dossier.evidence, "taken_back": {"reason": words, "tax_told": tax_told}}
    dossier.save(update_fields=["decision", "evidence"])
    audit.record(
        actor="system:registry",
        action="dossier.approval_taken_back",
        subject=f"dossier:{dossier.code}",
        reason=reason.vi[:300],
        tax_told=tax_told,
    )


@transaction.atomic
def extend(
    dossier_id: int, *, actor: str, new_day: date, reason: str, seen: State | None = None
) -> Transition:
    """Promise a later day, once, with an apology and its reason (form 04).

    Raises:
        ExtensionError: the day is no working day after the one promised, or it was moved once already.
        NotFoundError, ConflictError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    if dossier is None:
        raise NotFoundError(dossier=dossier_id)
    deadlines.ensure_extendable(dossier, new_day)
    data = {"due_on": new_day.isoformat(), "before": dossier.due_on.isoformat()}
    return move(dossier_id, "extend", actor=actor, seen=seen, reason=reason, data=data)


@transaction.atomic
def revoke_certificate(
    dossier_id: int, *, actor: str, paper_id: int, ground: str, reason: str, seen: State | None = None
) -> Transition:
    """Record that the office takes back the certificate this dossier gave, tell the person, and note it.

    ``paper_id`` is the certificate, ``ground`` the legal ground as the paper of it prints it. The certificate
    itself is :func:`motcua.outcomes.services.take_back`'s, which calls this.

    Raises:
        NotFoundError, ConflictError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    data = {"paper": paper_id, "items": [ground]}
    step = move(dossier_id, "revoke", actor=actor, seen=seen, reason=reason, data=data)
    take_off(step.dossier)
    return step


@transaction.atomic
def restore_certificate(
    dossier_id: int, *, actor: str, paper_id: int, ground: str, reason: str
) -> Transition:
    """Record that taking back the certificate this dossier gave was cancelled, and tell the person.

    As :func:`revoke_certificate`, for :func:`motcua.outcomes.services.restore`.

    Raises:
        ActiveBusinessError: the owner has registered another business meanwhile.
        NotFoundError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    data = {"paper": paper_id, "items": [ground]}
    step = move(dossier_id, "restore", actor=actor, reason=reason, data=data)
    put_back(step.dossier)
    return step


def hand_over(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """The result is in the citizen's hands."""
    return move(dossier_id, "hand_over", actor=actor, seen=seen)
