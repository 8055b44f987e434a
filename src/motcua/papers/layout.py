"""Which printed value belongs to which printed label.

A card prints a label and its value on one line, on the lines below, or both. Labels are found by their
folded text with a few misread letters allowed; what is left over on their line, and the lines under them
that carry no label of their own, are their value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from motcua.papers.lines.types import TextLine
from motcua.papers.text import find_phrase, fold_keeping_length
from motcua.papers.types import Quad

_LEAST_SIMILARITY = 0.74
#: Provinces that two misread letters would make a label of ("Nguyên quán").
_LIKE_LABELS = ("tuyen quang",)
#: Letters are not all of one width: by so much of a line's length the end of a part of it may be off.
_UNEVEN = 0.15
#: How far short of a centred label a value may end, in its heights.
_SHORT_OF = 2.5
#: From so many long lines their common slant is believed.
_LEAST_LONG = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label.

    ``phrases`` are its wordings, folded, Vietnamese and English apart. ``accepts`` tells whether a text may
    be (a line of) its value; ``continues`` whether one may be more of a value that has begun.
    ``begins`` tells what may stand of it right after the label where more lines follow.
    ``most_lines`` counts the lines a value may take. ``field`` None marks printed
    words that end the value before them and have none of their own. A ``centred`` label may stand anywhere
    above its value. ``capitals``: it is printed in capitals; all others are not, so that a name in capitals
    is never taken for a label.
    """

    field: str | None
    phrases: tuple[str, ...]
    accepts: Callable[[str], bool] = lambda text: bool(text.strip())
    most_lines: int = 1
    centred: bool = False
    capitals: bool = False
    continues: Callable[[str], bool] | None = None
    begins: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
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
class Found:
    """What was found for a field: where the label is and the pieces of its value in reading order."""

    label: TextLine
    similarity: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces' text, joined by spaces."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Hit:
    label: Label
    index: int
    start: int
    end: int
    similarity: float


def slice_quad(quad: Quad, start: int, end: int, length: int) -> Quad:
    """Return the part of a line's quad that characters ``start`` to ``end`` of ``length`` take up."""
    if length <= 0:
        return quad
    a, b = start / length, end / length

    def between(p: tuple[float, float], q: tuple[float, float], t: float) -> tuple[float, float]:
        return (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)

    top_left, top_right, bottom_right, bottom_left = quad
    return (
        between(top_left, top_right, a),
        between(top_left, top_right, b),
        between(bottom_left, bottom_right, b),
        between(bottom_left, bottom_right, a),
    )


def box(quad: Quad) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a quad."""
    xs, ys = [p[0] for p in quad], [p[1] for p in quad]
    return min(xs), min(ys), max(xs), max(ys)


def union(quads: Sequence[Quad]) -> Quad:
    """Return the upright rectangle around quads; one alone stays as it is."""
    if len(quads) == 1:
        return quads[0]
    xs, ys = [p[0] for q in quads for p in q], [p[1] for q in quads for p in q]
    return ((min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys)))


def assign(lines: Sequence[TextLine], labels: Iterable[Label]) -> Mapping[str, Found]:
    """Return for each field whose label was found what stands as its value; it may be empty.

    ``lines`` are in pixels of an upright rectified side, in any order. They may all slant a little, where the
    side's corners were not found.
    """
    level = _levelled(lines)
    of = dict(zip(map(id, level), lines, strict=True))
    found = _assigned(level, labels)
    for one in found.values():
        one.label = of[id(one.label)]
        one.pieces = [replace(piece, line=of[id(piece.line)]) for piece in one.pieces]
    return found


def _levelled(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines with their common slant taken off: in two columns a label stands level with a value."""
    long = [
        (quad[1][0] - quad[0][0], (quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1]) / 2)
        for quad in (line.quad for line in lines)
        if quad[1][0] - quad[0][0] > 4 * _height(quad)
    ]
    slant = median(down / across for across, down in long) if len(long) >= _LEAST_LONG else 0.0

    def level(quad: Quad) -> Quad:
        a, b, c, d = ((x, y - slant * x) for x, y in quad)
        return (a, b, c, d)

    return [replace(line, quad=level(line.quad)) for line in lines]


