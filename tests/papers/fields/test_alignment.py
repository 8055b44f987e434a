"""Laying the second reading of a line beside the first: no word of a value may fall between the two."""

import pytest
from tests.papers.printed import line, reads, said_of

from motcua.papers import calibration
from motcua.papers.fields.alignment import lost_end, lost_letter, lost_tone, only_adds, second_text
from motcua.papers.fields.matches import TextSpan


@pytest.mark.parametrize(
    ("fast", "value", "second", "wanted"),
    [
        # The first reader has no letter of "Tổ": its address was given as "4, Ấp 1" and looked right.
        ("Ni thưng trú:  4, p 1, Tuy", "4, p 1, Tuy", "Nơi thường trú: Tổ 4, Ấp 1, Tuy", "Tổ 4, Ấp 1, Tuy"),
        # It made one word of the label's end and of "Ấp": "Đông, Xã Phước Thiện, …" was given.
        ("Noi thưng trp Đông, Xã P", "Đông, Xã P", "Nơi hường trú: Ấp Đông, Xã P", "Ấp Đông, Xã P"),
        ("Nam  Quc tch Vit Nam", "Vit Nam", "tính: Nam  Quốc tịch Việt Nam", "Việt Nam"),
        ("Ni thưng trú: Xóm 4", "Xóm 4", "Nơi thường trú: Xóm 4", "Xóm 4"),
        ("Ni thưng trú Xóm 4", "Xóm 4", "Nơi thường trú Xóm 4", "Xóm 4"),
        ("H và tên: NGUYN VN DC", "NGUYN VN DC", "Họ và tên: NGUYỄN VĂN ĐỨC", "NGUYỄN VĂN ĐỨC"),
        # The label's last letter is read otherwise: then the value begins with the first letter both have.
        ("Nguyên quản: Hà Nam", "Hà Nam", "Nguyên quán: Hà Nam", "Hà Nam"),
        ("Nguyên quá: Hà Nam", "Hà Nam", "Nguyên quán: Hà Nam", "Hà Nam"),
        # Read without the blank between them: the label's end was given as a word of the value.
        ("Ho tên SIU BLO'I", "SIU BLO'I", "Họ tênSIU BLƠI", "SIU BLƠI"),
        ("Nguyên quán P. Đông", "P. Đông", "Nguyên quánP. Đồng", "P. Đồng"),
        ("thưng trú: 180 L Li", "180 L Li", "thường trú180 Lê Lợi", "180 Lê Lợi"),
    ],
)  # fmt: skip
def test_a_value_begins_right_after_its_label(fast: str, value: str, second: str, wanted: str) -> None:
    piece = TextSpan(line(fast, 0, 0), fast.index(value), len(fast))
    assert second_text(piece, line(second, 0, 0))[0] == wanted


@pytest.mark.parametrize(
    ("fast", "second", "lost"),
    [
        ("Th xã Kinh Môn, Tinh Hi Dưong", "Kinh Môn, Tỉnh Hải Dương", True),
        ("Kinh Môn, Tinh Hi Dưong", "Kinh Môn, Tỉnh Hải", True),
        ("Th xã Kinh Môn", "Thị xã Kinh Môn", False),
        ("4, p 1, Lê Li", "Tổ 4, Ấp 1, Lê Lợi", False),
        ("HUNH TH Y", "HUỲNH THỊ Ý", False),
    ],
)
def test_a_word_that_only_the_first_reader_sees_at_an_end_is_told_lost(fast, second, lost):
    """A divided line was cut behind ``Thị xã``: two readers read the rest alike, and outvoted the first."""
    assert lost_end(fast, second) is lost


@pytest.mark.parametrize(
    ("fast", "second", "lost"),
    [
        ("Tő dân phő ső 17, Xã Cát Thành, Huyn", "Tổ dân phố ố 17, Xã Cát Thành, Huyện", True),
        ("16/11/1982", "16/1/1982", True),
        ("Tő dân phő ső 17", "Tổ dân phố số 17", False),
        ("Phuưòng Phm Thái", "Phường Phạm Thái", False),
        ("NGUYN TH HUÊ", "NGUYỄN THỊ HUẾ", False),
    ],
)
def test_a_consonant_that_only_the_first_reader_sees_is_told_lost(fast, second, lost):
    """``phố số 17`` was given as ``phố ố 17``, every letter at 1.0; a letter of thirty did not count."""
    assert lost_letter(TextSpan(line(fast, 0, 0), 0, len(fast)), second) is lost


@pytest.mark.parametrize(
    ("fast", "second", "only"),
    [
        ("180 L Li, Hành Đc", "180 Lê Lợi, Hành Đức", True),
        ("T 4, X. K Son", "Tổ 4, X. Kỳ Sơn", True),
        ("T 4, X. K Son", "Tổ 4, X. Kỳ Sa", False),
        ("180 L Li", "180 Lê Lan", False),  # another letter
        ("180 L Li", "180 Lê Linh", False),  # letters that the first can write
        ("Xóm 7 Tân", "Xóm Tân", False),
        ("", "Lê", False),
    ],
)
def test_what_the_first_reader_cannot_write_denies_nothing(fast: str, second: str, only: bool) -> None:
    assert only_adds(fast, second) is only


@pytest.mark.parametrize(
    ("fast", "second", "lost"),
    [
        ("H và tên: Nguyêñ Khánh Hà", "Họ và tên: Nguyên Khánh Hà", True),
        ("NGUYĚN BÁ NHÃN LÂM", "NGUYỄN BÁ NHÂN LÂM", True),
        ("GIÁM DÓC CA DÖNG NAI", "GIÁM ĐỐC CA ĐÔNG NAI", True),
        ("NGUYĚN BÁ NHÃN LÂM", "NGUYỄN BÁ NHẪN LÂM", False),
        ("Trân Đinh Ngc Xuân", "Trần Đinh Ngọc Xuân", False),
        ("Đ VĂN TOÅN", "ĐỖ VĂN TOẢN", False),
        ("", "LÊ HÀ", False),
        ("HÀ", "", True),
    ],
)
def test_a_mark_that_only_the_fast_reader_saw_is_noticed(fast, second, lost):
    """Unnoticed, ``NHẪN`` was given as ``NHÂN``, another person's name."""
    assert lost_tone(fast, second) is lost


def test_what_two_readers_leave_in_doubt_is_asked_of_a_third_and_nothing_else(monkeypatch):
    """It is slow: asked of every line, a card took longer; not asked, a name in doubt went to a person."""
    monkeypatch.setattr(calibration, "third_is_learned", lambda: True)
    name = line("Họ và tên: NGUYỄN VĂN ĐÔNG", 400, 200, score=0.999)
    born = line("Ngày sinh: 07/09/1974", 400, 240, score=0.999)
    place = line("Quê quán: Thôn Hạ, Xã Yên Mỹ, Huyện Nông Cống, Tỉnh Thanh Hóa", 400, 280, score=0.998)
    lines = [name, born, place]
    asked = []

    def third(quads):
        asked.extend(quads)
        return reads(lines, {name.text: name.text.replace("ĐÔNG", "ĐỒNG")})(quads)

    found = said_of(lines, "cccd_barcode", third=third)
    assert asked == [name.quad, place.quad]
    assert found["full_name"].third is False, "a tone apart is another name"
    assert found["full_name"].value == "NGUYỄN VĂN ĐÔNG"
    assert found["place_of_origin"].third is True
    assert found["date_of_birth"].third is None
