"""A certificate wrongly taken back and not given back in full leaves a family without its living."""

import base64
import gzip
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from tests.desk.certificates import REASON, address, decided, registered, revoked, stand_in_the_room
from tests.interconnect.stand_in import SECRET, serving
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import selectors as dossiers
from motcua.dossiers import services
from motcua.dossiers.business.businesses import status_of
from motcua.dossiers.models import Business, Dossier, PersonMessage
from motcua.dossiers.states import State
from motcua.dossiers.types import BusinessStatus
from motcua.interconnect import outbox
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import tax as sandbox
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError, OutsideSystemError
from motcua.outcomes import credentials, selectors
from motcua.outcomes import services as outcomes
from motcua.outcomes.issuance import approval, certificates, slips_and_notices
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.tax import registration

pytestmark = pytest.mark.django_db
FORM = {"ground": "restore_not_due", "reason": "Xác minh lại: chính chủ hộ đã nộp hồ sơ này."}


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_room(monkeypatch)


@pytest.fixture
def tax(settings: object) -> Iterator[sandbox.TaxFaults]:
    """The running stand-in of the tax system, by its faults."""
    stand_in = sandbox.make(SECRET)
    settings.TAX_SECRET = SECRET  # type: ignore[attr-defined]
    with serving(stand_in) as where:
        settings.TAX_URL = where  # type: ignore[attr-defined]
        assert isinstance(stand_in.faults, sandbox.TaxFaults)
        yield stand_in.faults


def restored(decider: Client, dossier: Dossier, paper: IssuedPaper) -> IssuedPaper:
    to = address(dossier, paper, "khoi-phuc")
    page = decider.post(to, FORM).content.decode()
    assert f"{dossier.code}/QĐTH-" in page
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "revoked"  # only looked at so far
    assert decider.post(to, {**FORM, "confirm": "1"}).status_code == 302
    return IssuedPaper.objects.get(pk=paper.pk)