def _assigned(lines: Sequence[TextLine], labels: Iterable[Label]) -> dict[str, Found]:
    ordered = sorted(lines, key=lambda line: (_middle(line.quad), line.quad[0][0]))
    hits = _find_labels(ordered, tuple(labels))
    result: dict[str, Found] = {}
    owners: dict[int, list[_Hit]] = {}
    for hit in hits:
        owners.setdefault(hit.index, []).append(hit)
        name = hit.label.field
        if name is not None and (name not in result or hit.similarity >= result[name].similarity):
            result[name] = Found(ordered[hit.index], hit.similarity)

    for index, line in enumerate(ordered):
        if index in owners:
            _take_rest_of_line(line, sorted(owners[index], key=lambda hit: hit.start), result)
    for index, line in enumerate(ordered):
        if index not in owners and line.text.strip():
            _give_to_label(line, ordered, hits, result)
    for found in result.values():
        found.pieces = _in_reading_order(found.pieces)
    return result


def _find_labels(lines: Sequence[TextLine], labels: Sequence[Label]) -> list[_Hit]:
    """Return the labels of each line, the longest and surest first, none overlapping another."""
    hits: list[_Hit] = []
    for index, line in enumerate(lines):
        folded = fold_keeping_length(line.text)
        if len(folded) != len(line.text):
            continue
        candidates = []
        for label in labels:
            for phrase in label.phrases:
                place = find_phrase(folded, phrase, least=_LEAST_SIMILARITY)
                if place is None or (place[2] < 1.0 and _names_a_place(folded, place)):
                    continue
                if _may_be(label, phrase, line.text, place[0], place[1]):
                    candidates.append((place[2] * len(phrase), _Hit(label, index, *place)))
        candidates.sort(key=lambda item: -item[0])
        taken: list[_Hit] = []
        for _, hit in candidates:
            if all(hit.end <= other.start or hit.start >= other.end for other in taken):
                taken.append(hit)
        hits.extend(_merged(taken))
    return hits


def _names_a_place(folded: str, place: tuple[int, int, float]) -> bool:
    """Tell whether what resembles a label is the name of a province that does."""
    return any(name in folded[max(place[0] - 2, 0) : place[1] + 2] for name in _LIKE_LABELS)


def _may_be(label: Label, phrase: str, text: str, start: int, end: int) -> bool:
    """Tell whether a phrase is the label here and not a word of some value (``SÔ`` in a name).

    A short one must open the line or follow a stroke, with nothing or a fitting value after it.
    """
    letters = [c for c in text[start:end] if c.isalpha()]
    shouted = sum(c.isupper() for c in letters) > 0.8 * len(letters)
    opens = start <= 1 or text[:start].rstrip().endswith("/")
    if len(phrase) > 4:
        # One letter off, a short one is a part of many words ("Thọ Tiến" for "Họ tên").
        fits = label.field is None or len(phrase) > 6 or opens
        return fits and (label.field is None or label.capitals or not shouted)
    rest = text[end:].strip(" :;.,/-")
    return opens and (len(rest) <= 2 or label.accepts(rest) or label.field is None or "/" in text[end:])


def _merged(hits: Sequence[_Hit]) -> list[_Hit]:
    """Join the Vietnamese and English wordings of one label on one line."""
    merged: dict[tuple[str | None, tuple[str, ...]], _Hit] = {}
    for hit in hits:
        key = (hit.label.field, hit.label.phrases)
        other = merged.get(key)
        merged[key] = (
            hit
            if other is None
            else _Hit(
                hit.label,
                hit.index,
                min(hit.start, other.start),
                max(hit.end, other.end),
                max(hit.similarity, other.similarity),
            )
        )
    return list(merged.values())


def _take_rest_of_line(line: TextLine, hits: Sequence[_Hit], result: Mapping[str, Found]) -> None:
    for hit, following in zip(hits, [*hits[1:], None], strict=True):
        name = hit.label.field
        if name is None:
            continue
        start, end = hit.end, following.start if following else len(line.text)
        # What is left of the label's last word (a misread letter, a closing bracket) is not the value.
        while start < end and not (line.text[start].isspace() or line.text[start] in ":;.,/-") and start > 0:
            if line.text[start].isdigit() or line.text[start].isupper():
                break
            start += 1
        while start < end and line.text[start] in " :;.,/-–|'\"":
            start += 1
        while end > start and line.text[end - 1] in " :;/|":
            end -= 1
        piece = Piece(line, start, end)
        begun = hit.label.begins is not None and hit.label.begins(piece.text)
        if end > start and (begun or hit.label.accepts(piece.text)):
            result[name].pieces.append(piece)


