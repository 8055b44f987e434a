"""What a thirteenth hand's drawings found: columns that touch, authorities on two rows."""

import pytest

from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine


def _line(text: str, left: float, top: float, right: float, bottom: float) -> TextLine:
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return TextLine(text, 0.99, quad, (0.99,) * len(text))


def _said(lines, kind, side):
    """Return what is said of each field where both readers read the lines as they are."""
    by_quad = {line.quad: line for line in lines}
    spec = SPECS[kind].sides[side]
    return {item.field: item for item in read_fields(lines, spec, lambda quads: [by_quad[q] for q in quads])}


def test_a_row_of_the_residence_is_not_lost_where_the_expiry_s_column_touches_it():
    """Two pixels of the date under the portrait over the address's column were enough to end the address."""
    lines = [
        _line("Quê quán:", 431, 621, 622, 673),
        _line("Thái Nguyên, Thái Thụy, Thái Bình", 430, 659, 1292, 729),
        _line("Nơi thường trú: Căn hộ B8.18 Chung cư Bình Lợi, 268", 426, 731, 1352, 783),
        _line("Có giá trị đến: 11/12/2030", 49, 757, 434, 810),
        _line("Tôn Đức Thắng, Xuân Phúc, Như Thanh, Thanh Hóa", 432, 783, 1333, 835),
    ]
    said = _said(lines, "cmnd12", "front")
    assert said["place_of_residence"].value == (
        "Căn hộ B8.18 Chung cư Bình Lợi, 268 Tôn Đức Thắng, Xuân Phúc, Như Thanh, Thanh Hóa"
    )
    assert said["date_of_expiry"].value == "2030-12-11"


@pytest.mark.parametrize("kind", ["cmnd", "cmnd12"])
@pytest.mark.parametrize(
    ("rows", "authority"),
    [
        (("GIÁM ĐỐC CA", "TỈNH BẾN TRE"), "CA TỈNH BẾN TRE"),
        (("GIÁM ĐỐC", "CÔNG AN TỈNH BẾN TRE"), "CÔNG AN TỈNH BẾN TRE"),
        (("GIÁM ĐỐC CÔNG AN TỈNH", "BẾN TRE"), "CÔNG AN TỈNH BẾN TRE"),
        (("GIÁM ĐỐC CA TỈNH BẾN TRE", "THƯỢNG TÁ"), "CA TỈNH BẾN TRE"),
        (("GIÁM ĐỐC CA TỈNH BẾN TRE", "Lê Đức Tài"), "CA TỈNH BẾN TRE"),
    ],
)
def test_the_police_of_a_province_named_on_two_rows_is_read_whole(kind, rows, authority):
    """Of ``GIÁM ĐỐC CA`` above ``TỈNH BẾN TRE`` the officer got ``CA``."""
    label = "DẤU VẾT RIÊNG VÀ DỊ HÌNH" if kind == "cmnd" else "Đặc điểm nhận dạng:"
    lines = [
        _line(label, 620, 200, 1100, 245),
        _line("Nốt ruồi cằm giữa" if kind == "cmnd" else "Nốt ruồi giữa cằm", 400, 270, 900, 315),
        _line("Ngày 12 tháng 03 năm 2013", 560, 470, 1160, 515),
        *(
            _line(text, 860 - 11 * len(text), 540 + 55 * at, 860 + 11 * len(text), 580 + 55 * at)
            for at, text in enumerate(rows)
        ),
    ]
    said = _said(lines, kind, "back")["issuing_authority"]
    assert said.value == authority
    assert said.listed


