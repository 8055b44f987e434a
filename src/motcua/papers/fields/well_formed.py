"""Whether what was put together for a field is formed as such values are, with nothing lost or taken in.

Recognisers are as sure of half a value, and of a stamp's words beside one, as of the whole: what gives those
away is how the value is made, and how its parts lie.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from motcua.kernel import units, units_legacy
from motcua.kernel.vietnamese import fold, nfc
from motcua.papers.fields.matches import TextSpan
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.text import places, surnames, vocabulary
from motcua.papers.text.hamlets import NO_WARDS, letters
from motcua.papers.text.spelling import is_spelt_name

#: Ends of labels in which each word has a capital (``Họ Và Tên Khai Sinh``); no name begins so.
_OF_LABELS: Final = frozenset({"khai sinh", "goi khac", "va ten", "chu dem", "full name", "given names"})
#: A name of more words may have taken in a row that is none of it: a person has to look.
_USUAL_WORDS: Final = 8
_MOST_WORDS: Final = 5
_LONE_BEGINNINGS: Final = frozenset({"y", "a"})
#: What is left of a middle name of every second person where its mark is worn off (``THỊ``, ``VĂN``).
_WORN: Final = frozenset({"thi", "van"})
#: The middle name of half of all women, and hardly anybody's surname.
_NO_SURNAME: Final = "thị"
_ROYAL: Final = frozenset({"cong", "ton", "huyen"})
#: How addresses begin that do not begin with a capital; "phố" and "số" may be what is left of more.
_SMALL_BEGINNINGS: Final = ("ngõ ", "xã ", "phường ", "thị trấn ", "thôn ", "ấp ", "xóm ", "tổ ")
#: Room for a word between two parts of a row, in its heights.
_A_WORD: Final = 1.2
#: From so many heights down a part is on a row of its own; a row that ends so much before the rightmost print
#: of a side, with room for the next word, is not full.
_NEXT_ROW: Final = 0.6
_MARGIN: Final = 2.5
#: Two lines of a row that lie over each other by more than this, in its heights, or by this share of the
#: shorter one, hold the same print.
_OVER: Final = 0.8
_MOSTLY: Final = 0.5
#: Words in capitals among others of so many letters are a stamp's; addresses shorten with fewer, or with
#: letters that make no syllable.
_STAMPED: Final = 3
#: Words of stamps on copies and of what people write over a photo of their card; in no name, place or mark.
_OVER_IT: Final = (
    "sao y", "bản sao", "bản chính", "chứng thực", "công chứng", "chỉ dùng", "không dùng", "để đăng ký",
    "ủy ban nhân", "uỷ ban nhân", "ubnd", "nghìn đồng", "vô hiệu", "hồ sơ", "đối chiếu",
)  # fmt: skip
#: What is told of the sides, what comes in pairs, and what leads on to something, in marks on the skin.
_SIDES: Final = frozenset({"trái", "phải"})
_PAIRED: Final = frozenset({"mày", "mắt", "mép", "má", "tai"})
_BOTH: Final = frozenset({"hai", "hai bên", "hai gò"})
_FROM: Final = frozenset(
    {"cách", "trên", "dưới", "trước", "sau", "đuôi", "đầu", "lông", "cánh", "khóe", "khoé"}
)
_LEADS_ON: Final = _FROM | {"c", "hai", "bên", "sống", "thái", "gò", "ở"}
_GOES_ON: Final = frozenset({"c", "và", "có", "bị", "phía", "bên"})
#: Marks of two words: of ``Tàn trái nhang`` the second is another's.
_IN_TWO: Final = {"nốt": "ruồi", "tàn": "nhang"}
#: What marks are, and where they are, in the words for them; how they begin.
_KINDS_OF_MARK: Final = frozenset({
    "nốt", "ruồi", "sẹo", "chấm", "thẳng", "tròn", "tàn", "vết", "bớt",
})  # fmt: skip
_PLACES: Final = frozenset({
    "trái", "phải", "cằm", "trán", "sống", "mũi", "má", "mặt", "cổ", "môi", "mép", "mắt", "mày", "tai", "tay",
    "chân", "ngực", "vai", "lưng", "bụng", "gáy", "đùi",
})  # fmt: skip
#: Words before a place on the skin, and which way something is from it; words of one letter.
_OF_PLACES: Final = frozenset({"đuôi", "đầu", "lông", "cánh", "khóe", "khoé"})
_DIRECTIONS: Final = frozenset({"cách", "trên", "dưới", "trước", "sau"})
_LONE_WORDS: Final = frozenset({"c", "ở", "x"})
_MARKS_BEGIN: Final = frozenset({"Nốt", "Sẹo", "Tàn", "Bớt", "Vết"})
#: A part of a ward by its number, behind other words.
_HAMLET: Final = re.compile(r"\w (?:Khóm|Thôn|Ấp|Xóm|Tổ|Khối|Khu phố|Tổ dân phố(?: số)?) \d")
#: So many words in a row are in no value twice, so few in no name one after the other.
_TWICE: Final = 4
_TWICE_AT_ONCE: Final = {"name": 2, "place": 3, "words": 2}
_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|[,;]|[.](?=\s)")


def is_whole(name: str, text: str, rows: Sequence[str], pieces: Sequence[TextSpan]) -> bool:
    """Tell whether a value may be all that is printed and no more.

    Args:
        name: the field.
        text: the value.
        rows: what was read of each of its parts.
        pieces: the parts, in reading order.
    """
    return (
        _is_formed(name, text)
        and not any(words in nfc(text).casefold() for words in _OVER_IT)
        and not _says_twice(SHAPES.get(name, "words"), nfc(text).casefold())
        and not _has_hole(pieces)
        and not _is_seen_twice(pieces)
        and not _is_mixed(name, rows)
        and not (SHAPES.get(name) == "name" and _is_no_name(text, rows))
        and not (SHAPES.get(name) == "place" and _goes_on_behind_its_end(rows))
    )


def _says_twice(shape: str, text: str) -> bool:
    """Tell whether a value says the same twice, as where one row was read in two lines."""
    words = re.findall(r"[^\W_]+", text)
    runs = [tuple(words[at : at + _TWICE]) for at in range(len(words) - _TWICE + 1)]
    least = _TWICE_AT_ONCE[shape]
    return len(set(runs)) < len(runs) or any(
        words[at : at + count] == words[at + count : at + 2 * count]
        for count in range(least, len(words) // 2 + 1)
        for at in range(len(words) - 2 * count + 1)
    )


def _goes_on_behind_its_end(rows: Sequence[str]) -> bool:
    """Tell whether an address has rows behind its province: another's, whose label nobody knows."""
    return any(
        places.is_district(end)
        or (address := places.resolve_address(end)).closed
        or (address.known and places.resolve_address(rest).known)
        for at in range(1, len(rows))
        # A row may end within a unit's name, or have lost its comma.
        for end, rest in ((_joined(rows[:at], by), _joined(rows[at:], by)) for by in (" ", ", "))
        if fold(end).endswith(_provinces())
    )


