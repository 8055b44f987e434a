"""A paper taken at sight: the wrong way up or not whole, it would be read as nonsense and sent back."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
from bench.cards import Kind
from bench.cards.fonts import font
from PIL import Image as Drawn
from PIL import ImageDraw
from tests.support.drawn import make_paper, photograph

from motcua.papers import codes, photo, sources
from motcua.papers.clock import Clock
from motcua.papers.image import Image
from motcua.papers.lines.detector import DEFAULT_SIDE, PpocrDetector
from motcua.papers.lines.types import TextLine
from motcua.papers.locate import Scene, overlap, turned
from motcua.papers.locate.segmentation import DetectedOutline
from motcua.papers.reading import read
from motcua.papers.sides import one_photo, recognise
from motcua.papers.sides.fast_path import UprightPaper, find_upright
from motcua.papers.types import Quad, SideName

#: Told upright by its code, by its print though it has a code, and by its print alone.
PLAIN: list[tuple[Kind, SideName, int, bool]] = [
    ("cccd_chip", "front", 12, True),
    ("cccd_chip", "front", 12, False),
    ("cmnd", "front", 17, False),
]


@cache
def taken_upright(kind: Kind, side: SideName, seed: int) -> tuple[Image, Quad]:
    made = photograph(make_paper(kind, seed).sides[side], "easy", seed)
    return photo.decode(made.jpeg), made.quad


def shot(kind: Kind, side: SideName, seed: int, quarter: int) -> tuple[Image, Quad]:
    """Return a photo turned clockwise by quarters, and where the paper lies on it from its own top left."""
    image, quad = taken_upright(kind, side, seed)
    for _ in range(quarter):
        height = image.shape[0]
        image = np.ascontiguousarray(np.rot90(image, -1))
        a, b, c, d = ((height - y, x) for x, y in quad)
        quad = (a, b, c, d)
    return image, quad


def seen(image: Image, *, coded: bool = True) -> UprightPaper | None:
    return find_upright(Scene(image), codes.read_qr(image) if coded else [], Clock())


@pytest.mark.parametrize(("kind", "side", "seed", "coded"), PLAIN)
def test_however_the_phone_was_held_the_paper_stands_upright(
    kind: Kind, side: SideName, seed: int, coded: bool
) -> None:
    taken = 0
    for quarter in range(4):
        image, truth = shot(kind, side, seed, quarter)
        one = seen(image, coded=coded)
        if one is None:
            continue
        taken += 1
        starts = [np.abs(np.subtract(turned(truth, 90 * i), one.found.quad)).max() for i in range(4)]
        assert int(np.argmin(starts)) == 0
        assert overlap(one.found.quad, truth) > 0.95
        assert one.found.oriented > 0.97
    assert taken >= 3, "what is plain to see is taken at sight"


@pytest.mark.parametrize("coded", [True, False])
def test_a_front_whose_code_was_read_is_not_searched_for_the_zone_of_its_back(
    monkeypatch: pytest.MonkeyPatch, coded: bool
) -> None:
    """Its ink was, and then its lines: 3 ms of each such card. A code of other kinds stands beside a zone."""
    searched: list[Image] = []
    monkeypatch.setattr("motcua.papers.sides.fast_path.rows_by_ink", lambda card: searched.append(card) or [])
    assert seen(shot("cccd_chip", "front", 12, 0)[0], coded=coded) is not None
    assert bool(searched) is not coded


def test_lines_are_looked_for_on_the_paper_as_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Around print that stood on its head the boxes cut tone marks off: ``THÚY`` was read ``THỦY``, and one
    value in twenty more asked for a look. Where the code tells what the card says, print only bears it out,
    and its lines are looked for on a smaller picture."""
    looked: list[int] = []
    detect = PpocrDetector.detect

    def counted(self: PpocrDetector, image: Image) -> list[Quad]:
        looked.append(self.side)
        return detect(self, image)

    monkeypatch.setattr(PpocrDetector, "detect", counted)
    upright, turned_over = (seen(shot("cmnd", "front", 17, quarter)[0]) for quarter in (0, 2))
    assert upright is not None
    assert turned_over is not None
    assert looked == [DEFAULT_SIDE] * 3, "once, and again where it stood on its head"
    boxes = [cv2.boundingRect(np.asarray(quad, np.float32)) for quad in turned_over.quads]
    for quad in upright.quads:
        x, y, wide, high = cv2.boundingRect(np.asarray(quad, np.float32))
        assert any(
            abs(x - left) + abs(x + wide - left - width) < high and abs(y - top) < high / 3
            for left, top, width, _ in boxes
        ), "each line is found in its place"
    coded = seen(shot("cccd_chip", "front", 12, 0)[0])
    assert coded is not None
    assert looked[3:] == [640]


