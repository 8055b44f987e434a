"""What a sixth hand's drawings found: sheets of copies photographed on a table, small cards"""

from datetime import date

import cv2
import numpy as np
import pytest

from bench import cards
from motcua.papers import both
from motcua.papers.clock import Clock
from motcua.papers.document import look_at
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS, base
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import overlap
from motcua.papers.reading import read
from motcua.papers.rows import parted
from motcua.papers.sides import look
from motcua.papers.text import find_number


def line(words: str, left: float, top: float) -> TextLine:
    right = left + 12 * len(words)
    quad = ((left, top), (right, top), (right, top + 24), (left, top + 24))
    return TextLine(words, 0.99, quad, (0.99,) * len(words))


FRONT = [
    line("CĂN CƯỚC", 500, 60), line("IDENTITY CARD", 500, 90),
    line("Số định danh cá nhân / Personal identification number", 400, 120),
    line("Ngày, tháng, năm sinh / Date of birth", 400, 160),
]  # fmt: skip
BACK = [
    line("Nơi cư trú / Place of residence", 300, 500),
    line("Nơi đăng ký khai sinh / Place of birth", 300, 560),
    line("BỘ CÔNG AN", 700, 640),
]


def test_a_quad_with_both_sides_is_cut_between_them():
    above, below = both.parts([*BACK, *FRONT], "can_cuoc")
    assert (above[2][1], below[0][1]) == (500, 184)
    assert above[0][0] < 400
    assert below[1][0] > 820


@pytest.mark.parametrize(
    "lines", [FRONT, BACK, [], [*FRONT, line("Nơi cư trú / Place of residence", 400, 200)]]
)
def test_a_quad_with_one_side_is_left_whole(lines):
    assert both.parts(lines, "can_cuoc") == []


def test_words_of_the_sides_that_stand_among_each_other_are_no_two_sides():
    mixed = [*FRONT, *(line(each.text, 400, 80 + 30 * n) for n, each in enumerate(BACK))]
    assert both.parts(mixed, "can_cuoc") == []


