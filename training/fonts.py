"""The typefaces lines are drawn in, and which of them training never sees.

Files come from the installed ``fontpkg-*`` packages and from Debian (fontconfig). Only those that draw every
Vietnamese letter, capitals unlike small ones, are taken. Held out are the typefaces that
``bench.papers.split`` holds out, with all their relatives, and a few more.
"""

import random
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final, Literal

from PIL import ImageFont, features

from motcua.papers.lines.alphabet import CHARSET

Split = Literal["train", "heldout"]
FreeType = ImageFont.FreeTypeFont

_HELD_OUT: Final = re.compile(
    r"(?i)^(texgyre|gentium|librefranklin|notoserif|sarabun|ocrb|lato|carlito|saira|vollkorn|overpass|publicsans)"
)
#: Held out by ``bench.papers.fourth``; its other held-out ones were learned from before it was made.
_HELD_OUT_THERE: Final = re.compile(r"(?i)^(epilogue|chakrapetch|leaguespartan|smoochsans|spacegrotesk)")
#: Ornaments, hairlines, what hardly differs from another file, and Carlito (see :func:`tells_letters_apart`).
_LEFT_OUT: Final = re.compile(r"(?i)(carlito|chorus|math|thin|hairline|extralight|cascadiacode|NF|PL\b|RZ)")
_OLD_STYLE: Final = ["onum", "pnum"]
#: Pixels at which a typeface is tried.
_TRIED_AT: Final = 40
_NEEDED: Final = frozenset("".join(CHARSET)) - frozenset(" –²°`~^|{}\\_")


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a typeface; variable ones hold all weights."""

    path: str
    family: str
    italic: bool
    #: Figures with ascenders and descenders, like small letters (OpenType's ``onum``).
    old_style: bool = False

    @property
    def split(self) -> Split:
        return "heldout" if _HELD_OUT.match(self.family) else "train"

    @property
    def fixed(self) -> bool:
        """Whether all letters are equally wide, as far as the name says."""
        return bool(re.search(r"(?i)mono|cousine|courier|cursor|sourcecode|inconsolata", self.family))


@cache
def faces(split: Split) -> dict[str, tuple[Face, ...]]:
    """Return the faces of a split by family, in an order that depends on nothing but their names."""
    found: dict[str, list[Face]] = {}
    for path in sorted({*_packaged(), *_installed()}, key=lambda path: (path.name, str(path))):
        family = re.split(r"[-\[_.]|Bold|Italic|Oblique", path.name)[0].lower()
        face = Face(str(path), family, bool(re.search(r"(?i)italic|oblique", path.name)))
        if _LEFT_OUT.search(path.name) or _HELD_OUT_THERE.match(family):
            continue
        if face.split != split or not _complete(path):
            continue
        found.setdefault(face.family, []).append(face)
    return {family: tuple(members) for family, members in sorted(found.items())}


def choose(rng: random.Random, split: Split) -> Face:
    """Return a face: every family as likely as another, slanted ones rarely."""
    families = faces(split)
    members = families[rng.choice(list(families))]
    upright = [face for face in members if not face.italic]
    return rng.choice(upright if upright and rng.random() < 0.93 else members)


@cache
def ocr_b(split: Split) -> Face | None:
    """Return the typeface of machine-readable zones: one file is trained on, Debian's is held out."""
    named = {"train": "OCR-B.ttf", "heldout": "OCRB.otf"}[split]
    for path in sorted({*_packaged(), *_installed()}):
        if path.name == named:
            return Face(str(path), "ocrb", italic=False)
    return None


@lru_cache(maxsize=512)
def load(face: Face, size: int, weight: int, width: int) -> FreeType:
    """Return the font in pixels; ``weight`` (350-800) and ``width`` (75-100) count where the file varies."""
    loaded = _opened(face, size)
    try:
        axes = loaded.get_variation_axes()
    except OSError:
        return loaded
    wanted = {"weight": weight, "width": width}
    values = []
    for axis in axes:
        name = str(axis["name"]).lower().removeprefix("b'").rstrip("'")
        value = float(wanted.get(name, axis["default"] or 0))
        values.append(min(max(value, float(axis["minimum"] or 0)), float(axis["maximum"] or value)))
    loaded.set_variation_by_axes(values)
    return loaded


