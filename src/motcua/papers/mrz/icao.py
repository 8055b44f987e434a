"""Machine-readable zones of Vietnamese papers: composing, parsing, check digits.

Formats: ICAO Doc 9303-5 (TD1, three lines of 30) as Vietnam fills it on the chip CCCD and the Căn cước,
and Doc 9303-4 (TD3, two lines of 44) on the passport. On the cards the document number is the last nine
of the twelve digits and the optional data holds all twelve, so that nine digits are printed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.kernel.personal_number import Sex, is_cmnd, is_personal_number, parse
from motcua.kernel.vietnamese import mrz_name

Format = Literal["td1", "td3"]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
DIGITS = ALPHABET[:10]
LETTERS = ALPHABET[10:36]
#: Format -> (lines, characters a line).
SHAPES: dict[Format, tuple[int, int]] = {"td1": (3, 30), "td3": (2, 44)}
#: What Vietnamese cards print as the expiry of a card without one.
NO_EXPIRY = "991231"

_WEIGHTS = (7, 3, 1)
_VALUES = {c: i for i, c in enumerate(ALPHABET[:36])} | {"<": 0}


@dataclass(frozen=True, slots=True)
class Mrz:
    """The content of one zone.

    ``verified`` is True when every check digit holds, what the zone says agrees with itself and, if
    characters had to be corrected, the correction was the only likely one. ``corrected`` counts those
    characters. ``personal_number`` has 12 digits, or on a passport the 9 of an older identity card.
    ``name_confidence`` is about the letters of the name, which no check digit covers. A two-digit year was
    placed in its century.
    """

    format: Format
    lines: tuple[str, ...]
    document_number: str
    personal_number: str | None
    date_of_birth: date | None
    sex: Sex | None
    date_of_expiry: date | None
    no_expiry: bool
    surname: str
    given_names: str
    verified: bool
    corrected: int = 0
    name_confidence: float = 1.0

    @property
    def full_name(self) -> str:
        """Surname and given names in base letters, as ``NGUYEN THI MINH``."""
        return f"{self.surname} {self.given_names}".strip()


def character_value(character: str) -> int:
    """Return the value of one character in check digit sums (Doc 9303-3, 4.9)."""
    return _VALUES[character]


def weight(index: int) -> int:
    """Return the weight of the character at a place in the checked data, from 0."""
    return _WEIGHTS[index % 3]


def check_digit(data: str) -> str:
    """Return the check digit of the data: weights 7, 3, 1, modulo 10."""
    return str(sum(_VALUES[c] * weight(i) for i, c in enumerate(data)) % 10)


def compose_td1(
    *,
    personal_number: str,
    date_of_birth: date,
    sex: Sex,
    date_of_expiry: date | None,
    full_name: str,
) -> tuple[str, str, str]:
    """Return the three lines a Vietnamese card carries; ``date_of_expiry`` None means no expiry.

    The first word of the name is the surname.
    """
    number, expiry = personal_number, NO_EXPIRY if date_of_expiry is None else f"{date_of_expiry:%y%m%d}"
    document, optional = number[3:], f"{number}<<"
    first = f"IDVNM{document}{check_digit(document)}{optional}{check_digit(optional)}"
    birth = f"{date_of_birth:%y%m%d}"
    second = (
        f"{birth}{check_digit(birth)}{'M' if sex == 'Nam' else 'F'}{expiry}{check_digit(expiry)}VNM{'<' * 11}"
    )
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second + composite, _name_field(full_name, 30)


def compose_td3(
    *,
    passport_number: str,
    personal_number: str,
    date_of_birth: date,
    sex: Sex,
    date_of_expiry: date,
    full_name: str,
) -> tuple[str, str]:
    """Return the two lines of a Vietnamese passport; ``personal_number`` may have 12 or 9 digits, or none."""
    number, optional = passport_number.ljust(9, "<"), personal_number.ljust(14, "<")
    birth, expiry = f"{date_of_birth:%y%m%d}", f"{date_of_expiry:%y%m%d}"
    second = (
        f"{number}{check_digit(number)}VNM{birth}{check_digit(birth)}{'M' if sex == 'Nam' else 'F'}"
        f"{expiry}{check_digit(expiry)}{optional}{check_digit(optional)}"
    )
    composite = check_digit(second[0:10] + second[13:20] + second[21:43])
    return "P<VNM" + _name_field(full_name, 39), second + composite


def _name_field(full_name: str, length: int) -> str:
    surname, _, given = mrz_name(full_name).partition(" ")
    return f"{surname}<<{given.replace(' ', '<')}"[:length].ljust(length, "<")


def from_lines(
    lines: Sequence[str],
    *,
    verified: bool,
    corrected: int = 0,
    name_confidence: float = 1.0,
    on: date | None = None,
) -> Mrz | None:
    """Take the content out of lines whose characters are settled; None if they have no zone's shape.

    ``on`` places two-digit years of birth where no personal number tells the century. What contradicts itself
    (:func:`_contradicts`) is not verified, whatever the check digits say: two of them can hold by chance.
    """
    if len(lines) < 2:
        return None
    first, second = lines[0], lines[1]
    if len(lines) == 3 and all(len(line) == 30 for line in lines):
        format_: Format = "td1"
        document, optional = first[5:14], first[15:27]
        birth, sex, expiry, names = second[0:6], second[7], second[8:14], lines[2]
    elif len(lines) == 2 and all(len(line) == 44 for line in lines):
        format_ = "td3"
        document, optional = second[0:9].rstrip("<"), second[28:42].rstrip("<")
        birth, sex, expiry, names = second[13:19], second[20], second[21:27], first[5:]
    else:
        return None
    number = optional if is_personal_number(optional) or (format_ == "td3" and is_cmnd(optional)) else None
    born = _birth_date(birth, number, on)
    man_or_woman: Sex | None = {"M": "Nam", "F": "Nữ"}.get(sex)  # type: ignore[assignment]
    surname, _, given = names.strip("<").partition("<<")
    # Names end where two fillers follow each other: letters after that are a thumb's or a reflection's.
    given = given.partition("<<")[0]
    no_expiry = expiry == NO_EXPIRY and format_ == "td1"
    return Mrz(
        format=format_,
        lines=tuple(lines),
        document_number=document,
        personal_number=number,
        date_of_birth=born,
        sex=man_or_woman,
        date_of_expiry=None if no_expiry else _date(expiry, 2000),
        no_expiry=no_expiry,
        surname=surname.replace("<", " ").strip(),
        given_names=" ".join(given.replace("<", " ").split()),
        verified=verified and not _contradicts(birth, born, number, man_or_woman, on),
        corrected=corrected,
        name_confidence=name_confidence,
    )


def checks_hold(lines: Sequence[str]) -> bool:
    """Tell whether every check digit of a zone holds, and on a card the nine digits repeat."""
    try:
        if len(lines) == 3:
            first, second = lines[0], lines[1]
            composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
            pairs = [
                (first[5:14], first[14]),
                (first[15:29], first[29]),
                (second[0:6], second[6]),
                (second[8:14], second[14]),
                (composite, second[29]),
            ]
            return first[5:14] == first[18:27] and all(check_digit(data) == digit for data, digit in pairs)
        second = lines[1]
        pairs = [
            (second[0:9], second[9]),
            (second[13:19], second[19]),
            (second[21:27], second[27]),
            (second[0:10] + second[13:20] + second[21:43], second[43]),
        ]
        optional, digit = second[28:42], second[42]
        optional_holds = check_digit(optional) == digit or (digit == "<" and not optional.strip("<"))
        return optional_holds and all(check_digit(data) == digit for data, digit in pairs)
    except (IndexError, KeyError):
        return False


def own_digits_hold(lines: Sequence[str]) -> frozenset[str]:
    """Return the fields of a zone whose own check digits hold; where one does not, it was misread."""
    if len(lines) == 3:
        first, second = lines[0], lines[1]
        pairs = {
            "personal_number": (first[15:29], first[29:30]),
            "date_of_birth": (second[0:6], second[6:7]),
            "date_of_expiry": (second[8:14], second[14:15]),
        }
    else:
        second = lines[-1]
        pairs = {
            "personal_number": (second[28:42], second[42:43]),
            "date_of_birth": (second[13:19], second[19:20]),
            "date_of_expiry": (second[21:27], second[27:28]),
        }
    return frozenset(name for name, (data, digit) in pairs.items() if check_digit(data) == digit)


def _date(text: str, century: int) -> date | None:
    try:
        return date(century + int(text[0:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _contradicts(birth: str, born: date | None, number: str | None, sex: Sex | None, on: date | None) -> bool:
    """Tell whether a zone's birth lies after ``on``, or is not of the year or the sex its own number says.

    The fourth of the twelve digits tells century and sex, the two after it the year (Decree 137/2015, Article
    13). Nine digits say nothing. A paper that was issued so is for a person to look at.
    """
    if born is not None and on is not None and born > on:
        return True
    if number is None or not is_personal_number(number):
        return False
    return birth[:2] != number[4:6] or bool(parse(number).mismatches(born, sex))


def _birth_date(text: str, number: str | None, on: date | None) -> date | None:
    if number is not None and is_personal_number(number):
        return _date(text, 1900 + 100 * (int(number[3]) // 2))
    this_century = _date(text, 2000)
    if this_century is not None and on is not None and this_century > on:
        return _date(text, 1900)
    return this_century
