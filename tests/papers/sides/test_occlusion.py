"""Where glare or the photo's edge may hide a word a person must look; else nobody's time is taken."""

from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.printed import line

from motcua.papers import sources
from motcua.papers.image import Image
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import homography
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quads import rows_of, union
from motcua.papers.sides import occlusion
from motcua.papers.sides.glare import is_burnt_out
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import Quad

#: A value 40 px high from (200, 300) to (500, 340) on a card of 1100 x 700.
QUAD: Quad = ((200.0, 300.0), (500.0, 300.0), (500.0, 340.0), (200.0, 340.0))
HIGH = 40


def card(left: int, right: int, *, ground: int = 205, top: int = 280, bottom: int = 360) -> Image:
    """Return a card with a value printed on it and a patch of glare from ``left`` to ``right``."""
    found = np.full((700, 1100, 3), ground, np.uint8)
    cv2.putText(found, "LE VAN ANH", (205, 333), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (40, 40, 40), 3)
    found[top:bottom, left:right] = 255
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [(300, 420), (490, 600), (500 + HIGH // 2, 640), (500 + 2 * HIGH, 700), (150, 240)],
    ids=["on a word", "on its end", "half a height on", "where the next word would be", "on its beginning"],
)
def test_glare_that_may_hide_a_letter_or_the_next_word_is_seen(left: int, right: int) -> None:
    """``Lê Văn Anh Vũ`` must not be given as ``Lê Văn Anh``."""
    assert is_burnt_out(card(left, right), QUAD)


def test_glare_beyond_clear_paper_hides_nothing_of_a_value() -> None:
    assert not is_burnt_out(card(500 + 4 * HIGH, 900), QUAD)
    assert not is_burnt_out(card(300, 400, top=380, bottom=500), QUAD)


def test_glare_before_a_value_may_hide_its_first_word() -> None:
    """``Họ và tên: TRIỆU PHÚC HOÀNG BỬU`` was given as ``PHÚC HOÀNG BỬU``, unmarked."""
    assert is_burnt_out(card(200 - 3 * HIGH, 200 - HIGH), QUAD)
    assert not is_burnt_out(card(0, 200 - 4 * HIGH), QUAD)


def test_the_white_ground_of_a_portrait_beside_a_value_is_no_glare() -> None:
    assert not is_burnt_out(card(20, 165, top=250, bottom=600), QUAD, [(0.02, 0.35, 0.15, 0.86)])
    assert is_burnt_out(card(20, 165, top=250, bottom=600), QUAD, [(0.02, 0.5, 0.15, 0.86)])


def test_a_code_beside_a_value_is_no_glare() -> None:
    assert not is_burnt_out(card(560, 900, top=100, bottom=500), QUAD, [(0.52, 0.16, 0.81, 0.7)])


def test_a_pale_card_is_no_glare() -> None:
    assert not is_burnt_out(card(0, 0, ground=255), QUAD)


def test_glare_on_a_pale_card_is_seen() -> None:
    """``NGHIÊM PHƯỚC VĂN TƯỜNG`` under a lamp, on a page that was nearly white, ended after ``VĂN T``."""
    assert is_burnt_out(card(470, 700, ground=244), QUAD)
    assert not is_burnt_out(card(0, 0, ground=244), QUAD)


def test_pale_ground_that_is_clipped_around_dark_ink_is_no_glare() -> None:
    """A phone's added contrast made the lower half of a card white: each value there asked for a look."""
    half = card(0, 1100, ground=205, top=290, bottom=600)
    cv2.putText(half, "LE.VAN.ANH.TU", (203, 333), cv2.FONT_HERSHEY_SIMPLEX, 1.35, (40, 40, 40), 3)
    assert not is_burnt_out(half, QUAD)
    # A lamp's light is on the ink as well; and where a word is gone from it, nothing is left but light.
    lit = np.maximum(half, 110)
    assert is_burnt_out(lit, QUAD)
    half[280:360, 330:420] = 255
    assert is_burnt_out(half, QUAD)


def _in_light(ink: int, *, top: int = 300, bottom: int = 340, left: int = 190, right: int = 510) -> Image:
    """Return a card on a place of which a lamp leaves the ground white and the ink so bright."""
    found = card(0, 0)
    cv2.putText(found, "LE.VAN.ANH.TU", (203, 333), cv2.FONT_HERSHEY_SIMPLEX, 1.35, (40, 40, 40), 3)
    part = found[top:bottom, left:right].astype(np.float32)
    found[top:bottom, left:right] = np.clip(255 - (205 - part) * (255 - ink) / (205 - 40), 0, 255)
    return found


def test_light_in_which_all_letters_show_hides_nothing() -> None:
    """Names of which every letter was there to see asked for a look as a lamp had left their ground white."""
    assert not is_burnt_out(_in_light(130, left=300, right=420), QUAD)
    assert is_burnt_out(_in_light(200, left=300, right=420), QUAD)
    # Below letters that show, the dot that makes another name may be gone; behind them another word may be.
    assert is_burnt_out(_in_light(200, top=318), QUAD)
    behind = _in_light(130)
    behind[300:340, 505:600] = 255
    assert is_burnt_out(behind, QUAD)


@given(gap=st.floats(0, 2.5), width=st.integers(30, 300))
def test_whatever_begins_within_reach_of_the_next_word_counts(gap: float, width: int) -> None:
    left = 500 + round(gap * HIGH)
    assert is_burnt_out(card(left, left + width), QUAD)


def _named(name_ends: float, below: str | None, *, ink: bool) -> RectifiedPaper:
    """Return a front with a name on one row; under its label a letter found as a line, drawn, or neither."""
    card = np.full((883, 1400, 3), 230, np.uint8)
    cv2.putText(card, "NGUYEN BAO QUYNH NHU", (640, 350), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (20, 20, 20), 4)
    if ink:
        cv2.putText(card, "Y", (460, 410), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (20, 20, 20), 4)
    rows = [
        ("NGUYEN BAO QUYNH NHU", 630.0, 288.0, name_ends, 355.0),
        ("Ngay sinh", 450.0, 430.0, 900.0, 490.0),
    ]
    if below is not None:
        rows.append((below, 450.0, 356.0, 500.0, 413.0))
    lines = [
        TextLine(text, 0.9, ((a, b), (c, b), (c, d), (a, d)), (0.9,) * len(text)) for text, a, b, c, d in rows
    ]
    quad = ((0.0, 0.0), (1399.0, 0.0), (1399.0, 882.0), (0.0, 882.0))
    return RectifiedPaper(0, card, quad, np.eye(3), card, lines)


@pytest.mark.parametrize(
    ("ends", "below", "ink", "told"),
    [
        (1353.0, "ó", True, True),
        (1353.0, None, True, True),
        (1353.0, None, False, False),
        (1353.0, "Ngay sinh", True, False),
        (1000.0, "ó", True, False),
    ],
)
def test_a_last_word_of_one_letter_on_a_row_of_its_own_is_missed_aloud(ends, below, ink, told):
    """``… QUỲNH NHƯ`` was given for ``… QUỲNH NHƯ Ý``: the ``Ý`` under the label had been read as ``ó``."""
    paper = _named(ends, below, ink=ink)
    assert occlusion.goes_on_below(paper, paper.lines[0].quad) is told


@pytest.mark.parametrize(("left", "right", "told"), [(700, 1396, True), (3, 300, True), (700, 1380, False)])
def test_a_value_that_ends_at_the_side_s_own_edge_may_go_on(left: int, right: int, told: bool) -> None:
    """``Thôn Đông Thượng, Xã M|`` off the photo was given as ``Thôn Đông Thượng``: no card prints so far."""
    paper = _named(1353.0, None, ink=False)
    # The outline was missed: it lies well within a larger photo.
    paper.photo = np.full((1100, 1700, 3), 60, np.uint8)
    paper.matrix = np.array([[1.0, 0, -100], [0, 1.0, -100], [0, 0, 1.0]])
    paper.quad = ((100.0, 100.0), (1499.0, 100.0), (1499.0, 982.0), (100.0, 982.0))
    value = ((left, 600.0), (right, 600.0), (right, 650.0), (left, 650.0))
    assert occlusion.at_the_frame(paper, value) is told


@pytest.mark.parametrize(("frame", "told"), [(1600, False), (1502, True)])
def test_print_up_to_the_side_of_a_card_that_all_shows_is_not_called_cut_off(frame: int, told: bool) -> None:
    """An address that runs to the card's side was told to be outside a photo that shows all four corners."""
    paper = _named(1353.0, None, ink=False)
    paper.photo = np.full((1100, frame, 3), 60, np.uint8)
    paper.matrix = np.array([[1.0, 0, -100], [0, 1.0, -100], [0, 0, 1.0]])
    paper.quad = ((100.0, 100.0), (1499.0, 100.0), (1499.0, 982.0), (100.0, 982.0))
    value: Quad = ((700.0, 600.0), (1396.0, 600.0), (1396.0, 650.0), (700.0, 650.0))
    gone, thing = occlusion.find_occlusion(paper, None, value, None)
    assert gone, "a person still looks whether the value goes on"
    assert (thing is not None) is told


@pytest.mark.parametrize(
    ("located", "right", "told"),
    [(0.99, 1200.0, False), (0.99, 1390.0, True), (0.6, 1200.0, True), (0.6, 1000.0, False)],
    ids=[
        "its row shows up to the card's side",
        "it ends at the card's side",
        "who knows where that is",
        "another word would show",
    ],
)
def test_a_corner_off_the_photo_takes_nothing_of_rows_that_show_whole(
    located: float, right: float, told: bool
) -> None:
    """A corner seven pixels off the photo made a name two fingers away from it ask for a look, and so did a
    card's right side on the photo's own, with clear paper before it for two words more."""
    paper = _named(1353.0, None, ink=False)
    paper.photo = np.full((1000, 1495, 3), 60, np.uint8)
    # The card's right side leans out of the photo: it shows down to nearly its lower end.
    paper.matrix = np.array([[1.0, -0.06, -44.0], [0.0, 1.0, -50.0], [0.0, 0.0, 1.0]])
    corners = np.array([[0.0, 0.0, 1.0], [1399.0, 0.0, 1.0], [1399.0, 882.0, 1.0], [0.0, 882.0, 1.0]])
    there = corners @ np.linalg.inv(paper.matrix).T
    paper.quad = tuple((float(x), float(y)) for x, y, _ in there)  # type: ignore[assignment]
    paper.located = located
    assert paper.quad[2][0] > 1495 > paper.quad[1][0]
    value: Quad = ((700.0, 260.0), (right, 260.0), (right, 340.0), (700.0, 340.0))
    assert occlusion.at_the_frame(paper, value) is told


def test_a_card_that_is_cut_off_hides_only_what_may_go_on_beyond_the_photo():
    photo = np.zeros((1000, 1600, 3), np.uint8)
    inside, at_the_end, last_row = line("Kinh", 500, 400), line("Kinh", 1500, 400), line("Kinh", 500, 950)
    cut = ((40.0, 30.0), (1600.0, 30.0), (1600.0, 1000.0), (40.0, 990.0))
    paper = SimpleNamespace(photo=photo, card=photo, quad=cut, located=0.99, on_photo=lambda quad: quad)
    assert not occlusion.at_the_frame(paper, inside.quad)
    assert occlusion.at_the_frame(paper, at_the_end.quad)
    assert occlusion.at_the_frame(paper, last_row.quad)


def test_a_value_that_a_scan_cuts_off_asks_for_a_look():
    """Where all of the photo was taken for the card, a value that ended with it was given as whole."""
    photo = np.zeros((1000, 1600, 3), np.uint8)
    scan = ((0.0, 0.0), (1600.0, 0.0), (1600.0, 1000.0), (0.0, 1000.0))
    paper = SimpleNamespace(photo=photo, card=photo, quad=scan, located=0.99, on_photo=lambda quad: quad)
    assert not occlusion.at_the_frame(paper, line("Kinh", 1500, 400).quad)
    assert occlusion.at_the_frame(paper, line("Kinh", 1535, 400).quad)


CARD = (1400, 883)


def paper(lines: list[TextLine], inset: float = 1.0) -> RectifiedPaper:
    """Return a side for which all of its photo is taken, but for ``inset`` pixels at its left."""
    wide, high = CARD
    quad = ((inset, 1.0), (wide - 1.0, 1.0), (wide - 1.0, high - 1.0), (inset, high - 1.0))
    photo = np.full((high, wide, 3), 200, np.uint8)
    return RectifiedPaper(0, photo, quad, homography(quad), photo, lines)


#: The back of a card whose left end is off the photo, and the front of one whose right end is.
BACK = [
    line("m nhân dang / Personal identification:", -3, 60, 900, 100),
    line("Left index finger", 1150, 60, 1300, 100),
    line("VNM1477852835002147785283<<7", -3, 600, 1300, 640),
    line("08186F9912315VNM<<<<<<<<<<<2", -3, 680, 1300, 720),
]
FRONT = [
    line("Giói tính/Sex: Nũ", 400, 500, 700, 540),
    line("Quc tich/Nationality: Vit", 900, 500, 1402, 540),
    line("Noi thưòng trú/Place of residence: Bc Lý, K Sơ'n,", 400, 700, 1401, 740),
]


@pytest.mark.parametrize(("side", "lines", "at"), [("back", BACK, 0.0), ("front", FRONT, 1.0)])
def test_print_that_runs_off_a_photo_taken_for_the_card_is_told(side, lines, at):
    # Both sides of a card held too near came without a word that parts of them were missing.
    cut = occlusion.cut_print(paper(lines), "cccd_chip", side)
    assert cut is not None
    assert (cut.reason, at in (cut.box[0], cut.box[2])) == ("cut_off", True)
    assert occlusion.cut_print(paper(lines, inset=22.0), "cccd_chip", side) is not None


def test_a_scan_of_the_whole_card_is_not_cut_off():
    # On a crop close to the card print keeps half a line's height from its end.
    moved = [line("IDVNM1477852835002147785283<<7", 20, 600, 1300, 640), *BACK[1:2]]
    assert occlusion.cut_print(paper(moved), "cccd_chip", "back") is None
    # One line alone may have been found too long, and print of a sheet says nothing.
    assert occlusion.cut_print(paper([*moved, BACK[0]]), "cccd_chip", "back") is None
    sheet = [line("Cộng đồng các dân tộc", -3, 300, 700, 340), line("trên tờ giấy này", -3, 400, 700, 440)]
    assert occlusion.cut_print(paper([*moved, *sheet]), "cccd_chip", "back") is None


def test_nothing_runs_off_a_photo_with_a_table_around_the_card():
    quad = ((200.0, 100.0), (1200.0, 100.0), (1200.0, 730.0), (200.0, 730.0))
    seen = paper(BACK)
    seen.quad = quad
    assert occlusion.cut_print(seen, "cccd_chip", "back") is None


def test_a_card_copied_onto_a_sheet_does_not_fill_it():
    # A copy of a card on a sheet of a card's shape: "the portrait is not where it should be".
    def filled(top: float, bottom: float, *, front: bool = True) -> bool:
        rows = [
            line("CĂN CƯỚC", 500, top, 800, height=40),
            line("Nơi thường trú:", 500, bottom, 800, height=40),
        ]
        return occlusion.is_filled(paper([*rows, line("x", 0, 880, 9, 920)]), front=front)

    assert filled(90, 700)
    assert not filled(300, 560)
    assert not filled(200, 607)
    # The back of a CMND has nothing printed below the second finger's name.
    assert filled(46, 492, front=False)
    assert not occlusion.is_filled(paper([]), front=True)


def _sharpened(found: Image) -> Image:
    """Return a card as a phone sharpens it: a rim beside each stroke is white."""
    wide = found.astype(np.float32)
    return np.clip(wide + 1.5 * (wide - cv2.GaussianBlur(wide, (0, 0), 2.5)), 0, 255).astype(np.uint8)


def test_the_white_rims_that_sharpening_leaves_around_letters_hide_nothing() -> None:
    """Every phone sharpens; on pale cards nearly every value was sent to somebody to look at."""
    pale = _sharpened(card(0, 0, ground=228))
    around = pale[300:340, 200:500]
    assert (around.min(axis=2) >= 250).mean() > 0.05
    assert not is_burnt_out(pale, QUAD)


@pytest.mark.parametrize(("left", "right"), [(300, 420), (500 + HIGH // 2, 640)])
def test_glare_on_a_sharpened_photo_is_seen_though_its_patch_has_specks(left: int, right: int) -> None:
    lit = _sharpened(card(left, right, ground=228))
    specks = np.random.default_rng(5).random((700, 1100)) < 0.1
    lit[specks] = np.minimum(lit[specks], 244)
    assert is_burnt_out(lit, QUAD)


def test_light_behind_an_address_that_ends_with_its_province_hides_nothing() -> None:
    """A place of origin read letter by letter asked for a look as white light lay to the right of it."""
    paper = _named(1353.0, None, ink=False)
    lit: Quad = ((700.0, 600.0), (1100.0, 600.0), (1100.0, 640.0), (700.0, 640.0))
    before: Quad = ((560.0, 600.0), (700.0, 600.0), (700.0, 640.0), (560.0, 640.0))
    paper.card = np.full_like(paper.card, 205)
    paper.card[590:650, 1080:1300] = 255
    assert occlusion.find_occlusion(paper, None, lit, None)[0], "anything else may go on there"
    assert not occlusion.find_occlusion(paper, None, lit, None, ())[0]
    assert not occlusion.find_occlusion(paper, None, lit, None, [before])[0]
    paper.card[590:650, 600:680] = 255
    assert occlusion.find_occlusion(paper, None, lit, None, [before])[0], "a hamlet may stand before it"
    above: Quad = ((100.0, 200.0), (300.0, 200.0), (300.0, 240.0), (100.0, 240.0))
    paper.card[...] = 205
    paper.card[190:250, 100:300] = 255
    assert not occlusion.find_occlusion(paper, None, lit, None, [above])[0], (
        "no light where it was looked for before"
    )


@pytest.mark.parametrize("rows", [True, False])
def test_each_row_of_a_value_has_room_of_its_own_height(rows: bool) -> None:
    """Marks on two rows of a card that fills its photo asked for a look: both rows were taken for one."""
    paper = _named(1353.0, None, ink=False)
    paper.quad = ((-5.0, -5.0), (1350.0, -5.0), (1350.0, 888.0), (-5.0, 888.0))
    upper: Quad = ((500.0, 100.0), (1030.0, 100.0), (1030.0, 145.0), (500.0, 145.0))
    lower: Quad = ((83.0, 150.0), (600.0, 150.0), (600.0, 195.0), (83.0, 195.0))
    said = PrintedValue("identifying_features", "", 0.99, 0.99, True, True, union([upper, lower]))
    item = SimpleNamespace(paper=paper, inspection=None, spec=SimpleNamespace(portrait=None))
    said = replace(said, rows=rows_of([upper, lower]) if rows else ())
    assert sources._may_go_on(item, said) is not rows  # type: ignore[arg-type]
