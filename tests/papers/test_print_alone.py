"""Papers that only their print tells: barcode cards and cards of nine and twelve digits, on plain photos."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from PIL import Image

from bench import cards
from motcua.papers import fuse, hidden, reading
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS, side_scores
from motcua.papers.lines.types import TextLine
from motcua.papers.rows import parted

_MOTTO = ("CNG HOÀ XÃ HI CH NGHA VIĘT NAM", 535, 11), ("Đc lp - T do - Hnh phúc", 685, 64)
#: A barcode card as the fast recogniser reads it: letters with two marks are lost.
_FRONT = (
    *_MOTTO,
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
_BACK = (
    ("Ngón trô trái", 99, 204),
    ("Đc đim nhân dng:", 358, 232),
    ("Nt rui C:3cm trưc đu mt trái", 357, 283),
    ("Ngày 29 tháng 12 năm 2017", 660, 405),
    ("CC TRUNG CC CÅNH SÁT ĐKQL CU TRÚ", 555, 455),
    ("VÀ DLQG VÊ DÂN CU", 721, 495),
    ("Ngón trô phi", 95, 520),
    ("Tô Văn Mu", 816, 771),
)
_NEWS = ("theo đề nghị của Trưởng phòng, Ủy ban nhân dân", "Sáng nay hàng nghìn người dân làm thủ tục")
_FORM = "Họ và tên khai sinh: NGUYỄN VĂN AN Ngày, tháng, năm sinh: 02/03/1971"


def line(words: str, left: float, top: float, score: float = 0.999) -> TextLine:
    quad = ((left, top), (left + 17 * len(words), top), (left + 17 * len(words), top + 40), (left, top + 40))
    return TextLine(words, score, quad, (score,) * len(words))


def paper(rows, kind, side, *, located=0.42):
    """A side on a photo where other edges outdo those of the card."""
    lines = [line(*row) for row in rows]
    scores = side_scores([item.text for item in lines])
    card = np.zeros((883, 1400, 3), np.uint8)
    return SimpleNamespace(located=located, lines=lines, scores=scores, card=card), kind, side


@pytest.mark.parametrize(
    ("rows", "kind", "side"),
    [(_FRONT, "cccd_barcode", "front"), (_BACK, "cccd_barcode", "back"), (_BACK, "cmnd12", "back")],
)
def test_a_card_that_prints_few_words_is_its_own_even_where_its_edges_show_badly(rows, kind, side):
    """All of a barcode card's words weigh hardly what one mark of another card does: every value of a plain
    photo asked for a look, whose edges were outdone by those of the table."""
    assert not hidden.has_foreign_print(*paper(rows, kind, side))


@pytest.mark.parametrize(
    "strange",
    [
        [(_NEWS[0], 20, 690), (_NEWS[1], 20, 735)],
        [(_FORM, 20, 690)],
        [("Ngày, tháng, năm sinh: 02/03/1971", 420, 690)],
        [("Sá", 1340, 60), ("ng", 1340, 120), ("qu", 1340, 180), ("e", 1340, 240)],
    ],
    ids=["newspaper", "form", "a second birth date", "ends of a sheet's lines"],
)
def test_what_the_same_quad_holds_of_a_sheet_still_asks_for_a_look(strange):
    """A form under a card has names and birth dates of others; they would be given as the holder's."""
    assert hidden.has_foreign_print(*paper([*_FRONT, *strange], "cccd_barcode", "front"))


def test_a_form_with_the_words_of_a_card_is_no_card():
    """Its values stand elsewhere than on a card: nobody may take them for those of one unlooked at."""
    rows = [(words, left - 400, top * 0.5 + 400) for words, left, top in _FRONT if left > 400]
    assert hidden.has_foreign_print(*paper(rows, "cccd_barcode", "front"))


@pytest.mark.parametrize("seen", ["Nr", "N", "Nv", "N'", "NCr"])
def test_a_woman_whose_sex_the_first_reader_spells_with_a_stray_letter_is_one(seen):
    """It has no letter for the end of "Nữ" and reads its horn as one: the sex was not given at all."""
    rows = [line(f"Gii tính: {seen}", 400, 200), line("Ngày, tháng, năm sinh: 06/02/1964", 400, 260)]
    spec = SPECS["cmnd12"]
    truly = [replace(rows[0], text="Giới tính: Nữ", scores=(0.999,) * 13), rows[1]]
    by_quad = {item.quad: item for item in truly}
    said = {
        one.field: one for one in read_fields(rows, spec.sides["front"], lambda q: [by_quad[x] for x in q])
    }
    assert (said["sex"].value, said["sex"].agreed) == ("Nữ", True)