class _OldStyle(FreeType):
    """A font that draws old-style figures wherever figures are asked for."""

    def getlength(self, text: Any, *asked: Any, **named: Any) -> float:
        return super().getlength(text, **_for_old_style(asked, named))

    def getbbox(self, text: Any, *asked: Any, **named: Any) -> tuple[float, float, float, float]:
        return super().getbbox(text, **_for_old_style(asked, named))

    def getmask2(self, text: Any, *asked: Any, **named: Any) -> Any:
        return super().getmask2(text, **_for_old_style(asked, named))


def _for_old_style(asked: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """Return by name what a font was asked for, with its old-style figures."""
    order = ("mode", "direction", "features", "language", "stroke_width", "anchor")
    return {**dict(zip(order, asked, strict=False)), **named, "features": _OLD_STYLE}


def with_old_style(face: Face) -> Face:
    """Return the face with its old-style figures; as it is where it has none or Pillow cannot shape text."""
    return replace(face, old_style=_has_old_style(face))


@cache
def _has_old_style(face: Face) -> bool:
    if not features.check("raqm"):
        return False
    font = ImageFont.truetype(face.path, _TRIED_AT, layout_engine=ImageFont.Layout.RAQM)
    figures = "0123456789"
    return bytes(font.getmask(figures)) != bytes(font.getmask(figures, features=_OLD_STYLE))


def _opened(face: Face, size: int) -> FreeType:
    if face.old_style:
        return _OldStyle(face.path, size, layout_engine=ImageFont.Layout.RAQM)
    return ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.BASIC)


def _packaged() -> list[Path]:
    files = []
    for dist in distributions():
        if str(dist.metadata["Name"]).lower().startswith(("fontpkg-", "glyphive")):
            files += [
                Path(str(file.locate())) for file in dist.files or () if file.suffix in (".ttf", ".otf")
            ]
    return files


def _installed() -> list[Path]:
    if shutil.which("fc-list") is None:
        return []
    listed = subprocess.run(["fc-list", "--format", "%{file}\n"], capture_output=True, text=True, check=True)
    return [Path(line) for line in listed.stdout.splitlines() if line.endswith((".ttf", ".otf"))]


def _complete(path: Path) -> bool:
    if "/noto/" in str(path) and not re.match(r"Noto(Sans|Serif)(Mono|Display)?-", path.name):
        return False
    try:
        font = ImageFont.truetype(str(path), _TRIED_AT, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        return False
    # What a typeface lacks it draws as one sign for all.
    missing = bytes(font.getmask("\uffff"))
    if bytes(font.getmask("a")) == bytes(font.getmask("A")):
        return False  # its small letters are its capitals (Bungee): the picture does not say which
    drawn = _drawn(font, _NEEDED)
    return missing not in drawn.values() and _tells_apart(font, drawn)


def tells_letters_apart(font: FreeType) -> bool:
    """Tell whether every mark of every Vietnamese letter is drawn, and on its letter.

    Carlito has an ``Ẹ`` for ``Ệ``; DejaVu Sans Mono puts marks it lacks behind the letter.
    """
    return _tells_apart(font, _drawn(font, _NEEDED))


def _drawn(font: FreeType, characters: Iterable[str]) -> dict[str, bytes]:
    return {character: bytes(font.getmask(character)) for character in characters}


def _tells_apart(font: FreeType, drawn: Mapping[str, bytes]) -> bool:
    for letter, ink in drawn.items():
        if not letter.isalpha():
            continue
        plain, *marks = list(unicodedata.normalize("NFD", letter))
        for mark in marks:
            less = unicodedata.normalize("NFC", plain + "".join(other for other in marks if other != mark))
            if drawn.get(less) == ink or font.getlength(letter) > 1.3 * font.getlength(less):
                return False
    return True
