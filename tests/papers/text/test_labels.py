"""A value belongs to its label, however that is worded, misread or run into another's.

Else a field of the citizen's form stays empty, or the end of an address is given as a name.
"""

from dataclasses import replace

import pytest
from tests.papers.printed import line, page_of, reads, said_of

from motcua.papers import calibration
from motcua.papers.fields import layout
from motcua.papers.fields.layout import assign_values
from motcua.papers.kinds import SPECS, base
from motcua.papers.text import printed_label


@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode", "can_cuoc", "cmnd"])
@pytest.mark.parametrize("label", ["Họ và tên", "Họ tên:", "Họ tên / Full name:"])
@pytest.mark.parametrize("name", ["LÊ THỊ HÀ", "Lê Thị Hà"])
def test_a_name_is_found_under_every_wording_and_in_either_case(kind, label, name):
    """Kinds of card and their years word it otherwise: a card under another wording had no name."""
    assert said_of([line(label, 400, 200), line(name, 400, 236)], kind)["full_name"].value == "LÊ THỊ HÀ"
    assert said_of([line(f"{label} {name}", 400, 200)], kind)["full_name"].value == "LÊ THỊ HÀ"


@pytest.mark.parametrize(
    "label", ["Ngày sinh:", "Ngày, tháng, năm sinh", "Ngày, tháng, năm sinh / Date of birth"]
)
@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode", "can_cuoc", "cmnd", "cmnd12"])
def test_a_birth_date_is_found_under_every_wording(kind, label):
    """Who has an older card would type it in again."""
    said = said_of([line(f"{label} 07-09-1974", 400, 200)], kind)
    assert said["date_of_birth"].value == "1974-09-07"


def test_a_place_that_sounds_like_a_label_stays_a_place():
    """ "Thọ Tiến" is a commune, one letter from "Họ tên"."""
    lines = [line("Quê quán: Xã Thọ Tiến, Huyện Triệu Sơn, Tỉnh Thanh Hóa", 400, 200)]
    said = said_of(lines, "cccd_barcode")
    assert said["place_of_origin"].value == "Xã Thọ Tiến, Huyện Triệu Sơn, Tỉnh Thanh Hóa"
    assert "full_name" not in said


def test_labels_of_up_to_six_letters_must_open_their_line():
    """``Hồ Tiên`` in an address is like ``Họ tên``: the rest of the address was the citizen's name."""
    label = printed_label.Label("full_name", base.NAME_LABELS, base.name)
    inside = layout.assign_values([line("Xã Hồ Tiên, Huyện Hà", 0, 0)], [label])
    assert "full_name" not in inside


def test_a_name_whose_label_lost_its_letters_and_has_no_colon_is_found():
    """The first reader, which lacks most Vietnamese letters, left ``H tn`` of ``Họ tên``: no name."""
    lines = [
        line("GIY CHNG MINH NHÂN DÂN", 482, 157, 1322, 197),
        line("s 014526849", 681, 248, 1112, 288),
        line("H tn ĐÀO VĂN THNH", 439, 337, 1015, 377),
        line("Sinh ngày", 444, 424, 641, 464),
        line("26-01-1981", 632, 424, 895, 464),
        line("Nguyên quán Ân Thi, Ân Thi, Hưng Yên", 436, 489, 1259, 529),
        line("Nơi ĐKHK thưng trú Thôn 1, Xuân Bo, Cm", 439, 647, 1348, 687),
        line("M, Đồng Nai", 454, 715, 769, 755),
    ]
    found = assign_values(lines, SPECS["cmnd"].sides["front"].labels)
    assert [piece.text for piece in found["full_name"].pieces] == ["ĐÀO VĂN THNH"]


def test_a_place_in_that_column_is_no_name():
    """What begins like the label but goes on in small letters is an address."""
    lines = [
        line("Sinh ngày 26-01-1981", 444, 424, 895, 464),
        line("Nguyên quán Ân Thi, Hưng Yên", 436, 489, 1259, 529),
        line("Nơi ĐKHK thường trú Thôn 1, Xuân Bảo", 439, 647, 1348, 687),
        line("Hà Tn Đồng Nai", 441, 715, 769, 755),
    ]
    found = assign_values(lines, SPECS["cmnd"].sides["front"].labels)
    assert "full_name" not in found


