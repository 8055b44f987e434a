"""Deciding on a dossier, what comes of it at the tax office and in the register, and undoing that."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import evidence
from motcua.dossiers.business import naming
from motcua.dossiers.business.businesses import ensure_register_allows, mark_restored, mark_revoked
from motcua.dossiers.business.collisions import (
    ensure_no_other_approved,
    ensure_owner_registers_no_other,
)
from motcua.dossiers.errors import ClearanceError, MoveNotAllowedError, may_answer_until
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Business, Dossier, Transition
from motcua.dossiers.moves import move
from motcua.dossiers.states import MOVES, State
from motcua.dossiers.timing import deadlines
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures

#: In the evidence of a dossier about a business that has been, or is about to be, told to other systems.
_TURN: Final = "told_outside"


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
        ClearanceError: the tax office is said to be silent, and may still answer.
        CeasedBusinessError: the business it is about has ended meanwhile.
        ActiveBusinessError: a first registration of an owner whose business is registered already, or of
            whom another one is approved and waits.
    """
    dossier = lock_dossier(dossier_id)
    if seen is not None and seen != dossier.state_enum:
        raise ConflictError(dossier=dossier.code, seen=int(seen), now=dossier.state)
    if dossier.state_enum not in MOVES["grant"].sources:
        raise MoveNotAllowedError(dossier=dossier.code, move="approve")
    if dossier.decision == "approved":
        return
    if tax_clearance == "silent" and (last := deadlines.tax_answers_until(dossier)) >= clock.today():
        raise ClearanceError(may_answer_until(last), dossier=dossier.code)
    ensure_register_allows(dossier)
    ensure_no_other_approved(dossier)
    naming.ensure_name_free(dossier)
    dossier.decision, dossier.decision_by = "approved", actor
    dossier.evidence = {name: said for name, said in dossier.evidence.items() if name != _TURN}
    if main_line is not None:
        evidence.note(dossier, "assigned_line", {**main_line, "by": actor})
    if tax_clearance:
        evidence.note(dossier, "tax_clearance", {"answer": tax_clearance, "by": actor})
    dossier.save(update_fields=["decision", "decision_by", "evidence"])
    audit.record(
        actor=actor,
        action="dossier.approved",
        subject=f"dossier:{dossier.code}",
        main_line=dict(main_line) if main_line else None,
    )
    jobs.defer("outcomes.complete_approval", dossier_id=dossier_id)


@transaction.atomic
def take_turn(dossier_id: int) -> bool:
    """Let an approved dossier about a business be told outside, unless another one is; tells whether it may.

    What is told says what holds of the whole business after the dossier. Of two at once the one told last
    would take back there what the first had changed, and be right in the register only. A turn ends with the
    approval: it is carried out, refused, or taken back.
    """
    dossier = lock_dossier(dossier_id)
    if dossier.business_id is None or not _is_carried_out(dossier):
        return True
    Business.objects.select_for_update(no_key=True).get(pk=dossier.business_id)
    others = Dossier.objects.filter(business=dossier.business_id, evidence__has_key=_TURN)
    if any(_is_carried_out(other) for other in others.exclude(pk=dossier_id)):
        return False
    if _TURN not in dossier.evidence:
        evidence.keep(dossier, _TURN, {"at": clock.now().isoformat()})
    return True


def ahead_of(dossiers: Iterable[Dossier]) -> dict[int, Dossier]:
    """Return, by the key of each of these that was approved and waits for its turn, the dossier that has it.

    One query however many are given. A re-issue tells nothing outside and waits for no turn.
    """
    behind = {
        dossier.pk: dossier.business_id
        for dossier in dossiers
        if dossier.business_id is not None
        and _is_carried_out(dossier)
        and _TURN not in dossier.evidence
        and procedures.procedure_of(dossier.procedure_code, dossier.procedure_version).effect != "reissue"
    }
    if not behind:
        return {}
    told = Dossier.objects.filter(business__in=set(behind.values()), evidence__has_key=_TURN)
    having = {other.business_id: other for other in told if _is_carried_out(other)}
    return {pk: having[business] for pk, business in behind.items() if business in having}


def _is_carried_out(dossier: Dossier) -> bool:
    return dossier.decision == "approved" and dossier.state_enum in MOVES["grant"].sources


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
    evidence.note(dossier, "tax_refusal", {"reason": reason, "reference": reference})
    dossier.save(update_fields=["decision", "evidence"])
    audit.record(
        actor="system:tax",
        action="dossier.tax_refused",
        subject=f"dossier:{dossier.code}",
        reason=reason[:300],
        reference=reference,
    )


@transaction.atomic
def undo_approval(dossier_id: int, *, reason: Bilingual, tax_told: bool) -> None:
    """The register no longer allows what was approved: the approval is taken back and the officer sees why.

    ``tax_told`` says that the tax system has accepted it already, which a person must put right there.
    Nothing happens to a dossier that does not wait for its approval to be carried out.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if not _is_carried_out(dossier):
        return
    dossier.decision = "taken_back"
    words = {"vi": reason.vi, "en": reason.en}
    evidence.note(dossier, "taken_back", {"reason": words, "tax_told": tax_told})
    dossier.save(update_fields=["decision", "evidence"])
    audit.record(
        actor="system:registry",
        action="dossier.approval_taken_back",
        subject=f"dossier:{dossier.code}",
        reason=reason.vi[:300],
        tax_told=tax_told,
    )


@transaction.atomic
def revoke_certificate(
    dossier_id: int, *, actor: str, paper_id: int, ground: str, reason: str, seen: State | None = None
) -> Transition:
    """Record that the office takes back the certificate this dossier gave, tell the person, and note it.

    ``paper_id`` is the certificate, ``ground`` the legal ground as the paper of it prints it. The certificate
    itself is :func:`motcua.outcomes.services.revoke`'s, which calls this.

    Raises:
        NotFoundError, ConflictError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    data = {"paper": paper_id, "items": [ground]}
    step = move(dossier_id, "revoke", actor=actor, seen=seen, reason=reason, data=data)
    mark_revoked(step.dossier)
    return step


@transaction.atomic
def restore_certificate(
    dossier_id: int, *, actor: str, paper_id: int, ground: str, reason: str
) -> Transition:
    """Record that taking back the certificate this dossier gave was cancelled, and tell the person.

    As :func:`revoke_certificate`, for :func:`motcua.outcomes.services.restore`.

    Raises:
        ActiveBusinessError: the owner has registered another business meanwhile, or is about to.
        NotFoundError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    ensure_owner_registers_no_other(dossier_id)
    data = {"paper": paper_id, "items": [ground]}
    step = move(dossier_id, "restore", actor=actor, reason=reason, data=data)
    mark_restored(step.dossier)
    return step
