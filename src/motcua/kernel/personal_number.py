"""Vietnamese personal numbers: the 12 digits of a citizen and the 9 digits of the older identity card.

Structure of the 12 digits (Decree 137/2015/NĐ-CP, Article 13; Circular 59/2021/TT-BCA, Article 4): three
digits for the province or country where the birth was registered, one for century and sex, two for the
year of birth, six at random. There is no check digit, so a number can be implausible but never proved
right. The province table is soft: Circular 59/2021 has lapsed and prefixes after 096 exist.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual

Sex = Literal["Nam", "Nữ"]
Mismatch = Literal["birth_year", "sex"]

_TWELVE = re.compile(r"\d{12}", re.ASCII)
_NINE = re.compile(r"\d{9}", re.ASCII)

#: First three digits -> province of birth registration, with the names of before 1 July 2025.
PROVINCES: Final[dict[str, str]] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang",
    "010": "Lào Cai", "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái",
    "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang",
    "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng",
    "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình",
    "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định",
    "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum",
    "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước",
    "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip


class PersonalNumberError(InvalidInputError):
    """A text that is not a personal number of 12 digits."""

    code = "personal_number_invalid"
    default_message = Bilingual(
        vi="Số định danh cá nhân phải có đúng 12 chữ số. Vui lòng kiểm tra lại trên thẻ.",
        en="A personal number has exactly 12 digits. Please check it on the card.",
    )


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number of 12 digits and what its structure says.

    ``province`` is None where the prefix is not in the table (another country, or a newer code).
    """

    value: str
    province: str | None
    sex: Sex
    birth_year: int

    @property
    def prefix(self) -> str:
        """The three digits of the place of birth registration."""
        return self.value[:3]

    def mismatches(self, date_of_birth: date | None = None, sex: str | None = None) -> tuple[Mismatch, ...]:
        """Return what does not fit the structure of the number; empty if all that was given fits."""
        found: list[Mismatch] = []
        if date_of_birth is not None and date_of_birth.year != self.birth_year:
            found.append("birth_year")
        if sex is not None and sex != self.sex:
            found.append("sex")
        return tuple(found)


def parse(text: str) -> PersonalNumber:
    """Read a number of 12 digits; blanks, dots and dashes between digits are ignored.

    Raises:
        PersonalNumberError: not 12 digits once separators are taken out.
    """
    value = re.sub(r"[\s.\-]", "", text)
    if not _TWELVE.fullmatch(value):
        raise PersonalNumberError(length=len(value))
    century, female = divmod(int(value[3]), 2)
    return PersonalNumber(
        value=value,
        province=PROVINCES.get(value[:3]),
        sex="Nữ" if female else "Nam",
        birth_year=1900 + 100 * century + int(value[4:6]),
    )


def is_personal_number(text: str) -> bool:
    """Tell whether the text is 12 ASCII digits, nothing else."""
    return _TWELVE.fullmatch(text) is not None


def is_cmnd(text: str) -> bool:
    """Tell whether the text is the 9 ASCII digits of an older identity card, nothing else."""
    return _NINE.fullmatch(text) is not None
