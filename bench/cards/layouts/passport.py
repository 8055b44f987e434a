"""The data page of a passport (ICAO TD3): the old labels, and those of the e-passport from 1 March 2023."""

import random
from datetime import date

from PIL import Image

from bench.cards import art, codes
from bench.cards.holder import Holder
from bench.cards.layouts import common
from bench.cards.paint import TD3, Sheet, Style
from bench.cards.portraits import ghost

_PAGE = ((226, 226, 240), (244, 240, 230), (214, 226, 238))
_OFFICE = "Cục Quản lý xuất nhập cảnh"


def draw(holder: Holder, style: Style, photo: Image.Image, rng: random.Random) -> common.Drawn:
    """Draw the data page as ``front``; there is no back."""
    mrz = codes.td3(holder)
    names = ["personal_number", "full_name", "date_of_birth", "sex", "nationality", "date_of_issue",
             "date_of_expiry", "issuing_authority"]  # fmt: skip
    return common.Drawn(
        {"front": _page(holder, style, photo, rng, mrz)},
        common.truth_of(holder, *names, issuing_authority=_OFFICE),
        {
            "mrz": "\n".join(mrz),
            "passport_number": holder.passport_number,
            "place_of_birth": holder.birth_province,
        },
    )


def _page(holder: Holder, style: Style, photo: Image.Image, rng: random.Random,
          mrz: tuple[str, ...]) -> Image.Image:  # fmt: skip
    sheet = Sheet(art.background(TD3, _PAGE, ((150, 160, 210), (210, 170, 190), (150, 190, 180)), rng))
    dx, dy = style.dx, style.dy
    new = holder.date_of_issue >= date(2023, 3, 1)
    sheet.paste(art.emblem(104), (212 + dx, 18 + dy))
    state = f"{common.STATE} / {common.STATE_EN}"
    sheet.text((880 + dx, 66 + dy), state, style.labels(26, 600), style.label_ink, "ms")
    sheet.text((264 + dx, 172 + dy), "HỘ CHIẾU / PASSPORT", style.labels(35, 700), style.red, "ms")
    sheet.paste(photo, (64 + dx, 204 + dy))
    sheet.paste(ghost(photo, 160, rng.uniform(0.3, 0.5)), (1412 + dx, 540 + dy))
    first, second = 510 + dx, 1010 + dx
    words = holder.full_name.upper().split()
    nation, sex = "VIỆT NAM / VIETNAMESE", ("NAM / M" if holder.sex == "Nam" else "NỮ / F")
    born, issued, ends = (
        common.printed(day) for day in (holder.date_of_birth, holder.date_of_issue, holder.date_of_expiry)
    )

    def cell(x: float, y: float, vietnamese: str, english: str, text: str) -> None:
        sheet.text((x, y), f"{vietnamese} / {english}", style.labels(25), style.label_ink)
        sheet.text((x, y + 44), text, style.values(36, 600), style.value_ink)

    top = 128 + dy
    cell(first, top, "Loại", "Type", "P")
    cell(first + 250, top, "Mã số", "Code", "VNM")
    cell(second + 60, top, "Số hộ chiếu", "Passport N°", holder.passport_number)
    if new:
        cell(first, top + 94, "Họ", "Surname", words[0])
        cell(first, top + 188, "Chữ đệm và tên", "Given names", " ".join(words[1:]))
        base = top + 282
    else:
        cell(first, top + 100, "Họ và tên", "Full name", holder.full_name.upper())
        base = top + 206
    step = 96 if new else 108
    cell(first, base, "Quốc tịch", "Nationality", nation)
    cell(first, base + step, "Ngày sinh", "Date of birth", born)
    cell(second, base + step, "Nơi sinh", "Place of birth", holder.birth_province.upper())
    cell(first, base + 2 * step, "Giới tính", "Sex", sex)
    cell(second, base + 2 * step, "Số ĐDCN, CMND" if new else "Số GCMND", "ID No" if new else "ID card N°",
         holder.personal_number)  # fmt: skip
    cell(first, base + 3 * step, "Ngày cấp", "Date of issue", issued)
    cell(second, base + 3 * step, "Ngày hết hạn" if new else "Có giá trị đến", "Date of expiry", ends)
    cell(first, base + 4 * step, "Nơi cấp", "Place of issue", f"{_OFFICE} / Immigration Department")
    sheet.draw.rectangle((0, 944, TD3[0], TD3[1]), fill=(250, 250, 250))
    sheet.mrz(mrz, left=84, right=1516, top=1012, bottom=1092, size=38, ink=(22, 22, 26))
    return sheet.image
