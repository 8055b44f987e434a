"""From photos to a reading, with the real models on drawn papers, and with what people send by mistake."""

import io
import json
import random
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageOps
from tests.papers.printed import line
from tests.support import drawn

from motcua.papers import photo, reading
from motcua.papers.fuse import SourceValue
from motcua.papers.printed_value import PrintedValue
from motcua.papers.reading import read
from motcua.papers.sides.all_photos import Photos
from motcua.papers.types import Reading

#: In one process of the two, so that what several of them need is read once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("readings")]

ON = date(2026, 11, 24)
#: Where the QR code is on the front of a chip card, as shares of its width and height.
QR = (0.74, 0.0, 1.0, 0.42)


def photos(kind, seed, difficulty="easy", **kwargs):
    paper = drawn.make_paper(kind, seed, **kwargs)
    return paper, {
        side: drawn.photograph(image, difficulty, seed).jpeg for side, image in paper.sides.items()
    }


def codes(reading):
    return [item.code for item in reading.problems]


@pytest.fixture(scope="module")
def chip():
    return photos("cccd_chip", 41)


def test_a_chip_card_in_either_order_is_read_right(chip):
    paper, shots = chip
    reading = read([shots["back"], shots["front"]], on=ON)
    assert reading.paper == "cccd_chip"
    assert [(side.side, side.image) for side in reading.sides] == [("front", 1), ("back", 0)]
    for name in ("personal_number", "full_name", "date_of_birth", "sex", "date_of_expiry"):
        value = reading.fields[name]
        assert (name, value.value, value.review) == (name, paper.truth[name], False)
    assert set(reading.fields["personal_number"].sources) >= {"qr", "mrz"}
    wrong = {n for n, v in reading.fields.items() if v.value != paper.truth.get(n) and not v.review}
    assert wrong == set()
    assert reading.sides[0].portrait is not None
    assert reading.fields["full_name"].region is not None
    assert reading.timing_ms["total"] > 0
    assert Reading.from_record(json.loads(json.dumps(reading.to_record()))) == reading


def _place_of_the_front(picture, tags):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92, exif=tags)
    answer = read([file.getvalue(), b""], on=ON).to_contract()
    return np.asarray(answer["sides"][0]["quad"])


@pytest.fixture(scope="module")
def small(chip):
    """The front as it was photographed, and where it lies there."""
    picture = Image.open(io.BytesIO(chip[1]["front"])).convert("RGB")
    return picture, _place_of_the_front(picture, Image.Exif())


