"""Taking a certificate back, and cancelling that: what happens to it and who is told.

A certificate that does not stand is kept as it was given out; what changes is what whoever checks it reads.
"""

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import ReasonNeededError
from motcua.dossiers.models import Transition
from motcua.interconnect import services as interconnect
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import DecisionKind, Revocation

#: Move -> the decision it is, and the letters in its number.
DECISIONS: dict[str, tuple[DecisionKind, str]] = {
    "revoke": ("revocation", "QĐTH"),
    "restore": ("restoration", "QĐKP"),
}
_STANDS_NO_LONGER = Bilingual(
    "Giấy chứng nhận này không còn hiệu lực nên không thể thu hồi: đã bị thu hồi trước đó, hoặc đã có giấy "
    "cấp sau thay thế.",
    "This certificate is no longer in force, so it cannot be revoked: it was revoked before, or a later one "
    "took its place.",
)


@transaction.atomic
def mark_revoked(paper_id: int, *, actor: str, why: Revocation, reason: str) -> IssuedPaper:
    """Record that a certificate no longer stands; the file stays, and whoever checks it is told.

    Doing it again changes nothing.

    Raises:
        NotFoundError: no such paper.
        ConflictError: not a certificate; other papers only say what was true on their day.
        ReasonNeededError: no reason given.
    """
    paper = IssuedPaper.objects.select_for_update().defer("pdf").filter(pk=paper_id).first()
    if paper is None:
        raise NotFoundError(paper=paper_id)
    if paper.kind != IssuedPaper.Kind.CERTIFICATE:
        raise ConflictError(
            Bilingual("Chỉ thu hồi được giấy chứng nhận.", "Only a certificate can be revoked."),
            paper=paper_id,
        )
    if not reason.strip():
        raise ReasonNeededError(paper=paper_id)
    if not paper.is_revoked:
        _end(paper, actor=actor, why=why, reason=reason.strip())
        _record("paper.revoked", paper, actor, reason, why=why)
    return paper


@transaction.atomic
def revoke(paper_id: int, *, actor: str, ground: str, reason: str) -> IssuedPaper:
    """Revoke a certificate that stands by a decision of the office; only :func:`restore` undoes it.

    In one transaction: the certificate, the register, the row among the dossier's moves, the messages to
    the person and the tax system, and the order for the paper of the decision. ``ground`` is the legal
    ground with its article, ``reason`` what it means here; both are printed. Who may, the caller checks.

    Raises:
        NotFoundError: no such paper.
        ConflictError: no certificate, or none that stands: replaced by a later one, or revoked before.
        ReasonNeededError: no reason given.
    """
    paper = _held(paper_id)
    if selectors.standing(paper) != "valid":
        raise ConflictError(_STANDS_NO_LONGER, paper=paper_id)
    taken = mark_revoked(paper_id, actor=actor, why="withdrawn", reason=f"{ground} {reason}")
    step = dossiers.revoke_certificate(
        paper.dossier_id, actor=actor, paper_id=paper_id, ground=ground, reason=reason
    )
    _tell_tax(step, paper, ground)
    return taken


@transaction.atomic
def restore(paper_id: int, *, actor: str, ground: str, reason: str) -> IssuedPaper:
    """Cancel the decision that took a certificate back: the same certificate stands again.

    In one transaction as :func:`revoke`; the decision that is cancelled no longer stands either.

    Raises:
        NotFoundError: no such paper.
        ConflictError: it was not taken back by a decision, or that decision is not signed yet.
        ActiveBusinessError: its owner has registered another business meanwhile.
        ReasonNeededError: no reason given.
    """
    paper = _held(paper_id)
    if (hindrance := selectors.restoring_hindrance(paper)) is not None:
        raise ConflictError(hindrance, paper=paper_id)
    step = dossiers.restore_certificate(
        paper.dossier_id, actor=actor, paper_id=paper_id, ground=ground, reason=reason
    )
    decision = selectors.decision_against(paper)
    assert decision is not None  # else there is a hindrance
    _end(decision, actor=actor, why="cancelled", reason=f"{ground} {reason}")
    paper.restored_at, paper.restored_by = clock.now(), None  # until its paper is signed
    paper.save(update_fields=["restored_at", "restored_by"])
    _record("paper.restored", paper, actor, reason, cancelled=decision.number)
    _tell_tax(step, paper, ground)
    return paper


def number_of(step: Transition) -> str:
    """Return the number of the decision a move is; it follows from the move, so that there is only one."""
    rank = step.dossier.transitions.filter(move=step.move, pk__lte=step.pk).count()
    return f"{step.dossier.code}/{DECISIONS[step.move][1]}-{rank}"


def _held(paper_id: int) -> IssuedPaper:
    """Return a paper under lock; approving a change holds the business first: the same order here."""
    papers = IssuedPaper.objects.defer("pdf").filter(pk=paper_id)
    found = papers.first()
    if found is None:
        raise NotFoundError(paper=paper_id)
    dossiers.lock_certified(found.dossier_id)
    return papers.select_for_update().get()


def _end(paper: IssuedPaper, *, actor: str, why: Revocation, reason: str) -> None:
    paper.revoked_at, paper.revoked_by = clock.now(), actor
    paper.revocation, paper.revocation_reason = why, reason
    paper.restored_at = None
    fields = ["revoked_at", "revoked_by", "revocation", "revocation_reason", "restored_at"]
    paper.save(update_fields=fields)


def _tell_tax(step: Transition, paper: IssuedPaper, ground: str) -> None:
    """Keep what the tax system is told; its code serves the household no longer, or again."""
    dossier = step.dossier
    business = dossier.business
    body = {
        "dossier_code": dossier.code,
        "tax_code": paper.number if business is None else business.code_at_tax,
        "kind": DECISIONS[step.move][0],
        "number": number_of(step),
        "decided_on": clock.today().isoformat(),
        "ground": ground,
    }
    key = selectors.tax_key(step)
    interconnect.put_message("tax", key, body, subject=f"dossier:{dossier.code}")


def _record(action: str, paper: IssuedPaper, actor: str, reason: str, **more: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"dossier:{paper.dossier.code}",
        reason=reason.strip()[:300],
        number=paper.number,
        **more,
    )
