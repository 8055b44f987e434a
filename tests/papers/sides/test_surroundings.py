"""What lies around a card, a newspaper, a form, another card, says nothing of its holder.

Else somebody else's birth date is given as the citizen's, or the card is not found among the print.
"""

import random
from datetime import date
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from bench.cards.fonts import font
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.papers.printed import line, page_of
from tests.support import drawn

from motcua.papers import reading
from motcua.papers.clock import Clock
from motcua.papers.kinds import side_scores
from motcua.papers.lines.detector import PpocrDetector
from motcua.papers.lines.own import OwnRecogniser
from motcua.papers.locate import LocatedPaper, overlap
from motcua.papers.sides import glance, nested, occlusion, one_photo, recognise
from motcua.papers.sides.one_photo import read_photo

NEWS = "theo đề nghị của Trưởng phòng, Ủy ban nhân dân quyết định các điều khoản "


FORM = "Họ và tên khai sinh: NGUYỄN VĂN AN   Ngày, tháng, năm sinh: 02/03/1971   Giới tính: Nam   "


def sheet_of(words):
    """Return a sheet full of print, BGR."""
    sheet = Image.new("RGB", (1500, 1125), (246, 245, 240))
    pen = ImageDraw.Draw(sheet)
    for top in range(5, 1125, 44):
        pen.text((-top % 300 - 300, top), words * 4, (40, 40, 40), font("noto", 30))
    return np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])


def on_a_sheet(card, words=NEWS):
    """Lay a card on a sheet full of print; returns the photo and where the card is."""
    photo = sheet_of(words)
    photo[330 : 330 + 473, 380 : 380 + 750] = cv2.resize(card, (750, 473), interpolation=cv2.INTER_AREA)
    return photo, ((380.0, 330.0), (1130.0, 330.0), (1130.0, 803.0), (380.0, 803.0))


def on_a_slip(card, rows=12):
    """Lay a card on a printed slip on a table; returns the photo, and where the card and the slip are."""
    photo = np.full((1500, 2000, 3), (70, 95, 120), np.uint8)
    slip = Image.new("RGB", (1700, 1200), (244, 244, 240))
    pen = ImageDraw.Draw(slip)
    for row in range(rows):
        pen.text(
            (60, 60 + 92 * row), f"{row + 1}. Họ và tên: ..................", (40, 40, 40), font("noto", 34)
        )
    photo[150:1350, 150:1850] = np.asarray(slip)[:, :, ::-1]
    photo[470 : 470 + 536, 880 : 880 + 850] = cv2.resize(card, (850, 536), interpolation=cv2.INTER_AREA)
    return (
        photo,
        ((880.0, 470.0), (1730.0, 470.0), (1730.0, 1006.0), (880.0, 1006.0)),
        ((150.0, 150.0), (1850.0, 150.0), (1850.0, 1350.0), (150.0, 1350.0)),
    )


@pytest.mark.parametrize("kind", ["cmnd", "cccd_chip"])
def test_a_card_on_a_slip_whose_own_outline_is_surer_is_found_on_it(monkeypatch, kind):
    """A slip has a paper's shape: it was taken for the card, and all values asked for a look as the slip has
    labels of its own."""
    card = np.asarray(drawn.make_paper(kind, 43).sides["front"].convert("RGB"))[:, :, ::-1]
    photo, place, slip = on_a_slip(card)
    monkeypatch.setattr(
        "motcua.papers.sides.fast_path.find_single_paper", lambda _: LocatedPaper(slip, 0.97, "edges", 0.5)
    )
    (paper,) = read_photo(photo, 0, Clock(), several=False)
    assert paper.best()[1] == (kind, "front")
    assert overlap(paper.quad, place) > 0.9
    assert not occlusion.has_foreign_print(paper, kind, "front")


