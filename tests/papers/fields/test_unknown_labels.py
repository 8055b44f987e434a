"""Labels that a paper does not know, or knows otherwise: what is given is printed so, or asks for a look."""

import pytest
from tests.papers.printed import line, reads, said_of


def rows(*texts):
    """Return lines below each other, each a label with its value or one of the two."""
    return [line(text, 479, 200 + 64 * at, height=44) for at, text in enumerate(texts)]


def said(texts, kind, side="front"):
    return {field: item.value for field, item in said_of(rows(*texts), kind, side).items()}


WRONG_BEFORE = [
    # (kind, side, rows, field, what is printed for it: None if nothing is)
    ("cmnd12", "front", ["Họ và tên: Khải Minh Tú", "Ngày sinh: 01/02/1990"], "full_name", "KHẢI MINH TÚ"),
    ("cccd_barcode", "front", ["Họ Và Tên Khai Sinh", "LÒ VĂN TỊCH"], "full_name", "LÒ VĂN TỊCH"),
    ("cccd_barcode", "front", ["Họ Và Tên Khai Sinh LÒ VĂN TỊCH"], "full_name", "LÒ VĂN TỊCH"),
    (
        "can_cuoc",
        "front",
        ["Họ và tên khai sinh/Full name: Trịnh Thường", "Trú"],
        "full_name",
        "TRỊNH THƯỜNG TRÚ",
    ),
    (
        "can_cuoc",
        "front",
        ["Họ và tên / Alias: Công Huyền", "Tôn Nữ Ngọc"],
        "full_name",
        "CÔNG HUYỀN TÔN NỮ NGỌC",
    ),
    ("cccd_chip", "front", ["Họ và tên cha: LÊ VĂN TÁM", "Họ và tên: LÊ VĂN BA"], "full_name", "LÊ VĂN BA"),
    ("cccd_chip", "front", ["HỌ VÀ TÊN CHA: LÊ VĂN TÁM", "HỌ VÀ TÊN: LÊ VĂN BA"], "full_name", "LÊ VĂN BA"),
    ("can_cuoc", "front", ["Họ và tên mẹ: LÊ THỊ TÁM", "Giới tính: Nam"], "full_name", None),
    (
        "cmnd",
        "front",
        ["HỌ TÊN: LÊ VĂN BA", "BÍ DANH: TƯ", "SINH NGÀY: 01-02-1960"],
        "full_name",
        "LÊ VĂN BA",
    ),
    ("passport", "front", ["Họ và tên / Full name", "LÊ VĂN BA", "VIỆT NAM"], "full_name", "LÊ VĂN BA"),
    (
        "passport",
        "front",
        ["Họ và tên / Full name: TÔN NỮ NGỌC KHAI", "SINH"],
        "full_name",
        "TÔN NỮ NGỌC KHAI SINH",
    ),
    (
        "passport",
        "front",
        ["Họ / Surname", "LÊ", "Chữ đệm và tên / Given names", "VĂN", "BA"],
        "full_name",
        "LÊ VĂN BA",
    ),
    ("cccd_chip", "front", ["Họ và tên: Nguyn", "Văn An"], "full_name", "NGUYỄN VĂN AN"),
    (
        "cmnd12",
        "front",
        ["Họ và tên khai sinh: Công Tằng Tôn", "Nữ Ngọc Khai"],
        "full_name",
        "CÔNG TẰNG TÔN NỮ NGỌC KHAI",
    ),
    ("cccd_chip", "front", ["Giới tính", "Nam Định", "Quê quán"], "sex", None),
    ("cccd_chip", "front", ["Giới tính:", "Nơi sinh: Nam Định"], "sex", None),
    ("cccd_chip", "front", ["Ngày sinh:", "Cấp lại: 12/03/2022"], "date_of_birth", None),
    ("cccd_barcode", "front", ["Có giá trị đến", "Đổi thẻ: 12/03/2018"], "date_of_expiry", None),
    ("passport", "front", ["Ngày cấp / Date of issue", "Sử dụng đến: 01/02/2030"], "date_of_issue", None),
    ("can_cuoc", "back", ["Ngày, tháng, năm cấp:", "Ngày hết hiệu lực: 01/02/2035"], "date_of_issue", None),
    ("cccd_barcode", "front", ["Ngày, tháng, năm hết hạn:", "01/02/2035"], "date_of_birth", None),
    (
        "can_cuoc",
        "back",
        ["Nơi sinh/ Place of birth Thị trấn Quốc Oai, Quốc Oai, Hà Nội"],
        "place_of_birth_registration",
        "Thị trấn Quốc Oai, Quốc Oai, Hà Nội",
    ),
    (
        "cmnd12",
        "front",
        ["Quê quán Kinh Môn, Hải Dương", "Chỗ ngụ 45 Đường Lê Lợi, Phường 13, Bình Thạnh, TP. Hồ Chí Minh"],
        "place_of_origin",
        "Kinh Môn, Hải Dương",
    ),
    (
        "cccd_chip",
        "back",
        ["Đặc điểm nhân dạng: Sẹo", "thẳng", "2cm", "trên trán", "Ngày, tháng, năm: 12.11.2022"],
        "identifying_features",
        "Sẹo thẳng 2cm trên trán",
    ),
]


