"""What the second drawer may vary, and which of it is held out: the one table that says so.

``train`` may be looked at, tuned and trained on. Nobody looks at single photos of ``heldout``, trains on its
typefaces or changes a rule because of them: it is drawn only by ``bench.papers.compare`` and for the
reliability table of ``bench.papers.calibrate``. A held-out draw takes typefaces, inks, backgrounds and
cameras from the held-out half alone, and of the conditions those of both halves in turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Split = Literal["train", "heldout"]
Colour = tuple[int, int, int]

#: Ordinary and bold: file names that Pillow finds, ``family`` or ``family:bold`` of fontconfig, or
#: ``distribution!path!weight[!width]`` of an installed package.
Face = tuple[str, str]

_PLEX = "fontpkg-ibm-plex-sans!fontpkg_ibm_plex_sans/files/IBMPlexSans[wdth,wght].ttf"
_OPEN = "fontpkg-open-sans!fontpkg_open_sans/files/OpenSans[wdth,wght].ttf"
_LORA = "fontpkg-lora!fontpkg_lora/files/Lora[wght].ttf"
_INTER = "fontpkg-inter!fontpkg_inter/files/Inter[opsz,wght].ttf"
_SOURCE = "fontpkg-source-serif-4!fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"
_NOTO = "fontpkg-noto-serif!fontpkg_noto_serif/files/NotoSerif[wdth,wght].ttf"
_SARABUN = "fontpkg-sarabun!fontpkg_sarabun/files/Sarabun"
_BARLOW = "fontpkg-barlow-semi-condensed!fontpkg_barlow_semi_condensed/files/BarlowSemiCondensed"
_FRANKLIN = "fontpkg-libre-franklin!fontpkg_libre_franklin/files/LibreFranklin[wght].ttf"

#: The row twice stands where DejaVu Sans Mono did, which puts some marks behind their letters.
#: Debian: fonts-dejavu, fonts-liberation, fonts-texgyre, fonts-sil-gentiumplus; requirements/bench.txt.
FACES: Final[Mapping[Split, tuple[Face, ...]]] = {
    "train": (
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"),
        ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
        ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
        ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
        ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
        ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
        (f"{_PLEX}!400", f"{_PLEX}!700"),
        (f"{_OPEN}!400", f"{_OPEN}!700"),
        (f"{_OPEN}!400!80", f"{_OPEN}!700!80"),
        (f"{_LORA}!400", f"{_LORA}!700"),
        (f"{_BARLOW}-Regular.ttf", f"{_BARLOW}-Bold.ttf"),
        (f"{_INTER}!400", f"{_INTER}!700"),
        (f"{_SOURCE}!400", f"{_SOURCE}!700"),
    ),
    "heldout": (
        ("TeX Gyre Heros", "TeX Gyre Heros:bold"),
        ("TeX Gyre Heros", "TeX Gyre Heros:bold"),
        ("TeX Gyre Heros Cn", "TeX Gyre Heros Cn:bold"),
        ("TeX Gyre Termes", "TeX Gyre Termes:bold"),
        ("TeX Gyre Adventor", "TeX Gyre Adventor:bold"),
        ("Gentium Plus", "Gentium Plus:bold"),
        (f"{_FRANKLIN}!400", f"{_FRANKLIN}!700"),
        (f"{_NOTO}!400", f"{_NOTO}!700"),
        (f"{_SARABUN}-Regular.ttf", f"{_SARABUN}-Bold.ttf"),
    ),
}
#: Typefaces of machine-readable zones; ``ocrb`` is the one of bench.cards. Real zones are OCR-B.
ZONE_FACES: Final[Mapping[Split, tuple[str, ...]]] = {
    "train": ("LiberationMono-Bold.ttf", "DejaVuSansMono.ttf", "ocrb", "ocrb", "ocrb"),
    "heldout": ("OCR B", "OCR B", "ocrb", "TeX Gyre Cursor:bold"),
}
LABEL_INKS: Final[Mapping[Split, tuple[Colour, ...]]] = {
    "train": ((20, 20, 24), (30, 50, 110), (110, 30, 40), (70, 70, 70), (10, 80, 70)),
    "heldout": ((25, 25, 30), (60, 40, 95), (95, 60, 25), (45, 75, 45), (88, 84, 90)),
}
VALUE_INKS: Final[Mapping[Split, tuple[Colour, ...]]] = {
    "train": ((10, 10, 12), (25, 25, 60), (50, 50, 50), (0, 40, 30)),
    "heldout": ((18, 14, 16), (45, 30, 30), (35, 40, 70), (60, 58, 62)),
}
SHADES: Final[Mapping[Split, tuple[str, ...]]] = {
    "train": ("plain", "plain", "waves", "picture"),
    "heldout": ("gradient", "rosette", "rosette", "weave"),
}
#: What stands between a label and its English, and after both.
SLASHES: Final[Mapping[Split, tuple[str, ...]]] = {
    "train": ("/", " / ", "/ "),
    "heldout": ("/", " / ", " /"),
}
COLONS: Final[Mapping[Split, tuple[str, ...]]] = {
    "train": (":", ":", "", " :"),
    "heldout": (":", "", ": "),
}
#: Sensors of ``bench.papers.camera``; ``plain`` photos of ``train`` come from ``bench.cards.photograph``.
SENSORS: Final[Mapping[Split, tuple[str, ...]]] = {
    "train": ("phone", "sharpened"),
    "heldout": ("messenger", "cheap", "high_dynamic_range", "phone"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One way a photo came about. ``hard`` ones lie beyond what the issue calls usual."""

    name: str
    split: Split
    hard: bool = False


CONDITIONS: Final[tuple[Condition, ...]] = (
    Condition("plain", "train"),
    Condition("grey_copy", "train"),
    Condition("turned", "train"),
    Condition("sleeve", "train"),
    Condition("far", "train"),
    Condition("scan", "train"),
    Condition("thumb", "train"),
    Condition("crop", "train"),
    Condition("colour_copy", "train"),
    Condition("worn", "train"),
    Condition("shadow", "train"),
    Condition("beside", "train"),
    Condition("blur", "train", hard=True),
    Condition("faint", "train", hard=True),
    Condition("tilted", "heldout"),
    Condition("clutter", "heldout"),
    Condition("full", "heldout"),
    Condition("laminate", "heldout"),
    Condition("misprint", "heldout"),
    Condition("grey_page", "heldout"),
    Condition("screen", "heldout", hard=True),
    Condition("dim", "heldout", hard=True),
)
BY_NAME: Final = {condition.name: condition for condition in CONDITIONS}


def conditions(split: Split) -> tuple[str, ...]:
    """Return what a draw of this split goes through in turn; a held-out one takes both halves alternately."""
    mine = [item.name for item in CONDITIONS if item.split == "train"]
    if split == "train":
        return tuple(mine)
    other = [item.name for item in CONDITIONS if item.split == "heldout"]
    turns: list[str] = []
    for index, name in enumerate(mine):
        turns += [name, other[index % len(other)]]
    return tuple(turns)
