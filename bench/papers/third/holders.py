"""Invented people for the third hand: names of several peoples of Viet Nam, numbers, dates, addresses."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from motcua.kernel import units, units_legacy

_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Vũ",
    "Võ",
    "Phan",
    "Trương",
    "Bùi",
    "Đặng",
    "Đỗ",
    "Ngô",
    "Hồ",
    "Dương",
    "Đinh",
    "Đoàn",
    "Lâm",
    "Mai",
    "Trịnh",
    "Đào",
    "Cao",
    "Lý",
    "Hà",
    "Lưu",
    "Lương",
    "Châu",
    "Tạ",
    "Phùng",
    "Tô",
    "Vương",
    "Tăng",
    "Quách",
    "Lại",
    "Hứa",
    "Diệp",
    "Từ",
    "Chu",
    "Đàm",
    "Tống",
    "Giang",
    "Triệu",
    "Kiều",
    "Đồng",
    "Danh",
    "Lữ",
    "Thân",
    "Mã",
    "Bạch",
    "Liêu",
    "Tiêu",
    "Âu",
    "Ông",
    "Khổng",
    "Nghiêm",
    "Cù",
    "Cung",
    "Doãn",
    "Khúc",
    "Ninh",
    "Phí",
    "Sử",
    "Thiều",
    "Viên",
    "Yên",
    "Nhâm",
    "Bế",
    "Nông",
    "Vi",
]
_MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Thanh",
    "Ngọc",
    "Quang",
    "Đình",
    "Xuân",
    "Thu",
    "Kim",
    "Hoàng",
    "Gia",
    "Bảo",
    "Anh",
    "Quốc",
    "Công",
    "Mỹ",
    "Diệu",
    "Phương",
    "Bích",
    "Thùy",
    "Hồng",
    "Tuyết",
    "Nhật",
    "Trọng",
    "Thế",
    "Như",
    "Khánh",
    "Tường",
    "Cẩm",
    "Lệ",
    "Mộng",
    "Bá",
    "Duy",
    "Viết",
    "Sỹ",
    "Khắc",
    "Huy",
    "Đăng",
    "Vĩnh",
    "Phúc",
    "Tấn",
    "Út",
]
_GIVENS = [
    "An",
    "Ánh",
    "Ân",
    "Ẩn",
    "Bằng",
    "Bích",
    "Bổng",
    "Bưởi",
    "Cẩn",
    "Chiến",
    "Chúc",
    "Cúc",
    "Cường",
    "Cừ",
    "Dậu",
    "Diễm",
    "Duyên",
    "Dũng",
    "Dự",
    "Đạt",
    "Điệp",
    "Đượm",
    "Được",
    "Gấm",
    "Giỏi",
    "Giữ",
    "Hạnh",
    "Hằng",
    "Hậu",
    "Hiền",
    "Hiếu",
    "Hòe",
    "Hỏi",
    "Hợi",
    "Huệ",
    "Hưởng",
    "Hường",
    "Khải",
    "Khuê",
    "Khoẻ",
    "Kiệt",
    "Lài",
    "Lành",
    "Lẫm",
    "Liễu",
    "Lĩnh",
    "Loan",
    "Lộc",
    "Lụa",
    "Lượng",
    "Lữ",
    "Mẫn",
    "Mận",
    "Mỹ",
    "Nga",
    "Ngân",
    "Nghĩa",
    "Nguyệt",
    "Nhã",
    "Nhẫn",
    "Nhiệm",
    "Nhữ",
    "Nữ",
    "Oanh",
    "Phẩm",
    "Phượng",
    "Quế",
    "Quý",
    "Quyên",
    "Quỳnh",
    "Sửu",
    "Sỹ",
    "Tẹo",
    "Thắm",
    "Thẩm",
    "Thảo",
    "Thắng",
    "Thể",
    "Thiện",
    "Thịnh",
    "Thoa",
    "Thơ",
    "Thuỷ",
    "Thuận",
    "Thưởng",
    "Tí",
    "Tình",
    "Toản",
    "Trâm",
    "Trí",
    "Trúc",
    "Tuân",
    "Tuyền",
    "Tỵ",
    "Uyên",
    "Út",
    "Ưng",
    "Vẹn",
    "Vĩ",
    "Viễn",
    "Vượng",
    "Xuyến",
    "Ý",
    "Yến",
]
#: Names that follow other rules: of the highlands, Khmer, Cham and H'Mông, of one letter, of the old court.
_OTHERS = (
    "Y Moan Êban", "Y Bhốk Niê", "H'Hen Niê", "H' Ăng Êñuôl Niê", "Điểu K'Rú", "Điểu Thị Bích", "K'Brểu",
    "Ka Sô Liễng",
    "Rơ Châm H'Phík", "Ksor H'Lan", "Siu Blêh", "Nay Hờ Phiếu", "A Lăng Thị Hú", "Bríu Pố", "Hồ A Lồng",
    "Giàng A Páo",
    "Vàng Thị Mỷ", "Sùng A Sình", "Lò Văn Ơ", "Quàng Thị Ọi", "Thạch Sô Phia", "Kim Thị Sa Rết",
    "Sơn Ngọc Ánh",
    "Thạch Thị Na Ri", "Lâm Ea", "Lê Ý", "Bùi Ơn", "Đỗ Ô", "Nguyễn Ý Như Ái", "Trần Y", "Châu Văn Mỏng",
    "Đàng Năng Thọ", "Từ Công Phụng Hoàng", "Công Huyền Tôn Nữ Thị Hoàng Phương Uyên",
    "Nguyễn Phúc Bảo Quỳnh Như Ý",
    "Tôn Nữ Thị Ninh Bình", "Vừ Thị Mị", "Chẩu Mùi Phâu", "Phàn Tả Mẩy", "Tẩn Lở Mẩy", "Lý Sĩ Phu",
    "Voòng A Sáng",
    "Chíu Sì Múi", "Đinh Thị H'Rơm", "Y Thị Đuôi", "Blúp Dươi", "Zơ Râm Thị Ươi", "Pơloong Plênh",
    "Arất Blui",
)  # fmt: skip
_BEFORE = (
    "Tổ {n}", "Tổ dân phố số {n}", "TDP {n}", "Thôn {v}", "Xóm {n}", "Xóm {v}", "Ấp {v}", "Ấp {n}",
    "Khu phố {n}",
    "KP{n}", "Khóm {n}", "Bản {v}", "Buôn {v}", "Làng {v}", "Đội {n}", "Khu {n}", "{a} {s}", "Số {a} {s}",
    "Số nhà {a}, Ngõ {n} {s}",
    "{a}/{n}/{m} {s}", "{a}{c} {s}", "{a} {s}, Tổ {n}", "Tổ {n}, Khu phố {m}", "P{a} Chung cư {v}, {s}",
    "SN {a}, tổ {n}",
    "Căn hộ {a}.{m} Tòa {c}{n}, {v}", "Thôn {n} {v}",
)  # fmt: skip
_STREETS = (
    "Lê Lợi", "Trần Hưng Đạo", "Nguyễn Thị Minh Khai", "Hai Bà Trưng", "Cách Mạng Tháng Tám",
    "Điện Biên Phủ", "Lạc Long Quân",
    "Ỷ Lan", "Đường số 7", "Đường 30 Tháng 4", "Quốc lộ 1A", "Tỉnh lộ 8", "Ngô Đức Kế", "Bùi Thị Xuân",
    "Âu Cơ", "Kha Vạn Cân",
)  # fmt: skip
_VILLAGES = (
    "Phú Lễ", "Đông Ngạc", "Ea Sin", "Cư Êbur", "Kon Rẫy", "Tà Lài", "Nà Ngần", "Pác Nặm", "Mỹ Hòa",
    "Thượng Đồng", "Giồng Ổi",
    "Cây Gáo", "Xẻo Lá", "Đìa Muồng", "Ô Rung", "Sóc Mới", "Bãi Đá", "Vĩnh Tường", "Gò Găng", "K'Long",
    "Hạ Lôi", "Đắk Tih",
)  # fmt: skip
_MARKS = (
    "Nốt ruồi C: 1cm trên sau cánh mũi trái", "Sẹo chấm C: 0,5cm dưới sau mép phải", "Không",
    "Nốt ruồi cách 2cm trên trước đuôi mày phải", "Sẹo chấm cách 1,5cm dưới trước mắt trái",
    "Tàn nhang hai gò má", "Nốt ruồi C:2,5cm dưới sau đuôi mắt phải",
)  # fmt: skip
_PEOPLES = ("Kinh", "Kinh", "Kinh", "Tày", "Ê Đê", "Khmer", "Mường", "Thái", "Gia Rai", "Hoa", "Chăm")
_FAITHS = ("Không", "Không", "Phật giáo", "Công giáo", "Tin lành", "Cao Đài")


#: First digits of numbers of nine digits, by who issued them.
_ISSUERS = ("01", "02", "03", "10", "13", "18", "20", "21", "27", "29", "35", "38")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a paper is of. Texts as printed; ``name`` in mixed case; ``expiry`` None for no end."""

    number: str
    old_number: str
    name: str
    birth: date
    sex: str
    origin: str
    residence: str
    birthplace: str
    issue: date
    expiry: date | None
    marks: str
    people: str
    faith: str
    face: str


