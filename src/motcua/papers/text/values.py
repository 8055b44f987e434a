"""Values in recognised text: numbers, dates, sexes, names, addresses, each with how sure the reading is.

Nothing is guessed: a text that is not clearly a value of its type gives None.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final

from motcua.kernel.personal_number import Sex
from motcua.kernel.vietnamese import fold, nfc, tones_in_place

NO_EXPIRY: Final = "no_expiry"

#: What recognisers write for a digit inside a number.
_DIGIT_LOOKS = str.maketrans("OoQDIl|ZSB", "0000111258")
_DATE = re.compile(r"(?<!\d)(\d{2})\s?[/\-.,]\s?(\d{2})\s?[/\-.,]\s?(\d{4})(?!\d)")
#: A hyphen on a row of dots is read as a colon, or with one of them (``13:06-1988``, ``19-10.-1981``).
_LOOSE_DATE = re.compile(r"(?<!\d)(\d{2})\s?[/\-.,:]{0,2}\s?(\d{2})\s?[/\-.,:]{0,2}\s?(\d{4})(?!\d)")
#: Wide figures are read with a blank between two of one number (``04-1 0-2004``).
_WIDE_DATE = re.compile(r"(?<!\d)(\d ?\d)\s?[/\-.,]\s?(\d ?\d)\s?[/\-.,]\s?(\d ?\d ?\d ?\d)(?!\d)")
#: The capital of ``Ngày`` is the first letter of a row that glare or a misplaced outline takes.
_WORDS_DATE = re.compile(
    r"(?:ng[a-z]{0,2}y?|(?<![a-z])[a-z]{0,2}ay)\D{0,6}?(\d{1,2})"
    r"\D{0,4}?th[a-z]{0,3}g?\D{0,5}?(\d{1,2})\D{0,4}?n[a-z]{0,2}\D{0,5}?(\d{4})"
)
_BARE_N = re.compile(r"n[b-z]{0,2}'?(?: ?/? ?f)?")
#: Of the longest names of descendants of the royal house (``CÔNG TẰNG TÔN NỮ`` and five more).
_MOST_WORDS: Final = 10
_NAME = re.compile(r"[^\W\d_]+(?:(?:['’] ?|[ \-])[^\W\d_]+)*")
#: A name of one word, as several peoples of the Central Highlands have: ``K'BRỂU``, ``H'LOAN``.
_ONE_WORD = re.compile(r"[^\W\d_]{1,2}['’] ?[^\W\d_]{2,}")

#: An apostrophe read apart from the letter it stands right after, wide as it is in some print (``H 'NHI``).
_APART = re.compile(r"\b([^\W\d_]{1,2}) (['’])(?=[^\W\d_])")

#: A small L and a capital I are one shape in many faces: only one of them makes a road (``Hương Iộ 2``).
_ROAD = re.compile(r"(?<=[Hh]ương )I(?=ộ\b)|(?<=[Tt]ỉnh )I(?=ộ\b)|(?<=[Qq]uốc )I(?=ộ\b)|(?<=[Đđ]ại )I(?=ộ\b)")

#: ``Số`` with its marks read as a digit.
_LABEL_AS_DIGIT = re.compile(r"\s*[sS][06][\s:.]+")


def find_number(text: str, lengths: Sequence[int]) -> tuple[str, int, int] | None:
    """Return the one run of digits with one of the given lengths, with its start and end in ``text``.

    Blanks and dots inside the run are ignored, and single letters that look like digits are read as them if
    at least two thirds of the run are digits. None if there is no such run or more than one.
    """
    label = _LABEL_AS_DIGIT.match(text)
    if label is not None:
        found = find_number(text[label.end() :], lengths)
        return found and (found[0], found[1] + label.end(), found[2] + label.end())
    for pattern in (r"\d[\d .]*", r"[\dOoQDIl|ZSB][\dOoQDIl|ZSB .]*"):
        runs = []
        for match in re.finditer(pattern, text):
            raw = match.group().rstrip(" .")
            kept = re.sub(r"[ .]", "", raw)
            if len(kept) in lengths and sum(c.isdigit() for c in kept) * 3 >= 2 * len(kept):
                runs.append((kept.translate(_DIGIT_LOOKS), match.start(), match.start() + len(raw)))
        if runs:
            return runs[0] if len(runs) == 1 else None
    # The mark of "Số" read as a digit before the number, run into it.
    joined = re.fullmatch(r"\s*[sS]\s?[06]\s?(\d[\d .]*\d)\s*", text)
    kept = re.sub(r"[ .]", "", joined[1]) if joined else ""
    return (kept, *joined.span(1)) if joined and len(kept) in lengths else None


def find_date(text: str, *, loose: bool = False) -> tuple[date, int, int] | None:
    """Return the one date in ``text`` (``31/12/2020`` or ``ngày 31 tháng 12 năm 2020``) and where it is.

    ``loose`` also accepts a date whose separators were lost (``31122020``) or whose figures have blanks
    between them (``31/1 2/2020``), where the label says that a date stands here. None if there is none, more
    than one, or it is no day of the calendar.
    """
    plain = fold_keeping_length(text)
    for pattern in (_DATE, _WORDS_DATE, *((_LOOSE_DATE, _WIDE_DATE) if loose else ())):
        matches = list(pattern.finditer(plain))
        if len(matches) > 1:
            return None
        if matches:
            day, month, year = (int(part.replace(" ", "")) for part in matches[0].groups())
            try:
                value = date(year, month, day)
            except ValueError:
                return None
            return (value, *matches[0].span()) if 1900 <= year < 2100 else None
    return None


def is_no_expiry(text: str) -> bool:
    """Tell whether the text says ``Không thời hạn``, or its first two words where the line broke.

    One or two letters may be misread.
    """
    said = fold(text)
    return any(
        find_phrase(said, phrase, least=least) is not None
        for phrase, least in (("khong thoi han", 0.8), ("khong thoi", 0.85))
    )


def find_sex(text: str) -> Sex | None:
    """Return the sex a value says, ``Nam`` or ``Nữ`` as a word of its own; ``Việt Nam`` says none."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    if "viet" in words:
        words = words[: words.index("viet")]
    found: set[Sex] = set()
    for word in words:
        # One stray stroke after the word is often read as a letter.
        if word == "male" or (word.startswith("nam") and len(word) <= 4):
            found.add("Nam")
        elif word == "female" or (word.startswith("nu") and len(word) <= 3):
            found.add("Nữ")
    return found.pop() if len(found) == 1 else None


