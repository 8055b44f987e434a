"""What another system's answer may hold: JSON that can be read, words that can be printed, days that can be.

A signature says who answered. What the answer says may still be spoiled on its way there: words in another
encoding, control characters, a page where a word should be, 30 February. Kept, it would be printed on a paper
that an office signs, or break the row that it is written to.
"""

import json
import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

from motcua.kernel import clock
from motcua.kernel.vietnamese import nfc

#: A name, an office, a reason; an address with all its units is shorter, too.
MOST_WORDS: Final = 500
#: What is said about a failure goes into logs, tables and terminals.
_MOST_SAID: Final = 200
#: Control characters, halves of surrogate pairs, private ones. Not ``Cf``: joiners come with copied text.
_NEVER: Final = frozenset({"Cc", "Cs", "Co"})
#: What turns text round (bidirectional overrides), and what stands for a byte that was no text.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffd")
#: What letters of Vietnamese become that way, where the rest of the text was changed besides.
_MISREAD: Final = re.compile(
    "\u00e1[\u00ba\u00bb]|\u00c6[\u00b0\u00a1]|\u00c4[\u2018\u0192]|\u00c3[\u00a1-\u00bf]"
)
#: Nobody alive was born before, and no register is older.
_FIRST_DAY: Final = date(1870, 1, 1)
#: Clocks differ, and a day begins elsewhere before it begins here.
_AHEAD: Final = timedelta(days=1)


class NotUsableError(ValueError):
    """What was answered cannot be taken over; the text says why and never what was answered."""


def read_json(body: bytes) -> object:
    """Return what a body says.

    Raises:
        NotUsableError: no JSON, or what no other reader takes for it: NaN, brackets without end.
    """
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotUsableError("the answer is not JSON") from error


def words(text: str, *, most: int = MOST_WORDS) -> str:
    """Return words composed (NFC) and with single spaces, as they are kept, shown and printed.

    Raises:
        NotUsableError: they hold what no word has, are too long, or were read in another encoding.
    """
    tidy = nfc(text)
    if not tidy:
        raise NotUsableError("is empty")
    if len(tidy) > most:
        raise NotUsableError("is far too long")
    if not _is_plain(tidy):
        raise NotUsableError("holds characters that no text has")
    if misread(text) is not None or _MISREAD.search(tidy):
        raise NotUsableError("is UTF-8 that was read in another encoding")
    return tidy


def cleaned(text: str, *, most: int = _MOST_SAID) -> str:
    """Return what can be kept and printed of a text that must not be refused for what else is in it."""
    right = misread(text)
    spaced = (character if _is_plain(character) else " " for character in (right or text)[: 8 * most])
    return nfc("".join(spaced))[:most].strip()


def misread(text: str) -> str | None:
    """Return what a text says that is UTF-8 read as Windows-1252, None for any other text.

    Vietnamese read rightly either has letters that this encoding lacks or is no UTF-8 in it.
    """
    if text.isascii():
        return None
    try:
        found = b"".join(map(_byte, text)).decode()
    except UnicodeError:
        return None
    return None if found == text else found


def day(text: str) -> date:
    """Return a day that was, today's at the latest.

    Raises:
        NotUsableError: no such day, or none that anything here can be of.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise NotUsableError("is not a day") from error
    if not _FIRST_DAY <= found <= clock.today() + _AHEAD:
        raise NotUsableError("is no day that has been")
    return found


def moment(text: str) -> datetime:
    """Return an aware moment that was, now at the latest.

    Raises:
        NotUsableError: no moment, without a zone, or none that anything here can be of.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotUsableError("is not a moment") from error
    if found.tzinfo is None:
        raise NotUsableError("has no zone")
    # The days first: at the ends of time no moment can be brought into another zone.
    if not _FIRST_DAY <= found.date() <= clock.today() + 2 * _AHEAD or found > clock.now() + _AHEAD:
        raise NotUsableError("is no moment that has been")
    return found


def _is_plain(text: str) -> bool:
    return not any(c in _TURNING or unicodedata.category(c) in _NEVER for c in text)


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _no_number(name: str) -> float:
    raise ValueError(name)
