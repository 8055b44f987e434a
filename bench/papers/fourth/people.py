# ruff: noqa: E501, SIM905 - lists of words are read as text
"""Holders who do not exist, and what their papers say."""

import random
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from motcua.kernel import units, units_legacy

_FAMILY = (
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Mai Đoàn Lâm Tô Tạ Thái "
    "Cao Lương Kiều Quách Tăng Nghiêm Khổng Ngụy Giáp Lò Vàng Giàng Sùng Nông Hứa Thạch Sơn Kim Danh Châu Cù Ông"
).split()
_MALE = (
    "Văn Hữu Đức Công Quang Xuân Minh Thanh Quốc Gia Bảo Tuấn Duy Đình Trọng Viết Bá Phú Thế Hải Chí Anh Huy Khôi "
    "Long Nam Phong Quân Sỹ Tài Thắng Toàn Trí Trung Tùng Việt Vũ Dũng Cường Hiếu Khánh Lộc Nghĩa Phước Thịnh "
    "Hậu Hòa Tấn Tiến Đạt Kiệt Luân Nhật Vỹ Tường Khải Hoàng Ngữ Quyền Thuận Bằng Cảnh Điền Hưởng Khoát Lữ Mẫn"
).split()
_FEMALE = (
    "Thị Ngọc Thùy Thu Kim Bích Mỹ Phương Hồng Lan Tuyết Diễm Như Quỳnh Ánh Cẩm Anh Bình Chi Dung Giang Hà Hạnh "
    "Hằng Hiền Hoa Huệ Hương Huyền Linh Loan Ly Mai My Nga Ngân Nguyệt Nhung Oanh Phượng Quyên Tâm Thảo Thủy Trâm "
    "Trang Trinh Tú Uyên Vân Vy Xuân Yến Nhàn Thoa Khuê Lụa Mẫn Nhị Sương Thắm Tuyền Ửng Vẹn Xoan Đượm"
).split()
_STREETS = (
    "Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hai Bà Trưng", "Lý Thường Kiệt", "Phan Đình Phùng", "Tôn Đức Thắng",
    "Cách Mạng Tháng Tám", "Võ Thị Sáu", "Hoàng Văn Thụ", "Ngô Quyền", "30 Tháng 4", "Nguyễn Thị Minh Khai",
    "Điện Biên Phủ", "Bà Huyện Thanh Quan", "Huỳnh Thúc Kháng", "Kênh Tân Hóa",
)  # fmt: skip
_HAMLETS = (
    "Thôn Đông Thượng", "Xóm 7", "Ấp Phú Mỹ", "Tổ dân phố số 12", "Bản Nà Pồng", "Khóm 3", "Thôn 4", "Ấp 2A",
    "Buôn Ea Kmat", "Xóm Đình", "Tiểu khu 5", "Khu phố Bình Đường 1", "Tổ 9", "Đội 14, Thôn Vĩnh Lại", "Ấp Giồng Bướm",
)  # fmt: skip
_FEATURES = (
    "Nốt ruồi C:{a}cm dưới sau đuôi mắt {s}", "Sẹo chấm C:{b}cm trên trước đầu lông mày {s}", "Nốt ruồi C: {a}cm trên sau cánh mũi {s}",
    "Sẹo chấm c. {b}cm dưới trước mép {s}", "Sẹo dài {a}cm cách {b}cm sau cung lông mày {s}", "Không", "Nốt ruồi giữa sống mũi",
    "Sẹo thẳng C.{a}cm dưới cằm {s}", "Nốt ruồi cách {a}cm trên trước khóe mắt {s}",
)  # fmt: skip


