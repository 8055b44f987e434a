"""A name as the card prints it: whole, with all its marks, or a person looks at it.

Else somebody's form bears another name, and every office that gets it compares with that one.
"""

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from tests.papers.printed import line, misread, reads, said_of
from tests.support import drawn

from motcua.papers.fields.alignment import after_phrases
from motcua.papers.kinds import base
from motcua.papers.reading import read
from motcua.papers.sides.occlusion import with_more, with_sure_ends


@pytest.mark.parametrize(
    "text", ["Nơi thường trú", "việt nam", "Tổ 8, Ấp 7", "Lê", "lê Thị Hà", "Xã Phú, Bình"]
)
def test_what_is_no_name_is_not_taken_for_one(text):
    """A label or a part of an address on the form where the citizen's name belongs."""
    assert not base.name(text)


def test_a_name_whose_tone_is_in_doubt_is_not_agreed_on():
    """``NHẪN`` is another person than ``NHÂN``, and one reader alone saw a mark."""
    lines = [line("Họ tên:", 400, 200), line("NGUYĚN BÁ NHÃN", 400, 236)]
    written = [line("NGUYỄN BÁ NHÂN", 400, 236)]
    assert said_of(lines, "cmnd", second=lambda quads: written)["full_name"].agreed is False


@pytest.mark.parametrize(
    ("again", "score", "agreed"),
    [("NÔNG DUY MÂN", 0.99, True), ("NÔNG DUY MẪN", 0.99, False), ("NÔNG DUY MÂN", 0.64, False)],
)
def test_a_name_is_believed_only_if_a_wider_look_reads_the_same(again, score, agreed):
    """A tilde stacked above a capital is cut off first: what is left is read surely, and wrong."""
    lines = [line("Họ tên:", 400, 200), line("NÔNG DUY MÂN", 400, 236)]
    said = said_of(lines, "cmnd", wider=lambda quads: [line(again, 400, 236, score=score)])
    assert said["full_name"].value == "NÔNG DUY MÂN"
    assert said["full_name"].agreed is agreed


def test_a_name_that_only_the_second_reader_sees_is_given_for_a_look():
    lines = [line("Ho tên:", 400, 200), line("Sinh ngày: 01-02-1980", 400, 260)]
    said = said_of(lines, "cmnd", second=reads(lines, {"Ho tên:": "Họ tên: CHỬ THỊ Ý"}))
    assert (said["full_name"].value, said["full_name"].agreed) == ("CHỬ THỊ Ý", False)
    assert "full_name" not in said_of(lines, "cmnd")
    assert after_phrases("không có nhãn", base.NAME_LABELS) == ""


def test_a_name_of_two_shortest_words_is_one():
    """``ĐỖ ƠN`` came as ``Đ ON``, three letters, and the name was lost."""
    assert [base.name(text) for text in ("Đ ON", "VŨ Ý", "N F", "NƠI", "Nam", "VN 3A")] == [
        True, True, False, False, False, False
    ]  # fmt: skip


def test_given_names_of_one_letter_are_a_part_of_a_passport_s_name():
    """``NGÔ`` and ``Ý`` stand apart there; without the second the name was the zone's, with no marks."""
    lines = [
        line("Họ / Surname", 500, 200, height=24), line("NGÔ", 500, 230, height=24),
        line("Chữ đệm và tên / Given names", 500, 270, height=24), line("Ý", 500, 300, height=24),
    ]  # fmt: skip
    assert said_of(lines, "passport")["full_name"].value == "NGÔ Ý"


def test_a_name_on_a_small_paper_is_given_for_a_look():
    """A tone mark there is two points: nothing but the print tells the name, and readers guess alike."""
    side = drawn.make_paper("cmnd12", 43).sides["front"].convert("RGB")
    readings = []
    for width in (570, 760):
        photo = np.full((900, 1200, 3), (60, 80, 70), np.uint8)
        height = round(width * 53.98 / 85.6)
        small = cv2.resize(np.asarray(side)[:, :, ::-1], (width, height), interpolation=cv2.INTER_AREA)
        photo[250 : 250 + height, 300 : 300 + width] = small
        readings.append(read([cv2.imencode(".png", photo)[1].tobytes()], on=date(2026, 11, 24)))
    assert [each.fields["full_name"].review for each in readings] == [True, False]