def test_a_stray_letter_alone_makes_nobody_a_woman():
    """Only the second reader's "Nữ" does: what both leave open stays empty."""
    rows = [line("Gii tính: Nr", 400, 200)]
    said = read_fields(rows, SPECS["cmnd12"].sides["front"], lambda quads: rows[: len(quads)])
    assert "sex" not in {one.field for one in said}


def test_a_second_row_under_a_value_far_right_of_its_label_belongs_to_it():
    """How far a value begins from its label was told by the count of letters: in a narrow type the second row
    of the marks stood too far left, and half of them was given as all."""
    label = TextLine(
        "Đc đim nhn dang: So chm cách 1,5cm", 0.99,
        ((378, 364), (1297, 364), (1297, 415), (378, 415)), (0.99,) * 34,
    )  # fmt: skip
    below = TextLine(
        "dưi trưc mt trái", 0.99, ((726, 420), (1225, 420), (1225, 470), (726, 470)), (0.99,) * 16
    )
    said = read_fields([label, below], SPECS["cccd_barcode"].sides["back"], lambda quads: [label, below])
    assert {one.field: one.value for one in said}["identifying_features"].endswith("dưi trưc mt trái")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12", "cccd_chip"])
def test_marks_under_a_label_in_capitals_are_read(kind):
    """Labels in capitals were not taken for labels, so that no name is; the holder's marks were lost."""
    rows = [line("ĐC ĐIM NHN DNG: Nt rui cách 2cm", 400, 220), line("trên trưc đuôi mày phi", 400, 275)]
    said = read_fields(rows, SPECS[kind].sides["back"], lambda quads: [line(r.text, 0, 0) for r in rows])
    assert {one.field: one.value for one in said}["identifying_features"].endswith("mày phi")


@pytest.mark.parametrize(
    "office", ["CC TRUNG CC CÅNH SÁT ĐKQL CU TRÚ", "GIÁM ĐC CÔNG AN", "VÀ DLQG VÊ DÂN CU"]
)
def test_the_office_that_signs_is_no_mark_of_the_holder(office):
    """On cards of twelve digits that office was taken for the end of the marks where the rows are close."""
    rows = [line("Đc đim nhn dng:", 358, 232), line("Nt ruồi gia sng mũi", 357, 275), line(office, 360, 320)]
    by_quad = {item.quad: item for item in rows}
    said = read_fields(rows, SPECS["cmnd12"].sides["back"], lambda quads: [by_quad[quad] for quad in quads])
    assert {one.field: one.value for one in said}["identifying_features"] == rows[1].text


def test_one_short_word_beside_the_middle_of_a_centred_label_is_its_value():
    """ "Không" begins where longer marks do, left of the label above it: it was given to nothing."""
    rows = [
        line("DU VT RIÊNG VÀ DI HINH:", 646, 135),
        line("Không", 480, 197),
        line("NGÓN TRÒ TRÁI", 101, 424),
    ]
    said = read_fields(rows, SPECS["cmnd"].sides["back"], lambda quads: rows[1:2])
    assert {one.field: one.value for one in said}["identifying_features"] == "Không"


def test_a_name_is_found_by_what_the_first_reader_leaves_of_its_label():
    """It lacks the letter of "Họ"; a card whose label lost it came back without a name."""
    rows = [line("và tên: LÊ THỊ HÀ", 465, 287)]
    said = read_fields(rows, SPECS["cccd_barcode"].sides["front"], lambda quads: rows)
    assert {one.field: one.value for one in said}["full_name"] == "LÊ THỊ HÀ"