def _name(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(_OTHERS)
    middles = rng.sample(_MIDDLES, rng.choice((0, 1, 1, 1, 2, 2, 3)))
    return " ".join((rng.choice(_FAMILIES), *middles, rng.choice(_GIVENS)))


@cache
def _old_districts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (province, district)
        for province in units_legacy.legacy_provinces()
        for district in units_legacy.legacy_districts(province)
    )


def _old_place(rng: random.Random, style: str) -> str:
    while True:
        province, district = rng.choice(_old_districts())
        wards = units_legacy.legacy_wards(province, district)
        if wards:
            ward = rng.choice(wards)
            break
    top = units_legacy.legacy_provinces()[province]
    named = [
        (ward.name, ward.short_name),
        (ward.district.name, ward.district.short_name),
        (top.name, top.short_name),
    ]
    if style == "bare":
        return ", ".join(name if short.isdigit() else short for name, short in named)
    text = ", ".join(name for name, _ in named)
    if style == "full":
        return text
    for long, abbreviated in (
        ("Thành phố", "TP."), ("Phường", "P."), ("Xã", "X."), ("Quận", "Q."), ("Huyện", "H."), ("Tỉnh", "T."),
        ("Thị trấn", "TT."), ("Thị xã", "TX."),
    ):  # fmt: skip
        text = text.replace(long + " ", abbreviated + (" " if style == "short" else ""))
    return text


