"""Whether what was read is spelled as Vietnamese is, which a misreading hardly ever is."""

import re
from typing import Final

from motcua.kernel.vietnamese import implausible_words, nfc, tone_key

#: Centimetre, circa and what addresses shorten: kinds of units, house number, group, quarter, road,
#: students' hall, industrial park, resettlement, cooperative, university …;
#: a house's second number (``24Bis``).
_ABBREVIATIONS: Final = frozenset((
    "cm", "c", "tp", "tx", "tt", "ca", "sn", "tdp", "kp", "kdc", "ktt", "kđt", "ql", "tl", "đt", "tk",
    "kv", "ktx", "kcn", "tđc", "htx", "đh", "hl", "đl", "bis",
))  # fmt: skip
#: A word of three letters or more, not all of them capitals, with a stop and another word behind it.
_STOPPED: Final = re.compile(r"\b([^\W\d_]{2,}[a-zà-ỹđ])\.(?= ?[^\W_])")
#: What may be left of ``24Bis``.
_MISREAD_BIS: Final = re.compile(r"\d ?b[iìíỉĩị][^\W\d_]\b(?<!bis)", re.IGNORECASE)
_BEHIND_APOSTROPHE: Final = re.compile(r"(?<=['’])\w")
_LONE_CAPITALS: Final = frozenset("CDEGHKLMNPRTVX")


def says(text: str, address: str) -> bool:
    """Tell whether an address says a text; printers do and do not write ``Đắk R'Lấp`` with that capital."""
    one, other = (_BEHIND_APOSTROPHE.sub(lambda c: c.group().lower(), tone_key(x)) for x in (text, address))
    return one == other


def is_spelt_name(name: str) -> bool:
    """Tell whether all words of a name are: none is shortened, a lone ``H`` or ``V`` has lost its rest."""
    return not implausible_words(name)


def is_plausible(text: str) -> bool:
    """Tell whether the words of an address or of a free text are.

    Usual abbreviations are let through, and one capital of a house or a flat (``168D``, ``P429``) that is not
    of those taken for digits. A stop behind a whole word is none of an abbreviation: what looks like one is a
    dot of the row that the value stands on (``Sẹo.chấm cách.1cm``).
    """
    if any(word.lower() not in _ABBREVIATIONS for word in _STOPPED.findall(text)):
        return False
    if _MISREAD_BIS.search(nfc(text)):
        return False
    return all(word.lower() in _ABBREVIATIONS or word in _LONE_CAPITALS for word in implausible_words(text))