@pytest.mark.parametrize(("kind", "side", "texts", "field", "printed"), WRONG_BEFORE)
def test_what_is_given_is_printed_so_or_asks_for_a_look(kind, side, texts, field, printed):
    """Each of these was given otherwise than printed, without a mark, or would be without its guard."""
    found = said_of(rows(*texts), kind, side).get(field)
    assert found is None or found.value == printed or not found.whole


@pytest.mark.parametrize("other", ["Tên gọi khác:", "Họ và tên gọi khác", "Tên gi khác:"])
def test_the_other_name_in_a_column_is_no_second_row_of_the_name(other):
    """It was taken for more of the name above, and given with it."""
    front = [
        line("Họ và tên khai sinh LỘC MINH NHÂN", 303, 226, 880, 257),
        line(other, 303, 269, 500, 300),
        line("LÊ VĂN BA", 573, 270, 775, 306),
        line("Ngày sinh 25/06/2008", 303, 319, 600, 350),
    ]
    assert said_of(front, "cmnd12")["full_name"].value == "LỘC MINH NHÂN"


def test_a_long_name_in_a_column_has_all_its_rows_or_asks_for_a_look():
    """``NỮ NGỌC KHAI`` is like ``gọi khác``, a label, and was taken for it."""
    front = [
        line("Họ và tên khai sinh: CÔNG TẰNG TÔN", 420, 194, 1282, 246),
        line("NỮ NGỌC KHAI", 804, 263, 1235, 314),
        line("ANH", 804, 331, 930, 382),
        line("Họ và tên gọi khác: LÊ VĂN BA", 420, 398, 1042, 440),
    ]
    found = said_of(front, "cmnd12")["full_name"]
    assert found.value == "CÔNG TẰNG TÔN NỮ NGỌC KHAI ANH" or not found.whole


def test_a_surname_of_which_the_first_reader_sees_one_letter_is_part_of_a_passports_name():
    """The row below was given as the whole name."""
    seen = rows("Họ và tên / Full name H", "VĂN TÊN")
    second = reads(seen, {"Họ và tên / Full name H": "Họ và tên / Full name HỌ"})
    assert said_of(seen, "passport", second=second)["full_name"].value == "HỌ VĂN TÊN"