def _front(kind: str, rows):
    lines = [line(*row) for row in rows]
    by_quad = {item.quad: item for item in parted(lines)}
    spec = SPECS[kind]
    said = read_fields(
        lines, spec.sides["front"], lambda quads: [by_quad[quad] for quad in quads], digits=spec.number_digits
    )
    return {one.field: one.value for one in said}


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd12"])
def test_no_expiry_is_read_where_its_words_break_over_two_rows(kind):
    """Under a narrow portrait they do; a card of somebody over sixty came back without an expiry."""
    rows = [("Quê quán: M Phưc, Mang Thít, Vĩnh Long", 434, 602), ("Có giá tri đn Không", 43, 748)]
    assert _front(kind, [*rows, ("thi hn", 40, 786)])["date_of_expiry"] == "no_expiry"
    assert "date_of_expiry" not in _front(kind, rows), "one word says nothing"


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
    said = _front(kind, rows)
    assert (said.get("date_of_birth"), said.get("date_of_expiry")) == ("1990-06-12", "2030-06-12")
    twice = _front(kind, [*rows, ("02/03/1971", 700, 660)])
    assert "date_of_birth" not in twice, "of two dates none is the birth date for certain"


def test_the_one_date_on_the_front_of_a_card_of_nine_digits_is_the_birth_date():
    """Of "Sinh ngày" glare left "Sinh": the date below it belonged to nobody."""
    rows = [("Sinh", 464, 402), ("09/02/1982", 469, 460), ("Nguyên quán: Na Son, Đin Biên Đông", 470, 553)]
    assert _front("cmnd", rows)["date_of_birth"] == "1982-02-09"


def test_an_expiry_run_into_the_last_row_of_the_residence_is_taken_from_it():
    """The detector joins both where they stand level: the expiry was lost, and the residence's last words."""
    rows = [
        ("Noi thưng trú: 403 Lý Thưng Kit, Bành", 625, 578),
        ("Coógi ri d n: 19/08/2022 Trch, Ba B, Bc Kn", 330, 630),
    ]
    said = _front("cccd_barcode", rows)
    assert said["date_of_expiry"] == "2022-08-19"
    assert said["place_of_residence"].endswith("Bành Trch, Ba B, Bc Kn")


def test_a_religion_that_goes_on_at_the_left_of_the_next_row_is_whole():
    """ "Phật" alone is a religion too: half of "Phật giáo" was given without asking for a look."""
    rows = [
        line("Dân tc: Tày", 427, 77), line("Tôn giáo: Phật", 880, 80), line("giáo", 426, 135),
        line("DÂU VT RIÊNG VÀ DI HINH", 490, 208), line("Không", 520, 285),
    ]  # fmt: skip
    by_quad = {item.quad: item for item in rows}
    said = read_fields(rows, SPECS["cmnd"].sides["back"], lambda quads: [by_quad[quad] for quad in quads])
    values = {one.field: one.value for one in said}
    assert (values["ethnicity"], values["religion"]) == ("Tày", "Phật giáo")
    assert values["identifying_features"] == "Không"


def test_a_religion_on_two_rows_that_slant_a_little_is_not_turned_round():
    """Short words tell no slant: "giáo Phật" came out."""
    first = replace(line("Tôn giáo: Phật", 880, 80), quad=((880, 86), (1120, 80), (1120, 140), (880, 146)))
    rows = [
        line("Dân tc: Tày", 427, 86),
        first,
        replace(line("giáo", 426, 150), quad=((426, 150), (590, 136), (590, 200), (426, 214))),
    ]
    by_quad = {item.quad: item for item in rows}
    said = read_fields(rows, SPECS["cmnd"].sides["back"], lambda quads: [by_quad[quad] for quad in quads])
    assert {one.field: one.value for one in said}["religion"] == "Phật giáo"


def test_a_value_below_its_own_label_is_not_taken_for_the_end_of_another():
    rows = [
        line("Dân tộc:", 427, 77), line("Tôn giáo:", 880, 80), line("Tày", 426, 125), line("Không", 880, 126),
    ]  # fmt: skip
    said = read_fields(rows, SPECS["cmnd"].sides["back"], lambda quads: rows[2:])
    assert {one.field: one.value for one in said} == {"ethnicity": "Tày", "religion": "Không"}


