"""Photos of a paper of the third hand in one way, with all that is true of them."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from PIL import Image

from bench.papers.third import codes
from bench.papers.third.camera import Camera
from bench.papers.third.cards import Drawn, draw
from bench.papers.third.holders import Holder, holder
from bench.papers.third.sheet import SCALE, Sheet
from bench.papers.third.type import style
from bench.papers.third.ways import Way

KINDS = ("cccd_chip", "can_cuoc", "cccd_barcode", "cmnd12", "cmnd", "passport")
_FACES = ("hopper", "astronaut")
_TWO_SIDED = ("together", "swapped", "two", "both_people", "twice")


@dataclass(frozen=True, slots=True)
class Shot:
    """Photos and truth. ``truths``: what one whole reading may say, several where people mix."""

    images: list[bytes]
    kind: str
    truths: list[dict[str, str]]
    way: Way


def suits(kind: str, way: Way) -> bool:
    """Tell whether ``kind`` can be photographed in that way (a passport has no other side)."""
    if way.set.get("expired") and kind in ("cmnd", "cmnd12"):
        return False
    return kind != "passport" or not any(way.set.get(name) for name in _TWO_SIDED)


def shoot(kind: str, way: Way, seed: int, on: date) -> Shot:
    """Draw somebody's paper and photograph it. The same arguments give the same bytes."""
    rng = random.Random(f"{kind} {way.name} {seed}")
    one = holder(rng, kind, _FACES[0], on)
    if way.set.get("expired"):
        one = replace(one, issue=on - timedelta(days=4000), expiry=on - timedelta(days=rng.randint(1, 600)))
    drawn = draw(one, kind, rng, held_out=way.held_out)
    sides, truth = drawn.sides, drawn.truth
    camera = Camera(rng, way.set, held_out=way.held_out)
    if way.set.get("two") or way.set.get("both_people"):
        return _two(drawn, camera, rng, way, on)
    said = {name: value for side in truth.values() for name, value in side.items()}
    if way.set.get("twice"):
        name = rng.choice(list(sides))
        photos = [camera.take([sides[name]], [_size(sides[name])]) for _ in range(2)]
        return Shot(photos, kind, [truth[name]], way)
    if way.set.get("together") or way.set.get("scan"):
        both = list(sides.values())
        return Shot([camera.take(both, [_size(side) for side in both])], kind, [said], way)
    photos = []
    for picture in sides.values():
        shown = [picture]
        if "beside" in way.set:
            shown.append(_bank_card(rng, one, kind))
        photos.append(camera.take(shown, [_size(side) for side in shown]))
    if way.set.get("swapped"):
        photos.reverse()
    return Shot(photos, kind, [said], way)


def _two(drawn: Drawn, camera: Camera, rng: random.Random, way: Way, on: date) -> Shot:
    """The front of one and the back of another, or both fronts on one photo and both backs on the other."""
    other = draw(holder(rng, drawn.kind, _FACES[1], on), drawn.kind, rng, held_out=way.held_out)
    truths = [
        {name: value for side in each.truth.values() for name, value in side.items()}
        for each in (drawn, other)
    ]  # fmt: skip
    if way.set.get("two"):
        pairs = [[drawn.sides["front"]], [other.sides["back"]]]
    else:
        pairs = [[drawn.sides[side], other.sides[side]] for side in ("front", "back")]
    return Shot(
        [camera.take(pair, [_size(side) for side in pair]) for pair in pairs], drawn.kind, truths, way
    )


def _size(picture: Image.Image) -> tuple[float, float]:
    return picture.width / SCALE, picture.height / SCALE


def _bank_card(rng: random.Random, of: Holder, kind: str) -> Image.Image:
    """A card of the same size that is no identity paper: an invented bank's or shop's."""
    sheet = Sheet(rng, style(rng, kind, held_out=False), 85.6, 53.98)
    first = (rng.randint(20, 150), rng.randint(20, 150), rng.randint(20, 150))
    second = (rng.randint(60, 220), rng.randint(60, 220), rng.randint(60, 220))
    sheet.ground(first, second, "waves")
    white = (240, 240, 240)
    sheet.text(
        6,
        10,
        rng.choice(("NGÂN HÀNG SAO MAI", "THẺ THÀNH VIÊN", "BẢO HIỂM Y TẾ")),
        "dejavu",
        4,
        bold=True,
        ink=white,
    )
    sheet.text(6, 34, " ".join(f"{rng.randrange(10**4):04d}" for _ in range(4)), "cousine", 5, ink=white)
    sheet.text(6, 46, codes.bare(of.name), "cousine", 3.4, ink=white)
    sheet.text(62, 46, "12/29", "cousine", 3, ink=white)
    return sheet.picture
