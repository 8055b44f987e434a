"""Which printed value belongs to which printed label.

A card prints a label and its value on one line, on the lines below, or both. Labels are found by their
folded text with a few misread letters allowed; what is left over on their line, and the lines under them
that carry no label of their own, are their value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from motcua.kernel.vietnamese import fold
from motcua.papers.fields.rows import levelled
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, slice_quad, tall
from motcua.papers.text.labels import Hit, Label, find_labels
from motcua.papers.text.spelling import is_spelt_name
from motcua.papers.text.values import find_phrase
from motcua.papers.types import Quad

#: Letters are not all of one width: by so much of a line's length the end of a part of it may be off.
_UNEVEN = 0.15
#: How far short of a centred label a value may end, in its heights.
_SHORT_OF = 2.5
#: Of so many letters at least is a label's beginning told.
_BEGINNING = 4
_BEGUN = 0.5
#: Only addresses take more rows.
_FEW_ROWS = 2
#: A line is long, and tells how print slants, from so many of its heights.
_LONG = 4
#: Middles of lines on one row are no further apart, in heights of the lower one.
_SAME_ROW = 0.4
#: A blank between words is no wider, in heights.
_A_BLANK = 1.0
#: A label in another language in words that nobody knows (``/ Name in full:``).
_OTHER_LANGUAGE = re.compile(r"\s*/\s*[A-Za-z][A-Za-z ]{2,20}:")
#: The next row of a value begins no further below it, in its heights, and is about as high.
_ONE_ROW_DOWN = 0.9
_LIKE_HEIGHT = 0.6
#: Lines of two columns overlap by no more than this, in heights of the lower one.
_SIDE_BY_SIDE = 0.5


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of a recognised line: characters ``start`` to ``end``."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the part."""
        return self.line.text[self.start : self.end]

    @property
    def scores(self) -> tuple[float, ...]:
        """One probability for each character of the part, empty where unknown."""
        return self.line.scores[self.start : self.end]

    @property
    def whole(self) -> bool:
        """Whether the part is the whole line."""
        return self.start == 0 and self.end == len(self.line.text)

    @property
    def quad(self) -> Quad:
        """The part's place, as if all characters were equally wide."""
        return slice_quad(self.line.quad, self.start, self.end, len(self.line.text))


@dataclass(slots=True)
class FieldMatch:
    """What was found for a field: where the label is and the pieces of its value in reading order.

    ``beside``: on a row of it, right before or behind it, or on the row that it would go on on, stands print
    that nothing takes for its own.
    """

    label: TextLine
    similarity: float
    pieces: list[TextSpan] = field(default_factory=list)
    beside: bool = False

    @property
    def text(self) -> str:
        """The pieces' text, joined by spaces."""
        return " ".join(piece.text for piece in self.pieces)


def assign_values(lines: Sequence[TextLine], labels: Iterable[Label]) -> Mapping[str, FieldMatch]:
    """Return for each field whose label was found what stands as its value; it may be empty.

    ``lines`` are in pixels of an upright rectified side, in any order. They may all slant a little, where the
    side's corners were not found.
    """
    level = levelled(lines)
    of = dict(zip(map(id, level), lines, strict=True))
    found = _assigned(level, labels)
    for one in found.values():
        one.label = of[id(one.label)]
        one.pieces = [replace(piece, line=of[id(piece.line)]) for piece in one.pieces]
    return found


def _assigned(lines: Sequence[TextLine], labels: Iterable[Label]) -> dict[str, FieldMatch]:
    ordered = sorted(lines, key=lambda line: (middle_of(line.quad), line.quad[0][0]))
    hits = find_labels(ordered, tuple(labels))
    result: dict[str, FieldMatch] = {}
    owners: dict[int, list[Hit]] = {}
    for hit in hits:
        owners.setdefault(hit.index, []).append(hit)
        name = hit.label.field
        if name is not None and (name not in result or hit.similarity >= result[name].similarity):
            result[name] = FieldMatch(ordered[hit.index], hit.similarity)

    for index, line in enumerate(ordered):
        if index in owners:
            _take_rest_of_line(line, sorted(owners[index], key=lambda hit: hit.start), result)
    free = [line for index, line in enumerate(ordered) if index not in owners and line.text.strip()]
    left = [line for line in free if not _give_to_label(line, ordered, hits, result)]
    # Rows slant a little: the end of one may come before its beginning, of which it is more.
    left = [line for line in left if not _give_to_label(line, ordered, hits, result, more=True)]
    for found in result.values():
        found.pieces = _in_reading_order(found.pieces)
        found.beside |= any(_is_next_to(line, piece) for line in left for piece in found.pieces)
    for hit in hits:
        if hit.label.field is not None and not hit.label.centred and result[hit.label.field].pieces:
            found = result[hit.label.field]
            found.beside |= any(_would_go_on(line, hit.label, ordered[hit.index], found) for line in left)
    return result


