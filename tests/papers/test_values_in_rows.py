"""Which rows and parts of rows are a value's: none of them is lost, and none is a neighbour's."""

import pytest

from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine


def _line(text: str, left: float, top: float, right: float, bottom: float) -> TextLine:
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return TextLine(text, 0.99, quad, (0.99,) * len(text))


def _said(lines, kind, side, first=None):
    """Return what is said of each field where the second reader reads the lines as they are.

    ``first`` has what the first reader sees instead of some of the texts: it lacks letters with two marks.
    """
    by_quad = {line.quad: line for line in lines}
    seen = [
        _line(text, *line.quad[0], *line.quad[2]) if (text := (first or {}).get(line.text)) else line
        for line in lines
    ]
    spec = SPECS[kind].sides[side]
    return {item.field: item for item in read_fields(seen, spec, lambda quads: [by_quad[q] for q in quads])}


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
        ("Ngày, tháng, năm: 20", "CỤC TRƯỞNG CỤC CẢNH SÁT"),
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


@pytest.mark.parametrize(
    ("begins", "seen"),
    [
        ("Số 141", "S 141"),
        ("Tổ 4,", "T 4,"),
        ("366/99 30/4,", None),
        ("205/238/40 3", None),
        ("Tổ 12", "12"),
        ("Ấp", "p"),
    ],
)
@pytest.mark.parametrize("kind", ["cmnd", "cccd_chip"])
def test_a_first_row_of_little_but_a_number_is_no_part_less_of_the_address(kind, begins, seen):
    """``Số 141`` beside the label, the street below it: the street was given as the whole, unmarked."""
    label = "Nơi ĐKHK thường trú: " if kind == "cmnd" else "Nơi thường trú / Place of residence: "
    below = "Võ Văn Kiệt, Bok Tới, Hoài Ân, Bình Định"
    lines = [
        _line(
            "Nguyên quán: Nam Định" if kind == "cmnd" else "Quê quán / Place of origin:", 431, 560, 900, 606
        ),
        _line(label + begins, 430, 640, 430 + 19 * len(label + begins), 686),
        _line(below, 430, 700, 1200, 746),
    ]
    said = _said(lines, kind, "front", {label + begins: label + (seen or begins)})
    assert said["place_of_residence"].value == f"{begins} {below}"


def test_what_is_left_of_a_fingerprint_s_heading_is_no_mark_on_the_skin():
    """``Ngón Không`` was given where something lay on the rest of ``Ngón trỏ trái``."""
    lines = [
        _line("Đặc điểm nhận dạng / Personal identification:", 60, 60, 870, 106),
        _line("Ngón", 900, 60, 980, 106),
        _line("Không", 60, 118, 160, 164),
        _line("Ngày, tháng, năm / Date, month, year: 15/01/2023", 60, 190, 912, 236),
    ]
    assert _said(lines, "cccd_chip", "back")["identifying_features"].value == "Không"


def test_the_end_of_a_label_found_with_the_name_is_no_part_of_it():
    lines = [
        _line("Họ và tên khai", 430, 330, 700, 376),
        _line("sinh: CAO VĂN LUÂN", 720, 330, 1100, 376),
        _line("Ngày, tháng, năm sinh: 01/02/1980", 430, 390, 1100, 436),
        _line("Quê quán: Kim Song Trường, Can Lộc, Hà Tĩnh", 430, 450, 1300, 496),
    ]
    assert _said(lines, "cmnd12", "front")["full_name"].value == "CAO VĂN LUÂN"


@pytest.mark.parametrize(
    ("marks", "below", "given"),
    [
        ("Nốt ruồi giữa cằm", "Kim Anh", False),
        ("Sẹo thẳng", "hắc Vỹ", False),
        ("Nốt ruồi C: 1cm", "trên sau cánh mũi trái", True),
        ("Sẹo chấm cách 2 cm", "Sẹo thẳng giữa trán", True),
    ],
)
def test_a_name_of_the_row_below_makes_marks_ask_for_a_look(marks, below, given):
    """Of ``Họ và tên cha`` under a thumb the father's name was left, and given as the end of the marks."""
    lines = [
        _line(f"Đặc điểm nhận dạng: {marks}", 360, 240, 1100, 286),
        _line(below, 362, 298, 700, 344),
        _line("Ngày 08 tháng 09 năm 2014", 600, 450, 1160, 496),
    ]
    said = _said(lines, "cmnd12", "back")["identifying_features"]
    assert said.value == f"{marks} {below}"
    assert said.whole is given