def test_what_only_print_tells_is_looked_for_closely_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A place of origin under a pale reflection was lost on the smaller picture, and left to be typed."""
    detect = PpocrDetector.detect

    def without_origin(self: PpocrDetector, image: Image) -> list[Quad]:
        height = image.shape[0]
        quads = detect(self, image)
        return quads if self.side > 640 else [quad for quad in quads if not 0.6 < quad[0][1] / height < 0.8]

    monkeypatch.setattr(PpocrDetector, "detect", without_origin)
    paper = make_paper("cccd_chip", 12)
    reading = read([photograph(side, "easy", 12).jpeg for side in paper.sides.values()])
    assert reading.fields["place_of_origin"].value == paper.truth["place_of_origin"]


def test_of_two_papers_none_is_taken_for_the_only_one() -> None:
    """The other would not be looked for: on a sheet with both sides the back would be missing."""
    sheet = np.full((2200, 1556, 3), 170, np.uint8)
    for top, side in ((250, "front"), (1150, "back")):
        card = np.asarray(make_paper("cccd_chip", 3).sides[side].convert("RGB"))[:, :, ::-1]  # type: ignore[index]
        sheet[top : top + 631, 278:1278] = cv2.resize(card, (1000, 631), interpolation=cv2.INTER_AREA)
    assert seen(sheet) is None


def test_an_outline_that_runs_through_lines_is_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a card taken for all of it would give rows without their ends."""
    image, truth = shot("cmnd", "front", 17, 0)
    whole = seen(image)
    assert whole is not None
    a, b, c, d = (np.asarray(point) for point in truth)
    half = tuple((float(x), float(y)) for x, y in (a, a + 0.6 * (b - a), d + 0.6 * (c - d), d))
    monkeypatch.setattr(
        "motcua.papers.sides.fast_path.find_single_paper",
        lambda _: type(whole.found)(half, 0.99, "edges", 0.5),  # type: ignore[arg-type]
    )
    assert seen(image) is None


def test_text_is_not_looked_for_where_the_paper_is_plain_to_see(monkeypatch: pytest.MonkeyPatch) -> None:
    """It took a thirteenth of all time, and told nothing more."""
    sides = make_paper("cmnd", 17).sides.values()
    shots = [photograph(side, "easy", 17).jpeg for side in sides]

    def asked(_: Scene) -> list[Quad]:
        raise AssertionError("text was looked for on the whole photo")

    monkeypatch.setattr(Scene, "text", property(asked))
    assert read(shots).paper == "cmnd"


