"""Of two dossiers about one business the second is told to the tax system when the first is written."""

from datetime import timedelta
from typing import Any

import pytest
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import (
    OutsideCallError,
    TaxChangeAnswer,
    TaxRegistrationAnswer,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)
from motcua.kernel import clock
from motcua.outcomes import paper_data
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import approval
from motcua.outcomes.signatures.signer import SigningError
from motcua.outcomes.tax import trouble

pytestmark = pytest.mark.django_db
CHANGE, SUSPEND = "2.000720", "1.001570"


class Tax:
    """Holds what it was told last, and takes a dossier's words once."""

    def __init__(self) -> None:
        self.told: dict[str, TaxUpdateRequest] = {}
        self.refuses = False

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        return TaxRegistrationAnswer(True, "R-1", tax_code=request.personal_number, tax_office="Thuế cơ sở 1")

    def update(self, request: TaxUpdateRequest) -> TaxChangeAnswer:
        if self.refuses:
            return TaxChangeAnswer(False, "R-3", reason="Chưa phù hợp.")
        self.told.setdefault(request.dossier_code, request)
        return TaxChangeAnswer(True, "R-2", tax_office="Thuế cơ sở 1")

    @property
    def holds(self) -> TaxUpdateRequest:
        return list(self.told.values())[-1]


class Key:
    """The office's key, which may be away."""

    away = False

    def sign(self, pdf: bytes, *_given: Any, **_how: Any) -> bytes:
        if self.away:
            raise SigningError(cause="away")
        return pdf


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> Key:
    made = Key()
    monkeypatch.setattr(paper_data, "sign_paper", made.sign)
    return made


@pytest.fixture
def tax(monkeypatch: pytest.MonkeyPatch, key: Key) -> Tax:
    made = Tax()
    monkeypatch.setattr(interconnect, "tax", lambda: made)
    for name in ("render_certificate", "render_confirmation"):
        monkeypatch.setattr(rendering, name, lambda data: f"%PDF {type(data).__name__}".encode())
    return made


@pytest.fixture
def business(tax: Tax) -> Business:
    approval.complete(approved(services.submit(filing.draft().pk)).pk)
    return Business.objects.get()


def approved(dossier: Dossier) -> Dossier:
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    return dossier


def about(business: Business, procedure: str, **given: Any) -> Dossier:
    told = filing.answers()
    wanted = ("full_name", "date_of_birth", "sex", "personal_number", "phone", "result_channel", "commitment")
    draft = services.begin(procedure_code=procedure, office=filing.OFFICE, language="vi")
    services.link_business(draft.pk, business.pk)
    services.save_answers(draft.pk, {name: told[name] for name in wanted} | given)
    services.acknowledge_collision(draft.pk)
    return approved(services.submit(draft.pk))


def told_and_not_signed(dossier: Dossier, key: Key) -> None:
    key.away = True
    with pytest.raises(SigningError):
        approval.complete(dossier.pk)
    key.away = False


@pytest.mark.parametrize("other", [CHANGE, SUSPEND])
def test_what_one_dossier_changes_is_not_taken_back_at_the_tax_office_by_another(
    tax: Tax, key: Key, business: Business, other: str
) -> None:
    """While the key was away the second told the old name after the first had told the new one."""
    start = clock.today() + timedelta(days=20)
    more = {
        CHANGE: {"changes": ["capital"], "capital": 80_000_000},
        SUSPEND: {
            "suspended_from": start.isoformat(),
            "suspended_until": (start + timedelta(days=60)).isoformat(),
        },
    }
    first = about(business, CHANGE, changes=["name"], own_name="BÚN MINH NGUYỆT")
    second = about(business, other, **more[other])
    told_and_not_signed(first, key)
    with pytest.raises(OutsideCallError), trouble.recording(second.pk):
        approval.complete(second.pk)
    second.refresh_from_db()
    assert (second.state, second.decision) == (State.PROCESSING, "approved"), "it waits, and nothing is lost"
    assert trouble.waits_for(second) == "tax"
    for dossier in (first, second):
        approval.complete(dossier.pk)
        dossier.refresh_from_db()
        assert dossier.state == State.DECIDED
    assert tax.holds.dossier_code == second.code
    assert tax.holds.business_name == "HỘ KINH DOANH BÚN MINH NGUYỆT"


def test_a_turn_ends_with_a_refusal_and_begins_anew_with_another_approval(
    tax: Tax, key: Key, business: Business
) -> None:
    first = about(business, CHANGE, changes=["name"], own_name="BÚN MINH NGUYỆT")
    second = about(business, CHANGE, changes=["capital"], capital=80_000_000)
    tax.refuses = True
    approval.complete(first.pk)
    tax.refuses = False
    told_and_not_signed(second, key)
    services.approve(first.pk, actor="officer:binh")
    with pytest.raises(OutsideCallError):
        approval.complete(first.pk)
    for dossier in (second, first):  # neither waits for the other for ever
        approval.complete(dossier.pk)
        dossier.refresh_from_db()
        assert dossier.state == State.DECIDED
    assert (tax.holds.business_name, tax.holds.capital) == ("HỘ KINH DOANH BÚN MINH NGUYỆT", 80_000_000)
