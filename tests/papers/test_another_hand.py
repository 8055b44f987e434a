"""Cards printed otherwise than our own generator prints them: other wordings, cases, mark places, scans."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from bench.cards.fonts import font
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bench import cards
from motcua.papers import calibration, hidden, labels, layout, reading, sides
from motcua.papers.clock import Clock
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS, base
from motcua.papers.lines.read import recognise_fast
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import Found, overlap
from motcua.papers.second import after_phrases, lost_tone
from motcua.papers.sides import look


def line(words: str, left: float, top: float, score: float = 0.999) -> TextLine:
    quad = ((left, top), (left + 15 * len(words), top), (left + 15 * len(words), top + 30), (left, top + 30))
    return TextLine(words, score, quad, (score,) * len(words))


def read(lines, kind, second=None, wider=None):
    by_quad = {item.quad: item for item in lines}
    look_again = second or (lambda quads: [by_quad[quad] for quad in quads])
    spec = SPECS[kind]
    said = read_fields(lines, spec.sides["front"], look_again, digits=spec.number_digits, wider=wider)
    return {item.field: item for item in said}


@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode", "can_cuoc", "cmnd"])
@pytest.mark.parametrize("label", ["Họ và tên", "Họ tên:", "Họ tên / Full name:"])
@pytest.mark.parametrize("name", ["LÊ THỊ HÀ", "Lê Thị Hà"])
def test_a_name_is_found_under_every_wording_and_in_either_case(kind, label, name):
    assert read([line(label, 400, 200), line(name, 400, 236)], kind)["full_name"].value == "LÊ THỊ HÀ"
    assert read([line(f"{label} {name}", 400, 200)], kind)["full_name"].value == "LÊ THỊ HÀ"


@pytest.mark.parametrize(
    "label", ["Ngày sinh:", "Ngày, tháng, năm sinh", "Ngày, tháng, năm sinh / Date of birth"]
)
@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode", "can_cuoc", "cmnd", "cmnd12"])
def test_a_birth_date_is_found_under_every_wording(kind, label):
    said = read([line(f"{label} 07-09-1974", 400, 200)], kind)
    assert said["date_of_birth"].value == "1974-09-07"


def test_an_address_under_a_label_that_shares_its_line_with_the_expiry_is_found():
    """The expiry stands left of the residence, and both are often found as one line."""
    lines = [
        line("CHỨNG MINH NHÂN DÂN", 600, 100),
        line("Có giá trị đến 24.07.2030 Nơi thường trú", 31, 700),
        line("Thôn 11, Phi Hải, Quảng Hòa, Cao Bằng", 420, 736),
    ]
    said = read(lines, "cmnd12")
    assert said["date_of_expiry"].value == "2030-07-24"
    assert said["place_of_residence"].value == "Thôn 11, Phi Hải, Quảng Hòa, Cao Bằng"


def test_a_place_that_sounds_like_a_label_stays_a_place():
    """ "Thọ Tiến" is a commune, one letter from "Họ tên"."""
    lines = [line("Quê quán: Xã Thọ Tiến, Huyện Triệu Sơn, Tỉnh Thanh Hóa", 400, 200)]
    said = read(lines, "cccd_barcode")
    assert said["place_of_origin"].value == "Xã Thọ Tiến, Huyện Triệu Sơn, Tỉnh Thanh Hóa"
    assert "full_name" not in said


def test_what_two_readers_leave_in_doubt_is_asked_of_a_third_and_nothing_else(monkeypatch):
    monkeypatch.setattr(calibration, "third_is_learned", lambda: True)
    name, born = line("Họ và tên: NGUYỄN VĂN ĐÔNG", 400, 200), line("Ngày sinh: 07/09/1974", 400, 240)
    place = line("Quê quán: Thôn Hạ, Xã Yên Mỹ, Huyện Nông Cống, Tỉnh Thanh Hóa", 400, 280, score=0.998)
    by_quad = {item.quad: item for item in (name, born, place)}
    asked = []

    def third(quads):
        asked.extend(quads)
        return [replace(by_quad[quad], text=by_quad[quad].text.replace("ĐÔNG", "ĐỒNG")) for quad in quads]

    spec = SPECS["cccd_barcode"].sides["front"]
    said = read_fields([name, born, place], spec, lambda quads: [by_quad[q] for q in quads], third=third)
    found = {item.field: item for item in said}
    assert asked == [name.quad, place.quad]
    assert found["full_name"].third is False, "a tone apart is another name"
    assert found["full_name"].value == "NGUYỄN VĂN ĐÔNG"
    assert found["place_of_origin"].third is True
    assert found["date_of_birth"].third is None


def test_a_card_that_is_cut_off_hides_only_what_may_go_on_beyond_the_photo():
    photo = np.zeros((1000, 1600, 3), np.uint8)
    inside, at_the_end, last_row = line("Kinh", 500, 400), line("Kinh", 1500, 400), line("Kinh", 500, 950)
    cut = ((40.0, 30.0), (1600.0, 30.0), (1600.0, 1000.0), (40.0, 990.0))
    paper = SimpleNamespace(photo=photo, card=photo, quad=cut, located=0.99, on_photo=lambda quad: quad)
    assert not hidden.at_the_frame(paper, inside.quad)
    assert hidden.at_the_frame(paper, at_the_end.quad)
    assert hidden.at_the_frame(paper, last_row.quad)


@given(
    st.lists(st.tuples(st.text("<Aa ", max_size=9), st.integers(0, 1400), st.integers(0, 900)), max_size=9)
)
def test_whatever_was_read_in_a_doubtful_quad_is_judged_and_breaks_nothing(rows):
    """A side of which hardly a line was seen must not end the reading of the others."""
    lines = [line(words or "<", left, top) for words, left, top in rows]
    card = np.zeros((900, 1400, 3), np.uint8)
    paper = SimpleNamespace(located=0.3, lines=lines, card=card, scores={("cmnd", "front"): 0.0})
    assert hidden.has_foreign_print(paper, "cmnd", "front"), "a few words may be anybody's"
    paper.scores["cmnd", "front"] = 20.0
    readable = sum(len(item.text) >= 4 for item in lines)
    own = any("<<" in item.text for item in lines)
    if not own or not readable:
        assert hidden.has_foreign_print(paper, "cmnd", "front"), "nothing says where the side's own print is"
    elif readable < 5:
        assert not hidden.has_foreign_print(paper, "cmnd", "front"), "so few lines are no sheet"
    else:
        hidden.has_foreign_print(paper, "cmnd", "front")
    paper.located = 0.9
    assert not hidden.has_foreign_print(paper, "cmnd", "front")


def test_a_value_that_a_scan_cuts_off_asks_for_a_look():
    """Where all of the photo was taken for the card, a value that ended with it was given as whole."""
    photo = np.zeros((1000, 1600, 3), np.uint8)
    scan = ((0.0, 0.0), (1600.0, 0.0), (1600.0, 1000.0), (0.0, 1000.0))
    paper = SimpleNamespace(photo=photo, card=photo, quad=scan, located=0.99, on_photo=lambda quad: quad)
    assert not hidden.at_the_frame(paper, line("Kinh", 1500, 400).quad)
    assert hidden.at_the_frame(paper, line("Kinh", 1535, 400).quad)


def test_a_second_row_of_a_slanting_address_is_not_read_first():
    """On a side whose corners were found badly the end of a long row lies lower than the row below begins."""
    first, second = "Ấp 5, Xã Truông Mít, Huyện Dương Minh Châu, Tỉnh Tây", "Ninh"

    def row(words, top):
        right, low = 400 + 15 * len(words), top + 1.6 * len(words)
        quad = ((400, top), (right, low), (right - 3, low + 30), (397, top + 30))
        return TextLine(words, 0.999, quad, (0.999,) * len(words))

    said = read([row("Nơi thường trú", 160), row(first, 200), row(second, 240)], "cccd_barcode")
    assert said["place_of_residence"].value == "Ấp 5, Xã Truông Mít, Huyện Dương Minh Châu, Tỉnh Tây Ninh"


@pytest.mark.parametrize(
    ("text", "right"),
    [("168D Ngô Đức Kế", True), ("SN 4, tổ 2", True), ("P429 Chung cư", True), ("168O Ngô Quyền", True),
     ("KV 2, KTX Cỏ May", True), ("Lô C KCN Sóng Thần", True), ("Pl062 Chung cư", False),
     ("Xomx 4", False), ("Số 12B", False)],
)  # fmt: skip
def test_a_capital_on_a_house_number_is_no_misspelling_unless_it_looks_like_a_digit(text, right):
    lines = [line(f"Nơi thường trú: {text}, Xã Phú Bình, Huyện Tân Phú, Tỉnh Đồng Nai", 400, 200)]
    assert read(lines, "cccd_barcode")["place_of_residence"].plausible is right


@pytest.mark.parametrize(
    "text", ["Nơi thường trú", "việt nam", "Tổ 8, Ấp 7", "Lê", "lê Thị Hà", "Xã Phú, Bình"]
)
def test_what_is_no_name_is_not_taken_for_one(text):
    assert not base.name(text)


@pytest.mark.parametrize(
    ("fast", "second", "lost"),
    [
        ("H và tên: Nguyêñ Khánh Hà", "Họ và tên: Nguyên Khánh Hà", True),
        ("NGUYĚN BÁ NHÃN LÂM", "NGUYỄN BÁ NHÂN LÂM", True),
        ("GIÁM DÓC CA DÖNG NAI", "GIÁM ĐỐC CA ĐÔNG NAI", True),
        ("NGUYĚN BÁ NHÃN LÂM", "NGUYỄN BÁ NHẪN LÂM", False),
        ("Trân Đinh Ngc Xuân", "Trần Đinh Ngọc Xuân", False),
        ("Đ VĂN TOÅN", "ĐỖ VĂN TOẢN", False),
        ("", "LÊ HÀ", False),
        ("HÀ", "", True),
    ],
)
def test_a_mark_that_only_the_fast_reader_saw_is_noticed(fast, second, lost):
    assert lost_tone(fast, second) is lost


def test_a_name_whose_tone_is_in_doubt_is_not_agreed_on():
    lines = [line("Họ tên:", 400, 200), line("NGUYĚN BÁ NHÃN", 400, 236)]
    written = [line("NGUYỄN BÁ NHÂN", 400, 236)]
    assert read(lines, "cmnd", second=lambda quads: written)["full_name"].agreed is False


@pytest.mark.parametrize(
    ("again", "score", "agreed"),
    [("NÔNG DUY MÂN", 0.99, True), ("NÔNG DUY MẪN", 0.99, False), ("NÔNG DUY MÂN", 0.64, False)],
)
def test_a_name_is_believed_only_if_a_wider_look_reads_the_same(again, score, agreed):
    """A tilde stacked above a capital is cut off first: what is left is read surely, and wrong."""
    lines = [line("Họ tên:", 400, 200), line("NÔNG DUY MÂN", 400, 236)]
    said = read(lines, "cmnd", wider=lambda quads: [line(again, 400, 236, score)])
    assert said["full_name"].value == "NÔNG DUY MÂN"
    assert said["full_name"].agreed is agreed


def test_a_name_that_only_the_second_reader_sees_is_given_for_a_look():
    lines = [line("Ho tên:", 400, 200), line("Sinh ngày: 01-02-1980", 400, 260)]
    by_quad = {item.quad: item for item in lines} | {lines[0].quad: line("Họ tên: CHỬ THỊ Ý", 400, 200)}
    said = read(lines, "cmnd", second=lambda quads: [by_quad[quad] for quad in quads])
    assert (said["full_name"].value, said["full_name"].agreed) == ("CHỬ THỊ Ý", False)
    assert "full_name" not in read(lines, "cmnd")
    assert after_phrases("không có nhãn", base.NAME_LABELS) == ""


def test_a_pale_side_beside_a_darker_one_is_found_on_a_scan():
    """Copy shops scan both sides onto one sheet; a pale front has hardly an edge on white paper."""
    paper = cards.make_paper("can_cuoc", 43)
    page = Image.new("RGB", (1240, 1754), (252, 252, 250))
    for index, name in enumerate(("front", "back")):
        pixels = np.asarray(paper.sides[name].convert("RGB"), np.float32)
        faded = np.where(pixels.min(axis=2, keepdims=True) > 150, 252 - (252 - pixels) * 0.5, pixels)
        side = pixels if index else faded
        small = cv2.resize(side.clip(0, 255).astype(np.uint8), (760, 479), interpolation=cv2.INTER_AREA)
        page.paste(Image.fromarray(small), (230, 200 + 700 * index))
    photo = np.ascontiguousarray(np.asarray(page)[:, :, ::-1])
    sides = {paper.best()[1] for paper in look(photo, 0, Clock(), several=True)}
    assert sides == {("can_cuoc", "front"), ("can_cuoc", "back")}


def test_labels_of_up_to_six_letters_must_open_their_line():
    label = labels.Label("full_name", base.NAME_LABELS, base.name)
    inside = layout.assign([line("Xã Hồ Tiên, Huyện Hà", 0, 0)], [label])
    assert "full_name" not in inside


def test_one_card_alone_on_a_wide_photo_is_one_paper():
    """A card that leaves room for another must not be found twice: the other side would not be asked for."""
    paper = cards.make_paper("can_cuoc", 43)
    photo = np.full((1300, 1700, 3), (120, 130, 125), np.uint8)
    side = np.asarray(paper.sides["front"].convert("RGB"))[:, :, ::-1]
    photo[300:931, 350:1350] = cv2.resize(side, (1000, 631), interpolation=cv2.INTER_AREA)
    assert len(look(photo, 0, Clock(), several=True)) == 1


def test_a_value_goes_on_where_its_first_line_began_though_its_label_stands_in_the_middle():
    """The last word of a mark on its own line was left out, and what was left given as the whole."""
    label = labels.Label("identifying_features", ("dau vet rieng va di hinh",), base.words, most_lines=3,
                         centred=True, capitals=True)  # fmt: skip
    first, second = line("Sẹo chấm dưới sau mép", 300, 240), line("phải", 300, 276)
    found = layout.assign([line("DẤU VẾT RIÊNG VÀ DỊ HÌNH", 600, 200), first, second], [label])
    assert found["identifying_features"].text == "Sẹo chấm dưới sau mép phải"


def test_two_cards_one_below_the_other_are_read_whole_wherever_they_lie():
    """Where the middle of the photo ran through a card, all below it was lost and nobody was told."""
    paper = cards.make_paper("cmnd12", 43)
    photo = np.full((1750, 1100, 3), (40, 90, 60), np.uint8)
    for index, name in enumerate(("front", "back")):
        side = np.asarray(paper.sides[name].convert("RGB"))[:, :, ::-1]
        top = 560 + 580 * index
        photo[top : top + 536, 120:970] = cv2.resize(side, (850, 536), interpolation=cv2.INTER_AREA)
    whole = ((118.0, 558.0), (972.0, 558.0), (972.0, 1678.0), (118.0, 1678.0))
    halves = [sides._half(photo, 0, whole, half, Clock()) for half in (0, 1)]
    assert [half.best()[1][1] for half in halves] == ["front", "back"]
    assert [round(half.quad[3][1], -1) for half in halves] == [1100, 1680]


@pytest.mark.parametrize(
    ("words", "plausible"),
    [
        ("Sẹo chấm C:2,5cm t trước đầu lông mày trái", False),
        ("Sẹo chấm C:2,5cm trên trước đầu lông mày trái", True),
    ],
)
def test_a_mark_of_which_a_word_was_lost_asks_for_a_look(words, plausible):
    """``trên`` was read as ``t`` by both recognisers, and given unlooked at: no list vouches for marks."""
    label = line("Đặc điểm nhân dạng", 300, 200)
    value = line(words, 300, 240)
    spec = SPECS["cccd_barcode"]
    (said,) = read_fields([label, value], spec.sides["back"], lambda quads: [value for _ in quads])
    assert said.field == "identifying_features"
    assert said.plausible is plausible


NEWS = "theo đề nghị của Trưởng phòng, Ủy ban nhân dân quyết định các điều khoản "
FORM = "Họ và tên khai sinh: NGUYỄN VĂN AN   Ngày, tháng, năm sinh: 02/03/1971   Giới tính: Nam   "


def on_a_sheet(card, words=NEWS):
    """Lay a card on a sheet full of print; returns the photo and where the card is."""
    sheet = Image.new("RGB", (1500, 1125), (246, 245, 240))
    pen = ImageDraw.Draw(sheet)
    for top in range(5, 1125, 44):
        pen.text((-top % 300 - 300, top), words * 4, (40, 40, 40), font("noto", 30))
    photo = np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])
    photo[330 : 330 + 473, 380 : 380 + 750] = cv2.resize(card, (750, 473), interpolation=cv2.INTER_AREA)
    return photo, ((380.0, 330.0), (1130.0, 330.0), (1130.0, 803.0), (380.0, 803.0))


def test_a_card_on_a_sheet_of_print_is_found_by_its_own_words():
    """The whole photo was taken for the card, and lines of the sheet got into its values."""
    card = np.asarray(cards.make_paper("cmnd", 43).sides["back"].convert("RGB"))[:, :, ::-1]
    photo, place = on_a_sheet(card)
    assert overlap(look(photo, 0, Clock(), several=False)[0].quad, place) > 0.95


@pytest.mark.parametrize(
    ("kind", "side"),
    [("cmnd", "front"), ("cccd_barcode", "back"), ("cccd_chip", "front"), ("can_cuoc", "back")],
)
def test_a_card_on_a_sheet_of_print_is_found_before_the_sheet_is_read(monkeypatch, kind, side):
    """Reading a whole newspaper took ten seconds, and its lines were mixed into the card's values."""
    read_so_far = []
    monkeypatch.setattr(
        sides, "recognise_fast", lambda card, quads: read_so_far.extend(quads) or recognise_fast(card, quads)
    )
    card = np.asarray(cards.make_paper(kind, 47).sides[side].convert("RGB"))[:, :, ::-1]
    photo, place = on_a_sheet(card)
    (paper,) = look(photo, 0, Clock(), several=False)
    assert paper.best()[1] == (kind, side)
    assert overlap(paper.quad, place) > 0.9
    assert len(read_so_far) < 50


