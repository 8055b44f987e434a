"""Values on several rows and in columns that touch.

Else a citizen's address ends where its first row does, or an expiry beside it is lost with it.
"""

from dataclasses import replace

import pytest
from tests.papers.printed import line, page_of, said_of

from motcua.papers import labels, layout
from motcua.papers.kinds import base
from motcua.papers.lines.types import TextLine
from motcua.papers.rows import parted


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
    label = labels.Label("identifying_features", ("dau vet rieng va di hinh",), base.words, most_lines=3,
                         centred=True, capitals=True)  # fmt: skip
    first, second = line("Sẹo chấm dưới sau mép", 300, 240), line("phải", 300, 276)
    found = layout.assign([line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 600, 200), first, second], [label])
    assert found["identifying_features"].text == "Sẹo chấm dưới sau mép phải"


@pytest.mark.parametrize(
    "rest", ["Nơi thường trú / Place of residence: Ấp Phú Quới,", "Xã Long Hưng B, Đồng Tháp"]
)
def test_a_date_that_opens_a_line_of_something_else_is_a_line_of_its_own(rest):
    """The expiry stands under the portrait, level with the residence: on one line both were lost."""
    whole = line(f"18/10/2040 {rest}", 300, 690, height=24)
    date_line, other = parted([whole])
    assert (date_line.text, other.text) == ("18/10/2040", rest)
    assert date_line.quad[1][0] < other.quad[0][0]
    assert [len(part.scores) for part in (date_line, other)] == [10, len(rest)]


@pytest.mark.parametrize(
    "text", ["18/10/2040", "Ngày sinh: 18/10/1980", "12/3 Lê Lợi, Phường 1", "18/10/2040 N"]
)
def test_other_lines_stay_whole(text):
    """A birth date or a house's number torn from its line would lose the label, or the street."""
    assert [part.text for part in parted([line(text, 300, 690, height=24)])] == [text]


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
