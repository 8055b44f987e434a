"""Cards drawn in another hand than ``bench.cards``: other fonts, places, colours, wordings, line breaks.

Only who the holder is comes from ``bench.cards``; nothing of its layouts, fonts, colours or backgrounds.
Which of the variations may be tuned on is said in ``bench.papers.split``.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from PIL import Image

from bench import cards
from bench.cards.kinds import Kind
from bench.papers.split import Split
from bench.papers.variety_hand import PAGE, Hand, Sheet

__all__ = ["VariedCard", "draw"]

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class VariedCard:
    """One card: its kind, what it shows (contract fields) and its drawn sides; a passport has one."""

    kind: Kind
    seed: int
    truth: dict[str, str]
    sides: tuple[Image.Image, ...]


def draw(kind: Kind, seed: int, split: Split = "train") -> VariedCard:
    """Draw one card of a kind; the same arguments give the same card."""
    rng = random.Random(f"variety:{split}:{kind}:{seed}")
    paper = cards.make_paper(kind, seed)
    box = (64, 204, 464, 738) if kind == "passport" else (70, 380, 440, 860)
    photo = paper.sides["front"].crop(box)
    hand = Hand(kind, rng, split)
    sides = [_fitting(_FRONTS.get(kind, _front), paper, hand, photo)]
    if kind != "passport":
        sides.append(_fitting(_BACKS.get(kind, _back), paper, hand, photo))
    return VariedCard(kind, seed, dict(paper.truth), tuple(sides))


def _fitting(draw_side: Callable[[cards.Paper, Hand, Image.Image], Sheet], paper: cards.Paper, hand: Hand,
             photo: Image.Image) -> Image.Image:  # fmt: skip
    """Draw a side, smaller as long as its text runs over its end."""
    sizes = hand.label_size, hand.value_size, hand.leading
    while True:
        sheet = draw_side(paper, hand, photo)
        if not sheet.spilled or hand.value_size <= 27:
            break
        hand.value_size -= 2
        hand.label_size = max(hand.label_size - 1, 25)
        hand.leading = max(hand.leading - 0.02, 1.14)
    hand.label_size, hand.value_size, hand.leading = sizes
    return sheet.image


def _front(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    holder, kind, rng = paper.holder, paper.kind, hand.rng
    sheet = hand.sheet()
    left = rng.randint(430, 520)
    middle = (left + 1550) / 2 - (90 if kind == "cccd_chip" else 0)
    sheet.fitted(middle, 80, _STATE, 36, 900)
    sheet.fitted(middle, 122, _MOTTO, 30, 600)
    if hand.english:
        sheet.fitted(middle, 160, "SOCIALIST REPUBLIC OF VIET NAM", 26, 700)
        sheet.fitted(middle, 194, "Independence - Freedom - Happiness", 25, 600)
    red = rng.choice(((200, 30, 40), (170, 20, 60), (30, 30, 30)))
    title, other = {
        "cccd_chip": ("CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card"),
        "can_cuoc": ("CĂN CƯỚC", "IDENTITY CARD"),
        "cccd_barcode": ("CĂN CƯỚC CÔNG DÂN", ""),
        "cmnd12": ("CHỨNG MINH NHÂN DÂN", ""),
    }[kind]
    sheet.fitted(middle, 262, title, 60, 700, ink=red)
    if other:
        sheet.fitted(middle, 300, other, 30, 600, ink=red)
    if kind == "cccd_chip":
        side = rng.randint(205, 250)
        sheet.qr(paper.extra["qr"], (1570 - side, rng.randint(24, 60)), side)
    size = (rng.randint(320, 380), rng.randint(430, 500))
    sheet.portrait(photo, (rng.randint(35, 70), rng.randint(290, 350)), size)
    name = holder.full_name if hand.mixed_name else holder.full_name.upper()
    y = 372.0
    if kind == "can_cuoc":
        y = sheet.row(left, y, hand.label("", "Số định danh cá nhân", "Personal identification number"),
                      holder.personal_number) + 16  # fmt: skip
        label = hand.label("", "Họ, chữ đệm và tên khai sinh", "Full name")
    else:
        gap = rng.choice(("", "", " "))
        digits = holder.personal_number
        shown = gap.join(digits[i : i + 3] for i in range(0, 12, 3))
        end = sheet.text((left, y), hand.label("number"), size=hand.label_size + 6)
        sheet.text((end + 24, y), shown, label=False, size=rng.randint(48, 60), bold=True)
        y += 62
        label = hand.label("name", "Họ và tên khai sinh" if kind == "cmnd12" else None)
    y = sheet.row(left, y, label, name)
    if kind == "cmnd12":
        y = sheet.row(left, y, hand.label("", "Họ và tên gọi khác"), "", same=True)
    born = "Ngày, tháng, năm sinh" if kind in ("cmnd12", "can_cuoc", "cccd_barcode") else None
    y = sheet.row(left, y, hand.label("born", born), hand.day(holder.date_of_birth), same=True)
    sheet.row(left, y, hand.label("sex"), holder.sex, same=True)
    if kind == "cmnd12":
        y = sheet.row(left + 480, y, hand.label("", "Dân tộc"), holder.ethnicity, same=True)
    elif hand.same_line and hand.english:
        y += hand.value_size * 1.3
        y = sheet.row(left, y, hand.label("nationality"), "Việt Nam", same=True)
    else:
        y = sheet.row(
            left + (560 if hand.english else 440), y, hand.label("nationality"), "Việt Nam", same=True
        )
    if kind != "can_cuoc":
        y = sheet.row(left, y, hand.label("origin"), hand.place(holder.place_of_origin))
        sheet.row(left, y, hand.label("residence"), hand.place(holder.place_of_residence))
        face = hand.label_size
        hand.label_size = 24
        ends = sheet.text((45, 880), hand.label("expiry"))
        hand.label_size = face
        below = ends > 250
        sheet.text((60 if below else ends + 12, 918 if below else 880), hand.day(holder.date_of_expiry),
                   label=False, size=30)  # fmt: skip
    return sheet


def _back(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    del photo
    holder, kind, rng = paper.holder, paper.kind, hand.rng
    sheet = hand.sheet()
    chip = kind == "cccd_chip"
    left, right = (60, 980) if chip else (430, 1540)
    y = 90.0 if chip else 260.0
    if not chip:
        bars = np.random.default_rng(rng.getrandbits(64)).integers(0, 2, (40, 330), np.uint8) * 255
        sheet.image.paste(Image.fromarray(bars).resize((1320, 160), Image.Resampling.NEAREST), (130, 30))
    y = sheet.row(left, y, hand.label("marks"), holder.identifying_features, right=right)
    day = holder.date_of_issue
    if chip:
        text = hand.label("", "Ngày, tháng, năm", "Date, month, year") + " " + hand.day(day)
    else:
        text = f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    middle = (left + right) / 2
    sheet.fitted(middle, y + 20, text, 36, right - left)
    office = paper.truth.get("issuing_authority", "")
    sheet.fitted(middle, y + 72, "CỤC TRƯỞNG", 32, 500)
    words = office.split(" ")
    half = len(words) // 2 + 1
    sheet.fitted(middle, y + 112, " ".join(words[:half]), 30, right - left)
    sheet.fitted(middle, y + 150, " ".join(words[half:]), 30, right - left)
    sheet.scribble((middle - 120, y + 260), 300)
    names = (("Ngón trỏ trái", "Left index finger"), ("Ngón trỏ phải", "Right index finger"))
    for index, (ours, theirs) in enumerate(names):
        x, top = (1100 + 240 * index, 110) if chip else (90, 230 + 370 * index)
        sheet.fitted(x + 110, top - 10, ours, 25, 225)
        if chip:
            sheet.fitted(x + 110, top + 20, theirs, 23, 225)
        sheet.prints(x, top + 40)
    if chip:
        sheet.zone(paper.extra["mrz"].split("\n"))
    return sheet


def _new_back(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    del photo
    holder, rng = paper.holder, hand.rng
    sheet = hand.sheet()
    sheet.floor = 690
    side = rng.randint(300, 350)
    sheet.qr(paper.extra["qr"], (1570 - side, rng.randint(25, 70)), side)
    y = sheet.row(60, 90, hand.label("", "Nơi cư trú", "Place of residence"),
                  hand.place(holder.place_of_residence), right=1560 - side)  # fmt: skip
    y = sheet.row(60, y, hand.label("", "Nơi đăng ký khai sinh", "Place of birth"),
                  hand.place(holder.place_of_birth_registration), right=1560 - side)  # fmt: skip
    same = hand.same_line
    y = sheet.row(60, y, hand.label("", "Ngày, tháng, năm cấp", "Date of issue"),
                  hand.day(holder.date_of_issue), same=same)  # fmt: skip
    sheet.row(60, y, hand.label("", "Ngày, tháng, năm hết hạn", "Date of expiry"),
              hand.day(holder.date_of_expiry), same=same)  # fmt: skip
    sheet.fitted(1290, 520, "BỘ CÔNG AN", 40, 420)
    sheet.fitted(1290, 560, "MINISTRY OF PUBLIC SECURITY", 26, 460)
    sheet.scribble((1200, 640), 200)
    sheet.zone(paper.extra["mrz"].split("\n"))
    return sheet


def _old_front(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    holder, rng = paper.holder, hand.rng
    sheet = hand.sheet()
    left = rng.randint(470, 540)
    sheet.fitted(1010, 85, _STATE, 36, 980)
    sheet.fitted(1010, 130, _MOTTO, 31, 600)
    sheet.fitted(1010, 215, "GIẤY CHỨNG MINH NHÂN DÂN", 58, 980, ink=(190, 30, 40))
    end = sheet.text(
        (rng.randint(640, 760), 300), rng.choice(("SỐ", "Số", "Số:")), size=44, ink=(190, 30, 40)
    )
    sheet.text((end + 24, 300), holder.personal_number, label=False, size=58, bold=True, ink=(190, 30, 40))
    sheet.portrait(photo, (rng.randint(50, 90), rng.randint(340, 390)), (370, 490))
    hand.same_line = rng.random() < 0.8
    name = holder.full_name if hand.mixed_name else holder.full_name.upper()
    y = sheet.row(left, 390, hand.label("name"), name)
    birth = rng.choice(("Sinh ngày", "Ngày sinh"))
    y = sheet.row(left, y, hand.label("", birth), hand.day(holder.date_of_birth), same=True)
    y = sheet.row(left, y, hand.label("", "Nguyên quán"), hand.place(holder.place_of_origin))
    sheet.row(left, y, hand.label("", "Nơi ĐKHK thường trú"), hand.place(holder.place_of_residence))
    return sheet


def _old_back(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    del photo
    holder = paper.holder
    sheet = hand.sheet()
    sheet.row(60, 90, hand.label("", "Dân tộc"), holder.ethnicity, same=True)
    sheet.row(780, 90, hand.label("", "Tôn giáo"), holder.religion, same=True)
    for index, text in enumerate(("NGÓN TRỎ TRÁI", "NGÓN TRỎ PHẢI")):
        sheet.fitted(210, 175 + 420 * index, text, 28, 300)
        sheet.prints(100, 190 + 420 * index)
    sheet.fitted(980, 175, "DẤU VẾT RIÊNG VÀ DỊ HÌNH", 36, 900)
    sheet.row(430, 245, "", holder.identifying_features, same=True)
    day = holder.date_of_issue
    sheet.fitted(1000, 450, f"Ngày {day.day:02d} tháng {day.month:02d} năm {day.year}", 38, 900)
    sheet.fitted(1000, 510, f"GIÁM ĐỐC {paper.truth['issuing_authority']}", 36, 900)
    sheet.scribble((900, 640), 300)
    return sheet


def _passport(paper: cards.Paper, hand: Hand, photo: Image.Image) -> Sheet:
    """Draw a data page: each label above its value, in two columns."""
    holder, rng = paper.holder, hand.rng
    sheet = hand.sheet(PAGE)
    sheet.floor = 920
    state = f"{_STATE}{hand.slash}SOCIALIST REPUBLIC OF VIET NAM"
    sheet.fitted(860, 62, state, 30, 1350)
    sheet.fitted(270, 160, f"HỘ CHIẾU{hand.slash}PASSPORT", 40, 460, ink=(150, 30, 60))
    sheet.portrait(photo, (rng.randint(50, 80), rng.randint(195, 230)), (rng.randint(360, 410), 530))
    hand.value_size, hand.label_size = min(hand.value_size, 38), min(hand.label_size, 27)
    new = holder.date_of_issue >= date(2023, 3, 1)
    left, second = rng.randint(495, 530), rng.randint(1000, 1060)
    words = holder.full_name.upper().split()
    step = 94.0 if new else 104.0
    y = 130.0

    def cell(x: float, vietnamese: str, english: str, value: str) -> None:
        sheet.row(x, y, hand.label("", vietnamese, english), value, same=False, right=1590)

    cell(left, "Loại", "Type", "P")
    cell(left + 250, "Mã số", "Code", "VNM")
    cell(second + 60, "Số hộ chiếu", "Passport N°", holder.passport_number)
    if new:
        for label, other, value in (("Họ", "Surname", words[0]),
                                    ("Chữ đệm và tên", "Given names", " ".join(words[1:]))):  # fmt: skip
            y += step
            cell(left, label, other, value)
    else:
        y += step
        cell(left, "Họ và tên", "Full name", holder.full_name.upper())
    sex = "NAM / M" if holder.sex == "Nam" else "NỮ / F"
    end = "Ngày hết hạn" if new else "Có giá trị đến"
    number = ("Số ĐDCN, CMND", "ID No") if new else ("Số GCMND", "ID card N°")
    rows = (
        (("Quốc tịch", "Nationality", "VIỆT NAM / VIETNAMESE"),),
        (("Ngày sinh", "Date of birth", hand.day(holder.date_of_birth)),
         ("Nơi sinh", "Place of birth", holder.birth_province.upper())),
        (("Giới tính", "Sex", sex), (*number, holder.personal_number)),
        (("Ngày cấp", "Date of issue", hand.day(holder.date_of_issue)),
         (end, "Date of expiry", hand.day(holder.date_of_expiry))),
        (("Nơi cấp", "Place of issue", "Cục Quản lý xuất nhập cảnh / Immigration Department"),),
    )  # fmt: skip
    for row in rows:
        y += step
        for x, (label, other, value) in zip((left, second), row, strict=False):
            cell(x, label, other, value)
    sheet.draw.rectangle((0, 944, PAGE[0], PAGE[1]), fill=(248, 248, 247))
    sheet.zone(paper.extra["mrz"].split("\n"))
    return sheet


_FRONTS = {"cmnd": _old_front, "passport": _passport}
_BACKS = {"can_cuoc": _new_back, "cmnd": _old_back}
