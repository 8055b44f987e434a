"""A paper taken at sight: the wrong way up or not whole, it would be read as nonsense and sent back."""

import cv2
import numpy as np
import pytest
from bench.cards import Kind, make_paper, photograph

from motcua.papers import codes, photo
from motcua.papers.at_sight import Straight, straight
from motcua.papers.clock import Clock
from motcua.papers.lines.types import Image
from motcua.papers.locate import Scene, overlap, turned
from motcua.papers.reading import read
from motcua.papers.types import Quad, SideName

#: Told upright by its code, by its print though it has a code, and by its print alone.
PLAIN: list[tuple[Kind, SideName, int, bool]] = [
    ("cccd_chip", "front", 12, True),
    ("cccd_chip", "front", 12, False),
    ("cmnd", "front", 17, False),
]


def shot(kind: Kind, side: SideName, seed: int, quarter: int) -> tuple[Image, Quad]:
    """Return a photo turned clockwise by quarters, and where the paper lies on it from its own top left."""
    made = photograph(make_paper(kind, seed).sides[side], "easy", seed)
    image, quad = photo.decode(made.jpeg), made.quad
    for _ in range(quarter):
        height = image.shape[0]
        image = np.ascontiguousarray(np.rot90(image, -1))
        a, b, c, d = ((height - y, x) for x, y in quad)
        quad = (a, b, c, d)
    return image, quad


def seen(image: Image, *, coded: bool = True) -> Straight | None:
    return straight(Scene(image), codes.read_qr(image) if coded else [], Clock())


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
        "motcua.papers.at_sight.at_sight",
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