def test_a_small_letter_below_a_name_in_capitals_makes_it_ask_for_a_look():
    """What a thumb left of ``Họ và tên gọi khác`` was given as the last word of the name."""
    lines = [
        _line("Họ và tên khai sinh:", 430, 330, 800, 376),
        _line("TRẦN THU CHI", 430, 388, 700, 434),
        _line("Họ", 430, 446, 470, 492),
        _line("Ngày, tháng, năm sinh: 01/02/1980", 430, 504, 1100, 550),
    ]
    said = _said(lines, "cmnd12", "front", {"Họ": "H"})["full_name"]
    assert said.value == "TRẦN THU CHI" or not said.whole


@pytest.mark.parametrize(
    "parts",
    [
        (("VIÊN HẢI", 430, 397), ("TÚ", 613, 395)),
        (("BẾ", 430, 389), ("HOÀNG ĐÔNG TUẤT", 510, 392)),
        (("CAO", 430, 389), ("LÒ", 540, 395), ("QUANG", 640, 386)),
    ],
)
@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode"])
def test_a_short_word_found_apart_from_its_name_is_kept_wherever_it_stands(kind, parts):
    """``BẾ`` before ``HOÀNG ĐÔNG TUẤT``, ``TÚ`` two pixels higher than ``VIÊN HẢI`` were lost unmarked."""
    label = "Họ và tên / Full name:" if kind == "cccd_chip" else "Họ và tên:"
    lines = [
        _line(label, 430, 332, 830, 378),
        *(_line(text, x, y, x + 19 * len(text), y + 46) for text, x, y in parts),
        _line("Ngày sinh / Date of birth: 22/01/1948", 430, 449, 1114, 495),
    ]
    said = _said(lines, kind, "front", {"BẾ": "B", "LÒ": "L"})
    assert said["full_name"].value == " ".join(text for text, _, _ in parts)


def test_a_second_row_found_in_two_parts_is_one_row():
    lines = [
        _line("Họ và tên khai sinh: THẠCH TIẾN", 430, 325, 1019, 371),
        _line("QUÂN", 570, 382, 650, 428),
        _line("TRƯỜNG", 430, 384, 544, 430),
        _line("Ngày, tháng, năm sinh: 22/01/1948", 430, 449, 1114, 495),
    ]
    assert _said(lines, "cmnd12", "front")["full_name"].value == "THẠCH TIẾN TRƯỜNG QUÂN"


def test_a_short_word_right_behind_the_label_begins_the_name():
    lines = [
        _line("Họ tên: BẾ", 430, 332, 620, 378),
        _line("VĂN TÂM HẬU", 650, 330, 900, 376),
        _line("Sinh ngày: 22/01/1948", 430, 390, 900, 436),
    ]
    assert _said(lines, "cmnd", "front", {"Họ tên: BẾ": "H tên: B"})["full_name"].value == "BẾ VĂN TÂM HẬU"


@pytest.mark.parametrize(("number", "seen"), [("199/23/356", "199/23/356"), ("Số 6", "S 6")])
def test_the_number_of_a_house_found_apart_from_the_label_is_kept(number, seen):
    lines = [
        _line("Nơi ĐKHK thường trú:", 430, 508, 810, 554),
        _line(number, 844, 504, 1034, 550),
        _line("Quang Trung, Diễn Lâm, Diễn Châu, Nghệ An", 430, 568, 1257, 614),
    ]
    said = _said(lines, "cmnd", "front", {number: seen})
    assert said["place_of_residence"].value == f"{number} Quang Trung, Diễn Lâm, Diễn Châu, Nghệ An"


def test_a_length_found_apart_from_its_words_is_kept():
    """``Nốt ruồi`` ``C:0,5cm`` ``trên sau cánh mũi trái`` was given without how far from the nose."""
    lines = [
        _line("Đặc điểm nhận dạng:", 360, 240, 700, 286),
        _line("Nốt ruồi", 360, 300, 520, 346),
        _line("C:0,5cm", 545, 297, 690, 343),
        _line("trên sau cánh mũi trái", 715, 300, 1130, 346),
        _line("Ngày 08 tháng 09 năm 2014", 600, 450, 1160, 496),
    ]
    said = _said(lines, "cccd_barcode", "back")["identifying_features"]
    assert said.value == "Nốt ruồi C:0,5cm trên sau cánh mũi trái"


def test_the_beginning_of_a_label_found_apart_is_no_place():
    """Of ``Quê`` ``quán / Place of origin:`` the first word was given as the place's."""
    lines = [
        _line("Quê", 430, 562, 487, 608),
        _line("quán / Place of origin: Thôn 11, TT. Cần Thạnh,", 506, 560, 1380, 606),
        _line("Cần Giờ, TP.Hồ Chí Minh", 430, 618, 870, 664),
    ]
    said = _said(lines, "cccd_chip", "front")["place_of_origin"]
    assert said.value.startswith("Thôn 11, TT. Cần Thạnh")
