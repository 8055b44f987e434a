"""What is fuzzed: for each target good examples, and how bytes are given to it."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import segno
from PIL import Image as Pillow

from bench import cards
from bench.fuzz import chips
from motcua.papers import photo
from motcua.papers.chip.errors import ChipFileError
from motcua.papers.chip.services import read_chip
from motcua.papers.codes import parse_identity_payload, read_qr
from motcua.papers.mrz import icao, solve
from motcua.papers.reading import read

Target = tuple[list[bytes], Callable[[bytes], bool]]
ON: Final = date(2026, 11, 24)
_PAYLOADS: Final = (
    "079090001234|012345678|Nguyễn Văn Đức|03021990|Nam|Số 5, Đường Mẫu, Phường Mẫu|04052022",
    "079090001234||Nguyễn Văn Đức|03021990|Nam|Số 5, Đường Mẫu, Phường Mẫu|04052022||||",
)
_HEIC: Final = Path(__file__).parents[2] / "tests" / "papers" / "data"


def _card(kind: cards.Kind = "cccd_chip", side: cards.Side = "front") -> Pillow.Image:
    made = cards.photograph(cards.make_paper(kind, 81_000).sides[side], "easy", 81_000).jpeg
    return Pillow.open(io.BytesIO(made)).convert("RGB")


def _encoded(picture: Pillow.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def _photos() -> Target:
    picture = _card()
    picture.thumbnail((900, 900))
    seeds = [
        _encoded(picture, form, **how)
        for form, how in (
            ("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"exif": _turned()}), ("PNG", {}),
            ("WEBP", {}), ("WEBP", {"lossless": True}), ("BMP", {}), ("TIFF", {}),
            ("TIFF", {"compression": "tiff_lzw"}), ("TIFF", {"compression": "jpeg"}),
        )
    ]  # fmt: skip
    seeds += [_encoded(picture.convert(mode), "PNG") for mode in ("L", "P", "RGBA", "I;16")]
    seeds.append(_encoded(picture.convert("CMYK"), "JPEG"))
    seeds += [path.read_bytes() for path in sorted(_HEIC.glob("*.heic"))]

    def run(data: bytes) -> bool:
        try:
            photo.decode(data)
        except photo.PhotoError:
            return False
        return True

    return seeds, run


def _turned() -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    return exif


def _chips() -> Target:
    groups = chips.card_groups()
    security = chips.sod(groups, chips.certify("brainpoolP256r1"))
    content = chips.files(groups, security)
    seeds = [chips.zipped(content), chips.as_json(content), *_as_groups(groups)]
    seeds.append(chips.as_json({"EF_SOD.bin": security}))

    def run(data: bytes) -> bool:
        try:
            read_chip(data, on=ON)
        except ChipFileError:
            return False
        return True

    return seeds, run


def _as_groups(groups: Mapping[int, bytes]) -> list[bytes]:
    """Return files in which damage hits the data of the chip, not their wrapping."""
    return [chips.as_json({f"DG{number}.bin": raw}) for number, raw in groups.items()]


def _codes() -> Target:
    """QR codes as pixels: 120 x 120, a byte each; what they say is parsed too."""
    seeds = []
    for payload in _PAYLOADS:
        modules = np.asarray([list(row) for row in segno.make(payload, error="m").matrix], np.uint8)
        seeds.append(np.pad(np.kron(255 - 255 * modules, np.ones((3, 3), np.uint8)), 12, constant_values=255))
    sides = {len(grey) for grey in seeds}

    def run(data: bytes) -> bool:
        side = min(sides, key=lambda known: abs(known * known - len(data)))
        grey = np.frombuffer(data.ljust(side * side, b"\xff")[: side * side], np.uint8).reshape(side, side)
        found = read_qr(np.repeat(grey[:, :, None], 3, axis=2), budget=0.2)
        return any(parse_identity_payload(code.text) is not None for code in found)

    return [grey.tobytes() for grey in seeds], run


def _texts() -> Target:
    """What a QR code or a zone says, as UTF-8."""
    zone = icao.compose_td1(**chips.HOLDER)  # type: ignore[arg-type]
    seeds = [payload.encode() for payload in _PAYLOADS] + ["\n".join(zone).encode()]

    def run(data: bytes) -> bool:
        text = data.decode("utf-8", errors="replace")
        lines = text.split("\n")
        icao.from_lines(lines, verified=False, on=ON)
        icao.checks_hold(lines)
        cells = [solve.text_cells(line, "td1", number) for number, line in enumerate(lines[:3])]
        solved = solve.solve([cell for cell in cells if cell is not None], on=ON)
        return parse_identity_payload(text) is not None or solved is not None

    return seeds, run


def _papers() -> Target:
    """Whole readings of pictures whose pixels were damaged."""
    seeds = []
    shown: tuple[tuple[cards.Kind, cards.Side], ...] = (
        ("cccd_chip", "front"), ("cccd_chip", "back"), ("passport", "front")
    )  # fmt: skip
    for kind, side in shown:
        picture = _card(kind, side)
        picture.thumbnail((1000, 1000))
        seeds.append(_encoded(picture, "BMP"))

    def run(data: bytes) -> bool:
        # The header stays: what is damaged are pixels.
        return read([seeds[0][:54] + data[54:].ljust(len(seeds[0]) - 54, b"\x80")], on=ON).paper is not None

    return seeds, run


TARGETS: Final[dict[str, Callable[[], Target]]] = {
    "photo": _photos, "chip": _chips, "code": _codes, "text": _texts, "paper": _papers,
}  # fmt: skip
