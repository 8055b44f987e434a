"""Both sides, or two papers, on one photo: all are found, each is read by itself, none is mixed with another.

Else the number of one person comes with the name of another, or a citizen is asked for a side they sent.
"""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.papers.printed import line
from tests.support import drawn

from motcua.papers.clock import Clock
from motcua.papers.kinds import is_twofold
from motcua.papers.locate import overlap
from motcua.papers.reading import read
from motcua.papers.sides import both_sides, one_photo
from motcua.papers.sides.one_photo import read_photo

FRONT = [
    line("CĂN CƯỚC", 500, 60, height=24), line("IDENTITY CARD", 500, 90, height=24),
    line("Số định danh cá nhân / Personal identification number", 400, 120, height=24),
    line("Ngày, tháng, năm sinh / Date of birth", 400, 160, height=24),
]  # fmt: skip
BACK = [
    line("Nơi cư trú / Place of residence", 300, 500, height=24),
    line("Nơi đăng ký khai sinh / Place of birth", 300, 560, height=24),
    line("BỘ CÔNG AN", 700, 640, height=24),
]


def test_a_quad_with_both_sides_is_cut_between_them():
    above, below = both_sides.split_sides([*BACK, *FRONT], "can_cuoc")
    assert (above[2][1], below[0][1]) == (500, 184)
    assert above[0][0] < 400
    assert below[1][0] > 820


@pytest.mark.parametrize(
    "lines", [FRONT, BACK, [], [*FRONT, line("Nơi cư trú / Place of residence", 400, 200, height=24)]]
)
def test_a_quad_with_one_side_is_left_whole(lines):
    assert both_sides.split_sides(lines, "can_cuoc") == []


def test_words_of_the_sides_that_stand_among_each_other_are_no_two_sides():
    mixed = [*FRONT, *(line(each.text, 400, 80 + 30 * n, height=24) for n, each in enumerate(BACK))]
    assert both_sides.split_sides(mixed, "can_cuoc") == []


def test_a_photographed_sheet_with_copies_of_both_sides_is_read_as_two():
    """The sheet was taken for the paper, both copies for the back: number, name and birth were lost."""
    paper = drawn.make_paper("can_cuoc", 43)
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
    seen = {each.best()[1]: each.quad for each in read_photo(photo, 0, Clock(), several=True)}
    assert set(seen) == {("can_cuoc", "front"), ("can_cuoc", "back")}
    for name, top in tops.items():
        box = np.array([[[60, top], [145.7, top], [145.7, top + 54], [60, top + 54]]], np.float32) * ppm
        place = cv2.perspectiveTransform(box, matrix)[0]
        assert overlap(seen["can_cuoc", name], tuple(map(tuple, place.tolist()))) > 0.8


def test_a_pale_side_beside_a_darker_one_is_found_on_a_scan():
    """Copy shops scan both sides onto one sheet; a pale front has hardly an edge on white paper."""
    paper = drawn.make_paper("can_cuoc", 43)
    page = Image.new("RGB", (1240, 1754), (252, 252, 250))
    for index, name in enumerate(("front", "back")):
        pixels = np.asarray(paper.sides[name].convert("RGB"), np.float32)
        faded = np.where(pixels.min(axis=2, keepdims=True) > 150, 252 - (252 - pixels) * 0.5, pixels)
        side = pixels if index else faded
        small = cv2.resize(side.clip(0, 255).astype(np.uint8), (760, 479), interpolation=cv2.INTER_AREA)
        page.paste(Image.fromarray(small), (230, 200 + 700 * index))
    photo = np.ascontiguousarray(np.asarray(page)[:, :, ::-1])
    seen = {paper.best()[1] for paper in read_photo(photo, 0, Clock(), several=True)}
    assert seen == {("can_cuoc", "front"), ("can_cuoc", "back")}


def test_two_cards_one_below_the_other_are_read_whole_wherever_they_lie():
    """Where the middle of the photo ran through a card, all below it was lost and nobody was told."""
    paper = drawn.make_paper("cmnd12", 43)
    photo = np.full((1750, 1100, 3), (40, 90, 60), np.uint8)
    for index, name in enumerate(("front", "back")):
        side = np.asarray(paper.sides[name].convert("RGB"))[:, :, ::-1]
        top = 560 + 580 * index
        photo[top : top + 536, 120:970] = cv2.resize(side, (850, 536), interpolation=cv2.INTER_AREA)
    whole = ((118.0, 558.0), (972.0, 558.0), (972.0, 1678.0), (118.0, 1678.0))
    halves = [one_photo._half(photo, 0, whole, half, Clock()) for half in (0, 1)]
    assert [half.best()[1][1] for half in halves] == ["front", "back"]
    assert [round(half.quad[3][1], -1) for half in halves] == [1100, 1680]


