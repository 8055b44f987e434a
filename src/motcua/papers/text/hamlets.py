"""What stands before the units of an address: hamlets, streets, houses; and what is no name of a ward."""

import re

from motcua.kernel.vietnamese import base_letters


def letters(word: str) -> str:
    """Return a word's letters without marks, Đ kept apart: streets are named after the Dương."""
    return base_letters(word.lower().replace("đ", "0"))


_FIRST_WORDS = {
    letters(word): word for word in ("Ấp", "Thôn", "Xóm", "Tổ", "Khu", "Số", "Đường", "Ngõ", "Hẻm", "Buôn")
}
#: What hamlets and other parts of a ward are called, and what stands before a street or a house.
NO_WARDS = frozenset(_FIRST_WORDS) | {
    letters(word)
    for word in (
        "Bản", "Làng", "Khóm", "Khối", "Tiểu", "Đội", "Phố", "Cụm", "Lô", "Ngách", "Kiệt", "Chung", "Plei",
        "Nóc", "Sóc", "Phum", "Xứ", "Lầu", "Tầng", "Căn", "Nhà", "Tòa", "Quốc", "Tỉnh",
        "Chợ", "KDC", "KP", "TDP", "TK", "KTT", "KĐT", "SN",
    )
}  # fmt: skip
_BEFORE_NUMBERS = frozenset({"Tổ", "Khu", "Số", "Ngõ"})
#: A mark over the letter read as a sign after it, and the space with it (``Tô²7``, ``phô"2``).
_LOOSE_MARK = re.compile(r"\b(tô|sô|phô)[²\"'”’´`]\s?(?=\d)", re.IGNORECASE)
_WITH_MARK = {"tô": "tổ", "sô": "số", "phô": "phố"}


def street(part: str) -> str:
    """Return a part of an address with its first word put right where that can be no other (``Thôn``)."""
    part = _LOOSE_MARK.sub(_with_mark, part)
    first, space, rest = part.partition(" ")
    word = _FIRST_WORDS.get(letters(first))
    if word is None or not space:
        return part
    quarter = word == "Khu" and letters(rest.partition(" ")[0]) == "pho"
    if word in _BEFORE_NUMBERS and not (rest[:1].isdigit() or quarter):
        return part
    return f"{word.lower() if first.islower() else word} {rest}"


def _with_mark(loose: re.Match[str]) -> str:
    word = _WITH_MARK[loose[1].lower()]
    return f"{word.capitalize() if loose[1][0].isupper() else word} "
