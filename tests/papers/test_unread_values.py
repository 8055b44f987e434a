"""A value that something hides is told with the cause and where; what a card may lack is not made up."""

from functools import cache

import cv2
import numpy as np
import pytest
from bench.cards import make_paper
from bench.papers import effects
from PIL import Image as Pillow

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.document import inspect_appearance
from motcua.papers.document.cut_sides import whole_papers
from motcua.papers.errors import problem
from motcua.papers.image import Image
from motcua.papers.kinds import SPECS
from motcua.papers.locate.geometry import CARD_ASPECT, homography, rectify
from motcua.papers.reading import read
from motcua.papers.sides.classification import ClassifiedSide
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import FieldValue, Quad, Reading, Region, SideName, Witness
from motcua.papers.unread_values import unread_values
from motcua.papers.unread_words import one_for_each_cause, unread_because

Told = dict[str | None, str | None]


CORNERS: Quad = ((200.0, 150.0), (1800.0, 150.0), (1800.0, 1159.0), (200.0, 1159.0))


@cache
def shot(name: SideName) -> tuple[Image, Quad]:
    """Lay a side of a card without codes on a brown table; a little soft and noisy, as a camera has it."""
    card = effects.rounded(make_paper("cccd_barcode", 79801).sides[name].convert("RGB"))
    table = Pillow.new("RGB", (2000, 1310), (96, 70, 52))
    table.paste(card, (200, 150), card)
    pixels = cv2.GaussianBlur(np.asarray(table, np.float32)[:, :, ::-1], (0, 0), 0.8)
    noise = np.random.default_rng(0).normal(0, 2, pixels.shape)
    return np.clip(pixels * 0.9 + noise, 0, 255).astype(np.uint8), CORNERS


def told(reading: Reading) -> dict[str | None, Problem]:
    return {each.field: each for each in reading.problems if each.code == "field_not_read"}


def read_again(changed: Image) -> Reading:
    return read([bytes(cv2.imencode(".png", changed)[1])])


def at(quad: Quad, x: float, y: float) -> tuple[int, int]:
    """Return a point of the paper, given in fractions of it, in pixels of the photo."""
    a, b, c, d = np.asarray(quad)
    point = (1 - y) * ((1 - x) * a + x * b) + y * ((1 - x) * d + x * c)
    return round(float(point[0])), round(float(point[1]))


def test_addresses_under_light_are_told_with_why_and_where() -> None:
    """The form came half empty, and nobody was told that turning off the flash would fill it."""
    picture, quad = shot("front")
    clean = read_again(picture)
    assert {"place_of_origin", "place_of_residence"} <= clean.fields.keys()
    assert not told(clean)
    spot = np.zeros(picture.shape[:2], np.float32)
    wide = int(np.linalg.norm(np.subtract(quad[1], quad[0])))
    cv2.ellipse(spot, at(quad, 0.62, 0.7), (int(0.4 * wide), int(0.11 * wide)), 0, 0, 360, 330.0, -1)
    light = cv2.GaussianBlur(spot, (0, 0), 0.012 * wide)[..., None]
    reading = read_again(np.clip(picture + light, 0, 255).astype(np.uint8))
    lost = {"place_of_origin", "place_of_residence"} - reading.fields.keys()
    assert lost
    for name in lost:
        each = told(reading)[name]
        assert (each.reason, each.image, each.severity) == ("glare", 0, "look")
        assert each.quad is not None
        middle = at(quad, 0.62, 0.7)
        assert (
            cv2.pointPolygonTest(np.asarray(each.quad, np.float32), middle, measureDist=True) > -0.08 * wide
        )


def test_a_sex_under_light_is_taken_from_the_number_and_asks_for_a_look() -> None:
    picture, _ = shot("front")
    clean = read_again(picture).fields
    assert clean["sex"].region is not None
    x, y = np.asarray(clean["sex"].region.quad).mean(0)
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(spot, (round(x), round(y)), (55, 26), 0, 0, 360, 330.0, -1)
    lit = np.clip(picture + cv2.GaussianBlur(spot, (0, 0), 6)[..., None], 0, 255).astype(np.uint8)
    reading = read_again(lit)
    found = reading.fields["sex"]
    assert (found.value, found.sources, found.review) == (clean["sex"].value, ("derived",), True)
    assert "sex" not in told(reading)


