"""One module a kind of paper; each has ``draw(holder, style, photo, rng) -> Drawn``."""

import random
from collections.abc import Callable

from PIL import Image

from bench.cards.holder import Holder
from bench.cards.kinds import Kind
from bench.cards.layouts import can_cuoc, cccd_barcode, cccd_chip, cmnd, cmnd12, passport
from bench.cards.layouts.common import Drawn
from bench.cards.paint import Style

_Draw = Callable[[Holder, Style, Image.Image, random.Random], Drawn]
_LAYOUTS: dict[Kind, _Draw] = {
    "cccd_chip": cccd_chip.draw,
    "can_cuoc": can_cuoc.draw,
    "cccd_barcode": cccd_barcode.draw,
    "cmnd": cmnd.draw,
    "cmnd12": cmnd12.draw,
    "passport": passport.draw,
}


def draw(kind: Kind, holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> Drawn:
    """Draw all sides of one paper."""
    return _LAYOUTS[kind](holder, style, photo, rng)
