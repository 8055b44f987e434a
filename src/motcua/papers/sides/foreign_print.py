"""Whether all print in a quad is the paper's own: nothing of a sheet that it lies on.

The title and the labels of a barcode card, and the little that backs print, weigh no more than words of a
form might. What tells such a paper is that nothing else is in the quad, and that its values stand where its
kind prints them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from motcua.kernel.vietnamese import fold
from motcua.papers.fields.layout import assign_values
from motcua.papers.fields.matches import FieldMatch
from motcua.papers.fields.rows import split_rows
from motcua.papers.image import Image
from motcua.papers.kinds import SPECS, are_printed, most_often
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box
from motcua.papers.text.values import find_date, find_number, find_phrase
from motcua.papers.types import PaperKind, SideName

#: The least evidence of such a paper: its title and some labels.
_LEAST: Final = 4.0
#: Seals, and names of who signed, are short and few: letters of one, and share of all letters.
_LONGEST: Final = 24
_MOST: Final = 0.25
#: A line of fewer letters may be a stroke of the security print; several are ends of a sheet's lines.
_FEWEST: Final = 4
_MOST_BITS: Final = 2
#: How alike a line is at least to a heading of which the first reader loses letters.
_HEADING: Final = 0.7
#: How far off its box a value may stand on a quad that is a little off, as a share of the side.
_OFF: Final = 0.1
_TWO: Final = 2


def only_its_own(
    lines: Sequence[TextLine], card: Image, kind: PaperKind, side: SideName, evidence: float
) -> bool:
    """Tell whether the lines on a rectified quad are those of one side and nothing but them."""
    spec = SPECS[kind].sides[side]
    rows = split_rows(lines)
    texts = [row.text for row in rows]
    # A form asks for a birth date where a card has told it already.
    if evidence < _LEAST or not rows or most_often(texts, kind, side) >= _TWO:
        return False
    found = assign_values(rows, spec.labels)
    known = {id(piece.line) for one in found.values() for piece in one.pieces}
    known |= {id(one.label) for one in found.values()}
    strange = [
        _letters(row.text)
        for row, printed in zip(rows, are_printed(texts, kind, side), strict=True)
        if not printed and id(row) not in known and not _is_known(row.text, SPECS[kind], spec)
    ]
    words = [letters for letters in strange if letters >= _FEWEST]
    few = sum(words) <= _MOST * sum(map(_letters, texts)) and len(strange) - len(words) <= _MOST_BITS
    return few and max(words, default=0) <= _LONGEST and _in_place(found, card, spec)


def _is_known(text: str, kind: KindSpec, spec: SideSpec) -> bool:
    """Tell whether such a side prints a line without a label: its number, date, motto or authority."""
    if spec.bare_number and find_number(text, kind.number_digits) is not None:
        return True
    if spec.bare_date is not None and find_date(text) is not None:
        return True
    said = " ".join("".join(c if c.isalpha() else " " for c in fold(text)).split())
    headings = [phrase for label in spec.labels if label.field is None for phrase in label.phrases]
    names = [phrase for _, phrases in spec.authorities for phrase in phrases]
    return any(find_phrase(said, phrase, least=_HEADING) is not None for phrase in (*headings, *names))


def _in_place(found: Mapping[str, FieldMatch], card: Image, spec: SideSpec) -> bool:
    """Tell whether the main values stand where the side prints them, two of them at least if it does."""
    height, width = card.shape[:2]
    seen = 0
    for name, (left, top, right, bottom) in spec.places:
        for piece in found[name].pieces if name in found else ():
            a, b, c, d = box(piece.quad)
            x, y = (a + c) / 2 / width, (b + d) / 2 / height
            if not (left - _OFF <= x <= right + _OFF and top - _OFF <= y <= bottom + _OFF):
                return False
            seen += 1
    return seen >= min(_TWO, len(spec.places))


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)
