"""What a seventh hand's drawings found: names that lost their end or their label."""

from dataclasses import replace

import pytest

from motcua.papers import placing
from motcua.papers.extract import read_fields
from motcua.papers.hidden import with_more, with_sure_ends
from motcua.papers.kinds import SPECS, side_scores
from motcua.papers.lines.types import TextLine


def line(words: str, left: float, top: float, score: float = 0.99) -> TextLine:
    right = left + 12 * len(words)
    quad = ((left, top), (right, top), (right, top + 24), (left, top + 24))
    return TextLine(words, score, quad, (score,) * len(words))


def test_a_line_is_lengthened_along_itself_by_a_letter_or_two():
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
    lines = [line("Họ tên:", 400, 200), line("TRẦN CÔ", 400, 236, 0.97)]
    by_quad = {item.quad: item for item in lines}
    said = read_fields(
        lines,
        SPECS["cmnd"].sides["front"],
        lambda quads: [by_quad[quad] for quad in quads],
        digits=(9,),
        wider=lambda quads: [line(more, 400, 236)],
    )
    assert {item.field: item.agreed for item in said}["full_name"] is agreed


def test_letters_that_are_hardly_there_are_no_more_of_a_name():
    # Guilloche after ``VI THỊ ỎN`` was read as another N, with a certainty of a tenth.
    sure, doubtful = line("VI THỊ ỎN", 400, 236), line("VI THỊ ỎNN X", 400, 236)
    doubtful = replace(doubtful, scores=(*doubtful.scores[:9], 0.11, 0.9, 0.3))
    assert [each.text for each in with_sure_ends([sure, doubtful])] == ["VI THỊ ỎN", "VI THỊ ỎNN"]
    doubtful = replace(doubtful, scores=(*doubtful.scores[:9], 0.11, 0.4, 0.3))
    (seen,) = with_sure_ends([doubtful])
    assert (seen.text, len(seen.scores)) == ("VI THỊ ỎN", 9)


PAGE = [
    line("HÔ CHIÉU/PASSPORT", 50, 35), line("Hoyi ún / Fuk nme", 430, 210), line("UNGCONGVANY", 430, 233),
    line("VIÉTNAM VIETNAMIESE", 430, 310), line("25 02 2004", 430, 391),
    line("P<VNMUNG<<CONG<VAN<Y<<<<<<<<<<<<<<<<<<<<<<<<", 54, 794),
]  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "found"), [("UNG CONG VAN Y", "UNG CÔNG VĂN Ý"), ("TRAN THI BINH", None), ("", None)]
)
def test_a_name_whose_label_is_too_small_is_found_by_the_letters_of_the_zone(letters, found):
    # Else the form gets the zone's letters, ``UNG CONG VAN Y``, though the page prints all marks.
    by_quad = {item.quad: item for item in PAGE} | {PAGE[2].quad: line("UNG CÔNG VĂN Ý", 430, 233)}
    said = read_fields(
        PAGE,
        SPECS["passport"].sides["front"],
        lambda quads: [by_quad[quad] for quad in quads],
        letters=letters,
    )
    assert {item.field: item.value for item in said}.get("full_name") == found


def test_a_back_that_speaks_a_little_more_for_another_kind_goes_with_its_front():
    # A CMND of twelve digits signed by the authority of barcode cards: its back was "not recognised".
    back = [
        line("Đc đim nhn dng:", 400, 200), line("NGÓN TRÓ TRÁI", 100, 100), line("NGÓN TRÓ PHAI", 100, 500),
        line("CUC TRUÓNG CUC CÁNH SÁT", 500, 400), line("QUÁN LÝ HÀNH CHÍNH VÊ TRÂT T X HI", 500, 440),
    ]  # fmt: skip
    scores = side_scores([each.text for each in back])
    assert scores["cccd_barcode", "back"] < scores["cmnd12", "back"] + placing._ANOTHER_KIND
