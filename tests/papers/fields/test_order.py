"""Labels have an order and a column: one that breaks them may be a second paper's, and is not believed."""

import pytest
from tests.papers.fields.test_doubts import FRONT, given, rows
from tests.papers.printed import line


def test_a_label_below_what_is_printed_under_it_is_a_second_papers():
    """The own ``Sinh ngày`` was misread; below the card another began, and its birth date was given."""
    front = rows(
        "Số: 012345678", "Họ tên: LÊ VĂN BA", "h ngày: 01-02-1962", "Nguyên quán: Nam Trực, Nam Định",
        "Nơi ĐKHK thường trú: 12 Lê Lợi, Vị Hoàng, Thành phố Nam Định, Nam Định",
        "GIẤY CHỨNG MINH NHÂN DÂN", "Sinh ngày: 19-05-1980",
    )  # fmt: skip
    said = given(front, "cmnd")
    assert "date_of_birth" not in said
    assert {"personal_number", "full_name", "place_of_origin", "place_of_residence"} <= said.keys()


@pytest.mark.parametrize("swapped", [True, False])
def test_of_two_labels_in_the_wrong_order_neither_value_is_given(swapped):
    """No card prints the residence above the place of origin."""
    labels = ("Nơi thường trú", "Quê quán") if swapped else ("Quê quán", "Nơi thường trú")
    front = [*FRONT[:4], *rows(f"{labels[0]}: Nam Trực, Nam Định", f"{labels[1]}: Ý Yên, Nam Định", top=368)]
    there = given(front, "cccd_barcode").keys() & {"place_of_origin", "place_of_residence"}
    assert "place_of_origin" not in there if swapped else "place_of_origin" in there
    assert "full_name" in given(front, "cccd_barcode")


@pytest.mark.parametrize("left", [300, 340, 900])
def test_a_label_beside_the_column_is_a_second_papers(left):
    """Right of a back whose label of the day of issue was misread lay another: its day was given."""
    back = rows("Đặc điểm nhân dạng / Personal identification:", "Nốt ruồi giữa trán", "ugày, t1ág, nao:")
    back += rows("Ngày, tháng, năm / Date, month, year:", "10/04/2022", left=left, top=330)
    assert ("date_of_issue" in given(back, "cccd_chip", "back")) == (left < 400)


@pytest.mark.parametrize("signer", ["GIÁM ĐỐC CÔNG AN", "Ngày 04 tháng 05 năm 2010"])
def test_marks_below_who_signs_are_a_second_papers(signer):
    """Below a back whose heading was misread another began, and its marks were given."""
    back = rows("oạc ui nn:", "Nốt ruồi giữa trán", signer, "Đặc điểm nhân dạng: Không")
    there = given(back, "cmnd12", "back")
    assert ("identifying_features" in there) == (signer[0] == "N")


def test_a_label_behind_another_value_of_its_row_is_in_its_place():
    """Nationality and religion stand in the middle of a row, an expiry in a column of its own."""
    nationality = line("Quốc tịch / Nationality: Việt Nam", 700, 326, height=30)
    expiry = line("Có giá trị đến / Date of expiry: 01/02/2031", 20, 280, 290, 310)
    front = [*FRONT[:4], nationality, expiry, *FRONT[4:]]
    assert {"sex", "nationality", "date_of_expiry"} <= given(front, "cccd_chip").keys()
    back = [line("Dân tộc: Kinh", 30, 40), line("Tôn giáo: Không", 500, 42)]
    back += [line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 600, 100), line("Sẹo chấm trên trán", 330, 142)]
    assert {"ethnicity", "religion", "identifying_features"} <= given(back, "cmnd", "back").keys()


def test_a_sex_beside_the_birth_date_is_in_its_place():
    front = [line("Ngày, tháng, năm sinh / Date of birth:", 300, 284), line("Giới tính / Sex:", 1000, 284)]
    front = [FRONT[0], FRONT[1], *front, line("01/02/1962", 300, 326), line("Nam", 1000, 326)]
    assert {"full_name", "date_of_birth", "sex"} <= given(front, "can_cuoc").keys()


@pytest.mark.parametrize("label", ["Họ và tên / Full name", "Hhooll vn temm / Full name"])
def test_the_english_half_of_a_label_does_not_leave_its_column(label):
    """Its first half was found as a line of its own and misread."""
    first, second = label.split(" / ")
    front = [FRONT[0], line(f"{first} /", 300, 242), line(f"{second}: LÊ VĂN BA", 520, 242), *FRONT[2:]]
    assert "full_name" in given(front, "cccd_chip")
