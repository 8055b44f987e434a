"""Approvals that wait because what another system answers cannot be used, so that officers are told of it.

A system that is away comes back, and nobody need do anything. One that answers wrongly does so each time it
is asked until somebody mends it there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.interconnect.types import OF_WRONG_ANSWERS, OutsideCallError
from motcua.kernel import clock

_NAME: Final = "outside_trouble"
#: Which system was asked last and gave nothing, whether it was away or wrong.
_LAST: Final = "waits_for"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when, how often and which system (``tax``, ``timestamps``) gave no answer that can be used."""

    system: str
    since: datetime
    times: int


@contextmanager
def recording(dossier_id: int) -> Iterator[None]:
    """Note which system an approved dossier waits for and whether it answers wrongly; raises on.

    Forgotten when the dossier goes on.

    To be used around the whole, outside any transaction.
    """
    try:
        yield
    except OutsideCallError as error:
        _note(dossier_id, error)
        raise
    _forget(dossier_id)


def of(dossier: Dossier) -> Trouble | None:
    """Return what keeps an approved dossier waiting, None where nothing but time does."""
    record = dossier.evidence.get(_NAME)
    if not record or not _waits(dossier):
        return None
    return Trouble(record["system"], datetime.fromisoformat(record["since"]), record["times"])


def waits_for(dossier: Dossier) -> str:
    """Return the system (``tax``, ``timestamps``) that was last asked in vain about an approved dossier."""
    record: dict[str, str] = dossier.evidence.get(_LAST) or {}
    return record.get("system", "") if _waits(dossier) else ""


def count_waiting(office: str | None = None) -> tuple[int, datetime] | None:
    """Return how many approved dossiers (of an office) wait for a right answer and since when, None: none."""
    waiting = Dossier.objects.filter(state=State.PROCESSING, decision="approved", evidence__has_key=_NAME)
    if office is not None:
        waiting = waiting.filter(office=office)
    told = waiting.values_list(f"evidence__{_NAME}__since", flat=True)
    since = [datetime.fromisoformat(moment) for moment in told]
    return (len(since), min(since)) if since else None


@transaction.atomic
def _note(dossier_id: int, error: OutsideCallError) -> None:
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    before: dict[str, Any] = dossier.evidence.get(_NAME) or {}
    if not _waits(dossier):
        return
    same = before.get("system") == error.system
    if not same and before:  # the other one was passed, or is asked again before anybody comes to it
        dossier.evidence = {name: held for name, held in dossier.evidence.items() if name != _NAME}
    if (before and not same) or waits_for(dossier) != error.system:
        dossiers.keep_evidence(dossier, _LAST, {"system": error.system})
    if error.kind not in OF_WRONG_ANSWERS:
        return
    record = {
        "system": error.system,
        "kind": error.kind,
        "what": error.what,
        "since": before["since"] if same else clock.now().isoformat(),
        "times": before["times"] + 1 if same else 1,
    }
    dossiers.keep_evidence(dossier, _NAME, record)


@transaction.atomic
def _forget(dossier_id: int) -> None:
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if {_NAME, _LAST} & dossier.evidence.keys():
        kept = {name: held for name, held in dossier.evidence.items() if name not in (_NAME, _LAST)}
        dossier.evidence = kept
        dossier.save(update_fields=["evidence"])


def _waits(dossier: Dossier) -> bool:
    return dossier.state_enum == State.PROCESSING and dossier.decision == "approved"
