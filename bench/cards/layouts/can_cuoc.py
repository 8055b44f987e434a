"""Căn cước, issued from 1 July 2024 (Law 26/2023/QH15, Circular 16/2024/TT-BCA)."""

import random

from PIL import Image

from bench.cards import art, codes
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import ID1, Sheet, Style
from bench.cards.portraits import ghost

_OFFICE = "BỘ CÔNG AN"
_FRONT = ((206, 232, 240), (240, 246, 236), (222, 236, 214))
_BACK = ((226, 238, 236), (242, 246, 234), (212, 232, 240))


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw front (photo and five fields) and back (addresses, dates, QR of 11 fields, MRZ)."""
    payload, mrz = codes.qr_payload(holder, trailing=4), codes.td1(holder)
    names = ["personal_number", "previous_number", "full_name", "date_of_birth", "sex", "nationality",
             "place_of_residence", "place_of_birth_registration", "date_of_issue", "date_of_expiry",
             "issuing_authority"]  # fmt: skip
    return common.Drawn(
        {"front": _front(holder, style, photo, rng), "back": _back(holder, style, rng, payload, mrz)},
        common.truth_of(holder, *names, issuing_authority=_OFFICE),
        {"qr": payload, "mrz": "\n".join(mrz)},
    )


def _front(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> Image.Image:
    sheet = Sheet(art.background(ID1, _FRONT, ((120, 180, 200), (170, 200, 150), (220, 190, 150)), rng))
    dx, dy = style.dx, style.dy
    sheet.paste(art.emblem(224), (70 + dx, 50 + dy))
    common.motto(sheet, style, 900 + dx, 92 + dy, english=True)
    sheet.text((900 + dx, 316 + dy), "CĂN CƯỚC", style.labels(74, 700), style.red, "ms")
    sheet.text((900 + dx, 372 + dy), "IDENTITY CARD", style.labels(44, 600), style.red, "ms")
    sheet.paste(art.chip(176), (1376 + dx, 236 + dy))
    sheet.paste(photo, (70 + dx, 316 + dy))
    sheet.paste(ghost(photo, 150, rng.uniform(0.35, 0.55)), (1392 + dx, 700 + dy))
    label, value, ink = style.labels(31), style.values(42, 600), style.value_ink
    left = 492 + dx
    rows = (
        ("Số định danh cá nhân", "Personal identification number", holder.personal_number, 56),
        ("Họ, chữ đệm và tên khai sinh", "Full name", holder.full_name.upper(), 44),
        ("Ngày, tháng, năm sinh", "Date of birth", common.printed(holder.date_of_birth), 42),
    )
    for index, (vietnamese, english, text, size) in enumerate(rows):
        top = 446 + dy + index * 128
        sheet.text((left, top), style.label(vietnamese, english), label, style.label_ink)
        sheet.text((left, top + 58), text, style.values(size, 600), ink)
    top = 446 + dy + 3 * 128
    sheet.text((left, top), style.label("Giới tính", "Sex"), label, style.label_ink)
    sheet.text((left, top + 56), holder.sex, value, ink)
    sheet.text((left + 430, top), style.label("Quốc tịch", "Nationality"), label, style.label_ink)
    sheet.text((left + 430, top + 56), "Việt Nam", value, ink)
    return sheet.image


def _back(
    holder: Holder, style: Style, rng: random.Random, payload: str, mrz: tuple[str, ...]
) -> Image.Image:
    sheet = Sheet(art.background(ID1, _BACK, ((150, 190, 190), (190, 200, 150)), rng))
    dx, dy = style.dx, style.dy
    label, value, ink = style.labels(29), style.values(34, 500), style.value_ink
    left = 64 + dx
    top = 74 + dy
    sheet.text((left, top), style.label("Nơi cư trú", "Place of residence"), label, style.label_ink)
    lines = sheet.wrapped((left, top + 46), holder.place_of_residence, value, ink, width=1080, leading=44)
    top += 98 + (lines - 1) * 44
    sheet.text((left, top), style.label("Nơi đăng ký khai sinh", "Place of birth"), label, style.label_ink)
    lines = sheet.wrapped(
        (left, top + 46), holder.place_of_birth_registration, value, ink, width=1080, leading=44
    )
    top += 98 + (lines - 1) * 44
    sheet.text((left, top), style.label("Ngày, tháng, năm cấp", "Date of issue"), label, style.label_ink)
    sheet.text((left, top + 44), common.printed(holder.date_of_issue), value, ink)
    sheet.text(
        (left, top + 96), style.label("Ngày, tháng, năm hết hạn", "Date of expiry"), label, style.label_ink
    )
    sheet.text((left, top + 140), common.printed(holder.date_of_expiry), value, ink)
    sheet.paste(art.chip(176), (66 + dx, max(int(top) + 168, 520 + dy)))
    middle = 940 + dx
    sheet.text((middle, 400 + dy), "BỘ CÔNG AN", style.labels(31, 700), style.label_ink, "ms")
    sheet.text((middle, 436 + dy), "MINISTRY OF PUBLIC SECURITY", style.labels(25), style.label_ink, "ms")
    sheet.paste(art.seal(210, rng), (int(middle - 105), 450 + dy))
    sheet.qr(payload, (1196 + dx, 56 + dy, 337))
    sheet.mrz(mrz, left=86 + dx, right=1514 + dx, top=764 + dy, bottom=944 + dy, size=52, ink=(22, 22, 26))
    return sheet.image
