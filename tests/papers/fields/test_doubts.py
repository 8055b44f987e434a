"""What stands near a value, or twice on a side: what is not plainly the value's asks for a look."""

import pytest
from tests.papers.printed import line, page_of, said_of

from motcua.papers.fields import well_formed
from motcua.papers.fields.matches import TextSpan
from motcua.papers.text import places


def rows(*texts, left=300, top=200):
    """Return lines below each other, in one column."""
    return [line(text, left, top + 42 * at, height=30) for at, text in enumerate(texts)]


def given(lines, kind, side="front"):
    """Return the values that nothing speaks against."""
    return {
        name: item.value for name, item in said_of(lines, kind, side).items() if item.whole and item.agreed
    }


FRONT = rows(
    "Số: 024162570907", "Họ và tên: LÊ VĂN BA", "Ngày, tháng, năm sinh: 01/02/1962", "Giới tính: Nam",
    "Quê quán: Nam Trực, Nam Định", "Nơi thường trú: 12 Lê Lợi, Vị Hoàng, Thành phố Nam Định, Nam Định",
)  # fmt: skip


@pytest.mark.parametrize("label", ["Nqi thng trs 12 Lê Lợi,", "Nqi thng trs", "12 Lê Lợi,"])
def test_what_stands_above_a_label_that_is_read_in_english_alone_may_be_the_first_row(label):
    """The label's first half was misread, and the residence given without its first row."""
    front = rows(
        "Họ và tên / Full name: LÊ VĂN BA", "Quê quán / Place of origin: Vị Xuyên, Nam Định", label,
        "Place of residence:", "Vị Hoàng, Thành phố Nam Định, Nam Định",
    )  # fmt: skip
    assert "place_of_residence" not in given(front, "cccd_chip")


def test_a_label_in_both_languages_on_two_rows_is_no_label_of_two():
    front = rows(
        "Họ và tên", "Full name", "LÊ VĂN BA", "Giới tính / Sex: Nam", "Nơi thường trú", "Place of residence",
        "12 Lê Lợi, Vị Hoàng, Thành phố Nam Định, Nam Định",
    )  # fmt: skip
    assert {"full_name", "place_of_residence"} <= given(front, "cccd_chip").keys()


@pytest.mark.parametrize("own", ["Ngày, tháng, năm sinh:", "Ngy, thng, năm snh:", "gày, tháng, nm sih:"])
def test_of_a_second_papers_label_and_ones_own_neither_value_is_given(own):
    """Of two cards in one picture the label read better won, and the other's birth date was given."""
    front = [*rows("Họ và tên: LÊ VĂN BA", f"{own} 01/02/1962", "Giới tính: Nam")]
    other = rows("Ngày, tháng, năm sinh: 03/04/1980", left=1200, top=180)
    assert "date_of_birth" not in given([*front, *other], "cccd_barcode")


@pytest.mark.parametrize(
    ("other", "left", "up"),
    [("ĐÀO", 600, -30), ("HẢI", 300, -32), ("ĐẾN 2x", 520, 20), ("anh Ba THƠ", 300, 35)],
)
def test_a_word_in_capitals_by_a_name_may_be_of_it(other, left, up):
    """A slanting row was found in two lines a row apart, and the first was given as the whole name."""
    name = line("Họ và tên: LÊ VĂN", 300, 242)
    front = [FRONT[0], name, line(other, left, 242 + up), *FRONT[2:]]
    assert "full_name" not in given(front, "cccd_barcode")
    away = [FRONT[0], name, line(other, left, 242 + 9 * up), *FRONT[2:]]
    assert "full_name" in given(away, "cccd_barcode")


@pytest.mark.parametrize(("behind", "whole"), [(" p", False), ("", True)])
def test_a_letter_behind_a_label_without_a_colon_may_begin_the_residence(behind, whole):
    """Of ``Ấp`` the first reader saw a ``p``: the residence was given as ``4, Ia Hrú, …``."""
    front = [
        *FRONT[:5],
        line("Nơi ĐKHK thường trú" + behind, 300, 410, 620),
        line("4, Ia Hrú, Chư Pưh, Gia", 640, 408),
    ]
    said = given([*front, line("Lai", 300, 452)], "cmnd")
    assert ("place_of_residence" in said) == whole