def bit(place: int | None) -> bool:
    """Whether the status list says of a place that its certificate does not stand."""
    assert place is not None
    found = credentials.status_list(
        place // credentials.LIST_SIZE, public_url="https://x.example", status_url="https://x.example/1"
    )["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(found[1:] + "=" * (-len(found[1:]) % 4)))
    within = place % credentials.LIST_SIZE
    return bool(bits[within // 8] & (0x80 >> within % 8))


def deliver_all() -> None:
    for row in OutboxMessage.objects.filter(channel="tax").order_by("pk"):
        outbox.deliver(row.pk, interconnect.send)


def desk(decider: Client, dossier: Dossier) -> str:
    return decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


def test_the_same_certificate_stands_again_for_whoever_checks_it(decider: Client, client: Client) -> None:
    dossier, paper = decided(decider)
    decision = IssuedPaper.objects.get(kind="revocation")
    assert "Hủy bỏ quyết định thu hồi" in desk(decider, dossier)
    restored(decider, dossier, paper)
    assert "Giấy đang có hiệu lực." in client.get(f"/xac-minh/{paper.token}/").content.decode()
    assert "Cơ quan đã hủy bỏ quyết định này." in client.get(f"/xac-minh/{decision.token}/").content.decode()
    assert status_of(Business.objects.get()) == BusinessStatus.ACTIVE
    page = desk(decider, dossier)
    assert "Hủy bỏ quyết định thu hồi" in page  # in the history
    assert address(dossier, paper, "khoi-phuc") not in page
    assert "tra-ket-qua" in page, "the result may be handed over again"


def test_the_owner_is_told_and_gets_the_decision_with_its_ground(decider: Client) -> None:
    dossier, paper = decided(decider)
    restored(decider, dossier, paper)
    assert "co hieu luc tro lai" in PersonMessage.objects.get(kind="restored", channel="sms").text
    step = dossier.transitions.get(move="restore")
    made = slips_and_notices.notice_for(step)
    assert slips_and_notices.notice_for(step) == made
    assert (made.kind, made.number) == ("restoration", f"{dossier.code}/QĐKP-1")
    data = certificates.revocation_data(step, number="1", token="t")
    assert (data.cancels, data.reason) == (f"{dossier.code}/QĐTH-1", FORM["reason"])
    assert "Chương VIII Nghị định 168/2025/NĐ-CP" in data.ground
    assert "không thuộc trường hợp bị thu hồi" in data.ground
    event = Event.objects.get(action="paper.restored")
    assert (event.actor, event.data["cancelled"]) == ("officer:binh", f"{dossier.code}/QĐTH-1")


def test_a_credential_revoked_stays_so_and_a_new_one_is_given(decider: Client) -> None:
    """Wallets and whoever asked the list before may keep for ever what they heard of a revocation."""
    dossier, paper = decided(decider)
    first = credentials.status_index(paper)
    paper = restored(decider, dossier, paper)
    assert credentials.status_index(paper) is None
    with pytest.raises(NotFoundError):
        credentials.credential(paper, public_url="https://x.example", status_url="https://x.example/1")
    slips_and_notices.notice_for(dossier.transitions.get(move="restore"))
    paper.refresh_from_db()
    second = credentials.status_index(paper)
    assert (bit(first), bit(second)) == (True, False)
    outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    assert (bit(first), bit(second)) == (True, True)
    slips_and_notices.notice_for(dossier.transitions.filter(move="revoke").last())
    outcomes.restore(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    slips_and_notices.notice_for(dossier.transitions.filter(move="restore").last())
    paper.refresh_from_db()
    assert (bit(first), bit(second), bit(credentials.status_index(paper))) == (True, True, False)
    assert IssuedPaper.objects.filter(kind="restoration").last().number.endswith("QĐKP-2")  # type: ignore[union-attr]


def test_only_who_decides_may_and_only_what_was_decided(intake: Client, decider: Client) -> None:
    dossier, paper = decided(decider)
    to = address(dossier, paper, "khoi-phuc")
    assert intake.post(to, {**FORM, "confirm": "1"}).status_code == 403
    assert decider.post(to, {"ground": "restore_not_due", "confirm": "1"}).status_code == 422
    assert decider.post(to, {**FORM, "ground": "revoke_forged", "confirm": "1"}).status_code == 422
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "revoked"
    restored(decider, dossier, paper)
    assert decider.post(to, {**FORM, "confirm": "1"}).status_code == 409
    assert dossier.transitions.filter(move="restore").count() == 1


def test_not_before_the_decision_is_signed(decider: Client) -> None:
    dossier, paper = revoked(decider)
    answer = decider.post(address(dossier, paper, "khoi-phuc"), {**FORM, "confirm": "1"})
    assert answer.status_code == 409
    assert "đang được lập và ký số" in answer.content.decode()


def test_a_business_that_its_owner_ended_does_not_come_back(decider: Client) -> None:
    dossier, paper = registered()
    outcomes.mark_revoked(paper.pk, actor="officer:binh", why="ceased", reason="Chấm dứt hoạt động")
    assert decider.get(address(dossier, paper, "khoi-phuc")).status_code == 409
    with pytest.raises(ConflictError):
        outcomes.restore(paper.pk, actor="officer:binh", ground="x", reason=REASON)


def test_who_registered_another_business_meanwhile_does_not_get_two(decider: Client) -> None:
    dossier, paper = decided(decider)
    registered()
    answer = decider.post(address(dossier, paper, "khoi-phuc"), {**FORM, "confirm": "1"})
    assert answer.status_code == 409
    assert "đã đăng ký hộ kinh doanh khác" in answer.content.decode()
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "revoked"
    assert not dossier.transitions.filter(move="restore").exists()
    assert OutboxMessage.objects.filter(channel="tax").count() == 1


def test_who_is_about_to_register_another_business_does_not_get_two(decider: Client) -> None:
    """The tax office was told of the next one already, which the register then refused."""
    dossier, paper = decided(decider)
    draft = filing.draft(own_name="QUÁN KHÁC", personal_number=dossier.personal_number)
    services.acknowledge_collision(draft.pk)
    following = services.submit(draft.pk)
    services.accept(following.pk, actor="officer:an")
    services.approve(following.pk, actor="officer:binh")
    form = {**FORM, "confirm": "1"}
    answer = decider.post(address(dossier, paper, "khoi-phuc"), form)
    assert answer.status_code == 409
    assert following.code in answer.content.decode()
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "revoked"
    assert not dossier.transitions.filter(move="restore").exists()
    services.tax_refused(following.pk, reason="Chưa phù hợp.", reference="R-1")
    assert decider.post(address(dossier, paper, "khoi-phuc"), form).status_code == 302
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "valid"


def test_a_name_that_another_got_meanwhile_is_pointed_out(decider: Client) -> None:
    dossier, paper = decided(decider)
    warning = "đã đăng ký đúng tên này"
    to = address(dossier, paper, "khoi-phuc")
    assert warning not in decider.post(to, FORM).content.decode()
    registered(personal_number="079190005678", own_name=dossier.answers["own_name"])
    assert warning in decider.post(to, FORM).content.decode()
    assert dossiers.name_taken(Business.objects.get(certificate=dossier))


def test_tax_is_told_once_of_each_decision_in_their_order(tax: sandbox.TaxFaults, decider: Client) -> None:
    dossier, paper = decided(decider)
    assert interconnect.tax().register(registration.registration_request(dossier)).accepted
    tax.change({"wrong": "signature"})  # taken there, the answer not believed
    deliver_all()
    page = desk(decider, dossier)
    assert "chưa báo được" in page
    restored(decider, dossier, paper)
    tax.clear()
    second = OutboxMessage.objects.filter(channel="tax").last()
    assert second is not None
    assert not outbox.deliver(second.pk, interconnect.send), "before the first it would mean nothing"
    with clock.frozen(clock.now() + timedelta(days=10)):  # however late
        deliver_all()
        deliver_all()
    page = desk(decider, dossier)
    assert "chưa báo" not in page
    rows = OutboxMessage.objects.filter(channel="tax", failed_at=None)
    assert [row.receipt for row in rows] == ["TCT-000002", "TCT-000003"]
    assert all(row.receipt in page for row in rows)
    body = rows[0].body
    assert (body["kind"], body["number"]) == ("revocation", f"{dossier.code}/QĐTH-1")
    assert REASON not in str(body), "what the case was stays in the paper"


def test_what_tax_refuses_comes_to_the_desk_with_its_reason(tax: sandbox.TaxFaults, decider: Client) -> None:
    dossier, _ = decided(decider)
    tax.refuse = "Mã số đang bị thanh tra."
    deliver_all()
    page = desk(decider, dossier)
    assert "thuế không nhận" in page
    assert "Mã số đang bị thanh tra." in page
    assert "Hãy gửi quyết định cho cơ quan thuế quản lý." in page


def test_a_revocation_of_before_tax_was_told_says_so(decider: Client) -> None:
    dossier, _ = decided(decider)
    OutboxMessage.objects.filter(channel="tax").delete()
    assert "Hãy gửi quyết định cho cơ quan thuế quản lý." in desk(decider, dossier)


def test_a_citizen_sees_that_it_stands_again(decider: Client, client: Client) -> None:
    dossier, paper = decided(decider)
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert "Giấy này không còn hiệu lực" in client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    restored(decider, dossier, paper)
    page = client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "Giấy này không còn hiệu lực" not in page
    assert "giấy chứng nhận có hiệu lực trở lại" in page


def test_a_change_can_be_filed_again(decider: Client) -> None:
    dossier, paper = decided(decider)
    restored(decider, dossier, paper)
    change = services.begin(procedure_code="2.000720", office=filing.OFFICE, language="vi")
    assert dossier.business is not None
    assert services.link_business(change.pk, dossier.business.pk).business == dossier.business


def test_a_decision_signed_late_still_says_which_one_it_cancels(decider: Client) -> None:
    """The key may be out of reach for an hour; meanwhile the office may have decided again."""
    dossier, paper = decided(decider)
    restored(decider, dossier, paper)
    outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    late = dossier.transitions.get(move="restore")
    data = certificates.revocation_data(late, number=f"{dossier.code}/QĐKP-1", token="t")
    assert data.cancels == f"{dossier.code}/QĐTH-1", "else it is printed as a decision to revoke"
    slips_and_notices.notice_for(dossier.transitions.filter(move="revoke").last())
    assert certificates.revocation_data(late, number="1", token="t").cancels == f"{dossier.code}/QĐTH-1"


def test_an_older_decision_signed_last_takes_no_credential_away(decider: Client) -> None:
    dossier, paper = decided(decider)
    restored(decider, dossier, paper)
    outcomes.revoke(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    slips_and_notices.notice_for(dossier.transitions.filter(move="revoke").last())
    outcomes.restore(paper.pk, actor="officer:binh", ground="x", reason=REASON)
    first, second = dossier.transitions.filter(move="restore")
    slips_and_notices.notice_for(second)
    paper.refresh_from_db()
    given = credentials.status_index(paper)
    slips_and_notices.notice_for(first)
    paper.refresh_from_db()
    assert credentials.status_index(paper) == given
    assert not bit(given), "a wallet that loaded it meanwhile is told for ever that it was revoked"


def test_what_is_registered_next_waits_until_tax_knows_what_was_decided(
    tax: sandbox.TaxFaults, decider: Client
) -> None:
    """Told in the wrong order it refuses the owner, or ends the new household by the old decision."""
    dossier, _ = decided(decider)
    assert interconnect.tax().register(registration.registration_request(dossier)).accepted
    tax.change({"down": True})
    deliver_all()
    tax.clear()
    again = services.submit(filing.draft().pk)
    services.accept(again.pk, actor="officer:an")
    services.approve(again.pk, actor="officer:binh")
    with pytest.raises(OutsideSystemError):
        approval.complete(again.pk)
    assert Dossier.objects.get(pk=again.pk).decision == "approved"
    deliver_all()
    approval.complete(again.pk)
    assert Dossier.objects.get(pk=again.pk).state_enum == State.DECIDED
    rows = OutboxMessage.objects.filter(channel="tax")
    assert [row.body["kind"] for row in rows] == ["revocation"]


def test_a_change_waits_until_tax_knows_that_the_certificate_stands_again(
    tax: sandbox.TaxFaults, decider: Client
) -> None:
    dossier, paper = decided(decider)
    assert interconnect.tax().register(registration.registration_request(dossier)).accepted
    deliver_all()
    restored(decider, dossier, paper)
    draft = services.begin(procedure_code="2.000720", office=filing.OFFICE, language="vi")
    change = Dossier(code="x", business=dossier.business, procedure_code=draft.procedure_code,
                     procedure_version=draft.procedure_version, office=dossier.office)  # fmt: skip
    with pytest.raises(OutsideSystemError):
        registration.send_change(change)