def test_one_card_alone_on_a_wide_photo_is_one_paper():
    """A card that leaves room for another must not be found twice: the other side would not be asked for."""
    paper = drawn.make_paper("can_cuoc", 43)
    photo = np.full((1300, 1700, 3), (120, 130, 125), np.uint8)
    side = np.asarray(paper.sides["front"].convert("RGB"))[:, :, ::-1]
    photo[300:931, 350:1350] = cv2.resize(side, (1000, 631), interpolation=cv2.INTER_AREA)
    assert len(read_photo(photo, 0, Clock(), several=True)) == 1


ONE = ["GIAY CHUNG MINH NHAN DAN", "So 226167684", "Ho tên NGUYEN AN", "Sinh ngày 01-02-1983", "Nguyên quán"]
LIVES = ["Noi DKHK thuong tru"]


def test_two_identity_cards_of_one_side_taken_for_one_are_told():
    # The number was one person's, the name and birth date the other's, and nothing asked for a look.
    assert is_twofold([*ONE, *LIVES, *ONE, *LIVES], "cmnd", "front")
    assert is_twofold([*ONE, *ONE], "cmnd", "front")
    assert not is_twofold([*ONE, *LIVES], "cmnd", "front")
    # A form of which parts are in the picture repeats some of a card's words, not most of them.
    assert not is_twofold([*ONE, *LIVES, "Sinh ngày", "Ho tên"], "cmnd", "front")
    assert not is_twofold([], "cmnd", "front")


@pytest.mark.parametrize("other", [False, True])
def test_nothing_of_two_papers_taken_for_one_goes_without_a_look(other):
    papers = [drawn.make_paper("cmnd", seed) for seed in (911, 912)]
    fronts = [one.sides["front"].convert("RGB").resize((1100, 700)) for one in papers]
    sheet = Image.new("RGB", (1200, 1460), (120, 110, 100))
    sheet.paste(fronts[0], (50, 20))
    if other:
        sheet.paste(fronts[1], (50, 740))
    stored = io.BytesIO()
    sheet.save(stored, "JPEG", quality=92)
    back = drawn.photograph(papers[0].sides["back"], "easy", 911).jpeg
    reading = read([stored.getvalue(), back], on=date(2026, 11, 27))
    told = [one.code for side in reading.sides for one in side.problems]
    given = {name for name, value in reading.fields.items() if not value.review}
    assert ("several_papers" in told) == other
    assert bool(given) != other


def test_a_pale_side_on_a_scanned_page_is_found_by_its_print():
    """The page's own edges were taken for it and the back was read twice: name and birth date were lost."""
    paper = drawn.make_paper("cmnd", 2060600)
    page = Image.new("RGB", (2067, 2923), (253, 253, 253))
    for (name, side), at, turn in zip(paper.sides.items(), ((560, 300), (420, 1200)), (1, -2), strict=True):
        small = side.convert("RGB").resize((640, round(640 * side.height / side.width)))
        pixels = np.asarray(small, np.float64)
        pale = 251 - 0.1 * (255 - pixels)
        pixels = (
            np.where(pixels.min(axis=2, keepdims=True) < 120, pixels, pale) if name == "front" else pixels
        )
        laid = Image.fromarray(pixels.astype(np.uint8)).convert("RGBA").rotate(turn, expand=True)
        page.paste(laid, at, laid)
    encoded = cv2.imencode(".png", np.asarray(page)[:, :, ::-1])[1].tobytes()
    answer = read([encoded], on=date(2026, 11, 24))
    assert sorted(side.side for side in answer.sides) == ["back", "front"]
    assert answer.fields["date_of_birth"].value == paper.truth["date_of_birth"]
    assert answer.fields["ethnicity"].value == paper.truth["ethnicity"]
    assert "same_side_twice" not in {problem.code for problem in answer.problems}
