"""The law changes while somebody fills in their form: what counts is the day on which they file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.errors import IncompleteDraftError
from motcua.dossiers.models import Draft
from motcua.dossiers.money.fees import fee_of
from motcua.kernel import clock
from motcua.procedures import catalogue_reader
from motcua.procedures.selectors import get_procedure
from motcua.procedures.types import Procedure

pytestmark = pytest.mark.django_db
FROM = date(2026, 12, 2)  # the day after filing.TUESDAY
LATER = filing.TUESDAY + timedelta(days=1)


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch) -> Iterator[Procedure]:
    """A version that starts on a Wednesday, with more time, a fee online, and one question less."""
    old = get_procedure(filing.PROCEDURE)
    fees = tuple(replace(fee, amount=30_000) for fee in old.fees)
    made = replace(old, version=FROM.isoformat(), starts=FROM, working_days=5, fees=fees)
    others = tuple(item for item in catalogue_reader.procedures() if item is not old)
    monkeypatch.setattr(catalogue_reader, "procedures", lambda: (*others, replace(old, ends=FROM), made))
    with clock.frozen(filing.TUESDAY):
        yield made


def test_a_draft_begun_before_is_filed_under_the_law_of_the_day(new: Procedure) -> None:
    """It was filed under the law that had ended: with the old time, the old fee and the old undertakings."""
    draft = filing.draft()
    with clock.frozen(LATER):
        with pytest.raises(IncompleteDraftError) as error:
            services.submit(draft.pk)
        assert list(error.value.fields) == ["commitment"]
        opened = services.get(draft.pk)
        assert opened.procedure_version == new.version
        assert opened.answers["own_name"] == "PHỞ MINH NGUYỆT", "what was answered is there"
        services.save_answers(draft.pk, {"commitment": True})
        dossier = services.submit(draft.pk)
    assert (dossier.procedure_version, dossier.due_on) == (new.version, date(2026, 12, 9))
    fee = fee_of(dossier)
    assert fee is not None
    assert fee.amount == 30_000


def test_what_was_filed_before_keeps_its_law(new: Procedure) -> None:
    dossier = services.submit(filing.draft().pk)
    with clock.frozen(LATER):
        assert services.submit(dossier.draft_id).pk == dossier.pk
        assert services.get(dossier.draft_id).procedure_version != new.version
    dossier.refresh_from_db()
    assert dossier.procedure_version != new.version
    assert Draft.objects.get(pk=dossier.draft_id).answers["commitment"] is True


def test_a_draft_whose_procedure_ended_without_another_stays_as_it_is(
    new: Procedure, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = filing.draft()
    left = tuple(item for item in catalogue_reader.procedures() if item is not new)
    monkeypatch.setattr(catalogue_reader, "procedures", lambda: left)
    with clock.frozen(LATER):
        assert services.get(draft.pk).procedure_version == draft.procedure_version
