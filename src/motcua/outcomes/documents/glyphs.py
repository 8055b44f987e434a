"""Which characters the font of our papers can show, and what to print for those it cannot.

A paper must never fail, and never silently lack a letter, because someone typed a picture or a letter of
another script: such a character is printed as ``?``, and the record keeps what was typed.
"""

import struct
import unicodedata
from functools import cache
from typing import Any

from motcua.kernel.datafiles import PackagedFile, locate
from motcua.kernel.errors import SetupError

_UNSHOWN = "?"
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")


def printable(value: Any, font: PackagedFile) -> Any:
    """Return JSON-like data with every text made printable in a font; the rest as it is."""
    if isinstance(value, str):
        return _printable_text(value, characters(font))
    if isinstance(value, dict):
        return {key: printable(item, font) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, font) for item in value]
    return value


@cache
def characters(font: PackagedFile) -> frozenset[str]:
    """Return the characters a TrueType font has a glyph for (OpenType ``cmap``, format 4).

    Raises:
        SetupError: the font is missing, changed, or has no such table.
    """
    data = locate(font).read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    for record in range(count):
        tag, _, start, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * record)
        if tag == b"cmap":
            return frozenset(_format4(data, start, font))
    raise SetupError(package=font.package, path=font.path, reason="no cmap table")


def _format4(data: bytes, start: int, font: PackagedFile) -> list[str]:
    for index in range(struct.unpack_from(">H", data, start + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
        at = start + offset
        if (platform, encoding) not in ((3, 1), (0, 3)) or struct.unpack_from(">H", data, at)[0] != 4:
            continue
        segments = struct.unpack_from(">H", data, at + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", data, at + 14)
        starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
        deltas = struct.unpack_from(f">{segments}H", data, at + 16 + 4 * segments)
        ranges_at = at + 16 + 6 * segments
        found = []
        for segment in range(segments):
            range_offset = struct.unpack_from(">H", data, ranges_at + 2 * segment)[0]
            for code in range(starts[segment], ends[segment] + 1):
                glyph = code
                if range_offset:
                    where = ranges_at + 2 * segment + range_offset + 2 * (code - starts[segment])
                    glyph = struct.unpack_from(">H", data, where)[0]
                    if not glyph:
                        continue
                if (glyph + deltas[segment]) & 0xFFFF and code != 0xFFFF:
                    found.append(chr(code))
        return found
    raise SetupError(package=font.package, path=font.path, reason="no character table of format 4")


def _printable_text(text: str, known: frozenset[str]) -> str:
    shown = []
    for character in unicodedata.normalize("NFC", text):
        if character in known or character in "\n\t":
            shown.append(character)
            continue
        if unicodedata.category(character) in _INVISIBLE:
            continue
        simpler = unicodedata.normalize("NFKC", character)
        shown.append(simpler if all(letter in known for letter in simpler) else _UNSHOWN)
    return "".join(shown)
