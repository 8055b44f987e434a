"""Values that come from short lists: ethnic groups, religions, authorities, and words for marks on the skin.

A text is compared by its base letters, so that a lost or mistaken diacritic is put right where only one
entry fits. The 54 ethnic groups are those of Decision 121-TCTK/PPCĐ of 2 March 1979.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from motcua.kernel import units_legacy
from motcua.kernel.vietnamese import base_letters, fold, nfc, tone_key

_ETHNIC_GROUPS: Final = (
    "Kinh", "Tày", "Thái", "Hoa", "Khmer", "Khơ Me", "Mường", "Nùng", "Mông", "H'Mông", "Dao", "Gia Rai",
    "Ngái", "Ê Đê",
    "Ba Na", "Xơ Đăng", "Sán Chay", "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "M'Nông", "Ra Glai", "Xtiêng",
    "Bru - Vân Kiều", "Thổ", "Giáy", "Cơ Tu", "Giẻ Triêng", "Mạ", "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro", "Kháng",
    "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt",
    "Mảng",
    "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm",
)  # fmt: skip
_RELIGIONS: Final = (
    "Không", "Phật giáo", "Thiên chúa giáo", "Công giáo", "Tin lành", "Cao Đài", "Phật giáo Hòa Hảo",
    "Thiên Chúa", "Phật", "Hòa Hảo",
    "Hồi giáo", "Bà La Môn", "Đạo Phật", "Đạo Thiên Chúa",
)  # fmt: skip
_AUTHORITIES: Final = (
    "Cục Quản lý xuất nhập cảnh",
    "Cục Quản lý Xuất nhập cảnh",
    "BỘ CÔNG AN",
    "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
    "CỤC CẢNH SÁT ĐKQL CƯ TRÚ VÀ DLQG VỀ DÂN CƯ",
)
#: What stands before a province's name in that of its police; some leave it out.
_OF_CITY: Final = ("TP ", "TP.", "TP. ", "THÀNH PHỐ ", "")
_OF_PROVINCE: Final = ("TỈNH ", "T.", "T. ", "")
#: Words for identifying features, keyed by base letters (``đ`` kept apart from ``d``).
_FEATURE_WORDS: Final = (
    "nốt ruồi sẹo chấm thẳng tròn bớt tàn nhang hai bên má cách trên dưới trước sau đuôi đầu mắt mày lông "
    "cánh mũi mép trái phải cằm trán sống khóe giữa "
    # Rarer, so that they are not taken for one of the others: the palm is no hair, a deep scar not behind.
    "lòng bàn tay chân mặt sâu cổ ngực vai lưng bụng gáy tai môi hàm gò thái dương đỉnh ngón cái út khuỷu "
    "cẳng đùi gối nách rốn mu trong ngoài ngang dọc dài rộng sát gần vết bỏng mổ lõm lồi đen đỏ nâu "
    # Of cards without a chip, which write "cách" where later ones have "C:".
    "cách nổi chìm ở vành thịt cụt "
    # "Không có" is no neck.
    "không có rõ "
    # The tragus, the groove of the lip, the throat, the arch of a brow, dimples.
    "bình nhân trung yết hầu cung lúm đồng tiền "
    # Who has no marks; printers write both.
    "đặc điểm nhận dạng"
)
#: What such a text begins with, and ends with where it is whole: of what comes in pairs the side is told.
_FEATURE_BEGINNINGS: Final = ("nốt ruồi", "sẹo", "tàn nhang", "bớt", "vết", "không", "lúm đồng tiền")
_FEATURE_ENDS: Final = (
    "trái", "phải", "cằm", "trán", "hai bên má", "hai gò má", "sống mũi", "không", "không có"
)  # fmt: skip
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_BEFORE_CHAM: Final = ("vet", "bot")
_FEATURE_TOKEN: Final = re.compile(r"[^\W\d_]+|\d{1,2}(?:[.,]\d)?|[:.,]")
#: Letters of one shape in both cases, and words with which a mark begins, whatever stands before them.
_ALIKE_IN_CASE: Final = frozenset("COSUVXPKZ")
_BEGINS: Final = frozenset({"sẹo", "vết", "sứt", "xăm"})
_UNIT: Final = re.compile(r"(?<=\d)(\s?)(?:Cm|cM)(?![^\W_])")
_LATER_WORD: Final = re.compile(r"(?<=[^\s.;])(\s+)([^\W\d_]+)")
#: Half a centimetre after whole ones is written behind the unit too (``1cm5``).
_LONE_ONE: Final = re.compile(r"(?<![^\W_])[Ili](?=\s?(?:[.,]\s?\d+)?\s?cm(?![^\W\d_]))")
#: ``0,Sem``: so the second reader writes a soft ``0,5cm``.
_LETTER_FIVE: Final = re.compile(r"(?<=\d)([.,])\s?[sS]\s?[ce]m\b")
_LONE_ZERO: Final = re.compile(r"(?<![^\W_])[oOôÔơƠởỞ](?:\s?([.,])\s?(?=\d)|(?=\s?cm\d))")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An entry a text stands for.

    ``letters_right`` if only diacritics or case had to be put right; ``changed`` if more was than case and
    the place of a tone mark, or a word resembles several of the list and is none.
    """

    text: str
    letters_right: bool
    changed: bool


