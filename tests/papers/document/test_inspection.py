"""What is said of a paper's looks: nothing of an ordinary one, and of a wrong one what is wrong and where."""

import io
import random
from functools import cache

import cv2
import numpy as np
import pytest
from bench.document import fakes
from PIL import Image, ImageDraw, ImageFilter
from tests.support.drawn import make_paper, photograph

from motcua.kernel.messages import Problem
from motcua.papers.document import Inspection, inspect_appearance, unreadable_field
from motcua.papers.document.obstacles import Obstacle
from motcua.papers.errors import problem
from motcua.papers.image import Image as Pixels
from motcua.papers.kinds import SPECS
from motcua.papers.types import Quad

PORTRAIT = SPECS["cccd_chip"].sides["front"].portrait
assert PORTRAIT is not None
CORNERS: Quad = ((200.0, 150.0), (1800.0, 150.0), (1800.0, 1159.0), (200.0, 1159.0))
PLACES = dict(SPECS["cccd_chip"].sides["front"].places)


@cache
def side(name: str = "front") -> Image.Image:
    return make_paper("cccd_chip", 5).sides[name].convert("RGB")  # type: ignore[index]


def laid(sheet: Image.Image, start: tuple[int, int] = (0, 0)) -> Pixels:
    """Lay a sheet on a brown table, its paper at ``CORNERS``; a little soft and noisy, as a camera has it."""
    table = Image.new("RGB", (2000, 1310), (96, 70, 52))
    at = (200 - start[0], 150 - start[1])
    table.paste(sheet, at, sheet if sheet.mode == "RGBA" else None)
    pixels = cv2.GaussianBlur(np.asarray(table, np.float32)[:, :, ::-1], (0, 0), 0.8)
    noise = np.random.default_rng(0).normal(0, 2, pixels.shape)
    return np.clip(pixels * 0.9 + noise, 0, 255).astype(np.uint8)


def rounded(image: Image.Image) -> Image.Image:
    return fakes.effects.rounded(image)


def seen(photo: Pixels, name: str = "front") -> Inspection:
    return inspect_appearance(photo, CORNERS, image=1, portrait=PORTRAIT if name == "front" else None)


def found(sheet: Image.Image, start: tuple[int, int] = (0, 0), name: str = "front") -> list[tuple[str, str]]:
    return [(item.code, item.reason or "") for item in seen(laid(sheet, start), name).findings]


