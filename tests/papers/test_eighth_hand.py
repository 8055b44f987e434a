"""What an eighth hand's drawings found: faults of photos that were not told, or told of good ones."""

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest

from motcua.papers import hidden, reading
from motcua.papers.document import look_at
from motcua.papers.extract import read_fields
from motcua.papers.fuse import Said
from motcua.papers.kinds import SPECS
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import homography
from motcua.papers.looking import Photos
from motcua.papers.said import TextSaid
from motcua.papers.seen import Seen

CARD = (1400, 883)


def line(words: str, left: float, right: float, top: float) -> TextLine:
    quad = ((left, top), (right, top), (right, top + 40), (left, top + 40))
    return TextLine(words, 0.99, quad, (0.99,) * len(words))


def paper(lines: list[TextLine], inset: float = 1.0) -> Seen:
    """Return a side for which all of its photo is taken, but for ``inset`` pixels at its left."""
    wide, high = CARD
    quad = ((inset, 1.0), (wide - 1.0, 1.0), (wide - 1.0, high - 1.0), (inset, high - 1.0))
    photo = np.full((high, wide, 3), 200, np.uint8)
    return Seen(0, photo, quad, homography(quad), photo, lines)


#: The back of a card whose left end is off the photo, and the front of one whose right end is.
BACK = [
    line("m nhân dang / Personal identification:", -3, 900, 60),
    line("Left index finger", 1150, 1300, 60),
    line("VNM1477852835002147785283<<7", -3, 1300, 600),
    line("08186F9912315VNM<<<<<<<<<<<2", -3, 1300, 680),
]
FRONT = [
    line("Giói tính/Sex: Nũ", 400, 700, 500),
    line("Quc tich/Nationality: Vit", 900, 1402, 500),
    line("Noi thưòng trú/Place of residence: Bc Lý, K Sơ'n,", 400, 1401, 700),
]


@pytest.mark.parametrize(("side", "lines", "at"), [("back", BACK, 0.0), ("front", FRONT, 1.0)])
def test_print_that_runs_off_a_photo_taken_for_the_card_is_told(side, lines, at):
    # Both sides of a card held too near came without a word that parts of them were missing.
    cut = hidden.cut_print(paper(lines), "cccd_chip", side)
    assert cut is not None
    assert (cut.reason, at in (cut.box[0], cut.box[2])) == ("cut_off", True)
    assert hidden.cut_print(paper(lines, inset=22.0), "cccd_chip", side) is not None


def test_a_scan_of_the_whole_card_is_not_cut_off():
    # On a crop close to the card print keeps half a line's height from its end.
    moved = [line("IDVNM1477852835002147785283<<7", 20, 1300, 600), *BACK[1:2]]
    assert hidden.cut_print(paper(moved), "cccd_chip", "back") is None
    # One line alone may have been found too long, and print of a sheet says nothing.
    assert hidden.cut_print(paper([*moved, BACK[0]]), "cccd_chip", "back") is None
    sheet = [line("Cộng đồng các dân tộc", -3, 700, 300), line("trên tờ giấy này", -3, 700, 400)]
    assert hidden.cut_print(paper([*moved, *sheet]), "cccd_chip", "back") is None


def test_nothing_runs_off_a_photo_with_a_table_around_the_card():
    quad = ((200.0, 100.0), (1200.0, 100.0), (1200.0, 730.0), (200.0, 730.0))
    seen = paper(BACK)
    seen.quad = quad
    assert hidden.cut_print(seen, "cccd_chip", "back") is None


def test_a_portrait_as_light_all_over_as_its_blue_ground_is_there():
    # Grey hair, a dark face and a grey shirt before blue: "nothing is where the portrait should be".
    sheet = np.full((1080, 1712, 3), (215, 225, 228), np.uint8)
    for top in range(300, 1000, 90):
        cv2.putText(sheet, "Hoang Thi Que", (560, top), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (30, 30, 30), 5)
    cv2.rectangle(sheet, (86, 360), (486, 900), (190, 125, 70), -1)
    cv2.ellipse(sheet, (286, 600), (120, 170), 0, 0, 360, (95, 118, 145), -1)
    cv2.ellipse(sheet, (286, 500), (130, 120), 0, 180, 360, (122, 122, 122), -1)
    photo = cv2.copyMakeBorder(sheet, 150, 150, 200, 200, cv2.BORDER_CONSTANT, value=(50, 70, 96))
    quad = ((200.0, 150.0), (1912.0, 150.0), (1912.0, 1230.0), (200.0, 1230.0))
    portrait = SPECS["cccd_chip"].sides["front"].portrait

    def told(of: np.ndarray) -> list[str]:
        return [item.code for item in look_at(of, quad, image=0, portrait=portrait).findings]

    assert "portrait_missing" not in told(photo)
    blank = photo.copy()
    cv2.rectangle(blank, (260, 480), (700, 1070), (190, 125, 70), -1)
    assert "portrait_missing" in told(blank)


def test_dots_to_write_on_after_a_name_do_not_make_it_doubtful():
    # After ``GIÀNG THỊ DỞ`` the dots of the line were read as ``N,,``: the N hardly, the commas more surely.
    scores = (*[0.99] * 12, 0.21, 0.33, 0.55)
    doubtful = replace(line("GIÀNG THỊ DỞN,,", 100, 500, 60), scores=scores)
    slash = replace(line("Y WIÊT AYUN /", 100, 500, 60), scores=(*[0.99] * 11, 0.43, 0.78))
    seen = hidden.with_sure_ends([doubtful, slash])
    assert [(one.text, len(one.scores)) for one in seen] == [("GIÀNG THỊ DỞ", 12), ("Y WIÊT AYUN", 11)]
    # A letter that is there stays, and with it the doubt about the whole name.
    (kept,) = hidden.with_sure_ends([replace(doubtful, scores=(*[0.99] * 12, 0.7, 0.33, 0.55))])
    assert kept.text == "GIÀNG THỊ DỞN"


