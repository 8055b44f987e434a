"""Printers word some labels otherwise than a card's rule does: each is a label, and no part of a value."""

import pytest
from tests.papers.printed import line, said_of


def said(lines, kind):
    return {field: item.value for field, item in said_of(lines, kind).items()}


@pytest.mark.parametrize("label", ["Họ và tên khai sinh", "Họ và tên", "H và tên", "Họ, chữ đệm và tên"])
@pytest.mark.parametrize("other", ["Họ và tên gọi khác:", "Họ và tên gọi khác: LÊ VĂN BA"])
def test_a_card_of_twelve_digits_tells_the_name_above_the_other_name(label, other):
    """Where ``khai sinh`` was not printed behind the label no name was found; the other name is never it."""
    front = [
        line("CHỨNG MINH NHÂN DÂN", 430, 134, height=90),
        line("Số 083046539022", 520, 252, height=50),
        line(label, 456, 338, height=44),
        line("ĐINH MINH PHÚC", 458, 402, height=44),
        line(other, 459, 468, height=44),
        line("Ngày, tháng, năm sinh 17/10/1946", 458, 529, height=44),
        line("Giới tính Nam", 460, 590, height=44),
    ]
    assert said(front, "cmnd12")["full_name"] == "ĐINH MINH PHÚC"


@pytest.mark.parametrize("label", ["Họ và tên:", "Họ và tên", "Họ, tên khai:", "H và tn kha"])
@pytest.mark.parametrize("name", ["NINH GIA TÀI", "LINH GIA TÀI", "SINH THỊ BA", "VĨNH THỊ BA"])
@pytest.mark.parametrize("kind", ["cmnd12", "can_cuoc"])
def test_a_surname_like_the_end_of_a_longer_label_is_no_part_of_the_label(label, name, kind):
    """``Họ và tên: NINH`` is like ``Họ và tên khai sinh``: ``GIA TÀI`` was given, without a mark."""
    front = [
        line("Số 012074712558", 544, 279, height=50),
        line(f"{label} {name}", 479, 378, height=50),
        line("Ngày, tháng, năm sinh: 06/08/1974", 479, 454, height=50),
        line("Giới tính: Nam", 482, 527, height=50),
    ]
    found = said_of(front, kind).get("full_name")
    assert found is None or found.value == name or not found.whole


OLD_FRONT = [
    line("Số 027058922484", 544, 200, height=50),
    line("Họ và tên: QUÁCH VIẾT THƯỞNG", 479, 280, height=44),
    line("Ngày, tháng, năm sinh: 07/03/1958", 479, 345, height=44),
]


@pytest.mark.parametrize("kind", ["cmnd", "cmnd12", "cccd_barcode"])
@pytest.mark.parametrize("origin", ["Quê quán", "Nguyên quán"])
@pytest.mark.parametrize(
    "residence",
    [
        "Nơi thường trú",
        "Địa chỉ thường trú",
        "Nơi ĐKHK thường trú",
        "Nơi đăng ký hộ khẩu thường trú",
        "Nơi ĐKHKTT",
    ],
)
def test_older_cards_may_word_origin_and_residence_either_way(kind, origin, residence):
    """An origin whose label another card usually has was lost, and the residence was taken for more of it."""
    rows = [
        line(f"{origin}: Hạ Long, Vân Đồn, Quảng Ninh", 479, 410, height=44),
        line(f"{residence}: 12 Nguyễn Quân, Xã Tây Thành,", 479, 475, height=44),
        line("Yên Thành, Nghệ An", 479, 535, height=44),
    ]
    values = said([*OLD_FRONT, *rows], kind)
    assert values["place_of_origin"] == "Hạ Long, Vân Đồn, Quảng Ninh"
    assert values["place_of_residence"] == "12 Nguyễn Quân, Xã Tây Thành, Yên Thành, Nghệ An"


@pytest.mark.parametrize("label", ["Địa chỉ:", "Hộ khẩu:", "Nơi ở hiện nay", "Chỗ ở :"])
def test_an_address_that_took_in_a_label_nobody_knows_asks_for_a_look(label):
    rows = [
        line("Quê quán: Hạ Long, Vân Đồn, Quảng Ninh", 479, 410, height=44),
        line(f"{label} 12 Lê Lợi, Xã Tây Thành, Yên Thành, Nghệ An", 479, 475, height=44),
    ]
    origin = said_of([*OLD_FRONT, *rows], "cccd_barcode")["place_of_origin"]
    assert origin.value == "Hạ Long, Vân Đồn, Quảng Ninh" or not origin.whole


@pytest.mark.parametrize("district", ["Bình Gia, Lạng Sơn", "H.Thanh Liêm, Hà Nam", "Krông Bông, Đắk Lắk"])
def test_an_origin_of_two_units_behind_its_label_is_whole(district):
    """Cards of nine digits have such origins; each asked for a look. Below a label a row may be missing."""
    behind = said_of([*OLD_FRONT, line(f"Nguyên quán: {district}", 479, 410, height=44)], "cmnd")
    below = said_of(
        [*OLD_FRONT, line("Nguyên quán:", 479, 410, height=44), line(district, 479, 470, height=44)], "cmnd"
    )
    assert behind["place_of_origin"].value == below["place_of_origin"].value == district
    assert (behind["place_of_origin"].whole, below["place_of_origin"].whole) == (True, False)


@pytest.mark.parametrize(
    ("kind", "row", "field", "value"),
    [
        ("cccd_chip", "DOB: 01/02/1990", "date_of_birth", "1990-02-01"),
        ("cccd_chip", "Valid until: 01/02/2031", "date_of_expiry", "2031-02-01"),
        ("cccd_chip", "Expiry date: 01/02/2031", "date_of_expiry", "2031-02-01"),
        (
            "cmnd",
            "HKTT: 12 Lê Lợi, Yên Thành, Nghệ An",
            "place_of_residence",
            "12 Lê Lợi, Yên Thành, Nghệ An",
        ),
        ("cccd_barcode", "NGÀY, THÁNG, NĂM SIMH: 01/02/1962", "date_of_birth", "1962-02-01"),
        (
            "cccd_barcode",
            "NƠI THLỜNG TRÚ: 12 Lê Lợi, Yên Thành, Nghệ An",
            "place_of_residence",
            "12 Lê Lợi, Yên Thành, Nghệ An",
        ),
    ],
)
def test_seldom_wordings_and_capitals_with_a_letter_misread_are_labels(kind, row, field, value):
    assert said([line(row, 479, 280, height=44)], kind)[field] == value


def test_a_name_in_capitals_below_one_in_the_same_column_is_none_of_these():
    front = [line("Họ và tên:", 479, 280, height=44), line("NGÀY THANG SIMH", 479, 340, height=44)]
    assert said(front, "cccd_barcode")["full_name"] == "NGÀY THANG SIMH"
