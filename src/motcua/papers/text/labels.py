"""The printed labels in the lines of a side."""

import re
from collections.abc import Sequence
from functools import cache
from statistics import median

from motcua.kernel.vietnamese import fold
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import tall
from motcua.papers.text.printed_label import Hit, Label
from motcua.papers.text.values import find_phrase, fold_keeping_length

_LEAST_SIMILARITY = 0.74
#: Places that two misread letters would make a label of ("Nguyên quán", "Giới tính", "Ngày sinh").
_LIKE_LABELS = ("tuyen quang", "nguyen, quan", "nguyen huan", "gio linh", "nga vinh")
#: Stands before a label's words where a value says that there is nothing of the kind.
_NONE_OF_IT = "khong co"
#: So like its words it is the label, whatever stands around it.
_PLAIN = 0.9
#: Of a longer wording whose beginning stands there letter by letter at least so much is there.
_WHOLLY = 0.85
#: One letter off at most is a seldom wording, which no other bears out.
_NEARLY = 0.8
#: So much less like its words than another on the side, it is not the label.
_LESS_ALIKE = 0.1
#: Wordings of so few letters are like parts of many words.
_SHORT = 6
#: A label that was not found may be less like its words where it is long, has its colon and stands in the
#: column of so many others, within so many heights.
_HAZY = 0.62
_LONG = 10
_COLUMN = 3
_ASIDE = 1.2
#: Values that show what they are: a short label before one is enough like its words, too.
_TOLD_BY_VALUE = frozenset({"full_name", "sex"})
#: Words that end a name's label on some papers only, in small letters: with a capital they begin a name.
_END_OF_NAME_LABEL = frozenset({"khai", "sinh"})
#: Whose name follows where these stand behind the label, in small letters or before a colon; of ``mẹ``,
#: ``vợ``, ``chồng`` and ``gọi`` the first reader lacks letters.
_ANOTHERS = re.compile(r"\s+(cha|me?|vo?|cho?ng|(?:go?i )?khac|con|chu ho)\b(\s*:)?")
#: Within so many characters of a label's end its colon stands.
_COLON = 3


def find_labels(lines: Sequence[TextLine], labels: Sequence[Label]) -> tuple[list[Hit], list[Hit]]:
    """Return the labels of each line, the longest and surest first, none overlapping another, and likes.

    Likes are what was passed over as less like a label than another on the side; of those only what
    opens a row and has a colon, a stroke or nothing behind it, as labels have.
    """
    hits: list[Hit] = []
    printed: list[Hit] = []
    for index, line in enumerate(lines):
        folded = fold_keeping_length(line.text)
        if len(folded) != len(line.text):
            continue
        candidates = []
        for label in labels:
            for phrase in (*label.phrases, *label.seldom):
                place = _undenied(folded, phrase)
                if place is None or (place[2] < 1.0 and not _tells_apart(phrase, folded, tuple(labels))):
                    continue
                if (
                    _is_read_well_enough(label, phrase, folded, place)
                    and _in_words(line.text, phrase, place)
                    and _may_be(label, phrase, line.text, place)
                    and not _takes_in_a_name(label, phrase, line.text, place)
                ):
                    candidates.append((place[2] * len(phrase), Hit(label, index, *place, phrase)))
        candidates = _without_taken_in(candidates)
        candidates.sort(key=lambda item: -item[0])
        taken: list[Hit] = []
        for _, hit in candidates:
            if all(hit.end <= other.start or hit.start >= other.end for other in taken):
                taken.append(hit)
        taken = _of_one_field(taken, line.text)
        printed.extend(taken)
        hits.extend(_merged(taken))
    cased = _plainly_cased(hits, lines)
    hits = _usually_worded(_printed_once(cased, printed))
    likes = [hit for hit in cased if hit not in hits and _is_marked_off(hit, lines[hit.index].text)]
    return [*hits, *_hazy(lines, labels, hits)], likes


def _is_marked_off(hit: Hit, text: str) -> bool:
    behind = text[hit.end :].strip()
    alone = len(hit.phrase) > _SHORT and hit.similarity >= _WHOLLY and not behind
    marked = behind.startswith((":", "/")) or "/" in text[hit.start : hit.end]
    return hit.start <= 1 and (alone or marked)


