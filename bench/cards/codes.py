"""What machines read on the papers: MRZ lines (ICAO Doc 9303) and QR payloads."""

import unicodedata
from datetime import date

from bench.cards.holder import Holder

_VALUES = {char: index for index, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def check_digit(text: str) -> str:
    """Return the ICAO 9303 check digit: weights 7, 3, 1, modulo 10; ``<`` counts as 0."""
    return str(sum(_VALUES.get(char, 0) * (7, 3, 1)[index % 3] for index, char in enumerate(text)) % 10)


def latin(text: str) -> str:
    """Return ``text`` in upper case with Vietnamese letters reduced to their Latin base."""
    bare = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def mrz_name(full_name: str, width: int) -> str:
    """Return ``SURNAME<<GIVEN<NAMES`` filled or cut to ``width``."""
    words = ["".join(c for c in word if c.isalpha()) for word in latin(full_name).replace("-", " ").split()]
    words = [word for word in words if word]
    return f"{words[0]}<<{'<'.join(words[1:])}"[:width].ljust(width, "<")


def td1(holder: Holder) -> tuple[str, str, str]:
    """Return the three lines of 30 of a chip CCCD or Căn cước."""
    number = holder.personal_number
    line1 = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<"
    line1 += check_digit(line1[15:29])
    born = holder.date_of_birth.strftime("%y%m%d")
    end = "991231" if holder.date_of_expiry is None else holder.date_of_expiry.strftime("%y%m%d")
    sex = "M" if holder.sex == "Nam" else "F"
    line2 = f"{born}{check_digit(born)}{sex}{end}{check_digit(end)}VNM{'<' * 11}"
    line2 += check_digit(line1[5:30] + line2[0:7] + line2[8:15] + line2[18:29])
    return line1, line2, mrz_name(holder.full_name, 30)


def td3(holder: Holder) -> tuple[str, str]:
    """Return the two lines of 44 of a passport; the personal number stands in the optional data."""
    assert holder.date_of_expiry is not None
    number = holder.passport_number.ljust(9, "<")
    born = holder.date_of_birth.strftime("%y%m%d")
    end = holder.date_of_expiry.strftime("%y%m%d")
    optional = holder.personal_number.ljust(14, "<")
    sex = "M" if holder.sex == "Nam" else "F"
    line2 = (
        f"{number}{check_digit(number)}VNM{born}{check_digit(born)}{sex}{end}{check_digit(end)}"
        f"{optional}{check_digit(optional)}"
    )
    line2 += check_digit(line2[0:10] + line2[13:20] + line2[21:43])
    return f"P<VNM{mrz_name(holder.full_name, 39)}", line2


def qr_payload(holder: Holder, *, trailing: int = 0) -> str:
    """Return the QR's fields joined by ``|``: 7 on a chip CCCD, 7 + 4 empty ones on a Căn cước."""
    fields = [
        holder.personal_number,
        holder.previous_number or "",
        holder.full_name,
        _ddmmyyyy(holder.date_of_birth),
        holder.sex,
        holder.place_of_residence,
        _ddmmyyyy(holder.date_of_issue),
        *[""] * trailing,
    ]
    return "|".join(fields)


def _ddmmyyyy(day: date) -> str:
    return day.strftime("%d%m%Y")
