"""Chip CCCD, issued 23 January 2021 to 30 June 2024 (Circular 06/2021/TT-BCA)."""

import random

from PIL import Image

from bench.cards import art, codes
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import ID1, Sheet, Style

_OFFICE = "CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"
_FRONT = ((214, 236, 232), (246, 244, 226), (205, 230, 236))
_BACK = ((232, 240, 226), (246, 240, 226), (214, 232, 232))


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw front (photo, fields, QR of 7 fields) and back (features, prints, MRZ)."""
    payload, mrz = codes.qr_payload(holder), codes.td1(holder)
    names = ["personal_number", "previous_number", "full_name", "date_of_birth", "sex", "nationality",
             "place_of_origin", "place_of_residence", "date_of_issue", "date_of_expiry", "issuing_authority",
             "identifying_features"]  # fmt: skip
    return common.Drawn(
        {"front": _front(holder, style, photo, rng, payload), "back": _back(holder, style, rng, mrz)},
        common.truth_of(holder, *names, issuing_authority=_OFFICE),
        {"qr": payload, "mrz": "\n".join(mrz)},
    )


def _front(holder: Holder, style: Style, photo: Image.Image, rng: random.Random, payload: str) -> Image.Image:
    sheet = Sheet(art.background(ID1, _FRONT, ((120, 190, 190), (230, 170, 150), (180, 200, 130)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.emblem(224), (60 + dx, 48 + dy))
    common.motto(sheet, style, 800 + dx, 92 + dy, english=True)
    sheet.text((850 + dx, 306 + dy), "CĂN CƯỚC CÔNG DÂN", style.labels(62, 700), style.red, "ms")
    sheet.text((850 + dx, 358 + dy), "Citizen Identity Card", style.labels(40, 500), style.red, "ms")
    art.contactless(sheet.draw, (1232 + dx, 328 + dy), 92, (60, 60, 70))
    sheet.qr(payload, (1336 + dx, 54 + dy, 226))
    sheet.paste(photo, (62 + dx, 300 + dy))
    label, value, ink = style.labels(33), style.values(38, 500), style.value_ink
    left = 478 + dx
    end = sheet.text((left, 436 + dy), style.label("Số", "No."), style.labels(38), style.label_ink)
    sheet.text((end + 18, 438 + dy), holder.personal_number, style.values(58, 700), ink)
    sheet.text((left, 494 + dy), style.label("Họ và tên", "Full name"), label, style.label_ink)
    sheet.text((left, 548 + dy), holder.full_name.upper(), style.values(43, 500), ink)
    end = sheet.text((left, 604 + dy), style.label("Ngày sinh", "Date of birth"), label, style.label_ink)
    sheet.text((end + 14, 604 + dy), common.printed(holder.date_of_birth), value, ink)
    end = sheet.text((left, 658 + dy), style.label("Giới tính", "Sex"), label, style.label_ink)
    end = sheet.text((end + 14, 658 + dy), holder.sex, value, ink)
    end = sheet.text((max(end + 36, 890 + dx), 658 + dy), style.label("Quốc tịch", "Nationality"), label,
                     style.label_ink)  # fmt: skip
    sheet.text((end + 14, 658 + dy), "Việt Nam", value, ink)
    sheet.text((left, 712 + dy), style.label("Quê quán", "Place of origin"), label, style.label_ink)
    lines = sheet.wrapped(
        (left, 764 + dy), holder.place_of_origin, style.values(37), ink, width=1080, leading=48
    )
    top = 820 + dy + (lines - 1) * 44
    end = sheet.text((left, top), style.label("Nơi thường trú", "Place of residence"), label, style.label_ink)
    sheet.wrapped((left, top), holder.place_of_residence, style.values(37), ink, width=1570 - left,
                  leading=50, first=end + 14)  # fmt: skip
    small = style.labels(27)
    sheet.text((62 + dx, 902 + dy), style.label("Có giá trị đến", None), small, style.label_ink)
    end = sheet.text((62 + dx, 936 + dy), "Date of expiry:", small, style.label_ink)
    sheet.text((end + 10, 936 + dy), common.printed(holder.date_of_expiry), style.values(27), ink)
    return sheet.image


def _back(holder: Holder, style: Style, rng: random.Random, mrz: tuple[str, ...]) -> Image.Image:
    sheet = Sheet(art.background(ID1, _BACK, ((150, 190, 160), (225, 180, 160)), rng))
    dx, dy = style.dx, style.dy
    label, ink = style.labels(31), style.value_ink
    left = 62 + dx
    sheet.text((left, 78 + dy), style.label(style.features_label, "Personal identification"), label,
               style.label_ink)  # fmt: skip
    sheet.wrapped((left, 126 + dy), holder.identifying_features, style.values(34), ink, width=960, leading=44)
    end = sheet.text((left, 206 + dy), style.label("Ngày, tháng, năm", "Date, month, year"), label,
                     style.label_ink)  # fmt: skip
    sheet.text((end + 14, 206 + dy), common.printed(holder.date_of_issue), style.values(34), ink)
    middle, bold, small = 640 + dx, style.labels(27, 700), style.labels(22)
    sheet.text((middle, 256 + dy), "CỤC TRƯỞNG CỤC CẢNH SÁT", bold, style.label_ink, "ms")
    sheet.text((middle, 290 + dy), "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", bold, style.label_ink, "ms")
    sheet.text((middle, 322 + dy), "DIRECTOR GENERAL OF THE POLICE DEPARTMENT", small, style.label_ink, "ms")
    sheet.text(
        (middle, 350 + dy), "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER", small, style.label_ink, "ms"
    )
    common.signed(sheet, style, middle + 20, 372 + dy, rng)
    sheet.paste(art.chip(200), (96 + dx, 400 + dy))
    for index, (vietnamese, english) in enumerate(
        (("Vân tay ngón trỏ trái", "Left index finger"), ("Vân tay ngón trỏ phải", "Right index finger"))
    ):
        top = 46 + dy + index * 306
        common.finger(sheet, (1270 + dx, top, 1500 + dx, top + 226), rng)
        sheet.text((1385 + dx, top + 254), vietnamese, style.labels(25), style.label_ink, "ms")
        sheet.text((1385 + dx, top + 282), english, style.labels(23), style.label_ink, "ms")
    sheet.mrz(mrz, left=86 + dx, right=1514 + dx, top=748 + dy, bottom=936 + dy, size=52, ink=(22, 22, 26))
    return sheet.image
