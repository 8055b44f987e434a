"""Two programs that a user would otherwise pick, read into the same fields.

Neither knows identity papers: each gives lines of text. From those we take fields as somebody would who knows
the papers well: the number by its digits, name, dates, sex and residence by the printed labels, with our own
parsers, and with the kind of the paper told beforehand. What a peer gets wrong is thus its reading or finding
of lines, as far as it can be told apart.
"""

import csv
import io
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.cards.kinds import Kind
from motcua.kernel.vietnamese import fold
from motcua.papers import photo
from motcua.papers.text.values import (
    clean_name,
    clean_place,
    find_date,
    find_number,
    find_phrase,
    find_sex,
    fold_keeping_length,
    is_no_expiry,
)

#: A peer has no mark to look; a user would take its own score, and this one is asked of every line used.
SURE: Final = 0.95
_LONG_SIDE: Final = 2200
_LABELS: Final = {
    "full_name": ("ho va ten khai sinh", "ho chu dem va ten", "ho va ten", "ho ten", "full name"),
    "surname": ("surname",),
    "given_names": ("chu dem va ten", "given names"),
    "date_of_birth": ("ngay thang nam sinh", "ngay sinh", "sinh ngay", "date of birth"),
    "sex": ("gioi tinh", "sex"),
    "date_of_expiry": ("co gia tri den", "ngay het han", "het han", "date of expiry"),
    "place_of_residence": ("noi dkhk thuong tru", "noi thuong tru", "noi cu tru", "place of residence"),
}
#: Where a value ends: every printed label.
_OTHERS: Final = (
    "quoc tich", "nationality", "que quan", "nguyen quan", "place of origin", "gioi tinh", "noi thuong tru",
    "noi dang ky khai sinh", "place of birth", "ngay sinh", "sinh ngay", "co gia tri den", "date of expiry",
    "ngay thang nam", "date of issue", "dan toc", "bo cong an", "surname", "given names", "so dinh danh",
    "ho va ten goi khac",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, top to bottom and left to right, with the program's own score in [0, 1]."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Value:
    """A field of a peer; ``sure`` says that every line it came from has at least the score ``SURE``."""

    value: str
    sure: bool


Reader = Callable[[bytes], list[Line]]
Box = NDArray[np.float32]


def rapidocr(jpeg: bytes) -> list[Line]:
    """Read a whole photo by RapidOCR as its package installs it: PP-OCR detector, turner and recogniser."""
    picture = cv2.cvtColor(photo.decode(jpeg), cv2.COLOR_RGB2BGR)
    result = _rapidocr()(picture)
    if result.txts is None:
        return []
    found = list(zip(result.boxes, result.txts, map(float, result.scores), strict=True))
    ways = [_in_order(found, turn) for turn in (0.0, np.pi)]
    # It reads lines of an upside-down card too; the order in which more can be found is the right one.
    return max(ways, key=lambda lines: len(fields("cccd_chip", [lines])))


@cache
def _rapidocr() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - installed for measurements only

    return RapidOCR(params={"Global.log_level": "critical"})


def tesseract(jpeg: bytes) -> list[Line]:
    """Read a photo by Tesseract's Vietnamese model, page turned by its own detection of direction.

    Where that finds no run of nine digits, once more as scattered text: a person would try that too.
    """
    picture = photo.decode(jpeg)
    scale = min(_LONG_SIDE / max(picture.shape[:2]), 1.0)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ok, png = cv2.imencode(".png", cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    assert ok
    lines = _tesseract(png.tobytes(), "1")
    if not any(sum(c.isdigit() for c in line.text) >= 9 for line in lines):
        lines += _tesseract(png.tobytes(), "11")
    return lines


def _tesseract(png: bytes, mode: str) -> list[Line]:
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", mode, "tsv"],
        input=png, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return []
    words: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    for row in csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        if row["level"] == "5" and row["text"].strip():
            key = (row["block_num"], row["par_num"], row["line_num"])
            words.setdefault(key, []).append((row["text"].strip(), float(row["conf"]) / 100))
    return [
        Line(" ".join(text for text, _ in line), min(score for _, score in line)) for line in words.values()
    ]


PEERS: Final[dict[str, Reader]] = {"rapidocr": rapidocr, "tesseract": tesseract}


def _in_order(found: Sequence[tuple[Box, str, float]], turn: float) -> list[Line]:
    """Join boxes that lie on one height into lines, along the direction in which most of the text runs."""
    edges = [max(box[1] - box[0], box[2] - box[1], key=np.linalg.norm) for box, _, _ in found]
    angles = [np.arctan2(edge[1], edge[0]) % np.pi for edge in edges]
    # The mean of doubled angles: 179 degrees and 1 are neighbours.
    angle = np.angle(np.sum(np.exp(2j * np.array(angles)))) / 2 + turn
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    rows = []
    for box, text, score in found:
        straight = box @ back.T
        height = min(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[1]))
        rows.append((float(straight[:, 1].mean()), float(straight[:, 0].min()), float(height), text, score))
    groups: list[list[tuple[float, float, float, str, float]]] = []
    for row in sorted(rows):
        if groups and row[0] - groups[-1][0][0] < 0.5 * min(row[2], groups[-1][0][2]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [
        Line(" ".join(row[3] for row in sorted(group, key=lambda row: row[1])), min(row[4] for row in group))
        for group in groups
    ]


def fields(kind: Kind, pages: Sequence[Sequence[Line]]) -> dict[str, Value]:
    """Return the fields of a paper of a known kind from the lines of all its photos."""
    lines = [line for page in pages for line in page]
    found = {
        "personal_number": _number(lines, (9,) if kind == "cmnd" else (12,)),
        "full_name": (_two_names(lines) if kind == "passport" else None) or _after(lines, "full_name", _name),
        "date_of_birth": _after(lines, "date_of_birth", _date) or _extreme(lines, first=True),
        "sex": _after(lines, "sex", find_sex),
        "date_of_expiry": _after(lines, "date_of_expiry", _expiry) or _extreme(lines, first=False),
        "place_of_residence": _residence(lines),
    }
    printed = [name for name in found if kind != "cmnd" or name not in ("sex", "date_of_expiry")]
    return {name: value for name in printed if (value := found[name]) is not None}


def _number(lines: Sequence[Line], lengths: Sequence[int]) -> Value | None:
    for line in lines:
        if "<" not in line.text and (found := find_number(line.text, lengths)) is not None:
            return Value(found[0], line.score >= SURE)
    return None


def _label(text: str, names: Sequence[str]) -> int | None:
    """Return where the best of some labels ends in a line."""
    plain = fold_keeping_length(text).lower().replace(",", " ")
    hits = [hit for name in names if (hit := find_phrase(plain, name, least=0.8)) is not None]
    return max(end for _, end, _ in hits) if hits else None


def _after(
    lines: Sequence[Line], name: str, parse: Callable[[str], str | None]
) -> Value | None:  # fmt: skip
    """Return what stands behind a label on its line, else on the line below."""
    for index, line in enumerate(lines):
        end = _label(line.text, _LABELS[name])
        if end is None:
            continue
        for text, used in (
            (line.text[end:], line),
            *((below.text, below) for below in lines[index + 1 : index + 2]),
        ):
            value = parse(_until_label(text))
            if value is not None:
                return Value(
                    value, min(line.score, used.score) >= SURE if used is line else used.score >= SURE
                )
    return None


def _two_names(lines: Sequence[Line]) -> Value | None:
    """Return the surname and the given names that newer passports print apart."""
    parts = [_after(lines, name, _word) for name in ("surname", "given_names")]
    if parts[0] is None or parts[1] is None:
        return None
    name = clean_name(f"{parts[0].value} {parts[1].value}")
    return None if name is None else Value(name, parts[0].sure and parts[1].sure)


def _word(text: str) -> str | None:
    name = clean_name(f"{text} X")  # one word alone is no name
    return None if name is None else name.removesuffix(" X")


def _name(text: str) -> str | None:
    return clean_name(text.lstrip(" :/.-"))


def _until_label(text: str) -> str:
    """Return a text up to where another label begins."""
    plain = fold_keeping_length(text).lower().replace(",", " ")
    starts = [hit[0] for name in _OTHERS if (hit := find_phrase(plain, name, least=0.8)) is not None]
    return text[: min(starts, default=len(text))]


def _date(text: str) -> str | None:
    found = find_date(text)
    return None if found is None else found[0].isoformat()


def _expiry(text: str) -> str | None:
    return "no_expiry" if is_no_expiry(text) else _date(text)


def _extreme(lines: Sequence[Line], *, first: bool) -> Value | None:
    """Return the earliest or latest date anywhere: the birth, the end. A single one says neither."""
    dates = [(value, line) for line in lines if (value := _date(line.text)) is not None]
    if len({value for value, _ in dates}) < 2:
        return None
    value, line = (min if first else max)(dates, key=lambda item: item[0])
    return Value(value, line.score >= SURE)


def _residence(lines: Sequence[Line]) -> Value | None:
    """Return the text behind the label and on up to two lines below, as far as no other label begins."""
    for index, line in enumerate(lines):
        end = _label(line.text, _LABELS["place_of_residence"])
        if end is None:
            continue
        parts, used = [line.text[end:].lstrip(" :/.-")], [line]
        for below in lines[index + 1 : index + 3]:
            if "<" in below.text or _label(below.text, _OTHERS) is not None or not fold(below.text).strip():
                break
            parts.append(below.text)
            used.append(below)
        place = clean_place(" ".join(part for part in parts if part))
        return None if place is None else Value(place, min(item.score for item in used) >= SURE)
    return None
