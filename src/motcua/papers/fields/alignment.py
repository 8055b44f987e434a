"""Laying the second recogniser's reading of a line beside the first one's.

The fast recogniser lacks most Vietnamese letters but loses no digit or comma; the other writes Vietnamese but
sometimes loses those. Both read whole lines, so a part of one has to be found in the other.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence

from motcua.kernel.vietnamese import base_letters, tone_key
from motcua.papers.fields.matches import TextSpan
from motcua.papers.lines.types import TextLine
from motcua.papers.text.values import find_phrase, fold_keeping_length, nfc_keeping

_SAME_LABEL = 0.85
#: So many letters alike on end tell where one reading lies in the other; so many more are a lost word.
_TELLING = 3
_LETTERS_LOST = 3
#: So sure is the first reader of a letter that is there.
_SURELY = 0.9
#: A word between the colon of a label and a value: the first recogniser made of ``trú: Ấp`` a ``trp``, which
#: was taken for the label's end. Of the label itself no single word stands behind a colon.
_SKIPPED_WORD = re.compile(r":\s*([^\W\d_]{2,})\s*\Z")
_VOWELS = frozenset("aeiouy")
#: Grave, acute, tilde, hook, dot below; ring, diaeresis, caron are what the first recogniser writes for them.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323\u030a\u0308\u030c")


def second_text(piece: TextSpan, other: TextLine) -> tuple[str, tuple[float, ...]]:
    """Return the part of the second reading of a line that corresponds to a piece of the first reading."""
    start, end = second_part(piece, other)
    return nfc_keeping(other.text)[start:end], other.scores[start:end]


def second_part(piece: TextSpan, other: TextLine) -> tuple[int, int]:
    """Return where in the second reading of a line the part is that corresponds to a piece of the first."""
    text = nfc_keeping(other.text)
    if piece.whole or not text:
        return 0, len(text)
    first, second = fold_keeping_length(piece.line.text), fold_keeping_length(text)
    matcher = difflib.SequenceMatcher(a=first, b=second, autojunk=False)
    start = carried(matcher, piece.start, len(second)) if piece.start else 0
    start = min(start, _after_label(matcher, first[: piece.start], second, start))
    end = carried(matcher, piece.end, len(second)) if piece.end < len(first) else len(second)
    while start > 0 and second[start - 1].isalnum() and (start >= len(second) or second[start].isalnum()):
        if start < len(text) and _run_together(text[start - 1], text[start]):
            break
        start -= 1
    if skipped := _SKIPPED_WORD.search(text, 0, start):
        start = skipped.start(1)
    part = text[start:end]
    lead = len(part) - len(part.lstrip(" :.,/-"))
    return start + lead, end


def _run_together(before: str, letter: str) -> bool:
    """Tell whether a value begins with a letter that was read right after its label (``tênSIU BLƠI``)."""
    return before.islower() and (letter.isupper() or letter.isdigit())


def _after_label(matcher: "difflib.SequenceMatcher[str]", label: str, second: str, otherwise: int) -> int:
    """Return where the label before a value ends in the second reading, ``otherwise`` where that is not told.

    The first recogniser may lose a whole word of letters it lacks, such as ``Tổ`` before a number: the value
    begins after the label, not with the first letter that both have.
    """
    last = len(label.rstrip(" :.,/-")) - 1
    for block in matcher.get_matching_blocks():
        if block.a <= last < block.a + block.size:
            end = block.b + last - block.a + 1
            return otherwise if second[end : end + 1].isalnum() else end
    return otherwise


def with_commas(fast: str, second: str) -> str:
    """Return the second reading with the commas between words that only the first reading has.

    The second recogniser often loses a comma, which the first sees.
    """
    matcher = difflib.SequenceMatcher(
        a=fold_keeping_length(nfc_keeping(fast)), b=fold_keeping_length(nfc_keeping(second)), autojunk=False
    )
    text = nfc_keeping(second)
    for at in sorted((i for i, c in enumerate(nfc_keeping(fast)) if c == ","), reverse=True):
        place = carried(matcher, at, len(text))
        near = text[max(place - 2, 0) : place + 3]
        if "," in near or "." in near:
            continue
        gaps = [i for i in range(max(place - 2, 0), min(place + 3, len(text))) if text[i] == " "]
        if gaps:
            gap = min(gaps, key=lambda i: abs(i - place))
            text = text[:gap] + "," + text[gap:]
    return text


def same_marks(fast: str, second: str) -> bool:
    """Tell whether both readings have as many commas and the same digits in the same order."""
    return same_digits(fast, second) and fast.count(",") == second.count(",")


def same_digits(fast: str, second: str) -> bool:
    """Tell whether both readings have the same digits in the same order."""
    return [c for c in fast if c.isdigit()] == [c for c in second if c.isdigit()]


def carried(matcher: "difflib.SequenceMatcher[str]", at: int, length: int) -> int:
    """Return where position ``at`` of the first text is in the second."""
    for _, a0, a1, b0, b1 in matcher.get_opcodes():
        if a0 <= at < a1:
            return min(b0 + (at - a0), b1) if b1 > b0 else b0
    return length


def same_letters(fast: str, second: str) -> bool:
    """Tell whether both readings have nearly the same base letters; the fast one lacks many letters."""
    a = "".join(c for c in base_letters(fast).lower() if c.isalnum())
    b = "".join(c for c in base_letters(second).lower() if c.isalnum())
    return bool(a and b) and difflib.SequenceMatcher(a=a, b=b, autojunk=False).ratio() >= 0.9


def only_adds(fast: str, second: str) -> bool:
    """Tell whether the second reading has every letter of the first, in order, and more only with marks.

    Those the first cannot write: where it has nothing, it says nothing. Of a short text (``Tổ 4, Tứ Kỳ``)
    they are many, and the two are not nearly the same (:func:`same_letters`) though neither denies the other.
    """
    a = [c for c in fold_keeping_length(nfc_keeping(fast)) if c.isalnum()]
    b = [c for c in nfc_keeping(second).lower() if c.isalnum()]
    matcher = difflib.SequenceMatcher(a=a, b=[_bare(c) for c in b], autojunk=False)
    return bool(a) and all(
        what == "equal" or (what == "insert" and all(_bare(c) != c for c in b[start:end]))
        for what, _, _, start, end in matcher.get_opcodes()
    )


def _bare(letter: str) -> str:
    return fold_keeping_length(letter)


def lost_letter(piece: TextSpan, second: str) -> bool:
    """Tell whether the second reading has nothing where the first surely has a consonant or a digit.

    The first lacks vowels with marks, but invents no consonant. A network that looks every eight pixels may
    lose a narrow letter between two alike (``phố số`` as ``phố ố``) and be sure of all it has.
    """
    a = [
        (letter, score)
        for letter, score in zip(fold_keeping_length(nfc_keeping(piece.text)), piece.scores, strict=False)
        if letter.isalnum()
    ]
    b = [letter for letter in fold_keeping_length(nfc_keeping(second)) if letter.isalnum()]
    matcher = difflib.SequenceMatcher(a=[letter for letter, _ in a], b=b, autojunk=False)
    return any(
        score >= _SURELY and letter not in _VOWELS
        for what, start, end, _, _ in matcher.get_opcodes()
        if what == "delete"
        for letter, score in a[start:end]
    )


def lost_end(fast: str, second: str) -> bool:
    """Tell whether the second reading lacks three letters or more that the first has before or after it.

    Where a line is divided, the cut is reckoned from how many letters stand on each side of it, and may run
    through a word: all who read the picture then lose the same letters.
    """
    a = "".join(c for c in base_letters(fast).lower() if c.isalnum())
    b = "".join(c for c in base_letters(second).lower() if c.isalnum())
    blocks = [
        block
        for block in difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_matching_blocks()
        if block.size >= _TELLING
    ]
    if not blocks:
        return False
    first, last = blocks[0], blocks[-1]
    after = (len(a) - last.a - last.size) - (len(b) - last.b - last.size)
    return first.a - first.b >= _LETTERS_LOST or after >= _LETTERS_LOST


def after_phrases(text: str, phrases: Sequence[str]) -> str:
    """Return what follows the last of the phrases (folded) that a text holds; nothing if it holds none."""
    whole = nfc_keeping(text)
    places = [find_phrase(fold_keeping_length(whole), phrase, least=_SAME_LABEL) for phrase in phrases]
    ends = [place[1] for place in places if place is not None]
    return whole[max(ends) :].strip(" :.,/-") if ends else ""


def lost_tone(fast: str, second: str) -> bool:
    """Tell whether the first recogniser saw a tone mark on a word that the second wrote without one.

    The first lacks most Vietnamese letters but does see that there is a mark, often on a letter beside the
    right one (``Nguyêñ``, ``Thăńg``). Where it sees none, that says nothing.
    """
    a, b = fold_keeping_length(nfc_keeping(fast)), fold_keeping_length(nfc_keeping(second))
    matcher = difflib.SequenceMatcher(a=a, b=b, autojunk=False)
    for at, letter in enumerate(nfc_keeping(fast)):
        if not _has_tone(letter):
            continue
        place = min(carried(matcher, at, len(b)), len(b) - 1)
        if not any(_has_tone(c) for c in _word_at(nfc_keeping(second), place)):
            return True
    return False


def _has_tone(text: str) -> bool:
    return any(c in _TONES for c in unicodedata.normalize("NFD", text))


def _word_at(text: str, place: int) -> str:
    start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
    return text[start : end if end >= 0 else len(text)]


def one_digit_off(value: str, other: str) -> bool:
    """Tell whether one digit was changed, added or lost."""
    if abs(len(value) - len(other)) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(value, other, strict=False)) if x != y), len(value))
    tail = value[at + 1 :]
    return tail == other[at + 1 :] or tail == other[at:] or value[at:] == other[at + 1 :]


def same_value(a: str, b: str) -> bool:
    """Tell whether two texts of one field say the same but for case, punctuation and tone placement."""

    def key(text: str) -> str:
        return "".join(c for c in tone_key(text).casefold() if c.isalnum())

    return key(a) == key(b)


def same_name(a: str, b: str) -> bool:
    """Tell whether two names say the same and are divided alike: ``HO ÀNG`` is another than ``HOÀNG``."""
    return same_value(a, b) and tone_key(a).casefold().split() == tone_key(b).casefold().split()
