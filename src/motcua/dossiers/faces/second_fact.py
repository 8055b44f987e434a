"""The second fact a person gives to open something: a birth date or a telephone number, typed in any way."""

import re
import unicodedata
from datetime import date
from typing import Final

from motcua.kernel.vietnamese import as_meant

#: Viet Nam's code before a number, as the form of a filing takes it, too: a nought may stand behind it.
_COUNTRY: Final = re.compile(r"^(?:00)?840?(?=\d{9,10}$)")


def as_date(text: str) -> str:
    """Return a birth date in ISO form, however it was typed; empty if it is none."""
    parts = "".join(_digit(c) or " " for c in as_meant(text)).split()
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
    digits = _COUNTRY.sub("0", "".join(map(_digit, text)))
    return digits if 9 <= len(digits) <= 11 else ""


def has_form_of_fact(text: str) -> bool:
    """Whether a text is a birth date or a telephone number at all, so that it can be compared."""
    return bool(as_date(text) or as_phone(text))


def _digit(character: str) -> str:
    """Return the digit that a character is in any script, as ASCII: keyboards write full-width ones too."""
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)
