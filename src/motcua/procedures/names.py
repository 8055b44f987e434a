"""What a household business may be called (Decree 168/2025/NĐ-CP, Article 86)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from motcua.kernel.messages import Bilingual, Problem
from motcua.kernel.vietnamese import base_letters, fold, nfc, same_text, upper

#: What stands before a business's own name.
PREFIX: Final = "HỘ KINH DOANH"
#: Our own limit: what fits on two lines of the certificate.
MAX_LENGTH: Final = 120

#: Article 86 of today's decree. A catalogue file may name others: the law of 2021 had fewer.
FORBIDDEN_PHRASES: Final = ("tổng công ty", "công ty", "tập đoàn", "doanh nghiệp")
_SYMBOLS = " .,&'’()+-–/:\"“”!?@#%*"
_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER")

# Words against history, culture, morals and good customs are forbidden too; the officer judges those.


def own_name(text: str) -> str:
    """Return the own name in capitals, composed, without a leading "hộ kinh doanh" that people often type."""
    name = upper(text)
    while fold(name) == fold(PREFIX) or fold(name).startswith(f"{fold(PREFIX)} "):
        name = name[len(PREFIX) :].strip()
    return name


def full_name(text: str) -> str:
    """Return the name as registered: ``HỘ KINH DOANH CÀ PHÊ BA MIỀN``."""
    return f"{PREFIX} {own_name(text)}"


def name_key(text: str) -> str:
    """Return the form in which two names are the same: letter for letter, capitals or not (Article 86)."""
    return nfc(full_name(text)).casefold()


def without_forbidden(text: str, forbidden: Sequence[str] = FORBIDDEN_PHRASES) -> str:
    """Return the own name with every forbidden phrase taken out; empty if nothing is left."""
    words = own_name(text).split()
    for phrase in _longest_first(forbidden):
        length = len(phrase.split())
        at = 0
        while at + length <= len(words):
            if _holds(" ".join(words[at : at + length]), phrase):
                del words[at : at + length]
            else:
                at += 1
    return " ".join(words).strip(" -–,.&")


def name_problems(text: str, forbidden: Sequence[str] = FORBIDDEN_PHRASES) -> tuple[Problem, ...]:
    """Return what forbids a name; empty if nothing a program can see does.

    Article 86 lets a name hold Vietnamese letters, F, J, Z, W, digits and symbols.
    """
    name = own_name(text)
    problems: list[Problem] = []
    if not any(character.isalpha() for character in name):
        return (
            _problem("name_empty", "Nhập tên riêng có ít nhất một chữ cái.", "Enter a name with a letter."),
        )
    if len(name) > MAX_LENGTH:
        problems.append(
            _problem(
                "name_too_long",
                f"Tên dài quá {MAX_LENGTH} ký tự. Vui lòng đặt tên ngắn hơn.",
                f"The name is longer than {MAX_LENGTH} characters. Please choose a shorter one.",
            )
        )
    for phrase in _longest_first(forbidden):
        if _holds(name, phrase):
            problems.append(
                _problem(
                    "name_forbidden_words",
                    f"Tên hộ kinh doanh không được có cụm từ “{phrase}”. Hãy bỏ cụm từ này.",
                    f"The name of a household business may not contain “{phrase}”. Take it out.",
                )
            )
            break
    if strange := sorted({character for character in name if not _allowed(character)}):
        shown = " ".join(strange)
        problems.append(
            _problem(
                "name_characters",
                f"Không dùng được: {shown}. Tên chỉ gồm chữ cái tiếng Việt, F, J, Z, W, chữ số và ký hiệu.",
                f"Cannot be used: {shown}. Use Vietnamese letters, F, J, Z, W, digits and symbols.",
            )
        )
    return tuple(problems)


def _longest_first(phrases: Sequence[str]) -> list[str]:
    """The longer one first, so that it is the one named."""
    return sorted(phrases, key=len, reverse=True)


def _holds(name: str, phrase: str) -> bool:
    """Tell whether the words of a phrase stand in the name, with their diacritics or with none at all."""
    words = re.findall(r"\w+", name)
    length = len(phrase.split())
    for start in range(len(words) - length + 1):
        window = " ".join(words[start : start + length])
        if same_text(window, phrase) or (base_letters(window) == window and fold(window) == fold(phrase)):
            return True
    return False


def _allowed(character: str) -> bool:
    if character in _SYMBOLS or character in "0123456789":
        return True
    return character.isalpha() and bool(_LATIN.match(unicodedata.name(character, "")))


def _problem(code: str, vi: str, en: str) -> Problem:
    return Problem(code, Bilingual(vi=vi, en=en), field="own_name")
