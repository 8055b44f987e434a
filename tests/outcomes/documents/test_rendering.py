"""A paper with a missing word or a changed letter is worth nothing to the person who holds it."""

import io
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import papers

from motcua.outcomes.documents import machine_readable, rendering
from motcua.outcomes.documents.glyphs import characters
from motcua.outcomes.documents.pdf import _FONTS

# Every letter a Vietnamese text may hold.
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def picture_of(pdf: bytes) -> np.ndarray:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.asarray(document[0].render(scale=2).to_pil().convert("L"))
    finally:
        document.close()


def test_the_slip_says_all_that_form_01_must() -> None:
    pdf = rendering.render_slip(papers.slip())
    said = text_of(pdf)
    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "H29.26.740-261123-0001", "NGUYỄN THỊ MINH KHAI",
        "079190001234", "Đăng ký thành lập hộ kinh doanh", "3 ngày làm việc", "15 giờ 20 phút",
        "thứ Hai, ngày 30 tháng 11 năm 2026", "tính như nhận ngày 25/11/2026", "Không thu khi nộp trực tuyến",
        "028 0000 0740", "VN-0.109", "không có giá trị pháp lý",
    ):  # fmt: skip
        assert words in said
    assert pages_of(pdf) == 1


def test_the_certificate_says_all_that_a_bank_or_tax_office_looks_for() -> None:
    pdf = rendering.render_certificate(papers.certificate())
    said = text_of(pdf)
    for words in (
        "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "Mã số hộ kinh doanh: 079190001234",
        "HỘ KINH DOANH CÀ PHÊ BA MIỀN", "12/3 Lê Thánh Tôn, Phường Sài Gòn", "5630 (Chính)", "4722",
        "105.000.000", "Một trăm linh năm triệu đồng", "Ngày sinh: 05/09/1990", "Giới tính: Nữ",
        "Đăng ký lần đầu, ngày 05 tháng 02 năm 2026", "Thuế cơ sở 1 thành phố Hồ Chí Minh", "TRƯỞNG PHÒNG",
        "Trần Văn Bình",
    ):  # fmt: skip
        assert words in said
    assert pages_of(pdf) == 1


def test_the_certificate_of_2021_has_a_number_and_beside_it_the_tax_code() -> None:
    """District 3 printed the code into the certificate two years before the country did."""
    old = replace(papers.certificate(), business_code="41A8000001", tax_code="079190001234")
    text = text_of(rendering.render_certificate(old))
    assert "Số: 41A8000001" in text
    assert "Mã số thuế: 079190001234" in text
    assert "đồng thời là Giấy chứng nhận đăng ký thuế" not in text
    assert (machine_readable.as_json(old)["business_code"], machine_readable.as_json(old)["tax_code"]) == (
        "41A8000001",
        "079190001234",
    )


def test_notices_name_what_is_wrong_and_the_law() -> None:
    asked = text_of(rendering.render_notice(papers.notice("supplement_request")))
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in asked
    assert "hoặc mang giấy tờ đến quầy" in " ".join(asked.split()), "who has no device reads it on paper"
    assert "25/12/2026" in asked
    refused = text_of(rendering.render_notice(papers.notice("rejection")))
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ" in refused
    assert "khiếu nại" in refused
    for said in (asked, refused):
        assert "Ảnh mặt sau thẻ bị mờ." in said
        assert "Điều 86 Nghị định 168/2025/NĐ-CP" in said


def test_every_vietnamese_letter_is_printed_and_can_be_copied() -> None:
    for letters in (LETTERS, LETTERS.upper()):
        parts = [letters[start : start + 24] for start in range(0, len(letters), 24)]
        said = text_of(rendering.render_certificate(papers.certificate(details=" ".join(parts))))
        for part in parts:
            assert part in said


def test_the_font_has_every_vietnamese_letter_in_every_weight() -> None:
    for font in _FONTS:
        assert set(LETTERS + LETTERS.upper()) <= characters(font)


def test_words_are_ink_and_not_only_data() -> None:
    # Without its font Typst leaves all words out and says so only in a warning.
    full = (picture_of(rendering.render_slip(papers.slip())) < 128).mean()
    assert full > 0.02


def test_the_code_on_the_slip_opens_the_status_page() -> None:
    (code,) = zxingcpp.read_barcodes(picture_of(rendering.render_slip(papers.slip())))
    assert code.text == papers.slip().status_url


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1+1")', "#read(\"/etc/passwd\")", "] #pagebreak() [", "$ x^2 $",
        "*đậm* _nghiêng_ `mã`", "<nhãn> @nhãn",
        "// ghi chú", "/* ghi */", "\\ \\u{41}", '"; #panic("x") //', "#set text(size: 99pt)",
        "= Tiêu đề", "~ -- ---",
    ],
)  # fmt: skip
def test_what_a_person_typed_is_printed_and_never_run(text: str) -> None:
    said = text_of(rendering.render_notice(papers.notice("rejection", text=text)))
    assert re.sub(r"\s+", " ", text) in said
    assert pages_of(rendering.render_slip(papers.slip(name=text))) == 1


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_no_text_keeps_a_paper_from_being_made(text: str) -> None:
    assert rendering.render_notice(papers.notice("rejection", text=text)).startswith(b"%PDF-")


def test_a_letter_the_font_lacks_is_seen_to_be_missing() -> None:
    said = text_of(rendering.render_slip(papers.slip(name="MAI 李 №7 ﬁ")))
    assert "MAI ? No7 fi" in said


def test_the_same_paper_is_the_same_bytes() -> None:
    assert rendering.render_slip(papers.slip()) == rendering.render_slip(papers.slip())


def test_papers_are_made_for_the_archive_and_for_listening() -> None:
    reader = pypdf.PdfReader(io.BytesIO(rendering.render_certificate(papers.certificate())))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert reader.root_object["/Lang"] == "vi"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("3", "A")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 9, 15), "ngày 15 tháng 9 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_dates_are_written_as_the_decree_on_clerical_work_says(day: date, words: str) -> None:
    assert rendering.day_in_words(day) == words