def test_labels_may_all_be_in_capitals():
    """None of them was read then; below a label that is not, a name in capitals stays one."""
    front = said(
        [
            "SỐ: 024162570907",
            "HỌ VÀ TÊN: LÊ VĂN BA",
            "NGÀY SINH: 01/02/1962 GIỚI TÍNH: Nam",
            "QUỐC TỊCH: Việt Nam",
            "QUÊ QUÁN: Nam Trực, Nam Định",
            "NƠI THƯỜNG TRÚ: 12 Nguyễn Trãi, Quốc Oai, Hà Nội",
        ],
        "cccd_barcode",
    )
    assert front == {
        "personal_number": "024162570907",
        "full_name": "LÊ VĂN BA",
        "date_of_birth": "1962-02-01",
        "sex": "Nam",
        "nationality": "Việt Nam",
        "place_of_origin": "Nam Trực, Nam Định",
        "place_of_residence": "12 Nguyễn Trãi, Quốc Oai, Hà Nội",
    }
    assert (
        said(["Họ và tên", "SINH NGÀY MAI", "Ngày sinh", "01/02/1962"], "cmnd")["full_name"]
        == "SINH NGÀY MAI"
    )


@pytest.mark.parametrize("name", ["DÂN QUỐC CẤP", "TRẦN QUỐC NAM", "CAO CĂN CƯỚC"])
def test_a_name_like_the_title_of_the_card_is_a_name(name):
    """``QUỐC CẤP`` is like ``Căn cước``: the name was not found."""
    assert (
        said(["CĂN CƯỚC", f"Họ và tên/Full name {name}", "Giới tính/Sex Nam"], "can_cuoc")["full_name"]
        == name
    )


@pytest.mark.parametrize("kind", ["cccd_chip", "can_cuoc", "cccd_barcode", "cmnd", "cmnd12", "passport"])
@pytest.mark.parametrize(
    "label",
    [
        "Họ và tên khai sinh",
        "Họ, chữ đệm và tên",
        "Họ, chữ đệm và tên khai sinh:",
        "Họ và tên / Name in full:",
    ],
)
def test_a_name_may_have_the_label_of_another_card(kind, label):
    assert said([f"{label} LÊ VĂN BA", "Quốc tịch: Việt Nam"], kind)["full_name"] == "LÊ VĂN BA"


@pytest.mark.parametrize(
    ("kind", "side", "field", "label"),
    [
        *(
            (kind, "front", "date_of_expiry", label)
            for kind in ("cccd_chip", "cccd_barcode", "cmnd12", "passport")
            for label in (
                "Ngày hết hạn",
                "Ngày, tháng, năm hết hạn",
                "Giá trị đến",
                "Có hiệu lực đến",
                "Hạn sử dụng",
            )
        ),
        ("can_cuoc", "back", "date_of_expiry", "Có giá trị đến"),
        ("can_cuoc", "back", "date_of_expiry", "Ngày hết hạn"),
        ("can_cuoc", "back", "date_of_issue", "Ngày cấp"),
        ("passport", "front", "date_of_birth", "Ngày, tháng, năm sinh"),
        ("can_cuoc", "front", "date_of_birth", "Sinh ngày"),
    ],
)
def test_a_date_may_have_the_label_of_another_paper(kind, side, field, label):
    assert said([f"{label}: 01/02/2031"], kind, side)[field] == "2031-02-01"


@pytest.mark.parametrize("label", ["Nơi thường trú", "Nơi cư trú", "Địa chỉ", "Nơi đăng ký thường trú"])
@pytest.mark.parametrize(("kind", "side"), [("cccd_chip", "front"), ("can_cuoc", "back"), ("cmnd", "front")])
def test_a_residence_may_have_the_label_of_another_card(kind, side, label):
    at = "12 Nguyễn Trãi, Quốc Oai, Hà Nội"
    assert said([f"{label}: {at}"], kind, side)["place_of_residence"] == at


@pytest.mark.parametrize("label", ["Số định danh cá nhân / Personal No.", "Số CCCD", "Số định danh"])
def test_a_passport_may_word_the_personal_number_otherwise(label):
    assert (
        said(["Số hộ chiếu / Passport N°", "C1234567", label, "024162570907"], "passport")["personal_number"]
        == "024162570907"
    )