def test_a_residence_whose_label_only_the_second_reader_sees_is_no_part_of_the_origin():
    """Blur left ``Nui thtng tré`` for the first reader: the residence became the origin's end."""
    rows = {
        "Qué quán: Xuän An, Long Khánh, Döng Nai": "Quê quán: Xuân An, Long Khánh, Đồng Nai",
        "Nui thtng tré: 217A/18 Hém 156 Vò Văn": "Na thường trú: 217A/18 Hẻm 156 Võ Văn",
        "Kiêt, Cu A Mung, Ea H'leo, Dák Lák": "Kiệt, Cư A Mung, Ea H'leo, Đắk Lắk",
    }
    lines = [line(text, 445, 582 + 62 * n, 1373, height=40) for n, text in enumerate(rows)]
    said = said_of(lines, "cmnd12", second=reads(lines, rows))
    assert said["place_of_origin"].value == "Xuân An, Long Khánh, Đồng Nai"
    residence = said["place_of_residence"]
    assert residence.value == "217A/18 Hẻm 156 Võ Văn Kiệt, Cư A Mung, Ea H'leo, Đắk Lắk"
    # One reader told where it begins: a person has to look.
    assert not calibration.print_probability(replace(residence, third=True), None)[1]


def test_what_blur_left_of_two_labels_alike_tells_no_day_from_the_other():
    """The day of expiry was taken for that of issue, and the QR code accused of another."""
    side = SPECS["can_cuoc"].sides["back"]
    blurred = [
        line("Ngày. tháng. na", 388, 380, 590, 420),
        line("06/07/2024", 384, 416, 589, 456),
        line("Ngay, tháng, nám", 385, 476, 618, 516),
        line("04/04/2036", 383, 516, 590, 556),
    ]
    assert "date_of_issue" not in assign_values(blurred, side.labels)
    plain = [
        line("Ngày, tháng, năm cp/Date of", 388, 380, 590, 420),
        line("06/07/2024", 384, 416, 589, 456),
        line("Ngày, tháng, năm ht hn/Date", 385, 476, 618, 516),
        line("04/04/2036", 383, 516, 590, 556),
    ]
    found = assign_values(plain, side.labels)
    assert (found["date_of_issue"].text, found["date_of_expiry"].text) == ("06/07/2024", "04/04/2036")


def test_the_beginning_of_a_label_under_glare_is_no_part_of_a_place():
    # ``Place of Ấp 24, Phường 15`` contradicted the code: "the card may have been tampered with".
    said = said_of(
        [
            line("Nơi thường trú/Place of", 358, 807, 764, 847),
            line("Ấp 24, Phường 15,", 960, 811, 1344, 851),
            line("Quận 8, TP. Hồ Chí Minh", 357, 856, 746, 896),
        ],
        "cccd_chip",
        "front",
    )
    assert said["place_of_residence"].value == "Ấp 24, Phường 15, Quận 8, TP. Hồ Chí Minh"


@pytest.mark.parametrize("given", ["VĂN SINH", "THỊ SINH", "NGỌC SINH", "MÍ SÍNH"])
def test_a_name_in_a_passport_that_ends_in_sinh_is_not_its_place_of_birth(given):
    # ``n sinh`` is like ``Nơi sinh``: of everybody called so the surname was lost, and the zone contradicted.
    page = page_of(
        ("Ho/Surname:", 490, 200), ("TRẦN", 490, 245), ("Ch đm và tên/Given names:", 490, 320),
        (given, 490, 365),
        ("Quc tch/Nationality:", 490, 440), ("Ngày sinh/Date of birth:", 490, 560),
        ("Noi sinh/Place of birth:", 990, 560), ("13/08/1949", 490, 605), ("BINH PHUC", 990, 605),
    )  # fmt: skip
    found = assign_values(page, SPECS["passport"].sides["front"].labels)
    assert (found["surname"].text, found["given_names"].text) == ("TRẦN", given)
    older = page_of(("Họ và tên/Full name:", 490, 200), (f"TRẦN {given}", 490, 245), *[
        (each.text, *each.quad[0]) for each in page[4:]
    ])  # fmt: skip
    assert assign_values(older, SPECS["passport"].sides["front"].labels)["full_name"].text == f"TRẦN {given}"


