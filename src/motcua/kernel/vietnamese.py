"""Vietnamese text: normal form, folding, comparison of names, and what a syllable may look like.

All functions expect and return NFC text; :func:`nfc` is the one place that makes it.
"""

import re
import unicodedata
from functools import cache

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
#: Combining marks that are tones, in the order level (none), huyền, sắc, hỏi, ngã, nặng.
_TONES = {"\u0300": 1, "\u0301": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}

_ONSET_TABLE = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
# The rhymes of written Vietnamese without their tones, after the tables of "Quy định về chính tả tiếng
# Việt" (Decision 240/QĐ of the Ministry of Education, 5 March 1984) and general dictionaries.
_RHYME_TABLE = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong "
    "ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên "
    "uyêt uynh uyt uyu uyp ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
    "y yêm yên yêng yêt yêu"
)
_QU_RHYME_TABLE = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây "
    "e en eo et ê êch ên ênh êt êu i ich in it ich ơ ơi ơn ơt ôc y ych yên yêt ynh yt yp yu"
)
_ONSETS = frozenset(_ONSET_TABLE.split()) | {""}
_RHYMES = frozenset(_RHYME_TABLE.split())
_QU_RHYMES = frozenset(_QU_RHYME_TABLE.split())
_FRONT = ("i", "e", "ê", "y")


class _Bare(dict[int, str]):
    """What each character is without diacritics, by its number; worked out when first met."""

    def __missing__(self, number: int) -> str:
        parts = unicodedata.normalize("NFD", chr(number))
        stripped = "".join(c for c in parts if not unicodedata.combining(c))
        self[number] = stripped.replace("đ", "d").replace("Đ", "D")
        return self[number]


_BARE = _Bare()
#: Full-width forms of ASCII, as some keyboards write them, by what they mean.
_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ′´", "'"))


def nfc(text: str) -> str:
    """Return the text composed (NFC), with runs of white space made one space and trimmed."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def as_meant(text: str) -> str:
    """Return what a person meant who typed or pasted a text: without the characters that nobody sees.

    A telephone number copied from a phone's contacts stands between marks of direction (U+202A … U+202C),
    text from a chat or a web page holds blanks of no width; full-width digits are digits. Characters of
    Unicode's category Cf go, full-width letters, digits and signs become the usual ones; the rest stays.
    """
    if text.isascii():
        return text
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return seen.translate(_FULL_WIDTH)


def base_letters(text: str) -> str:
    """Return the text without any diacritic (``đ`` becomes ``d``, ``Đ`` becomes ``D``), case kept."""
    return text if text.isascii() else text.translate(_BARE)


def fold(text: str) -> str:
    """Return the form for searching and matching: lower case, no diacritics, single spaces, ``'``."""
    bare = base_letters(text).lower()
    return " ".join((bare if bare.isascii() else straighten_apostrophes(bare)).split())


def straighten_apostrophes(text: str) -> str:
    """Return the text with the apostrophe of cards and keyboards: phones write ``H’HEN`` unasked."""
    return text.translate(_APOSTROPHES)


def upper(text: str) -> str:
    """Return the text in capitals, composed; safe for every Vietnamese letter."""
    return nfc(nfc(text).upper())


def mrz_name(name: str) -> str:
    """Return a name as a machine-readable zone writes its letters: ``NGUYEN THI MINH``.

    Only A to Z remain and spaces; apostrophes vanish and hyphens become spaces (ICAO Doc 9303-3, 4.6).
    """
    letters = base_letters(name).upper().replace("'", "").replace("’", "").replace("-", " ")
    return _SPACES.sub(" ", "".join(c if "A" <= c <= "Z" else " " for c in letters)).strip()


def split_tone(word: str) -> tuple[str, int]:
    """Return a syllable without its tone mark, and the tone from 0 (level) to 5 (nặng).

    With two tone marks, which no syllable has, the tone is -1.
    """
    tone, kept = 0, []
    for c in unicodedata.normalize("NFD", word):
        if c in _TONES:
            tone = _TONES[c] if tone == 0 else -1
        else:
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def tones_in_place(text: str) -> str:
    """Return the text with tone marks on the letter that has a mark of its own, where they stand beside it.

    ``HIÊÚ`` becomes ``HIẾU``: no Vietnamese word is printed with its tone beside ``ă â ê ô ơ ư``, so that a
    reading which has it there saw the mark and mistook the letter. Words that are no syllables stay.
    """
    return _WORD.sub(lambda found: _with_tone_in_place(found.group()), nfc(text))


@cache
def _with_tone_in_place(word: str) -> str:
    plain, tone = split_tone(word)
    marked = [i for i, letter in enumerate(plain) if letter.lower() in "ăâêôơư"]
    if tone <= 0 or not marked or not is_syllable(word):
        return word
    mark = next(mark for mark, number in _TONES.items() if number == tone)
    at = marked[-1]
    return unicodedata.normalize("NFC", plain[: at + 1] + mark + plain[at + 1 :])


def tone_key(text: str) -> str:
    """Return a key equal for spellings that differ only in where the tone mark stands (``hoà``/``hòa``).

    Case is kept; words are separated by single spaces.
    """
    parts = (split_tone(word) for word in nfc(text).split(" "))
    return " ".join(f"{word}{tone}" if tone else word for word, tone in parts)


def same_text(a: str, b: str) -> bool:
    """Tell whether two texts are the same but for case, spacing, apostrophes, and where tone marks stand."""
    return tone_key(straighten_apostrophes(a)).casefold() == tone_key(straighten_apostrophes(b)).casefold()


def same_base_letters(a: str, b: str) -> bool:
    """Tell whether two names have the same letters once diacritics are taken off, as an MRZ would."""
    return mrz_name(a).replace(" ", "") == mrz_name(b).replace(" ", "")


@cache
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled as a Vietnamese syllable may be: onset, rhyme, and a tone that fits.

    A plausibility test for recognised text: names of other languages (``Đắk``, ``Pleiku``) fail it.
    """
    return split_syllable(word) is not None


@cache
def split_syllable(word: str) -> tuple[str, str, int] | None:
    """Return onset, rhyme and tone (see :func:`split_tone`) of a syllable, small; None if it is none."""
    plain, tone = split_tone(word.lower())
    if tone < 0 or not plain:
        return None
    for cut in range(min(3, len(plain)) + 1):
        onset, rhyme = plain[:cut], plain[cut:]
        if onset in _ONSETS and _fits(onset, rhyme):
            fits = tone in (2, 5) or not rhyme.endswith(("c", "ch", "p", "t"))
            return (onset, rhyme, tone) if fits else None
    return None


def _fits(onset: str, rhyme: str) -> bool:
    if onset == "qu" or (onset == "gi" and not rhyme):
        return rhyme in _QU_RHYMES or onset == "gi"
    front = rhyme.startswith(_FRONT)
    spelled = {
        "k": front,
        "gh": front,
        "ngh": front,
        "c": not front,
        "ng": not front,
        "g": not front or rhyme.startswith("i"),
        "": True,
    }.get(onset, not rhyme.startswith("yê"))
    return spelled and rhyme in _RHYMES


def implausible_words(text: str) -> tuple[str, ...]:
    """Return the words made of letters that no Vietnamese spelling rule allows, in order."""
    return tuple(word for word in _WORD.findall(nfc(text)) if not is_syllable(word))


def mask_name(name: str) -> str:
    """Return a name of which only the first letter of each word shows: ``N••••• V•• A•``.

    Who holds a paper can compare; who does not learns little.
    """
    return " ".join(word[:1] + "•" * (len(word) - 1) for word in nfc(name).split())
