"""Holding a dossier, so that what is decided on it is decided on what it is now."""

from motcua.dossiers.models import Dossier
from motcua.dossiers.states import MOVES
from motcua.kernel.errors import ConflictError, NotFoundError

#: Moves after which the dossier lies with the same people as before, and its answers are what they were.
_STAY = tuple(name for name, move in MOVES.items() if move.target is None)


def lock_dossier(dossier_id: int) -> Dossier:
    """Return a dossier under its row's lock until the caller's transaction ends.

    Rows that refer to it (papers, photos, messages) can still be written: its key is not locked.

    Raises:
        NotFoundError: no such dossier.
    """
    found = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id).first()
    if found is None:
        raise NotFoundError(dossier=dossier_id)
    return found


def last_turn(dossier: Dossier) -> int:
    """Return the key of the move that last brought the dossier on, 0 for none.

    Whoever decides on a page carries it along: a dossier that was sent to the citizen and has come back is in
    the state in which it was seen, and may say something else.
    """
    turns = dossier.transitions.exclude(move__in=_STAY).values_list("pk", flat=True)
    return turns.last() or 0


def ensure_no_turn_since(dossier_id: int, turn: int) -> None:
    """Hold a dossier that was not brought on since a :func:`last_turn`, until the transaction ends.

    Raises:
        NotFoundError: no such dossier.
        ConflictError: it was, so that what is about to be done was decided on something else.
    """
    dossier = lock_dossier(dossier_id)
    if (now := last_turn(dossier)) != turn:
        raise ConflictError(dossier=dossier.code, seen=turn, now=now)