def _place(rng: random.Random, *, now: bool = False, detail: bool = True) -> str:
    style = rng.choice(("bare", "bare", "full", "short", "tight"))
    if now:
        province = rng.choice(units.provinces())
        ward = rng.choice(units.wards(province.code))
        place = ward.full_name if style != "bare" else f"{ward.name}, {province.short_name}"
    else:
        place = _old_place(rng, style)
    if not detail:
        return place
    before = rng.choice(_BEFORE).format(
        n=rng.randint(1, 19), m=rng.randint(1, 12), a=rng.randint(2, 499), c=rng.choice("ABCD"),
        s=rng.choice(_STREETS), v=rng.choice(_VILLAGES),
    )  # fmt: skip
    return f"{before}, {place}"


def holder(rng: random.Random, kind: str, face: str, on: date) -> Holder:
    """Draw somebody whose paper of ``kind`` was valid on ``on`` unless its kind no longer is."""
    years = rng.randint(18, 88)
    birth = on - timedelta(days=years * 365 + rng.randint(20, 300))
    sex = rng.choice(("Nam", "Nữ"))
    province = rng.choice(list(units_legacy.legacy_provinces().values()))
    century = 0 if birth.year < 2000 else 2
    number = f"0{province.code}{century + (sex == 'Nữ')}{birth.year % 100:02d}{rng.randrange(10**6):06d}"
    first, last = {
        "cccd_chip": (date(2021, 2, 1), date(2024, 6, 20)), "can_cuoc": (date(2024, 7, 5), date(2026, 10, 1)),
        "cccd_barcode": (date(2016, 2, 1), date(2020, 12, 20)), "cmnd12": (date(2013, 1, 1), date(2015, 12,
        1)),
        "cmnd": (date(2009, 1, 1), date(2018, 1, 1)), "passport": (date(2018, 1, 1), date(2026, 9, 1)),
    }[kind]  # fmt: skip
    issue = first + timedelta(days=rng.randrange((last - first).days))
    age = issue.year - birth.year
    expiry: date | None
    if kind == "passport":
        expiry = _same_day(issue, issue.year + (10 if age >= 14 else 5))
    elif kind in ("cmnd", "cmnd12"):
        expiry = _same_day(issue, issue.year + 15)
    else:
        threshold = next((t for t in (25, 40, 60) if age + 2 < t), None)
        expiry = None if threshold is None else _same_day(birth, birth.year + threshold)
    if kind == "cmnd":
        number = f"{rng.choice(_ISSUERS)}{rng.randrange(10**7):07d}"
    name = _name(rng)
    return Holder(
        number, f"{rng.randrange(10**8, 10**9)}" if rng.random() < 0.6 else "", name, birth, sex,
        _place(rng, detail=rng.random() < 0.2), _place(rng, now=kind == "can_cuoc" and rng.random() < 0.5),
        _place(rng, detail=False), issue, expiry, rng.choice(_MARKS),
        rng.choice(_PEOPLES), rng.choice(_FAITHS), face,
    )  # fmt: skip


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
