"""What lies over a value is told as the reason why it was not read; shadows, light and print are not."""

import io
from collections.abc import Callable
from datetime import date
from functools import cache

import cv2
import numpy as np
import pytest
from bench.document import fakes
from PIL import Image
from tests.support.drawn import make_paper, photograph

from motcua.papers.document import Inspection, inspect_appearance, unreadable_field
from motcua.papers.document.obstacles import Obstacle
from motcua.papers.errors import problem
from motcua.papers.image import Image as Pixels
from motcua.papers.kinds import SPECS
from motcua.papers.reading import read
from motcua.papers.types import Quad, SideName

FRONT = SPECS["cmnd12"].sides["front"]
PLACES = dict(FRONT.places)
CORNERS: Quad = ((200.0, 150.0), (1800.0, 150.0), (1800.0, 1159.0), (200.0, 1159.0))
TABLE = (52, 70, 96)
#: Over the name of a card at CORNERS.
NAME = (900, 590)


@cache
def ordinary(kind: str = "cmnd12", side: SideName = "front") -> Pixels:
    """Return a photo of a card on a brown table."""
    card = fakes.effects.rounded(make_paper(kind, 5).sides[side].convert("RGB"))  # type: ignore[arg-type]
    table = Image.new("RGB", (2000, 1310), TABLE[::-1])
    table.paste(card, (200, 150), card)
    pixels = cv2.GaussianBlur(np.asarray(table, np.float32)[:, :, ::-1], (0, 0), 0.8)
    return np.clip(pixels * 0.9 + np.random.default_rng(0).normal(0, 2, pixels.shape), 0, 255).astype(
        np.uint8
    )


def seen(photo: Pixels, quad: Quad = CORNERS, *, recognised: bool = True) -> Inspection:
    portrait = FRONT.portrait if recognised else None
    return inspect_appearance(photo, quad, image=0, portrait=portrait, recognised=recognised)


def why(photo: Pixels, field: str = "full_name") -> str | None:
    return unreadable_field(problem("field_not_read", field), FRONT.all_places[field], seen(photo)).reason


def coin(photo: Pixels, at: tuple[int, int] = NAME) -> Pixels:
    changed = photo.copy()
    cv2.circle(changed, at, 180, (95, 165, 205), -1, cv2.LINE_AA)
    cv2.circle(changed, at, 165, (80, 145, 185), 8, cv2.LINE_AA)
    return changed


def slip(photo: Pixels, colour: tuple[int, int, int]) -> Pixels:
    changed = photo.copy()
    around = cv2.boxPoints(((NAME[0] + 100.0, float(NAME[1])), (560.0, 170.0), 4.0))
    cv2.fillConvexPoly(changed, np.rint(around).astype(np.int32), colour, cv2.LINE_AA)
    return changed


def pen(photo: Pixels) -> Pixels:
    changed = photo.copy()
    cv2.line(changed, (760, 560), (1900, 1300), (30, 30, 70), 130, cv2.LINE_AA)
    return changed


@pytest.mark.parametrize(
    "spoil",
    [
        coin,
        lambda photo: slip(photo, (200, 110, 40)),
        lambda photo: slip(photo, (22, 20, 20)),
        lambda photo: slip(photo, (238, 240, 240)),
        pen,
    ],
    ids=["coin", "blue sticker", "something black", "white slip", "pen"],
)
def test_what_lies_on_a_name_is_why_it_was_not_read(spoil: Callable[[Pixels], Pixels]) -> None:
    """Only what crossed the card's edge was seen: a coin was no cause, a black thing "too dark"."""
    assert why(spoil(ordinary())) == "covered"


@pytest.mark.parametrize(
    ("field", "at", "radius"), [("sex", (900, 720), 200), ("full_name", (1000, 620), 200)]
)
def test_a_grey_coin_among_rows_of_print_is_told(field: str, at: tuple[int, int], radius: int) -> None:
    """Circles that letters seem to make were looked at, and the coin's own, less likely, was not."""
    laid = cv2.circle(ordinary().copy(), at, radius, (188, 194, 198), -1, cv2.LINE_AA)
    assert why(np.asarray(laid, np.uint8), field) == "covered"