def test_a_line_is_lengthened_along_itself_by_a_letter_or_two():
    """The look at what follows a name must see the rest of it, and not its label or the row below."""
    level = ((100.0, 50.0), (300.0, 50.0), (300.0, 80.0), (100.0, 80.0))
    (a, b, c, d) = with_more(level)
    assert (a, d) == (level[0], level[3])
    assert b == pytest.approx((339.0, 50.0))
    assert c == pytest.approx((339.0, 80.0))
    upright = ((50.0, 300.0), (50.0, 100.0), (80.0, 100.0), (80.0, 300.0))
    assert with_more(upright)[1] == pytest.approx((50.0, 61.0))


@pytest.mark.parametrize(("more", "agreed"), [("TRẦN CÔNG", False), ("TRẦN CÔ", True)])
def test_a_name_whose_end_the_detector_lost_is_not_agreed_on(more, agreed):
    # ``TRẦN CÔNG AN`` on a small card was given as ``TRẦN CÔ``: all readers got the same cut-off picture.
    lines = [line("Họ tên:", 400, 200, height=24), line("TRẦN CÔ", 400, 236, height=24, score=0.97)]
    said = said_of(lines, "cmnd", wider=lambda quads: [line(more, 400, 236, height=24)])
    assert said["full_name"].agreed is agreed


def test_letters_that_are_hardly_there_are_no_more_of_a_name():
    # Guilloche after ``VI THỊ ỎN`` was read as another N, with a certainty of a tenth.
    sure, doubtful = line("VI THỊ ỎN", 400, 236, height=24), line("VI THỊ ỎNN X", 400, 236, height=24)
    doubtful = replace(doubtful, scores=(*doubtful.scores[:9], 0.11, 0.9, 0.3))
    assert [each.text for each in with_sure_ends([sure, doubtful])] == ["VI THỊ ỎN", "VI THỊ ỎNN"]
    doubtful = replace(doubtful, scores=(*doubtful.scores[:9], 0.11, 0.4, 0.3))
    (seen,) = with_sure_ends([doubtful])
    assert (seen.text, len(seen.scores)) == ("VI THỊ ỎN", 9)


def test_dots_to_write_on_after_a_name_do_not_make_it_doubtful():
    # After ``GIÀNG THỊ DỞ`` the dots of the line were read as ``N,,``: the N hardly, the commas more surely.
    scores = (*[0.99] * 12, 0.21, 0.33, 0.55)
    doubtful = replace(line("GIÀNG THỊ DỞN,,", 100, 60, 500, 100), scores=scores)
    slash = replace(line("Y WIÊT AYUN /", 100, 60, 500, 100), scores=(*[0.99] * 11, 0.43, 0.78))
    seen = with_sure_ends([doubtful, slash])
    assert [(one.text, len(one.scores)) for one in seen] == [("GIÀNG THỊ DỞ", 12), ("Y WIÊT AYUN", 11)]
    # A letter that is there stays, and with it the doubt about the whole name.
    (kept,) = with_sure_ends([replace(doubtful, scores=(*[0.99] * 12, 0.7, 0.33, 0.55))])
    assert kept.text == "GIÀNG THỊ DỞN"


def test_a_name_of_nine_words_is_read_and_looked_at():
    # ``CÔNG TẰNG TÔN NỮ …`` was not read at all.
    long = "CÔNG TẰNG TÔN NỮ NGUYỄN KHÁNH TƯỜNG QUỲNH NGHI"
    said = said_of([line("Họ tên:", 400, 300, 500, 340), line(long, 400, 346, 1300, 386)], "cmnd", "front")
    assert (said["full_name"].value, said["full_name"].whole) == (long, False)
    short = "CÔNG TẰNG TÔN NỮ NGUYỄN KHÁNH TƯỜNG NGHI"
    said = said_of([line("Họ tên:", 400, 300, 500, 340), line(short, 400, 346, 1300, 386)], "cmnd", "front")
    assert (said["full_name"].value, said["full_name"].whole) == (short, True)


