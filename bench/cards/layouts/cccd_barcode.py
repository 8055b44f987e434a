"""CCCD with a 2D barcode, issued 2016 to January 2021 (Circular 61/2015/TT-BCA). Vietnamese labels alone."""

import random
from datetime import date

from PIL import Image

from bench.cards import art
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import ID1, Sheet, Style

_FRONT = ((208, 230, 206), (240, 240, 214), (196, 224, 222))
_BACK = ((226, 236, 214), (240, 236, 216), (210, 228, 216))


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw front (photo and fields) and back (barcode, prints, features, issue)."""
    if holder.date_of_issue < date(2018, 10, 10):
        office = ("CỤC CẢNH SÁT ĐKQL CƯ TRÚ", "VÀ DLQG VỀ DÂN CƯ")
    else:
        office = ("CỤC CẢNH SÁT", "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI")
    names = ["personal_number", "full_name", "date_of_birth", "sex", "nationality", "place_of_origin",
             "place_of_residence", "date_of_issue", "date_of_expiry", "issuing_authority",
             "identifying_features"]  # fmt: skip
    return common.Drawn(
        {"front": _front(holder, style, photo, rng), "back": _back(holder, style, rng, office)},
        common.truth_of(holder, *names, issuing_authority=" ".join(office)),
    )


def _front(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> Image.Image:
    sheet = Sheet(art.background(ID1, _FRONT, ((130, 185, 140), (220, 190, 130), (130, 180, 190)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.emblem(250), (110 + dx, 50 + dy))
    common.motto(sheet, style, 1000 + dx, 96 + dy, english=False)
    sheet.text((1000 + dx, 244 + dy), "CĂN CƯỚC CÔNG DÂN", style.labels(72, 700), style.red, "ms")
    sheet.paste(photo, (66 + dx, 324 + dy))
    label, ink = style.labels(36), style.value_ink
    left = 496 + dx
    end = sheet.text((left, 336 + dy), style.label("Số"), style.labels(46, 600), style.red)
    sheet.spaced((end + 24, 338 + dy), holder.personal_number, style.values(62, 700), style.red, 5)

    def row(y: float, x: float, name: str, text: str, size: int = 40) -> float:
        after = sheet.text((x, y), style.label(name), label, style.label_ink)
        return sheet.text((after + 16, y), text, style.values(size, 500), ink)

    row(420 + dy, left, "Họ và tên", holder.full_name.upper(), 44)
    row(494 + dy, left, "Ngày, tháng, năm sinh", common.printed(holder.date_of_birth))
    end = row(566 + dy, left, "Giới tính", holder.sex)
    row(566 + dy, max(end + 50, 900 + dx), "Quốc tịch", "Việt Nam")
    top: float = 640 + dy
    for name, text in (("Quê quán", holder.place_of_origin), ("Nơi thường trú", holder.place_of_residence)):
        after = sheet.text((left, top), style.label(name), label, style.label_ink)
        lines = sheet.wrapped((left, top), text, style.values(39, 500), ink, width=1560 - left, leading=58,
                              first=after + 16)  # fmt: skip
        top += 66 + max(lines - 1, 1) * 58
    end = sheet.text((66 + dx, 944 + dy), style.label("Có giá trị đến"), style.labels(29), style.label_ink)
    sheet.text((end + 10, 944 + dy), common.printed(holder.date_of_expiry), style.values(29, 500), ink)
    return sheet.image


def _back(holder: Holder, style: Style, rng: random.Random, office: tuple[str, str]) -> Image.Image:
    sheet = Sheet(art.background(ID1, _BACK, ((150, 190, 150), (220, 190, 160)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.noise_barcode(1180, 190, rng), (350 + dx, 44 + dy))
    small, ink = style.labels(26), style.value_ink
    common.finger(sheet, (70 + dx, 280 + dy, 340 + dx, 590 + dy), rng)
    sheet.text((205 + dx, 270 + dy), "Ngón trỏ trái", small, style.label_ink, "ms")
    common.finger(sheet, (70 + dx, 640 + dy, 340 + dx, 950 + dy), rng)
    sheet.text((205 + dx, 628 + dy), "Ngón trỏ phải", small, style.label_ink, "ms")
    left = 420 + dx
    sheet.text((left, 310 + dy), style.label(style.features_label), style.labels(36, 600), style.label_ink)
    sheet.wrapped(
        (left, 372 + dy), holder.identifying_features, style.values(38), ink, width=1080, leading=54
    )
    day = holder.date_of_issue
    words = f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    middle = 1000 + dx
    sheet.text((middle, 504 + dy), words, style.values(36), ink, "ms")
    sheet.text((middle, 562 + dy), f"CỤC TRƯỞNG {office[0]}", style.labels(33, 700), style.label_ink, "ms")
    sheet.text((middle, 604 + dy), office[1], style.labels(33, 700), style.label_ink, "ms")
    common.signed(sheet, style, middle, 636 + dy, rng, diameter=260)
    return sheet.image
