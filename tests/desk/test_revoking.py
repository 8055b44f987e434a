"""A certificate taken back by mistake, by the wrong person, or silently harms a family's living."""

import base64
import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.certificates import REASON, address, registered, revoked, stand_in_the_room
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.business.businesses import status_of
from motcua.dossiers.errors import CeasedBusinessError
from motcua.dossiers.models import Dossier, PersonMessage
from motcua.dossiers.types import BusinessStatus
from motcua.kernel.errors import ConflictError
from motcua.outcomes import credentials, selectors
from motcua.outcomes import services as outcomes
from motcua.outcomes.issuance import certificates, slips_and_notices
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.tasks import requeue_owed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_room(monkeypatch)


def test_whoever_checks_the_certificate_is_told_at_once(decider: Client, client: Client) -> None:
    dossier, paper = revoked(decider)
    assert selectors.standing(paper) == "revoked"
    assert "Cơ quan đã thu hồi giấy này." in client.get(f"/xac-minh/{paper.token}/").content.decode()
    listed = credentials.status_list(
        paper.pk // credentials.LIST_SIZE, public_url="https://x.example", status_url="https://x.example/1"
    )["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(listed[1:] + "=" * (-len(listed[1:]) % 4)))
    place = paper.pk % credentials.LIST_SIZE
    assert bits[place // 8] & (0x80 >> place % 8)
    assert dossier.business is not None
    assert status_of(dossier.business) == BusinessStatus.REVOKED


def test_the_owner_is_told_and_gets_the_decision_with_its_ground(decider: Client) -> None:
    dossier, _ = revoked(decider)
    told = PersonMessage.objects.get(kind="revoked", channel="sms")
    assert "thu hoi" in told.text
    assert "NGUYEN" not in told.text.upper().replace("NGUYEN THI", "")
    step = dossier.transitions.get(move="revoke")
    decision = slips_and_notices.notice_for(step)
    assert slips_and_notices.notice_for(step) == decision
    assert (decision.kind, decision.number) == ("revocation", f"{dossier.code}/QĐTH-1")
    data = certificates.revocation_data(step, number="1", token="t")
    assert data.reason == REASON
    assert "Điều 105 Nghị định 168/2025/NĐ-CP" in data.ground
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Quyết định thu hồi giấy chứng nhận" in page
    assert "không còn hiệu lực" in page


def test_a_decision_whose_paper_got_lost_is_made_again(decider: Client) -> None:
    revoked(decider)
    filing.begin_jobs()
    from motcua.kernel import clock  # noqa: PLC0415

    with clock.frozen(clock.now().replace(year=clock.now().year + 1)):
        assert requeue_owed() > 0


def test_who_did_it_why_and_to_which_paper_stands_in_the_record(decider: Client) -> None:
    dossier, paper = revoked(decider)
    event = Event.objects.get(action="paper.revoked")
    assert (event.actor, event.subject) == ("officer:binh", f"dossier:{dossier.code}")
    assert event.data["number"] == paper.number
    assert REASON in event.reason


def test_only_who_decides_may(intake: Client) -> None:
    dossier, paper = registered()
    form = {"ground": "revoke_forged", "reason": REASON, "confirm": "1"}
    assert intake.post(address(dossier, paper), form).status_code == 403
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "valid"
    assert "thu-hoi" not in intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


@pytest.mark.parametrize("form", [{"reason": REASON}, {"ground": "revoke_forged", "reason": "giả"}, {}])
def test_without_a_ground_of_the_law_and_a_reason_nothing_happens(
    decider: Client, form: dict[str, str]
) -> None:
    dossier, paper = registered()
    answer = decider.post(address(dossier, paper), {**form, "confirm": "1"})
    assert answer.status_code == 422
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "valid"


def test_it_is_done_once_and_not_to_a_slip(decider: Client) -> None:
    dossier, paper = revoked(decider)
    assert decider.get(address(dossier, paper)).status_code == 409
    with pytest.raises(ConflictError):
        outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    slip = slips_and_notices.slip_for(dossier)
    assert decider.get(address(dossier, slip)).status_code == 409
    assert dossier.transitions.filter(move="revoke").count() == 1


def test_a_replaced_certificate_cannot_be_taken_back_any_more(decider: Client) -> None:
    dossier, paper = registered()
    outcomes.issue(dossier.pk, "certificate", "new", b"%PDF", replaces=paper)
    assert decider.get(address(dossier, paper)).status_code == 409
    with pytest.raises(ConflictError):
        outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)


def test_nothing_more_is_registered_for_the_business_but_its_owner_may_begin_again(decider: Client) -> None:
    dossier, _ = revoked(decider)
    change = services.begin(procedure_code="2.000720", office=filing.OFFICE, language="vi")
    assert dossier.business is not None
    with pytest.raises(CeasedBusinessError):
        services.link_business(change.pk, dossier.business.pk)
    again = services.submit(filing.draft().pk)
    business = services.write_to_register(again, code=again.personal_number, tax_code=again.personal_number)
    assert status_of(business) == BusinessStatus.ACTIVE


def test_another_office_s_certificate_is_not_there(decider: Client) -> None:
    dossier, paper = registered()
    Dossier.objects.filter(pk=dossier.pk).update(office="ubnd-quan-1")
    assert decider.get(address(dossier, paper)).status_code == 404


def test_a_revoked_certificate_is_no_longer_handed_over(decider: Client) -> None:
    dossier, _ = revoked(decider)
    address = f"/ban-lam-viec/ho-so/{dossier.code}/tra-ket-qua/"
    assert address not in decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    answer = decider.post(address, {"seen": dossier.state})
    assert answer.status_code == 409
    assert "đã bị thu hồi" in answer.content.decode()
    assert not dossier.transitions.filter(move="hand_over").exists()


def test_it_waits_for_a_change_under_approval_instead_of_both_waiting_for_each_other() -> None:
    _, paper = registered()
    with CaptureQueriesContext(connection) as queries:
        outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    first = [sql.split('FROM "')[1].split('"')[0] for sql in locks][:3]
    assert first == ["dossiers_dossier", "dossiers_business", "outcomes_issuedpaper"], "as approving does"


def test_of_a_certificate_taken_back_nothing_waits_to_be_handed_over(decider: Client) -> None:
    """It would stand among the results to hand over for ever, with a button that is refused."""
    dossier, _ = revoked(decider)
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Đã thu hồi giấy chứng nhận" in page
    assert "Chờ trả kết quả" not in page
    assert dossier.code not in decider.get("/ban-lam-viec/?nhom=cho-tra").content.decode()
    closed = decider.get("/ban-lam-viec/?nhom=da-xong").content.decode()
    assert dossier.code in closed
    assert "Đã thu hồi giấy chứng nhận" in closed
    counts = [tab.count for tab in decider.get("/ban-lam-viec/").context["tabs"]]
    assert counts == [0, 0, 0, 0, 1, 1]