def test_a_passport_has_no_other_side_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One photo of one paper: its holder waited twice as long as one of a card, for a back that is not there.

    Nor is a label missing that its series does not print, so that all lines, its zone's too, were read by
    both recognisers. One photo of a card may show its other side, and is searched for it."""
    passport = make_paper("passport", 91503).sides["front"]
    image = photo.decode(photograph(passport, "easy", 91503).jpeg)

    def asked(_: Scene) -> list[Quad]:
        raise AssertionError("text was looked for on the whole photo")

    twice: list[Quad] = []
    fast = sources.recognise_fast

    def listened(card: Image, quads: Sequence[Quad]) -> list[TextLine]:
        twice.extend(quads)
        return fast(card, quads)

    monkeypatch.setattr(Scene, "text", property(asked))
    monkeypatch.setattr(sources, "recognise_fast", listened)
    reading = read([photograph(passport, "easy", 91503).jpeg])
    assert reading.paper == "passport"
    assert not reading.to_record()["problems"]
    assert len(twice) <= 6, "the name in two parts, the day of issue, the authority, and what is doubtful"
    assert find_upright(Scene(image), [], Clock(), passport=True) is not None
    assert find_upright(Scene(shot("cmnd", "front", 17, 0)[0]), [], Clock(), passport=True) is None
    coded = Scene(shot("cccd_chip", "back", 12, 0)[0])
    assert find_upright(coded, [], Clock(), passport=True) is None


def test_a_passport_that_takes_a_search_is_alone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its outline was doubtful, so what the page leaves free of the photo was painted over and searched for a
    back: a third of the time its holder waited."""

    def asked(*_: object) -> list[object]:
        raise AssertionError("another side was looked for beside a passport")

    monkeypatch.setattr(one_photo, "_beside", asked)
    passport = make_paper("passport", 91002)
    reading = read([photograph(passport.sides["front"], "medium", 91002).jpeg])
    assert reading.paper == "passport"
    assert reading.fields["personal_number"].value == passport.truth["personal_number"]


def test_a_paper_in_plain_sight_that_is_none_of_ours_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library card was searched for again and all its lines were read twice: who sent it waited the longest
    to be told that it is no identity card."""
    card = Drawn.new("RGB", (1000, 631), (190, 220, 200))
    pen = ImageDraw.Draw(card)
    pen.rectangle((40, 150, 290, 500), (120, 120, 160))
    for row, words in enumerate(("Borrower one hundred", "Reading room second floor", "Valid one year") * 2):
        pen.text((340, 130 + 74 * row), words, (30, 40, 60), font("noto", 40))
    table = np.full((1100, 1500, 3), (60, 80, 90), np.uint8)
    mask = np.zeros((1100, 1500), np.uint8)
    cv2.rectangle(mask, (285, 265), (1215, 826), 255, -1)
    mask = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (71, 71)))
    table[230:861, 250:1250][mask[230:861, 250:1250] > 0] = np.asarray(card)[:, :, ::-1][
        mask[230:861, 250:1250] > 0
    ]
    table = np.asarray(cv2.GaussianBlur(table, (0, 0), 1), np.uint8)
    assert find_upright(Scene(table), [], Clock()) is not None
    heard: list[Quad] = []
    fast = recognise.recognise_first

    def listened(image: Image, quads: Sequence[Quad]) -> list[TextLine]:
        heard.extend(quads)
        return fast(image, quads)

    monkeypatch.setattr(recognise, "recognise_first", listened)
    (paper,) = one_photo.read_photo(table, 0, Clock(), several=False)
    assert paper.best()[0] < one_photo.LEAST_EVIDENCE
    assert 6 <= len(heard) == len(paper.lines)


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_on_a_photo_cut_to_the_card_the_portrait_is_not_the_paper(
    monkeypatch: pytest.MonkeyPatch, quarter: int
) -> None:
    """A scanning app leaves no outline but the one of the portrait: what the front says was missing, and its
    holder was told to go nearer."""
    front = np.asarray(make_paper("cmnd", 17).sides["front"].convert("RGB"))[:, :, ::-1]
    card = np.ascontiguousarray(cv2.resize(front, (1190, 750), interpolation=cv2.INTER_AREA))
    portrait = np.array([(50, 270), (330, 270), (330, 635), (50, 635)], np.float32)
    for _ in range(quarter):
        portrait = np.stack([card.shape[0] - portrait[:, 1], portrait[:, 0]], axis=1).astype(np.float32)
        card = np.ascontiguousarray(np.rot90(card, -1))
    monkeypatch.setattr(
        Scene,
        "outlines",
        property(lambda scene: [DetectedOutline(np.asarray(portrait * scene.scale, np.float64), 0.97, 0.97)]),
    )
    (paper,) = one_photo.read_photo(card, 0, Clock(), several=False)
    assert paper.best()[1] == ("cmnd", "front")
    assert paper.best()[0] >= recognise.PLAIN_EVIDENCE
    assert paper.lines[0].quad[0][1] < paper.lines[-1].quad[0][1], "and upright"