def test_where_two_labels_stand_twice_no_value_is_given():
    """Beside one back the other began: its ethnic group was given, as the own one's label was misread."""
    back = rows("Dẩu rộc Tày", "Tôn giáo: Phật giáo", "DẤU VẾT RIÊNG VÀ DỊ HÌNH", "Không")
    other = rows("Dân tộc: Kinh", "Tôn giáo: Không", "DẤU VẾT RIÊNG VÀ DỊ HÌNH", top=500)
    assert not given([*back, *other], "cmnd", "back").keys() & {"ethnicity", "religion"}


def test_a_label_of_which_little_is_left_is_one_of_two_all_the_same():
    front = [
        line("cá trị đến:", 20, 549, 141, 571), line("Có giá trị đến:", 993, 549, 1158, 571),
        line("01/11/2036", 20, 576, 130, 598), line("Không thời hạn", 993, 576, 1147, 598),
        line("Họ và tên: LÊ VĂN BA", 300, 183),
    ]  # fmt: skip
    assert "date_of_expiry" not in given(front, "cmnd12")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12", "cccd_chip"])
def test_of_two_numbers_on_a_side_neither_is_given(kind):
    """Of the own one the label was not read; the other's was."""
    front = [*rows("ố: 001051933080", "Họ và tên: LÊ VĂN BA"), line("Số 001192945357", 900, 200)]
    assert "personal_number" not in given(front, kind)


def test_of_two_dates_beside_a_label_neither_is_given():
    """A later day, written beside the label's English half, was given as the day of issue."""
    back = page_of(
        ("Ngày, tháng, năm cấp", 30, 200), ("13/09/2025", 420, 200), ("Date of issue:", 30, 245),
        ("15/06/2025", 330, 262),
    )  # fmt: skip
    assert "date_of_issue" not in given(back, "can_cuoc", "back")


def test_a_date_in_the_next_column_is_no_second_one():
    passport = page_of(
        ("Ngày cấp / Date of issue", 380, 300), ("Có giá trị đến / Date of expiry", 900, 300),
        ("11/01/2021", 380, 345), ("11/01/2031", 900, 345),
    )  # fmt: skip
    assert {"date_of_issue": "2021-01-11", "date_of_expiry": "2031-01-11"}.items() <= given(
        passport, "passport"
    ).items()


def test_a_passports_given_names_are_no_whole_name():
    """With the first letters of ``Chữ đệm và tên`` cut off, it was taken for the label of the whole name."""
    page = rows("Họ / Surname", "TÔN", "đệm và tên / Given names", "THẤT THỊ NGỌC YẾN", "Quốc tịch")
    assert given(page, "passport")["full_name"] == "TÔN THẤT THỊ NGỌC YẾN"
    garbled = rows("Hnọ / Surname", "HUỲNH", "Ch đệm và ên / eive nlmres", "XUÂN KHÁNH", "Quốc tịch")
    assert "full_name" not in given(garbled, "passport")


def test_a_surname_whose_label_is_not_read_is_found_by_the_zones_letters():
    """The given names alone have most of the zone's letters, and were the whole name."""
    page = rows("Hq / Surmcnre", "ĐỒNG", "Chr dcm vx tcn / Givcn nomcs", "GIA NHẬT ĐÌNH HÒE", "Quốc tịch")
    found = said_of(page, "passport", letters="DONG GIA NHAT DINH HOE")
    assert found["full_name"].value == "ĐỒNG GIA NHẬT ĐÌNH HÒE"


def test_a_passports_type_and_country_are_no_first_half_of_a_name():
    page = rows("Loại / Type", "P", "VNM", "Họ / Surname", "TÔN", "Chữ đệm và tên / Given names", "VĂN AN")
    assert given(page, "passport")["full_name"] == "TÔN VĂN AN"


