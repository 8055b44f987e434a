"""Values on several rows and in columns that touch.

Else a citizen's address ends where its first row does, or an expiry beside it is lost with it.
"""

from dataclasses import replace

import pytest
from tests.papers.printed import line, misread, page_of, reads, said_of

from motcua.papers.fields import layout
from motcua.papers.fields.rows import split_rows
from motcua.papers.kinds import base
from motcua.papers.lines.types import TextLine
from motcua.papers.text import printed_label


def test_an_address_under_a_label_that_shares_its_line_with_the_expiry_is_found():
    """The expiry stands left of the residence, and both are often found as one line."""
    lines = [
        line("CHỨNG MINH NHÂN DÂN", 600, 100),
        line("Có giá trị đến 24.07.2030 Nơi thường trú", 31, 700),
        line("Thôn 11, Phi Hải, Quảng Hòa, Cao Bằng", 420, 736),
    ]
    said = said_of(lines, "cmnd12")
    assert said["date_of_expiry"].value == "2030-07-24"
    assert said["place_of_residence"].value == "Thôn 11, Phi Hải, Quảng Hòa, Cao Bằng"


def test_a_second_row_of_a_slanting_address_is_not_read_first():
    """On a side whose corners were found badly the end of a long row lies lower than the row below begins."""
    first, second = "Ấp 5, Xã Truông Mít, Huyện Dương Minh Châu, Tỉnh Tây", "Ninh"

    def row(words, top):
        right, low = 400 + 15 * len(words), top + 1.6 * len(words)
        quad = ((400, top), (right, low), (right - 3, low + 30), (397, top + 30))
        return TextLine(words, 0.999, quad, (0.999,) * len(words))

    said = said_of([row("Nơi thường trú", 160), row(first, 200), row(second, 240)], "cccd_barcode")
    assert said["place_of_residence"].value == "Ấp 5, Xã Truông Mít, Huyện Dương Minh Châu, Tỉnh Tây Ninh"


def test_a_value_goes_on_where_its_first_line_began_though_its_label_stands_in_the_middle():
    """The last word of a mark on its own line was left out, and what was left given as the whole."""
    label = printed_label.Label(
        "identifying_features", ("dau vet rieng va di hinh",), base.words, most_lines=3,
        centred=True, capitals=True,
    )  # fmt: skip
    first, second = line("Sẹo chấm dưới sau mép", 300, 240), line("phải", 300, 276)
    found = layout.assign_values([line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 600, 200), first, second], [label])
    assert found["identifying_features"].text == "Sẹo chấm dưới sau mép phải"


@pytest.mark.parametrize(
    "rest", ["Nơi thường trú / Place of residence: Ấp Phú Quới,", "Xã Long Hưng B, Đồng Tháp"]
)
def test_a_date_that_opens_a_line_of_something_else_is_a_line_of_its_own(rest):
    """The expiry stands under the portrait, level with the residence: on one line both were lost."""
    whole = line(f"18/10/2040 {rest}", 300, 690, height=24)
    date_line, other = split_rows([whole])
    assert (date_line.text, other.text) == ("18/10/2040", rest)
    assert date_line.quad[1][0] < other.quad[0][0]
    assert [len(part.scores) for part in (date_line, other)] == [10, len(rest)]


@pytest.mark.parametrize(
    "text", ["18/10/2040", "Ngày sinh: 18/10/1980", "12/3 Lê Lợi, Phường 1", "18/10/2040 N"]
)
def test_other_lines_stay_whole(text):
    """A birth date or a house's number torn from its line would lose the label, or the street."""
    assert [part.text for part in split_rows([line(text, 300, 690, height=24)])] == [text]


def test_expiry_and_residence_that_were_taken_for_one_line_are_both_read():
    lines = [
        line("Có giá trị đến", 170, 677, height=24), line("Date of expiry:", 170, 705, height=24),
        line("18/10/2040 Nơi thường trú / Place of residence: 12 Lê Lợi,", 360, 690, height=24),
        line("Phường 1, Đà Lạt, Lâm Đồng", 490, 735, height=24),
    ]  # fmt: skip
    said = said_of(lines, "cccd_chip")
    assert said["date_of_expiry"].value == "2040-10-18"
    assert said["place_of_residence"].value == "12 Lê Lợi, Phường 1, Đà Lạt, Lâm Đồng"


def test_an_expiry_run_into_the_last_row_of_the_residence_is_taken_from_it():
    """The detector joins both where they stand level: the expiry was lost, and the residence's last words."""
    rows = [
        ("Noi thưng trú: 403 Lý Thưng Kit, Bành", 625, 578),
        ("Coógi ri d n: 19/08/2022 Trch, Ba B, Bc Kn", 330, 630),
    ]
    said = said_of(page_of(*rows), "cccd_barcode")
    assert said["date_of_expiry"].value == "2022-08-19"
    assert said["place_of_residence"].value.endswith("Bành Trch, Ba B, Bc Kn")


