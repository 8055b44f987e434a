"""Which printed value belongs to which printed label.

A card prints a label and its value on one line, on the lines below, or both. Labels are found by their
folded text with a few misread letters allowed; what is left over on their line, and the lines under them
that carry no label of their own, are their value.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from motcua.kernel.vietnamese import fold
from motcua.papers.fields import doubts
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.fields.positions import distance, on_one_row
from motcua.papers.fields.rows import levelled
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import middle_of, tall
from motcua.papers.text.labels import find_labels
from motcua.papers.text.printed_label import Hit, Label
from motcua.papers.text.spelling import is_spelt_name
from motcua.papers.text.values import find_phrase

#: Of so many letters at least is a label's beginning told.
_BEGINNING = 4
_BEGUN = 0.5
#: So like the last word of its wording a label's last word is it, misread.
_ITS_OWN_WORD = 0.6
#: Only addresses take more rows.
_FEW_ROWS = 2
#: A line is long, and tells how print slants, from so many of its heights.
_LONG = 4
#: A label in another language in words that nobody knows (``/ Name in full:``).
_OTHER_LANGUAGE = re.compile(r"\s*/\s*[A-Za-z][A-Za-z ]{2,20}:")


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
    labels = tuple(labels)
    hits, likes = find_labels(ordered, labels)
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
    doubts.mark(result, doubts.Side(hits, likes, ordered, left, labels))
    return result


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
            letter, alone = line.text[start], not line.text[start + 1 : start + 2].isalnum()
            if (letter.isdigit() or letter.isupper()) and not alone:
                break
            start += 1
        while start < end and line.text[start] in " :;.,/-–|'\"":
            start += 1
        while end > start and line.text[end - 1] in " :;/|":
            end -= 1
        piece = TextSpan(line, start, end)
        if _is_begun(piece.text, hit.label):
            continue
        result[name].beside |= _took_a_word(line.text, hit)
        begun = hit.label.begins is not None and (
            hit.label.begins(piece.text)
            or _is_left_of_word(line.text[hit.end : start], piece.text, hit.label)
        )
        if end > start and (begun or hit.label.accepts(piece.text)):
            result[name].pieces.append(piece)
        else:
            result[name].beside |= _may_begin(piece, hit.label)


def _took_a_word(text: str, hit: Hit) -> bool:
    """Tell whether a misread label ends in the value's first word, as a capital among small words is.

    Light hid ``trú`` of ``Nơi ĐKHK thường trú Khu 2``: ``Khu`` is like it, and ``2`` was where the address
    began.
    """
    end = hit.end
    while end < len(text) and text[end].isalpha():
        end += 1
    *before, last = text[hit.start : end].split() or [""]
    wanted = hit.phrase.split()[-1]
    return (
        hit.similarity < 1.0
        and last[:1].isupper()
        and any(map(str.islower, before))
        and difflib.SequenceMatcher(a=fold(last), b=wanted, autojunk=False).ratio() < _ITS_OWN_WORD
    )


def _may_begin(rest: TextSpan, label: Label) -> bool:
    """Tell whether what stands behind a label, and was not taken, may begin its value.

    Of ``Ấp`` the first reader sees ``p``; behind a label without a colon that may be of the label, too.
    """
    if label.field == "full_name":
        return _has_names_words(rest.text)
    apart = rest.start > 0 and rest.line.text[rest.start - 1].isspace()
    return apart and label.most_lines > _FEW_ROWS and rest.text.isalpha()


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
        away = distance(line, lines, hits, hit, found.pieces)
        if away is not None and (best is None or away < best[0]):
            best = (away, name)
    if best is not None:
        result[best[1]].pieces.append(TextSpan(line, 0, len(line.text)))
    return best is not None


def _is_on_its_rows(line: TextLine, hit: Hit, label: TextLine, pieces: Sequence[TextSpan]) -> bool:
    """Tell whether a line stands on a row of a value that was found, or begins it beside its label."""
    begins = hit.label.begins is not None and hit.label.begins(line.text)
    rows = [piece.quad for piece in pieces] + ([label.quad] if pieces and begins else [])
    return any(on_one_row(line.quad, row) for row in rows)


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