def _is_next_to(line: TextLine, piece: TextSpan) -> bool:
    """Tell whether a line of letters or digits stands on a row of a value, a blank away from it."""
    if not any(c.isalnum() for c in line.text) or not _on_one_row(line.quad, piece.quad):
        return False
    left, _, right, _ = box(line.quad)
    p_left, _, p_right, _ = box(piece.quad)
    room = _A_BLANK * min(tall(line.quad), tall(piece.quad))
    return -room <= left - p_right < room or (piece.start == 0 and -room <= p_left - right < room)


def _would_go_on(line: TextLine, label: Label, printed: TextLine, found: FieldMatch) -> bool:
    """Tell whether a line that nothing took stands as one more row of a value of several rows would.

    ``Trú`` below ``TRỊNH THƯỜNG`` is too short for a name, a fourth row of marks on the skin one too many.
    """
    if label.most_lines == 1 and label.continues is None:
        return False
    said = line.text.strip()
    if not (label.accepts(said) or (said.isalpha() and len(said) > 1 and said[0].isupper())):
        return False
    height = tall(line.quad)
    left, top, _, _ = box(line.quad)
    gap = top - max(box(piece.quad)[3] for piece in found.pieces)
    if not -_SAME_ROW * height < gap < _ONE_ROW_DOWN * height or not _of_one_size(line.quad, printed.quad):
        return False
    begins = [box(printed.quad)[0], *(box(piece.quad)[0] for piece in found.pieces)]
    return any(abs(left - begin) < _A_BLANK * height for begin in begins)


def _of_one_size(one: Quad, other: Quad) -> bool:
    return min(tall(one), tall(other)) > _LIKE_HEIGHT * max(tall(one), tall(other))


def _take_rest_of_line(line: TextLine, hits: Sequence[Hit], result: Mapping[str, FieldMatch]) -> None:
    for hit, following in zip(hits, [*hits[1:], None], strict=True):
        name = hit.label.field
        if name is None:
            continue
        start, end = hit.end, following.start if following else len(line.text)
        other = _OTHER_LANGUAGE.match(line.text, start, end)
        start = start if other is None else other.end()
        # What is left of the label's last word (a misread letter, a closing bracket) is not the value.
        while start < end and not (line.text[start].isspace() or line.text[start] in ":;.,/-") and start > 0:
            if line.text[start].isdigit() or line.text[start].isupper():
                break
            start += 1
        while start < end and line.text[start] in " :;.,/-–|'\"":
            start += 1
        while end > start and line.text[end - 1] in " :;/|":
            end -= 1
        piece = TextSpan(line, start, end)
        if _is_begun(piece.text, hit.label):
            continue
        begun = hit.label.begins is not None and (
            hit.label.begins(piece.text)
            or _is_left_of_word(line.text[hit.end : start], piece.text, hit.label)
        )
        if end > start and (begun or hit.label.accepts(piece.text)):
            result[name].pieces.append(piece)
        elif name == "full_name" and _has_names_words(piece.text):
            result[name].beside = True


def _has_names_words(text: str) -> bool:
    """Tell whether what stands behind a name's label, and was not taken, may begin the name.

    Behind ``Họ và tên / Name: Công Huyền`` the row below was given as the whole name.
    """
    words = re.findall(r"[^\W\d_]{2,}", text)
    return find_phrase(fold(text), "full name", least=_BEGUN) is None and any(
        word[0].isupper() and (len(words) == 1 or is_spelt_name(word)) for word in words
    )


