"""What a tenth hand's drawings found: thumbs and lamps over zones, cards on receipts, blur over labels."""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image

from bench import cards
from motcua.papers import vocabulary
from motcua.papers.extract import read_fields
from motcua.papers.kinds import SPECS
from motcua.papers.layout import assign
from motcua.papers.lines.types import TextLine
from motcua.papers.mrz import compose_td1, from_lines
from motcua.papers.mrz_find import read_zone
from motcua.papers.reading import read

LINES = compose_td1(
    personal_number="036058485359",
    date_of_birth=date(1958, 12, 12),
    sex="Nam",
    date_of_expiry=None,
    full_name="CHÂU KHẮC QUÝ",
)


def _line(text: str, left: float, top: float, right: float, slant: float = 0.0):
    fall = slant * (right - left)
    quad = ((left, top), (right, top + fall), (right, top + fall + 40.0), (left, top + 40.0))
    return TextLine(text, 0.97, quad, (0.97,) * len(text))


def test_letters_after_a_zone_s_name_are_a_thumb_s_and_no_name():
    """``ÔNG TUYẾT LINH`` asked for a look because the zone said ``ONG TUYET LINH AF``."""
    read = from_lines((*LINES[:2], "CHAU<<KHAC<QUY<<<<<<<FLBQ<<<<<"), verified=True)
    assert read is not None
    assert read.full_name == "CHAU KHAC QUY"


def test_a_zone_read_to_the_last_character_is_one_wherever_it_lies():
    """A card on a pile of receipts: their print stood beside the zone's, and of the back nothing was sure."""
    receipt = [_line("Bánh mì thịt 1 25.000", 0, 40.0 * n, 300) for n in range(20)]
    zone = [_line(text, 560, 700 + 50.0 * n, 1360, slant=0.05) for n, text in enumerate(LINES)]
    found = read_zone(np.full((883, 1400, 3), 220, np.uint8), [*receipt, *zone], "td1")
    assert found is not None
    assert found.mrz.verified
    assert found.mrz.personal_number == "036058485359"
    # One digit otherwise, and it is none.
    wrong = [_line(text.replace("58", "68", 1), 560, 700 + 50.0 * n, 1360) for n, text in enumerate(LINES)]
    again = read_zone(np.full((883, 1400, 3), 220, np.uint8), [*receipt, *wrong], "td1")
    assert again is None or not again.mrz.verified


def test_a_thumb_on_a_zone_is_told_where_the_zone_cannot_be_read():
    """Only ``mrz_not_read`` was told, though the thumb was seen, and the same photo was sent again."""
    paper = cards.make_paper("passport", 1003)
    shot = np.asarray(Image.open(io.BytesIO(cards.photograph(paper.sides["front"], "easy", 1003).jpeg)))
    plain = read([_jpeg(shot)], on=date(2026, 11, 27)).sides[0]
    assert {"covered", "mrz_not_read"}.isdisjoint(item.code for item in plain.problems)
    a, b, c, d = np.asarray(plain.quad)
    covered = shot.copy()
    tip, root = d + 0.55 * (c - d) + 0.1 * (a - d), d + 0.55 * (c - d) - 0.3 * (a - d)
    wide = int(0.12 * np.linalg.norm(b - a))
    cv2.line(covered, tip.astype(int).tolist(), root.astype(int).tolist(), (214, 160, 128), wide)
    side = read([_jpeg(covered)], on=date(2026, 11, 27)).sides[0]
    assert {"covered", "mrz_not_read"} <= {item.code for item in side.problems}


def _jpeg(picture: np.ndarray) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "JPEG", quality=92)
    return stored.getvalue()


def test_what_blur_left_of_two_labels_alike_tells_no_day_from_the_other():
    """The day of expiry was taken for that of issue, and the QR code accused of another."""
    side = SPECS["can_cuoc"].sides["back"]
    blurred = [
        _line("Ngày. tháng. na", 388, 380, 590),
        _line("06/07/2024", 384, 416, 589),
        _line("Ngay, tháng, nám", 385, 476, 618),
        _line("04/04/2036", 383, 516, 590),
    ]
    assert "date_of_issue" not in assign(blurred, side.labels)
    plain = [
        _line("Ngày, tháng, năm cp/Date of", 388, 380, 590),
        _line("06/07/2024", 384, 416, 589),
        _line("Ngày, tháng, năm ht hn/Date", 385, 476, 618),
        _line("04/04/2036", 383, 516, 590),
    ]
    found = assign(plain, side.labels)
    assert (found["date_of_issue"].text, found["date_of_expiry"].text) == ("06/07/2024", "04/04/2036")


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("phường Phan Chu Trinh, Hoàn Kiếm, TP Hà Nội", True),
        ("xã Phú Diên, Phú Vang, Thừa Thiên Huế", True),
        ("hường Phan Chu Trinh, Hoàn Kiếm, TP Hà Nội", False),
    ],
)
def test_an_address_may_begin_with_a_small_kind_but_not_with_what_is_left_of_one(printed, whole):
    lines = [_line("Nơi đăng ký khai sinh/Place of birth:", 50, 150, 560), _line(printed, 50, 190, 700)]
    said = read_fields(lines, SPECS["can_cuoc"].sides["back"], lambda quads: [lines[1] for _ in quads])
    (birth,) = [one for one in said if one.field == "place_of_birth_registration"]
    assert (birth.value == printed and birth.whole and not birth.corrected) is whole


def test_marks_on_the_skin_as_older_cards_word_them_are_words_of_the_list():
    for text in ("Nốt ruồi cách 1cm dưới sau mép phải", "Nốt ruồi nổi ở cằm bên phải"):
        parts = vocabulary.words_borne_out(text)
        assert parts is not None, text
        assert not vocabulary.settle("identifying_features", text).changed