@cache
def _provinces() -> tuple[str, ...]:
    before = [unit.short_name for unit in units_legacy.legacy_provinces().values()]
    return tuple({fold(name) for name in (*before, *(unit.short_name for unit in units.provinces()))})


def _joined(rows: Sequence[str], by: str) -> str:
    return by.join(rows).replace(",,", ",").strip(" ,.")


def ends_early(pieces: Sequence[TextSpan], lines: Iterable[TextLine]) -> bool:
    """Tell whether a row of a name ends where the next one's first word had room beside it.

    Printers begin a row only where the one before is full: of ``HỒ THỊ ƠI`` above ``NGUYỄN VĂN AN`` one is
    somebody else's, written or stamped there.

    Args:
        pieces: the parts of the name, in reading order.
        lines: all lines of the side, which tell how far to the right it is printed.
    """
    edge = max((box(line.quad)[2] for line in lines), default=0.0)
    for one, other in itertools.pairwise(pieces):
        height = min(tall(one.quad), tall(other.quad))
        (left, _), (right, _), *_ = other.quad
        word = (right - left) * len(other.text.split(" ")[0]) / max(len(other.text), 1)
        below = middle_of(other.quad) - middle_of(one.quad) > _NEXT_ROW * height
        if below and one.quad[1][0] + word + _MARGIN * height < edge:
            return True
    return False


