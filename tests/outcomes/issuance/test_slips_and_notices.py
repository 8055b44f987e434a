"""Papers from a dossier: what the citizen holds must say what the dossier says, and exist once."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.desk import people
from tests.support import filing
from tests.support.papers import text_of

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, Transition
from motcua.kernel import clock
from motcua.outcomes import selectors
from motcua.outcomes.issuance import certificates, renewed_slips, slips_and_notices
from motcua.outcomes.pki import signing_folder
from motcua.outcomes.services import make_demo_key
from motcua.outcomes.signatures import validation
from motcua.outcomes.tax import registration

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
    services.write_to_register(
        dossier, code=dossier.personal_number, tax_code=dossier.personal_number, tax_office="x"
    )
    return dossier


def test_slip_says_what_was_filed_and_is_made_once() -> None:
    dossier = filed()
    data = slips_and_notices.slip_data(dossier)
    assert (data.code, data.due_on) == (dossier.code, dossier.due_on)
    assert data.applicant.full_name == dossier.full_name
    assert data.status_url.endswith(f"/tra-cuu/{dossier.code}/")
    assert [paper.name for paper in data.papers] == ["Giấy đề nghị đăng ký hộ kinh doanh"]  # no photo given
    first = slips_and_notices.slip_for(dossier)
    assert slips_and_notices.slip_for(dossier) == first
    assert [paper.pk for paper in selectors.papers_of(dossier.pk)] == [first.pk]
    text = text_of(bytes(first.pdf))
    assert dossier.code in text
    assert f"{dossier.due_on:%d/%m/%Y}" in text


def test_a_slip_of_the_counter_names_the_officer_and_only_the_photos_that_were_given() -> None:
    """A citizen at the counter who gave no face photo must not hold a paper saying otherwise."""
    people.officer("an", role="intake")
    dossier = filed(channel="counter")
    dossier.evidence = {**dossier.evidence, "photos": {"front": {}, "back": {}, "mandate": {}}}
    text = text_of(bytes(slips_and_notices.slip_for(dossier).pdf))
    assert "Nộp tại quầy" in text
    assert "Nộp trực tuyến" not in text
    assert "Cán bộ tiếp nhận" in text
    assert "Lê Thị An" in text
    assert "Ảnh mặt trước giấy tờ, mặt sau giấy tờ" in text
    assert "Văn bản ủy quyền" in text
    assert "khuôn mặt" not in text


def test_slip_counts_a_filing_after_hours_from_the_next_working_day() -> None:
    with clock.frozen(filing.TUESDAY.replace(hour=16)):
        data = slips_and_notices.slip_data(filed())
    assert data.counted_from == date(2026, 12, 2)


def test_a_request_for_more_names_the_items_and_each_request_has_its_own_notice() -> None:
    dossier = filed()
    services.accept(dossier.pk, actor="officer:an")
    papers = []
    for reason in ("Thiếu số nhà.", "Vẫn thiếu số nhà."):
        step = services.ask_supplement(
            dossier.pk, actor="officer:an", items=["Địa chỉ trụ sở"], reason=reason
        )
        papers.append(slips_and_notices.notice_for(step))
        assert slips_and_notices.notice_for(step) == papers[-1]
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
    paper = slips_and_notices.notice_for(step)
    text = text_of(bytes(paper.pdf))
    assert paper.kind == ("stop" if taken_in else "rejection")
    assert "Điều 86 Nghị định 168/2025/NĐ-CP" in text
    assert "Trùng tên với hộ số 12." in text
    folder: Path = settings.SIGNING_FOLDER  # type: ignore[attr-defined]
    found = validation.validate(bytes(paper.pdf), folder / signing_folder.TRUST_FILE)
    assert found is not None
    assert found.good


def test_a_move_that_gives_no_notice_is_told() -> None:
    dossier = filed()
    step = services.accept(dossier.pk, actor="officer:an")
    with pytest.raises(ValueError, match="no notice"):
        slips_and_notices.notice_for(step)


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
        first = registration.registration_request(dossier)
    with clock.frozen(filing.TUESDAY.replace(day=20)):
        assert registration.registration_request(dossier) == first
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
    services.write_to_register(dossier, code=dossier.personal_number)
    lines = certificates.certificate_data(dossier, tax_code="1", tax_office="x", token="t").lines
    assert (lines[0].name, lines[0].code) == ("Sản xuất đồ chơi", "3240")
    assert registration.registration_request(dossier).main_industry_code == "3240"


def waited(dossier: Dossier, *, days: int, note: str = "Đã sửa.") -> Transition:
    """Let the office ask on the day after the filing and the citizen answer some days later."""
    services.accept(dossier.pk, actor=AN)
    with clock.frozen(filing.TUESDAY + timedelta(days=1)):
        services.ask_supplement(dossier.pk, actor=AN, items=["Địa chỉ trụ sở"], reason="Thiếu số nhà.")
    with clock.frozen(filing.TUESDAY + timedelta(days=1 + days)):
        return services.answer_supplement(dossier.pk, actor="citizen:x", note=note)


def test_a_day_that_moves_with_a_supplement_gives_another_slip(settings: object) -> None:
    """The citizen held one paper with a day that was over, and none with the day that is promised."""
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        first = slips_and_notices.slip_for(dossier)
        step = waited(dossier, days=6)
    dossier.refresh_from_db()
    with clock.frozen(step.at):
        second = renewed_slips.renewed_slip_for(step)
        assert second is not None
        assert renewed_slips.renewed_slip_for(step) == second
    assert (first.number, second.number) == (dossier.code, f"{dossier.code}/HTKQ-2")
    assert [selectors.standing(item) for item in selectors.papers_of(dossier.pk)] == ["replaced", "valid"]
    text = text_of(bytes(second.pdf))
    for words in (
        "Trả kết quả trước hết ngày · Result due by 10/12/2026",
        "Ngày hẹn trước · Promised before: 04/12/2026",
        "Lần thứ 2, thay giấy ngày 01/12/2026",
        "Ngày 08/12/2026 cơ quan nhận được bổ sung. Thời gian chờ bổ sung không tính vào thời hạn",
        "2 ngày làm việc còn lại đếm từ sau ngày 08/12/2026.",
    ):
        assert words in text, words
    assert (f"{dossier.due_on:%d/%m/%Y}", first.sha256) == (
        "10/12/2026",
        selectors.papers_of(dossier.pk)[0].sha256,
    )
    folder: Path = settings.SIGNING_FOLDER  # type: ignore[attr-defined]
    for paper in (first, second):
        found = validation.validate(bytes(paper.pdf), folder / signing_folder.TRUST_FILE)
        assert found is not None
        assert found.good


def test_an_answer_that_moves_no_day_gives_no_slip() -> None:
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        step = waited(dossier, days=0)
        assert "appointment" not in step.data
        with pytest.raises(ValueError, match="no appointment"):
            renewed_slips.renewed_slip_for(step)
        assert not renewed_slips.owed(clock.now() + timedelta(days=90)).exists()


def test_an_extension_has_its_apology_and_no_slip() -> None:
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        services.accept(dossier.pk, actor=AN)
        step = services.extend(dossier.pk, actor=AN, new_day=date(2026, 12, 10), reason="Quá tải.")
    assert "appointment" not in step.data


@pytest.mark.parametrize("order", ["old first", "new first"])
def test_of_two_new_days_only_the_last_gets_a_slip_whoever_is_first(order: str) -> None:
    """Two workers, one of them late: the paper with the day that no longer holds must not come last."""
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        old = waited(dossier, days=6)
    made = renewed_slips.renewed_slip_for(old) if order == "old first" else None
    with clock.frozen(filing.TUESDAY + timedelta(days=7)):
        services.ask_supplement(dossier.pk, actor=AN, items=["Ngành nghề"], reason="Chưa rõ.")
    with clock.frozen(filing.TUESDAY + timedelta(days=20)):
        new = services.answer_supplement(dossier.pk, actor="citizen:x", note="Bán phở.")
        later = clock.now() + timedelta(minutes=5)
    assert list(renewed_slips.owed(later)) == [new]
    last = renewed_slips.renewed_slip_for(new)
    assert last is not None
    assert renewed_slips.renewed_slip_for(old) == made
    slips = [item for item in selectors.papers_of(dossier.pk) if item.kind == "slip"]
    assert [selectors.standing(item) for item in slips][-1] == "valid"
    assert {selectors.standing(item) for item in slips[:-1]} == {"replaced"}
    assert slips[-1] == last
    assert not renewed_slips.owed(later).exists()


def test_a_slip_names_what_came_with_the_answer() -> None:
    """Who brings a lease holds a paper that says so."""
    with clock.frozen(filing.TUESDAY):
        dossier = filed()
        services.accept(dossier.pk, actor=AN)
        services.ask_supplement(dossier.pk, actor=AN, items=["Hợp đồng"], reason="Thiếu.")
    with clock.frozen(filing.TUESDAY + timedelta(days=5)):
        services.add_supplement_photo(
            dossier.pk, "other", filing.photo(), capture="file", name="Hợp đồng thuê nhà"
        )
        step = services.answer_supplement(dossier.pk, actor="citizen:x", note="")
        data = renewed_slips.renewed_slip_data(step)
    assert "Bổ sung: Hợp đồng thuê nhà" in [paper.name for paper in data.papers]