@pytest.mark.parametrize("turned", [False, True])
def test_places_are_in_pixels_of_the_photo_however_large_it_is(small, turned):
    """A telephone's 16 megapixels are made smaller to be read; what was cut out by the answer was amiss."""
    small, there = small
    large = small.resize((small.width * 9 // 5, small.height * 9 // 5), Image.Resampling.BICUBIC)
    assert max(large.size) > 3_600
    stored, exif = large, Image.Exif()
    if turned:
        stored, exif[0x0112] = large.transpose(Image.Transpose.ROTATE_90), 6
    assert np.abs(_place_of_the_front(stored, exif) - 1.8 * there).max() < 12


@pytest.fixture(scope="module")
def front_alone(chip):
    return read([chip[1]["front"]], on=ON)


def test_one_side_alone_says_that_the_other_is_missing(front_alone):
    assert "back_missing" in codes(front_alone)


def test_the_back_of_another_card_is_told_and_nothing_is_trusted(chip):
    _, shots = chip
    _, others = photos("cccd_chip", 42)
    reading = read([shots["front"], others["back"]], on=ON)
    assert "sides_differ" in codes(reading)
    assert all(value.review for value in reading.fields.values())


def test_both_sides_on_one_photo(chip):
    _, shots = chip
    both = [Image.open(io.BytesIO(shots[side])).convert("RGB").resize((1500, 1125)) for side in shots]
    sheet = Image.new("RGB", (1500, 2250), "white")
    for i, picture in enumerate(both):
        sheet.paste(picture, (0, 1125 * i))
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=92)
    reading = read([stream.getvalue()], on=ON)
    assert {side.side for side in reading.sides} == {"front", "back"}


def test_an_expired_card_is_told():
    _, shots = photos("can_cuoc", 43, expired=True)
    reading = read(list(shots.values()), on=date(2080, 1, 1))
    assert reading.paper == "can_cuoc"
    assert "paper_expired" in codes(reading) or reading.fields["date_of_expiry"].value == "no_expiry"


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def encoded(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


GARBAGE = {
    "empty": b"",
    "text": "Đây không phải là ảnh".encode(),
    "noise": noise(1, 5000),
    "html": b"<html><body>404</body></html>",
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "truncated": encoded(Image.effect_noise((900, 600), 60).convert("RGB"), "JPEG")[:20_000],
    "header only": b"\xff\xd8\xff\xe0" + bytes(100),
    "huge": encoded(Image.new("1", (12_000, 12_000)), "PNG"),
    "tiny": encoded(Image.new("RGB", (8, 8)), "PNG"),
    "strip": encoded(Image.new("RGB", (4000, 2)), "PNG"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_photo_ends_in_words(name):
    reading = read([GARBAGE[name]], on=ON)
    assert reading.paper is None
    assert reading.fields == {}
    assert reading.problems
    assert all(item.message.vi and item.message.en for item in reading.problems)
    assert [side.image for side in reading.sides] == [0]


@pytest.mark.parametrize("colour", ["white", "black", "#3a7"])
def test_a_photo_of_nothing_is_no_paper(colour):
    reading = read([encoded(Image.new("RGB", (1200, 900), colour), "JPEG")], on=ON)
    assert (reading.paper, dict(reading.fields)) == (None, {})
    assert "paper_not_recognised" in codes(reading)


def test_noise_is_no_paper():
    reading = read([encoded(Image.effect_noise((1200, 900), 80).convert("RGB"), "JPEG")], on=ON)
    assert (reading.paper, dict(reading.fields)) == (None, {})


def test_no_photo_at_all():
    assert codes(read([], on=ON)) == ["no_image"]


def test_a_broken_photo_beside_a_good_one_loses_nothing(chip):
    paper, shots = chip
    reading = read([b"broken", shots["front"]], on=ON)
    assert reading.fields["personal_number"].value == paper.truth["personal_number"]
    assert [(side.side, side.image) for side in reading.sides] == [("front", 1), ("back", 0)]
    assert reading.sides[1].problems


def qr_of(image):
    left, top, right, bottom = (
        round(share * size) for share, size in zip(QR, (*image.size, *image.size), strict=True)
    )
    return image.crop((left, top, right, bottom)), (left, top)


def on_a_table(image, beside=None):
    """A card on a dark table, with a piece of another below it."""
    page = Image.new("RGB", (round(image.width * 1.4), round(image.height * 1.9)), "#3c3c3c")
    page.paste(image.convert("RGB"), (80, 60))
    if beside is not None:
        page.paste(beside.convert("RGB"), (round(image.width * 0.9), round(image.height * 1.35)))
    return encoded(page, "JPEG")


@pytest.fixture(scope="module")
def strangers():
    """The fronts of two people's cards, with the truth of the first."""
    own, other = (drawn.make_paper("cccd_chip", seed) for seed in (43, 44))
    return own.sides["front"].copy(), other.sides["front"], own.truth, other.truth


def test_a_foreign_code_stuck_on_a_card_is_told_and_nothing_of_it_goes_unseen(strangers):
    """A back that cannot be read must not be enough to file under another's number with one's own face."""
    front, other, truth, foreign = strangers
    piece, corner = qr_of(other)
    forged = front.copy()
    forged.paste(piece, corner)
    reading = read([on_a_table(forged)], on=ON)
    assert "sources_disagree" in codes(reading)
    number = reading.fields["personal_number"]
    assert {witness.value for witness in number.witnesses} == {
        truth["personal_number"], foreign["personal_number"]
    }  # fmt: skip
    assert {name for name, value in reading.fields.items() if not value.review} == set()


def test_a_code_that_lies_beside_a_card_says_nothing_of_it(strangers):
    """As when cards are photographed one after another on one table, and the code of this one is worn off."""
    front, other, truth, _ = strangers
    worn = front.copy()
    piece, corner = qr_of(worn)
    worn.paste(Image.new("RGB", piece.size, worn.convert("RGB").getpixel((worn.width // 2, 8))), corner)
    reading = read([on_a_table(worn, beside=qr_of(other)[0])], on=ON)
    assert "qr" not in {source for value in reading.fields.values() for source in value.sources}
    assert reading.fields["personal_number"].value == truth["personal_number"]


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


def test_a_photo_the_right_way_round_is_not_told_to_be_mirrored(front_alone):
    assert [one.code for one in front_alone.sides[0].problems if one.code == "photo_mirrored"] == []


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
    (told,) = [item.message for item in reading.problems if item.code == "same_side_twice"]
    # Which side to take is what the citizen cannot know: both photos look right.
    assert told.vi == "Hai ảnh cùng chụp mặt trước. Vui lòng chụp thêm mặt sau."
    assert told.en == "Both photos show the front. Take a photo of the back."
    # Each photo has its words on the page that asks for photos.
    assert [(side.side, side.image) for side in reading.sides] == [("front", 0), ("front", 1)]


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
    print_ = PrintedValue(field, printed, 0.999, 0.999, True, True, line("", 0, 0, 9, 40).quad)
    said = [
        SourceValue(field, code, "qr", 0.998, 0, sure=True),
        SourceValue(field, printed, "text", 0.999, 0, text=print_),
        SourceValue(field, zone, "mrz", 0.996, 1, sure=True, paper=1),
        SourceValue("nationality", "Việt Nam", "mrz", 0.996, 1, sure=True, paper=1),
    ]
    monkeypatch.setattr(reading, "read_photos", lambda images, clock, several: Photos())
    monkeypatch.setattr(reading, "classify_sides", lambda papers: ("cccd_chip", []))
    monkeypatch.setattr(reading, "collect_values", lambda *papers: said)
    found = reading.read([b"", b""], on=date(2026, 11, 27))
    assert {item.code for item in found.problems} & {"sources_disagree", "sides_differ"} == told
    assert {value.review for value in found.fields.values()} == {bool(told)}
