"""What a twelfth hand's drawings found: words run together, dates in two parts, thumbs on a label."""

import pytest

from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine
from motcua.papers.text import clean_name, find_number


def _line(text: str, left: float, top: float, right: float, tall: float = 42.0) -> TextLine:
    quad = ((left, top), (right, top), (right, top + tall), (left, top + tall))
    return TextLine(text, 0.99, quad, (0.99,) * len(text))


def _said(lines, kind, side, second=None):
    """Return what is said of each field, read by both as ``lines`` or by the second as told by line."""
    as_read = {line.quad: (second or {}).get(line.text, line.text) for line in lines}

    def again(quads):
        texts = [next((as_read[q] for q in as_read if q == quad), None) for quad in quads]
        known = [
            text if text is not None else _joined(lines, quad)
            for text, quad in zip(texts, quads, strict=True)
        ]
        return [
            TextLine(text, 0.99, quad, (0.99,) * len(text)) for text, quad in zip(known, quads, strict=True)
        ]

    return {item.field: item for item in read_fields(lines, SPECS[kind].sides[side], again)}


def _joined(lines, quad):
    there = [line for line in lines if line.quad[0] == quad[0] or line.quad[1] == quad[1]]
    return " ".join(line.text for line in sorted(there, key=lambda line: line.quad[0][0]))


@pytest.mark.parametrize("day", ["Ngày08tháng03", "Ngày 08 tháng 03"])
def test_a_date_found_in_two_parts_is_one_and_no_end_of_the_marks_above_it(day):
    """Typed into a form with gaps, the day of issue was lost and its words given as marks on the skin."""
    lines = [
        _line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 638, 108, 1059),
        _line("Sẹo thẳng C.1cm trên giữa trán,", 364, 165, 1325),
        _line("sẹo chấm c: 1cm trên sau cánh mũi trái", 363, 231, 1113),
        _line(day, 612, 290, 903),
        _line("năm 2007", 930, 291, 1069),
        _line("GIÁM ĐỐC CA TỈNH GIA LAI", 626, 415, 1064),
    ]
    said = _said(lines, "cmnd", "back")
    assert said["date_of_issue"].value == "2007-03-08"
    features = said["identifying_features"].value
    assert features == "Sẹo thẳng C.1cm trên giữa trán, sẹo chấm c: 1cm trên sau cánh mũi trái"


def test_a_year_on_another_row_ends_no_date():
    lines = [
        _line("Ngày 08 tháng 03", 612, 341, 903),
        _line("năm 2007", 930, 471, 1069),
        _line("GIÁM ĐỐC CA TỈNH GIA LAI", 626, 415, 1064),
    ]
    assert "date_of_issue" not in _said(lines, "cmnd", "back")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_a_thumb_on_the_label_does_not_hide_that_a_card_has_no_expiry(kind):
    lines = [
        _line("Họ và tên:" if kind == "cccd_barcode" else "Họ và tên khai sinh:", 406, 305, 551),
        _line("GIÀNG A SỬ", 404, 350, 661),
        _line("Ngày, tháng, năm sinh: 21/08/1947", 402, 415, 903),
        _line("Quê quán: Nậm Nhừ, Nậm Pồ, Điện Biên", 403, 526, 1060),
        _line("giá trị đn: Không thời hạn", 78, 780, 419),
    ]
    if kind == "cccd_barcode":
        assert _said(lines, kind, "front")["date_of_expiry"].value == "no_expiry"
    beside = [*lines[:-1], _line("Không thời hạn", 700, 780, 1100)]
    assert "date_of_expiry" not in _said(beside, kind, "front"), "it stands under the portrait"


def test_no_expiry_on_two_rows_of_the_back_is_read():
    lines = [
        _line("Ngày, tháng, năm cấp/Date of issue: 11/07/2025", 298, 375, 996),
        _line("Ngày, tháng, năm hết hạn/Date of expiry: Không", 302, 440, 977),
        _line("thời hạn", 305, 484, 471),
    ]
    assert _said(lines, "can_cuoc", "back")["date_of_expiry"].value == "no_expiry"


@pytest.mark.parametrize(
    ("read", "name"),
    [("KSOR H 'NHI", "KSOR H'NHI"), ("K 'BRẺO", "K'BRẺO"), ("H' LINH BYĂ", "H' LINH BYĂ")],
)
def test_an_apostrophe_read_apart_from_its_letter_loses_nobody_their_name(read, name):
    assert clean_name(read) == name


def test_a_nought_that_one_reader_writes_as_a_letter_is_the_other_s_digit():
    """Of ``0cm5`` the second reader has ``Ocm5``: a letter was given as a length."""
    first = "Seo lõm c: 0cm5 sau gò má phải"
    lines = [
        _line("Đặc điểm nhân dạng:", 51, 31, 633),
        _line(first, 50, 80, 901),
        _line("Ngày 11 tháng 06 năm 2019", 477, 250, 876),
    ]
    said = _said(lines, "cccd_barcode", "back", {first: "Sẹo lõm c: Ocm5 sau gò má phải"})
    marks = said["identifying_features"]
    assert marks.value == "Sẹo lõm c: 0cm5 sau gò má phải"
    assert marks.agreed
    assert marks.listed


@pytest.mark.parametrize(
    ("read", "lengths", "number"),
    [
        ("S0081 850 089", (9,), "081850089"),
        ("S0081850089", (9,), "081850089"),
        ("S0 079 190 001 234", (12,), "079190001234"),
        ("S051535218", (9,), "051535218"),  # the label's own letter was not read: nine digits are the number
        ("S0081 850 0891", (9,), None),
    ],
)
def test_a_number_in_groups_behind_a_label_read_as_a_digit_is_found(read, lengths, number):
    """``SỐ081 850 089`` in one breath is ``S0081 850 089`` to the first reader: the card had no number."""
    found = find_number(read, lengths)
    assert (found and found[0]) == number


@pytest.mark.parametrize("value", ["Không có đặc điểm nhận dạng", "Không có đặc điểm nhân dạng"])
@pytest.mark.parametrize("below", [True, False])
def test_who_has_no_marks_on_the_skin_is_not_left_without_the_words_for_it(value, below):
    """The value has the words of its label: it was taken for the label, and the field stayed empty."""
    label = (
        "Đc đim rhân dng / Person identificät:" if below else "Đặc điểm nhân dạng / Personal identification:"
    )
    fast = value.replace("ô", "").replace("ặ", "").replace("ể", "").replace("ậ", "")
    lines = [
        _line(label if below else f"{label} {fast}", 51, 31, 633 if below else 1000),
        *([_line(fast, 50, 80, 600)] if below else []),
        _line("Ngày, tháng, năm / Date, month, year: 08/04/2023", 49, 199, 728),
    ]
    said = _said(lines, "cccd_chip", "back", {fast: value, f"{label} {fast}": f"{label} {value}"})
    marks = said["identifying_features"]
    assert marks.value == value
    assert not marks.corrected
