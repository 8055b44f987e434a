"""Data groups 1, 2 and 13 taken apart (Doc 9303-10, 4.7; ISO/IEC 19794-5:2005).

Data group 13 of the Vietnamese card is not published. What is done here is what independent public programs
agree on for the chip CCCD: entries of a number and a text. Nothing was seen about the Căn cước of 2024, so
entries are taken by what they are and never needed.
"""

import struct
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from motcua.papers.chip import tlv
from motcua.papers.mrz import icao

#: Tag of each data group's file (Doc 9303-10, table 33).
TAGS: Final = {
    1: 0x61, 2: 0x75, 3: 0x63, 4: 0x76, 5: 0x65, 6: 0x66, 7: 0x67, 8: 0x68, 9: 0x69, 10: 0x6A, 11: 0x6B,
    12: 0x6C, 13: 0x6D, 14: 0x6E, 15: 0x6F, 16: 0x70,
}  # fmt: skip
SOD_TAG: Final = 0x77

_MRZ_TAG: Final = 0x5F1F
#: UTF8String, PrintableString, T61String, IA5String, GeneralString.
_TEXTS: Final = frozenset({0x0C, 0x13, 0x14, 0x16, 0x1B})
_INTEGER: Final = 0x02
_DEEPEST: Final = 8
_LONGEST_TEXT: Final = 500
#: Entries of data group 13 that hold names of relatives.
PARENTS: Final = 13
SPOUSE: Final = 14


@dataclass(frozen=True, slots=True)
class Group1:
    """The machine-readable zone, whether all its check digits hold, and the issuing state's three letters."""

    zone: icao.Mrz
    checks_hold: bool
    issuing_state: str


def read_group1(raw: bytes, *, on: date) -> Group1:
    """Read data group 1.

    Raises:
        ValueError: it holds no TD1 or TD3 zone.
    """
    outer = tlv.first(raw, TAGS[1])
    text = tlv.first(outer.value, _MRZ_TAG).value.decode("ascii")
    if any(c not in icao.ALPHABET for c in text):
        raise ValueError("characters no zone has")
    shape = next(((n, width) for n, width in icao.SHAPES.values() if n * width == len(text)), None)
    if shape is None:
        raise ValueError(f"a zone of {len(text)} characters")
    count, width = shape
    lines = [text[i * width : (i + 1) * width] for i in range(count)]
    hold = icao.checks_hold(lines)
    zone = icao.from_lines(lines, verified=hold, on=on)
    if zone is None:
        raise ValueError("no zone")
    return Group1(zone, hold, lines[0][2:5].rstrip("<"))


def read_group2(raw: bytes) -> bytes:
    """Return the first face picture of data group 2, JPEG or JPEG 2000, as stored.

    Raises:
        ValueError: there is none in the format of ISO/IEC 19794-5:2005.
    """
    outer = tlv.first(raw, TAGS[2])
    templates = tlv.elements(tlv.first(outer.value, 0x7F61).value)
    template = next((item for item in templates if item.tag == 0x7F60), None)
    if template is None:
        raise tlv.TlvError("no biometric template")
    block = next((item for item in tlv.elements(template.value) if item.tag in {0x5F2E, 0x7F2E}), None)
    if block is None:
        raise tlv.TlvError("no biometric data")
    return _face(block.value)


def _face(record: bytes) -> bytes:
    """Return the picture of the first face of a facial record (ISO/IEC 19794-5:2005, 5.4 to 5.7)."""
    if record[:8] != b"FAC\x00010\x00" or len(record) < 46:
        raise ValueError("no facial record of version 010")
    length, faces = struct.unpack_from(">IH", record, 8)
    block, points = struct.unpack_from(">IH", record, 14)
    start = 14 + 20 + 8 * points + 12
    end = 14 + block
    if faces < 1 or not start < end <= min(length, len(record)):
        raise ValueError("lengths of the facial record do not fit")
    return record[start:end]


@dataclass(frozen=True, slots=True)
class Group13:
    """Entries of data group 13: number -> texts (NFC, trimmed, empty ones left out)."""

    entries: dict[int, tuple[str, ...]]

    def text(self, number: int) -> str | None:
        """Return an entry of one text; None if it is absent, empty or has several."""
        texts = self.entries.get(number, ())
        return texts[0] if len(texts) == 1 else None


def read_group13(raw: bytes) -> Group13:
    """Read data group 13: wherever it nests them, a sequence of an integer followed by texts is an entry.

    An entry that comes twice is left out, since nobody can say which is meant.

    Raises:
        ValueError: the bytes are no such data.
    """
    outer = tlv.first(raw, TAGS[13])
    found: list[tuple[int, tuple[str, ...]]] = []
    _collect(outer.value, 0, found)
    numbers = [number for number, _ in found]
    return Group13({number: texts for number, texts in found if texts and numbers.count(number) == 1})


def _collect(data: bytes, depth: int, found: list[tuple[int, tuple[str, ...]]]) -> None:
    if depth > _DEEPEST:
        raise tlv.TlvError("nested too deep")
    items = tlv.elements(data)
    if items and items[0].tag == _INTEGER and len(items[0].value) == 1:
        found.append((items[0].value[0], tuple(_texts(items[1:], depth))))
        return
    for item in items:
        if item.constructed:
            _collect(item.value, depth + 1, found)


def _texts(items: list[tlv.Element], depth: int) -> list[str]:
    if depth > _DEEPEST:
        raise tlv.TlvError("nested too deep")
    found: list[str] = []
    for item in items:
        if item.tag in _TEXTS:
            text = " ".join(unicodedata.normalize("NFC", item.value.decode("utf-8")).split())
            if len(text) > _LONGEST_TEXT or not text.isprintable():
                raise ValueError("a text that is none")
            if text:
                found.append(text)
        elif item.constructed:
            found.extend(_texts(tlv.elements(item.value), depth + 1))
    return found
