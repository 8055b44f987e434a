"""Type of the third hand: families by use, some kept out of tuning, and how one paper is set."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_FONTS = Path("/usr/share/fonts")
_TT, _OT = _FONTS / "truetype", _FONTS / "opentype"
#: family: regular, bold. Debian: fonts-croscore, -freefont-ttf, -sil-charis, -sil-andika,
#: -sil-doulos, -cantarell, -linuxlibertine, -hack, -noto-core, -dejavu, -liberation2, -roboto-unhinted.
_FAMILIES = {
    "arimo": (_TT / "croscore/Arimo-Regular.ttf", _TT / "croscore/Arimo-Bold.ttf"),
    "tinos": (_TT / "croscore/Tinos-Regular.ttf", _TT / "croscore/Tinos-Bold.ttf"),
    "freesans": (_TT / "freefont/FreeSans.ttf", _TT / "freefont/FreeSansBold.ttf"),
    "biolinum": (_OT / "linux-libertine/LinBiolinum_R.otf", _OT / "linux-libertine/LinBiolinum_RB.otf"),
    "charis": (_TT / "charis/CharisSIL-Regular.ttf", _TT / "charis/CharisSIL-Bold.ttf"),
    "cousine": (_TT / "croscore/Cousine-Regular.ttf", _TT / "croscore/Cousine-Bold.ttf"),
    "dejavu": (_TT / "dejavu/DejaVuSans.ttf", _TT / "dejavu/DejaVuSans-Bold.ttf"),
    "roboto-narrow": (_TT / "roboto/unhinted/RobotoCondensed-Regular.ttf",
                      _TT / "roboto/unhinted/RobotoCondensed-Bold.ttf"),
    "andika": (_TT / "andika/Andika-Regular.ttf", _TT / "andika/Andika-Bold.ttf"),
    "libertine": (_OT / "linux-libertine/LinLibertine_R.otf", _OT / "linux-libertine/LinLibertine_RB.otf"),
    "freeserif": (_TT / "freefont/FreeSerif.ttf", _TT / "freefont/FreeSerifBold.ttf"),
    "noto-display": (_TT / "noto/NotoSansDisplay-Regular.ttf", _TT / "noto/NotoSansDisplay-Bold.ttf"),
    "liberation": (_TT / "liberation/LiberationSans-Regular.ttf", _TT / "liberation/LiberationSans-Bold.ttf"),
    "dejavu-narrow": (_TT / "dejavu/DejaVuSansCondensed.ttf", _TT / "dejavu/DejaVuSansCondensed-Bold.ttf"),
    "cascadia": (_TT / "cascadia-code/CascadiaMono.ttf", _TT / "cascadia-code/CascadiaMono.ttf"),
}  # fmt: skip
#: A family twice is as likely as two; one of them stands where Carlito did, which lacks marks.
TUNED = (
    "arimo", "arimo", "tinos", "roboto-narrow", "freesans", "biolinum", "charis", "dejavu", "roboto-narrow",
)  # fmt: skip
HELD_OUT = ("andika", "libertine", "freeserif", "noto-display", "liberation", "dejavu-narrow")
_TYPEWRITER = {False: ("cousine", "tinos", "charis"), True: ("cascadia", "freeserif", "libertine")}
OCR_B = _OT / "ocr-b/OCRB.otf"


@cache
def font(family: str, pixels: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a font ``pixels`` high; ``ocr-b`` is the type of machine-readable zones."""
    path = OCR_B if family == "ocr-b" else _FAMILIES[family][bold]
    return ImageFont.truetype(str(path), pixels)


@dataclass(frozen=True, slots=True)
class Style:
    """How one paper is set. ``mode``: a value is inline with its label, below it, or in a column beside."""

    label: str
    value: str
    title: str
    label_bold: bool
    value_bold: bool
    mode: str
    english: bool
    between: str
    colon: str
    label_size: float
    value_size: float
    leading: float
    spread: float
    ink: tuple[int, int, int]
    label_ink: tuple[int, int, int]
    number_ink: tuple[int, int, int]


def style(rng: random.Random, kind: str, *, held_out: bool) -> Style:
    """Draw how one paper is set."""
    families = HELD_OUT if held_out else TUNED
    label, title = rng.choice(families), rng.choice(families)
    value = label if rng.random() < 0.5 else rng.choice(families)
    old = kind in ("cmnd", "cmnd12")
    if kind == "cmnd" and rng.random() < 0.6:
        value = rng.choice(_TYPEWRITER[held_out])
    bilingual = kind in ("cccd_chip", "can_cuoc", "passport")
    dark = rng.randint(10, 60)
    tinted = rng.choice(((30, 40, 90), (90, 30, 40), (20, 70, 60), (dark, dark, dark), (60, 60, 60)))
    above = 0.75 if kind in ("can_cuoc", "passport") else 0.2 if kind == "cccd_chip" else 0.06
    mode = "above" if rng.random() < above else "beside" if rng.random() < 0.12 else "inline"
    return Style(
        label, value, title, rng.random() < 0.15, rng.random() < 0.35, mode,
        bilingual and rng.random() < 0.93, rng.choice(("/", "/", " / ", " /")),
        rng.choice((":", ":", "", " :", ".:")) if mode == "inline" else rng.choice((":", "", "")),
        rng.uniform(1.75, 2.2) * (1.1 if old else 1.0), rng.uniform(2.3, 3.0), rng.uniform(1.15, 1.45),
        rng.choice((0.0, 0.0, 0.0, 0.02, 0.05)), (dark, dark, dark),
        tinted if rng.random() < 0.5 else (dark, dark, dark),
        rng.choice(((200, 30, 30), (dark, dark, dark), (160, 20, 60))),
    )  # fmt: skip
