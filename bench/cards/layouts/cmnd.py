"""CMND with 9 digits (Decree 05/1999/NĐ-CP). No sex, no nationality, no expiry date, no English."""

import random

from PIL import Image

from bench.cards import art
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import ID1, Sheet, Style

_FRONT = ((196, 222, 206), (226, 236, 216), (190, 220, 214))
_BACK = ((214, 230, 214), (230, 236, 218), (204, 226, 214))
_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw front (photo, number, name, birth, places) and back (ethnicity, marks, prints, issue)."""
    city = "TP" if holder.issue_province in _CITIES else "TỈNH"
    office = f"CA {city} {holder.issue_province.upper()}"
    names = ["personal_number", "full_name", "date_of_birth", "place_of_origin", "place_of_residence",
             "ethnicity", "religion", "identifying_features", "date_of_issue",
             "issuing_authority"]  # fmt: skip
    return common.Drawn(
        {"front": _front(holder, style, photo, rng), "back": _back(holder, style, rng, office)},
        common.truth_of(holder, *names, issuing_authority=office),
    )


def _front(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> Image.Image:
    sheet = Sheet(art.background(ID1, _FRONT, ((110, 175, 140), (150, 190, 150), (110, 170, 170)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.emblem(216), (148 + dx, 60 + dy))
    common.motto(sheet, style, 1010 + dx, 98 + dy, english=False)
    sheet.text((1010 + dx, 226 + dy), "GIẤY CHỨNG MINH NHÂN DÂN", style.labels(60, 700), style.red, "ms")
    aged = photo.convert("L").convert("RGB") if rng.random() < 0.3 else photo
    sheet.paste(aged.resize((380, 500)), (70 + dx, 380 + dy))
    label, ink = style.labels(38), style.value_ink
    left = 500 + dx
    end = sheet.text((720 + dx, 318 + dy), "SỐ", style.labels(46, 700), style.red)
    sheet.spaced((end + 30, 322 + dy), holder.personal_number, style.values(66, 600), style.red, 9)
    top = 412 + dy
    rows = (
        ("Họ tên", holder.full_name.upper(), 2),
        ("Sinh ngày", holder.date_of_birth.strftime("%d-%m-%Y"), 1),
        ("Nguyên quán", holder.place_of_origin, 2),
        ("Nơi ĐKHK thường trú", holder.place_of_residence, 3),
    )
    for name, text, room in rows:
        face = style.values(42, 500)
        after = sheet.text((left, top), style.label(name), label, style.label_ink)
        lines = sheet.wrapped((left, top), text, face, ink, width=1560 - left, leading=66, first=after + 18)
        for line in range(max(lines, min(room, 2))):
            start = after + 10 if line == 0 else left
            _dots(sheet, start, 1560, top + line * 66 + 8, style)
        top += 76 + (max(lines, min(room, 2)) - 1) * 66 if name != "Họ tên" else 80
    return sheet.image


def _dots(sheet: Sheet, start: float, end: float, y: float, style: Style) -> None:
    for x in range(int(start), int(end), 9):
        sheet.draw.ellipse((x, y, x + 2, y + 2), fill=style.label_ink)


def _back(holder: Holder, style: Style, rng: random.Random, office: str) -> Image.Image:
    sheet = Sheet(art.background(ID1, _BACK, ((120, 180, 140), (170, 190, 150)), rng))
    dx, dy = style.dx, style.dy
    label, value, ink = style.labels(36), style.values(40, 500), style.value_ink
    left = 70 + dx
    end = sheet.text((left, 92 + dy), style.label("Dân tộc"), label, style.label_ink)
    sheet.text((end + 16, 92 + dy), holder.ethnicity, value, ink)
    end = sheet.text((760 + dx, 92 + dy), style.label("Tôn giáo"), label, style.label_ink)
    sheet.text((end + 16, 92 + dy), holder.religion, value, ink)
    line = (110, 130, 120)
    for y in (122, 992):
        sheet.draw.line((40, y + dy, 1560, y + dy), fill=line, width=2)
    sheet.draw.line((400 + dx, 122 + dy, 400 + dx, 992 + dy), fill=line, width=2)
    sheet.draw.line((400 + dx, 370 + dy, 1560, 370 + dy), fill=line, width=2)
    small = style.labels(28, 600)
    for index, side in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        top = 176 + dy + index * 426
        sheet.text((220 + dx, top - 14), side, small, style.label_ink, "ms")
        common.finger(sheet, (90 + dx, top, 350 + dx, top + 330), rng)
    sheet.text((980 + dx, 172 + dy), "DẤU VẾT RIÊNG VÀ DỊ HÌNH", style.labels(36, 700), style.label_ink, "ms")
    sheet.wrapped((440 + dx, 244 + dy), holder.identifying_features, value, ink, width=1090, leading=60)
    day = holder.date_of_issue
    words = f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    middle = 1010 + dx
    sheet.text((middle, 440 + dy), words, value, ink, "ms")
    sheet.text((middle, 502 + dy), f"GIÁM ĐỐC {office}", style.labels(38, 700), style.label_ink, "ms")
    common.signed(sheet, style, middle, 548 + dy, rng, diameter=310)
    return sheet.image
