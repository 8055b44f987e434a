"""The zone read from pixels: drawn in OCR-B or another face, a little off, blurred, noisy."""

from datetime import date

import cv2
import numpy as np
import pytest
from tests.papers.printed import line
from tests.support.drawn import make_paper

from motcua.papers.lines.types import TextLine
from motcua.papers.mrz.cells import cut_cells, features, fit_line, probabilities
from motcua.papers.mrz.find import looks_like_zone, plain_zone, read_zone
from motcua.papers.mrz.icao import compose_td1
from motcua.papers.mrz.ink import rows_by_ink


def drawn(kind, seed):
    paper = make_paper(kind, seed)
    side = paper.sides["front" if kind == "passport" else "back"]
    image = cv2.cvtColor(np.asarray(side.convert("RGB")), cv2.COLOR_RGB2BGR)
    return paper, cv2.resize(image, (1400, round(1400 * image.shape[0] / image.shape[1])))


def lines_near(image, kind, shift):
    """Return quads where the detector would put the zone's lines, give or take ``shift`` pixels."""
    height, width = image.shape[:2]
    rows = (0.725, 0.818, 0.912) if kind != "passport" else (0.883, 0.953)
    left, right = (0.06, 0.945) if kind != "passport" else (0.052, 0.948)
    ends = ((left, -18), (right, -18), (right, 18), (left, 18))
    return [
        TextLine("<" * 12, 0.9, tuple((x * width + shift, y * height + dy) for x, dy in ends)) for y in rows
    ]


@pytest.mark.parametrize("kind", ["cccd_chip", "can_cuoc", "passport"])
@pytest.mark.parametrize(("blur", "noise", "shift"), [(0.0, 0, 0), (2.0, 8, 6), (2.5, 12, -9)])
def test_a_photographed_zone_is_read_and_verified(kind, blur, noise, shift):
    paper, image = drawn(kind, 5)
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    image = np.clip(image + np.random.default_rng(1).normal(0, noise, image.shape), 0, 255).astype(np.uint8)
    zone = read_zone(image, lines_near(image, kind, shift), "td3" if kind == "passport" else "td1")
    assert zone is not None
    assert zone.mrz.verified
    assert list(zone.mrz.lines) == paper.extra["mrz"].split("\n")


@pytest.mark.parametrize("kind", ["cccd_chip", "can_cuoc", "passport"])
def test_a_verified_zone_needs_no_reading_of_its_lines(kind):
    """Its lines then say what the cells do, for all that asks for the zone's text."""
    paper, image = drawn(kind, 5)
    quads = [line.quad for line in lines_near(image, kind, 4)]
    elsewhere = tuple((x, y - 0.4 * image.shape[0]) for x, y in quads[0])
    found = plain_zone(image, [elsewhere, *quads])
    assert found is not None
    zone, lines = found
    assert zone.mrz.verified
    assert [line.text for line in lines] == paper.extra["mrz"].split("\n")
    assert [line.quad for line in lines] == quads
    assert looks_like_zone(lines) == zone.mrz.format
    assert zone.as_of(date(2026, 11, 26)) == read_zone(
        image, lines, zone.mrz.format, on=date(2026, 11, 26)
    ), "read early or late, the zone says the same"