def _is_left_of_word(before: str, text: str, label: Label) -> bool:
    """Tell whether one letter behind a label's colon is what is left of a first word, where more rows follow.

    Of ``Ấp`` at a row's end the first reader, which lacks letters with two marks, sees ``p``.
    """
    alone = len(text) == 1 and text.isalpha()
    return alone and label.most_lines > _FEW_ROWS and (":" in before or text.isupper())


def _is_begun(text: str, label: Label) -> bool:
    """Tell whether a text is no more than the beginning of another wording of a label (``Place of``).

    Glare took the rest of it.
    """
    said = fold(text).strip(" .:/")
    return len(said) >= _BEGINNING and any(phrase.startswith(said) for phrase in label.phrases)


def _give_to_label(
    line: TextLine,
    lines: Sequence[TextLine],
    hits: Sequence[Hit],
    result: Mapping[str, FieldMatch],
    *,
    more: bool = False,
) -> bool:
    """Give a line without a label to the label it stands beside or under, if one accepts it.

    ``more``: only to a value that was found, on one of whose rows it stands. Returns whether one took it.
    """
    best: tuple[float, str] | None = None
    for hit in hits:
        name = hit.label.field
        if name is None:
            continue
        found = result[name]
        if more and not _is_on_its_rows(line, hit, lines[hit.index], found.pieces):
            continue
        goes_on = bool(found.pieces) and hit.label.continues is not None and hit.label.continues(line.text)
        if not goes_on and not hit.label.accepts(line.text):
            continue
        distance = _distance(line, lines, hits, hit, found.pieces)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, name)
    if best is not None:
        result[best[1]].pieces.append(TextSpan(line, 0, len(line.text)))
    return best is not None


def _is_on_its_rows(line: TextLine, hit: Hit, label: TextLine, pieces: Sequence[TextSpan]) -> bool:
    """Tell whether a line stands on a row of a value that was found, or begins it beside its label."""
    begins = hit.label.begins is not None and hit.label.begins(line.text)
    rows = [piece.quad for piece in pieces] + ([label.quad] if pieces and begins else [])
    return any(_on_one_row(line.quad, row) for row in rows)


def _on_one_row(one: Quad, other: Quad) -> bool:
    return abs(middle_of(one) - middle_of(other)) < _SAME_ROW * min(tall(one), tall(other))


def _distance(
    line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit, pieces: Sequence[TextSpan]
) -> float | None:
    """Return how far a line is from a label whose value it may be, None where it stands elsewhere."""
    left, top, _, _ = box(line.quad)
    middle, height = middle_of(line.quad), tall(line.quad)
    _, _, l_right, l_bottom = box(lines[hit.index].quad)
    own = _own_quad(hit, hits, lines[hit.index])
    l_middle, l_height = middle_of(lines[hit.index].quad), tall(lines[hit.index].quad)
    if abs(middle - l_middle) < 0.6 * max(height, l_height) and left >= l_right - height:
        return None if left - l_right > hit.label.beside * height else (left - l_right) / (12 * height)
    if (
        middle <= l_middle
        or _on_one_row(line.quad, lines[hit.index].quad)
        or _blocked(line, lines, hits, hit)
        or _is_anothers(line, lines, hits, box(own)[0])
    ):
        return None
    others = [p.quad for p in pieces if p.line is not line and not _on_one_row(p.quad, line.quad)]
    rows = len({round(middle_of(quad) / (1.2 * height)) for quad in others})
    gap = (top - max([l_bottom, *(box(p.quad)[3] for p in pieces)])) / height
    near = rows < hit.label.most_lines and gap <= (2.2 if hit.label.centred else 1.3)
    # Of a heading only the row right below it is told by where it stands: further ones go on from that.
    centred = hit.label.centred or (hit.label.heads and not pieces)
    if near and (_is_under(line.quad, own, centred=centred) or _continues(line.quad, pieces)):
        return 1 + max(gap, 0.0) + abs(left - own[0][0]) / (30 * height)
    if hit.label.wraps and _is_wrapped(line, lines, hits, hit):
        return 2 + (top - l_bottom) / height
    return None


