"""The second fact a person gives to open something: a birth date or a telephone number, typed in any way."""

import unicodedata
from datetime import date


def as_date(text: str) -> str:
    """Return a birth date in ISO form, however it was typed; empty if it is none."""
    parts = "".join(_digit(c) or " " for c in text).split()
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return ""
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if len(year) != 4:  # the year 90 was long ago
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def as_phone(text: str) -> str:
    """Return the digits of a telephone number in its national form; empty if it is none."""
    digits = "".join(map(_digit, text))
    if digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    return digits if 9 <= len(digits) <= 11 else ""


def has_form_of_fact(text: str) -> bool:
    """Whether a text is a birth date or a telephone number at all, so that it can be compared."""
    return bool(as_date(text) or as_phone(text))


def _digit(character: str) -> str:
    """Return the digit that a character is in any script, as ASCII: keyboards write full-width ones too."""
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)