@pytest.mark.parametrize("kind", ["cccd_chip", "can_cuoc", "passport"])
@pytest.mark.parametrize(("blur", "noise", "slope"), [(0.0, 0, 0.0), (1.6, 8, 0.012), (1.6, 8, -0.012)])
def test_ink_tells_where_a_zone_lies(kind, blur, noise, slope):
    """All lines of a side were looked for at full size before its zone was, which then told most of them."""
    paper, image = drawn(kind, 5)
    height, width = image.shape[:2]
    sloped = np.float32([[1, 0, 0], [slope, 1, -slope * width / 2]])
    image = cv2.warpAffine(image, sloped, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    image = np.clip(image + np.random.default_rng(1).normal(0, noise, image.shape), 0, 255).astype(np.uint8)
    found = plain_zone(image, rows_by_ink(image))
    assert found is not None
    assert list(found[0].mrz.lines) == paper.extra["mrz"].split("\n")


@pytest.mark.parametrize("kind", ["cccd_barcode", "cmnd", "cmnd12"])
def test_no_zone_is_made_out_of_other_print(kind):
    for side in make_paper(kind, 5).sides.values():
        image = np.asarray(side.convert("RGB"))[:, :, ::-1].copy()
        assert plain_zone(image, rows_by_ink(image)) is None


@pytest.mark.parametrize("false_digit", [False, True])
def test_a_zone_whose_cells_lie_amiss_is_what_the_line_recogniser_read_if_that_agrees(false_digit):
    """Of a passport whose edges were not found, a zone that was read without a fault was told as unread."""
    paper, image = drawn("passport", 5)
    texts = paper.extra["mrz"].split("\n")
    if false_digit:
        texts[1] = texts[1][:15] + str((int(texts[1][15]) + 1) % 10) + texts[1][16:]
    lines = [
        TextLine(text, 0.99, tuple((x, y + 30 * (x > 700)) for x, y in found.quad))
        for text, found in zip(texts, lines_near(image, "passport", 0), strict=True)
    ]
    zone = read_zone(image, lines, "td3")
    if false_digit:
        assert zone is None or not zone.mrz.verified or list(zone.mrz.lines) != texts
    else:
        assert zone is not None
        assert zone.mrz.verified
        assert list(zone.mrz.lines) == texts


def test_a_zone_with_a_hidden_line_or_a_false_digit_is_left_to_the_slower_way():
    _, image = drawn("cccd_chip", 5)
    quads = [line.quad for line in lines_near(image, "cccd_chip", 0)]
    assert plain_zone(image, quads[:2]) is None
    (left, top), _, (_, bottom), _ = quads[1]
    image[int(top) : int(bottom), int(left) : int(left) + 200] = image[10:40, 10:40].mean()
    assert plain_zone(image, quads) is None


def test_a_side_without_a_zone_gives_none():
    paper = make_paper("cccd_chip", 5)
    front = cv2.cvtColor(np.asarray(paper.sides["front"].convert("RGB")), cv2.COLOR_RGB2BGR)
    front = cv2.resize(front, (1400, 883))
    zone = read_zone(front, lines_near(front, "cccd_chip", 0), "td1")
    assert zone is None or not zone.mrz.verified


@pytest.mark.parametrize("value", [0, 127, 255])
def test_flat_pixels_break_nothing(value):
    grey = np.full((60, 900), value, np.uint8)
    chances, certainty, _, _ = fit_line(grey, (10.0, 30.0), (880.0, 30.0), 30)
    assert chances.shape == (30, 37)
    assert np.isfinite(chances).all()
    assert 0 <= certainty <= 1


def test_cells_outside_the_picture_break_nothing():
    cells = cut_cells(np.zeros((20, 20), np.uint8), (-500.0, -40.0), (900.0, 70.0), 44, 30.0)
    assert cells.shape[0] == 44
    assert np.isfinite(features(cells)).all()
    assert np.allclose(probabilities(cells).sum(axis=1), 1, atol=1e-4)


def test_signs_of_a_zone():
    quad = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

    def of(*texts):
        return looks_like_zone([TextLine(text, 0.9, quad) for text in texts])

    assert of("IDVNM1990123456001199012345<<7") == "td1"
    assert of("P<VNMNGUYEN<<THI<MINH<NGUYET<<<<") == "td3"
    assert of("Nơi cư trú / Place of residence", "BỘ CÔNG AN") is None


LINES = compose_td1(
    personal_number="036058485359",
    date_of_birth=date(1958, 12, 12),
    sex="Nam",
    date_of_expiry=None,
    full_name="CHÂU KHẮC QUÝ",
)


def test_a_zone_read_to_the_last_character_is_one_wherever_it_lies():
    """A card on a pile of receipts: their print stood beside the zone's, and of the back nothing was sure."""
    receipt = [line("Bánh mì thịt 1 25.000", 0, 40.0 * n, 300, height=40) for n in range(20)]
    zone = []
    for n, text in enumerate(LINES):
        (x, y), (end, _), (_, low), _ = line(text, 560, 700 + 50.0 * n, 1360, height=40).quad
        zone.append(TextLine(text, 0.97, ((x, y), (end, y + 40), (end, low + 40), (x, low))))
    found = read_zone(np.full((883, 1400, 3), 220, np.uint8), [*receipt, *zone], "td1")
    assert found is not None
    assert found.mrz.verified
    assert found.mrz.personal_number == "036058485359"
    # One digit otherwise, and it is none.
    wrong = [
        line(text.replace("58", "68", 1), 560, 700 + 50.0 * n, 1360, height=40)
        for n, text in enumerate(LINES)
    ]
    again = read_zone(np.full((883, 1400, 3), 220, np.uint8), [*receipt, *wrong], "td1")
    assert again is None or not again.mrz.verified
