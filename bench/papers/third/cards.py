"""The six papers of the third hand."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PIL import Image

from bench.papers.third import codes
from bench.papers.third.holders import Holder
from bench.papers.third.parts import day, heads, iso, issued, numbered, portrait, row, zone
from bench.papers.third.sheet import SCALE, Row, Sheet
from bench.papers.third.type import style

_PATTERNS = {False: ("waves", "rosette"), True: ("net", "bars")}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn paper: pictures of its sides and what each says (`side: field: value`)."""

    kind: str
    sides: dict[str, Image.Image]
    truth: dict[str, dict[str, str]]


def draw(of: Holder, kind: str, rng: random.Random, *, held_out: bool = False) -> Drawn:
    """Draw both sides of ``kind`` (a passport has its data page only)."""
    look = style(rng, kind, held_out=held_out)
    tall = 53.98 * rng.uniform(0.97, 1.03)
    size = (125.0, 88.0) if kind == "passport" else (85.6, tall)
    colours = {
        "cccd_chip": ((214, 228, 236), (236, 226, 206)), "can_cuoc": ((226, 234, 214), (206, 228, 240)),
        "cccd_barcode": ((206, 226, 240), (232, 240, 228)), "cmnd12": ((222, 236, 220), (236, 236, 214)),
        "cmnd": ((206, 228, 204), (226, 238, 220)), "passport": ((236, 226, 230), (214, 228, 238)),
    }[kind]  # fmt: skip
    sides, truth = {}, {}
    for name, paint in _SIDES[kind].items():
        sheet = Sheet(rng, look, *size)
        tinge = tuple(rng.randint(-12, 12) for _ in range(3))
        first, second = ((c[0] + tinge[0], c[1] + tinge[1], c[2] + tinge[2]) for c in colours)
        sheet.ground(first, second, rng.choice(_PATTERNS[held_out]))
        truth[name] = paint(sheet, of, kind)
        sides[name] = sheet.picture
    return Drawn(kind, sides, truth)


_NAME = ("Họ và tên", "Họ và tên", "Họ tên")
_BIRTH = ("Ngày sinh", "Ngày, tháng, năm sinh")


def _chip_front(s: Sheet, of: Holder, kind: str) -> dict[str, str]:
    rng = s.rng
    left = rng.uniform(2.5, 4.5)
    column = left + 20 + rng.uniform(2.5, 5)
    s.emblem(left + 10, rng.uniform(7.5, 9), rng.uniform(9, 12), (190, 60, 60))
    photo_y = rng.uniform(15, 17)
    portrait(s, of, (left, photo_y), 20, rng.uniform(26, 28))
    qr_side = rng.uniform(10.5, 13.5)
    right = s.width - rng.uniform(2, 3.5)
    y = heads(s, "CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card", (column + right - qr_side) / 2 - 0.5,
               right - qr_side - column - 1.5)  # fmt: skip
    s.put(codes.qr(codes.payload(of, kind), round(qr_side * SCALE), rng.choice("lmm")), right - qr_side,
          rng.uniform(2.5, 6))  # fmt: skip
    y += rng.uniform(4.4, 5)
    label = rng.choice(("Số / No.:", "Số/No:", "Số/No.", "Số / No :", "Số:"))
    numbered(s, label, of.number, column, y)
    lines = [
        [row(s, _NAME, "Full name", of.name.upper())],
        [row(s, _BIRTH[:1], "Date of birth", day(of.birth))],
        [row(s, ("Giới tính",), "Sex", of.sex),
         row(s, ("Quốc tịch",), "Nationality", "Việt Nam", rng.uniform(0.42, 0.52))],
        [row(s, ("Quê quán",), "Place of origin", of.origin)],
        [row(s, ("Nơi thường trú",), "Place of residence", of.residence)],
    ]  # fmt: skip
    s.rows(lines, (column, y + 0.8, right, s.height - 1))
    y = s.height - rng.uniform(2.6, 4.5)
    expiry = rng.choice(
        ("Có giá trị đến/Date of expiry:", "Có giá trị đến:", "Có giá trị đến / Date of expiry")
    )
    s.fitted(left + 10, y - 2.2, expiry, s.style.label, 1.7, 22, ink=s.style.label_ink)
    s.fitted(left + 10, y + 0.6, day(of.expiry), s.style.value, 2.3, 20)
    return _front(of) | {"nationality": "Việt Nam", "date_of_expiry": iso(of.expiry)}


def _front(of: Holder) -> dict[str, str]:
    return {
        "personal_number": of.number, "full_name": of.name.upper(), "date_of_birth": iso(of.birth),
        "sex": of.sex,
        "place_of_origin": of.origin, "place_of_residence": of.residence,
    }  # fmt: skip