def is_bare_n(text: str) -> bool:
    """Tell whether this may be left of ``Nữ``, of which the fast recogniser lacks a letter.

    It reads ``N``, ``Nu``, ``N / F``, or the horn as letters (``Nr``, ``NCr``); never an ``a`` as of ``Nam``.
    """
    return _BARE_N.fullmatch(fold(text).strip(" .:/'")) is not None


def clean_name(text: str) -> str | None:
    """Return a printed name in capitals, or None if what is left is not two to ten words of letters.

    One word is a name if an apostrophe stands after its first letter or two.
    """
    name = tones_in_place(re.sub(r"[^\w\s'’\-]|[\d_]", " ", nfc(text))).strip("-'’ ").upper()
    name = _APART.sub(r"\1\2", name)
    if is_one_word_name(name):
        return name
    return name if _NAME.fullmatch(name) and 2 <= len(name.split()) <= _MOST_WORDS else None


def is_one_word_name(text: str) -> bool:
    """Tell whether a text is a name of one word with an apostrophe: ``K'BRỂU``."""
    return _ONE_WORD.fullmatch(text.strip()) is not None


def clean_place(text: str) -> str | None:
    """Return an address or place with tidy spacing and commas, or None if it is too short to be one."""
    place = tones_in_place(text).strip(" ,.;:-/|")
    place = re.sub(r"(?<=\d),(?=\d)", "\0", place)
    place = re.sub(r"\s*[,;]\s*", ", ", place).replace("\0", ",")
    place = re.sub(r"(, )+", ", ", place)
    place = _ROAD.sub("l", place)
    return place if sum(c.isalpha() for c in place) >= 4 else None


@lru_cache(maxsize=2_000)
def fold_keeping_length(text: str) -> str:
    """Return the folded text with one character for each of ``text``, so that positions carry over."""
    return "".join(map(_folded_letter, nfc_keeping(text)))