def test_a_card_upside_down_on_a_sheet_of_print_is_found_by_what_cannot_be_read():
    """All the words that were read were the sheet's, and the citizen was told that there is no paper."""
    card = np.asarray(cards.make_paper("cccd_barcode", 43).sides["front"].convert("RGB"))[::-1, ::-1, ::-1]
    photo, place = on_a_sheet(card)
    (paper,) = look(photo, 0, Clock(), several=False)
    assert paper.best()[1] == ("cccd_barcode", "front")
    assert overlap(paper.quad, place) > 0.85


@pytest.mark.parametrize("kind", ["passport", "can_cuoc", "cmnd"])
def test_on_a_filled_in_form_nothing_of_the_form_is_given_unlooked_at(kind):
    """The form's words made an identity card of it, with the birth date of somebody else."""
    paper = cards.make_paper(kind, 43)
    photo, _ = on_a_sheet(np.asarray(paper.sides["front"].convert("RGB"))[:, :, ::-1], FORM)
    found = reading.read([cv2.imencode(".jpg", photo)[1].tobytes()], on=date(2026, 11, 26))
    unmarked = {name: value.value for name, value in found.fields.items() if not value.review}
    assert {name for name, value in unmarked.items() if value != paper.truth.get(name)} == set()


def test_where_the_likeliest_paper_is_none_the_others_are_looked_at(monkeypatch):
    """A payment card beside the identity card stands out more, and the citizen was told to start again."""
    photo = np.full((1100, 1500, 3), (120, 130, 125), np.uint8)
    card = np.asarray(cards.make_paper("cmnd12", 43).sides["front"].convert("RGB"))[:, :, ::-1]
    photo[560:1033, 400:1150] = cv2.resize(card, (750, 473), interpolation=cv2.INTER_AREA)
    nothing = Found(((100.0, 50.0), (850.0, 50.0), (850.0, 523.0), (100.0, 523.0)), 0.9, "edges", 0.99)
    other = Found(((400.0, 560.0), (1150.0, 560.0), (1150.0, 1033.0), (400.0, 1033.0)), 0.8, "edges", 0.99)
    monkeypatch.setattr(sides, "find_cards", lambda _, *, codes, most, text=None: [nothing, other][:most])
    (paper,) = look(photo, 0, Clock(), several=False)
    assert paper.best()[1] == ("cmnd12", "front")