def test_of_two_cards_on_one_slip_none_is_chosen():
    """Whose values were given then, nobody could tell; a form around a card has the same words more often."""

    def chosen(*around):
        there = page_of(*BARCODE_FRONT, *((words, left + 1500, top) for words, left, top in around))
        both = ((0.0, 0.0), (3000.0, 0.0), (3000.0, 900.0), (0.0, 900.0))
        sheet = SimpleNamespace(lines=there, quad=both, matrix=np.eye(3))
        one = ((0.0, 0.0), (1400.0, 0.0), (1400.0, 900.0), (0.0, 900.0))
        return nested.holds_as_much(sheet, ("cccd_barcode", "front"), one)

    assert chosen(), "there is nothing else"
    assert not chosen(*BARCODE_FRONT)
    assert chosen(*(("Họ và tên: ......", 20, 90 * row) for row in range(4)))
    assert not nested.holds_as_much(
        SimpleNamespace(
            lines=page_of(*BARCODE_FRONT),
            quad=((0.0, 0.0), (1400.0, 0.0), (1400.0, 900.0), (0.0, 900.0)),
            matrix=np.eye(3),
        ),
        ("cccd_barcode", "front"),
        ((0.0, 0.0), (700.0, 0.0), (700.0, 450.0), (0.0, 450.0)),
    ), "a part of a card is not the card"


@pytest.mark.parametrize(("size", "zone", "asked"), [
    ((985, 1400), True, False), ((985, 1400), False, True), ((1980, 1400), True, True),
])  # fmt: skip
def test_what_has_a_zone_of_its_own_width_lies_on_no_slip(size, zone, asked):
    """Each passport was searched for a paper on it; only of two pages one may be another paper on them."""
    lines = page_of(("Quốc tịch / Nationality", 60, 60), ("Ngày sinh / Date of birth", 60, 120))
    page = SimpleNamespace(
        card=np.zeros((*size, 3), np.uint8), lines=lines, spared=(), zone="P<VNM" if zone else None
    )
    assert nested.may_lie_on_another(page, ("passport", "front")) is asked


def test_a_card_on_a_sheet_of_print_is_found_by_its_own_words():
    """The whole photo was taken for the card, and lines of the sheet got into its values."""
    card = np.asarray(drawn.make_paper("cmnd", 43).sides["back"].convert("RGB"))[:, :, ::-1]
    photo, place = on_a_sheet(card)
    assert overlap(read_photo(photo, 0, Clock(), several=False)[0].quad, place) > 0.95


@pytest.mark.parametrize(
    ("kind", "side"),
    [("cmnd", "front"), ("cccd_barcode", "back"), ("cccd_chip", "front"), ("can_cuoc", "back")],
)
def test_a_card_on_a_sheet_of_print_is_found_before_the_sheet_is_read(monkeypatch, kind, side):
    """Reading a whole newspaper took ten seconds, and its lines were mixed into the card's values."""
    read_so_far = []
    recognise_first = recognise.recognise_first
    monkeypatch.setattr(
        recognise,
        "recognise_first",
        lambda card, quads: read_so_far.extend(quads) or recognise_first(card, quads),
    )
    card = np.asarray(drawn.make_paper(kind, 47).sides[side].convert("RGB"))[:, :, ::-1]
    photo, place = on_a_sheet(card)
    (paper,) = read_photo(photo, 0, Clock(), several=False)
    assert paper.best()[1] == (kind, side)
    assert overlap(paper.quad, place) > 0.9
    assert len(read_so_far) < 50


def test_a_card_askew_on_a_sheet_of_print_is_found_by_its_code():
    """All the sheet's lines outvoted its own: what the code says was given, its dates and birthplace not."""
    card = np.ascontiguousarray(
        np.asarray(drawn.make_paper("can_cuoc", 47).sides["back"].convert("RGB"))[:, :, ::-1]
    )
    high, wide = card.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), 20, 675 / wide), [0, 0, 1]])
    turn[:2, 2] += 750 - wide / 2, 560 - high / 2
    lean = np.array([[1, 0, 0], [0, 1, 0], [1.2e-4, -1e-4, 1]]) @ turn
    laid, there = (
        cv2.warpPerspective(each, lean, (1500, 1125), flags=cv2.INTER_AREA)
        for each in (card, np.full_like(card, 255))
    )
    photo = cv2.GaussianBlur(np.where(there > 127, laid, sheet_of(NEWS)), (0, 0), 0.7)
    corners = np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64)
    place = [tuple(corner) for corner in cv2.perspectiveTransform(corners, lean)[0].tolist()]
    (paper,) = read_photo(photo, 0, Clock(), several=False)
    assert paper.best()[1] == ("can_cuoc", "back")
    assert overlap(paper.quad, place) > 0.95