def match_entry(field: str, text: str) -> ListEntry | None:
    """Return the entry of the field's list that the text stands for, None if none or several do."""
    if field == "identifying_features":
        return _features(text)
    entries: Iterable[str] = {
        "ethnicity": _ETHNIC_GROUPS,
        "religion": _RELIGIONS,
        "issuing_authority": _authorities(),
    }.get(field, ())
    wanted = _letters(text)
    near = [entry for entry in entries if _letters(entry) == wanted]
    # The decree writes peoples with hyphens (``Ê-đê``), as some printers do.
    said = text.replace("-", " ") if field == "ethnicity" and " - " not in text else text
    exact = [entry for entry in near if nfc(entry) == nfc(said)] or [
        entry for entry in near if tone_key(entry).casefold() == tone_key(said).casefold()
    ]
    if exact or near:
        entry = (exact or near)[0]
        # Capitals stay as printed (``Phật Giáo``).
        as_read = nfc(entry).casefold() == nfc(text).casefold()
        return ListEntry(nfc(text) if as_read else entry, letters_right=True, changed=not exact)
    if len(wanted) < 8:
        return None
    close = {_letters(entry): entry for entry in entries if _one_letter_off(wanted, _letters(entry))}
    return (
        ListEntry(next(iter(close.values())), letters_right=False, changed=True) if len(close) == 1 else None
    )


def is_like_no_other(field: str, text: str) -> bool:
    """Tell whether a text is an entry of two words or more with which no longer one of its list begins.

    Of one word a letter without its mark makes another people (``Cơ`` of ``Cơ Ho``, ``Co``). Authorities are
    not meant.
    """
    entries = {"ethnicity": _ETHNIC_GROUPS, "religion": _RELIGIONS}.get(field, ())
    wanted = _letters(text)
    begun = [entry for entry in entries if _letters(entry).startswith(wanted)]
    return " " in text and len(begun) == 1 and _letters(begun[0]) == wanted


@cache
def _authorities() -> tuple[str, ...]:
    provinces = units_legacy.legacy_provinces().values()
    return _AUTHORITIES + tuple(
        f"{police} {rank}{unit.short_name.upper()}"
        for unit in provinces
        for rank in (_OF_CITY if unit.name.startswith("Thành phố") else _OF_PROVINCE)
        for police in ("CA", "CÔNG AN")
    )


def _features(text: str) -> ListEntry:
    words = _feature_words()

    def put_right(match: re.Match[str]) -> str:
        word = match.group()
        if _is_birthmark(match):
            return word
        known = words.get(_key(word), ())
        if len(known) != 1 or word.lower() in known:
            return word
        return known[0].capitalize() if word[0].isupper() else known[0]

    digits = _LETTER_FIVE.sub(r"\g<1>5cm", nfc(text))
    plain = with_digits(digits)
    fixed = _LETTERS.sub(put_right, plain)
    read = {found.group().lower() for found in _LETTERS.finditer(fixed) if not _is_birthmark(found)}
    doubtful = any(word not in words.get(_key(word), (word,)) for word in read)
    return ListEntry(fixed, letters_right=True, changed=doubtful or fixed != plain or digits != nfc(text))


