"""Cards drawn in another hand than ``bench.cards``: other fonts, places, colours, wordings, line breaks.

Only who the holder is comes from ``bench.cards``; nothing of its layouts, fonts, colours or backgrounds. It
is there to show where the reader depends on them, and must not be used to tune anything.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import cv2
import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from bench import cards
from bench.cards.fonts import font
from bench.cards.kinds import Kind
from bench.cards.paint import Colour

SIZE = (1600, 1009)
_FACES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    ("DejaVuSerifCondensed.ttf", "DejaVuSerifCondensed-Bold.ttf"),
    ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
)
_ZONE_FACES = ("LiberationMono-Bold.ttf", "DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "ocrb", "ocrb")
_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
#: Wordings of each label: Vietnamese ones, then English ones for the papers that have two languages.
_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "number": (("Số",), ("No.", "No", "No:")),
    "name": (("Họ và tên", "Họ tên"), ("Full name",)),
    "born": (("Ngày sinh", "Ngày, tháng, năm sinh"), ("Date of birth",)),
    "sex": (("Giới tính",), ("Sex",)),
    "nationality": (("Quốc tịch",), ("Nationality",)),
    "origin": (("Quê quán",), ("Place of origin",)),
    "residence": (("Nơi thường trú",), ("Place of residence",)),
    "expiry": (("Có giá trị đến",), ("Date of expiry",)),
    "marks": (("Đặc điểm nhân dạng", "Đặc điểm nhận dạng"), ("Personal identification",)),
}


@dataclass(frozen=True, slots=True)
class VariedCard:
    """One card: its kind, what it shows (contract fields) and its two drawn sides."""

    kind: Kind
    seed: int
    truth: dict[str, str]
    front: Image.Image
    back: Image.Image


@cache
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    if name == "ocrb":
        return font("ocrb", size)
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        # Not on this machine (Debian: fonts-dejavu, fonts-liberation): better another font than none.
        return font("noto", size, 700 if "Bold" in name else 400, 80 if "Condensed" in name else 100)


class _Hand:
    """The habits of one printer: faces, sizes, colours, wordings and spacing, the same on both sides."""

    def __init__(self, kind: Kind, rng: random.Random) -> None:
        self.rng = rng
        self.english = kind in ("cccd_chip", "can_cuoc")
        self.label_faces, self.value_faces = rng.choice(_FACES), rng.choice(_FACES)
        self.label_size, self.value_size = rng.randint(29, 37), rng.randint(36, 46)
        self.label_ink = rng.choice(((20, 20, 24), (30, 50, 110), (110, 30, 40), (70, 70, 70), (10, 80, 70)))
        self.value_ink = rng.choice(((10, 10, 12), (25, 25, 60), (50, 50, 50), (0, 40, 30)))
        self.colon = rng.choice((":", ":", "", " :"))
        self.slash = rng.choice(("/", " / ", "/ "))
        self.same_line = rng.random() < 0.5
        self.value_bold = rng.random() < 0.4
        self.dash = rng.choice(("/", "/", "-", "."))
        self.mixed_name = rng.random() < 0.15
        self.shade = rng.choice(("plain", "plain", "waves", "picture"))

    def label(self, key: str, vietnamese: str | None = None, english: str | None = None) -> str:
        """Return a label's wording with its English part where the paper has one."""
        ours, theirs = _WORDS.get(key, ((vietnamese or "",), (english or "",)))
        text = vietnamese or self.rng.choice(ours)
        other = english or self.rng.choice(theirs)
        return text + (self.slash + other if self.english and other else "") + self.colon

    def day(self, day: date | None) -> str:
        """Return a printed date."""
        return "Không thời hạn" if day is None else day.strftime(f"%d{self.dash}%m{self.dash}%Y")

    def sheet(self) -> "_Sheet":
        """Return an empty side with a background."""
        rng = self.rng
        base = tuple(rng.randint(205, 250) for _ in range(3))
        picture = np.empty((SIZE[1], SIZE[0], 3), np.float32)
        picture[:] = base
        noise = np.random.default_rng(rng.getrandbits(64))
        if self.shade == "picture":
            clouds = cv2.resize(noise.normal(0, 1, (9, 13)).astype(np.float32), SIZE,
                                interpolation=cv2.INTER_CUBIC)  # fmt: skip
            picture += clouds[..., None] * np.array([9, 6, 12], np.float32)
            fine = cv2.resize(noise.normal(0, 1, (110, 170)).astype(np.float32), SIZE)
            picture += fine[..., None] * 5
        elif self.shade == "waves":
            y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
            wave = np.sin(y / rng.uniform(2.5, 5) + 6 * np.sin(x / rng.uniform(90, 240)))
            picture += (wave * rng.uniform(6, 13))[..., None]
        return _Sheet(Image.fromarray(picture.clip(0, 255).astype(np.uint8)), self)


