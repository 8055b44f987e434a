"""Dates typed in parts or over two rows, and cards that never expire.

Else the day of issue has to be typed in by hand, or a card without an end comes back without its expiry.
"""

import pytest
from tests.papers.printed import line, page_of, reads, said_of

from motcua.papers import fuse


@pytest.mark.parametrize("day", ["Ngày08tháng03", "Ngày 08 tháng 03"])
def test_a_date_found_in_two_parts_is_one_and_no_end_of_the_marks_above_it(day):
    """Typed into a form with gaps, the day of issue was lost and its words given as marks on the skin."""
    lines = [
        line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 638, 108, 1059, 150),
        line("Sẹo thẳng C.1cm trên giữa trán,", 364, 165, 1325, 207),
        line("sẹo chấm c: 1cm trên sau cánh mũi trái", 363, 231, 1113, 273),
        line(day, 612, 290, 903, 332),
        line("năm 2007", 930, 291, 1069, 333),
        line("GIÁM ĐỐC CA TỈNH GIA LAI", 626, 415, 1064, 457),
    ]
    said = said_of(lines, "cmnd", "back")
    assert said["date_of_issue"].value == "2007-03-08"
    features = said["identifying_features"].value
    assert features == "Sẹo thẳng C.1cm trên giữa trán, sẹo chấm c: 1cm trên sau cánh mũi trái"


def test_a_year_on_another_row_ends_no_date():
    """A day of issue made up of two rows would be given to the officer as printed."""
    lines = [
        line("Ngày 08 tháng 03", 612, 341, 903, 383),
        line("năm 2007", 930, 471, 1069, 513),
        line("GIÁM ĐỐC CA TỈNH GIA LAI", 626, 415, 1064, 457),
    ]
    assert "date_of_issue" not in said_of(lines, "cmnd", "back")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd", "cmnd12"])
def test_a_day_that_a_camera_wrote_on_the_photo_hides_no_day_of_issue(kind):
    """With two dates on the back neither was taken, and the officer had to type the day in."""
    lines = [
        line("Ngày 08 tháng 03 năm 2017", 612, 341, 1003, 383),
        line(
            "CỤC TRƯỞNG CỤC CẢNH SÁT" if kind != "cmnd" else "GIÁM ĐỐC CA TỈNH GIA LAI", 626, 415, 1064, 457
        ),
        line("20/11/2026 09:41", 900, 790, 1240, 832),
    ]
    assert said_of(lines, kind, "back")["date_of_issue"].value == "2017-03-08"


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_a_thumb_on_the_label_does_not_hide_that_a_card_has_no_expiry(kind):
    """Its ``Có`` is enough to make it unlike the label: the card came back without an expiry."""
    lines = [
        line("Họ và tên:" if kind == "cccd_barcode" else "Họ và tên khai sinh:", 406, 305, 551, 347),
        line("GIÀNG A SỬ", 404, 350, 661, 392),
        line("Ngày, tháng, năm sinh: 21/08/1947", 402, 415, 903, 457),
        line("Quê quán: Nậm Nhừ, Nậm Pồ, Điện Biên", 403, 526, 1060, 568),
        line("giá trị đn: Không thời hạn", 78, 780, 419, 822),
    ]
    if kind == "cccd_barcode":
        assert said_of(lines, kind, "front")["date_of_expiry"].value == "no_expiry"
    beside = [*lines[:-1], line("Không thời hạn", 700, 780, 1100, 822)]
    assert "date_of_expiry" not in said_of(beside, kind, "front"), "it stands under the portrait"


def test_no_expiry_on_two_rows_of_the_back_is_read():
    lines = [
        line("Ngày, tháng, năm cấp/Date of issue: 11/07/2025", 298, 375, 996, 417),
        line("Ngày, tháng, năm hết hạn/Date of expiry: Không", 302, 440, 977, 482),
        line("thời hạn", 305, 484, 471, 526),
    ]
    assert said_of(lines, "can_cuoc", "back")["date_of_expiry"].value == "no_expiry"


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_no_expiry_is_read_where_its_words_break_over_two_rows(kind):
    """Under a narrow portrait they do; a card of somebody over sixty came back without an expiry."""
    rows = [("Quê quán: M Phưc, Mang Thít, Vĩnh Long", 434, 602), ("Có giá tri đn Không", 43, 748)]
    both = page_of(*rows, ("thi hn", 40, 786))
    assert said_of(both, kind)["date_of_expiry"].value == "no_expiry"
    assert "date_of_expiry" not in said_of(page_of(*rows), kind), "one word says nothing"


def test_no_expiry_that_two_readers_see_is_sure_whatever_the_letters_of_one_weigh():
    """The first reader lacks most letters of "Không thời hạn": its doubt sent a plain card to a look."""
    rows = [line("Có giá tr đn: Khöng thài han", 56, 790, 532, 830, score=0.89)]
    again = [line("Có giá trị đến: Không thời hạn", 56, 790, 532, 830)]
    said = said_of(rows, "cccd_barcode", second=reads(again))["date_of_expiry"]
    assert (said.value, said.agreed) == ("no_expiry", True)
    assert said.weakest >= fuse.SURE_DIGIT
    unseen = [line("Có giá trị", 56, 790, 532, 830)]
    alone = said_of(rows, "cccd_barcode", second=reads(unseen))
    assert alone["date_of_expiry"].weakest < fuse.SURE_DIGIT


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_a_date_whose_label_glare_hides_is_known_by_its_column(kind):
    """Such a front prints two dates, the expiry under the portrait and the birth date right of it."""
    rows = [
        ("Ho và tên: LUONG HIÊU", 433, 340),
        ("12/06/1990", 700, 410),
        ("Quê quán: M Phưc, Mang Thít, Vĩnh Long", 434, 602),
        ("á tr", 43, 760),
        ("12/06/2030", 60, 800),
    ]
    said = said_of(page_of(*rows), kind)
    assert (said["date_of_birth"].value, said["date_of_expiry"].value) == ("1990-06-12", "2030-06-12")
    twice = said_of(page_of(*rows, ("02/03/1971", 700, 660)), kind)
    assert "date_of_birth" not in twice, "of two dates none is the birth date for certain"


def test_the_one_date_on_the_front_of_a_card_of_nine_digits_is_the_birth_date():
    """Of "Sinh ngày" glare left "Sinh": the date below it belonged to nobody."""
    rows = [("Sinh", 464, 402), ("09/02/1982", 469, 460), ("Nguyên quán: Na Son, Đin Biên Đông", 470, 553)]
    assert said_of(page_of(*rows), "cmnd")["date_of_birth"].value == "1982-02-09"


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
        line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 532, 184, 1172, 247),
        line("Sẹo chấm cách 3cm dưới sau", 380, 266, 1233, 322),
        line("đuôi mắt phải", 380, 334, 796, 397),
        *(line(text, left, 459, right, 526) for text, left, right in parts),
    ]
    said = said_of(lines, "cmnd", "back")
    assert said["date_of_issue"].value == "2014-10-07"
    assert said["identifying_features"].value == "Sẹo chấm cách 3cm dưới sau đuôi mắt phải"


def test_of_two_days_beside_one_label_none_is_given():
    """A stamp's day stood nearer to the label than the holder's: they were born the day of the copy."""
    lines = [
        line("Ngày, tháng, năm sinh:", 430, 400, 800, 446),
        line("12/11/2001", 830, 400, 1000, 446),
        line("09/08/2003", 1040, 402, 1210, 448),
    ]
    assert said_of(lines, "cccd_barcode", "front")["date_of_birth"].agreed is False