def _without_taken_in(candidates: Sequence[tuple[float, Hit]]) -> list[tuple[float, Hit]]:
    """Return candidates without the longer wordings whose beginning is a wording too, and stands there alone.

    ``Place of birth Thị trấn`` is like ``Place of birth registration``: the place lost its first words.
    """
    exact = {(hit.label, hit.phrase) for _, hit in candidates if hit.similarity == 1.0}
    return [
        (weight, hit)
        for weight, hit in candidates
        if hit.similarity >= _WHOLLY
        or not any(label is hit.label and hit.phrase.startswith(f"{phrase} ") for label, phrase in exact)
    ]


def _is_read_well_enough(label: Label, phrase: str, folded: str, place: tuple[int, int, float]) -> bool:
    """Tell whether a wording is neither the name of a place that resembles it nor a seldom one misread."""
    start, _, similarity = place
    if phrase in label.seldom and (start > 1 or similarity < _NEARLY):
        return False
    return similarity == 1.0 or not _names_a_place(folded, place)


def _undenied(folded: str, phrase: str) -> tuple[int, int, float] | None:
    """Return where a line has a label's words, but not in a value that denies what they name.

    ``Không có đặc điểm nhận dạng`` has them, and was taken for the label.
    """
    place = find_phrase(folded, phrase, least=_LEAST_SIMILARITY)
    before = "" if place is None else folded[: place[0]]
    if not before:
        return place
    denial = find_phrase(before, _NONE_OF_IT, least=_LEAST_SIMILARITY)
    if denial is None or before[denial[1] :].strip():
        return place
    return find_phrase(folded[: denial[0]], phrase, least=_LEAST_SIMILARITY)


def _printed_once(hits: Sequence[Hit], printed: Sequence[Hit]) -> list[Hit]:
    """Return hits without what only resembles a label that is plainly ``printed`` elsewhere.

    ``Phật giáo`` resembles ``Tôn giáo``, ``Nguyễn Văn An`` ``Nguyên quán``: they were no values then. Each
    wording counts, also of a label in two languages: ``Gio Linh`` resembles the first of ``Giới tính / Sex``.
    """
    best: dict[tuple[str | None, str], float] = {}
    told: dict[str | None, float] = {}
    for hit in printed:
        key = (hit.label.field, hit.phrase)
        best[key] = max(best.get(key, 0.0), hit.similarity)
        told[hit.label.field] = max(told.get(hit.label.field, 0.0), hit.similarity)

    def is_one(hit: Hit) -> bool:
        field = hit.label.field
        # ``Thọ Tiến`` resembles ``Họ tên`` where the label is ``Họ và tên``: short, it says nothing then.
        alike = told[field] if len(hit.phrase) <= _SHORT else best[field, hit.phrase]
        return field is None or hit.similarity >= alike - _LESS_ALIKE

    return [hit for hit in hits if is_one(hit)]


def _hazy(lines: Sequence[TextLine], labels: Sequence[Label], hits: Sequence[Hit]) -> list[Hit]:
    """Return labels that blur made unlike their words: else their value is taken for the end of another."""
    lefts = [lines[hit.index].quad[0][0] for hit in hits if hit.label.field is not None]
    if len(lefts) < _COLUMN:
        return []
    column, taken = median(lefts), {hit.index for hit in hits}
    there = [
        (index, line)
        for index, line in enumerate(lines)
        if index not in taken and abs(line.quad[0][0] - column) < _ASIDE * tall(line.quad)
    ]
    known = {hit.label.field for hit in hits}
    found: list[Hit] = []
    for label in labels:
        if label.field is None or label.field in known:
            continue
        near = [
            Hit(label, index, *place, phrase)
            for index, line in there
            for phrase in label.phrases
            if (len(phrase) >= _LONG or label.field in _TOLD_BY_VALUE)
            and (place := find_phrase(fold_keeping_length(line.text), phrase, least=_HAZY)) is not None
            and _ends(label, line.text, place[1])
            and _may_be(label, phrase, line.text, place)
            and place[0] <= 1
            and not _takes_in_a_name(label, phrase, line.text, place)
            and (len(phrase) >= _LONG or label.accepts(line.text[place[1] :].strip(" :")))
        ]
        found.extend(sorted(near, key=lambda hit: -hit.similarity)[:1])
    return found


