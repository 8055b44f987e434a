"""Officer and worker at one dossier at the same moment: both get done, and neither is thrown out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from tests.support import filing as support

from motcua.dossiers import filing, services
from motcua.dossiers.drafting import analyses, participants
from motcua.dossiers.errors import AlreadyFiledError
from motcua.dossiers.models import Analysis, Dossier, Draft
from motcua.dossiers.states import State
from motcua.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_S = 30


def test_taking_in_while_a_reading_ends_is_no_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The officer's move held the dossier and asked for the draft, the worker the other way round."""
    seen = {"found": True, "quality": 0.9, "problems": []}
    monkeypatch.setattr(analyses, "_look_at_selfie", lambda _: seen)
    complete = analyses._complete_evidence
    holds_draft, holds_dossier = threading.Event(), threading.Event()
    draft = support.draft()
    services.put_photo(draft.pk, "selfie", support.photo(), capture="camera")
    dossier = services.submit(draft.pk)
    analysis = Analysis.objects.get(kind=Analysis.Kind.SELFIE)

    def slowly(*given: Any) -> None:
        holds_draft.set()
        assert holds_dossier.wait(WAIT_S)
        complete(*given)

    monkeypatch.setattr(analyses, "_complete_evidence", slowly)

    def officer() -> None:
        try:
            with transaction.atomic():
                services.accept(dossier.pk, actor="officer:an")
                holds_dossier.set()
                assert holds_draft.wait(WAIT_S)
        finally:
            connection.close()

    def worker() -> None:
        try:
            analyses.perform(analysis.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(officer), pool.submit(worker)]:
            done.result(timeout=2 * WAIT_S)
    found = Dossier.objects.get(pk=dossier.pk)
    assert found.state == State.PROCESSING
    assert found.evidence["selfie"]["quality"] == 0.9


def is_held(draft: Draft) -> bool:
    """Tell whether a change of the draft by somebody else would have to wait at this moment."""

    def tried() -> bool:
        try:
            with transaction.atomic():
                Draft.objects.select_for_update(no_key=True, nowait=True).get(pk=draft.pk)
        except OperationalError:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(tried).result(timeout=WAIT_S)


def family() -> tuple[Draft, Draft]:
    """Return a household's filing and the part of its one member, who has confirmed."""
    draft = support.draft(subject="household")
    services.put_photo(draft.pk, "mandate", support.photo(2), capture="file")
    part, _ = participants.invite(draft.pk, role=participants.MEMBER)
    services.record_agreement(part.pk, face=False, language="vi")
    services.put_photo(part.pk, "front", support.photo(3), capture="file")
    own = support.answers(personal_number="079190005678")
    Draft.objects.filter(pk=part.pk).update(answers=own, completed_at=clock.now())
    return draft, part


def test_a_members_photo_cannot_change_while_the_family_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The evidence named a photo that was removed at the same moment: the officer saw none."""
    draft, part = family()
    evidence, held = participants.evidence, []

    def watched(*given: Any) -> Any:
        held.append(is_held(part))
        return evidence(*given)

    monkeypatch.setattr(participants, "evidence", watched)
    services.submit(draft.pk)
    assert held == [True]
    with pytest.raises(AlreadyFiledError):
        services.put_photo(part.pk, "front", support.photo(4), capture="file")


def test_what_a_member_confirms_is_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another window could put a wrong answer in between the look and the confirmation."""
    _, part = family()
    held = []

    def watched(draft: Draft) -> dict[str, list[str]]:
        held.append(is_held(draft))
        return {}

    monkeypatch.setattr(filing, "problems_of", watched)
    services.complete_part(part.pk)
    assert held == [True]