def _is_no_name(text: str, rows: Sequence[str]) -> bool:
    """Tell whether a name has what is no part of it: a word seen twice, a stamped name, a dot of its row.

    Doubled words do begin names (``NA NA``), but no row with the word that ended the one before. A lone
    letter begins none but men's of the Central Highlands (``Y BRIH``, ``A BRÔL``). Of more than five words
    are only those of the royal house's descendants, who begin with its words. ``THI`` between two words has
    rather lost its dot than that it is somebody's. A name that begins with ``THỊ`` lost its surname, and one
    with no known surname that has another's letters (``TÔNG``) lost a mark.
    """
    words = fold(text).split()
    parts = [fold(row).split() for row in rows]
    doubled = any(one and other and one[-1] == other[0] for one, other in itertools.pairwise(parts))
    lone = len(words[0]) == 1 and words[0] not in _LONE_BEGINNINGS
    first, *middle = nfc(text).lower().split()[:-1] or [""]
    worn = not _WORN.isdisjoint(middle) or first == _NO_SURNAME or surnames.may_have_lost_a_mark(first)
    return doubled or lone or worn or (len(words) > _MOST_WORDS and words[0] not in _ROYAL)


def _is_formed(name: str, text: str) -> bool:
    """Tell whether a value begins as such values do, which one that lost its beginning does not.

    Nor is a name formed well that goes on for longer than names do, nor are marks on the skin with a word in
    capitals where none begins: they took in a name of the row below (``Sẹo chấm thái dương trái Kim Anh``).
    """
    shape = SHAPES.get(name)
    first = text.lstrip("'(")[:1]
    if name == "identifying_features" and (_has_another(text.split()) or not _are_whole_marks(text)):
        return False
    if shape == "name" and len(text.split()) > _USUAL_WORDS:
        return False
    if shape == "place" and (_is_stamped(text) or _has_label(text) or _has_others_before_a_hamlet(text)):
        return False
    return first.isupper() or (shape == "place" and (first.isdigit() or text.startswith(_SMALL_BEGINNINGS)))


def _are_whole_marks(text: str) -> bool:
    """Tell whether marks on the skin are made as such texts are: of what comes in pairs the side is told.

    ``… trên đuôi mày`` lost its side, ``trên sau phải`` what it is the side of, and ``Không có dấu vết
    NGUYỄN VĂN AN`` has a stamp's words.
    """
    if not text.isupper() and _shouted(text):
        return False
    words = [word.lower() for word in _WORD.findall(nfc(text))]
    if not words or len(words[0]) == 1 or words[-1] in _LEADS_ON or words[-1][-1].isdigit():
        return False
    if _lost_its_place(words) or _has_others_before(nfc(text)) or _has_others_within(words):
        return False
    if words[-1] in _PAIRED and not _BOTH & {*words[-2:-1], " ".join(words[-3:-1])}:
        return False
    return not any(
        one == other
        or _IN_TWO.get(one, other) != other
        or (one in _FROM and other in _SIDES)
        or (one in _SIDES and other.isalpha() and not _may_follow(other))
        for one, other in itertools.pairwise(words)
    )


def _lost_its_place(words: Sequence[str]) -> bool:
    """Tell whether it is not said where a mark is: ``Nốt``, ``Sẹo thẳng 2cm``, ``Nốt ruồi cách 2cm``."""
    if words[-1] in _KINDS_OF_MARK or (words[-1] == "giữa" and _PLACES.isdisjoint(words)):
        return True
    if words[-1] != "cm":
        return False
    return not _PLACES & set(words) or words[-3:-2] in (["c"], ["cách"])


def _has_others_before(text: str) -> bool:
    """Tell whether something stands before where marks begin: ``Phường 5 Sẹo chấm``, ``Nam không``."""
    words = re.findall(r"[^\W\d_]+", text)
    if words[-1].lower() == "không" and len(words) > 1:
        return True
    if "dac diem nh" in fold(text) and words[0].lower() != "không":
        return True
    return any(word in _MARKS_BEGIN for word in words[1:]) and not vocabulary.is_of_marks(words[0].lower())


def _has_others_within(words: Sequence[str]) -> bool:
    """Tell whether a letter or a digit of no word, or an end of the label, stands in marks on the skin.

    Such are dots of the row that the value stands on (``hai bên má i``) and notes (``mắt K2 trái``).
    Nor is anything between a length and a place but which way it is from there: ``cách 1cm đuôi mày phải``
    lost a word.
    """
    if any(len(word) == 1 and word.isalpha() and word not in _LONE_WORDS for word in words):
        return True
    if "nhận dạng" in " ".join(words[1:]) and words[0] != "không":
        return True
    return any(
        (one == "cm" and (other in _PLACES or other in _OF_PLACES))
        or (before != "cm" and one.isdigit() and other in _DIRECTIONS)
        for before, one, other in zip(["", *words], words, words[1:], strict=False)
    )


