"""Papers from a dossier: what the citizen holds must say what the dossier says, and exist once."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from tests.desk import people
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.outcomes import certificates, issuing, selectors, signing, tax_life
from motcua.outcomes.services import make_demo_key

pytestmark = pytest.mark.django_db
AN = "officer:an"


@pytest.fixture(autouse=True)
def _signing(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("signing")
    make_demo_key(folder, office="Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER = folder  # type: ignore[attr-defined]


def filed(**answers: Any) -> Dossier:
    return services.submit(filing.draft(**answers).pk)


def registered(**answers: object) -> Dossier:
    dossier = filed(**answers)
    services.settle(dossier, code=dossier.personal_number, tax_code=dossier.personal_number, tax_office="x")
    return dossier


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_slip_says_what_was_filed_and_is_made_once() -> None:
    dossier = filed()
    data = issuing.slip_data(dossier)
    assert (data.code, data.due_on) == (dossier.code, dossier.due_on)
    assert data.applicant.full_name == dossier.full_name
    assert data.status_url.endswith(f"/tra-cuu/{dossier.code}/")
    assert [paper.name for paper in data.papers] == ["Giấy đề nghị đăng ký hộ kinh doanh"]  # no photo given
    first = issuing.slip_for(dossier)
    assert issuing.slip_for(dossier) == first
    assert [paper.pk for paper in selectors.papers_of(dossier.pk)] == [first.pk]
    text = text_of(bytes(first.pdf))
    assert dossier.code in text
    assert f"{dossier.due_on:%d/%m/%Y}" in text


def test_a_slip_of_the_counter_names_the_officer_and_only_the_photos_that_were_given() -> None:
    """A citizen at the counter who gave no face photo must not hold a paper saying otherwise."""
    people.officer("an", role="intake")
    dossier = filed(channel="counter")
    dossier.evidence = {**dossier.evidence, "photos": {"front": {}, "back": {}, "mandate": {}}}
    text = text_of(bytes(issuing.slip_for(dossier).pdf))
    assert "Nộp tại quầy" in text
    assert "Nộp trực tuyến" not in text
    assert "Cán bộ tiếp nhận" in text
    assert "Lê Thị An" in text
    assert "Ảnh mặt trước giấy tờ, mặt sau giấy tờ" in text
    assert "Văn bản ủy quyền" in text
    assert "khuôn mặt" not in text


def test_slip_counts_a_filing_after_hours_from_the_next_working_day() -> None:
    with clock.frozen(filing.TUESDAY.replace(hour=16)):
        data = issuing.slip_data(filed())
    assert data.counted_from == date(2026, 12, 2)


def test_a_request_for_more_names_the_items_and_each_request_has_its_own_notice() -> None:
    dossier = filed()
    services.accept(dossier.pk, actor="officer:an")
    papers = []
    for reason in ("Thiếu số nhà.", "Vẫn thiếu số nhà."):
        step = services.ask_supplement(
            dossier.pk, actor="officer:an", items=["Địa chỉ trụ sở"], reason=reason
        )
        papers.append(issuing.notice_for(step))
        assert issuing.notice_for(step) == papers[-1]
        assert reason in text_of(bytes(papers[-1].pdf))
        services.answer_supplement(dossier.pk, actor="citizen:x", note="Đã sửa.")
    assert [paper.kind for paper in papers] == ["supplement_request"] * 2
    assert papers[0].number != papers[1].number


@pytest.mark.parametrize("taken_in", [False, True])
def test_a_refusal_names_ground_and_article_and_is_signed(taken_in: bool, settings: object) -> None:
    dossier = filed()
    if taken_in:
        services.accept(dossier.pk, actor="officer:an")
    step = services.refuse(
        dossier.pk, actor="officer:an", ground="name_taken", reason="Trùng tên với hộ số 12."
    )
    paper = issuing.notice_for(step)
    text = text_of(bytes(paper.pdf))
    assert paper.kind == ("stop" if taken_in else "rejection")
    assert "Điều 86 Nghị định 168/2025/NĐ-CP" in text
    assert "Trùng tên với hộ số 12." in text
    folder: Path = settings.SIGNING_FOLDER  # type: ignore[attr-defined]
    found = signing.check(bytes(paper.pdf), folder / signing.TRUST_FILE)
    assert found is not None
    assert found.good


def test_a_move_that_gives_no_notice_is_told() -> None:
    dossier = filed()
    step = services.accept(dossier.pk, actor="officer:an")
    with pytest.raises(ValueError, match="no notice"):
        issuing.notice_for(step)


def test_certificate_carries_the_code_and_is_made_once() -> None:
    dossier = registered(other_line_1="4711", email="minh@example.vn")
    first = certificates.certificate_for(dossier, tax_code=dossier.personal_number, tax_office="Thuế cơ sở 1")
    again = certificates.certificate_for(dossier, tax_code=dossier.personal_number, tax_office="Thuế cơ sở 1")
    assert first == again
    text = text_of(bytes(first.pdf))
    assert dossier.personal_number in text
    assert "HỘ KINH DOANH PHỞ MINH NGUYỆT" in text
    assert "Thuế cơ sở 1" in text
    data = certificates.certificate_data(dossier, tax_code="1", tax_office="x", token="abc")
    assert [(line.code, line.main) for line in data.lines] == [("5610", True), ("4711", False)]
    assert data.verify_url.endswith("/xac-minh/abc/")


def test_the_tax_system_is_told_the_same_on_every_day() -> None:
    """A retry days later must not look like another registration."""
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        first = tax_life.registration_request(dossier)
    with clock.frozen(filing.TUESDAY.replace(day=20)):
        assert tax_life.registration_request(dossier) == first
    assert first.start_date == date(2026, 12, 1)
    assert first.dossier_code == dossier.code
    assert first.main_industry_code == "5610"
    assert first.tax_notice_address == first.head_office


def test_a_trade_outside_the_list_is_printed_in_the_persons_words() -> None:
    dossier = registered(main_line="other", line_details="Làm diều sáo bán cho khách du lịch")
    lines = certificates.certificate_data(dossier, tax_code="1", tax_office="x", token="t").lines
    assert (lines[0].name, lines[0].code) == ("Làm diều sáo bán cho khách du lịch", "")


def test_the_code_an_officer_gave_such_a_trade_goes_to_tax_and_onto_the_certificate() -> None:
    dossier = filed(main_line="other", line_details="Làm diều sáo bán cho khách du lịch")
    dossier.evidence = {**dossier.evidence, "assigned_line": {"code": "3240", "name": "Sản xuất đồ chơi"}}
    services.settle(dossier, code=dossier.personal_number)
    lines = certificates.certificate_data(dossier, tax_code="1", tax_office="x", token="t").lines
    assert (lines[0].name, lines[0].code) == ("Sản xuất đồ chơi", "3240")
    assert tax_life.registration_request(dossier).main_industry_code == "3240"
