"""The moves of a dossier: each guarded by the table of states, recorded, told, and its paper asked for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.contact import notifications
from motcua.dossiers.errors import MoveNotAllowedError, ReasonNeededError
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import MOVES, State, refused
from motcua.dossiers.timing import appointments, deadlines
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError


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
    dossier = lock_dossier(dossier_id)
    rule, source = MOVES[name], dossier.state_enum
    _ensure_may_move(dossier, name, seen=seen, reason=reason)
    target = source if rule.target is None else rule.target
    deadlines.mark(dossier)
    step = Transition(
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
    before, now = dossier.due_on, deadlines.after(step)
    dossier.state, dossier.due_on = target, now.due_on
    renews = appointments.renewed(step, before, now)
    step.data = {**step.data, **renews}
    step.save(force_insert=True)  # once and for good: no move is ever changed
    dossier.save(update_fields=["state", "due_on"])
    audit.record(
        actor=actor, action=f"dossier.{name}", subject=f"dossier:{dossier.code}", reason=reason.strip()[:300]
    )
    notifications.notify(step)
    if rule.notice:
        # Asked for with the move, the paper can neither be lost nor come without it.
        jobs.defer("outcomes.issue_notice", transition_id=step.pk)
    if renews:
        jobs.defer("outcomes.renew_slip", transition_id=step.pk)
    return step


def _ensure_may_move(dossier: Dossier, name: str, *, seen: State | None, reason: str) -> None:
    """Refuse a move that the table, what the person saw, or a missing reason forbids."""
    source = dossier.state_enum
    if seen is not None and seen != source:
        raise ConflictError(dossier=dossier.code, seen=int(seen), now=int(source))
    if (forbidden := refused(name, source, decision=dossier.decision)) is not None:
        raise MoveNotAllowedError(forbidden, dossier=dossier.code, move=name)
    if MOVES[name].needs_reason and not reason.strip():
        raise ReasonNeededError(dossier=dossier.code, move=name)


@transaction.atomic
def accept(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """Take a submitted dossier in; work on it begins at once."""
    move(dossier_id, "accept", actor=actor, seen=seen)
    return move(dossier_id, "begin", actor=actor)


def withdraw(dossier_id: int, *, actor: str, reason: str = "") -> Transition:
    """The citizen takes the dossier back."""
    return move(dossier_id, "withdraw", actor=actor, reason=reason)


@transaction.atomic
def extend(
    dossier_id: int, *, actor: str, new_day: date, reason: str, seen: State | None = None
) -> Transition:
    """Promise a later day, once, with an apology and its reason (form 04).

    Raises:
        ExtensionError: the day is no working day after the one promised, or it was moved once already.
        NotFoundError, ConflictError, MoveNotAllowedError, ReasonNeededError: as :func:`move`.
    """
    dossier = lock_dossier(dossier_id)
    deadlines.ensure_extendable(dossier, new_day)
    data = {"due_on": new_day.isoformat(), "before": dossier.due_on.isoformat()}
    return move(dossier_id, "extend", actor=actor, seen=seen, reason=reason, data=data)


def hand_over(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """The result is in the citizen's hands."""
    return move(dossier_id, "hand_over", actor=actor, seen=seen)