def test_a_card_upside_down_on_a_sheet_of_print_is_found_by_what_cannot_be_read():
    """All the words that were read were the sheet's, and the citizen was told that there is no paper."""
    card = np.asarray(drawn.make_paper("cccd_barcode", 43).sides["front"].convert("RGB"))[::-1, ::-1, ::-1]
    photo, place = on_a_sheet(card)
    (paper,) = read_photo(photo, 0, Clock(), several=False)
    assert paper.best()[1] == ("cccd_barcode", "front")
    assert overlap(paper.quad, place) > 0.85


@pytest.mark.parametrize("kind", ["passport", "can_cuoc", "cmnd"])
def test_on_a_filled_in_form_nothing_of_the_form_is_given_unlooked_at(kind):
    """The form's words made an identity card of it, with the birth date of somebody else."""
    paper = drawn.make_paper(kind, 43)
    photo, _ = on_a_sheet(np.asarray(paper.sides["front"].convert("RGB"))[:, :, ::-1], FORM)
    found = reading.read([cv2.imencode(".jpg", photo)[1].tobytes()], on=date(2026, 11, 26))
    unmarked = {name: value.value for name, value in found.fields.items() if not value.review}
    assert {name for name, value in unmarked.items() if value != paper.truth.get(name)} == set()


def bill():
    """Return a long bill with two columns of short lines."""
    photo = Image.new("RGB", (700, 1900), "white")
    pen = ImageDraw.Draw(photo)
    for row in range(45):
        pen.text((30, 20 + 41 * row), f"{row + 1} chai nước mắm", "black", font("noto", 24))
        pen.text((560, 20 + 41 * row), f"{row * 7 + 5}.000", "black", font("noto", 24))
    return np.asarray(photo)


def boxes():
    """Return a picture on which nothing is written, but boxes are taken for lines."""
    photo, rng = np.full((480, 640, 3), 255, np.uint8), random.Random(7)
    for _ in range(20):
        x, y = rng.randrange(640), rng.randrange(480)
        cv2.rectangle(
            photo, (x, y), (x + rng.randrange(80), y + rng.randrange(40)), (rng.randrange(256),), -1
        )
    return photo


@pytest.mark.parametrize(
    ("photo", "most_looks", "most_lines"),
    [
        (np.full((1200, 1600, 3), 170, np.uint8), 4, 0),
        (boxes(), 16, 100),
        (bill(), 8, 120),
        (sheet_of(NEWS)[:, ::-1], 9, 50),
    ],
    ids=["wall", "boxes", "bill", "newspaper from behind"],
)
def test_that_a_photo_shows_no_paper_is_told_after_a_few_looks(monkeypatch, photo, most_looks, most_lines):
    """Who sent the wrong photo waited ten seconds: all that cannot be a paper was read to its end, the other
    way up and from behind. The work is counted, not timed: a busy machine must find what an idle one does."""
    looks, lines = [], []
    detect, recognise = PpocrDetector.detect, OwnRecogniser.recognise
    monkeypatch.setattr(PpocrDetector, "detect", lambda self, image: looks.append(1) or detect(self, image))
    monkeypatch.setattr(
        OwnRecogniser, "recognise", lambda self, crops: lines.extend(crops) or recognise(self, crops)
    )
    found = reading.read([cv2.imencode(".png", photo)[1].tobytes()], on=date(2026, 11, 27))
    assert found.paper is None
    assert [problem.code for problem in found.problems] == ["paper_not_recognised"]
    assert len(looks) <= most_looks
    assert len(lines) <= most_lines