def test_a_religion_that_goes_on_at_the_left_of_the_next_row_is_whole():
    """ "Phật" alone is a religion too: half of "Phật giáo" was given without asking for a look."""
    rows = page_of(
        ("Dân tc: Tày", 427, 77), ("Tôn giáo: Phật", 880, 80), ("giáo", 426, 135),
        ("DÂU VT RIÊNG VÀ DI HINH", 490, 208), ("Không", 520, 285),
    )  # fmt: skip
    said = said_of(rows, "cmnd", "back")
    assert (said["ethnicity"].value, said["religion"].value) == ("Tày", "Phật giáo")
    assert said["identifying_features"].value == "Không"


def test_a_religion_on_two_rows_that_slant_a_little_is_not_turned_round():
    """Short words tell no slant: "giáo Phật" came out."""
    people, first, rest = page_of(("Dân tc: Tày", 427, 86), ("Tôn giáo: Phật", 880, 80), ("giáo", 426, 150))
    rows = [
        people,
        replace(first, quad=((880, 86), (1120, 80), (1120, 140), (880, 146))),
        replace(rest, quad=((426, 150), (590, 136), (590, 200), (426, 214))),
    ]
    assert said_of(rows, "cmnd", "back")["religion"].value == "Phật giáo"


def test_a_value_below_its_own_label_is_not_taken_for_the_end_of_another():
    """Else people and religion come as one word, and neither is on any list."""
    rows = page_of(("Dân tộc:", 427, 77), ("Tôn giáo:", 880, 80), ("Tày", 426, 125), ("Không", 880, 126))
    said = said_of(rows, "cmnd", "back")
    assert {name: one.value for name, one in said.items()} == {"ethnicity": "Tày", "religion": "Không"}


def test_a_row_of_the_residence_is_not_lost_where_the_expiry_s_column_touches_it():
    """Two pixels of the date under the portrait over the address's column were enough to end the address."""
    lines = [
        line("Quê quán:", 431, 621, 622, 673),
        line("Thái Nguyên, Thái Thụy, Thái Bình", 430, 659, 1292, 729),
        line("Nơi thường trú: Căn hộ B8.18 Chung cư Bình Lợi, 268", 426, 731, 1352, 783),
        line("Có giá trị đến: 11/12/2030", 49, 757, 434, 810),
        line("Tôn Đức Thắng, Xuân Phúc, Như Thanh, Thanh Hóa", 432, 783, 1333, 835),
    ]
    said = said_of(lines, "cmnd12", "front")
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
        line(label, 620, 200, 1100, 245),
        line("Nốt ruồi cằm giữa" if kind == "cmnd" else "Nốt ruồi giữa cằm", 400, 270, 900, 315),
        line("Ngày 12 tháng 03 năm 2013", 560, 470, 1160, 515),
        *(
            line(text, 860 - 11 * len(text), 540 + 55 * at, 860 + 11 * len(text), 580 + 55 * at)
            for at, text in enumerate(rows)
        ),
    ]
    said = said_of(lines, kind, "back")["issuing_authority"]
    assert said.value == authority
    assert said.listed


def test_a_card_of_twelve_digits_names_either_of_the_two_departments():
    """Who has a card of the older one got no authority, and typed the long name in."""
    lines = [
        line("Đặc điểm nhận dạng:", 345, 199, 800, 245),
        line("Sẹo chấm cách 1cm dưới sau mép trái", 345, 260, 1100, 305),
        line("CỤC TRƯỞNG CỤC CẢNH SÁT", 600, 409, 1163, 450),
        line("QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 500, 459, 1263, 500),
    ]
    said = said_of(lines, "cmnd12", "back")
    assert said["issuing_authority"].value == "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"


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
        line(
            "Nguyên quán: Nam Định" if kind == "cmnd" else "Quê quán / Place of origin:", 431, 560, 900, 606
        ),
        line(label + begins, 430, 640, 430 + 19 * len(label + begins), 686),
        line(below, 430, 700, 1200, 746),
    ]
    said = said_of(
        misread(lines, {label + begins: label + (seen or begins)}), kind, "front", second=reads(lines)
    )
    assert said["place_of_residence"].value == f"{begins} {below}"


def test_a_second_row_found_in_two_parts_is_one_row():
    """Found from the right, ``QUÂN`` came before ``TRƯỜNG`` or without it: another person's name."""
    lines = [
        line("Họ và tên khai sinh: THẠCH TIẾN", 430, 325, 1019, 371),
        line("QUÂN", 570, 382, 650, 428),
        line("TRƯỜNG", 430, 384, 544, 430),
        line("Ngày, tháng, năm sinh: 22/01/1948", 430, 449, 1114, 495),
    ]
    assert said_of(lines, "cmnd12", "front")["full_name"].value == "THẠCH TIẾN TRƯỜNG QUÂN"


