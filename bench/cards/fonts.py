"""Fonts carried by installed packages; see LICENCES.md."""

from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Family = Literal["arimo", "roboto", "noto", "vietnam", "ocrb"]
FreeType = ImageFont.FreeTypeFont

_VARIABLE: dict[str, tuple[str, str]] = {
    "arimo": ("fontpkg-arimo", "fontpkg_arimo/files/Arimo[wght].ttf"),
    "roboto": ("fontpkg-roboto", "fontpkg_roboto/files/Roboto[wdth,wght].ttf"),
    "noto": ("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf"),
}
_VIETNAM = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}


def _path(package: str, path: str) -> Path:
    return Path(str(distribution(package).locate_file(path)))


def has_ocr_b() -> bool:
    """Return whether the real OCR-B is installed (the ``glyphive`` package carries one under the OFL)."""
    try:
        return _path("glyphive", "glyphive/assets/fonts/ocr_b/OCR-B.ttf").is_file()
    except PackageNotFoundError:
        return False


@cache
def font(family: Family, size: int, weight: int = 400, width: int = 100) -> FreeType:
    """Return a font of ``size`` pixels; ``weight`` 400-800, ``width`` in per cent (Roboto, Noto 75-100)."""
    if family == "ocrb":
        if has_ocr_b():
            return ImageFont.truetype(_path("glyphive", "glyphive/assets/fonts/ocr_b/OCR-B.ttf"), size)
        # Drawn cell by cell (see paint.Sheet.mrz), so a proportional font still gives fixed pitch.
        return font("arimo", size, 500)
    if family == "vietnam":
        name = f"fontpkg_be_vietnam_pro/files/BeVietnamPro-{_VIETNAM[weight]}.ttf"
        return ImageFont.truetype(_path("fontpkg-be-vietnam-pro", name), size)
    loaded = ImageFont.truetype(_path(*_VARIABLE[family]), size)
    axes = []
    for axis in loaded.get_variation_axes():
        wanted = width if "width" in str(axis["name"]).lower() else weight
        axes.append(float(min(max(wanted, axis["minimum"] or 0), axis["maximum"] or wanted)))
    loaded.set_variation_by_axes(axes)
    return loaded