def test_a_label_that_blur_made_unlike_itself_still_parts_two_addresses():
    """Unfound, the residence came out as the end of the place of origin."""
    rows = [
        ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Gidt tinh: Nam", 453, 415),
        ("Qu quin: X Thnh Đc, Huyn Bn Lc,", 452, 482),
        ("Tinh Long An", 457, 540),
        ("Khu phő 17, P.Giáp Bát,", 740, 610),
        ("Not thuimg tr:", 455, 612),
        ("Q.Hoàng Mai, TP.Hà Ni", 456, 670),
    ]
    said = _front("cccd_barcode", rows)
    assert said["place_of_origin"].endswith("Tinh Long An")
    assert said["place_of_residence"].startswith("Khu phő 17")
    assert said["place_of_residence"].endswith("TP.Hà Nội")


def test_a_row_of_an_address_that_is_like_a_label_parts_nothing():
    """ "Thường Tín" has most letters of "thường trú", but no label's colon."""
    rows = [
        ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Giới tính: Nam", 453, 415),
        ("Quê quán: Khu phố 17, Thị trấn", 452, 482),
        ("Xã Thường Tín, Hà Nội", 457, 530),
    ]
    assert _front("cccd_barcode", rows)["place_of_origin"].endswith("Thường Tín, Hà Nội")


def test_no_expiry_that_two_readers_see_is_sure_whatever_the_letters_of_one_weigh():
    """The first reader lacks most letters of "Không thời hạn": its doubt sent a plain card to a look."""
    rows = [line("Có giá tr đn: Khöng thài han", 56, 790, 0.89)]
    again = [line("Có giá trị đến: Không thời hạn", 56, 790)]
    spec = SPECS["cccd_barcode"].sides["front"]
    said = {one.field: one for one in read_fields(rows, spec, lambda quads: again)}["date_of_expiry"]
    assert (said.value, said.agreed) == ("no_expiry", True)
    assert said.weakest >= fuse.SURE_DIGIT
    alone = {one.field: one for one in read_fields(rows, spec, lambda quads: [line("Có giá trị", 56, 790)])}
    assert alone["date_of_expiry"].weakest < fuse.SURE_DIGIT


def test_a_value_that_resembles_a_label_printed_elsewhere_is_a_value():
    """ "Phật giáo", its marks lost, is three quarters "Tôn giáo": the religion below was no value."""
    rows = [
        line("Dân tộc:", 59, 41), line("Tôn giáo:", 640, 41), line("Hoa", 58, 85), line("Pht giáo", 637, 86),
    ]  # fmt: skip
    said = read_fields(
        rows, SPECS["cmnd"].sides["back"], lambda quads: [line("Hoa", 0, 0), line("Phật giáo", 0, 0)]
    )
    assert {one.field: one.value for one in said} == {"ethnicity": "Hoa", "religion": "Phật giáo"}


def test_a_name_in_small_letters_that_resembles_a_label_is_a_name():
    rows = [
        ("Họ tên:", 440, 300), ("Nguyễn Văn An", 440, 345), ("Sinh ngày: 09-02-1982", 440, 420),
        ("Nguyên quán: Na Son, Điện Biên Đông, Điện Biên", 440, 500),
    ]  # fmt: skip
    said = _front("cmnd", rows)
    assert said["full_name"] == "NGUYỄN VĂN AN"
    assert said["place_of_origin"] == "Na Son, Điện Biên Đông, Điện Biên"


def test_a_name_behind_a_label_that_lost_its_blank_is_found():
    """ "Họ tên:" in a narrow type is read "Htên:"; the card came back without a name."""
    rows = [
        ("Htên: LÊ THỊ HÀ", 454, 300), ("Ngày, tháng, năm sinh: 25/08/1995", 454, 355),
        ("Giới tính: Nữ", 453, 415), ("Quê quán: Thạnh Đức, Bến Lức, Long An", 452, 482),
    ]  # fmt: skip
    assert _front("cccd_barcode", rows)["full_name"] == "LÊ THỊ HÀ"


def test_a_pale_side_on_a_scanned_page_is_found_by_its_print():
    """The page's own edges were taken for it and the back was read twice: name and birth date were lost."""
    paper = cards.make_paper("cmnd", 2060600)
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
    answer = reading.read([encoded], on=date(2026, 11, 24))
    assert sorted(side.side for side in answer.sides) == ["back", "front"]
    assert answer.fields["date_of_birth"].value == paper.truth["date_of_birth"]
    assert answer.fields["ethnicity"].value == paper.truth["ethnicity"]
    assert "same_side_twice" not in {problem.code for problem in answer.problems}
