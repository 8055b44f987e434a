"""Lines that nothing asks for are not read, and everything that is asked for still is."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from tests.papers.printed import line
from tests.support import drawn

from motcua.kernel.vietnamese import fold
from motcua.papers.clock import Clock
from motcua.papers.photo import decode
from motcua.papers.reading import read
from motcua.papers.sides import one_photo, recognise, skippable_lines
from motcua.papers.sides.occlusion import is_filled
from motcua.papers.sides.rectified_paper import RectifiedPaper

ON = date(2026, 11, 24)
#: Words of headings, of the authority's translation and of what stands over the fingerprints.
IDLE = ("cong hoa", "doc lap", "socialist", "independence", "director general", "index finger", "ministry")


def photos(kind, seed):
    paper = drawn.make_paper(kind, seed)
    return paper, [drawn.photograph(side, "easy", seed).jpeg for side in paper.sides.values()]


@pytest.fixture
def texts(monkeypatch):
    """Every line that is read to tell what a side is."""
    read_so_far = []

    recognise_first = recognise.recognise_first

    def listening(image, quads):
        lines = recognise_first(image, quads)
        read_so_far.extend(fold(line.text) for line in lines)
        return lines

    monkeypatch.setattr(recognise, "recognise_first", listening)
    return read_so_far


@pytest.mark.parametrize(("kind", "seed"), [("cccd_chip", 44), ("can_cuoc", 41), ("passport", 41)])
def test_headings_and_translations_are_not_read_and_no_value_is_missing(kind, seed, texts):
    """They were a third of a card's lines: a tenth of the time of reading it."""
    paper, shots = photos(kind, seed)
    reading = read(shots, on=ON)
    assert reading.paper == kind
    assert {name for name in paper.truth if name not in reading.fields} <= {"previous_number"}
    assert not [
        name for name, value in reading.fields.items()
        if not value.review and value.value != paper.truth.get(name)
    ]  # fmt: skip
    assert not [text for text in texts if any(word in text for word in IDLE)]
    assert texts


def test_a_side_that_the_rest_does_not_tell_plainly_is_read_whole(monkeypatch, texts):
    """Of a card under glare the heading may be all there is to tell what it is not."""
    monkeypatch.setattr(recognise, "PLAIN_EVIDENCE", 99.0)
    _, shots = photos("cccd_chip", 44)
    for shot in shots:
        (seen,) = one_photo.read_photo(decode(shot), 0, Clock(), several=False)
        assert not seen.spared
    assert any("socialist" in text for text in texts)
    assert any("index finger" in text for text in texts)


def test_a_photo_that_may_show_both_sides_is_read_whole(texts):
    """Which words stand where tells two copies on one sheet apart."""
    _, shots = photos("cccd_chip", 44)
    one_photo.read_photo(decode(shots[0]), 0, Clock(), several=True)
    assert any("socialist" in text for text in texts)


def test_print_that_was_not_read_still_fills_the_card():
    """A front with little print below was taken for a copy on a larger sheet."""
    _, shots = photos("can_cuoc", 41)
    (seen,) = one_photo.read_photo(decode(shots[0]), 0, Clock(), several=False)
    assert seen.spared
    assert is_filled(seen, front=True)


def test_an_authority_at_the_right_is_read_where_no_fingerprints_are(monkeypatch):
    """On a back whose code was not read ``BỘ CÔNG AN`` was left out as words above fingers are."""
    zone = [
        "IDVNM0434746387093043474638<<7",
        "4301059M9912315VNM<<<<<<<<<<<0",
        "TRAN<<VAN<TAM<<<<<<<<<<<<<<<<<",
    ]
    rows = {
        "can_cuoc": ["Nơi cư trú / Place of residence", "Nơi đăng ký khai sinh / Place of birth",
                     "Ngày, tháng, năm cấp / Date of issue", "Ngày, tháng, năm hết hạn / Date of expiry"],
        "cccd_chip": ["Đặc điểm nhân dạng / Personal identification", "Ngày, tháng, năm / Date, month, year",
                      "CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"],
    }  # fmt: skip
    enough = {}
    for kind, words in rows.items():
        page = [line(text, 60, 60 + 60 * at, 640) for at, text in enumerate([*words, *zone])]
        page.append(line("BỘ CÔNG AN" if kind == "can_cuoc" else "Left index finger", 760, 360, 960))
        by_quad = {each.quad: each for each in page}
        monkeypatch.setattr(recognise, "recognise_first", lambda _, quads, by=by_quad: [by[q] for q in quads])
        card = np.zeros((640, 1000, 3), np.uint8)
        read_zone = SimpleNamespace(mrz=SimpleNamespace(format="td1"))
        corners = ((0.0, 0.0), (1000.0, 0.0), (1000.0, 640.0), (0.0, 640.0))
        paper = RectifiedPaper(0, card, corners, np.eye(3), card, [], zone=read_zone)
        known = {each.quad: each for each in page if "<<" in each.text}
        enough[kind] = recognise.read_enough(paper, list(by_quad), known, Clock())
        assert [quad[0][0] for quad in paper.spared] == [760]
    assert enough == {"can_cuoc": False, "cccd_chip": True}


def test_a_date_beside_the_authority_is_no_signature():
    issuer = line("BO CONG AN", 800, 400, 980)
    assert skippable_lines.is_signature(line("", 700, 450, 1080).quad, [issuer])
    assert not skippable_lines.is_signature(line("", 60, 450, 260).quad, [issuer]), (
        "the expiry stands on the left"
    )
    assert not skippable_lines.is_signature(line("", 700, 350, 1080).quad, [issuer]), "above it"
    assert not skippable_lines.is_signature(line("", 700, 450, 1080).quad, [line("Bà Công", 800, 400, 980)])