def test_rows_beyond_the_photo_are_told_to_be_cut_off() -> None:
    """Of a photo that ends above the addresses the citizen heard of the name and the number at most."""
    picture, quad = shot("front")
    end = at(quad, 0.5, 0.66)[1]
    reading = read_again(np.ascontiguousarray(picture[:end]))
    assert reading.paper == "cccd_barcode"
    assert "full_name" in reading.fields
    lost = {"place_of_residence", "date_of_expiry"}
    assert lost.isdisjoint(reading.fields)
    assert {told(reading)[name].reason for name in lost} == {"cut_off"}


def test_a_row_that_the_photo_ends_in_is_cut_off_also_where_the_outline_is_none_of_the_papers() -> None:
    """Of half a card a part as long as cards are was found, and places on that were no places of the card."""
    picture, quad = shot("front")
    half = np.ascontiguousarray(picture[: at(quad, 0.5, 0.56)[1]])
    end = float(half.shape[0])
    far = 560 + (end - 150) * CARD_ASPECT
    part: Quad = ((560.0, 150.0), (far, 150.0), (far, end), (560.0, end))
    item = classified(half, part, "cccd_barcode")
    places = item.spec.all_places
    rows = {"personal_number": 0.34, "full_name": 0.43, "date_of_birth": 0.48, "sex": 0.53}
    fields: dict[str, FieldValue] = {}
    for name, y in rows.items():
        left, right = at(quad, places[name][0], y)[0], at(quad, places[name][0] + 0.4, y)[0]
        top, bottom = (float(at(quad, 0.5, y + by)[1]) for by in (-0.03, 0.03))
        region = Region(0, ((left, top), (right, top), (right, bottom), (left, bottom)))
        fields[name] = FieldValue("x", 0.9, ("text",), False, region, (Witness("text", "x", 0.9, region),))
    told: Told = {each.field: each.reason for each in unread_values(fields, [item])}
    lost = ("nationality", "place_of_origin", "place_of_residence")
    assert {name: told.get(name) for name in lost} == dict.fromkeys(lost, "cut_off")


def classified(picture: Image, quad: Quad, kind: str = "cmnd12", name: SideName = "front") -> ClassifiedSide:
    spec = SPECS[kind].sides[name]  # type: ignore[index]
    paper = RectifiedPaper(0, picture, quad, homography(quad), rectify(picture, quad), [])
    seen = inspect_appearance(picture, quad, image=0, portrait=spec.portrait)
    return ClassifiedSide(paper, kind, name, spec, inspection=seen)  # type: ignore[arg-type]


def causes(item: ClassifiedSide, *read_: str) -> Told:
    fields = {name: FieldValue("x", 0.9, ("text",), False) for name in read_}
    return {each.field: each.reason for each in unread_values(fields, [item])}


NEEDED = ("personal_number", "full_name", "date_of_birth")


def test_nothing_is_said_of_a_missing_value_over_which_nothing_is_measured() -> None:
    """Cards of 2012 have no expiry, and a photo of the same would show none either."""
    item = classified(*shot("front"))
    assert causes(item, *NEEDED) == {}
    assert causes(item) == dict.fromkeys(NEEDED)


def test_a_blurred_photo_is_no_reason_for_a_row_that_the_card_may_lack_where_all_others_were_read() -> None:
    picture, quad = shot("front")
    blurred = classified(np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8), quad)
    others = [name for name in blurred.spec.all_places if name != "date_of_expiry"]
    assert causes(blurred, *others) == {}
    lost = causes(blurred, *NEEDED)
    assert set(lost) == {*others, "date_of_expiry"} - {*NEEDED}
    assert set(lost.values()) == {"blurred"}