@pytest.fixture(scope="module")
def front():
    """Return a side, upright."""
    card = np.asarray(drawn.make_paper("cmnd12", 43).sides["front"].convert("RGB"))[:, :, ::-1]
    return cv2.resize(card, (1400, 883), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(
    ("way", "asked", "answer"),
    [
        (lambda card: card, glance.is_rather_upside_down, False),
        (lambda card: card[::-1, ::-1], glance.is_rather_upside_down, True),
        (lambda card: card, glance.is_rather_mirrored, False),
        (lambda card: card[:, ::-1], glance.is_rather_mirrored, True),
        (lambda card: card[::-1], glance.is_rather_mirrored, True),
    ],
    ids=["not upside down", "upside down", "not from behind", "from behind", "from behind, upside down"],
)
def test_a_few_lines_tell_which_way_round_a_side_is_worth_reading(front, way, asked, answer):
    """Else a card that a front camera mirrored, or one upside down, is no paper for us."""
    whole = ((0.0, 0.0), (1400.0, 0.0), (1400.0, 883.0), (0.0, 883.0))
    card = np.ascontiguousarray(way(front))
    paper = one_photo._seen(card, 0, LocatedPaper(whole, 0.4, "edges"), [], Clock())
    assert asked(paper, Clock()) is answer


@given(
    st.lists(st.tuples(st.text("<Aa ", max_size=9), st.integers(0, 1400), st.integers(0, 900)), max_size=9)
)
def test_whatever_was_read_in_a_doubtful_quad_is_judged_and_breaks_nothing(rows):
    """A side of which hardly a line was seen must not end the reading of the others."""
    lines = [line(words or "<", left, top) for words, left, top in rows]
    card = np.zeros((900, 1400, 3), np.uint8)
    paper = SimpleNamespace(located=0.3, lines=lines, card=card, scores={("cmnd", "front"): 0.0})
    assert occlusion.has_foreign_print(paper, "cmnd", "front"), "a few words may be anybody's"
    paper.scores["cmnd", "front"] = 20.0
    readable = sum(len(item.text) >= 4 for item in lines)
    own = any("<<" in item.text for item in lines)
    if not own or not readable:
        assert occlusion.has_foreign_print(paper, "cmnd", "front"), (
            "nothing says where the side's own print is"
        )
    elif readable < 5:
        assert not occlusion.has_foreign_print(paper, "cmnd", "front"), "so few lines are no sheet"
    else:
        occlusion.has_foreign_print(paper, "cmnd", "front")
    paper.located = 0.9
    assert not occlusion.has_foreign_print(paper, "cmnd", "front")


def test_where_the_likeliest_paper_is_none_the_others_are_looked_at(monkeypatch):
    """A payment card beside the identity card stands out more, and the citizen was told to start again."""
    photo = np.full((1100, 1500, 3), (120, 130, 125), np.uint8)
    card = np.asarray(drawn.make_paper("cmnd12", 43).sides["front"].convert("RGB"))[:, :, ::-1]
    photo[560:1033, 400:1150] = cv2.resize(card, (750, 473), interpolation=cv2.INTER_AREA)
    nothing = LocatedPaper(((100.0, 50.0), (850.0, 50.0), (850.0, 523.0), (100.0, 523.0)), 0.9, "edges", 0.99)
    other = LocatedPaper(
        ((400.0, 560.0), (1150.0, 560.0), (1150.0, 1033.0), (400.0, 1033.0)), 0.8, "edges", 0.99
    )
    monkeypatch.setattr(one_photo, "find_cards", lambda _, *, codes, most, text=None: [nothing, other][:most])
    (paper,) = read_photo(photo, 0, Clock(), several=False)
    assert paper.best()[1] == ("cmnd12", "front")


MOTTO = ("CNG HOÀ XÃ HI CH NGHA VIĘT NAM", 535, 11), ("Đc lp - T do - Hnh phúc", 685, 64)
#: A barcode card as the fast recogniser reads it: letters with two marks are lost.
BARCODE_FRONT = (
    *MOTTO,
    ("CĂN CUC CÔNG DÂN", 511, 120),
    ("s: 006078594675", 571, 240),
    ("H và tên: SU NHU CN", 453, 300),
    ("Ngày, tháng, năm sinh: 19/02/1978", 453, 350),
    ("Gii tính: Nam", 453, 400),
    ("Quc tch: Vit Nam", 837, 400),
    ("Quê quán: Quang Yên, Sông Lô, Vĩnh Phúc", 453, 450),
    ("Nơi thưng trú: 390C Lê Li, Bù Gia Mp,", 453, 505),
    ("Bù Gia Mp, Bình Phưc", 453, 550),
    ("Có giá tr đn", 135, 770),
    ("19/02/2038", 135, 810),
)
BARCODE_BACK = (
    ("Ngón trô trái", 99, 204),
    ("Đc đim nhân dng:", 358, 232),
    ("Nt rui C:3cm trưc đu mt trái", 357, 283),
    ("Ngày 29 tháng 12 năm 2017", 660, 405),
    ("CC TRUNG CC CÅNH SÁT ĐKQL CU TRÚ", 555, 455),
    ("VÀ DLQG VÊ DÂN CU", 721, 495),
    ("Ngón trô phi", 95, 520),
    ("Tô Văn Mu", 816, 771),
)
#: Lines of a newspaper, and one of a form.
NEWS_ROWS = ("theo đề nghị của Trưởng phòng, Ủy ban nhân dân", "Sáng nay hàng nghìn người dân làm thủ tục")
FORM_ROW = "Họ và tên khai sinh: NGUYỄN VĂN AN Ngày, tháng, năm sinh: 02/03/1971"


def paper(rows, kind, side, *, located=0.42):
    """Return a side on a photo where other edges outdo those of the card, its kind and which it is."""
    lines = page_of(*rows)
    scores = side_scores([item.text for item in lines])
    card = np.zeros((883, 1400, 3), np.uint8)
    return SimpleNamespace(located=located, lines=lines, scores=scores, card=card), kind, side


@pytest.mark.parametrize(
    ("rows", "kind", "side"),
    [
        (BARCODE_FRONT, "cccd_barcode", "front"),
        (BARCODE_BACK, "cccd_barcode", "back"),
        (BARCODE_BACK, "cmnd12", "back"),
    ],
)
def test_a_card_that_prints_few_words_is_its_own_even_where_its_edges_show_badly(rows, kind, side):
    """All of a barcode card's words weigh hardly what one mark of another card does: every value of a plain
    photo asked for a look, whose edges were outdone by those of the table."""
    assert not occlusion.has_foreign_print(*paper(rows, kind, side))


@pytest.mark.parametrize(
    "strange",
    [
        [(NEWS_ROWS[0], 20, 690), (NEWS_ROWS[1], 20, 735)],
        [(FORM_ROW, 20, 690)],
        [("Ngày, tháng, năm sinh: 02/03/1971", 420, 690)],
        [("Sá", 1340, 60), ("ng", 1340, 120), ("qu", 1340, 180), ("e", 1340, 240)],
    ],
    ids=["newspaper", "form", "a second birth date", "ends of a sheet's lines"],
)
def test_what_the_same_quad_holds_of_a_sheet_still_asks_for_a_look(strange):
    """A form under a card has names and birth dates of others; they would be given as the holder's."""
    assert occlusion.has_foreign_print(*paper([*BARCODE_FRONT, *strange], "cccd_barcode", "front"))


def test_a_form_around_a_card_is_seen_however_plain_its_own_outline_is():
    """Of a card on a form its edges were found, and its ``Họ và tên`` beside the last row of the address
    gave ``HÀ GIANG`` for the holder's name, unmarked."""
    form = [("Họ và tên:", 20, 120 + 90 * row) for row in range(3)]
    assert occlusion.has_foreign_print(*paper([*BARCODE_FRONT, *form], "cccd_barcode", "front", located=0.98))
    assert not occlusion.has_foreign_print(*paper(BARCODE_FRONT, "cccd_barcode", "front", located=0.98))


def test_a_form_with_the_words_of_a_card_is_no_card():
    """Its values stand elsewhere than on a card: nobody may take them for those of one unlooked at."""
    rows = [(words, left - 400, top * 0.5 + 400) for words, left, top in BARCODE_FRONT if left > 400]
    assert occlusion.has_foreign_print(*paper(rows, "cccd_barcode", "front"))
