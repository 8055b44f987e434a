"""Typefaces of the second drawer by the names that ``bench.papers.split`` gives them."""

import shutil
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from PIL import ImageFont

from bench.cards.fonts import font

FreeType = ImageFont.FreeTypeFont
#: What could not be found on this machine and was drawn in another typeface: a run says so.
missing: set[str] = set()


@cache
def face(name: str, size: int) -> FreeType:
    """Return a typeface of ``size`` pixels, or Noto Sans where it is not installed (see ``missing``)."""
    found = _found(name, size)
    if found is not None:
        return found
    if name not in missing:
        missing.add(name)
        print(f"typeface not installed, drawn in another: {name}", file=sys.stderr)
    return font("noto", size, 700 if "old" in name else 400, 80 if "Cond" in name else 100)


def _found(name: str, size: int) -> FreeType | None:
    if name == "ocrb":
        return font("ocrb", size)
    if "!" in name:
        package, path, *axes = name.split("!")
        try:
            loaded = ImageFont.truetype(str(distribution(package).locate_file(path)), size)
        except (PackageNotFoundError, OSError):
            return None
        return _varied(loaded, *(int(axis) for axis in axes)) if axes else loaded
    path_or_none = name if name.endswith(".ttf") else _by_family(name)
    try:
        return None if path_or_none is None else ImageFont.truetype(path_or_none, size)
    except OSError:
        return None


def _varied(loaded: FreeType, weight: int, width: int = 100) -> FreeType:
    axes = []
    for axis in loaded.get_variation_axes():
        name = str(axis["name"]).lower()
        wanted = width if "width" in name else weight if "weight" in name else (axis["default"] or 0)
        axes.append(float(min(max(wanted, axis["minimum"] or 0), axis["maximum"] or wanted)))
    loaded.set_variation_by_axes(axes)
    return loaded


@cache
def _by_family(name: str) -> str | None:
    """Ask fontconfig for the file of ``family`` or ``family:bold``; None when it has another at best."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = name if ":" in name else f"{name}:regular"
    answer = subprocess.run(
        [program, "-f", "%{family}|%{file}", asked], capture_output=True, text=True, check=False
    ).stdout
    family, _, path = answer.partition("|")
    return path if name.partition(":")[0] in family.split(",") else None