@cache
def _folded_letter(letter: str) -> str:
    return (fold(letter) or " ")[0]


def nfc_keeping(text: str) -> str:
    """Return the text composed; its length is that of the composed text."""
    return unicodedata.normalize("NFC", text)


def worst(scores: Sequence[float], start: int = 0, end: int | None = None) -> float:
    """Return the lowest score of the characters in a range; 0 where no scores are known."""
    return min(scores[start:end], default=0.0)


def joint(scores: Sequence[float]) -> float:
    """Return the probability that all characters are right, taking the scores as independent."""
    return math.exp(sum(math.log(max(score, 1e-6)) for score in scores)) if scores else 0.0


def _may_hold(text: str, phrase: str, most: int) -> bool:
    """Tell whether some part of the text is within ``most`` edits of the phrase.

    Myers 1999, "A fast bit-vector algorithm for approximate string matching": a column of the table of edit
    distances in a few operations on integers as long as the phrase. Most phrases are in most texts not at
    all, so that this settles nearly every search.
    """
    # Each edit spoils one piece of the phrase at most: of one piece more, one must stand there as it is.
    for piece in _pieces(phrase, most + 1):
        if piece in text:
            break
    else:
        return False
    length, masks = len(phrase), _masks(phrase)
    full, last = (1 << length) - 1, 1 << (length - 1)
    plus, minus, distance = full, 0, length
    for letter in text:
        equal = masks.get(letter, 0)
        vertical = equal | minus
        equal |= ((equal & plus) + plus) ^ plus
        up, down = minus | (full & ~(equal | plus)), plus & equal
        if up & last:
            distance += 1
        elif down & last:
            distance -= 1
            if distance <= most:
                return True
        up, down = (up << 1) & full, (down << 1) & full
        plus, minus = down | (full & ~(vertical | up)), up & vertical
    return False


@cache
def _pieces(phrase: str, count: int) -> tuple[str, ...]:
    """Cut a phrase into parts of like length."""
    ends = [len(phrase) * i // count for i in range(count + 1)]
    return tuple(phrase[start:end] for start, end in itertools.pairwise(ends))


@cache
def _masks(phrase: str) -> dict[str, int]:
    """Return for each letter of a phrase the places it stands at, as bits."""
    masks: dict[str, int] = {}
    for row, letter in enumerate(phrase):
        masks[letter] = masks.get(letter, 0) | 1 << row
    return masks


@lru_cache(maxsize=20_000)
def find_phrase(text: str, phrase: str, *, least: float) -> tuple[int, int, float] | None:
    """Find where a folded phrase best occurs in a folded text, misread letters allowed.

    Semi-global edit distance (Sellers 1980). Returns start, end and similarity (1 - distance / length), or
    None if the similarity is below ``least``. A phrase of up to four letters must be there as whole words.
    """
    if len(phrase) <= 4:
        match = re.search(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z])", text)
        return None if match is None else (match.start(), match.end(), 1.0)
    if len(text) < least * len(phrase):
        return None
    exact = text.find(phrase)
    if exact >= 0:
        return exact, exact + len(phrase), 1.0
    if not _may_hold(text, phrase, int(len(phrase) * (1 - least) + 1e-9)):
        return None
    previous = list(range(len(phrase) + 1))
    starts = [0] * (len(phrase) + 1)
    best, best_end, best_start = len(phrase), 0, 0
    for column, letter in enumerate(text, start=1):
        current, current_starts = [0], [column]
        for row, wanted in enumerate(phrase, start=1):
            diagonal = previous[row - 1] + (letter != wanted)
            up, left = current[row - 1] + 1, previous[row] + 1
            if diagonal <= up and diagonal <= left:
                current.append(diagonal)
                current_starts.append(starts[row - 1])
            elif left <= up:
                current.append(left)
                current_starts.append(starts[row])
            else:
                current.append(up)
                current_starts.append(current_starts[row - 1])
        previous, starts = current, current_starts
        if current[-1] < best:
            best, best_end, best_start = current[-1], column, starts[-1]
    similarity = 1 - best / len(phrase)
    return (best_start, best_end, similarity) if similarity >= least else None