def test_a_slip_hardly_paler_than_the_card_is_told() -> None:
    """Its edge is half as strong as that of the slips that were looked for."""
    photo = ordinary("cccd_chip")
    ground = np.median(photo[530:650, 740:1260].reshape(-1, 3), axis=0)
    blue, green, red = (int(part) + 11 for part in ground)
    assert why(slip(photo, (blue, green, red))) == "covered"


def test_a_pale_finger_with_darker_sides_is_told() -> None:
    """It is no slip of one colour, and hardly another one than the card's."""
    photo = ordinary("cccd_chip", "back").astype(np.float32)
    up = np.abs(np.arange(-140, 141) / 140.0)[:, None, None]
    photo[460:741, 1000:] = np.array([196.0, 208.0, 220.0]) * (1 - 0.2 * up**2)
    looked = inspect_appearance(photo.astype(np.uint8), CORNERS, image=0)
    told = unreadable_field(problem("field_not_read", "date_of_issue"), (0.45, 0.35, 0.7, 0.5), looked)
    assert told.reason == "covered"


def test_a_slip_that_ends_just_before_a_white_rim_is_told() -> None:
    """Beside the card's edge, which is never judged, it seemed to lie on nothing unlike itself."""
    photo = ordinary("can_cuoc", "back").copy()
    cv2.rectangle(photo, (200, 150), (1800, 1159), (238, 241, 243), 30)
    cv2.rectangle(photo, (220, 650), (640, 860), (240, 244, 246), -1)
    looked = inspect_appearance(photo, CORNERS, image=0)
    told = unreadable_field(problem("field_not_read", "date_of_expiry"), (0.03, 0.52, 0.2, 0.68), looked)
    assert told.reason == "covered"


def test_a_slip_as_white_as_light_on_a_back_is_no_light() -> None:
    """As a thing of another colour it was told from no light, and as a sheet it was not asked."""
    photo = slip(ordinary("cmnd", "back"), (255, 255, 255))
    looked = inspect_appearance(photo, CORNERS, image=0)
    place = (0.4, 0.4, 0.6, 0.47)
    told = unreadable_field(problem("field_not_read", "date_of_issue"), place, looked)
    assert told.reason == "covered"


def in_shadow(photo: Pixels) -> Pixels:
    """Return a photo over whose upper right half a shadow lies."""
    mask = np.zeros(photo.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, np.array([(900, 100), (2000, 100), (2000, 700), (1100, 800)], np.int32), 1.0)
    shadow = photo.astype(np.float32) * (1 - 0.5 * cv2.GaussianBlur(mask, (0, 0), 8))[..., None]
    return np.clip(shadow, 0, 255).astype(np.uint8)


def over_a_corner(photo: Pixels, thing: str) -> Pixels:
    """Lay something over the lower end of a portrait and the expiry below it, and beyond the card's side."""
    changed = photo.copy()
    match thing:
        case "thumb":
            cv2.line(changed, (420, 1075), (420, 1500), (54, 76, 108), 330, cv2.LINE_AA)
        case "grey coin":
            cv2.circle(changed, (440, 1040), 190, (188, 194, 198), -1, cv2.LINE_AA)
        case "slip":
            around = cv2.boxPoints(((490.0, 1020.0), (500.0, 200.0), 5.0))
            cv2.fillConvexPoly(changed, np.rint(around).astype(np.int32), (240, 244, 246), cv2.LINE_AA)
        case "slip along the side":
            cv2.rectangle(changed, (240, 960), (740, 1158), (240, 244, 246), -1)
        case "burnt-out slip":
            around = cv2.boxPoints(((420.0, 1080.0), (620.0, 240.0), 8.0))
            cv2.fillConvexPoly(changed, np.rint(around).astype(np.int32), (255, 255, 255), cv2.LINE_AA)
        case "shadow":
            dark = np.zeros(photo.shape[:2], np.float32)
            cv2.circle(dark, (380, 1080), 260, 0.5, -1)
            dimmed = photo * (1 - cv2.GaussianBlur(dark, (0, 0), 25)[..., None])
            changed = np.clip(dimmed, 0, 255).astype(np.uint8)
    return changed