def test_only_a_front_is_asked_for_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backs have few: nothing is told of them by that, and it takes a tenth of the looks of a side."""
    asked: list[Pixels] = []
    monkeypatch.setattr("motcua.papers.document.inspection.colourfulness", asked.append)
    for name, times in (("back", 0), ("front", 1)):
        seen(laid(rounded(side(name))), name)
        assert len(asked) == times, name


@pytest.mark.parametrize("name", ["front", "back"])
def test_an_ordinary_card_raises_nothing(name: str) -> None:
    looked = seen(laid(rounded(side(name))), name)
    assert (looked.findings, looked.quality) == ((), ())


def test_a_copy_without_colour_is_told_also_under_yellow_light() -> None:
    grey = rounded(side().convert("L").convert("RGB"))
    assert found(grey) == [("photocopy", "grey")]
    yellow = (laid(grey).astype(np.float32) * np.array([0.6, 0.9, 1.0])).astype(np.uint8)
    assert [item.code for item in seen(yellow).findings] == ["photocopy"]


def test_dots_of_a_printer_and_pixels_of_a_screen_are_told_apart() -> None:
    assert found(*fakes.colour_copy(side(), random.Random(2), "train")) == [("photocopy", "raster")]
    assert found(*fakes.screen(side(), random.Random(3), "train")) == [("screen_photo", "pixels")]


def test_rows_of_dots_under_the_values_are_no_pixels_of_a_screen() -> None:
    """Identity cards of 9 digits print them; the officer was told that a screen had been photographed."""
    dotted = side().copy()
    pen = ImageDraw.Draw(dotted)
    width, height = dotted.size
    for row in range(16):
        y = height * (0.08 + 0.84 * row / 16)
        for n in range(220):
            x = width * n / 220
            pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=(60, 70, 70))
    assert not {"screen_photo", "photocopy"} & {code for code, _ in found(rounded(dotted))}


@pytest.mark.parametrize(("step", "slope"), [(14, 1), (20, 1), (16, 2)])
def test_a_ground_hatched_with_slanting_lines_is_no_printer_s_dots(step: int, slope: int) -> None:
    """Lines run one way, dots stand in rows both ways; cards on such a ground were called photocopies."""
    hatched = side().copy()
    pen = ImageDraw.Draw(hatched)
    width, height = hatched.size
    for x in range(0, width + height * slope, step):
        pen.line([(x, 0), (x - height * slope, height)], fill=(150, 160, 165), width=2)
    assert found(rounded(hatched)) == []


@pytest.mark.parametrize("colours", [((255, 255, 255), (200, 220, 240)), ((214, 232, 240), (255, 235, 205))])
def test_steps_of_a_ground_that_fades_are_no_pixels_of_a_screen(colours) -> None:
    """Whole grey levels make even bands where no camera adds noise: a scan was told to be a screen."""
    height, width = 638, 1011
    share = (np.arange(height) / height)[:, None, None]
    ground = np.array(colours[0]) * (1 - share) + np.array(colours[1]) * share
    scan = np.broadcast_to(ground, (height, width, 3)).astype(np.uint8)
    card = Image.fromarray(scan)
    ImageDraw.Draw(card).text((100, 200), "Sinh ngay 01/01/1990", fill=(20, 20, 20), font_size=40)
    whole: Quad = ((0.0, 0.0), (1011.0, 0.0), (1011.0, 638.0), (0.0, 638.0))
    photo = np.ascontiguousarray(np.asarray(card)[:, :, ::-1])
    assert inspect_appearance(photo, whole, image=0, portrait=None).findings == ()


@pytest.mark.parametrize("corner", range(4))
def test_a_cut_corner_is_told_with_its_place(corner: int) -> None:
    card = rounded(side())
    x, y = (card.width if corner in (1, 2) else 0), (card.height if corner in (2, 3) else 0)
    dx, dy = (-260 if x else 260), (-260 if y else 260)
    mask = np.array(card.getchannel("A"))
    cv2.fillConvexPoly(mask, np.array([(x, y), (x + dx, y), (x, y + dy)], np.int32), 0)
    card.putalpha(Image.fromarray(mask))
    (item,) = seen(laid(card)).findings
    assert (item.code, item.severity, item.image) == ("corner_cut", "grave", 1)
    assert item.quad is not None
    assert CORNERS[corner] == pytest.approx(item.quad[corner], abs=1)


def test_a_portrait_that_is_not_there_or_askew_is_told() -> None:
    gone = side().copy()
    gone.paste((214, 206, 160), (30, 260, 470, 900))
    assert ("portrait_missing", "blank") in found(rounded(gone))
    askew = side().copy()
    photo = askew.crop((60, 298, 438, 862)).resize((420, 600)).convert("RGBA")
    turned = photo.rotate(3, Image.Resampling.BICUBIC, expand=True)
    askew.paste(turned, (30, 270), turned)
    assert ("portrait_pasted", "askew") in found(rounded(askew))


@pytest.mark.parametrize(("soft", "told"), [(0, True), (7, False)])
def test_a_portrait_that_fades_into_the_ground_was_not_cut_and_pasted(soft: int, told: bool) -> None:
    """Officers were told of photographs pasted on cards that are a little bent: what a camera makes slant."""
    photo = Image.new("RGB", (360, 560), (90, 120, 150))
    photo.paste((200, 170, 150), (120, 120, 240, 400))
    mask = Image.new("L", photo.size, 0)
    mask.paste(255, (30, 30, 330, 530))
    mask = mask.rotate(2, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(soft))
    sheet = Image.new("RGB", side().size, (222, 235, 226))
    sheet.paste(photo, (70, 300), mask)
    assert (("portrait_pasted", "askew") in found(rounded(sheet))) is told


def test_nothing_is_said_of_corners_and_portrait_where_the_outline_is_not_the_papers() -> None:
    # A pale card on a pale table is not told from it: the photo is taken for the card.
    sheet = side().resize((900, 568))
    photo = cv2.copyMakeBorder(np.asarray(sheet)[:, :, ::-1], 300, 280, 800, 340, cv2.BORDER_REPLICATE)
    whole = ((0.0, 0.0), (2040.0, 0.0), (2040.0, 1148.0), (0.0, 1148.0))
    told = {item.code for item in inspect_appearance(photo, whole, image=1, portrait=PORTRAIT).findings}
    assert not told & {"portrait_missing", "portrait_pasted", "corner_cut"}


def test_a_pale_portrait_beside_a_thumb_in_the_light_is_there() -> None:
    # In a milky sleeve all print is pale; the thumb on it was burnt out, and the portrait nothing beside it.
    pale = Image.blend(side(), Image.new("RGB", side().size, (150, 158, 162)), 0.8)
    assert not [item for item in found(rounded(pale)) if item[0] == "portrait_missing"]
    photo = laid(rounded(pale))
    cv2.ellipse(photo, (1800, 300), (430, 260), 0, 0, 360, (255, 255, 255), -1)
    assert "portrait_missing" not in {item.code for item in seen(photo).findings}
    gone = pale.copy()
    gone.paste((150, 158, 150), (30, 260, 470, 900))
    photo = laid(rounded(gone))
    cv2.ellipse(photo, (1800, 300), (430, 260), 0, 0, 360, (255, 255, 255), -1)
    assert "portrait_missing" in {item.code for item in seen(photo).findings}


def test_an_honest_portrait_is_not_askew_to_a_side_that_nobody_saw() -> None:
    # The right side runs off the photo. Where it is put there leans, and all that is printed leans with it.
    photo = np.ascontiguousarray(laid(rounded(side()))[:, :1782])
    leaning: Quad = ((183.0, 178.0), (1782.0, 122.0), (1782.0, 1132.0), (218.0, 1187.0))
    whole = inspect_appearance(laid(rounded(side())), leaning, image=1, portrait=PORTRAIT)
    assert [item.code for item in whole.findings if item.reason == "askew"] == ["portrait_pasted"]
    looked = inspect_appearance(photo, leaning, image=1, portrait=PORTRAIT)
    assert [item.code for item in looked.quality] == ["cut_off"]
    assert not [item.code for item in looked.findings if item.reason == "askew"]


def test_every_finding_has_both_languages_and_claims_nothing_for_certain() -> None:
    items = seen(laid(rounded(side().convert("L").convert("RGB")))).findings
    assert all("có thể" in item.message.vi and "may" in item.message.en for item in items)


def hidden(photo: Pixels, box: tuple[float, float, float, float], colour: int) -> Pixels:
    """Paint over a box of the paper, given in fractions of it, and over what is right of it to the edge."""
    changed = photo.copy()
    left, top = 200 + int(box[0] * 1600), 150 + int(box[1] * 1009)
    right, bottom = 200 + int(box[2] * 1600), 150 + int(box[3] * 1009)
    changed[top:bottom, left:right] = colour
    return changed


def under_light(photo: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    """Burn out a round patch over a box of the paper, softly, as a lamp does: a white rectangle is a slip."""
    spot = np.zeros(photo.shape[:2], np.float32)
    x, y = 200 + (box[0] + box[2]) * 800, 150 + (box[1] + box[3]) * 504.5
    axes = (round((box[2] - box[0]) * 800), round((box[3] - box[1]) * 504.5))
    cv2.ellipse(spot, (round(x), round(y)), axes, 0, 0, 360, 320.0, -1)
    light = cv2.GaussianBlur(spot, (0, 0), 24)[..., None]
    return np.clip(photo + light, 0, 255).astype(np.uint8)


def why(looked: Inspection, field: str = "full_name") -> Problem:
    return unreadable_field(problem("field_not_read", field), PLACES[field], looked)


def test_a_name_under_glare_says_so_and_where() -> None:
    photo = under_light(laid(rounded(side())), (0.3, 0.38, 0.8, 0.6))
    told = why(seen(photo))
    assert (told.code, told.field, told.reason, told.image) == ("field_not_read", "full_name", "glare", 1)
    assert "lóa" in told.message.vi
    assert "new photo" in told.message.en
    assert told.quad is not None
    (left, top), _, (right, bottom), _ = told.quad
    assert left < 200 + 0.5 * 1600 < right
    assert top < 150 + 0.5 * 1009 < bottom


def test_a_finger_over_the_edge_is_told_from_a_shadow() -> None:
    photo = laid(rounded(side()))
    cv2.ellipse(photo, (1800, 650), (420, 90), 0, 0, 360, (120, 150, 205), -1)
    assert why(seen(photo)).reason == "covered"
    # A thumb on the end of a line took the last word of an address, and the rest was given as the whole.
    looked = seen(photo)
    thing = looked.over((0.5, 0.45, 0.8, 0.55))
    assert thing is not None
    assert [item.code for item in looked.with_obstacle(thing).with_obstacle(thing).quality] == ["covered"]
    assert looked.over((0.35, 0.1, 0.7, 0.2)) is None
    shadow = laid(rounded(side()))
    shadow[:, 1400:] = (shadow[:, 1400:] * 0.55).astype(np.uint8)
    assert all(item.reason != "covered" for item in seen(shadow).obstacles)


def test_what_lies_beyond_the_photo_is_told() -> None:
    assert why(seen(laid(rounded(side()))[:, :1500])).reason == "cut_off"


def test_a_blurred_photo_is_why_a_field_was_not_read() -> None:
    photo = np.asarray(cv2.GaussianBlur(laid(rounded(side())), (0, 0), 8), np.uint8)
    assert why(seen(photo)).reason == "blurred"


def test_without_a_cause_in_sight_none_is_made_up() -> None:
    plain = problem("field_not_read", "full_name")
    assert unreadable_field(plain, PLACES["full_name"], seen(laid(rounded(side())))) == plain


def test_of_something_that_is_no_paper_all_that_hides_it_is_told() -> None:
    photo = hidden(laid(rounded(side())), (0.1, 0.1, 0.5, 0.6), 255)
    looked = inspect_appearance(photo, CORNERS, image=0, recognised=False)
    assert "glare" in {item.code for item in looked.quality}
    assert looked.findings == ()


def test_the_place_of_a_problem_is_said_in_words() -> None:
    photo = under_light(laid(rounded(side())), (0.65, 0.05, 0.97, 0.3))
    (glare,) = [item for item in seen(photo).quality if item.code == "glare"]
    assert "phía trên bên phải" in glare.message.vi
    assert "top right" in glare.message.en


def test_of_a_paper_whose_right_way_up_is_unknown_no_place_is_said() -> None:
    """“On the right” was said of what lay on the left of a card that nobody had recognised."""
    photo = under_light(laid(rounded(side())), (0.65, 0.05, 0.97, 0.3))
    unknown = inspect_appearance(photo, CORNERS, image=0, recognised=False).quality
    (glare,) = [item for item in unknown if item.code == "glare"]
    assert "phía trên" not in glare.message.vi
    assert glare.quad is not None  # it is outlined on the photo all the same


@pytest.mark.parametrize("cut", [(slice(500, None), slice(None)), (slice(None), slice(None, 1000))])
def test_half_a_card_is_no_screen_and_no_copy(cut: tuple[slice, slice]) -> None:
    """What a photo does not show was drawn on as stripes: seven of twelve cut cards passed for copies."""
    photo = np.ascontiguousarray(laid(rounded(side()))[cut])
    down = cut[0].start or 0
    quad: Quad = tuple((x, y - down) for x, y in CORNERS)  # type: ignore[assignment]
    assert inspect_appearance(photo, quad, image=0, portrait=PORTRAIT).findings == ()


def test_shares_of_a_box() -> None:
    half = Obstacle("glare", (0.0, 0.0, 0.5, 1.0))
    assert half.share_of((0.25, 0.0, 0.75, 1.0)) == pytest.approx(0.5)
    assert half.share_of((0.6, 0.0, 0.9, 1.0)) == 0


def test_a_cut_corner_at_the_edge_of_the_photo_is_told_from_the_other_side() -> None:
    card = rounded(side())
    mask = np.array(card.getchannel("A"))
    cv2.fillConvexPoly(mask, np.array([(1600, 1009), (1340, 1009), (1600, 749)], np.int32), 0)
    card.putalpha(Image.fromarray(mask))
    close = np.ascontiguousarray(laid(card)[:, :1806])
    assert [item.code for item in seen(close).findings] == ["corner_cut"]


def test_an_outline_found_a_little_too_far_out_is_no_cut_corner() -> None:
    photo = laid(rounded(side()))
    a, b, c, d = CORNERS
    off = inspect_appearance(photo, (a, (b[0] + 60, b[1] - 45), c, d), image=0, portrait=PORTRAIT)
    assert all(item.code != "corner_cut" for item in off.findings)


def test_a_grey_copy_with_a_notary_s_red_stamps_is_a_copy():
    # The stamps' red was taken for the card's own colour: of no certified copy was it told that it is one.
    shot = photograph(make_paper("cccd_chip", 907).sides["front"], "easy", 907)
    grey = np.asarray(Image.open(io.BytesIO(shot.jpeg)).convert("L").convert("RGB")).copy()
    (left, top), (right, low) = (end(shot.quad, axis=0).astype(int) for end in (np.min, np.max))
    wide, high = right - left, low - top
    x, y = left + wide * 45 // 100, top + high * 45 // 100
    cv2.rectangle(grey, (x, y), (x + wide * 2 // 5, y + high // 5), (205, 40, 55), 6)
    cv2.putText(grey, "SAO Y BAN CHINH", (x + 12, y + high // 8), 0, wide / 900, (205, 40, 55), 4)
    cv2.circle(grey, (x + wide // 8, y + high // 5), high // 7, (205, 40, 55), 7)

    def told(picture: np.ndarray) -> list[tuple[str, str | None]]:
        photo_ = np.ascontiguousarray(picture[:, :, ::-1])
        portrait = SPECS["cccd_chip"].sides["front"].portrait
        seen = inspect_appearance(photo_, shot.quad, image=0, portrait=portrait)
        return [(one.code, one.reason) for one in seen.findings]

    assert ("photocopy", "grey") in told(grey)
    colour = np.asarray(Image.open(io.BytesIO(shot.jpeg)).convert("RGB")).copy()
    assert "photocopy" not in [code for code, _ in told(colour)]


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (0.8, 0.95, 1.0), (1.0, 0.97, 0.88)])
def test_a_white_card_with_nothing_but_its_emblem_in_colour_is_no_copy(
    light: tuple[float, float, float],
) -> None:
    """The emblem's red was taken for a stamp on a grey copy; its star and ring are of gold."""
    sheet = np.full((1009, 1600, 3), 250, np.uint8)
    for top in range(200, 1000, 90):
        cv2.putText(
            sheet, "Ho va ten: TRAN VAN AN", (560, top), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (30, 30, 30), 4
        )
    cv2.rectangle(sheet, (80, 420), (440, 900), (205, 205, 205), -1)
    cv2.circle(sheet, (260, 210), 130, (35, 40, 200), -1)
    cv2.circle(sheet, (260, 210), 124, (40, 170, 215), 14)
    turns, reach = np.arange(10) * np.pi / 5, np.tile((78.0, 31.0), 5)
    star = np.stack((260 + reach * np.sin(turns), 210 - reach * np.cos(turns)), axis=1)
    cv2.fillPoly(sheet, [star.astype(np.int32)], (50, 205, 245))
    lit = np.asarray(sheet * np.array(light), np.uint8)
    assert ("photocopy", "grey") not in found(Image.fromarray(np.ascontiguousarray(lit[:, :, ::-1])))
    grey = Image.fromarray(cv2.cvtColor(sheet, cv2.COLOR_BGR2GRAY)).convert("RGB")
    assert ("photocopy", "grey") in found(grey)


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
        return [item.code for item in inspect_appearance(of, quad, image=0, portrait=portrait).findings]

    assert "portrait_missing" not in told(photo)
    blank = photo.copy()
    cv2.rectangle(blank, (260, 480), (700, 1070), (190, 125, 70), -1)
    assert "portrait_missing" in told(blank)