def _is_birthmark(word: re.Match[str]) -> bool:
    """Tell whether a word is the second of ``Vết chàm``; a scar's is ``chấm``, which is far more usual."""
    return word.group().lower() == "chàm" and fold(word.string[: word.start()]).endswith(_BEFORE_CHAM)


def with_digits(text: str) -> str:
    """Return a text for marks on the skin in which letters that can only be digits of a length are.

    A lone letter before a comma and a digit is the zero of a length: ``C:0,5cm``; one before cm is a one, or
    the zero of ``0cm5``.
    """
    return _LONE_ONE.sub("1", _LONE_ZERO.sub(r"0\1", nfc(text)))


def in_case(text: str) -> str:
    """Return a text for marks on the skin with words of the list in one case, as they are printed.

    A small ``o`` or ``c`` differs from the capital by its height alone, an ``l`` from an ``I`` by nothing in
    many typefaces: ``SẹO Chấm cách 2Cm trên Iông mày``.
    """
    said = nfc(text)
    if said.isupper():
        return said

    def small(word: str) -> bool:
        lowered = word.lower()
        return word[0] in _ALIKE_IN_CASE and lowered not in _BEGINS and is_of_marks(lowered)

    said = re.sub(r"[^\W\d_]+", lambda found: _one_case(found.group()), said)
    said = _LATER_WORD.sub(
        lambda found: found[1] + (found[2].lower() if small(found[2]) and found[2].istitle() else found[2]),
        said,
    )
    return _UNIT.sub(r"\1cm", said)


def _one_case(word: str) -> str:
    if word[0] == "I" and word[1:].islower() and is_of_marks("l" + word[1:]):
        return "l" + word[1:]
    mixed = not (word.islower() or word.isupper() or word.istitle())
    return word[0] + word[1:].lower() if mixed and is_of_marks(word.lower()) else word


def words_borne_out(text: str) -> tuple[tuple[str, bool], ...] | None:
    """Divide a text for marks on the skin into its words and the rest; tell of each whether the list has it.

    It has not lengths, points, and words that a lost mark makes another (``mặt``, ``mắt``). None where the
    text is not made of such words alone, or does not begin and end as they do.
    """
    said = nfc(text).lower()
    if not said.startswith(_FEATURE_BEGINNINGS) or not said.endswith(_FEATURE_ENDS):
        return None
    words, told = _feature_words(), list[tuple[str, bool]]()
    for token in _FEATURE_TOKEN.findall(nfc(text)):
        word = token.lower()
        known = words.get(_key(word), ())
        if word[0].isalpha() and word not in ("c", "cm", *known):
            return None
        told.append((token, word == "cm" or len(known) == 1))
    return tuple(told) if "".join(part for part, _ in told) == "".join(nfc(text).split()) else None


def is_of_marks(word: str) -> bool:
    """Tell whether a word in small letters is one of those that are used for marks on the skin."""
    return word in _feature_words().get(_key(word), ())


@cache
def _feature_words() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for word in dict.fromkeys(_FEATURE_WORDS.split()):
        words[_key(word)] = (*words.get(_key(word), ()), word)
    return words


def _key(word: str) -> str:
    lowered = word.lower()
    return base_letters(lowered.replace("đ", "0"))


@lru_cache(maxsize=4_000)
def _letters(text: str) -> str:
    # A capital I and a small l look alike (``Tin Iành``).
    return re.sub(r"[^a-z]", "", fold(re.sub(r"\b[I1](?=\w)", "l", text)))


def _one_letter_off(a: str, b: str) -> bool:
    """Tell whether one letter must be changed, added or taken away to make ``a`` from ``b``."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]