def _own_quad(hit: Hit, hits: Sequence[Hit], line: TextLine) -> Quad:
    """Return where a label begins: further right if another field's label stands before it on its line."""
    shares = any(
        other.index == hit.index
        and other.start < hit.start
        and other.label.field not in (None, hit.label.field)
        for other in hits
    )
    return slice_quad(line.quad, hit.start, len(line.text), len(line.text)) if shares else line.quad


def _is_under(quad: Quad, label: Quad, *, centred: bool) -> bool:
    """Tell whether a line begins where a value under a label does: at its left end, or with it above."""
    left, _, right, _ = box(quad)
    l_left, _, l_right, _ = box(label)
    height = tall(quad)
    if centred:
        # One short word ("Không") stands where longer ones begin: a little left of the label's middle part.
        return min(right, l_right) > max(left, l_left) - _SHORT_OF * height
    return l_left - 2.5 * height <= left <= l_left + 6 * height


def _is_wrapped(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether a line is the row right below a label's, from where that row's first label begins."""
    quad, own = line.quad, lines[hit.index].quad
    height = tall(quad)
    row = [
        box(lines[other.index].quad)[0]
        for other in hits
        if other.label.field is not None
        and abs(middle_of(lines[other.index].quad) - middle_of(own)) < 0.6 * height
    ]
    below = 0.4 * height < middle_of(quad) - middle_of(own) < 1.8 * height
    return below and abs(box(quad)[0] - min(row)) < 1.5 * height


def _continues(quad: Quad, pieces: Sequence[TextSpan]) -> bool:
    """Tell whether a line begins where one above it of the same value does, or goes on right after one."""
    left, height = box(quad)[0], tall(quad)
    return any(
        abs(left - box(piece.quad)[0]) < 1.5 * height + _guessed(piece)
        or (
            0 <= left - box(piece.quad)[2] < 2 * height
            and abs(middle_of(quad) - middle_of(piece.quad)) < 0.4 * height
        )
        for piece in pieces
    )


def _guessed(piece: TextSpan) -> float:
    """Return how far off a piece's left end may be: after a label it is told from the count of letters."""
    left, _, right, _ = box(piece.line.quad)
    return _UNEVEN * (right - left) if piece.start else 0.0


def _blocked(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], hit: Hit) -> bool:
    """Tell whether another label's line lies between a label and a line under it, in the same column."""
    left, _, right, _ = box(line.quad)
    height = tall(line.quad)
    low, high = middle_of(lines[hit.index].quad), middle_of(line.quad)
    for other in hits:
        quad = lines[other.index].quad
        o_left, _, o_right, _ = box(quad)
        margin = 0.4 * tall(quad)
        # Corners found a little off, or a wide outline of a line, make columns side by side overlap.
        beside = min(right, o_right) - max(left, o_left) <= _SIDE_BY_SIDE * min(height, tall(quad))
        if other.label is not hit.label and not beside and low + margin < middle_of(quad) < high - margin:
            return True
    return False


def _is_anothers(line: TextLine, lines: Sequence[TextLine], hits: Sequence[Hit], column: float) -> bool:
    """Tell whether a label of the same column without a field (``Tên gọi khác``) stands before a line."""
    return any(
        hit.label.field is None
        and _on_one_row(line.quad, lines[hit.index].quad)
        and column - tall(line.quad) < box(lines[hit.index].quad)[0] < box(line.quad)[0] - tall(line.quad)
        for hit in hits
    )


def _in_reading_order(pieces: Sequence[TextSpan]) -> list[TextSpan]:
    """Return pieces row by row. Rows may still slant on a side whose corners were not found exactly."""
    if not pieces:
        return []
    longest = max(pieces, key=lambda piece: piece.quad[1][0] - piece.quad[0][0])
    (left, top), (right, end), *_ = longest.quad
    # Of a short word it is not told: a religion that goes on below far to the left came out turned round.
    slant = (end - top) / (right - left) if right - left > _LONG * tall(longest.quad) else 0.0

    def level(piece: TextSpan) -> float:
        return middle_of(piece.quad) - slant * sum(p[0] for p in piece.quad) / 4

    rows: list[list[TextSpan]] = []
    for piece in sorted(pieces, key=level):
        if rows and level(piece) - level(rows[-1][0]) < 0.6 * tall(piece.quad):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.quad[0][0])]
