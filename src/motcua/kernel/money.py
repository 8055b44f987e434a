"""Amounts in Vietnamese đồng: in digits, in words, and as people type them."""

import re
from typing import Final

from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import as_meant, fold

#: The largest amount written in words: one short of a billion billions.
MAX_AMOUNT: Final = 10**18 - 1

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9

#: What people put after a number, folded, and what it multiplies by.
_UNITS = {
    "": 1, "d": 1, "dong": 1, "vnd": 1, "vnđ": 1,
    "k": 10**3, "ng": 10**3, "nghin": 10**3, "ngan": 10**3,
    "tr": 10**6, "trieu": 10**6,
    "ty": 10**9, "ti": 10**9,
    "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_TYPED = re.compile(r"(?P<number>\d[\d.,\s]*?)\s*(?P<unit>[a-z]*)\s*(?:d|dong|vnd)?\.?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\s\d{3})+|\d+", re.ASCII)
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})", re.ASCII)


class AmountError(InvalidInputError):
    """A text that is not an amount of whole đồng."""

    code = "amount_invalid"
    default_message = Bilingual(
        vi="Nhập số tiền bằng chữ số, ví dụ 50.000.000 hoặc 50 triệu.",
        en="Enter the amount in digits, for example 50,000,000 or 50 million.",
    )


class AmountTooLargeError(AmountError):
    """An amount beyond what can be written in words."""

    code = "amount_too_large"
    default_message = Bilingual(
        vi="Số tiền quá lớn. Vui lòng kiểm tra lại số chữ số 0.",
        en="The amount is too large. Please check the number of zeros.",
    )


def format_amount(amount: int) -> str:
    """Return the amount as Vietnamese papers print it: ``1.000.000 đ``."""
    return f"{group_digits(amount)} đ"


def bilingual_amount(amount: int) -> Bilingual:
    """Return the amount as a page says it: ``1.000.000 đ``, in English ``1,000,000 VND``."""
    return Bilingual(format_amount(amount), f"{amount:,} VND")


def group_digits(amount: int) -> str:
    """Return the number with a dot between thousands: ``1.000.000``."""
    return f"{amount:,}".replace(",", ".")


def in_words(amount: int) -> str:
    """Return the amount in words, for the line "bằng chữ": ``Một trăm linh năm triệu đồng``.

    The forms are those of the northern standard used on state papers: ``linh``, ``nghìn``, ``mốt``, ``lăm``.

    Raises:
        AmountError: the amount is negative.
        AmountTooLargeError: the amount is over :data:`MAX_AMOUNT`.
    """
    text = f"{number_in_words(amount)} đồng"
    return text[0].upper() + text[1:]


def bilingual_in_words(amount: int) -> Bilingual:
    """Return the amount so that a nought too many is seen: :func:`in_words`, in English ``1 million 2``.

    Raises:
        AmountError, AmountTooLargeError: as :func:`in_words`.
    """
    rest, parts = amount, []
    for factor, unit in ((_BILLION, " billion"), (10**6, " million"), (10**3, " thousand"), (1, "")):
        count, rest = divmod(rest, factor)
        if count:
            parts.append(f"{count:,}{unit}")
    return Bilingual(in_words(amount), " ".join(parts or ["0"]))


def number_in_words(number: int) -> str:
    """Return a whole number in words, lower case: ``một trăm linh năm``.

    Raises:
        AmountError: the number is negative.
        AmountTooLargeError: the number is over :data:`MAX_AMOUNT`.
    """
    if number < 0:
        raise AmountError
    if number > MAX_AMOUNT:
        raise AmountTooLargeError
    return _words(number) if number else _DIGITS[0]


def parse_amount(text: str) -> int:
    """Read an amount as people type it: ``50.000.000``, ``50,000,000 đ``, ``50 triệu``, ``1,5 tỷ``, ``500k``.

    Without a word such as ``triệu`` only whole đồng are taken, grouped by three or not at all: ``1.5`` alone
    could mean anything and is refused.

    Raises:
        AmountError: not an amount.
        AmountTooLargeError: the amount is over :data:`MAX_AMOUNT`.
    """
    typed = _TYPED.fullmatch(fold(as_meant(text)).replace("₫", "d").strip())
    if typed is None or typed["unit"] not in _UNITS:
        raise AmountError
    number, factor = typed["number"].strip(), _UNITS[typed["unit"]]
    if len(number) > 30:
        raise AmountTooLargeError
    if _GROUPED.fullmatch(number):
        amount = int(re.sub(r"\D", "", number)) * factor
    elif factor > 1 and (decimal := _DECIMAL.fullmatch(number)):
        hundredths = int(decimal[1]) * 100 + int(decimal[2].ljust(2, "0"))
        amount = hundredths * factor // 100
    else:
        raise AmountError
    if amount > MAX_AMOUNT:
        raise AmountTooLargeError
    return amount


def _words(number: int) -> str:
    """Return the words of a number over 0; what comes after a billion is said without its empty thousands."""
    billions, rest = divmod(number, _BILLION)
    parts = [f"{_words(billions)} tỷ"] if billions else []
    for factor, unit in ((10**6, " triệu"), (10**3, " nghìn"), (1, "")):
        group, rest = divmod(rest, factor)
        if group:
            parts.append(_group(group, leading=not parts) + unit)
    return " ".join(parts)


def _group(group: int, *, leading: bool) -> str:
    """Return the words of 1 to 999; inside a number the hundreds are said even when there are none."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    parts = [f"{_DIGITS[hundreds]} trăm"] if hundreds or not leading else []
    if tens == 0:
        if ones and parts:
            parts.append("linh")
        if ones:
            parts.append(_DIGITS[ones])
        return " ".join(parts)
    parts.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if ones == 1 and tens > 1:
        parts.append("mốt")
    elif ones == 5:
        parts.append("lăm")
    elif ones:
        parts.append(_DIGITS[ones])
    return " ".join(parts)
