"""What a kind of paper's file says: how to recognise its sides and where its values stand."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.kernel.vietnamese import fold
from motcua.papers.mrz.icao import Format
from motcua.papers.text.printed_label import Label
from motcua.papers.text.values import (
    find_date,
    find_number,
    find_phrase,
    find_sex,
    is_bare_n,
    is_no_expiry,
    is_one_word_name,
)
from motcua.papers.types import PaperKind, SideName

#: Left, top, right, bottom as fractions of the side's width and height.
Box = tuple[float, float, float, float]
#: Cards with a chip took the place of all older ones on 23 January 2021 (Circular 06/2021/TT-BCA); at the
#: end of that year no office had any of those left.
OLDER_UNTIL = date(2021, 12, 31)
#: Nobody younger was given a card before the Căn cước (Decree 05/1999/NĐ-CP, Art. 3; Law 59/2014/QH13,
#: Art. 19).
FROM_14 = 14
#: How a field's text becomes a value (see ``papers.fields.extract``).
Shape = Literal["number", "date", "sex", "name", "place", "words", "nationality"]

SHAPES: dict[str, Shape] = {
    "personal_number": "number",
    "previous_number": "number",
    "full_name": "name",
    "date_of_birth": "date",
    "date_of_issue": "date",
    "date_of_expiry": "date",
    "sex": "sex",
    "nationality": "nationality",
    "place_of_origin": "place",
    "place_of_residence": "place",
    "place_of_birth_registration": "place",
    "issuing_authority": "words",
    "identifying_features": "words",
    "ethnicity": "words",
    "religion": "words",
}


#: Wordings of labels that papers share: printers did not keep to one, nor do photocopied older series.
#: Of ``Họ`` the fast recogniser, lacking letters with marks, may see nothing.
NAME_LABELS: tuple[str, ...] = ("ho va ten", "ho ten", "va ten", "full name")
#: What is left of a label of which the fast recogniser, lacking letters with two marks, drops so many that
#: its words are not told any more.
WITHOUT_MARKED: dict[str, str] = {"dac diem nhan dang": "dc dim nhn dng"}
FEATURES_LABELS: tuple[str, ...] = ("dac diem nhan dang", WITHOUT_MARKED["dac diem nhan dang"])
#: Wordings of one kind of card that printers have on others too.
SELDOM_NAMES: tuple[str, ...] = (
    "ho va ten khai sinh", "ho, chu dem va ten khai sinh", "ho chu dem va ten khai sinh",
    "ho, chu dem va ten", "ho chu dem va ten", "ho ten khai sinh",
)  # fmt: skip
SELDOM_BIRTH: tuple[str, ...] = ("sinh ngay", "dob")
BIRTH_LABELS: tuple[str, ...] = ("ngay, thang, nam sinh", "ngay thang nam sinh", "ngay sinh", "date of birth")


@dataclass(frozen=True, slots=True)
class SideSpec:
    """One side of a kind of paper.

    ``marks`` are folded phrases printed on it with the weight each gives to recognising it (negative: it
    speaks against). ``bare_date`` names the field of a written-out date that has no label; with
    ``date_columns`` the expiry stands under the portrait, the birth date right of it. ``authority``
    is printed by every such paper, for the field ``issuing_authority``, with the phrases that show it.
    ``places`` are where the main fields stand, roughly, ``other_places`` the others: used to say why one
    could not be read, never to read. ``may_lack`` are those of them that a card may rightly be without.
    ``leaders``: its values are printed on rows of dots.
    """

    marks: tuple[tuple[str, float], ...]
    labels: tuple[Label, ...]
    portrait: Box | None = None
    places: tuple[tuple[str, Box], ...] = ()
    other_places: tuple[tuple[str, Box], ...] = ()
    may_lack: frozenset[str] = frozenset()
    mrz: Format | None = None
    qr: bool = False
    bare_date: str | None = None
    bare_number: bool = False
    date_columns: bool = False
    leaders: bool = False
    authorities: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The fields it has a label for; a surname and given names printed apart are those of a full name."""
        return frozenset(label.field for label in self.labels if label.field in SHAPES)

    @property
    def all_places(self) -> dict[str, Box]:
        """Where each of the values that it prints stands, roughly."""
        return dict((*self.places, *self.other_places))


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of identity paper.

    ``issued``: from when until when such papers were given out, roughly; None where that is not known or they
    still are. What was read as a day of issue outside of it is another day: a camera's, a stamp's.
    ``least_age``: the holder's when the card was given out, at least.
    """

    kind: PaperKind
    sides: dict[SideName, SideSpec]
    number_digits: tuple[int, ...] = (12,)
    issued: tuple[date | None, date | None] = (None, None)
    least_age: int = 0


#: A length among marks on the skin.
_A_LENGTH = re.compile(r"\s*c?\s*[:.]?\s*\d{1,2}(?:[.,]\d)?\s*(?:cm)?\s*", re.IGNORECASE)
#: Words of a house's number and what stands before it.
_MOST_OF_HOUSE = 3
#: Letters of the shortest names.
_SHORTEST = 3


def number12(text: str) -> bool:
    """Accept a text holding one number of twelve digits."""
    return find_number(text, (12,)) is not None


def number9(text: str) -> bool:
    """Accept a text holding one number of nine digits."""
    return find_number(text, (9,)) is not None


def number12or9(text: str) -> bool:
    """Accept a text holding one number of twelve or of nine digits."""
    return find_number(text, (12, 9)) is not None


def a_date(text: str) -> bool:
    """Accept a text holding a date."""
    return find_date(text, loose=True) is not None


def a_date_or_none(text: str) -> bool:
    """Accept a date or the words for no expiry."""
    return a_date(text) or is_no_expiry(text)


def a_sex(text: str) -> bool:
    """Accept a text saying a sex, or what the fast recogniser leaves of ``Nữ``."""
    return find_sex(text) is not None or is_bare_n(text)


def words(text: str) -> bool:
    """Accept text that is mostly letters and no date."""
    letters = sum(c.isalpha() for c in text)
    return letters >= 2 and letters * 2 >= len(text.replace(" ", "")) and not a_date_or_none(text)


def name(text: str) -> bool:
    """Accept letters without digits: mostly capitals, or at least two words that all begin with one.

    One short word is accepted only with an apostrophe as such names have it, and two words of three letters
    in capitals: of ``ĐỖ ƠN`` the first reader, which lacks most Vietnamese letters, sees ``Đ ON``.
    """
    letters = [c for c in text if c.isalpha()]
    short = len(letters) == _SHORTEST and text.isupper() and len(text.split()) == 2
    if any(c.isdigit() for c in text) or (
        len(letters) <= _SHORTEST and not (short or is_one_word_name(text))
    ):
        return False
    if sum(c.isupper() for c in letters) >= 0.7 * len(letters):
        return True
    parts = text.replace("'", "").replace("’", "").split()
    begun = all(part.isalpha() and part[0].isupper() for part in parts)
    return begun and (2 <= len(parts) <= 6 or is_one_word_name(text))


def more_name(text: str) -> bool:
    """Accept a short word more (``THƠ``) where a name has begun: without it the name would seem whole.

    Of ``LỮ`` the first reader, which lacks most Vietnamese letters, may see an L alone.
    """
    letters = [c for c in text if not c.isspace()]
    return bool(letters) and all(c.isupper() or c in "'’" for c in letters)


def part_of_name(text: str) -> bool:
    """Accept a surname or given names, which a passport prints apart; one letter is one (``NGÔ`` ``Ý``).

    Several peoples of the Central Highlands have one with an apostrophe (``K'`` ``BRÊU``).
    """
    return words(text) or (more_name(text) and text.strip(" '’").isalpha())


def place(text: str) -> bool:
    """Accept an address or a part of one."""
    return sum(c.isalpha() for c in text) >= 2 and not a_date_or_none(text) and "<<" not in text


def house(text: str) -> bool:
    """Accept the number of a house where the address goes on below it, with what is left of a word before it.

    ``119/4/7``, ``12A``, ``366/99 30/4,``; of ``Số 141`` and ``Tổ 4,`` the first reader sees ``S 141``
    and ``T 4,``.
    """
    return any(c.isdigit() for c in text) and not a_date(text) and len(text.split()) <= _MOST_OF_HOUSE


def more_place(text: str) -> bool:
    """Accept what else stands on the rows of an address: a house's number, a ``T`` that is left of ``Tổ``."""
    return house(text) or (len(text.strip()) == 1 and text.strip().isalpha())


#: How some printers word the residence on older cards.
SELDOM_RESIDENCE = (
    "noi thuong tru", "dia chi thuong tru", "noi dkhk thuong tru", "noi dang ky ho khau thuong tru",
    "ho khau thuong tru", "noi dkhktt", "noi dk hktt", "noi dang ky thuong tru", "noi dktt", "noi cu tru",
    "dia chi cu tru", "dia chi", "hktt", "place of residence",
)  # fmt: skip


def residence(*phrases: str, seldom: tuple[str, ...] = ()) -> Label:
    """Return the label of the residence in a paper's wordings; its first row may hold no letter."""
    others = tuple(phrase for phrase in seldom if phrase not in phrases)
    return Label(
        "place_of_residence", phrases, place, most_lines=5, begins=house, continues=more_place, seldom=others
    )


def origin(usual: str, seldom: str) -> Label:
    """Return the label of the origin on a card without a chip, whose two wordings some printers exchange."""
    return Label(
        "place_of_origin",
        (usual,),
        place,
        most_lines=3,
        begins=house,
        continues=more_place,
        seldom=(seldom, "place of origin"),
    )


def more_marks(text: str) -> bool:
    """Accept what may be found apart from the words of marks on the skin: a length, a short word's letter.

    ``C: 0,5 cm``, ``1,5``; of ``cổ`` the first reader sees ``c``.
    """
    return bool(_A_LENGTH.fullmatch(text)) or (len(text.strip()) == 1 and text.strip().islower())


#: The label of the marks on the back of cards without a chip; some print it in capitals, or as a heading in
#: the middle above what begins further left.
FEATURES = Label(
    "identifying_features", FEATURES_LABELS, words, most_lines=3, heads=True, capitals=True,
    continues=more_marks,
)  # fmt: skip


#: A holder without any may have a blank there.
NO_FEATURES = frozenset({"identifying_features"})
#: Where values stand on the back of cards without a chip that have a barcode, roughly.
OLDER_BACK: tuple[tuple[str, Box], ...] = (
    ("identifying_features", (0.25, 0.2, 0.97, 0.42)),
    ("date_of_issue", (0.35, 0.29, 0.9, 0.54)),
    ("issuing_authority", (0.35, 0.38, 0.95, 0.62)),
)

#: What stands under the fingerprints of older cards.
FINGERS = tuple(Label(None, (f"van tay {finger}", finger)) for finger in ("ngon tro trai", "ngon tro phai"))

#: One of the two departments that sign barcode cards and cards of twelve digits, and the words that name it.
ADMINISTRATIVE_POLICE = (
    "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
    ("quan ly hanh chinh ve trat tu", "canh sat quan ly hanh chinh"),
)


def capital_words(text: str) -> bool:
    """Accept words in capitals (``TỈNH BẾN TRE``), as the rows of an authority are; not a signer's name."""
    letters = [c for c in text if c.isalpha()]
    return words(text) and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


#: Who signs cards of a province: ``GIÁM ĐỐC CA TỈNH BẾN TRE`` on one row, or divided anywhere after a word.
PROVINCE = Label(
    "issuing_authority", ("giam doc",), capital_words, most_lines=2, centred=True, capitals=True, begins=words
)


def begins_no_expiry(text: str) -> bool:
    """Accept the first word of ``Không thời hạn``, where the line broke after it."""
    return fold(text).strip(" .:") == "khong"


def ends_no_expiry(text: str) -> bool:
    """Accept the last words of ``Không thời hạn``."""
    return find_phrase(fold(text), "thoi han", least=0.7) is not None


#: How some printers word the expiry.
SELDOM_EXPIRY = (
    "co gia tri den", "ngay het han", "ngay, thang, nam het han", "gia tri den", "co hieu luc den",
    "han su dung", "date of expiry", "valid until", "expiry date",
)  # fmt: skip


def expiry(*phrases: str) -> Label:
    """Return the label of the expiry in a paper's wordings: ``Không thời hạn`` may take two lines."""
    return Label(
        "date_of_expiry", phrases, a_date_or_none, most_lines=2,
        begins=begins_no_expiry, continues=ends_no_expiry,
        seldom=tuple(phrase for phrase in SELDOM_EXPIRY if phrase not in phrases),
    )  # fmt: skip


#: The label of the expiry under the portrait of cards without English.
EXPIRY = expiry("co gia tri den")


def vietnam(text: str) -> bool:
    """Accept the nationality of Vietnam, or another in letters."""
    return find_phrase(fold(text), "viet nam", least=0.7) is not None
