"""The end of a business: the tax office's silence is consent, but only once its time to answer is over."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.errors import ClearanceError
from motcua.dossiers.models import Dossier
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
#: Received on a Tuesday: the tax office has Wednesday and Thursday.
THURSDAY = filing.TUESDAY + timedelta(days=2)
FRIDAY = filing.TUESDAY + timedelta(days=3)


def ending(at: datetime = filing.TUESDAY) -> Dossier:
    """A dossier that ends a registered business, filed and taken in at a moment."""
    with clock.frozen(at):
        first = services.submit(filing.draft().pk)
        business = services.write_to_register(first, code=first.personal_number)
        draft = services.begin(procedure_code="1.001266", office=filing.OFFICE, language="vi")
        services.link_business(draft.pk, business.pk)
        told = filing.answers(ceased_on=clock.today().isoformat(), debts_paid=True)
        services.save_answers(draft.pk, told)
        dossier = services.submit(draft.pk)
        services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    return dossier


def test_silence_is_no_consent_before_two_working_days_are_over(decider: Client) -> None:
    """It could be pressed a minute after the receipt; the business then ended whatever it owed."""
    dossier = ending()
    address = f"/ban-lam-viec/ho-so/{dossier.code}/phe-duyet/"
    with clock.frozen(THURSDAY.replace(hour=23)):
        answer = decider.post(address, {"seen": 4, "tax_clearance": "silent"})
        assert answer.status_code == 422
        assert "đến hết 03/12/2026" in answer.content.decode()
        with pytest.raises(ClearanceError):
            services.approve(dossier.pk, actor="officer:chi", tax_clearance="silent")
    dossier.refresh_from_db()
    assert dossier.decision == ""
    with clock.frozen(FRIDAY):
        assert decider.post(address, {"seen": 4, "tax_clearance": "silent"}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.decision, dossier.evidence["tax_clearance"]["answer"]) == ("approved", "silent")


def test_an_answer_counts_at_once(decider: Client) -> None:
    dossier = ending()
    with clock.frozen(filing.TUESDAY + timedelta(hours=1)):
        answer = decider.post(
            f"/ban-lam-viec/ho-so/{dossier.code}/phe-duyet/", {"seen": 4, "tax_clearance": "confirmed"}
        )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (datetime(2026, 12, 4, 16, tzinfo=clock.VIETNAM), date(2026, 12, 9)),  # Friday, after the cut-off
        (datetime(2026, 12, 31, 9, tzinfo=clock.VIETNAM), date(2027, 1, 5)),  # New Year's Day between
    ],
)
def test_only_working_days_count(decider: Client, received: datetime, last: date) -> None:
    dossier = ending(received)
    for day, allowed in ((last, False), (last + timedelta(days=1), True)):
        with clock.frozen(datetime(day.year, day.month, day.day, 9, tzinfo=clock.VIETNAM)):
            answer = decider.post(
                f"/ban-lam-viec/ho-so/{dossier.code}/phe-duyet/", {"seen": 4, "tax_clearance": "silent"}
            )
            assert answer.status_code == (302 if allowed else 422)
