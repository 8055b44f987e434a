"""Values must go to the label they are printed under, on whatever lines they fall."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.printed import line, said_of

from motcua.papers.fields.alignment import second_text, with_commas
from motcua.papers.fields.matches import TextSpan
from motcua.papers.kinds import are_printed, side_scores
from motcua.papers.lines.types import TextLine
from motcua.papers.sides import classification

CHIP_FRONT = [
    line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 400, 60),
    line("CĂN CƯỚC CÔNG DÂN", 460, 230, height=60),
    line("Citizen Identity Card", 560, 300),
    line("Số / No.: 079090001234", 420, 360, height=50),
    line("Họ và tên / Full name:", 420, 420),
    line("NGUYỄN VĂN ĐỨC", 420, 460, height=40),
    line("Ngày sinh / Date of birth: 05/06/1990", 420, 510),
    line("Giới tính / Sex: Nam", 420, 560),
    line("Quốc tịch / Nationality: Việt Nam", 800, 562),
    line("Quê quán / Place of origin:", 420, 610),
    line("Tân Phú, Châu Thành, Bến Tre", 420, 650),
    line("Nơi thường trú / Place of residence: 12 Lê Lợi", 420, 700),
    line("Có giá trị đến: 05/06/2030", 60, 745, height=24),
    line("Phường 3, Quận 5, TP. Hồ Chí Minh", 420, 745),
]


def said(lines, kind="cccd_chip", side="front"):
    return {field: item.value for field, item in said_of(lines, kind, side).items()}


def test_a_chip_card_is_read_whole():
    assert said(CHIP_FRONT) == {
        "personal_number": "079090001234",
        "full_name": "NGUYỄN VĂN ĐỨC",
        "date_of_birth": "1990-06-05",
        "sex": "Nam",
        "nationality": "Việt Nam",
        "place_of_origin": "Tân Phú, Châu Thành, Bến Tre",
        "place_of_residence": "12 Lê Lợi Phường 3, Quận 5, TP. Hồ Chí Minh",
        "date_of_expiry": "2030-06-05",
    }


@given(st.permutations(CHIP_FRONT))
def test_the_order_in_which_lines_are_found_does_not_matter(lines):
    assert said(list(lines)) == said(CHIP_FRONT)


@given(st.integers(0, len(CHIP_FRONT) - 1))
def test_a_lost_line_never_moves_a_value_to_a_wrong_label(lost):
    whole = said(CHIP_FRONT)
    left = said([item for i, item in enumerate(CHIP_FRONT) if i != lost])
    for name, value in left.items():
        assert value == whole[name] or value in whole[name]


@pytest.mark.parametrize(
    ("kind", "side", "texts"),
    [
        ("cccd_chip", "front", ["CAN CUOC CONG DAN", "Citizen Identity Card"]),
        ("cccd_barcode", "front", ["CAN CUOC CONG DAN", "Ho va ten: LE HA", "Quoc tich: Viet Nam"]),
        ("can_cuoc", "front", ["CAN CUOC", "IDENTITY CARD", "So dinh danh ca nhan"]),
        ("can_cuoc", "back", ["Noi cu tru / Place of residence", "Noi dang ky khai sinh", "BO CONG AN"]),
        ("cmnd", "front", ["GIAY CHUNG MINH NHAN DAN", "Nguyen quan", "Noi DKHK thuong tru"]),
        ("cmnd12", "front", ["CHUNG MINH NHAN DAN", "Ho va ten khai sinh", "Dan toc: Kinh"]),
        ("cmnd", "back", ["Dan toc: Kinh", "Ton giao: Khong", "DAU VET RIENG VA DI HINH"]),
        ("passport", "front", ["HO CHIEU / PASSPORT", "P<VNMLE<<HA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"]),
    ],
)
def test_each_side_is_told_apart(kind, side, texts):
    scores = side_scores(texts)
    assert max(scores, key=scores.__getitem__) == (kind, side)


@pytest.mark.parametrize(
    "texts",
    [
        ["HÓA ĐƠN BÁN HÀNG", "Tổng cộng 120.000 đ", "Cảm ơn quý khách"],
        ["Họ và tên: LÊ HÀ", "Số định danh cá nhân: 079090001234", "Kính gửi: UBND phường"],
        # The same licence with its heading under glare.
        [
            "S/No: 083176265229",
            "H tên/Full name: LÊ HÀ",
            "Noi cư trú/Address: T 27, Khu Vc Thói Bình",
            "Hang: B2",
        ],
        [
            "GIY PHÉP LÁI XE I DRIVER'S LICENSE",
            "Ngày sinh/Date of Birth: 12/08/1976",
            "Nơi cu trú/Address: T 27",
            "Ngày hết hạn / Date of expiry",
            "Nationality: VIT NAM",
        ],
        # A newspaper under a passport: "họ và tên" and any word, "Gio Linh" and "ngày", "Nguyễn Văn Bình".
        [
            "ten Ho và tên theo quy đin",
            "phương án",
            "H và tên Xã Qu",
            "Th trn Ca Vit, Huyn Gio Linh ngày 12/05",
        ],
        ["Huyn Gio Linh ngày 12/05/2024", "ông Nguyên Văn Bình theo quy đnh cua pháp lut"],
        ["THÈ BÀO HIM Y TÉ", "Gii tính: N", "Ngày sinh: 06/05/1997", "Họ và tên cha", "Đặc điểm nhận dạng"],
        ["THẺ SINH VIÊN", "Họ và tên: LÊ HÀ", "Quê quán: Bến Tre", "Nơi thường trú: Bến Tre", "Giới tính"],
    ],
)
def test_an_unknown_paper_is_not_taken_for_one_we_know(texts):
    """A driving licence was taken for the back of a Căn cước, and the form got its class for an address."""
    assert max(side_scores(texts).values()) < 2.4


@pytest.mark.parametrize("address", ["Tập thể Ngân hàng, Phường 3", "Ký túc xá Sinh viên, Thủ Đức"])
def test_words_in_an_address_do_not_speak_against_a_card(address):
    texts = ["CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card"]
    assert side_scores([*texts, address]) == side_scores(texts)


def test_the_label_is_cut_off_the_second_reading():
    fast = line("H và tên: NGUYN VN DC", 0, 0)
    piece = TextSpan(fast, 10, len(fast.text))
    second = line("Họ và tên: NGUYỄN VĂN ĐỨC", 0, 0)
    assert second_text(piece, second)[0] == "NGUYỄN VĂN ĐỨC"


def test_commas_that_only_the_fast_reader_saw_are_put_back():
    assert (
        with_commas("An Nghia, An Lão, Bình Đnh", "An Nghĩa, An Lão Bình Định")
        == "An Nghĩa, An Lão, Bình Định"
    )


PASSPORT = [
    line("HỘ CHIẾU / PASSPORT", 40, 110, height=34),
    line("Loại / Type", 440, 85, height=24),
    line("P", 440, 115),
    line("Mã số / Code", 660, 85, height=24),
    line("VNM", 660, 115),
    line("Số hộ chiếu / Passport N°", 930, 85, height=24),
    line("C5914090", 930, 115),
    line("Họ / Surname", 440, 170, height=24),
    line("NGUYỄN", 440, 200),
    line("Chữ đệm và tên / Given names", 440, 250, height=24),
    line("NHƯ PHƯỢNG", 440, 282),
    line("Quốc tịch / Nationality", 440, 332, height=24),
    line("VIỆT NAM / VIETNAMESE", 440, 365),
    line("Ngày sinh / Date of birth", 440, 415, height=24),
    line("18/05/1999", 440, 448),
    line("Nơi sinh / Place of birth", 880, 415, height=24),
    line("HÀ NỘI", 880, 448),
    line("Giới tính / Sex", 440, 498, height=24),
    line("NỮ / F", 440, 530),
    line("Số ĐDCN, CMND / ID No", 880, 498, height=24),
    line("001199707548", 880, 530),
    line("Ngày cấp / Date of issue", 440, 580, height=24),
    line("24/02/2026", 440, 613),
    line("Ngày hết hạn / Date of expiry", 880, 580, height=24),
    line("24/02/2036", 880, 613),
    line("Nơi cấp / Place of issue", 440, 665, height=24),
    line("Cục Quản lý xuất nhập cảnh / Immigration Department", 440, 698),
]
CAN_CUOC_BACK = [
    line("Nơi cư trú / Place of residence:", 50, 45),
    line("Ấp Hạ, Lương Thế Trân, Cà Mau", 50, 85),
    line("Nơi đăng ký khai sinh / Place of birth:", 50, 130),
    line("Xã Hạnh Phúc, Huyện Quảng Hòa, Tỉnh Cao Bằng", 50, 170),
    line("Ngày, tháng, năm cấp / Date of issue:", 50, 215),
    line("11/09/2025", 50, 255),
    line("Ngày, tháng, năm hết hạn / Date of expiry:", 50, 300),
    line("08/07/2038", 50, 340),
    line("BỘ CÔNG AN", 650, 330),
    line("MINISTRY OF PUBLIC SECURITY", 600, 370, height=22),
]
SIDES = {
    "cccd_chip": ("front", CHIP_FRONT),
    "passport": ("front", PASSPORT),
    "can_cuoc": ("back", CAN_CUOC_BACK),
}


def test_a_passport_and_the_back_of_a_can_cuoc_are_read_whole():
    assert said(PASSPORT, "passport") == {
        "full_name": "NGUYỄN NHƯ PHƯỢNG",
        "nationality": "Việt Nam",
        "date_of_birth": "1999-05-18",
        "sex": "Nữ",
        "personal_number": "001199707548",
        "date_of_issue": "2026-02-24",
        "date_of_expiry": "2036-02-24",
        "issuing_authority": "Cục Quản lý xuất nhập cảnh",
    }
    assert said(CAN_CUOC_BACK, "can_cuoc", "back") == {
        "place_of_residence": "Ấp Hạ, Lương Thế Trân, Cà Mau",
        "place_of_birth_registration": "Xã Hạnh Phúc, Huyện Quảng Hòa, Tỉnh Cao Bằng",
        "date_of_issue": "2025-09-11",
        "date_of_expiry": "2038-07-08",
        "issuing_authority": "BỘ CÔNG AN",
    }


def test_a_passport_that_names_an_older_identity_card_is_read_whole():
    """Of a sharp photo the holder was told that the number could not be read, and to take a clearer one."""
    older = [line("183913141", 880, 530) if item.text == "001199707548" else item for item in PASSPORT]
    assert said(older, "passport")["personal_number"] == "183913141"


@given(st.sampled_from(sorted(SIDES)), st.data())
def test_lines_under_glare_never_move_a_value_to_another_label(kind, data):
    side, lines = SIDES[kind]
    whole = said(lines, kind, side)
    hidden = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=4))
    left = said([item for i, item in enumerate(lines) if i not in hidden], kind, side)
    wrong = {
        name: value
        for name, value in left.items()
        if name not in whole or not (value == whole[name] or value in whole[name])
    }
    assert wrong == {}, f"hidden: {[lines[i].text for i in sorted(hidden)]}"


@given(st.sampled_from(sorted(SIDES)), st.floats(0.5, 2.0), st.floats(-0.06, 0.06))
def test_size_and_a_little_slope_do_not_matter(kind, scale, slope):
    """Of a page whose edges were not found, the day of expiry was given for that of issue beside it."""
    side, lines = SIDES[kind]
    moved = [
        TextLine(
            item.text,
            item.confidence,
            tuple((x * scale, (y + slope * x) * scale) for x, y in item.quad),
            item.scores,
        )
        for item in lines
    ]
    assert said(moved, kind, side) == said(lines, kind, side)


@pytest.mark.parametrize("number", ["119/4/7", "27", "12A"])
def test_the_number_of_a_house_that_stands_alone_on_its_row_is_kept(number):
    """The address was given without it, and nobody was asked to look."""
    lines = [
        line("GIẤY CHỨNG MINH NHÂN DÂN", 400, 100, height=50),
        line(f"Nơi ĐKHK thường trú: {number}", 400, 420),
        line("Kênh Tân Hóa, Phường Lê Hồng", 400, 460),
        line("Phong, Thành phố Phủ Lý, Hà Nam", 400, 500),
    ]
    assert said(lines, "cmnd")["place_of_residence"].startswith(
        f"{number} Kênh Tân Hóa, Phường Lê Hồng Phong"
    )


def test_a_name_and_a_place_over_three_rows_are_whole():
    """Without their third row both seemed whole; the province Tuyên Quang was taken for the label itself."""
    name = ["CÔNG HUYỀN TÔN NỮ", "THỊ HOÀNG PHƯƠNG", "U"]
    place = ["X.Hồng Thái,", "H.Na Hang,", "T.Tuyên Quang"]
    lines = [
        line("GIẤY CHỨNG MINH NHÂN DÂN", 400, 100, height=50),
        line("Họ tên:", 440, 300),
        *(line(words, 870, 300 + 40 * row) for row, words in enumerate(name)),
        line("Nguyên quán:", 440, 480),
        *(line(words, 870, 480 + 40 * row) for row, words in enumerate(place)),
    ]
    whole = said(lines, "cmnd")
    assert whole["full_name"] == "CÔNG HUYỀN TÔN NỮ THỊ HOÀNG PHƯƠNG U"
    assert whole["place_of_origin"] == "X.Hồng Thái, H.Na Hang, T.Tuyên Quang"


def test_no_expiry_broken_over_two_lines_is_no_expiry():
    lines = [*CHIP_FRONT[:-2], line("Có giá trị đến: Không thời", 60, 745, height=24), line("hạn", 60, 775)]
    assert said(lines)["date_of_expiry"] == "no_expiry"


def test_a_surname_like_a_label_stays_a_name():
    lines = [
        line("GIẤY CHỨNG MINH NHÂN DÂN", 400, 100, height=50),
        line("Số 227939446", 500, 170, height=44),
        line("Họ tên: NGUYỄN THANH TRÂM", 400, 240),
        line("Sinh ngày: 22-01-1987", 400, 300),
        line("Nguyên quán: Trường Minh, Nông Cống, Thanh Hóa", 400, 360),
        line("Nơi ĐKHK thường trú: Số 7, ngõ 252 Lê Lợi, Nha Trang", 400, 420),
    ]
    whole = said(lines, "cmnd")
    assert whole["full_name"] == "NGUYỄN THANH TRÂM"
    assert whole["place_of_origin"] == "Trường Minh, Nông Cống, Thanh Hóa"
    assert said([item for i, item in enumerate(lines) if i != 4], "cmnd").get("place_of_origin") is None


def test_a_covered_word_is_noticed_where_it_leaves_a_hole_or_a_bad_beginning():
    base = [line("CHỨNG MINH NHÂN DÂN", 400, 100, height=50), line("Họ và tên khai sinh:", 400, 200)]
    whole = said_of([*base, line("NGUYỄN THANH TRÂM", 400, 240)], "cmnd12")
    assert whole["full_name"].whole
    hole = said_of([*base, line("NGUYỄN", 400, 240), line("TRÂM", 640, 240)], "cmnd12")
    assert "full_name" not in hole or not hole["full_name"].whole
    features = [line("Dân tộc: Kinh", 40, 40), line("Quê quán: ung Thành, Vị Xuyên, Hà Giang", 400, 300)]
    assert not said_of([*base, *features], "cmnd12")["place_of_origin"].whole


def test_an_address_whose_end_is_lost_is_not_whole():
    lines = [
        line("CHỨNG MINH NHÂN DÂN", 400, 100, height=50),
        line("Quê quán: Xã Kim Chính, Huyện Kim Sơn", 400, 300),
    ]
    assert not said_of(lines, "cmnd12")["place_of_origin"].whole


def test_what_a_side_prints_is_told_from_words_like_it():
    """Where a card lies on a sheet of print is told by these words; left out, a value is lost."""
    assert are_printed(["Có giá trị đến: 13/01/2030", "LÊ VĂN TÁM"], "cccd_barcode", "front") == [True, False]
    assert are_printed(["theo đề nghị của Trưởng phòng"], "cccd_chip", "back") == [False]


def test_a_back_of_which_letters_with_two_marks_are_lost_is_known_and_its_features_are_read():
    # As the fast recogniser, which lacks those letters, reads a CMND of twelve digits.
    back = [
        line("Đc dim nhn dng:", 400, 200), line("Không có", 400, 250),
        line("Ngày 28 tháng 01 năm 2014", 700, 400), line("GIÁM ĐC CA TINH HÀ NI", 700, 450),
    ]  # fmt: skip
    scores = side_scores([item.text for item in back])
    assert max(scores, key=scores.__getitem__) == ("cmnd12", "back")
    assert scores["cmnd12", "back"] > 2.4
    assert said(back, "cmnd12", "back")["identifying_features"] == "Không có"


def test_a_back_that_speaks_a_little_more_for_another_kind_goes_with_its_front():
    # A CMND of twelve digits signed by the authority of barcode cards: its back was "not recognised".
    back = [
        line("Đc đim nhn dng:", 400, 200, height=24), line("NGÓN TRÓ TRÁI", 100, 100, height=24),
        line("NGÓN TRÓ PHAI", 100, 500, height=24), line("CUC TRUÓNG CUC CÁNH SÁT", 500, 400, height=24),
        line("QUÁN LÝ HÀNH CHÍNH VÊ TRÂT T X HI", 500, 440, height=24),
    ]  # fmt: skip
    scores = side_scores([each.text for each in back])
    assert scores["cccd_barcode", "back"] < scores["cmnd12", "back"] + classification._ANOTHER_KIND


@pytest.mark.parametrize(("number", "kind"), [("128 417 745", "cmnd"), ("079 090 001 234", "cmnd12")])
def test_wide_blanks_between_the_groups_of_a_number_are_no_doubt_about_its_digits(number, kind):
    """The reader is unsure of how wide a blank is; numbers that both readers read alike asked for a look."""
    row = line(f"Số {number}", 420, 360, height=50)
    scores = tuple(0.5 if c == " " else 0.9999 for c in row.text)
    lines = [replace(each, scores=scores) if each is row else each for each in (row, *CHIP_FRONT[4:])]
    assert said_of(lines, kind)["personal_number"].weakest == 0.9999
