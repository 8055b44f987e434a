"""CMND with 12 digits, issued 2012 to 2015 (Circular 27/2012/TT-BCA, amended by 57/2013/TT-BCA)."""

import random

from PIL import Image

from bench.cards import art
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import ID1, Sheet, Style

_OFFICE = ("CỤC CẢNH SÁT ĐKQL CƯ TRÚ", "VÀ DLQG VỀ DÂN CƯ")
_FRONT = ((206, 228, 210), (236, 240, 216), (190, 218, 222))
_BACK = ((222, 234, 216), (238, 236, 218), (206, 226, 220))


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw front (photo and fields) and back (barcode, prints, features, issue)."""
    names = ["personal_number", "full_name", "date_of_birth", "sex", "ethnicity", "place_of_origin",
             "place_of_residence", "date_of_issue", "date_of_expiry", "issuing_authority",
             "identifying_features"]  # fmt: skip
    return common.Drawn(
        {"front": _front(holder, style, photo, rng), "back": _back(holder, style, rng)},
        common.truth_of(holder, *names, issuing_authority=" ".join(_OFFICE)),
    )


def _front(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> Image.Image:
    sheet = Sheet(art.background(ID1, _FRONT, ((120, 180, 150), (190, 190, 140), (120, 170, 190)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.emblem(240), (120 + dx, 48 + dy))
    common.motto(sheet, style, 1000 + dx, 92 + dy, english=False)
    sheet.text((1000 + dx, 226 + dy), "CHỨNG MINH NHÂN DÂN", style.labels(68, 700), style.red, "ms")
    sheet.paste(photo, (66 + dx, 312 + dy))
    label, ink = style.labels(34), style.value_ink
    left = 490 + dx
    end = sheet.text((left + 120, 306 + dy), style.label("Số"), style.labels(44, 600), style.red)
    sheet.spaced((end + 24, 308 + dy), holder.personal_number, style.values(58, 700), style.red, 5)

    def row(y: float, x: float, name: str, text: str, size: int = 38) -> float:
        after = sheet.text((x, y), style.label(name), label, style.label_ink)
        return sheet.text((after + 16, y), text, style.values(size, 500), ink)

    sheet.text((left, 368 + dy), style.label("Họ và tên khai sinh"), label, style.label_ink)
    sheet.text((left + 40, 424 + dy), holder.full_name.upper(), style.values(43, 600), ink)
    row(484 + dy, left, "Họ và tên gọi khác", "")
    row(544 + dy, left, "Ngày, tháng, năm sinh", common.printed(holder.date_of_birth))
    end = row(604 + dy, left, "Giới tính", holder.sex)
    row(604 + dy, max(end + 60, 900 + dx), "Dân tộc", holder.ethnicity)
    top: float = 668 + dy
    for name, text in (("Quê quán", holder.place_of_origin), ("Nơi thường trú", holder.place_of_residence)):
        after = sheet.text((left, top), style.label(name), label, style.label_ink)
        lines = sheet.wrapped((left, top), text, style.values(37, 500), ink, width=1560 - left, leading=56,
                              first=after + 16)  # fmt: skip
        top += 62 + max(lines - 1, 1) * 56
    end = sheet.text((66 + dx, 936 + dy), style.label("Có giá trị đến"), style.labels(29), style.label_ink)
    sheet.text((end + 10, 936 + dy), common.printed(holder.date_of_expiry), style.values(29, 500), ink)
    return sheet.image


def _back(holder: Holder, style: Style, rng: random.Random) -> Image.Image:
    sheet = Sheet(art.background(ID1, _BACK, ((140, 185, 150), (200, 190, 150)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.noise_barcode(1140, 180, rng), (390 + dx, 48 + dy))
    small, ink = style.labels(26), style.value_ink
    for index, side in enumerate(("Ngón trỏ trái", "Ngón trỏ phải")):
        top = 110 + dy + index * 446
        sheet.text((210 + dx, top - 12), side, small, style.label_ink, "ms")
        common.finger(sheet, (80 + dx, top, 340 + dx, top + 340), rng)
    left = 430 + dx
    sheet.text((left, 320 + dy), style.label("Đặc điểm nhận dạng"), style.labels(36, 600), style.label_ink)
    sheet.wrapped(
        (left, 386 + dy), holder.identifying_features, style.values(38), ink, width=1080, leading=56
    )
    day = holder.date_of_issue
    words = f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    middle = 1000 + dx
    sheet.text((middle, 516 + dy), words, style.values(36), ink, "ms")
    sheet.text((middle, 572 + dy), f"CỤC TRƯỞNG {_OFFICE[0]}", style.labels(33, 700), style.label_ink, "ms")
    sheet.text((middle, 614 + dy), _OFFICE[1], style.labels(33, 700), style.label_ink, "ms")
    common.signed(sheet, style, middle, 644 + dy, rng, diameter=260)
    return sheet.image