@pytest.mark.parametrize("thing", ["thumb", "grey coin", "slip", "slip along the side", "burnt-out slip"])
def test_what_goes_on_over_the_portrait_and_off_the_card_is_why_the_expiry_was_not_read(thing: str) -> None:
    """Half of such a thing's edge lies where nothing is judged: nobody was told to take the thumb away."""
    assert why(over_a_corner(ordinary(), thing), "date_of_expiry") == "covered"


@pytest.mark.parametrize("thing", ["nothing", "shadow"])
def test_nothing_is_told_to_lie_over_an_expiry_that_is_there(thing: str) -> None:
    assert why(over_a_corner(ordinary(), thing), "date_of_expiry") is None


@pytest.mark.parametrize(
    ("kind", "colour"),
    [
        ("cmnd12", (255, 255, 255)),
        ("can_cuoc", (200, 225, 238)),
        ("cccd_chip", (255, 255, 255)),
        ("cccd_barcode", (238, 240, 240)),
    ],
)
@pytest.mark.parametrize("lit", [ordinary, lambda kind: in_shadow(ordinary(kind))], ids=["even", "shadow"])
def test_a_pale_slip_is_told_on_whatever_ground(
    lit: Callable[[str], Pixels], kind: str, colour: tuple[int, int, int]
) -> None:
    """Beside a shadow or a thick title, or on a card as pale, a slip was no cause at all, or was light."""
    spoilt = slip(lit(kind), colour)
    (slip_there,) = seen(spoilt).laid_on
    assert slip_there.hides((0.4, 0.4, 0.58, 0.47)) > 0.9
    assert why(spoilt) == "covered"


@pytest.mark.parametrize("kind", ["cmnd12", "can_cuoc", "cccd_chip"])
def test_nothing_lies_on_an_ordinary_card_in_shadow_or_light(kind: str) -> None:
    """A chip, a code, or the part of a card that is not in the shadow, is nothing that lies there."""
    photo = ordinary(kind).astype(np.float32)
    assert seen(ordinary(kind)).laid_on == []
    assert seen(in_shadow(ordinary(kind))).laid_on == []
    spot = np.zeros(photo.shape[:2], np.float32)
    cv2.ellipse(spot, (1100, 600), (260, 120), 20, 0, 360, 110.0, -1)
    light = photo + cv2.GaussianBlur(spot, (0, 0), 30)[..., None]
    assert seen(np.clip(light, 0, 255).astype(np.uint8)).laid_on == []


def test_a_slanting_thing_hides_what_is_under_it_not_all_of_its_frame() -> None:
    """A frame around a pen across the card holds nearly all values."""
    (thing,) = seen(pen(ordinary())).laid_on
    beside = (0.65, 0.4, 0.95, 0.5)
    assert thing.share_of(beside) > 0
    assert thing.hides(beside) == 0
    assert thing.hides((0.35, 0.37, 0.6, 0.5)) > 0


def test_a_thing_is_told_where_it_lies_on_the_whole_side() -> None:
    """Left of what is judged nothing is worked out: a place counted from there would be another value's."""
    (thing,) = seen(coin(ordinary())).laid_on
    assert thing.mask is not None
    rows, columns = thing.mask.shape
    assert (rows, columns) == (315, 500)
    y, x = (part.mean() for part in np.nonzero(thing.mask))
    assert (x, y) == pytest.approx(((NAME[0] - 200) / 1600 * columns, (NAME[1] - 150) / 1009 * rows), abs=3)
    left, _, right, _ = thing.box
    assert (left + right) / 2 == pytest.approx(x / columns, abs=0.01)


def test_a_place_on_the_photo_is_not_told_to_lie_off_it() -> None:
    """Of a slanting card the corner that is cut off has a frame that reaches over much that is shown."""
    turned = cv2.getRotationMatrix2D((1000, 655), 30, 1.0)
    photo = cv2.warpAffine(ordinary(), turned, (2000, 1310), borderValue=TABLE)[:, :1500]
    quad = np.asarray(CORNERS) @ turned[:, :2].T + turned[:, 2]
    (a, b, c, d) = ((float(x), float(y)) for x, y in quad)
    looked = seen(np.ascontiguousarray(photo), (a, b, c, d))
    cut = next(item for item in looked.obstacles if item.reason == "cut_off")
    shown = (cut.box[0], cut.box[1] + 0.02, cut.box[0] + 0.1, cut.box[1] + 0.12)
    assert cut.share_of(shown) > 0.9
    assert cut.hides(shown) < 0.5
    assert cut.hides((0.9, 0.8, 1.0, 1.0)) == 1