def test_a_row_in_capitals_right_above_a_names_label_may_be_of_the_name():
    page = rows("Ho / Surmnane", "HUỲNH", "Họ và ên / Fuil name", "XUÂN KHÁNH", "Quốc tịch")
    assert given(page, "passport").get("full_name") in (None, "HUỲNH XUÂN KHÁNH")


def test_a_second_row_of_a_name_may_be_the_other_name():
    """The label of the other name lay under glare; it was given as the end of the name."""
    front = [
        line("Họ và tên khai sinh: DƯƠNG THỊ THU KHAI", 300, 183, 927, 216),
        line("LÊ VĂN BA", 630, 236, 778, 269),
        line("Ngày, tháng, năm sinh: 06/02/1995", 300, 288, 828, 321),
    ]
    assert "full_name" not in given(front, "cmnd12")


def test_print_left_of_a_names_column_is_no_part_of_it():
    front = [
        line("Họ và tên:", 300, 171), line("MẪU", 228, 212), line("LÝ THỊ KIM NỮ", 300, 212),
        line("Ngày, tháng, năm sinh: 06/09/1946", 300, 254),
    ]  # fmt: skip
    assert "full_name" not in given(front, "cccd_barcode")


def test_a_value_on_the_place_of_another_line_asks_for_a_look():
    """A row read twice a little apart was taken for the day beside the label, across another label."""
    page = [
        line("Ngày cấp / Date of issue", 380, 330, 680, 354),
        line("Ngày hết hạn / Date of expiry", 820, 330, 1156, 354),
        line("11/01/2031", 830, 330, 950, 354),
        line("11 / 01 / 2021", 380, 359, 548, 383),
        line("11/01/2031", 820, 359, 940, 383),
    ]
    assert given(page, "passport").get("date_of_issue") in (None, "2021-01-11")


def test_a_house_alone_behind_its_label_begins_the_residence():
    """``Số 8``, found apart, was taken for the label of the number: the road behind it was given."""
    front = [
        line("Nơi thường trú / Place of residence:", 300, 590, 894, 623),
        line("Số 8", 910, 587, 976, 620),
        line("ngõ 31 Lý Thường Kiệt, An Phú,", 300, 636, 795, 669),
        line("Tuy Hòa, Phú Yên", 300, 682, 564, 715),
    ]
    address = "Số 8 ngõ 31 Lý Thường Kiệt, An Phú, Tuy Hòa, Phú Yên"
    assert given(front, "cccd_chip").get("place_of_residence") in (None, address)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Nơi ĐKHK thường tr1", "16/339 Lê Lợi, Thạc Gián, Thanh Khê, Đà Nẵng"),
        ("Họ và tênI", "HỨA VĂN KHÁNH"),
    ],
)
def test_a_last_letter_of_a_label_that_was_misread_is_no_part_of_the_value(label, value):
    assert value in given(rows(f"{label} {value}"), "cmnd").values()


def test_what_stands_behind_a_label_and_nothing_took_may_begin_its_value():
    """The row's beginning lay a little over the label, and was left out."""
    front = [
        line("Nơi thường trú:", 300, 375, 510, 403),
        line("Số 5 ngõ 17 Phan Đình", 479, 374, 773, 402),
        line("Phùng, Chư A Thai, Phú", 300, 410, 608, 438),
        line("Thiện, Gia Lai", 300, 445, 496, 473),
    ]
    assert "place_of_residence" not in given(front, "cccd_barcode")


def test_a_name_may_go_on_below_the_half_of_its_label_that_is_not_read():
    front = [
        line("Họ, chữ đệm và tên khai sinh", 290, 267, 752, 300),
        line("TRẦN QUỲNH", 768, 267, 934, 300),
        line("l nane:", 290, 309, 388, 337),
        line("NHƯ", 290, 355, 340, 388),
        line("Ngày, tháng, năm sinh: 05/10/1974", 290, 401, 800, 434),
    ]
    assert given(front, "can_cuoc").get("full_name") in (None, "TRẦN QUỲNH NHƯ")