def _may_follow(word: str) -> bool:
    """Tell whether a word may go on after a side was told: ``… cánh mũi phải dài 2cm``."""
    return word in _GOES_ON or vocabulary.is_of_marks(word)


def _has_label(text: str) -> bool:
    """Tell whether an address took in a label that nobody knows, with its value: ``… Địa chỉ: 27 …``."""
    said = fold(text)
    return ":" in text or any(
        words in said
        for words in (
            "thuong tru",
            "dia chi",
            "noi cu tru",
            "noi o",
            "cho o",
            "ho khau",
            "hktt",
            "dktt",
            "noi dk",
        )
    )


def _has_others_before_a_hamlet(text: str) -> bool:
    """Tell whether words of nothing that has hamlets stand before one's number: ``Bình Khóm 380, …``.

    A house, a street and a larger hamlet may without a comma.
    """
    return any(
        _HAMLET.search(part) is not None
        and not part[0].isdigit()
        and letters(part.split(" ")[0].rstrip(".")) not in NO_WARDS
        for part in nfc(text).split(", ")
        if part
    )


def _is_stamped(text: str) -> bool:
    """Tell whether an address has words in capitals among others: ``SAO Y BẢN CHÍNH Thôn 5, …``.

    One alone may shorten something if it has few letters; two in a row (``HỒ SƠ``) do not.
    """
    if text.isupper():
        return False
    words = re.findall(r"[^\W\d_]+", nfc(text))
    spelt = [len(word) > 1 and word.isupper() and word != "CM" and is_spelt_name(word) for word in words]
    return any(known and len(word) >= _STAMPED for word, known in zip(words, spelt, strict=True)) or any(
        one and other for one, other in itertools.pairwise(spelt)
    )


def _shouted(text: str) -> list[str]:
    """Return the words in capitals of more than one letter."""
    words = re.findall(r"[^\W\d_]+", nfc(text))
    return [word for word in words if len(word) > 1 and word.isupper() and word != "CM"]


def _is_mixed(name: str, texts: Sequence[str]) -> bool:
    """Tell whether some rows of a name are in capitals and some are not: ``TRẦN THU CHI`` and ``Họ``.

    Nor are some of its words: ``khai LÊ VĂN AN`` has what is left of the label.
    """
    capitals = {text.isupper() for text in texts if text.strip()}
    words = [word for text in texts for word in text.split() if len(word) > 1 and word.isalpha()]
    if SHAPES.get(name) == "name" and (
        fold(" ".join(words[:2])) in _OF_LABELS
        or any(":" in text for text in texts)
        or any(fold(text).strip() == "viet nam" for text in texts[1:])
    ):
        return True  # a label or a nationality of which nobody knows
    mixed = any(word.isupper() for word in words) and any(word.islower() for word in words)
    return SHAPES.get(name) == "name" and (len(capitals) > 1 or mixed)


def _has_another(words: Sequence[str]) -> bool:
    """Tell whether a word with a capital follows one in small letters that ends nothing and is no unit."""
    return any(
        word.istitle() and len(word) > 1 and word.isalpha() and before.isalpha() and before != "cm"
        for before, word in itertools.pairwise(words)
        if not before.isupper()
    )


def _has_hole(pieces: Sequence[TextSpan]) -> bool:
    """Tell whether two pieces stand on one row with room for a hidden word between them."""
    for one, other in itertools.pairwise(pieces):
        height = one.quad[3][1] - one.quad[0][1]
        if abs(one.quad[1][1] - other.quad[0][1]) < 0.5 * height and (
            other.quad[0][0] - one.quad[1][0] > _A_WORD * height
        ):
            return True
    return False


def _is_seen_twice(pieces: Sequence[TextSpan]) -> bool:
    """Tell whether two parts of a value hold the same print: ``LÊ THỊ MAI THỊ MAI``.

    A row's end may be found once with the row and once more alone.
    """
    return any(_lie_over(one, other) for one, other in itertools.combinations(pieces, 2))


def _lie_over(one: TextSpan, other: TextSpan) -> bool:
    height = min(tall(one.quad), tall(other.quad))
    if one.line is other.line or abs(middle_of(one.quad) - middle_of(other.quad)) > 0.5 * height:
        return False
    ends = [(piece.line.quad[0][0], piece.line.quad[1][0]) for piece in (one, other)]
    shared = min(end for _, end in ends) - max(begin for begin, _ in ends)
    return shared > min(_OVER * height, _MOSTLY * min(end - begin for begin, end in ends))
