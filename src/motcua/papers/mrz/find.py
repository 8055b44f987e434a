"""Finding the machine-readable zone on a rectified paper and reading it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from motcua.papers.image import Image
from motcua.papers.lines.types import TextLine
from motcua.papers.mrz.cells import costs, fit_line
from motcua.papers.mrz.icao import SHAPES, Format, Mrz, from_lines
from motcua.papers.mrz.solve import Cell, solve, text_cells
from motcua.papers.quads import box
from motcua.papers.types import Quad

#: A line of a zone is looked for below this fraction of the height.
_LOWEST_TOP: Final = {"td1": 0.5, "td3": 0.68}
#: A zone whose cells are read with less certainty than this on average is no zone.
_LEAST_CERTAINTY: Final = 0.55
#: Width over height from which a paper is a card, not a passport's page.
_CARD_FROM: Final = 1.5
#: A general recogniser miscounts fillers by so many.
_MISCOUNTED: Final = 3
#: What a zone's pitch may be, as a fraction of the paper's width (Doc 9303: 2.54 mm).
_PITCH: Final = {"td1": 2.54 / 85.6, "td3": 2.54 / 125.0}


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """A zone as read: its content, its place on the rectified paper, and how sure the cells were (0 to 1)."""

    mrz: Mrz
    quad: Quad
    certainty: float

    def as_of(self, on: date) -> "ZoneRead":
        """Return the same with two-digit years placed as they are read on a day."""
        mrz = from_lines(
            self.mrz.lines, verified=self.mrz.verified, corrected=self.mrz.corrected,
            name_confidence=self.mrz.name_confidence, on=on,
        )  # fmt: skip
        return self if mrz is None else replace(self, mrz=mrz)


@dataclass(frozen=True, slots=True)
class _Row:
    left: float
    right: float
    middle: float
    height: float
    slope: float
    text: str = ""


def looks_like_zone(lines: Sequence[TextLine]) -> Format | None:
    """Tell from fast-read lines which zone is on the paper; None if there is no sign of one."""
    texts = [line.text.replace(" ", "").upper() for line in lines]
    if any(text.startswith(("P<VNM", "P<V")) for text in texts):
        return "td3"
    if any("IDVNM" in text[:8] or ("VNM<" in text and text[:6].isdigit()) for text in texts):
        return "td1"
    return "td1" if sum(text.count("<") for text in texts) >= 8 else None


def plain_zone(image: Image, quads: Sequence[Quad]) -> tuple[ZoneRead, list[TextLine]] | None:
    """Read a zone from its cells alone, before any line of the paper was read.

    A zone's lines are the longest of a paper, and what a line recogniser makes of them is asked only where
    the cells do not agree with their check digits.

    Args:
        image: BGR, upright, the paper's edges at the image's.
        quads: the lines found on it.

    Returns:
        A verified zone with its lines, their quads being some of ``quads``; None where no lines lie as a
        zone's do, or not all of them were seen in one piece, or it cannot be verified.
    """
    height, width = image.shape[:2]
    blank = [TextLine("", 0.0, quad) for quad in quads]
    format_: Format = "td1" if width >= _CARD_FROM * height else "td3"
    count, cells = SHAPES[format_]
    rows = _rows(blank, width, height, format_)[-count:]
    lines = [[item for item in blank if abs(_middle(item) - row.middle) < 0.5 * row.height] for row in rows]
    if len(rows) != count or any(len(group) != 1 for group in lines):
        return None
    if not _lie_as_a_zone(rows, cells * _PITCH[format_] * width):
        return None
    zone = read_zone(image, blank, format_)
    if zone is None or not zone.mrz.verified:
        return None
    said = [
        TextLine(text, zone.certainty, group[0].quad, (zone.certainty,) * len(text))
        for text, group in zip(zone.mrz.lines, lines, strict=True)
    ]
    return zone, said


def _lie_as_a_zone(rows: Sequence[_Row], expected: float) -> bool:
    """Tell whether rows are about as long as a zone's, begin below each other and are evenly spaced."""
    gaps = np.diff([row.middle for row in rows])
    return (
        all(0.9 * expected < row.right - row.left < 1.1 * expected for row in rows)
        and float(np.ptp([row.left for row in rows])) < 0.04 * expected
        and float(gaps.max()) < 1.3 * float(gaps.min())
        and float(gaps.max()) < 3.0 * min(row.height for row in rows)
    )


