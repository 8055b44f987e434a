"""What a ninth hand's drawings found: photos as front cameras, messengers and copiers leave them."""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from bench import cards
from motcua.papers import photo, vocabulary
from motcua.papers.document import look_at
from motcua.papers.kinds import SPECS, is_twofold
from motcua.papers.layout import assign
from motcua.papers.lines.types import TextLine
from motcua.papers.reading import read

ON = date(2026, 11, 27)


@pytest.fixture(scope="module")
def chip():
    paper = cards.make_paper("cccd_chip", 907)
    shots = {side: cards.photograph(image, "easy", 907).jpeg for side, image in paper.sides.items()}
    return paper, shots


def as_in_a_mirror(jpeg: bytes) -> bytes:
    stored = io.BytesIO()
    ImageOps.mirror(Image.open(io.BytesIO(jpeg)).convert("RGB")).save(stored, "JPEG", quality=92)
    return stored.getvalue()


@pytest.fixture(scope="module")
def plain(chip):
    return read([chip[1]["front"], chip[1]["back"]], on=ON)


def test_a_front_camera_s_mirrored_photo_is_read_and_told(chip, plain):
    # The code was decoded all the same: the card came without its origin, its other side "not recognised".
    paper, shots = chip
    front, back = (as_in_a_mirror(shots[side]) for side in ("front", "back"))
    reading = read([front, back], on=ON)
    assert reading.paper == "cccd_chip"
    assert [item.code for item in reading.problems] == [item.code for item in plain.problems]
    assert {"place_of_origin", "full_name", "place_of_residence"} <= set(reading.fields)
    assert {n for n, v in reading.fields.items() if v.value != paper.truth.get(n) and not v.review} == set()
    assert all("photo_mirrored" in [one.code for one in side.problems] for side in reading.sides)
    # Places are those of the photo as it was sent; what is cut out by them is the right way round.
    width = Image.open(io.BytesIO(front)).width
    for mine, theirs in zip(reading.sides[0].quad, plain.sides[0].quad, strict=True):
        assert (width - mine[0], mine[1]) == pytest.approx(theirs, abs=12)
    there, here = plain.fields["full_name"].region, reading.fields["full_name"].region
    shown = photo.cut(photo.decode(front), here.quad, width=400)
    wanted = photo.cut(photo.decode(shots["front"]), there.quad, width=400)
    height = min(shown.shape[0], wanted.shape[0])
    a, b = (one[:height].astype(float).mean(axis=2).ravel() for one in (shown, wanted))
    assert np.corrcoef(a, b)[0, 1] > 0.6


def test_a_photo_the_right_way_round_is_not_told_to_be_mirrored(chip):
    reading = read([chip[1]["front"]], on=ON)
    assert [one.code for one in reading.sides[0].problems if one.code == "photo_mirrored"] == []