def _give_to_label(
    line: TextLine, lines: Sequence[TextLine], hits: Sequence[_Hit], result: Mapping[str, Found]
) -> None:
    """Give a line without a label to the label it stands beside or under, if one accepts it."""
    left, top, _, _ = box(line.quad)
    middle, height = _middle(line.quad), _height(line.quad)
    best: tuple[float, str] | None = None
    for hit in hits:
        name = hit.label.field
        if name is None:
            continue
        found = result[name]
        more = bool(found.pieces) and hit.label.continues is not None and hit.label.continues(line.text)
        if not more and not hit.label.accepts(line.text):
            continue
        l_left, _, l_right, l_bottom = box(lines[hit.index].quad)
        own = _own_quad(hit, hits, lines[hit.index])
        l_left = own[0][0]
        l_middle, l_height = _middle(lines[hit.index].quad), _height(lines[hit.index].quad)
        rows = len({round(_middle(p.quad) / (1.2 * height)) for p in found.pieces if p.line is not line})
        same_row = abs(middle - l_middle) < 0.6 * max(height, l_height) and left >= l_right - height
        if same_row:
            distance = (left - l_right) / (12 * height)
        elif middle > l_middle and rows < hit.label.most_lines:
            last = max([l_bottom, *(box(p.quad)[3] for p in found.pieces)])
            gap = (top - last) / height
            near = gap <= (2.2 if hit.label.centred else 1.3)
            if not near or not (
                _is_under(line.quad, own, centred=hit.label.centred) or _continues(line.quad, found.pieces)
            ):
                continue
            if _blocked(line, lines, hits, hit):
                continue
            distance = 1 + max(gap, 0.0) + abs(left - l_left) / (30 * height)
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, name)
    if best is not None:
        result[best[1]].pieces.append(Piece(line, 0, len(line.text)))


def _own_quad(hit: _Hit, hits: Sequence[_Hit], line: TextLine) -> Quad:
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
    height = _height(quad)
    if centred:
        # One short word ("Không") stands where longer ones begin: a little left of the label's middle part.
        return min(right, l_right) > max(left, l_left) - _SHORT_OF * height
    return l_left - 2.5 * height <= left <= l_left + 6 * height


def _continues(quad: Quad, pieces: Sequence[Piece]) -> bool:
    """Tell whether a line begins where one above it of the same value does, or goes on right after one."""
    left, height = box(quad)[0], _height(quad)
    return any(
        abs(left - box(piece.quad)[0]) < 1.5 * height + _guessed(piece)
        or (
            0 <= left - box(piece.quad)[2] < 2 * height
            and abs(_middle(quad) - _middle(piece.quad)) < 0.4 * height
        )
        for piece in pieces
    )


def _guessed(piece: Piece) -> float:
    """Return how far off a piece's left end may be: after a label it is told from the count of letters."""
    left, _, right, _ = box(piece.line.quad)
    return _UNEVEN * (right - left) if piece.start else 0.0


def _blocked(line: TextLine, lines: Sequence[TextLine], hits: Sequence[_Hit], hit: _Hit) -> bool:
    """Tell whether another label's line lies between a label and a line under it, in the same column."""
    left, _, right, _ = box(line.quad)
    low, high = _middle(lines[hit.index].quad), _middle(line.quad)
    for other in hits:
        quad = lines[other.index].quad
        o_left, _, o_right, _ = box(quad)
        margin = 0.4 * _height(quad)
        beside = min(right, o_right) <= max(left, o_left)
        if other.label is not hit.label and not beside and low + margin < _middle(quad) < high - margin:
            return True
    return False


def _in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces row by row. Rows may still slant on a side whose corners were not found exactly."""
    if not pieces:
        return []
    (left, top), (right, end), *_ = max(pieces, key=lambda piece: piece.quad[1][0] - piece.quad[0][0]).quad
    slant = (end - top) / max(right - left, 1.0)

    def level(piece: Piece) -> float:
        return _middle(piece.quad) - slant * sum(p[0] for p in piece.quad) / 4

    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=level):
        if rows and level(piece) - level(rows[-1][0]) < 0.6 * _height(piece.quad):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.quad[0][0])]


def _middle(quad: Quad) -> float:
    return sum(p[1] for p in quad) / 4


def _height(quad: Quad) -> float:
    return max((quad[3][1] - quad[0][1] + quad[2][1] - quad[1][1]) / 2, 1.0)