def read_zone(
    image: Image, lines: Sequence[TextLine], format_: Format, *, on: date | None = None
) -> ZoneRead | None:
    """Read the zone of a rectified paper.

    Args:
        image: BGR, upright, the paper's edges at the image's.
        lines: what the detector found on it; only their places matter.
        format_: which zone to expect.
        on: today, to place two-digit years.

    Returns:
        The zone, not always verified; None where none can be made out.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    height, width = grey.shape
    count, cells = SHAPES[format_]
    rows = _completed(
        _rows(lines, width, height, format_), count, width, height, cells * _PITCH[format_] * width
    )
    if rows is None:
        return _spelt_out(lines, format_, on)
    found = []
    for row in rows:
        half = row.slope * (row.right - row.left) / 2
        left, right = (row.left, row.middle - half), (row.right, row.middle + half)
        found.append(fit_line(grey, left, right, cells))
    certainty = float(np.mean([item[1] for item in found]))
    read = [text_cells(row.text, format_, number) for number, row in enumerate(rows)]
    mrz = _settled([costs(item[0]) for item in found], read, on) if certainty >= _LEAST_CERTAINTY else None
    if (mrz is None or not mrz.verified) and all(cells is not None for cells in read):
        # Cells that lie amiss, or another typeface: what the line recogniser read may agree by itself.
        alone = solve([cells for cells in read if cells is not None], on=on)
        mrz = alone if alone is not None and alone.verified and not alone.corrected else mrz
    if mrz is None or not mrz.verified:
        spelt = _spelt_out(lines, format_, on)
        if mrz is None or spelt is not None:
            return spelt
    pitch = (found[0][3][0] - found[0][2][0]) / cells
    first, last = found[0], found[-1]
    quad = (
        (first[2][0], first[2][1] - 0.8 * pitch),
        (first[3][0], first[3][1] - 0.8 * pitch),
        (last[3][0], last[3][1] + 0.8 * pitch),
        (last[2][0], last[2][1] + 0.8 * pitch),
    )
    return ZoneRead(mrz, quad, certainty)


def _spelt_out(lines: Sequence[TextLine], format_: Format, on: date | None) -> ZoneRead | None:
    """Return a zone that the line recogniser read to the last character, wherever its lines lie.

    Where the paper's outline was missed, they are not where a zone is looked for, or other print is beside
    them. Nothing in it may need correction.
    """
    count, length = SHAPES[format_]
    like = sorted(
        (line for line in lines if abs(len(line.text.replace(" ", "")) - length) <= _MISCOUNTED), key=_middle
    )
    for first in range(len(like) - count + 1):
        rows = like[first : first + count]
        cells = [text_cells(row.text, format_, number) for number, row in enumerate(rows)]
        read = [cell for cell in cells if cell is not None]
        mrz = solve(read, on=on) if len(read) == count else None
        if mrz is not None and mrz.verified and not mrz.corrected:
            top, low = rows[0].quad, rows[-1].quad
            certainty = min(row.confidence for row in rows)
            return ZoneRead(mrz, (top[0], top[1], low[2], low[3]), certainty)
    return None


def _settled(
    network: Sequence[Sequence[Cell]], read: Sequence[Sequence[Cell] | None], on: date | None
) -> Mrz | None:
    """Return what the cells say, with the line recogniser heard where they do not agree."""
    mrz = solve(network, on=on)
    if mrz is not None and mrz.verified:
        return mrz
    # Another typeface, or dirt.
    again = solve([_joined(cells, text) for cells, text in zip(network, read, strict=True)], on=on)
    return again if again is not None and (again.verified or mrz is None) else mrz


def _joined(cells: Sequence[Cell], text: Sequence[Cell] | None) -> list[Cell]:
    """Return cells in which network and recogniser are both heard, the network at half its word."""
    if text is None:
        return list(cells)
    return [
        {c: 0.5 * cost + other.get(c, 6.0) for c, cost in cell.items()}
        for cell, other in zip(cells, text, strict=True)
    ]


def _rows(lines: Sequence[TextLine], width: int, height: int, format_: Format) -> list[_Row]:
    """Return rows of text low on the paper that are as wide as a zone's line, top down."""
    low = [line for line in lines if box(line.quad)[1] > (_LOWEST_TOP[format_] - 0.05) * height]
    parts = sorted(low, key=_middle)
    groups: list[list[TextLine]] = []
    for line in parts:
        tall = _tall(line)
        if groups and abs(_middle(line) - np.mean([_middle(other) for other in groups[-1]])) < 0.5 * tall:
            groups[-1].append(line)
        else:
            groups.append([line])
    rows = []
    for group in groups:
        boxes = [box(line.quad) for line in group]
        left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
        if right - left < 0.55 * width:
            continue
        widest = max(group, key=lambda line: box(line.quad)[2] - box(line.quad)[0])
        a, b, c, d = widest.quad
        slope = ((b[1] + c[1]) - (a[1] + d[1])) / max((b[0] + c[0]) - (a[0] + d[0]), 1.0)
        text = "".join(line.text for line in sorted(group, key=lambda line: line.quad[0][0]))
        rows.append(_Row(left, right, _middle(widest), _tall(widest), slope, text))
    return rows


def _completed(
    rows: Sequence[_Row], count: int, width: int, height: int, expected: float
) -> list[_Row] | None:
    """Return exactly ``count`` rows sharing their ends, filling in a missing one by the rows' distance."""
    if not rows:
        return None
    kept = sorted(rows, key=lambda row: row.middle)[-count:]
    gaps = np.diff([row.middle for row in kept])
    typical = 0.064 * width if count == 3 else 0.045 * width
    gap = float(np.median(gaps)) if len(gaps) and 0.5 * typical < np.median(gaps) < 1.8 * typical else typical
    # Rows that are too far from their neighbour are some other print.
    while len(kept) > 1 and kept[1].middle - kept[0].middle > 1.6 * gap:
        kept = kept[1:]
    middles = [row.middle for row in kept]
    texts = {row.middle: row.text for row in kept}
    while len(middles) < count:
        hole = next((i for i in range(len(middles) - 1) if middles[i + 1] - middles[i] > 1.5 * gap), None)
        if hole is not None:
            middles.insert(hole + 1, (middles[hole] + middles[hole + 1]) / 2)
        elif middles[-1] + gap < height - 0.4 * gap:
            middles.append(middles[-1] + gap)
        else:
            middles.insert(0, middles[0] - gap)
    left = float(np.median([row.left for row in kept]))
    right = float(np.max([row.right for row in kept]))
    if right - left < 0.9 * expected:
        right = left + expected
    slope = float(np.median([row.slope for row in kept]))
    tall = float(np.median([row.height for row in kept]))
    return [_Row(left, right, middle, tall, slope, texts.get(middle, "")) for middle in middles]


def _middle(line: TextLine) -> float:
    return sum(p[1] for p in line.quad) / 4


def _tall(line: TextLine) -> float:
    quad: NDArray[np.float64] = np.asarray(line.quad)
    return float((np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2)