def test_of_a_paper_that_is_too_small_some_light_is_not_the_reason() -> None:
    photo = ordinary().copy()
    cv2.ellipse(photo, (1000, 610), (250, 40), 0, 0, 360, (255, 255, 255), -1)
    assert why(photo) == "glare"
    small = cv2.resize(photo, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    a, b, c, d = ((x / 4, y / 4) for x, y in CORNERS)
    looked = seen(np.asarray(small, np.uint8), (a, b, c, d))
    told = unreadable_field(problem("field_not_read", "full_name"), PLACES["full_name"], looked)
    assert told.reason == "too_small"


def test_what_lies_over_a_card_that_nobody_recognises_may_be_why() -> None:
    photo = cv2.line(ordinary().copy(), (700, 600), (1990, 200), (52, 76, 120), 320, cv2.LINE_AA)
    codes = [item.code for item in seen(np.asarray(photo, np.uint8), recognised=False).quality]
    assert "covered" in codes
    assert all(item.code != "covered" for item in seen(ordinary(), recognised=False).quality)


@pytest.mark.parametrize(
    ("tip", "end"),
    [((1740, 1120), (1940, 1500)), ((1560, 1150), (2300, 1170))],
    ids=["tip", "along the side"],
)
def test_a_finger_of_nearly_the_tables_colour_over_a_corner_is_no_cut(
    tip: tuple[int, int], end: tuple[int, int]
) -> None:
    """A cut corner is grave: the officer was told that the card had been given up."""
    photo = ordinary().copy()
    cv2.line(photo, tip, end, (54, 76, 108), 240, cv2.LINE_AA)
    assert all(item.code != "corner_cut" for item in seen(photo).findings)


def test_a_covered_value_is_told_when_it_is_read_from_the_start() -> None:
    photo = bytes(cv2.imencode(".png", coin(ordinary()))[1])
    reading = read([photo])
    name = reading.fields.get("full_name")
    assert name is None or name.review
    told = [*reading.problems, *(each for side in reading.sides for each in side.problems)]
    (thing, *_) = [
        each for each in told if (each.reason or each.code) == "covered" and each.field in ("full_name", None)
    ]
    assert thing.quad is not None
    assert cv2.pointPolygonTest(np.asarray(thing.quad, np.float32), NAME, measureDist=False) > 0
    clean = read([bytes(cv2.imencode(".png", ordinary())[1])])
    assert all((each.reason or each.code) != "covered" for side in clean.sides for each in side.problems)


def test_the_share_of_a_mask() -> None:
    mask = np.zeros((10, 20), np.uint8)
    mask[:, :5] = 1
    half = Obstacle("covered", (0.0, 0.0, 1.0, 1.0), mask)
    assert half.hides((0.0, 0.0, 0.5, 1.0)) == pytest.approx(0.5)
    assert half.hides((0.5, 0.0, 1.0, 1.0)) == 0


def _jpeg(picture: np.ndarray) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "JPEG", quality=92)
    return stored.getvalue()


def test_a_thumb_on_a_zone_is_told_where_the_zone_cannot_be_read():
    """Only ``mrz_not_read`` was told, though the thumb was seen, and the same photo was sent again."""
    paper = make_paper("passport", 1003)
    shot = np.asarray(Image.open(io.BytesIO(photograph(paper.sides["front"], "easy", 1003).jpeg)))
    plain = read([_jpeg(shot)], on=date(2026, 11, 27)).sides[0]
    assert {"covered", "mrz_not_read"}.isdisjoint(item.code for item in plain.problems)
    a, b, c, d = np.asarray(plain.quad)
    covered = shot.copy()
    tip, root = d + 0.55 * (c - d) + 0.1 * (a - d), d + 0.55 * (c - d) - 0.3 * (a - d)
    wide = int(0.12 * np.linalg.norm(b - a))
    cv2.line(covered, tip.astype(int).tolist(), root.astype(int).tolist(), (214, 160, 128), wide)
    side = read([_jpeg(covered)], on=date(2026, 11, 27)).sides[0]
    assert {"covered", "mrz_not_read"} <= {item.code for item in side.problems}