def test_of_the_portrait_on_a_sheet_that_a_card_does_not_fill_nothing_is_said():
    sheet = np.full((1080, 1712, 3), (215, 225, 228), np.uint8)
    cv2.putText(sheet, "CAN CUOC", (700, 500), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (30, 30, 30), 9)
    photo = cv2.copyMakeBorder(sheet, 150, 150, 200, 200, cv2.BORDER_CONSTANT, value=(50, 70, 96))
    quad = ((200.0, 150.0), (1912.0, 150.0), (1912.0, 1230.0), (200.0, 1230.0))
    portrait = SPECS["can_cuoc"].sides["front"].portrait
    for filled in (True, False):
        findings = inspect_appearance(photo, quad, image=0, portrait=portrait, filled=filled).findings
        assert ("portrait_missing" in [item.code for item in findings]) is filled


def test_a_passport_must_be_wider_than_a_card_to_be_read():
    """Its page is half as wide again: what was lost on one 700 pixels wide was lost without a word."""
    photo = np.full((900, 1200, 3), 200, np.uint8)
    photo[300:320, 300:900] = 0
    place = ((200.0, 150.0), (920.0, 150.0), (920.0, 656.0), (200.0, 656.0))
    told = [
        any(each.code == "too_small" for each in inspect_appearance(photo, place, image=0, card=card).quality)
        for card in (True, False)
    ]
    assert told == [False, True]