def _ends(label: Label, text: str, end: int) -> bool:
    """Tell whether a label less like its words ends there: at its colon, or before a name in capitals.

    Older papers print no colon after ``Họ tên``: read as ``H tn ĐÀO VĂN THỊNH``, the name was not found.
    """
    if text[end : end + _COLON].lstrip().startswith(":"):
        return True
    rest = text[end:].strip(" .")
    return label.field == "full_name" and text[end : end + 1] == " " and " " in rest and rest.isupper()


def _usually_worded(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits without what a value has of a label that opens a row, and the seldom wordings of others.

    A street may be called ``Nguyễn Quân``, as ``Nguyên quán`` is written without marks.
    """
    opening = {hit.label.field for hit in hits if hit.start <= 1 and hit.similarity >= _PLAIN}
    hits = [hit for hit in hits if hit.start <= 1 or hit.label.field not in opening - {None}]
    usual = {hit.label.field for hit in hits if hit.phrase in hit.label.phrases and hit.similarity >= _PLAIN}
    return [hit for hit in hits if hit.phrase in hit.label.phrases or hit.label.field not in usual]


def _tells_apart(phrase: str, folded: str, labels: tuple[Label, ...]) -> bool:
    """Tell whether a line has more of a wording than another label begins with too.

    Blur leaves ``Ngày, tháng, năm`` of both ``… cấp`` and ``… hết hạn``: the one day was taken for the other.
    """
    shared = _shared(labels).get(phrase)
    place = None if shared is None else find_phrase(folded, shared, least=_LEAST_SIMILARITY)
    if shared is None or place is None:
        return True
    own = [letter for letter in phrase[len(shared) :] if letter.isalpha()]
    rest = folded[place[1] : place[1] + len(phrase) - len(shared) + 2]
    return 2 * sum(letter in rest for letter in own) > len(own)


@cache
def _shared(labels: tuple[Label, ...]) -> dict[str, str]:
    """Return how much of a wording another field's begins with, where that is much."""
    found: dict[str, str] = {}
    for one in labels:
        others = [phrase for label in labels if label.field != one.field for phrase in label.phrases]
        for phrase in one.phrases:
            alike = max((_both_begin(phrase, other) for other in others), default=0)
            if alike >= _LONG:
                found[phrase] = phrase[:alike].strip()
    return found


def _both_begin(one: str, other: str) -> int:
    """Return with how many letters both texts begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)


def _names_a_place(folded: str, place: tuple[int, int, float]) -> bool:
    """Tell whether what resembles a label is the name of a place that does."""
    return any(name in folded[max(place[0] - 2, 0) : place[1] + 2] for name in _LIKE_LABELS)


def _in_words(text: str, phrase: str, place: tuple[int, int, float]) -> bool:
    """Tell whether what only resembles a label is made of whole words.

    Addresses hold such parts of words: ``Thành phố Hà Tĩnh`` one like ``Họ và tên``, ``Chợ Gạo, Tỉnh …`` one
    like ``Giới tính``, ``Trường Sinh`` one like ``Ngày sinh``.
    """
    start, end, similarity = place
    if similarity >= _PLAIN:
        return True
    if "," in text[start:end] and "," not in phrase:
        return False
    if start < len(text) and text[start].isupper() and not text[:start][-1:].isupper():
        return True  # run into the value before it (``NamQuốc tịch``); not ``CẦN QUỐC`` for ``Căn cước``
    before = start
    while before > 0 and text[before - 1].isalpha():
        before -= 1
    # A capital misread, before which the likeness begins, is a label's own.
    return start - before <= (1 if text[before].isupper() else 0) or before == 0


def _takes_in_a_name(label: Label, phrase: str, text: str, place: tuple[int, int, float]) -> bool:
    """Tell whether what only resembles a name's label ends in a word of the name, or is of another's name.

    ``Họ và tên: NINH`` resembles ``Họ và tên khai sinh``, ``Họ và tên: Khải Minh`` even more: the rest was
    given as the whole name. A name's words are in capitals or begin with one where the label's do not.
    """
    start, end, similarity = place
    if label.field != "full_name" or label.capitals:
        return False
    another = _ANOTHERS.match(fold_keeping_length(text), end)
    if another is not None and (another[2] or text[end : another.end(1)].islower()):
        return True
    if similarity == 1.0:
        return False
    while end < len(text) and text[end].isalpha():
        end += 1
    words = text[start:end].split()
    own = {word for word in phrase.replace(",", "").split() if word not in _END_OF_NAME_LABEL}
    for at, word in enumerate(words):
        before = words[:at]
        if len(word) <= 1 or not word.isalpha():
            continue
        if word.isupper() and any(map(str.islower, "".join(before))):
            return True
        if word.istitle() and any(map(str.islower, before)) and fold(word) not in own:
            return True
    return False


def _is_shouted(text: str, start: int, end: int) -> bool:
    letters = [c for c in text[start:end] if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _may_be(label: Label, phrase: str, text: str, place: tuple[int, int, float]) -> bool:
    """Tell whether a phrase is the label here and not a word of some value (``SÔ`` in a name).

    A short one must open the line or follow a stroke, with nothing or a fitting value after it. One in
    capitals, as names are, must open the line letter by letter.
    """
    start, end, similarity = place
    shouted = _is_shouted(text, start, end)
    opens = start <= 1 or text[:start].rstrip().endswith("/")
    if len(phrase) > 4:
        # One letter off, a short one is a part of many words ("Thọ Tiến" for "Họ tên").
        fits = label.field is None or len(phrase) > 6 or opens
        if label.field is None and len(phrase) <= _LONG and not opens and similarity < _WHOLLY:
            return False  # ``Ngọc Khai`` for ``gọi khác``
        if label.capitals or not shouted:
            return fits
        if label.field is None and not label.small and len(phrase) > _LONG:
            return True
        # ``QUỐC CẤP`` is like ``Căn cước``, ``NGỌC KHAI`` like ``gọi khác``.
        opens = opens or _stands_behind_a_value(text[:start])
        # A letter may be misread where a colon stands behind it, as behind no name.
        plain = similarity == 1.0 or (similarity >= _WHOLLY and text[end : end + _COLON].lstrip()[:1] == ":")
        return fits and opens and plain and not text[end : end + 1].isalpha()
    rest = text[end:].strip(" :;.,/-")
    # ``Số / No.:``, but not ``Số 310, Đường 30/4,``: a house, which is no label of a number.
    twice = text[end:].lstrip(" .:").startswith("/")
    # Nor is ``Số 8``, where the row broke: the house was lost, and the road behind it given.
    alone = len(rest) <= 2 and not any(map(str.isdigit, rest))
    return opens and (alone or label.accepts(rest) or label.field is None or twice)


def _stands_behind_a_value(before: str) -> bool:
    """Tell whether a row has a date or a sex before a label: those share rows with other fields."""
    said = fold(before).rstrip()
    return said[-1:].isdigit() or said.startswith(("gioi tinh", "sex"))


def _plainly_cased(hits: Sequence[Hit], lines: Sequence[TextLine]) -> list[Hit]:
    """Return hits without those in capitals of a field whose label another row has as it usually is.

    ``HỌ TÊN`` on a paper that prints all its labels in capitals is one, below ``Họ và tên`` it is a name.
    """
    cased = {hit.label.field for hit in hits if not _is_shouted(lines[hit.index].text, hit.start, hit.end)}
    return [
        hit
        for hit in hits
        if hit.label.field is None
        or hit.label.capitals
        or hit.label.field not in cased
        or not _is_shouted(lines[hit.index].text, hit.start, hit.end)
    ]


def _of_one_field(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Return hits without what only resembles a label beside a stroke whose other half is another's.

    ``đệm và tên / Given names``, whose first letters were cut off, is like ``Họ và tên``: the given names
    were taken for the whole name.
    """
    halves = [
        (one, other)
        for one in hits
        for other in hits
        if one.label.field != other.label.field and text[one.end : other.start].strip() == "/"
    ]
    worse = [min(pair, key=lambda hit: hit.similarity) for pair in halves]
    return [hit for hit in hits if hit not in worse]


def _merged(hits: Sequence[Hit]) -> list[Hit]:
    """Join the Vietnamese and English wordings of one label on one line."""
    merged: dict[tuple[str | None, tuple[str, ...]], Hit] = {}
    for hit in hits:
        key = (hit.label.field, hit.label.phrases)
        other = merged.get(key)
        merged[key] = (
            hit
            if other is None
            else Hit(
                hit.label,
                hit.index,
                min(hit.start, other.start),
                max(hit.end, other.end),
                max(hit.similarity, other.similarity),
                max(hit, other, key=lambda one: one.similarity).phrase,
            )
        )
    return list(merged.values())