@pytest.mark.parametrize(
    "place",
    [
        "Phường Thạch Quý, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        "Thanh Bình, Huyện Chợ Gạo, Tỉnh Tiền Giang",
        "Trường Sinh, Sơn Dương, Tuyên Quang",
        "Tiên Nguyên, Quang Bình, Hà Giang",
        "Gio Linh, Gio Linh, Quảng Trị",
        "Nga Vịnh, Nga Sơn, Thanh Hóa",
        "Đức Bồng, Vũ Quang, Hà Tĩnh",
        "Tân Ân, Cần Đước, Long An",
        "Thọ Tiến, Triệu Sơn, Thanh Hóa",
        "Thổ Tang, Vĩnh Tường, Vĩnh Phúc",
    ],
)
def test_an_address_of_which_a_part_resembles_a_label_stays_whole(place):
    # ``Tỉnh Hà Tĩnh`` came as the end of the name, and the address broken off in the middle of a word.
    other = "Vĩnh Phú, An Lão, Hải Phòng"
    old = [
        ("GIAY CHUNG MINH NHAN DAN", 500, 100), ("So 226167684", 600, 180), ("Ho tên: TRAN VAN AN", 480, 260),
        ("Sinh ngày: 01-02-1983", 480, 340),
    ]  # fmt: skip
    for origin, residence in ((place, other), (other, place)):
        rows = [(f"Nguyên quán: {origin}", 480, 420), (f"Noi DKHK thuong tru: {residence}", 480, 580)]
        found = assign_values(page_of(*old, *rows), SPECS["cmnd"].sides["front"].labels)
        assert (found["place_of_origin"].text, found["place_of_residence"].text) == (origin, residence)
        assert (found["full_name"].text, found["date_of_birth"].text) == ("TRAN VAN AN", "01-02-1983")
        chip = page_of(
            ("So / No: 012345678901", 600, 180), ("Ho và tên / Full name:", 480, 260),
            ("TRAN VAN AN", 480, 310), ("Ngày sinh / Date of birth: 01/02/1983", 480, 370),
            ("Giói tính / Sex: Nam", 480, 430),
            ("Quoc tich / Nationality: Viêt Nam", 980, 430), ("Quê quán / Place of origin:", 480, 490),
            (origin, 480, 540), ("Noi thuong tru / Place of residence:", 480, 600), (residence, 480, 655),
        )  # fmt: skip
        found = assign_values(chip, SPECS["cccd_chip"].sides["front"].labels)
        assert (found["place_of_origin"].text, found["place_of_residence"].text) == (origin, residence)


def test_a_label_misread_or_run_into_the_value_before_it_is_found_still():
    rows = [("Giói tính: NamQuc tich: Viêt Nam", 480, 430), ("Quê quân: An Lão, Hải Phòng", 480, 500)]
    found = assign_values(page_of(*rows), SPECS["cccd_barcode"].sides["front"].labels)
    assert (found["nationality"].text, found["place_of_origin"].text) == ("Viêt Nam", "An Lão, Hải Phòng")


def test_a_name_is_found_by_what_the_first_reader_leaves_of_its_label():
    """It lacks the letter of "Họ"; a card whose label lost it came back without a name."""
    said = said_of(page_of(("và tên: LÊ THỊ HÀ", 465, 287)), "cccd_barcode")
    assert said["full_name"].value == "LÊ THỊ HÀ"


def test_a_name_behind_a_label_that_lost_its_blank_is_found():
    """ "Họ tên:" in a narrow type is read "Htên:"; the card came back without a name."""
    rows = [
        ("Htên: LÊ THỊ HÀ", 454, 300), ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Giới tính: Nữ", 453, 415), ("Quê quán: Thạnh Đức, Bến Lức, Long An", 452, 482),
    ]  # fmt: skip
    assert said_of(page_of(*rows), "cccd_barcode")["full_name"].value == "LÊ THỊ HÀ"


def test_a_name_in_small_letters_that_resembles_a_label_is_a_name():
    """``Nguyễn Văn An`` is like ``Nguyên quán``: of everybody called so the name was lost."""
    rows = [
        ("Họ tên:", 440, 300), ("Nguyễn Văn An", 440, 345), ("Sinh ngày: 09-02-1982", 440, 420),
        ("Nguyên quán: Na Son, Điện Biên Đông, Điện Biên", 440, 500),
    ]  # fmt: skip
    said = said_of(page_of(*rows), "cmnd")
    assert said["full_name"].value == "NGUYỄN VĂN AN"
    assert said["place_of_origin"].value == "Na Son, Điện Biên Đông, Điện Biên"