def test_a_photographed_sheet_with_copies_of_both_sides_is_read_as_two():
    """The sheet was taken for the paper, both copies for the back: number, name and birth were lost."""
    paper = cards.make_paper("can_cuoc", 43)
    ppm = 7
    sheet = np.full((297 * ppm, 210 * ppm, 3), 246, np.uint8)
    tops = {"front": 38, "back": 118}
    for name, top in tops.items():
        grey = cv2.cvtColor(np.asarray(paper.sides[name].convert("RGB")), cv2.COLOR_RGB2GRAY)
        copy = cv2.resize(grey, (600, 378), interpolation=cv2.INTER_AREA)
        sheet[top * ppm : top * ppm + 378, 60 * ppm : 60 * ppm + 600] = np.minimum(copy + 14, 250)[..., None]
    corners = np.array([[0, 0], [210 * ppm, 0], [210 * ppm, 297 * ppm], [0, 297 * ppm]], np.float32)
    there = np.array([[170, 60], [1560, 150], [1450, 2010], [60, 1930]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, there)
    table = np.full((2080, 1640, 3), (52, 60, 66), np.uint8)
    photo = cv2.warpPerspective(sheet, matrix, (1640, 2080), table, borderMode=cv2.BORDER_TRANSPARENT)
    seen = {each.best()[1]: each.quad for each in look(photo, 0, Clock(), several=True)}
    assert set(seen) == {("can_cuoc", "front"), ("can_cuoc", "back")}
    for name, top in tops.items():
        box = np.array([[[60, top], [145.7, top], [145.7, top + 54], [60, top + 54]]], np.float32) * ppm
        place = cv2.perspectiveTransform(box, matrix)[0]
        assert overlap(seen["can_cuoc", name], tuple(map(tuple, place.tolist()))) > 0.8


def test_a_name_on_a_small_paper_is_given_for_a_look():
    """A tone mark there is two points: nothing but the print tells the name, and readers guess alike."""
    side = cards.make_paper("cmnd12", 43).sides["front"].convert("RGB")
    readings = []
    for width in (570, 760):
        photo = np.full((900, 1200, 3), (60, 80, 70), np.uint8)
        height = round(width * 53.98 / 85.6)
        small = cv2.resize(np.asarray(side)[:, :, ::-1], (width, height), interpolation=cv2.INTER_AREA)
        photo[250 : 250 + height, 300 : 300 + width] = small
        readings.append(read([cv2.imencode(".png", photo)[1].tobytes()], on=date(2026, 11, 24)))
    assert [each.fields["full_name"].review for each in readings] == [True, False]


@pytest.mark.parametrize(
    "rest", ["Nơi thường trú / Place of residence: Ấp Phú Quới,", "Xã Long Hưng B, Đồng Tháp"]
)
def test_a_date_that_opens_a_line_of_something_else_is_a_line_of_its_own(rest):
    """The expiry stands under the portrait, level with the residence: on one line both were lost."""
    whole = line(f"18/10/2040 {rest}", 300, 690)
    date_line, other = parted([whole])
    assert (date_line.text, other.text) == ("18/10/2040", rest)
    assert date_line.quad[1][0] < other.quad[0][0]
    assert [len(part.scores) for part in (date_line, other)] == [10, len(rest)]


@pytest.mark.parametrize(
    "text", ["18/10/2040", "Ngày sinh: 18/10/1980", "12/3 Lê Lợi, Phường 1", "18/10/2040 N"]
)
def test_other_lines_stay_whole(text):
    assert [part.text for part in parted([line(text, 300, 690)])] == [text]


def test_expiry_and_residence_that_were_taken_for_one_line_are_both_read():
    lines = [
        line("Có giá trị đến", 170, 677), line("Date of expiry:", 170, 705),
        line("18/10/2040 Nơi thường trú / Place of residence: 12 Lê Lợi,", 360, 690),
        line("Phường 1, Đà Lạt, Lâm Đồng", 490, 735),
    ]  # fmt: skip
    said = read_fields(lines, SPECS["cccd_chip"].sides["front"], lambda quads: [
        each for quad in quads for each in parted(lines) if each.quad == quad
    ])  # fmt: skip
    values = {each.field: each.value for each in said}
    assert values["date_of_expiry"] == "2040-10-18"
    assert values["place_of_residence"] == "12 Lê Lợi, Phường 1, Đà Lạt, Lâm Đồng"


def test_a_passport_must_be_wider_than_a_card_to_be_read():
    """Its page is half as wide again: what was lost on one 700 pixels wide was lost without a word."""
    photo = np.full((900, 1200, 3), 200, np.uint8)
    photo[300:320, 300:900] = 0
    place = ((200.0, 150.0), (920.0, 150.0), (920.0, 656.0), (200.0, 656.0))
    told = [
        any(each.code == "too_small" for each in look_at(photo, place, image=0, card=card).quality)
        for card in (True, False)
    ]
    assert told == [False, True]


@pytest.mark.parametrize("read", ["S6 327188340", "s0 327 188 340", "S6: 327188340", "S6327188340"])
def test_a_number_whose_label_was_read_as_a_digit_is_read(read):
    """``Số`` is ``S6`` to the first reader, and the number of a clear card was lost."""
    value, start, end = find_number(read, (9,))
    assert value == "327188340"
    assert read[start:end].replace(" ", "") == value


@pytest.mark.parametrize("read", ["S6 32718834", "P6 327188340", "S6 3271883401"])
def test_a_run_of_another_length_is_no_number(read):
    assert find_number(read, (9,)) is None


def test_a_name_of_two_shortest_words_is_one():
    """``ĐỖ ƠN`` came as ``Đ ON``, three letters, and the name was lost."""
    assert [base.name(text) for text in ("Đ ON", "VŨ Ý", "N F", "NƠI", "Nam", "VN 3A")] == [
        True, True, False, False, False, False
    ]  # fmt: skip


def test_given_names_of_one_letter_are_a_part_of_a_passport_s_name():
    """``NGÔ`` and ``Ý`` stand apart there; without the second the name was the zone's, with no marks."""
    lines = [
        line("Họ / Surname", 500, 200), line("NGÔ", 500, 230),
        line("Chữ đệm và tên / Given names", 500, 270), line("Ý", 500, 300),
    ]  # fmt: skip
    by_quad = {each.quad: each for each in lines}
    said = read_fields(
        lines, SPECS["passport"].sides["front"], lambda quads: [by_quad[quad] for quad in quads]
    )
    assert [each.value for each in said if each.field == "full_name"] == ["NGÔ Ý"]
