"""QR payload, machine-readable zones and the two-dimensional barcode of the third hand's papers."""

import unicodedata

import numpy as np
import segno
import zxingcpp
from PIL import Image

from bench.papers.third.holders import Holder

_VALUES = {**{str(d): d for d in range(10)}, **{chr(65 + i): 10 + i for i in range(26)}, "<": 0}


def check_digit(text: str) -> str:
    """Return the ICAO 9303 check digit (weights 7, 3, 1)."""
    return str(sum(_VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def bare(name: str) -> str:
    """Return a name in the letters of a machine-readable zone, syllables by single spaces."""
    name = name.replace("Đ", "D").replace("đ", "d")
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return " ".join("".join(c for c in word if c.isalpha()) for word in plain.upper().split())


def _zone_name(name: str, width: int) -> str:
    first, _, rest = bare(name).partition(" ")
    return f"{first}<<{rest.replace(' ', '<')}"[:width].ljust(width, "<")


def td1(of: Holder) -> list[str]:
    """Return the three lines of 30 characters of a chip CCCD or Căn cước."""
    end = "991231" if of.expiry is None else f"{of.expiry:%y%m%d}"
    nine, birth = of.number[-9:], f"{of.birth:%y%m%d}"
    optional = f"{of.number}<<"
    first = f"IDVNM{nine}{check_digit(nine)}{optional}"
    first += check_digit(optional)
    second = (
        f"{birth}{check_digit(birth)}{'M' if of.sex == 'Nam' else 'F'}{end}{check_digit(end)}VNM{'<' * 11}"
    )
    second += check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return [first, second, _zone_name(of.name, 30)]


def td3(of: Holder, passport: str) -> list[str]:
    """Return the two lines of 44 characters of a passport."""
    assert of.expiry is not None
    birth, end = f"{of.birth:%y%m%d}", f"{of.expiry:%y%m%d}"
    document, personal = passport.ljust(9, "<"), of.number.ljust(14, "<")
    second = (
        f"{document}{check_digit(document)}VNM{birth}{check_digit(birth)}{'M' if of.sex == 'Nam' else 'F'}"
        f"{end}{check_digit(end)}{personal}{check_digit(personal)}"
    )
    second += check_digit(second[:10] + second[13:20] + second[21:43])
    return [f"P<VNM{_zone_name(of.name, 39)}", second]


def payload(of: Holder, kind: str) -> str:
    """Return what the QR code says: 7 parts on a chip CCCD, 11 on a Căn cước."""
    parts = [
        of.number,
        of.old_number,
        of.name,
        f"{of.birth:%d%m%Y}",
        of.sex,
        of.residence,
        f"{of.issue:%d%m%Y}",
    ]
    return "|".join(parts + [""] * (4 if kind == "can_cuoc" else 0))


def qr(text: str, side: int, error: str = "m") -> Image.Image:
    """Return a QR code ``side`` pixels wide, black on white, with a quiet zone."""
    code = segno.make(text, error=error, micro=False, boost_error=False)
    matrix = np.array([[0 if cell else 255 for cell in row] for row in code.matrix_iter(border=2)], np.uint8)
    return Image.fromarray(matrix).resize((side, side), Image.Resampling.NEAREST).convert("RGB")


def stacked(text: str, size: tuple[int, int]) -> Image.Image:
    """Return a PDF417 barcode as on papers before the chip."""
    bars = zxingcpp.write_barcode(zxingcpp.BarcodeFormat.PDF417, text, 0, 0, 2)
    return Image.fromarray(np.array(bars)).resize(size, Image.Resampling.NEAREST).convert("RGB")