def test_a_value_that_resembles_a_label_printed_elsewhere_is_a_value():
    """ "Phật giáo", its marks lost, is three quarters "Tôn giáo": the religion below was no value."""
    rows = page_of(
        ("Dân tộc:", 59, 41), ("Tôn giáo:", 640, 41), ("Hoa", 58, 85), ("Pht giáo", 637, 86),
    )  # fmt: skip
    said = said_of(rows, "cmnd", "back", second=reads(rows, {"Pht giáo": "Phật giáo"}))
    assert {name: one.value for name, one in said.items()} == {"ethnicity": "Hoa", "religion": "Phật giáo"}


def test_a_label_that_blur_made_unlike_itself_still_parts_two_addresses():
    """Unfound, the residence came out as the end of the place of origin."""
    rows = [
        ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Gidt tinh: Nam", 453, 415),
        ("Qu quin: X Thnh Đc, Huyn Bn Lc,", 452, 482),
        ("Tinh Long An", 457, 540),
        ("Khu phő 17, P.Giáp Bát,", 740, 610),
        ("Not thuimg tr:", 455, 612),
        ("Q.Hoàng Mai, TP.Hà Ni", 456, 670),
    ]
    said = said_of(page_of(*rows), "cccd_barcode")
    assert said["place_of_origin"].value.endswith("Tinh Long An")
    assert said["place_of_residence"].value.startswith("Khu phő 17")
    assert said["place_of_residence"].value.endswith("TP.Hà Nội")


def test_a_row_of_an_address_that_is_like_a_label_parts_nothing():
    """ "Thường Tín" has most letters of "thường trú", but no label's colon."""
    rows = [
        ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Giới tính: Nam", 453, 415),
        ("Quê quán: Khu phố 17, Thị trấn", 452, 482),
        ("Xã Thường Tín, Hà Nội", 457, 530),
    ]
    said = said_of(page_of(*rows), "cccd_barcode")
    assert said["place_of_origin"].value.endswith("Thường Tín, Hà Nội")


def test_the_end_of_a_label_found_with_the_name_is_no_part_of_it():
    """``SINH CAO VĂN LUÂN`` was given for the name, unmarked."""
    lines = [
        line("Họ và tên khai", 430, 330, 700, 376),
        line("sinh: CAO VĂN LUÂN", 720, 330, 1100, 376),
        line("Ngày, tháng, năm sinh: 01/02/1980", 430, 390, 1100, 436),
        line("Quê quán: Kim Song Trường, Can Lộc, Hà Tĩnh", 430, 450, 1300, 496),
    ]
    assert said_of(lines, "cmnd12", "front")["full_name"].value == "CAO VĂN LUÂN"


def test_the_beginning_of_a_label_found_apart_is_no_place():
    """Of ``Quê`` ``quán / Place of origin:`` the first word was given as the place's."""
    lines = [
        line("Quê", 430, 562, 487, 608),
        line("quán / Place of origin: Thôn 11, TT. Cần Thạnh,", 506, 560, 1380, 606),
        line("Cần Giờ, TP.Hồ Chí Minh", 430, 618, 870, 664),
    ]
    said = said_of(lines, "cccd_chip", "front")["place_of_origin"]
    assert said.value.startswith("Thôn 11, TT. Cần Thạnh")


@pytest.mark.parametrize("surname", ["K'", "H’", "K '"])
def test_a_surname_of_a_letter_and_an_apostrophe_is_read_in_a_passport(surname):
    """Of a name of the Cơ Ho print was lost: the officer was shown the zone's, without its diacritics."""
    page = page_of(
        ("Họ / Surname", 490, 200), (surname, 490, 245), ("Chữ đệm và tên / Given names", 490, 320),
        ("BRÊU", 490, 365), ("Quốc tịch / Nationality", 490, 440), ("VIỆT NAM / VIETNAMESE", 490, 485),
    )  # fmt: skip
    found = assign_values(page, SPECS["passport"].sides["front"].labels)
    assert (found["surname"].text, found["given_names"].text) == (surname, "BRÊU")
