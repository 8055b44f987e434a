"""Asking the citizen for more, and the answer: one move with the photos and corrections that go along."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from motcua.dossiers import moves
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Transition
from motcua.dossiers.states import State
from motcua.dossiers.supplementing import corrections, supplements


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
    return moves.move(dossier_id, "ask_supplement", actor=actor, reason=reason, data=data, seen=seen)


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
        NotFoundError, MoveNotAllowedError: as :func:`~motcua.dossiers.moves.move`.
    """
    dossier = lock_dossier(dossier_id)  # no photo comes in between
    photos = [item for item in supplements.waiting(dossier_id) if only is None or item.pk in only]
    data: dict[str, Any] = {"photos": [supplements.named(photo) for photo in photos]} if photos else {}
    asked = supplements.request_of(dossier)
    if asked is not None and corrected:
        data["corrected"] = corrections.apply(dossier, asked, corrected, actor=actor)
    step = moves.move(dossier_id, "supplement", actor=actor, reason=note, data=data, seen=seen)
    supplements.send(step, photos)
    return step