class _Sheet:
    """One side being printed."""

    def __init__(self, image: Image.Image, hand: _Hand) -> None:
        self.image, self.hand, self.draw = image, hand, ImageDraw.Draw(image)

    def text(self, at: tuple[float, float], text: str, *, label: bool = True, size: int | None = None,
             bold: bool = False, ink: Colour | None = None, anchor: str = "ls") -> float:  # fmt: skip
        """Print on a base line; return where it ends."""
        hand = self.hand
        faces = hand.label_faces if label else hand.value_faces
        face = _face(faces[int(bold)], size or (hand.label_size if label else hand.value_size))
        self.draw.text(at, text, font=face, anchor=anchor,
                       fill=ink or (hand.label_ink if label else hand.value_ink))  # fmt: skip
        return at[0] + face.getlength(text)

    def fitted(self, middle: float, y: float, text: str, size: int, room: float, *,
               ink: Colour | None = None) -> None:  # fmt: skip
        """Print centred, smaller where there is no room."""
        faces = self.hand.label_faces
        while size > 18 and _face(faces[1], size).getlength(text) > room:
            size -= 1
        self.text((middle, y), text, size=size, bold=True, ink=ink, anchor="ms")

    def row(self, left: float, y: float, label: str, value: str, *, right: float = 1550,
            same: bool | None = None) -> float:  # fmt: skip
        """Print a label and its value, on one line or below it, wrapped; return the next base line."""
        hand = self.hand
        same = hand.same_line if same is None else same
        face = _face(hand.value_faces[int(hand.value_bold)], hand.value_size)
        step = hand.value_size * 1.24
        end = self.text((left, y), label)
        if same:
            x = end + hand.value_size * 0.4
            if x + face.getlength(value.split(" ", maxsplit=1)[0]) > right:
                x, y = left, y + step
        else:
            x, y = left, y + step
        line = ""
        for word in value.split(" "):
            longer = f"{line} {word}".strip()
            if line and x + face.getlength(longer) > right:
                self.text((x, y), line, label=False, bold=hand.value_bold)
                x, y, line = left, y + step, word
            else:
                line = longer
        self.text((x, y), line, label=False, bold=hand.value_bold)
        return y + step * (1.12 if same else 1.18)

    def qr(self, payload: str, at: tuple[int, int], side: int) -> None:
        """Print a QR code."""
        code = segno.make(payload, error="m", micro=False, boost_error=False, encoding="utf-8")
        rows = np.array(
            [[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=2)], np.uint8
        )
        picture = Image.fromarray(rows).resize((side, side), Image.Resampling.BOX)
        self.image.paste(picture, at)

    def zone(self, lines: Sequence[str]) -> None:
        """Print the machine-readable zone with a typeface, size and pitch of this hand."""
        rng = self.hand.rng
        name, pitch = rng.choice(_ZONE_FACES), rng.uniform(45.5, 49.0)
        size = int(pitch * rng.uniform(1.35, 1.6))
        face, left = _face(name, size), rng.uniform(55, 1600 - 30 * pitch - 50)
        step, top = rng.uniform(72, 84), rng.uniform(790, 815)
        for row, text in enumerate(lines):
            for column, c in enumerate(text):
                at = (left + (column + 0.5) * pitch, top + row * step)
                self.draw.text(at, c, font=face, anchor="ms", fill=(12, 12, 14))

    def portrait(self, photo: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> None:
        """Print the holder's photograph."""
        self.image.paste(photo.convert("RGB").resize(size), at)

    def scribble(self, at: tuple[float, float], width: float) -> None:
        """Sign in ink, and stamp in red."""
        rng = self.hand.rng
        x, y = at
        points = [(x + width * i / 12, y + rng.uniform(-30, 30)) for i in range(13)]
        self.draw.line(points, fill=(30, 40, 120), width=4)
        self.draw.ellipse((x - 40, y - 70, x + 110, y + 80), outline=(205, 50, 60), width=6)

    def prints(self, left: float, top: float) -> None:
        """Print a fingerprint of rings."""
        for r in range(8, 110, 9):
            self.draw.ellipse((left + 110 - r, top + 130 - r * 1.2, left + 110 + r, top + 130 + r * 1.2),
                              outline=(90, 90, 100), width=3)  # fmt: skip


def draw(kind: Kind, seed: int) -> VariedCard:
    """Draw one card of a kind (not a passport); the same seed gives the same card."""
    rng = random.Random(f"variety:{kind}:{seed}")
    paper = cards.make_paper(kind, seed)
    photo = paper.sides["front"].crop((70, 380, 440, 860))
    hand = _Hand(kind, rng)
    truth = dict(paper.truth)
    front = (_old_front if kind == "cmnd" else _front)(paper, hand, photo)
    back = {"can_cuoc": _new_back, "cmnd": _old_back}.get(kind, _back)(paper, hand)
    return VariedCard(kind, seed, truth, front, back)


def _front(paper: cards.Paper, hand: _Hand, photo: Image.Image) -> Image.Image:
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
        y = sheet.row(left, y, hand.label("origin"), holder.place_of_origin)
        sheet.row(left, y, hand.label("residence"), holder.place_of_residence)
        face = hand.label_size
        hand.label_size = 24
        ends = sheet.text((45, 880), hand.label("expiry"))
        hand.label_size = face
        below = ends > 250
        sheet.text((60 if below else ends + 12, 918 if below else 880), hand.day(holder.date_of_expiry),
                   label=False, size=30)  # fmt: skip
    return sheet.image


def _back(paper: cards.Paper, hand: _Hand) -> Image.Image:
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
    return sheet.image


def _new_back(paper: cards.Paper, hand: _Hand) -> Image.Image:
    holder, rng = paper.holder, hand.rng
    sheet = hand.sheet()
    side = rng.randint(300, 350)
    sheet.qr(paper.extra["qr"], (1570 - side, rng.randint(25, 70)), side)
    y = sheet.row(60, 90, hand.label("", "Nơi cư trú", "Place of residence"), holder.place_of_residence,
                  right=1560 - side)  # fmt: skip
    y = sheet.row(60, y, hand.label("", "Nơi đăng ký khai sinh", "Place of birth"),
                  holder.place_of_birth_registration, right=1560 - side)  # fmt: skip
    same = hand.same_line
    y = sheet.row(60, y, hand.label("", "Ngày, tháng, năm cấp", "Date of issue"),
                  hand.day(holder.date_of_issue), same=same)  # fmt: skip
    sheet.row(60, y, hand.label("", "Ngày, tháng, năm hết hạn", "Date of expiry"),
              hand.day(holder.date_of_expiry), same=same)  # fmt: skip
    sheet.fitted(1290, 520, "BỘ CÔNG AN", 40, 420)
    sheet.fitted(1290, 560, "MINISTRY OF PUBLIC SECURITY", 26, 460)
    sheet.scribble((1200, 640), 200)
    sheet.zone(paper.extra["mrz"].split("\n"))
    return sheet.image


def _old_front(paper: cards.Paper, hand: _Hand, photo: Image.Image) -> Image.Image:
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
    y = sheet.row(left, y, hand.label("", "Nguyên quán"), holder.place_of_origin)
    sheet.row(left, y, hand.label("", "Nơi ĐKHK thường trú"), holder.place_of_residence)
    return sheet.image


def _old_back(paper: cards.Paper, hand: _Hand) -> Image.Image:
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
    return sheet.image