@dataclass
class Holder:
    """What may stand on a paper; ``says`` is by the field names of the contract."""

    says: dict[str, str]
    born: date
    issued: date
    expires: date | None
    surname: str
    given: str
    fathers: list[str] = field(default_factory=list)
    passport: str = ""


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def letters(text: str) -> str:
    """Return the letters that a machine-readable zone has for a name."""
    plain = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return re.sub(r"[^A-Z ]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _name(rng: random.Random, male: bool) -> tuple[str, str]:
    pool = _MALE if male else _FEMALE
    surname = rng.choice(_FAMILY)
    if rng.random() < 0.1:
        surname = f"{surname} {rng.choice(_FAMILY)}"
    middle = (
        [rng.choice(("Văn", "Đức", "Hữu") if male else ("Thị", "Ngọc", "Thị"))] if rng.random() < 0.5 else []
    )
    rest = rng.sample(pool, rng.choice((1, 2, 2)))
    given = [*middle, *(w for w in rest if w not in middle)]
    return surname, " ".join(given)


def _short(name: str) -> str:
    return re.sub(r"^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Phường|Xã|Thị trấn) (?=[^\d])", "", name)


def place(rng: random.Random, *, detail: bool, new: bool) -> str:
    """Return an address or a place of origin as a card prints one."""
    if new:
        province = rng.choice(units.provinces())
        ward = rng.choice(units.wards(province.code))
        parts = [ward.short_name if rng.random() < 0.4 else ward.name, province.short_name]
    else:
        old = rng.choice(list(units_legacy.legacy_provinces().values()))
        district = rng.choice(list(units_legacy.legacy_districts(old.key).values()))
        wards = units_legacy.legacy_wards(old.key, district.key)
        style = rng.random()
        parts = [district.name, old.short_name] if style < 0.3 else [_short(district.name), old.short_name]
        if wards:
            name = rng.choice(wards).name
            parts.insert(0, name if style < 0.3 else _short(name))
    if detail and rng.random() < 0.9:
        if rng.random() < 0.5:
            number = f"{rng.randint(1, 480)}{rng.choice(('', '', '', 'A', '/12', '/4/7', 'Bis'))}"
            parts.insert(0, f"{number} {rng.choice(_STREETS)}")
        else:
            parts.insert(0, rng.choice(_HAMLETS))
    return nfc(", ".join(parts))


def _whole_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def holder(kind: str, rng: random.Random) -> Holder:  # noqa: C901, PLR0912 - one paper after another
    """Invent somebody who holds a paper of a kind."""
    male = rng.random() < 0.5
    born = date(1945, 1, 1) + timedelta(days=rng.randint(0, 61 * 365))
    spans = {
        "cccd_chip": (date(2021, 2, 1), date(2024, 6, 25)), "can_cuoc": (date(2024, 7, 2), date(2026, 10, 30)),
        "cccd_barcode": (date(2016, 2, 1), date(2020, 12, 28)), "cmnd": (date(2007, 1, 9), date(2020, 5, 30)),
        "cmnd12": (date(2012, 8, 1), date(2015, 12, 20)), "passport": (date(2017, 1, 5), date(2026, 9, 1)),
    }  # fmt: skip
    first, last = spans[kind]
    if kind in ("cccd_barcode", "cmnd", "cmnd12"):
        born = min(born, date(1998, 1, 1) - timedelta(days=rng.randint(0, 900)))
    issued = first + timedelta(days=rng.randint(0, (last - first).days))
    while issued.weekday() == 6 or (issued - born).days < 16 * 365:
        born -= timedelta(days=400) if (issued - born).days < 16 * 365 else timedelta(0)
        issued += timedelta(days=1)
    code = rng.choice([p.code for p in units_legacy.legacy_provinces().values()])
    code = {"01": "001", "79": "079"}.get(code, f"0{code}")
    century = (0 if male else 1) + (2 if born.year >= 2000 else 0)
    number = f"{code}{century}{born.year % 100:02d}{rng.randint(0, 999999):06d}"
    old = f"{rng.choice((1, 2, 3)) if rng.random() < 0.9 else 0}{rng.randint(10_000_000, 99_999_999)}"
    if kind == "passport":
        expires: date | None = _whole_years(issued, 10)
    elif kind == "cmnd":
        expires = None
    elif kind == "cmnd12":
        expires = _whole_years(issued, 15)
    else:
        at = next((a for a in (25, 40, 60) if _whole_years(born, a - 2) > issued), None)
        expires = _whole_years(born, at) if at else None
    surname, given = _name(rng, male)
    new = kind == "can_cuoc" and issued >= date(2025, 7, 1)
    features = rng.choice(_FEATURES).format(
        a=rng.choice(("1", "0,5", "1,5", "2")),
        b=rng.choice(("1", "3", "0,7", "2,5")),
        s=rng.choice(("phải", "trái")),
    )
    says = {
        "personal_number": old if kind == "cmnd" else number, "full_name": nfc(f"{surname} {given}").upper(),
        "date_of_birth": born.isoformat(), "date_of_issue": issued.isoformat(),
    }  # fmt: skip
    if kind != "cmnd":
        says["sex"] = "Nam" if male else "Nữ"
        says["date_of_expiry"] = expires.isoformat() if expires else "no_expiry"
    if kind in ("cccd_chip", "can_cuoc", "cccd_barcode", "passport"):
        says["nationality"] = "Việt Nam"
    if kind == "can_cuoc":
        says["place_of_birth_registration"] = place(rng, detail=False, new=False)
    elif kind != "passport":
        says["place_of_origin"] = place(rng, detail=False, new=False)
    if kind != "passport":
        says["place_of_residence"] = place(rng, detail=True, new=new)
    if kind not in ("can_cuoc", "passport"):
        says["identifying_features"] = features
    if kind in ("cmnd", "cmnd12"):
        says["ethnicity"] = rng.choice(
            ("Kinh", "Kinh", "Kinh", "Tày", "Hoa", "Khmer", "Mường", "Nùng", "Ê đê")
        )
    if kind == "cmnd":
        says["religion"] = rng.choice(("Không", "Không", "Không", "Phật giáo", "Thiên chúa"))
    fathers = [nfc(" ".join(_name(rng, True))).upper(), nfc(" ".join(_name(rng, False))).upper()]
    if kind in ("cccd_chip", "can_cuoc") and born < date(1999, 1, 1) and rng.random() < 0.7:
        says["previous_number"] = old
    letter = rng.choice("BCNPQ")
    return Holder(
        says,
        born,
        issued,
        expires,
        surname,
        given,
        fathers,
        f"{letter}{rng.randint(1_000_000, 9_999_999):07d}",
    )


def _check(text: str) -> str:
    values = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    return str(sum(values.get(c, 0) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def _zone_names(who: Holder, width: int) -> str:
    return f"{letters(who.surname).replace(' ', '<')}<<{letters(who.given).replace(' ', '<')}"[:width].ljust(
        width, "<"
    )


def zone(who: Holder, kind: str) -> list[str]:
    """Return the lines of the machine-readable zone."""
    sex = "M" if who.says["sex"] == "Nam" else "F"
    born, end = f"{who.born:%y%m%d}", f"{who.expires:%y%m%d}" if who.expires else "991231"
    number = who.says["personal_number"]
    if kind == "passport":
        first = "P<VNM" + _zone_names(who, 39)
        book, own = f"{who.passport}<", f"{number}<<"
        second = f"{book}{_check(book)}VNM{born}{_check(born)}{sex}{end}{_check(end)}{own}{_check(own)}"
        return [first, second + _check(second[:10] + second[13:20] + second[21:43])]
    document = number[3:]
    first = f"IDVNM{document}{_check(document)}{number}<<"
    first += _check(first[15:29])
    second = f"{born}{_check(born)}{sex}{end}{_check(end)}VNM{'<' * 11}"
    second += _check(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second, _zone_names(who, 30)]


def code(who: Holder, kind: str) -> str:
    """Return what the QR code says."""
    says = who.says
    parts = [
        says["personal_number"], says.get("previous_number", ""), f"{who.surname} {who.given}", f"{who.born:%d%m%Y}", says["sex"],
        says["place_of_residence"], f"{who.issued:%d%m%Y}",
    ]  # fmt: skip
    return "|".join([*parts, "", "", "", ""] if kind == "can_cuoc" else parts)