def _chip_back(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng, look = s.rng, s.style
    x, y, box = rng.uniform(3, 6), rng.uniform(3, 5), rng.uniform(15, 18)
    features = rng.choice(("Đặc điểm nhân dạng", "Đặc điểm nhận dạng"))
    s.style = replace(look, mode="above" if rng.random() < 0.4 else "inline")
    s.rows(
        [[Row(features, "Personal identification", of.marks)],
         [Row("Ngày, tháng, năm", "Date, month, year", day(of.issue))]], (x, y, s.width - box - 5, y + 13),
    )  # fmt: skip
    s.style = look
    middle = (s.width - box) / 2
    for i, text in enumerate((
        "CỤC TRƯỞNG CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
        "DIRECTOR GENERAL OF THE POLICE DEPARTMENT", "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER",
    )):  # fmt: skip
        s.fitted(middle, y + 15.5 + i * 2.1, text, look.label, 1.8, s.width - box - 10, bold=i < 2)
    s.seal(middle, y + 26, 4.2)
    for i, text in enumerate(("Ngón trỏ trái", "Ngón trỏ phải")):
        at = y + i * 16
        s.fingerprint(s.width - box - 1, at, box - 3, 13)
        s.fitted(
            s.width - box / 2 - 2, at + 14.6, rng.choice(("Vân tay n", "N")) + text[1:], look.label, 1.4, box
        )
    zone(s, codes.td1(of), 4.0)
    return {
        "identifying_features": of.marks, "date_of_issue": iso(of.issue), "personal_number": of.number,
        "date_of_birth": iso(of.birth), "sex": of.sex,
        "date_of_expiry": iso(of.expiry), "nationality": "Việt Nam",
    }  # fmt: skip


def _new_front(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng = s.rng
    left = rng.uniform(3, 5)
    s.emblem(left + 9, rng.uniform(7.5, 9), rng.uniform(9, 12), (190, 60, 60))
    y = heads(s, "CĂN CƯỚC", "IDENTITY CARD", s.width * rng.uniform(0.5, 0.58), 50)
    portrait(s, of, (left, rng.uniform(18, 20)), 20, 28)
    column = left + 20 + rng.uniform(3, 5)
    lines = [
        [row(s, ("Số định danh cá nhân",), "Personal identification number", of.number)],
        [row(s, ("Họ, chữ đệm và tên khai sinh",), "Full name", of.name.upper())],
        [row(s, ("Ngày, tháng, năm sinh",), "Date of birth", day(of.birth)),
         row(s, ("Giới tính",), "Sex", of.sex, 0.66)],
        [row(s, ("Quốc tịch",), "Nationality", "Việt Nam")],
    ]  # fmt: skip
    if s.style.mode != "above":
        lines = [[replace(row, start=0.0)] for line in lines for row in line]
    s.rows(lines, (column, y + 1.5, s.width - 3, s.height - 2))
    return {k: v for k, v in _front(of).items() if not k.startswith("place")} | {"nationality": "Việt Nam"}


def _new_back(s: Sheet, of: Holder, kind: str) -> dict[str, str]:
    rng, look = s.rng, s.style
    qr_side = rng.uniform(16.5, 19)
    x, right = rng.uniform(3, 5), s.width - rng.uniform(2.5, 4)
    s.put(codes.qr(codes.payload(of, kind), round(qr_side * SCALE)), right - qr_side, rng.uniform(2.5, 4))
    lines = [
        [row(s, ("Nơi cư trú",), "Place of residence", of.residence)],
        [row(s, ("Nơi đăng ký khai sinh",), "Place of birth", of.birthplace)],
        [row(s, ("Ngày, tháng, năm cấp",), "Date of issue", day(of.issue))],
        [row(s, ("Ngày, tháng, năm hết hạn",), "Date of expiry", day(of.expiry))],
    ]  # fmt: skip
    s.rows(lines, (x, rng.uniform(2.5, 4), right - qr_side - 1.5, 33))
    s.fitted(right - qr_side / 2 - 2, 26.5, "BỘ CÔNG AN", look.title, 2.4, 24, bold=True)
    s.fitted(right - qr_side / 2 - 2, 29, "MINISTRY OF PUBLIC SECURITY", look.title, 1.6, 24)
    zone(s, codes.td1(of), 4.2)
    return {
        "place_of_residence": of.residence, "place_of_birth_registration": of.birthplace,
        "date_of_issue": iso(of.issue),
        "date_of_expiry": iso(of.expiry), "personal_number": of.number, "date_of_birth": iso(of.birth),
        "sex": of.sex,
        "full_name": of.name.upper(), "nationality": "Việt Nam",
    }  # fmt: skip


def _text_front(s: Sheet, of: Holder, kind: str) -> dict[str, str]:
    """Barcode CCCD and CMND of 12 digits."""
    rng = s.rng
    left = rng.uniform(3, 5)
    s.emblem(left + 10, rng.uniform(8, 9.5), rng.uniform(10, 13), (190, 60, 60))
    portrait(s, of, (left, rng.uniform(16.5, 18.5)), 20, 27)
    column = left + 20 + rng.uniform(3, 6)
    right = s.width - rng.uniform(2, 4)
    title = (
        "CĂN CƯỚC CÔNG DÂN"
        if kind == "cccd_barcode"
        else rng.choice(("CHỨNG MINH NHÂN DÂN", "GIẤY CHỨNG MINH NHÂN DÂN"))
    )
    y = heads(s, title, "", (column + right) / 2, right - column) + rng.uniform(4.4, 5.2)
    numbered(s, rng.choice(("Số:", "Số", "SỐ:", "SỐ")), of.number, column + rng.uniform(2, 10), y)
    lines = [[row(s, _NAME if kind == "cccd_barcode" else ("Họ và tên khai sinh",), "", of.name.upper())]]
    if kind == "cmnd12":
        lines.append([row(s, ("Họ và tên gọi khác", "Tên gọi khác"), "", "")])
    lines.append([row(s, ("Ngày, tháng, năm sinh",), "", day(of.birth))])
    second = ("Quốc tịch", "Việt Nam") if kind == "cccd_barcode" else ("Dân tộc", of.people)
    lines.append([row(s, ("Giới tính",), "", of.sex), Row(second[0], "", second[1], rng.uniform(0.42, 0.55))])
    lines.append([row(s, ("Quê quán",), "", of.origin)])
    lines.append([row(s, ("Nơi thường trú",), "", of.residence)])
    s.rows(lines, (column, y + 0.8, right, s.height - 1))
    y = s.height - rng.uniform(2.4, 4)
    s.fitted(left + 10, y - 2.4, rng.choice(("Có giá trị đến:", "Có giá trị đến")), s.style.label, 1.9, 22)
    s.fitted(left + 10, y + 0.4, day(of.expiry), s.style.value, 2.3, 20)
    return _front(of) | {"date_of_expiry": iso(of.expiry)} | (
        {"nationality": "Việt Nam"} if kind == "cccd_barcode" else {"ethnicity": of.people}
    )  # fmt: skip


def _text_back(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng, look = s.rng, s.style
    text = f"{of.number}{rng.randrange(10**60)}"
    s.put(codes.stacked(text, (round(rng.uniform(60, 74) * SCALE), round(8 * SCALE))),
          rng.uniform(4, 8), rng.uniform(2, 3.5))  # fmt: skip
    for i, text in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        y = 13 + i * 20.0
        s.frame((4, y, 21, y + 16), (90, 90, 90))
        s.fingerprint(5, y + 0.5, 15, 15)
        s.fitted(12.5, y + 18.2, text if rng.random() < 0.5 else text.capitalize(), look.label, 1.7, 17)
    label = rng.choice(("Đặc điểm nhân dạng", "Đặc điểm nhận dạng", "ĐẶC ĐIỂM NHẬN DẠNG"))
    s.rows([[Row(label, "", of.marks)]], (25, 13.5, s.width - 3, 22))
    issued(s, of, 55, rng.choice(("CỤC TRƯỞNG CỤC CẢNH SÁT ĐKQL CƯ TRÚ", "CỤC TRƯỞNG CỤC CẢNH SÁT")), 26)
    return {"identifying_features": of.marks, "date_of_issue": iso(of.issue)}


def _old_front(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng = s.rng
    left = rng.uniform(3, 5)
    s.emblem(left + 10, 9, 12, (90, 120, 90))
    portrait(s, of, (left, rng.uniform(17, 19.5)), 20, 28)
    column, right = left + 20 + rng.uniform(3, 5), s.width - rng.uniform(2, 4)
    y = heads(s, "GIẤY CHỨNG MINH NHÂN DÂN", "", (column + right) / 2, right - column) + rng.uniform(4.6, 5.6)
    numbered(s, rng.choice(("SỐ", "Số", "SỐ:", "Số:")), of.number, column + rng.uniform(6, 14), y)
    lines = [
        [row(s, ("Họ tên", "Họ và tên"), "", of.name.upper())],
        [row(s, ("Sinh ngày", "Sinh ngày", "Ngày sinh"), "", _born(s, of))],
        [row(s, ("Nguyên quán",), "", of.origin)],
        [row(s, ("Nơi ĐKHK thường trú", "Nơi ĐKNK thường trú", "Nơi ĐKHK thường trú"), "", of.residence)],
    ]  # fmt: skip
    s.rows(lines, (column, y + 1, right, s.height - 1))
    return {k: v for k, v in _front(of).items() if k != "sex"}


def _born(s: Sheet, of: Holder) -> str:
    return s.rng.choice((f"{of.birth:%d-%m-%Y}", day(of.birth)))


def _old_back(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng, look = s.rng, s.style
    s.rows([[Row("Dân tộc", "", of.people), Row("Tôn giáo", "", of.faith, rng.uniform(0.4, 0.5))]],
           (4, 2.5, s.width - 4, 7))  # fmt: skip
    for i, text in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        y = 8 + i * 22.0
        s.frame((4, y, 21, y + 18), (90, 90, 90))
        s.fingerprint(5, y + 0.5, 15, 17)
        s.fitted(12.5, y + 20.4, text, look.label, 1.8, 17)
    s.fitted(
        53,
        11,
        rng.choice(("DẤU VẾT RIÊNG VÀ DỊ HÌNH", "DẤU VẾT RIÊNG VÀ DỊ HÌNH:")),
        look.label,
        2.2,
        52,
        bold=True,
    )
    s.style = replace(look, mode="inline", colon="")
    s.rows([[Row("", "", of.marks)]], (25, 12, s.width - 4, 22))
    s.style = look
    issued(s, of, 56, rng.choice(("GIÁM ĐỐC CA TỈNH", "GIÁM ĐỐC CÔNG AN", "GIÁM ĐỐC CA")), 28)
    return {
        "ethnicity": of.people,
        "religion": of.faith,
        "identifying_features": of.marks,
        "date_of_issue": iso(of.issue),
    }


def _passport(s: Sheet, of: Holder, _kind: str) -> dict[str, str]:
    rng = s.rng
    new = of.issue >= date(2023, 3, 1)
    passport = f"{rng.choice('BCKPN')}{rng.randrange(10**7, 10**8)}"
    s.fitted(
        62,
        6,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM / SOCIALIST REPUBLIC OF VIET NAM",
        s.style.title,
        2.4,
        116,
        bold=True,
    )
    s.fitted(24, 12, "HỘ CHIẾU / PASSPORT", s.style.title, 3.4, 36, bold=True)
    portrait(s, of, (rng.uniform(5, 8), rng.uniform(16, 19)), 35, 45)
    family, _, given = of.name.upper().partition(" ")
    names = (
        [[row(s, ("Họ",), "Surname", family)], [row(s, ("Chữ đệm và tên",), "Given names", given)]]
        if new else [[row(s, ("Họ và tên",), "Full name", of.name.upper())]]
    )  # fmt: skip
    shown = rng.choice((f"{of.birth:%d/%m/%Y}", f"{of.birth:%d / %m / %Y}"))
    lines = [
        [row(s, ("Loại",), "Type", "P"), row(s, ("Mã số",), "Code", "VNM", 0.3),
         row(s, ("Số hộ chiếu",), "Passport N°", passport, 0.58)],
        *names,
        [row(s, ("Quốc tịch",), "Nationality", "VIỆT NAM / VIETNAMESE")],
        [row(s, ("Ngày sinh",), "Date of birth", shown),
         row(s, ("Nơi sinh",), "Place of birth", of.birthplace.split(", ")[-1], 0.5)],
        [row(s, ("Giới tính",), "Sex", f"{of.sex} / {'M' if of.sex == 'Nam' else 'F'}"),
         row(s, ("Số ĐDCN, CMND",) if new else ("Số GCMND",), "ID No" if new else "ID card N°", of.number,
         0.5)],
        [row(s, ("Ngày cấp",), "Date of issue", day(of.issue)),
         row(s, ("Ngày hết hạn",) if new else ("Có giá trị đến",), "Date of expiry", day(of.expiry), 0.5)],
        [row(s, ("Nơi cấp",), "Place of issue", "Cục Quản lý xuất nhập cảnh")],
    ]  # fmt: skip
    s.style = replace(s.style, mode="above")
    s.rows(lines, (46, 13, s.width - 4, 69))
    zone(s, codes.td3(of, passport), 6.0)
    return {
        "personal_number": of.number, "full_name": of.name.upper(), "date_of_birth": iso(of.birth),
        "sex": of.sex,
        "nationality": "Việt Nam", "date_of_issue": iso(of.issue), "date_of_expiry": iso(of.expiry),
    }  # fmt: skip


_SIDES: dict[str, dict[str, Callable[[Sheet, Holder, str], dict[str, str]]]] = {
    "cccd_chip": {"front": _chip_front, "back": _chip_back},
    "can_cuoc": {"front": _new_front, "back": _new_back},
    "cccd_barcode": {"front": _text_front, "back": _text_back},
    "cmnd12": {"front": _text_front, "back": _text_back},
    "cmnd": {"front": _old_front, "back": _old_back},
    "passport": {"front": _passport},
}