@pytest.mark.parametrize("colour", [(60, 170, 60), (188, 194, 198)], ids=str)
def test_a_thing_on_a_back_is_told_where_it_hides_a_value(colour: tuple[int, int, int]) -> None:
    """Of a coin on the day of issue nothing was said: it was on no front, or as grey as a shadow."""
    picture, quad = shot("back")
    assert causes(classified(picture, quad, "cccd_barcode", "back"), *NEEDED) == {}
    covered = picture.copy()
    wide = int(np.linalg.norm(np.subtract(quad[1], quad[0])))
    cv2.circle(covered, at(quad, 0.62, 0.48), int(0.12 * wide), colour, -1, cv2.LINE_AA)
    found = causes(classified(covered, quad, "cccd_barcode", "back"), *NEEDED)
    assert found["date_of_issue"] == "covered"


def test_a_slip_over_the_rim_of_a_back_is_told_and_a_shadow_is_not() -> None:
    picture, quad = shot("back")
    covered = picture.copy()
    corners = [at(quad, *point) for point in ((0.45, 0.42), (0.9, 0.38), (0.91, 0.52), (0.46, 0.56))]
    cv2.fillConvexPoly(covered, np.array(corners, np.int32), (212, 216, 224), cv2.LINE_AA)
    assert causes(classified(covered, quad, "cccd_barcode", "back"))["date_of_issue"] == "covered"
    wide = int(np.linalg.norm(np.subtract(quad[1], quad[0])))
    shade = np.zeros(picture.shape[:2], np.float32)
    cv2.circle(shade, at(quad, 0.62, 0.47), int(0.15 * wide), 1.0, -1)
    dim = picture * (1 - 0.35 * cv2.GaussianBlur(shade, (0, 0), 0.01 * wide)[..., None])
    shadowed = classified(dim.astype(np.uint8), quad, "cccd_barcode", "back")
    assert "date_of_issue" not in causes(shadowed)


@pytest.mark.parametrize(
    ("quad", "whole"),
    [
        (((20.0, 50.0), (999.0, 50.0), (999.0, 750.0), (20.0, 750.0)), [(0.0, 0.0, 1.134, 1.0)]),
        (((0.0, 50.0), (980.0, 50.0), (980.0, 750.0), (0.0, 750.0)), [(-0.133, 0.0, 1.0, 1.0)]),
        (((20.0, 300.0), (980.0, 300.0), (980.0, 799.0), (20.0, 799.0)), [(0.0, 0.0, 1.0, 1.213)]),
        (((20.0, 50.0), (980.0, 50.0), (980.0, 655.0), (20.0, 655.0)), []),
    ],
    ids=["right", "left", "below", "whole"],
)
def test_how_much_of_a_paper_lies_off_the_photo(quad: Quad, whole: list[tuple[float, ...]]) -> None:
    found = whole_papers(np.zeros((800, 1000, 3), np.uint8), quad, CARD_ASPECT)
    assert len(found) == len(whole)
    for one, other in zip(found, whole, strict=True):
        assert one == pytest.approx(other, abs=0.002)


def unread(name: str, reason: str | None, x: float = 100.0, image: int = 0) -> Problem:
    quad: Quad = ((x, 10.0), (x + 50, 10.0), (x + 50, 30.0), (x, 30.0))
    return Problem("field_not_read", Bilingual(name, name), name, "look", reason, image, quad)


def test_one_cause_that_hides_several_values_is_told_once_with_all_their_names() -> None:
    glare = Problem("glare", Bilingual("Lóa", "Glare"), reason="glare", image=0)
    code = Problem("qr_not_read", Bilingual("Mã", "Code"))
    dark = unread("religion", "dark")
    there = unread("sex", "glare", image=1)
    given = [
        glare,
        code,
        unread("place_of_origin", "glare"),
        dark,
        unread("date_of_expiry", "glare", 300),
        there,
    ]
    one, two, three, four = one_for_each_cause(given)
    assert (one, three, four) == (code, dark, there)
    assert two.message == unread_because(("place_of_origin", "date_of_expiry"), "glare")
    assert "quê quán và ngày hết hạn" in two.message.vi
    assert two.message.en.startswith("The place of origin and the date of expiry could not be read")
    assert two.quad == ((100.0, 10.0), (350.0, 10.0), (350.0, 30.0), (100.0, 30.0))
    plain = [problem("field_not_read", name) for name in NEEDED]
    assert one_for_each_cause(plain) == plain