def test_a_card_of_twelve_digits_names_either_of_the_two_departments():
    lines = [
        _line("Đặc điểm nhận dạng:", 345, 199, 800, 245),
        _line("Sẹo chấm cách 1cm dưới sau mép trái", 345, 260, 1100, 305),
        _line("CỤC TRƯỞNG CỤC CẢNH SÁT", 600, 409, 1163, 450),
        _line("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 500, 459, 1263, 500),
    ]
    said = _said(lines, "cmnd12", "back")
    assert said["issuing_authority"].value == "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"


@pytest.mark.parametrize(
    "row",
    [
        "Đặc điểm nhận dạng / Personal identification Vân tay ngón trỏ trái/Left index finger",
        "Đặc điểm nhận dạng/Personal identificationVân tay ngón trỏ trái/Left index finger",
    ],
)
def test_the_heading_of_the_fingerprints_is_no_mark_on_the_skin(row):
    """Where its row was found with the label beside it, ``Vân tay Không`` was read as the marks."""
    lines = [
        _line(row, 62, 24, 1369, 66),
        _line("Không", 56, 80, 245, 130),
        _line("Ngày, tháng, năm / Date, month, year: 15/01/2023", 54, 150, 912, 195),
    ]
    assert _said(lines, "cccd_chip", "back")["identifying_features"].value == "Không"


@pytest.mark.parametrize(
    "parts",
    [
        (("Ngày", 397, 538), ("07 tháng 10 năm", 576, 1167), ("2014", 1206, 1333)),
        (("2014", 1206, 1333), ("Ngày 07", 397, 640), ("tháng 10", 700, 960), ("năm", 1010, 1120)),
    ],
)
def test_a_date_typed_with_wide_gaps_is_one_however_many_lines_it_was_found_in(parts):
    """The day of issue was lost, and its words given to the officer as marks on the skin."""
    lines = [
        _line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 532, 184, 1172, 247),
        _line("Sẹo chấm cách 3cm dưới sau", 380, 266, 1233, 322),
        _line("đuôi mắt phải", 380, 334, 796, 397),
        *(_line(text, left, 459, right, 526) for text, left, right in parts),
    ]
    spec = SPECS["cmnd"].sides["back"]
    again = {(line.quad[0][0], line.quad[0][1]): line for line in lines}

    def second(quads):
        whole = TextLine("Ngày 07 tháng 10 năm 2014", 0.99, lines[-1].quad, (0.99,) * 25)
        return [whole if quad[0][1] == 459 else again[quad[0]] for quad in quads]

    said = {item.field: item for item in read_fields(lines, spec, second)}
    assert said["date_of_issue"].value == "2014-10-07"
    assert said["identifying_features"].value == "Sẹo chấm cách 3cm dưới sau đuôi mắt phải"


@pytest.mark.parametrize(
    "below",
    [
        ("Ngày 15 thá", "năm 2003"),
        ("Ngày", "tháng 04 năm 2003"),
        ("thẳng 12 năm 2014", "ÔNG AN TỈNH NGHỆ AN"),
    ],
)
def test_what_a_sticker_leaves_of_the_day_of_issue_is_no_end_of_the_marks(below):
    """``Nốt ruồi cách 3cm trước đầu mày phải Ngày 15 thá`` was given unmarked."""
    lines = [
        _line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 425, 180, 1280, 249),
        _line("Nốt ruồi cách 3cm trước đầu mày phải", 375, 259, 1313, 329),
        _line(below[0], 480, 430, 822, 496),
        _line(below[1], 984, 459, 1252, 519)
        if below[1][0].islower()
        else _line(below[1], 480, 540, 1200, 606),
    ]
    marks = _said(lines, "cmnd", "back")["identifying_features"]
    assert marks.value == "Nốt ruồi cách 3cm trước đầu mày phải"


def test_a_straight_scar_is_no_month():
    """``Sẹo thẳng 2cm`` has the letters of ``tháng 2``."""
    lines = [
        _line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 425, 180, 1280, 249),
        _line("Nốt ruồi cách 3cm trước đầu mày phải,", 375, 259, 1313, 329),
        _line("sẹo thẳng 2 cm trên sau cánh mũi trái", 375, 340, 1313, 410),
    ]
    marks = _said(lines, "cmnd", "back")["identifying_features"]
    assert marks.value.endswith("sẹo thẳng 2 cm trên sau cánh mũi trái")
