"""What inspectors ask an office for: who did what when to a dossier, and everything it received."""

import io
import re
from datetime import datetime, timedelta

import pypdf
import pytest
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.timing import deadlines
from motcua.kernel import clock
from motcua.outcomes import books

pytestmark = pytest.mark.django_db
REGISTER = "/ban-lam-viec/so-theo-doi/"
#: A Tuesday at ten: three working days end on Friday.
FILED = datetime(2026, 12, 1, 10, tzinfo=clock.VIETNAM)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def refused(after: timedelta, **answers: object) -> Dossier:
    """Return a dossier filed on the Tuesday and refused some time after it was taken in."""
    with clock.frozen(FILED):
        dossier = services.submit(filing.draft(**answers).pk)
        services.accept(dossier.pk, actor="officer:an")
    with clock.frozen(FILED + after):
        services.refuse(
            dossier.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành nghề bị cấm đầu tư."
        )
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize(
    ("days", "pace"), [(1, "early"), (3, "on_day"), (6, "late")], ids=["Wednesday", "Friday", "Monday"]
)
def test_a_dossier_is_early_on_the_day_or_late(days: int, pace: books.Pace) -> None:
    assert books.pace_of(refused(timedelta(days=days))) == pace


def test_the_register_never_says_in_time_of_what_is_late_until_a_sweep_comes_by() -> None:
    with clock.frozen(FILED):
        dossier = services.submit(filing.draft().pk)
    with clock.frozen(FILED + timedelta(days=6)):
        assert books.pace_of(dossier) == "late"


def test_a_lateness_on_record_is_not_talked_away_by_a_new_promise() -> None:
    with clock.frozen(FILED):
        dossier = services.submit(filing.draft().pk)
        services.accept(dossier.pk, actor="officer:an")
        assert books.pace_of(dossier) == "running"
    with clock.frozen(FILED + timedelta(days=6)):
        deadlines.sweep()
        day = (FILED + timedelta(days=14)).date()
        services.extend(dossier.pk, actor="officer:binh", new_day=day, reason="Chờ xác minh.")
        assert books.pace_of(Dossier.objects.get(pk=dossier.pk)) == "late"


def test_the_control_sheet_names_every_step_who_did_it_and_when(intake: Client) -> None:
    dossier = refused(timedelta(days=1))
    answer = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/phieu-kiem-soat/")
    assert answer["Content-Type"] == "application/pdf"
    said = text_of(answer.content)
    for part in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", dossier.code, dossier.full_name, "Trước hạn",
        "10 giờ 00 phút, 01/12/2026", "Lê Thị An · Chuyên viên", "Công dân", "Được tiếp nhận", "Dừng xử lý",
        "Ngành nghề bị cấm đầu tư.", "3 ngày làm việc",
    ):  # fmt: skip
        assert part in said, part
    assert dossier.personal_number not in said
    assert Event.objects.filter(action="dossier.control_sheet", subject=f"dossier:{dossier.code}").exists()


def test_the_control_sheet_names_who_looks_after_the_dossier(intake: Client) -> None:
    """An inspector asks for one person; the sheet named everybody who had pressed a button and not them."""
    dossier = services.submit(filing.draft().pk)
    address = f"/ban-lam-viec/ho-so/{dossier.code}/phieu-kiem-soat/"
    assert "Người phụ trách hồ sơ Chưa giao cho ai" in text_of(intake.get(address).content)
    services.assign([dossier.pk], office=dossier.office, to="an", actor="officer:binh")
    assert "Người phụ trách hồ sơ Lê Thị An" in text_of(intake.get(address).content)


def test_the_register_has_what_came_in_the_span_and_no_other_office_s(intake: Client) -> None:
    mine = refused(timedelta(days=1))
    foreign = people.dossier(office="phuong-khac", personal_number="079190005678")
    page = intake.get(REGISTER, {"tu": "01/12/2026", "den": "31/12/2026"}).content.decode()
    assert mine.code in page
    assert foreign.code not in page
    assert "Trước hạn" in page
    assert mine.code not in intake.get(REGISTER, {"tu": "02/12/2026", "den": "31/12/2026"}).content.decode()
    said = text_of(intake.get(f"{REGISTER}?tu=2026-12-01&den=2026-12-01&pdf").content)
    for part in ("SỔ THEO DÕI HỒ SƠ", mine.full_name, "0901234567", "01/12/2026", "04/12/2026", "Dừng xử lý"):
        assert part in said, part
    looks = Event.objects.filter(action="register.viewed", actor="officer:an")
    assert looks.count() == 3
    assert looks.earliest("pk").data == {"first": "2026-12-01", "last": "2026-12-31"}


def test_without_days_it_is_this_month(intake: Client) -> None:
    mine = services.submit(filing.draft().pk)
    assert mine.code in intake.get(REGISTER).content.decode()


@pytest.mark.parametrize(
    "span",
    [
        {"tu": "31/12/2026", "den": "01/12/2026"},
        {"tu": "01/01/2026", "den": "31/12/2026"},
        {"tu": "hôm qua", "den": "01/12/2026"},
        {"tu": "01/12/2026"},
    ],
)
def test_a_span_that_is_none_is_told_and_nothing_shown(intake: Client, span: dict[str, str]) -> None:
    answer = intake.get(REGISTER, span)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert not Event.objects.filter(action="register.viewed").exists()


def test_the_control_sheet_says_what_of_the_form_was_corrected_and_not_what_it_held(intake: Client) -> None:
    dossier = services.submit(filing.draft().pk)
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(
        dossier.pk, actor="officer:an", reason="Sai.", items=["Vốn"], fields=["capital", "phone"]
    )
    corrected = {"capital": 70_000_000, "phone": "0907654321"}
    services.answer_supplement(dossier.pk, actor="officer:an", note="Bà nói vậy.", corrected=corrected)
    said = text_of(intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/phieu-kiem-soat/").content)
    said = " ".join(said.split())
    assert "Bà nói vậy." in said
    assert "Đã sửa trên đơn: Điện thoại; Vốn kinh doanh (VNĐ)." in said
    assert "0907654321" not in said