def test_the_fingers_column_is_no_part_of_the_marks_on_the_skin():
    # Blurred, ``Left index finger`` on the label's row began the value: ``LIh toee fngh' Sẹo thẳng C: …``.
    rows = [
        line("Đc diém nhân dang / Personal identification:", 78, 756, 62),
        line("Lertircex tihger", 1063, 1246, 75),
        line("Sẹo thẳng C: 1,5cm trên đuôi mày trái", 79, 728, 116),
        line("Ngày, tháng, năm / Date, month, year: 10/05/2021", 290, 900, 206),
    ]
    said = said_of(rows, "cccd_chip", "back")
    assert said["identifying_features"].value == "Sẹo thẳng C: 1,5cm trên đuôi mày trái"


def test_a_card_copied_onto_a_sheet_does_not_fill_it():
    # A copy of a card on a sheet of a card's shape: "the portrait is not where it should be".
    def filled(top: float, bottom: float, *, front: bool = True) -> bool:
        rows = [line("CĂN CƯỚC", 500, 800, top), line("Nơi thường trú:", 500, 800, bottom)]
        return hidden.is_filled(paper([*rows, line("x", 0, 9, 880)]), front=front)

    assert filled(90, 700)
    assert not filled(300, 560)
    assert not filled(200, 607)
    # The back of a CMND has nothing printed below the second finger's name.
    assert filled(46, 492, front=False)
    assert not hidden.is_filled(paper([]), front=True)


def test_of_the_portrait_on_a_sheet_that_a_card_does_not_fill_nothing_is_said():
    sheet = np.full((1080, 1712, 3), (215, 225, 228), np.uint8)
    cv2.putText(sheet, "CAN CUOC", (700, 500), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (30, 30, 30), 9)
    photo = cv2.copyMakeBorder(sheet, 150, 150, 200, 200, cv2.BORDER_CONSTANT, value=(50, 70, 96))
    quad = ((200.0, 150.0), (1912.0, 150.0), (1912.0, 1230.0), (200.0, 1230.0))
    portrait = SPECS["can_cuoc"].sides["front"].portrait
    for filled in (True, False):
        findings = look_at(photo, quad, image=0, portrait=portrait, filled=filled).findings
        assert ("portrait_missing" in [item.code for item in findings]) is filled


def said_of(rows: list[TextLine], kind: str, side: str) -> dict[str, TextSaid]:
    by_quad = {row.quad: row for row in rows}
    spec = SPECS[kind].sides[side]
    return {one.field: one for one in read_fields(rows, spec, lambda quads: [by_quad[q] for q in quads])}


def test_the_beginning_of_a_label_under_glare_is_no_part_of_a_place():
    # ``Place of Ấp 24, Phường 15`` contradicted the code: "the card may have been tampered with".
    said = said_of(
        [
            line("Nơi thường trú/Place of", 358, 764, 807),
            line("Ấp 24, Phường 15,", 960, 1344, 811),
            line("Quận 8, TP. Hồ Chí Minh", 357, 746, 856),
        ],
        "cccd_chip",
        "front",
    )
    assert said["place_of_residence"].value == "Ấp 24, Phường 15, Quận 8, TP. Hồ Chí Minh"


def test_a_name_of_nine_words_is_read_and_looked_at():
    # ``CÔNG TẰNG TÔN NỮ …`` was not read at all.
    long = "CÔNG TẰNG TÔN NỮ NGUYỄN KHÁNH TƯỜNG QUỲNH NGHI"
    said = said_of([line("Họ tên:", 400, 500, 300), line(long, 400, 1300, 346)], "cmnd", "front")
    assert (said["full_name"].value, said["full_name"].whole) == (long, False)
    short = "CÔNG TẰNG TÔN NỮ NGUYỄN KHÁNH TƯỜNG NGHI"
    said = said_of([line("Họ tên:", 400, 500, 300), line(short, 400, 1300, 346)], "cmnd", "front")
    assert (said["full_name"].value, said["full_name"].whole) == (short, True)


OWN, FOREIGN = "026088304473", "001055743938"


@pytest.mark.parametrize(
    ("printed", "code", "zone", "told"),
    [
        # A foreign code stuck on a card whose print and back agree: "front and back are of two cards".
        (OWN, FOREIGN, OWN, {"sources_disagree"}),
        (FOREIGN, FOREIGN, OWN, {"sources_disagree", "sides_differ"}),
        (OWN, OWN, OWN, set()),
    ],
)
def test_a_foreign_code_on_a_front_is_not_taken_for_another_cards_back(
    monkeypatch, printed, code, zone, told
):
    field = "personal_number"
    print_ = TextSaid(field, printed, 0.999, 0.999, True, True, line("", 0, 9, 0).quad)
    said = [
        Said(field, code, "qr", 0.998, 0, sure=True),
        Said(field, printed, "text", 0.999, 0, text=print_),
        Said(field, zone, "mrz", 0.996, 1, sure=True, paper=1),
        Said("nationality", "Việt Nam", "mrz", 0.996, 1, sure=True, paper=1),
    ]
    monkeypatch.setattr(reading, "look_at_all", lambda images, clock, several: Photos())
    monkeypatch.setattr(reading, "place", lambda papers: ("cccd_chip", []))
    monkeypatch.setattr(reading, "gather", lambda *papers: said)
    found = reading.read([b"", b""], on=date(2026, 11, 27))
    assert {item.code for item in found.problems} & {"sources_disagree", "sides_differ"} == told
    assert {value.review for value in found.fields.values()} == {bool(told)}