@pytest.mark.parametrize(("number", "seen"), [("199/23/356", "199/23/356"), ("Số 6", "S 6")])
def test_the_number_of_a_house_found_apart_from_the_label_is_kept(number, seen):
    """Without it the result by post is sent to a street."""
    lines = [
        line("Nơi ĐKHK thường trú:", 430, 508, 810, 554),
        line(number, 844, 504, 1034, 550),
        line("Quang Trung, Diễn Lâm, Diễn Châu, Nghệ An", 430, 568, 1257, 614),
    ]
    said = said_of(misread(lines, {number: seen}), "cmnd", "front", second=reads(lines))
    assert said["place_of_residence"].value == f"{number} Quang Trung, Diễn Lâm, Diễn Châu, Nghệ An"


@pytest.mark.parametrize(
    ("again", "left", "right", "whole"),
    [
        ("ĐOÀN THỊ MAI", 432, 690, False),
        ("THỊ MAI", 560, 692, False),
        ("MAI", 625, 690, False),
        ("AN", 705, 760, True),
    ],
)
def test_a_row_of_which_an_end_was_found_twice_asks_for_a_look(again, left, right, whole):
    """The certificate was made out to ``ĐOÀN THỊ MAI THỊ MAI``: both readers are sure of each half."""
    lines = [
        line("Họ và tên:", 430, 325, 600, 365),
        line("ĐOÀN THỊ MAI", 430, 382, 690, 428),
        line(again, left, 384, right, 428),
        line("Ngày, tháng, năm sinh: 22/01/1948", 430, 449, 1114, 495),
    ]
    said = said_of(lines, "cccd_barcode", "front")["full_name"]
    assert said.value == f"ĐOÀN THỊ MAI {again}"
    assert said.whole is whole


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("SAO Y BẢN CHÍNH Thôn Hạ, Gio Mai, Gio Linh, Quảng Trị", False),
        ("Thôn Hạ, Bản sao Gio Mai, Gio Linh, Quảng Trị", False),
        ("HẠNH Thôn Hạ, Gio Mai, Gio Linh, Quảng Trị", False),
        ("CT2A, KĐT Văn Khê, KDC Nam, Gio Mai, Gio Linh, Quảng Trị", True),
        ("THÔN HẠ, GIO MAI, GIO LINH, QUẢNG TRỊ", True),
    ],
)
def test_words_of_a_stamp_in_an_address_ask_for_a_look(address, whole):
    """On a stamped copy they were given as the house of the holder."""
    lines = [line("Nơi thường trú:", 430, 508, 700, 554), line(address, 430, 568, 1257, 614)]
    assert said_of(lines, "cccd_barcode", "front")["place_of_residence"].whole is whole


@pytest.mark.parametrize(("far", "whole"), [("Quốc tịch: Việt Nam", False), ("", True)])
def test_a_second_row_of_a_name_of_which_the_first_is_not_full_asks_for_a_look(far, whole):
    """A name written below the holder's was given as the end of it; no printer begins a row so early."""
    lines = [
        line("Họ và tên:", 430, 325, 600, 365),
        line("HỒ THỊ ƠI", 430, 382, 640, 428),
        line("NGUYỄN AN", 430, 440, 640, 486),
        line("Giới tính: Nữ", 430, 510, 680, 556),
        *([line(far, 820, 510, 1180, 556)] if far else []),
    ]
    said = said_of(lines, "cccd_barcode", "front")["full_name"]
    assert said.value == "HỒ THỊ ƠI NGUYỄN AN"
    assert said.whole is whole


@pytest.mark.parametrize(
    ("beside", "left", "right", "whole"),
    [("X.", 428, 470, False), ("12", 1270, 1310, False), ("Số", 1400, 1440, True), ("...", 1270, 1310, True)],
)
def test_print_right_beside_an_address_that_belongs_to_nothing_asks_for_a_look(beside, left, right, whole):
    """Of ``X. Yên Thắng`` found in two parts the first was lost, and with it which kind of place it is."""
    lines = [
        line("Nơi đăng ký khai sinh / Place of birth", 400, 278, 1030, 324),
        line(beside, left, 338, right, 382),
        line("Gio Mai, H. Gio Linh, Quảng Trị", 490, 336, 1250, 382),
    ]
    assert said_of(lines, "can_cuoc", "back")["place_of_birth_registration"].whole is whole


@pytest.mark.parametrize("row", ["Số 310, Đường 30/4,", "Số 12/5 Lê Lợi,", "Số 119/4/7,"])
def test_a_row_that_begins_with_the_number_of_a_house_is_no_label_of_the_card_s_number(row):
    """``Số`` with a stroke somewhere behind it was taken for ``Số / No.:``: the house was lost, unmarked."""
    lines = [
        line("Số: 185153577", 500, 244, 773, 290),
        line("Nơi ĐKHK thường trú:", 430, 464, 850, 510),
        line(row, 892, 468, 892 + 19 * len(row), 514),
        line("Diên Phú, Diên Khánh, Khánh Hòa", 430, 520, 1081, 566),
    ]
    said = said_of(lines, "cmnd", "front")
    assert said["place_of_residence"].value == f"{row} Diên Phú, Diên Khánh, Khánh Hòa"
