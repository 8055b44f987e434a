"""Officer and worker at one dossier at the same moment: both get done, and neither is thrown out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from tests.support import filing as support

from motcua.dossiers import analyses, services
from motcua.dossiers.models import Analysis, Dossier
from motcua.dossiers.states import State

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
