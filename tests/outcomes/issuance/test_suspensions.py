"""A pause that is told of again before it is over."""

from datetime import date, timedelta

import pytest
from tests.support import filing

from motcua.dossiers import selectors, services
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.types import BusinessStatus
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import TaxChangeAnswer, TaxRegistrationAnswer, TaxRegistrationRequest
from motcua.kernel import clock
from motcua.outcomes import paper_data
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import approval

pytestmark = pytest.mark.django_db
SUSPENDED, ACTIVE = BusinessStatus.SUSPENDED, BusinessStatus.ACTIVE


class Tax:
    """Accepts everything."""

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        return TaxRegistrationAnswer(True, "R-1", tax_code=request.personal_number, tax_office="Thuế cơ sở 1")

    def update(self, request: object) -> TaxChangeAnswer:
        return TaxChangeAnswer(True, "R-2", tax_office="Thuế cơ sở 1")


@pytest.fixture
def business(monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setattr(interconnect, "tax", Tax)
    for name in ("render_certificate", "render_confirmation"):
        monkeypatch.setattr(rendering, name, lambda data: f"%PDF {type(data).__name__}".encode())
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
    granted(services.submit(filing.draft().pk))
    return Business.objects.get()


def granted(dossier: Dossier) -> None:
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    approval.complete(dossier.pk)


def paused(business: Business, first: date, last: date) -> Business:
    told = filing.answers(suspended_from=first.isoformat(), suspended_until=last.isoformat())
    draft = services.begin(procedure_code="1.001570", office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    services.save_answers(draft.pk, told)
    granted(services.submit(draft.pk))
    return Business.objects.get(pk=business.pk)


def how(business: Business, day: date) -> BusinessStatus:
    with clock.frozen(clock.now() + (day - clock.today())):
        return selectors.business_status(business)


@pytest.mark.parametrize("gap", [0, 10])
def test_who_goes_on_pausing_is_not_active_until_the_second_pause_begins(
    business: Business, gap: int
) -> None:
    """Filed before the first was over, as the law wants it, the second made the business active at once."""
    start = clock.today()
    first, last = start + timedelta(days=20), start + timedelta(days=60)
    business = paused(business, first, last)
    with clock.frozen(clock.now() + timedelta(days=40)):
        again = last + timedelta(days=1 + gap)
        business = paused(business, again, again + timedelta(days=60))
        assert selectors.business_status(business) == SUSPENDED
    assert how(business, first - timedelta(days=1)) == ACTIVE
    assert how(business, last) == SUSPENDED
    assert how(business, last + timedelta(days=1)) == (ACTIVE if gap else SUSPENDED)
    assert how(business, again + timedelta(days=60)) == SUSPENDED
    assert how(business, again + timedelta(days=61)) == ACTIVE


def test_from_its_first_day_on_the_last_one_says_what_holds(business: Business) -> None:
    start = clock.today()
    business = paused(business, start + timedelta(days=20), start + timedelta(days=200))
    business = paused(business, start + timedelta(days=30), start + timedelta(days=60))
    assert how(business, start + timedelta(days=25)) == SUSPENDED
    assert how(business, start + timedelta(days=61)) == ACTIVE


def test_a_pause_of_before_a_new_registration_pauses_nothing(business: Business) -> None:
    start = clock.today()
    business = paused(business, start + timedelta(days=20), start + timedelta(days=200))
    Business.objects.update(ceased_on=start)
    with clock.frozen(clock.now() + timedelta(days=2)):
        granted(services.submit(filing.draft().pk))
        business = paused(Business.objects.get(), start + timedelta(days=100), start + timedelta(days=150))
    assert how(business, start + timedelta(days=50)) == ACTIVE