def is_whole(field, *texts):
    lines = rows(*texts)
    spans = [TextSpan(each, 0, len(each.text)) for each in lines]
    return well_formed.is_whole(field, " ".join(texts), texts, spans)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Nốt", False),
        ("Sẹo", False),
        ("Nốt ruồi cách 2cm", False),
        ("Sẹo thẳng 2cm", False),
        ("Sẹo chấm C:1,5cm", False),
        ("Tàn nhang hai bên má i", False),
        ("Sẹo chấm C:1,5cm dưới sau đuôi mắt K2 trái", False),
        ("Nốt ruồi C: 0,5cm trên ..1 sau cánh mũi phải", False),
        ("Nốt ruồi giữa trán nhận dạng", False),
        ("Sẹo chấm cách 1cm đuôi mày phải", False),
        ("Sẹo thẳng 2cm trán", False),
        ("Nốt ruồi giữa", False),
        ("Sẹo 2cm x 3cm ở giữa trán", True),
        ("Sẹo dài 2cm cách 1cm sau cánh mũi trái", True),
        ("Nốt ruồi cách 1cm5 trên trước đầu mày trái", True),
        ("Phường 5 Sẹo chấm cách 1cm trên đuôi mày phải", False),
        ("Nốt ruồi cách 2cm Nốt ruồi cách 2cm dưới mép trái", False),
        ("Sẹo chấm cách 1cm trên đuôi mày phải mày phải", False),
        ("Nam không", False),
        ("Nốt ruồi C: 0,5cm Đặc điểm nhân dạng trên sau cánh mũi phải", False),
        ("Không có đặc điểm nhận dạng", True),
        ("Nốt ruồi giữa trán không", False),
        ("Tàn trái nhang hai bên má", False),
        ("Sẹo chấm cách 1cm trên đuôi mày phải", True),
        ("Sẹo thẳng trên cánh mũi phải dài 2cm", True),
        ("Sẹo thẳng 2cm trên trán", True),
        ("Tàn nhang hai bên má", True),
        ("Không", True),
    ],
)
def test_marks_on_the_skin_tell_where_they_are(text, whole):
    """A row that was hidden took the place with it: what was left was given as the whole."""
    assert is_whole("identifying_features", text) == whole


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["Bản HỒ SƠ Nam, Phường Tân Giang,", "Hà Tĩnh, Hà Tĩnh"], False),
        (["Bản Trung, Xã Châu Hồng,", "Bản Trung, Xã Châu Hồng,", "Tỉnh Nghệ An"], False),
        (["Phường 11, Đà Lạt, Lâm", "7 Quang Trung,", "Phường 11, Đà Lạt, Lâm", "Đồng"], False),
        (["Phường Ngã Năm, Thành phố Cần Thơ", "Xã Nghĩa Thọ, Tỉnh Nghệ An"], False),
        (["Hiệp Thành, Ngã", "Bảy, Hậu Giang", "Số 5, Thạc Gián,", "Thanh Khê, Đà Nẵng"], False),
        (["Số 12, Trường Sa, Trường Sa,", "Tỉnh Khánh Hòa"], True),
        (["Tổ 3, Phường Hà Huy Tập, Hà Tĩnh,", "Hà Tĩnh"], True),
        (["Phường Ngã Năm, Thành phố", "Cần Thơ"], True),
    ],
)
def test_an_address_says_nothing_twice(texts, whole):
    """A row was read in two lines half a row apart, or a second card's address followed."""
    assert is_whole("place_of_residence", *texts) == whole


