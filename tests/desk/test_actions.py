"""Acting: only what the state and the role allow, only on what the officer saw, and never half."""

import re
from datetime import date

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.desk import people
from tests.support import filing

from motcua.desk.deeds import DEEDS
from motcua.dossiers import services
from motcua.dossiers.errors import ActiveBusinessError
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
REASON = "Tên trùng với hộ kinh doanh đã đăng ký ở số 12."


def address(dossier: Dossier, slug: str) -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/{slug}/"


def processing() -> Dossier:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    return dossier


def jobs(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


def test_taking_in_is_asked_then_done_then_shown(intake: Client) -> None:
    dossier = people.dossier()
    question = intake.get(address(dossier, "tiep-nhan"))
    assert "Tiếp nhận hồ sơ này?" in question.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', question.content.decode())
    assert seen is not None
    answer = intake.post(address(dossier, "tiep-nhan"), {"seen": seen[1]}, follow=True)
    assert answer.redirect_chain == [(f"/ban-lam-viec/ho-so/{dossier.code}/", 302)]
    assert "Đã tiếp nhận hồ sơ." in answer.content.decode()
    assert [step.move for step in dossier.transitions.all()] == ["submit", "accept", "begin"]
    assert {step.actor for step in dossier.transitions.all()[1:]} == {"officer:an"}


def test_pressing_twice_does_it_once(intake: Client) -> None:
    dossier = people.dossier()
    assert intake.post(address(dossier, "tiep-nhan"), {"seen": 1}).status_code == 302
    assert intake.post(address(dossier, "tiep-nhan"), {"seen": 1}).status_code == 409
    assert dossier.transitions.count() == 3


def test_an_old_page_changes_nothing(decider: Client) -> None:
    """Two officers have the page open; the citizen answers in between: the refusal must not go through."""
    dossier = processing()
    people.officer("an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Thiếu số nhà.", items=["Trụ sở"])
    form = {"seen": int(State.PROCESSING), "ground": "name_taken", "reason": REASON}
    answer = decider.post(address(dossier, "tu-choi"), form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "đã thay đổi" in text
    assert "<strong>Yêu cầu bổ sung</strong> (Lê Thị An, " in text  # whom to ask, and since when
    assert f"/ban-lam-viec/ho-so/{dossier.code}/" in text
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT_REQUIRED


def test_asking_for_more_keeps_items_ground_and_reason_and_orders_the_notice(intake: Client) -> None:
    dossier = processing()
    form = {
        "seen": 4,
        "items": ["paper:identity_photos", "field:office_street"],
        "ground": "dossier_not_valid",
        "reason": "Địa chỉ chưa có số nhà, vui lòng ghi rõ.",
    }
    assert intake.post(address(dossier, "yeu-cau-bo-sung"), form).status_code == 302
    step = dossier.transitions.last()
    assert step is not None
    assert step.move == "ask_supplement"
    assert step.data["items"][0] == "Ảnh hai mặt thẻ căn cước và ảnh khuôn mặt"
    assert len(step.data["items"]) == 2
    assert "Điều 85" in step.reason
    assert form["reason"] in step.reason
    assert jobs("outcomes.issue_notice") == 1


@pytest.mark.parametrize("taken_in", [False, True])
def test_refusing_needs_ground_and_explanation(decider: Client, taken_in: bool) -> None:
    dossier = processing() if taken_in else people.dossier()
    dossier.refresh_from_db()
    where, seen = address(dossier, "tu-choi"), dossier.state
    for form in (
        {},
        {"ground": "name_taken"},
        {"reason": REASON},
        {"ground": "photo_unclear", "reason": REASON},
    ):
        answer = decider.post(where, {"seen": seen, **form})
        assert answer.status_code == 422
        assert "Cần sửa trước khi tiếp tục" in answer.content.decode()
    assert decider.post(where, {"seen": seen, "ground": "name_taken", "reason": "ngắn"}).status_code == 422
    assert jobs("outcomes.issue_notice") == 0
    assert decider.post(where, {"seen": seen, "ground": "name_taken", "reason": REASON}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == (State.STOPPED if taken_in else State.NOT_RECEIVED)
    assert dossier.decision == "refused"
    assert jobs("outcomes.issue_notice") == 1


def test_what_was_typed_is_not_lost_when_something_is_missing(decider: Client) -> None:
    dossier = processing()
    answer = decider.post(address(dossier, "tu-choi"), {"seen": 4, "reason": REASON})
    assert REASON in answer.content.decode()


@pytest.mark.parametrize("slug", ["yeu-cau-bo-sung", "tu-choi", "xin-loi-gia-han"])
def test_each_mistake_leads_to_the_control_it_is_about(decider: Client, slug: str) -> None:
    """Of items in groups it led nowhere: by keyboard one searched for it on a page of forty boxes."""
    page = decider.post(address(processing(), slug), {"seen": 4}).content.decode()
    targets = re.findall(r'href="#(id_[^"]+)"', page)
    assert len(targets) >= 2
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_a_day_that_cannot_be_promised_is_told_with_everything_else(decider: Client) -> None:
    """The officer mended the reason, sent again, and only then read that the day was wrong too."""
    dossier = processing()
    typed = {"seen": dossier.state, "new_day": "1/1/2026", "reason": "x"}
    answer = decider.post(address(dossier, "xin-loi-gia-han"), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"new_day", "reason"}
    assert "sau ngày hẹn cũ" in answer.content.decode()


def test_who_extends_reads_the_old_day_and_the_first_possible_one(decider: Client) -> None:
    """Neither stood on the page: officers went back for the one and tried days out to find the other."""
    friday, monday = date(2026, 12, 4), date(2026, 12, 7)
    with clock.frozen(filing.TUESDAY):
        dossier = processing()
        assert dossier.due_on == friday
        page = decider.get(address(dossier, "xin-loi-gia-han")).content.decode()
        assert "Ngày hẹn cũ: 04/12/2026" in page
        typed = {"seen": dossier.state, "new_day": "5/12/2026", "reason": REASON}
        refused = decider.post(address(dossier, "xin-loi-gia-han"), typed).content.decode()
        for told in (page, refused):
            assert f"sớm nhất là {monday:%d/%m/%Y}." in told
        typed |= {"new_day": f"{monday}"}
        assert decider.post(address(dossier, "xin-loi-gia-han"), typed).status_code == 302


def test_approval_asks_tax_once_and_nothing_else_can_be_done_meanwhile(decider: Client) -> None:
    dossier = processing()
    assert decider.post(address(dossier, "phe-duyet"), {"seen": 4}).status_code == 302
    assert decider.post(address(dossier, "phe-duyet"), {"seen": 4}).status_code == 409
    assert jobs("outcomes.complete_approval") == 1
    form = {"seen": 4, "ground": "name_taken", "reason": REASON}
    assert decider.post(address(dossier, "tu-choi"), form).status_code == 409
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/")
    assert [deed.slug for deed in page.context["deeds"]] == ["xin-loi-gia-han"]
    assert page.content.decode().count("Đã duyệt, chờ cơ quan thuế") == 2, "beside the code, and in a notice"


def test_a_refusal_by_tax_is_shown_and_suggested_as_the_ground(decider: Client) -> None:
    dossier = processing()
    services.approve(dossier.pk, actor="officer:binh")
    services.tax_refused(dossier.pk, reason="Đã có mã số khác.", reference="TCT-7")
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/")
    assert "Đã có mã số khác." in page.content.decode()
    assert {deed.slug for deed in page.context["deeds"]} >= {"phe-duyet", "yeu-cau-bo-sung", "tu-choi"}
    form = decider.get(address(dossier, "tu-choi")).context["form"]
    assert form["ground"].initial == "tax_mismatch"
    assert decider.post(address(dossier, "phe-duyet"), {"seen": 4}).status_code == 302
    assert jobs("outcomes.complete_approval") == 2


def test_an_approval_taken_back_says_so_and_who_acts_next(decider: Client) -> None:
    dossier = processing()
    services.approve(dossier.pk, actor="officer:binh")
    services.undo_approval(dossier.pk, reason=ActiveBusinessError.default_message, tax_told=True)
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert ActiveBusinessError.default_message.vi in page
    assert "cần liên hệ cơ quan thuế" in page
    assert "Việc duyệt đã được hủy. Hồ sơ đang chờ bạn xử lý tiếp." in page


def test_a_trade_outside_the_list_gets_its_code_from_the_officer_and_none_goes_to_tax_without(
    decider: Client,
) -> None:
    """The tax system wants a level-4 code of the main line; without one the dossier would hang for ever."""
    dossier = people.dossier(main_line="other", line_details="Làm diều sáo")
    services.accept(dossier.pk, actor="officer:an")
    assert "Làm diều sáo" in decider.get(address(dossier, "phe-duyet")).content.decode()
    for wrong in ({}, {"line_code": "32", "line_name": "Sản xuất đồ chơi"}, {"line_code": "3240"}):
        assert decider.post(address(dossier, "phe-duyet"), {"seen": 4, **wrong}).status_code == 422
    assert jobs("outcomes.complete_approval") == 0
    given = {"seen": 4, "line_code": "3240", "line_name": "Sản xuất đồ chơi, trò chơi"}
    assert decider.post(address(dossier, "phe-duyet"), given).status_code == 302
    assert jobs("outcomes.complete_approval") == 1
    dossier.refresh_from_db()
    assert dossier.answers["main_line"] == "other"
    assert dossier.evidence["assigned_line"]["code"] == "3240"


def test_handing_over_ends_it(intake: Client) -> None:
    dossier = people.dossier()
    Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    assert intake.post(address(dossier, "tra-ket-qua"), {"seen": 9}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED


@pytest.mark.parametrize("state", list(State))
def test_the_page_offers_exactly_what_can_be_done(decider: Client, state: State) -> None:
    dossier = people.dossier()
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    offered = {deed.slug for deed in DEEDS if address(dossier, deed.slug) in page}
    for deed in DEEDS:
        status = decider.get(address(dossier, deed.slug)).status_code
        assert status == (200 if deed.slug in offered else 409)


def test_a_request_from_another_site_does_nothing() -> None:
    dossier = people.dossier()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.officer("an"))
    assert client.post(address(dossier, "tiep-nhan"), {"seen": 1}).status_code == 403
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


@pytest.mark.parametrize("seen", ["", "x", "99"])
def test_a_broken_page_is_told_to_reload(intake: Client, seen: str) -> None:
    assert intake.post(address(people.dossier(), "tiep-nhan"), {"seen": seen}).status_code == 409


@pytest.mark.parametrize(("same", "warned"), [(False, True), (True, False)])
def test_who_approves_is_told_once_more_that_the_faces_differ(
    same: bool, warned: bool, decider: Client
) -> None:
    dossier = people.dossier(same=same)
    services.accept(dossier.pk, actor="officer:an")
    assert ("không đủ giống" in decider.get(address(dossier, "phe-duyet")).content.decode()) is warned
    assert "không đủ giống" not in decider.get(address(dossier, "tu-choi")).content.decode()