def test_a_grey_copy_with_a_notary_s_red_stamps_is_a_copy(chip, plain):
    # The stamps' red was taken for the card's own colour: of no certified copy was it told that it is one.
    grey = np.asarray(Image.open(io.BytesIO(chip[1]["front"])).convert("L").convert("RGB")).copy()
    (left, top), (right, low) = (end(plain.sides[0].quad, axis=0).astype(int) for end in (np.min, np.max))
    wide, high = right - left, low - top
    x, y = left + wide * 45 // 100, top + high * 45 // 100
    cv2.rectangle(grey, (x, y), (x + wide * 2 // 5, y + high // 5), (205, 40, 55), 6)
    cv2.putText(grey, "SAO Y BAN CHINH", (x + 12, y + high // 8), 0, wide / 900, (205, 40, 55), 4)
    cv2.circle(grey, (x + wide // 8, y + high // 5), high // 7, (205, 40, 55), 7)

    def told(picture: np.ndarray) -> list[tuple[str, str | None]]:
        photo_ = np.ascontiguousarray(picture[:, :, ::-1])
        portrait = SPECS["cccd_chip"].sides["front"].portrait
        seen = look_at(photo_, plain.sides[0].quad, image=0, portrait=portrait)
        return [(one.code, one.reason) for one in seen.findings]

    assert ("photocopy", "grey") in told(grey)
    colour = np.asarray(Image.open(io.BytesIO(chip[1]["front"])).convert("RGB")).copy()
    assert "photocopy" not in [code for code, _ in told(colour)]


@pytest.mark.parametrize("again", [False, True])
def test_one_photo_of_both_sides_sent_as_front_and_as_back_is_read_whole(chip, again):
    # "Both photos show the same side"; the front's birth date stood in for the expiry, against the zone.
    wide = 1300
    sides = [Image.open(io.BytesIO(chip[1][side])).convert("RGB") for side in ("front", "back")]
    sides = [one.resize((wide, one.height * wide // one.width)) for one in sides]
    sheet = Image.new("RGB", (wide, sum(one.height for one in sides)), (90, 90, 90))
    sheet.paste(sides[0], (0, 0))
    sheet.paste(sides[1], (0, sides[0].height))
    sent = []
    for quality in (92, 85 if again else 92):  # taken twice, or chosen twice
        stored = io.BytesIO()
        sheet.save(stored, "JPEG", quality=quality)
        sent.append(stored.getvalue())
    reading = read(sent, on=ON)
    assert [item.code for item in reading.problems] == []
    assert {(side.side, side.image) for side in reading.sides} == {
        (side, image) for side in ("front", "back") for image in (0, 1)
    }
    assert reading.fields["place_of_origin"].value == chip[0].truth["place_of_origin"]


def test_the_same_photo_of_one_side_sent_twice_is_told(chip):
    reading = read([chip[1]["front"]] * 2, on=ON)
    assert "same_side_twice" in [item.code for item in reading.problems]
    # Each photo has its words on the page that asks for photos.
    assert [(side.side, side.image) for side in reading.sides] == [("front", 0), ("front", 1)]


@pytest.mark.parametrize("one", ["i", "l", "I"])
def test_a_one_before_centimetres_is_no_letter(one):
    # A one with a short flag was read as an i: the marks came as ``Nốt ruồi C:icm sau cánh mũi phải``.
    for words in ("Nốt ruồi C:{}cm sau cánh mũi phải", "Sẹo chấm C: {},5cm trên trước mắt trái"):
        settled = vocabulary.settle("identifying_features", words.format(one))
        assert settled is not None
        assert (settled.text, settled.changed) == (words.format(1), False)
    # A word that ends so is left alone.
    kept = vocabulary.settle("identifying_features", "Sẹo tai cm")
    assert kept is not None
    assert kept.text == "Sẹo tai cm"


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
    papers = [cards.make_paper("cmnd", seed) for seed in (911, 912)]
    fronts = [one.sides["front"].convert("RGB").resize((1100, 700)) for one in papers]
    sheet = Image.new("RGB", (1200, 1460), (120, 110, 100))
    sheet.paste(fronts[0], (50, 20))
    if other:
        sheet.paste(fronts[1], (50, 740))
    stored = io.BytesIO()
    sheet.save(stored, "JPEG", quality=92)
    back = cards.photograph(papers[0].sides["back"], "easy", 911).jpeg
    reading = read([stored.getvalue(), back], on=ON)
    told = [one.code for side in reading.sides for one in side.problems]
    given = {name for name, value in reading.fields.items() if not value.review}
    assert ("several_papers" in told) == other
    assert bool(given) != other


def page_of(*rows: tuple[str, float, float]) -> list[TextLine]:
    """Return rows of print with where they begin, 40 high."""
    return [
        TextLine(words, 0.99, ((x, y), (x + 18 * len(words), y), (x + 18 * len(words), y + 40), (x, y + 40)),
                 (0.99,) * len(words))
        for words, x, y in rows
    ]  # fmt: skip


@pytest.mark.parametrize("given", ["VĂN SINH", "THỊ SINH", "NGỌC SINH", "MÍ SÍNH"])
def test_a_name_in_a_passport_that_ends_in_sinh_is_not_its_place_of_birth(given):
    # ``n sinh`` is like ``Nơi sinh``: of everybody called so the surname was lost, and the zone contradicted.
    page = page_of(
        ("Ho/Surname:", 490, 200), ("TRẦN", 490, 245), ("Ch đm và tên/Given names:", 490, 320),
        (given, 490, 365),
        ("Quc tch/Nationality:", 490, 440), ("Ngày sinh/Date of birth:", 490, 560),
        ("Noi sinh/Place of birth:", 990, 560), ("13/08/1949", 490, 605), ("BINH PHUC", 990, 605),
    )  # fmt: skip
    found = assign(page, SPECS["passport"].sides["front"].labels)
    assert (found["surname"].text, found["given_names"].text) == ("TRẦN", given)
    older = page_of(("Họ và tên/Full name:", 490, 200), (f"TRẦN {given}", 490, 245), *[
        (line.text, *line.quad[0]) for line in page[4:]
    ])  # fmt: skip
    assert assign(older, SPECS["passport"].sides["front"].labels)["full_name"].text == f"TRẦN {given}"


@pytest.mark.parametrize(
    "place",
    [
        "Phường Thạch Quý, Thành phố Hà Tĩnh, Tỉnh Hà Tĩnh",
        "Thanh Bình, Huyện Chợ Gạo, Tỉnh Tiền Giang",
        "Trường Sinh, Sơn Dương, Tuyên Quang",
        "Tiên Nguyên, Quang Bình, Hà Giang",
        "Gio Linh, Gio Linh, Quảng Trị",
        "Nga Vịnh, Nga Sơn, Thanh Hóa",
        "Đức Bồng, Vũ Quang, Hà Tĩnh",
        "Tân Ân, Cần Đước, Long An",
        "Thọ Tiến, Triệu Sơn, Thanh Hóa",
        "Thổ Tang, Vĩnh Tường, Vĩnh Phúc",
    ],
)
def test_an_address_of_which_a_part_resembles_a_label_stays_whole(place):
    # ``Tỉnh Hà Tĩnh`` came as the end of the name, and the address broken off in the middle of a word.
    other = "Vĩnh Phú, An Lão, Hải Phòng"
    old = [
        ("GIAY CHUNG MINH NHAN DAN", 500, 100), ("So 226167684", 600, 180), ("Ho tên: TRAN VAN AN", 480, 260),
        ("Sinh ngày: 01-02-1983", 480, 340),
    ]  # fmt: skip
    for origin, residence in ((place, other), (other, place)):
        rows = [(f"Nguyên quán: {origin}", 480, 420), (f"Noi DKHK thuong tru: {residence}", 480, 580)]
        found = assign(page_of(*old, *rows), SPECS["cmnd"].sides["front"].labels)
        assert (found["place_of_origin"].text, found["place_of_residence"].text) == (origin, residence)
        assert (found["full_name"].text, found["date_of_birth"].text) == ("TRAN VAN AN", "01-02-1983")
        chip = page_of(
            ("So / No: 012345678901", 600, 180), ("Ho và tên / Full name:", 480, 260),
            ("TRAN VAN AN", 480, 310), ("Ngày sinh / Date of birth: 01/02/1983", 480, 370),
            ("Giói tính / Sex: Nam", 480, 430),
            ("Quoc tich / Nationality: Viêt Nam", 980, 430), ("Quê quán / Place of origin:", 480, 490),
            (origin, 480, 540), ("Noi thuong tru / Place of residence:", 480, 600), (residence, 480, 655),
        )  # fmt: skip
        found = assign(chip, SPECS["cccd_chip"].sides["front"].labels)
        assert (found["place_of_origin"].text, found["place_of_residence"].text) == (origin, residence)


def test_a_label_misread_or_run_into_the_value_before_it_is_found_still():
    rows = [("Giói tính: NamQuc tich: Viêt Nam", 480, 430), ("Quê quân: An Lão, Hải Phòng", 480, 500)]
    found = assign(page_of(*rows), SPECS["cccd_barcode"].sides["front"].labels)
    assert (found["nationality"].text, found["place_of_origin"].text) == ("Viêt Nam", "An Lão, Hải Phòng")