def test_a_name_says_nothing_twice():
    assert not is_whole("full_name", "QUÁCH NGỌC MAI", "QUÁCH NGỌC MAI")
    assert is_whole("full_name", "LÊ LÊ MAI")


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (["THỊ NỮ", "NỮ"], False),
        (["LÊ NA NA"], True),
        (["I THẠCH THỊ THANH ÁNH"], False),
        (["Y BRIH NIÊ"], True),
        (["A BRÔL VẼ"], True),
        (["NGUYỄN VĂN HẢI ƯNG VĂN THƯỜNG"], False),
        (["CÔNG TẰNG TÔN NỮ", "THỊ NGỌC LAN"], True),
        (["NGUYỄN THỊ NGỌC PHƯƠNG LINH"], True),
        # A worn card's ``THỊ``: three readers saw no dot.
        (["NGUYỄN THI HẰNG SƯƠNG"], False),
        (["TRẦN VAN HẢI"], False),
        (["NGUYỄN ANH THI"], True),
        # The ink of ``MAI`` was worn off, and the rest given as the whole name.
        (["THỊ TRÂM"], False),
        (["THI THỊ TRÂM"], True),
        # ``TỐNG`` in narrow letters: three readers saw no tone, and no list of surnames has the word.
        (["TÔNG QUỐC PHÚC"], False),
        (["NGUYÊN VĂN AN"], False),
        (["TỐNG QUỐC PHÚC"], True),
        (["TÒNG VĂN PHÚC"], True),
        (["K'BRỂU"], True),
        (["SÔ LÔ TẾT"], True),
    ],
)
def test_a_name_has_no_dot_of_its_row_no_stamps_name_and_no_worn_word(rows, whole):
    assert is_whole("full_name", *rows) == whole


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("Tổ 2, Bình Khóm 380, Tân Bình, Thanh Bình, Đồng Tháp", False),
        ("Lớp 5A Khu phố 1, Bình Dương, Gia Bình, Bắc Ninh", False),
        ("Tổ 22 Thôn 3, Liên Hiệp, Hưng Hà, Thái Bình", True),
        ("12 Lê Lợi Tổ 3, Liên Hiệp, Hưng Hà, Thái Bình", True),
        ("Đường Lê Lợi Khóm 2, Liên Hiệp, Hưng Hà, Thái Bình", True),
    ],
)
def test_what_stands_before_a_hamlets_number_is_a_house_or_a_street(address, whole):
    """A note beside a row, or a stamp's words, were given as a part of the address."""
    assert is_whole("place_of_residence", address) == whole


@pytest.mark.parametrize("hamlet", ["Chợ Kinh", "KDC Mới"])
def test_a_hamlet_is_no_ward_that_ended(hamlet):
    """The ward behind it was lost at the end of a row, and the rest given as a whole address."""
    assert not places.resolve_address(f"{hamlet}, Thanh Chương, Nghệ An").known


def test_nothing_speaks_against_a_plain_front():
    assert given(FRONT, "cccd_barcode") == {
        "personal_number": "024162570907",
        "full_name": "LÊ VĂN BA",
        "date_of_birth": "1962-02-01",
        "sex": "Nam",
        "place_of_origin": "Nam Trực, Nam Định",
        "place_of_residence": "12 Lê Lợi, Vị Hoàng, Thành phố Nam Định, Nam Định",
    }


@pytest.mark.parametrize(
    ("row", "given_whole"),
    [
        ("Noi ĐKHK thung Khu 2, Sơn Bao, Sơn Hà, Quảng Ngãi", False),
        ("Nơi ĐKHK thường Tổ 2, Sơn Bao, Sơn Hà, Quảng Ngãi", False),
        ("Noi ĐKHK thung tr 2 Lê Lợi, Sơn Bao, Sơn Hà, Quảng Ngãi", True),
        ("Nơi ĐKHK Thườg Trú: 2 Lê Lợi, Sơn Bao, Sơn Hà, Quảng Ngãi", True),
    ],
)
def test_a_word_of_an_address_is_not_the_end_of_its_label(row, given_whole):
    """A light hid ``trú``, ``Khu`` is like it, and the address was given from ``2`` on."""
    assert ("place_of_residence" in given(rows("Sinh ngày: 01/02/1962", row), "cmnd")) is given_whole
