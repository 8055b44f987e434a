"""What an eleventh hand's drawings found: labels without a colon, rows under the marks on the skin."""

from dataclasses import replace

import numpy as np

from bench import cards
from motcua.papers import calibration, vocabulary
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.layout import assign
from motcua.papers.lines.read import detect
from motcua.papers.lines.types import TextLine


def _line(text: str, left: float, top: float, right: float):
    quad = ((left, top), (right, top), (right, top + 40.0), (left, top + 40.0))
    return TextLine(text, 0.97, quad, (0.97,) * len(text))


def test_a_name_whose_label_lost_its_letters_and_has_no_colon_is_found():
    """The first reader, which lacks most Vietnamese letters, left ``H tn`` of ``Họ tên``: no name."""
    lines = [
        _line("GIY CHNG MINH NHÂN DÂN", 482, 157, 1322),
        _line("s 014526849", 681, 248, 1112),
        _line("H tn ĐÀO VĂN THNH", 439, 337, 1015),
        _line("Sinh ngày", 444, 424, 641),
        _line("26-01-1981", 632, 424, 895),
        _line("Nguyên quán Ân Thi, Ân Thi, Hưng Yên", 436, 489, 1259),
        _line("Nơi ĐKHK thưng trú Thôn 1, Xuân Bo, Cm", 439, 647, 1348),
        _line("M, Đồng Nai", 454, 715, 769),
    ]
    found = assign(lines, SPECS["cmnd"].sides["front"].labels)
    assert [piece.text for piece in found["full_name"].pieces] == ["ĐÀO VĂN THNH"]


def test_a_place_in_that_column_is_no_name():
    """What begins like the label but goes on in small letters is an address."""
    lines = [
        _line("Sinh ngày 26-01-1981", 444, 424, 895),
        _line("Nguyên quán Ân Thi, Hưng Yên", 436, 489, 1259),
        _line("Nơi ĐKHK thường trú Thôn 1, Xuân Bảo", 439, 647, 1348),
        _line("Hà Tn Đồng Nai", 441, 715, 769),
    ]
    found = assign(lines, SPECS["cmnd"].sides["front"].labels)
    assert "full_name" not in found


def test_the_label_of_the_day_of_issue_is_no_part_of_the_marks_above_it():
    """The row ``Ngày, tháng, năm/Date, month, year`` became the end of the identifying features."""
    lines = [
        _line("Däc diém nhân dang/Personal identification:", 61, 47, 657),
        _line("Sęo chäm C:1,5cm trên sau đuôi mt trái", 60, 95, 750),
        _line("Ngày, tháng, näm/Date, month, year:", 59, 160, 589),
        _line("11/06/2023", 591, 153, 802),
    ]
    texts = {
        lines[1].quad: "Sẹo chấm C:1,5cm trên sau đuôi mắt trái",
        lines[2].quad: "Ngày, tháng, năm/Date, month, year:",
        lines[3].quad: "11/06/2023",
    }

    def second(quads):
        return [TextLine(texts[q], 0.97, q, (0.97,) * len(texts[q])) for q in quads]

    said = {one.field: one.value for one in read_fields(lines, SPECS["cccd_chip"].sides["back"], second)}
    assert said["identifying_features"] == "Sẹo chấm C:1,5cm trên sau đuôi mắt trái"
    assert said["date_of_issue"] == "2023-06-11"


def test_a_soft_five_read_as_a_letter_is_put_right_and_looked_at():
    """``0,5cm`` came as ``0, Sem`` to the officer's form."""
    said = vocabulary.settle("identifying_features", "Nốt ruồi C:0, Sem trên sau mép trái")
    assert said is not None
    assert said.text == "Nốt ruồi C:0,5cm trên sau mép trái"
    assert said.changed


def test_a_residence_whose_label_only_the_second_reader_sees_is_no_part_of_the_origin():
    """Blur left ``Nui thtng tré`` for the first reader: the residence became the origin's end."""
    rows = {
        "Qué quán: Xuän An, Long Khánh, Döng Nai": "Quê quán: Xuân An, Long Khánh, Đồng Nai",
        "Nui thtng tré: 217A/18 Hém 156 Vò Văn": "Na thường trú: 217A/18 Hẻm 156 Võ Văn",
        "Kiêt, Cu A Mung, Ea H'leo, Dák Lák": "Kiệt, Cư A Mung, Ea H'leo, Đắk Lắk",
    }
    lines = [_line(text, 445, 582 + 62 * n, 1373) for n, text in enumerate(rows)]
    texts = dict(zip([line.quad for line in lines], rows.values(), strict=True))

    def second(quads):
        return [TextLine(texts[q], 0.97, q, (0.97,) * len(texts[q])) for q in quads]

    read = read_fields(lines, SPECS["cmnd12"].sides["front"], second)
    said = {one.field: one for one in read}
    assert said["place_of_origin"].value == "Xuân An, Long Khánh, Đồng Nai"
    residence = said["place_of_residence"]
    assert residence.value == "217A/18 Hẻm 156 Võ Văn Kiệt, Cư A Mung, Ea H'leo, Đắk Lắk"
    # One reader told where it begins: a person has to look.
    assert not calibration.of_print(replace(residence, third=True), None)[1]


def test_rows_are_found_whole_on_a_dark_photo():
    """In a weak lamp's light ends of rows were lost, and marks on the skin and days of issue with them."""
    light = np.asarray(cards.make_paper("cmnd12", 6).sides["back"].convert("RGB"))[:, :, ::-1]
    noise = np.random.default_rng(0).normal(0, 2.5, light.shape)
    dark = np.clip(light * 0.15 + noise, 0, 255).astype(np.uint8)
    assert len(detect(dark)) >= len(detect(np.ascontiguousarray(light))) - 1
