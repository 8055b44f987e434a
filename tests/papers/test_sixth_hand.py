"""What a sixth hand's drawings found: sheets of copies photographed on a table, small cards"""

from datetime import date

import cv2
import numpy as np
import pytest

from bench import cards
from motcua.papers import both
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import overlap
from motcua.papers.reading import read
from motcua.papers.sides import Clock, look


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