PAGE = [
    line("HÔ CHIÉU/PASSPORT", 50, 35, height=24),
    line("Hoyi ún / Fuk nme", 430, 210, height=24),
    line("UNGCONGVANY", 430, 233, height=24),
    line("VIÉTNAM VIETNAMIESE", 430, 310, height=24),
    line("25 02 2004", 430, 391, height=24),
    line("P<VNMUNG<<CONG<VAN<Y<<<<<<<<<<<<<<<<<<<<<<<<", 54, 794, height=24),
]


@pytest.mark.parametrize(
    ("letters", "found"), [("UNG CONG VAN Y", "UNG CÔNG VĂN Ý"), ("TRAN THI BINH", None), ("", None)]
)
def test_a_name_whose_label_is_too_small_is_found_by_the_letters_of_the_zone(letters, found):
    # Else the form gets the zone's letters, ``UNG CONG VAN Y``, though the page prints all marks.
    second = reads(PAGE, {"UNGCONGVANY": "UNG CÔNG VĂN Ý"})
    said = said_of(PAGE, "passport", second=second, letters=letters)
    name = said.get("full_name")
    assert (name and name.value) == found


def test_a_small_letter_below_a_name_in_capitals_makes_it_ask_for_a_look():
    """What a thumb left of ``Họ và tên gọi khác`` was given as the last word of the name."""
    lines = [
        line("Họ và tên khai sinh:", 430, 330, 800, 376),
        line("TRẦN THU CHI", 430, 388, 700, 434),
        line("Họ", 430, 446, 470, 492),
        line("Ngày, tháng, năm sinh: 01/02/1980", 430, 504, 1100, 550),
    ]
    said = said_of(misread(lines, {"Họ": "H"}), "cmnd12", "front", second=reads(lines))["full_name"]
    assert said.value == "TRẦN THU CHI" or not said.whole


@pytest.mark.parametrize(
    "parts",
    [
        (("VIÊN HẢI", 430, 397), ("TÚ", 613, 395)),
        (("BẾ", 430, 389), ("HOÀNG ĐÔNG TUẤT", 510, 392)),
        (("CAO", 430, 389), ("LÒ", 540, 395), ("QUANG", 640, 386)),
    ],
)
@pytest.mark.parametrize("kind", ["cccd_chip", "cccd_barcode"])
def test_a_short_word_found_apart_from_its_name_is_kept_wherever_it_stands(kind, parts):
    """``BẾ`` before ``HOÀNG ĐÔNG TUẤT``, ``TÚ`` two pixels higher than ``VIÊN HẢI`` were lost unmarked."""
    label = "Họ và tên / Full name:" if kind == "cccd_chip" else "Họ và tên:"
    lines = [
        line(label, 430, 332, 830, 378),
        *(line(text, x, y, x + 19 * len(text), y + 46) for text, x, y in parts),
        line("Ngày sinh / Date of birth: 22/01/1948", 430, 449, 1114, 495),
    ]
    said = said_of(misread(lines, {"BẾ": "B", "LÒ": "L"}), kind, "front", second=reads(lines))
    assert said["full_name"].value == " ".join(text for text, _, _ in parts)


def test_a_short_word_right_behind_the_label_begins_the_name():
    """Else ``VĂN TÂM HẬU`` is given for ``BẾ VĂN TÂM HẬU``."""
    lines = [
        line("Họ tên: BẾ", 430, 332, 620, 378),
        line("VĂN TÂM HẬU", 650, 330, 900, 376),
        line("Sinh ngày: 22/01/1948", 430, 390, 900, 436),
    ]
    seen = misread(lines, {"Họ tên: BẾ": "H tên: B"})
    assert said_of(seen, "cmnd", second=reads(lines))["full_name"].value == "BẾ VĂN TÂM HẬU"
