"""Codes that people read aloud, type and scan: dossier codes, resume codes, and secrets in links."""

import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import parse_qs, urlsplit

from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import as_meant

#: Crockford's base 32: no I, L, O, U, so that nothing is mistaken for 1, 0 or V.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CHECK_MODULUS = 37

#: Characters of a resume code, the check character included; nine random ones are 44.8 bits.
RESUME_CODE_LENGTH: Final = 10
_RESUME_GROUP = 5

_OFFICE = re.compile(r"[A-Z]\d{2}(?:\.\d{1,5}){0,5}")
#: Day and number, of this and the coming decades: telephone and personal numbers begin with a nought.
_WITHIN_OFFICE = re.compile(r"([1-9]\d{5})(\d{4,7})")
_DOSSIER = re.compile(r"(?P<office>[A-Z]\d{2}(?:\.\d{1,5}){0,5})-(?P<day>\d{6})-(?P<serial>\d{4,7})")


class DossierCodeError(InvalidInputError):
    """A text that is not a dossier code."""

    code = "dossier_code_invalid"
    default_message = Bilingual(
        vi="Mã hồ sơ chưa đúng. Mã có dạng H29.26.740-261124-0001, in ở đầu giấy tiếp nhận.",
        en="This is not a dossier code. It looks like H29.26.740-261124-0001, at the top of the receipt.",
    )


class ResumeCodeError(InvalidInputError):
    """A text that is not a resume code; most often one character was mistyped."""

    code = "resume_code_invalid"
    default_message = Bilingual(
        vi="Mã làm tiếp chưa đúng. Vui lòng xem lại từng ký tự; mã gồm 10 ký tự, ví dụ 7K2M9-QX4TC.",
        en="This resume code is not right. Check each character; the code has 10, for example 7K2M9-QX4TC.",
    )


@dataclass(frozen=True, slots=True, order=True)
class DossierCode:
    """A dossier code in its parts: the office, the day of receipt, the number within that day from 1.

    The form is that of Circular 03/2025/TT-VPCP: ``{office}-{yymmdd}-{nnnn}``.
    """

    office: str
    day: date
    serial: int

    def __post_init__(self) -> None:
        """Refuse parts that could not be read back.

        Raises:
            ValueError: the office's identifier has another form, or the serial is not 1 to 9,999,999.
        """
        if not _OFFICE.fullmatch(self.office):
            raise ValueError(f"not an office identifier: {self.office!r}")
        if not 1 <= self.serial <= 9_999_999:
            raise ValueError(f"serial out of range: {self.serial}")
        if not 2000 <= self.day.year <= 2099:
            raise ValueError(f"year out of range: {self.day}")

    def __str__(self) -> str:
        """Return the code as printed."""
        return f"{self.office}-{self.day:%y%m%d}-{self.serial:04d}"


def is_office_identifier(text: str) -> bool:
    """Tell whether a text may stand before the date in a dossier code: ``H29`` or ``H29.26.740``."""
    return _OFFICE.fullmatch(text) is not None


def dossier_code(office: str, day: date, serial: int) -> str:
    """Return the dossier code of the ``serial``-th dossier an office received on a day.

    Raises:
        ValueError: as for :class:`DossierCode`.
    """
    return str(DossierCode(office, day, serial))


def parse_dossier_code(text: str) -> DossierCode:
    """Read a dossier code; blanks, lower case and typographic dashes are forgiven.

    Raises:
        DossierCodeError: not a dossier code.
    """
    tidy = re.sub(r"[‐‑‒–—−]", "-", re.sub(r"\s", "", text)).upper()
    found = _DOSSIER.fullmatch(tidy) if tidy.isascii() else None
    if found is None:
        raise DossierCodeError
    try:
        day = date.fromisoformat(f"20{found['day']}")
        return DossierCode(found["office"], day, int(found["serial"]))
    except ValueError as error:
        raise DossierCodeError from error


def dossier_code_meant(text: str, office: str) -> str:
    """Return the dossier code that a person meant who typed it from a paper on a phone.

    Forgiven are other signs between its parts or none, letters for digits (``O``, ``I``, ``l``), a full stop
    at the end, and, for the ``office`` that is asked, its own part of the code left out.

    Raises:
        DossierCodeError: no dossier code, however it is looked at.
    """
    plain = unicodedata.normalize("NFKC", as_meant(text)).upper()
    parts = [part for part in re.split(r"[^0-9A-Z]+", plain) if part]
    for candidate in (text, f"{'.'.join(parts[:-2])}-{'-'.join(parts[-2:])}"):
        with suppress(DossierCodeError):
            return str(parse_dossier_code(candidate))
    typed, own = "".join(parts).translate(_READ_AS), office.replace(".", "").translate(_READ_AS)
    for begin in (own, own[1:], ""):
        rest = _WITHIN_OFFICE.fullmatch(typed.removeprefix(begin))
        if rest is not None and typed.startswith(begin):
            return str(parse_dossier_code(f"{office}-{rest[1]}-{rest[2]}"))
    raise DossierCodeError


def dossier_code_in(address: str) -> str:
    """Return the dossier code in the address that a QR code of ours holds; any other text unchanged.

    A scanner types what it reads, and people paste what they were sent.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # brackets that hold no IPv6 address
        return address
    if not parts.scheme or not parts.netloc:
        return address
    candidates = (*parse_qs(parts.query).get("ma", ()), *reversed(parts.path.split("/")))
    for candidate in candidates:
        try:
            return str(parse_dossier_code(candidate))
        except DossierCodeError:
            continue
    return address


def new_resume_code() -> str:
    """Return a fresh code by which a person goes on with a draft on another device, without the dash."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(RESUME_CODE_LENGTH - 1))
        check = _check_value(body)
        # The remainders 32 to 36 have no character; drawing again keeps codes to letters and digits.
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def format_resume_code(code: str) -> str:
    """Return a code as shown to people, in two groups: ``7K2M9-QX4TC``."""
    return f"{code[:_RESUME_GROUP]}-{code[_RESUME_GROUP:]}"


def parse_resume_code(text: str) -> str:
    """Return the stored form of a typed code; blanks, dashes, lower case, I, L and O are forgiven.

    The check character finds every single wrong character and every swap of neighbours.

    Raises:
        ResumeCodeError: wrong length, characters or check character.
    """
    tidy = re.sub(r"[\s\-‐‑‒–—−.]", "", as_meant(text)).upper().translate(_READ_AS)
    if len(tidy) != RESUME_CODE_LENGTH or any(character not in ALPHABET for character in tidy):
        raise ResumeCodeError
    if _check_value(tidy[:-1]) != ALPHABET.index(tidy[-1]):
        raise ResumeCodeError
    return tidy


def new_token(nbytes: int = 32) -> str:
    """Return a secret for a link, safe in a URL, with ``nbytes`` bytes of randomness."""
    return secrets.token_urlsafe(nbytes)


def _check_value(body: str) -> int:
    """Return the number that ``body`` writes in base 32, modulo the prime 37 (Crockford's check)."""
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % _CHECK_MODULUS
    return value
