"""What it costs to find out that a photo shows no identity paper.

    python -m bench.papers.no_card [--seed 5200000] [--files FILE ...] [--alone] [--calls]

Twenty pictures of different sorts, drawn: walls, noise, printed pages upright, turned and mirrored, screens,
bills, other cards, forms full of the labels that cards have. Each is read alone, as a photo that may show
both sides, and, but for ``--alone``, beside a bare wall, as one of two. Prints processor seconds with one
thread, how many lines were read, how many places were read as a paper, and how often each model ran.
``--files`` reads other pictures too (photos of people, say); ``--calls`` prints which functions looked for
papers and how often.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.cards import textures
from bench.cards.fonts import Family, font
from bench.papers.sheets import sheet
from motcua.kernel import inference
from motcua.papers.lines.detector import PpocrDetector
from motcua.papers.lines.own import OwnRecogniser
from motcua.papers.locate import scene
from motcua.papers.models import warm_up
from motcua.papers.reading import read
from motcua.papers.sides import one_photo as sides

ON = date(2026, 11, 27)
Pixels = NDArray[np.uint8]
_NAMES = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Hoàng Nam", "Phạm Thu Hà", "Vũ Đức Anh")
_CHAT = "anh ơi mai mấy giờ họp nhỉ em gửi lại file báo cáo hôm qua rồi nhé cảm ơn chị tối nay ăn gì"
_LABELS = (
    "Số định danh cá nhân:", "Họ, chữ đệm và tên khai sinh:", "Ngày, tháng, năm sinh:", "Giới tính:",
    "Quốc tịch:", "Quê quán:", "Nơi thường trú:", "Nơi ở hiện tại:", "Số điện thoại:", "Email:",
)  # fmt: skip

#: What is counted of each picture, by the name it is printed under.
COUNTED: tuple[tuple[Any, str, str], ...] = (
    (PpocrDetector, "detect", "detected"),
    (OwnRecogniser, "_one", "lines"),
    (sides, "_seen", "places"),
    (scene, "detect_outlines", "network"),
)
#: And with ``--calls``: functions of ``papers.sides.one_photo``.
CALLS = (
    "find_cards", "read_qr", "rectify", "plain_zone", "_at_sight", "_halved", "_on_print", "_others",
    "_closer", "_nested", "_within", "_beside", "_parted", "_has_its_like_beside",
)  # fmt: skip


def _bgr(image: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8)[:, :, ::-1])


def _page(size: tuple[int, int], ground: str = "white") -> tuple[Image.Image, Any]:
    image = Image.new("RGB", size, ground)
    return image, ImageDraw.Draw(image)


def _sentence(rng: random.Random, words: int) -> str:
    said = _CHAT.split()
    return " ".join(rng.choice(said) for _ in range(words))


def wall(rng: random.Random) -> Pixels:
    """Return a plain wall with noise."""
    plain = textures.stone((2000, 1500), rng).astype(np.float32)
    grain = textures.noise((2000, 1500), np.random.default_rng(5), 3.0)
    return np.asarray(np.clip(plain + grain, 0, 255), np.uint8)


def grain(rng: random.Random) -> Pixels:
    """Return noise and nothing else."""
    return np.random.default_rng(rng.getrandbits(32)).integers(0, 256, (1500, 2000, 3), np.uint8)


def cloth(rng: random.Random) -> Pixels:
    """Return checked cloth."""
    return textures.cloth((2000, 1500), rng)


def desk(rng: random.Random) -> Pixels:
    """Return a desk with sheets on it, which carry lines like text."""
    return textures.clutter((2000, 1500), rng)


def room(rng: random.Random) -> Pixels:
    """Return a room."""
    return textures.room((2000, 1500), rng)


def cat(rng: random.Random) -> Pixels:
    """Return something round, dark and furry on a floor of wood."""
    picture = textures.wood((2000, 1500), rng)
    for centre, axes in (((1000, 800), (480, 330)), ((1420, 560), (230, 210)), ((560, 860), (300, 70))):
        cv2.ellipse(picture, centre, axes, rng.randint(0, 40), 0, 360, (60, 70, 85), -1, cv2.LINE_AA)
    for _ in range(9_000):
        x, y = rng.randint(250, 1700), rng.randint(330, 1180)
        if picture[y, x].max() < 140:
            tip = (x + rng.randint(-18, 18), y + rng.randint(6, 30))
            cv2.line(picture, (x, y), tip, (rng.randint(20, 130),) * 3, 1, cv2.LINE_AA)
    return cv2.GaussianBlur(picture, (0, 0), 1.0).astype(np.uint8)


def news(rng: random.Random) -> Pixels:
    """Return a printed page that fills the photo."""
    return np.asarray(cv2.resize(sheet(rng), None, fx=1.4, fy=1.4), np.uint8)


def news_down(rng: random.Random) -> Pixels:
    """Return a printed page upside down."""
    return np.ascontiguousarray(news(rng)[::-1, ::-1])


def news_mirrored(rng: random.Random) -> Pixels:
    """Return a printed page as a mirror shows it."""
    return np.ascontiguousarray(news(rng)[:, ::-1])


def _laid(page: Pixels, rng: random.Random, *, fill: float = 0.8, turn: float = 8) -> Pixels:
    """Return a sheet on a table, seen a little from the side."""
    ground = textures.wood((2400, 1800), rng)
    height, width = page.shape[:2]
    scale = fill * min(2400 / width, 1800 / height)
    angle = np.radians(rng.uniform(-turn, turn))
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) * scale / 2
    corners = half @ spin + [1200, 900] + np.array([[rng.uniform(-40, 40)] * 2 for _ in range(4)])
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    laid = cv2.getPerspectiveTransform(own, corners.astype(np.float32))
    there = cv2.warpPerspective(np.full((height, width), 255, np.uint8), laid, (2400, 1800))
    shown = cv2.warpPerspective(page, laid, (2400, 1800), flags=cv2.INTER_AREA)
    ground[there > 127] = shown[there > 127]
    return cv2.GaussianBlur(ground, (0, 0), 0.8).astype(np.uint8)


def page_on_table(rng: random.Random) -> Pixels:
    """Return a printed page on a table."""
    return _laid(sheet(rng), rng)


def _form(rng: random.Random) -> Image.Image:
    image, pen = _page((1240, 1754))
    pen.text((330, 60), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "black", font("noto", 28, 700))
    pen.text((430, 100), "Độc lập - Tự do - Hạnh phúc", "black", font("noto", 26))
    pen.text((420, 180), "TỜ KHAI ĐĂNG KÝ", "black", font("noto", 36, 700))
    for row in range(34):
        pen.text(
            (90, 260 + 42 * row), f"{rng.choice(_LABELS)} {rng.choice(_NAMES)}", "black", font("noto", 25)
        )
    return image


def form(rng: random.Random) -> Pixels:
    """Return a form with the labels that cards have, scanned."""
    return _bgr(_form(rng))


def form_on_table(rng: random.Random) -> Pixels:
    """Return such a form on a table."""
    return _laid(_bgr(_form(rng)), rng)


def chat(rng: random.Random, ground: str = "white", ink: str = "black", bubble: str = "#e4e6eb") -> Pixels:
    """Return a phone's screen with a conversation."""
    image, pen = _page((1080, 2340), ground)
    pen.text((40, 30), "23:05", ink, font("roboto", 40))
    pen.text((150, 130), rng.choice(_NAMES), ink, font("roboto", 52, 700))
    top = 260
    while top < 2150:
        rows = rng.randint(1, 3)
        left = rng.choice((40, 300))
        pen.rounded_rectangle((left, top, left + 720, top + 30 + 60 * rows), 36, bubble)
        for row in range(rows):
            pen.text((left + 36, top + 12 + 60 * row), _sentence(rng, 7), ink, font("roboto", 42))
        top += 60 * rows + rng.randint(50, 110)
    return _bgr(image)


def chat_dark(rng: random.Random) -> Pixels:
    """Return such a screen, light on dark."""
    return chat(rng, "#101214", "#e8e8e8", "#2b2d31")


def bill(rng: random.Random) -> Pixels:
    """Return a shop's long narrow bill on a table."""
    image, pen = _page((560, 1500))
    pen.text((120, 30), "SIÊU THỊ MINI AN PHÚ", "black", font("noto", 28, 700))
    for row in range(32):
        price = f"{rng.randint(5, 400)}.000"
        pen.text(
            (30, 120 + 40 * row), f"{_sentence(rng, 3)}  x{rng.randint(1, 9)}", "black", font("noto", 24)
        )
        pen.text((430, 120 + 40 * row), price, "black", font("noto", 24))
    return _laid(_bgr(image), rng, fill=0.9)


def table_of_numbers(rng: random.Random) -> Pixels:
    """Return a sheet of numbers in ruled cells."""
    image, pen = _page((1754, 1240))
    for row in range(28):
        for column in range(9):
            box = (40 + 185 * column, 40 + 41 * row, 225 + 185 * column, 81 + 41 * row)
            pen.rectangle(box, outline="black")
            pen.text((box[0] + 14, box[1] + 5), f"{rng.randint(0, 9_999_999):,}", "black", font("arimo", 24))
    return _bgr(image)


def _other_card(rng: random.Random, family: Family = "roboto") -> Image.Image:
    image, pen = _page((1012, 638), rng.choice(("#1d3f8f", "#7a1230", "#eeeeee", "#145c3a")))
    ink = "black" if image.getpixel((0, 0)) == (238, 238, 238) else "white"
    pen.text(
        (60, 50),
        rng.choice(("NGÂN HÀNG SÔNG HỒNG", "THẺ SINH VIÊN", "CÂU LẠC BỘ")),
        ink,
        font(family, 48, 700),
    )
    number = " ".join(f"{rng.randint(0, 9999):04d}" for _ in range(4))
    pen.text((60, 330), number, ink, font(family, 64))
    pen.text((60, 430), "VALID THRU 09/29", ink, font(family, 32))
    pen.text((60, 520), rng.choice(_NAMES).upper(), ink, font(family, 44))
    return image


def bank_card(rng: random.Random) -> Pixels:
    """Return another card than an identity card, on a table."""
    return _laid(_bgr(_other_card(rng)), rng, fill=0.75)


def many_cards(rng: random.Random) -> Pixels:
    """Return six such cards beside each other."""
    ground = textures.stone((2400, 1800), rng)
    for row in range(3):
        for column in range(2):
            card = cv2.resize(_bgr(_other_card(rng)), (860, 542), interpolation=cv2.INTER_AREA)
            top, left = 30 + 585 * row, 200 + 1050 * column
            ground[top : top + 542, left : left + 860] = card
    return ground


def poster(rng: random.Random) -> Pixels:
    """Return a poster with few large words."""
    image, pen = _page((1500, 2000), "#f6d43a")
    for row, word in enumerate(("KHAI", "TRƯƠNG", "GIẢM", f"{rng.randint(2, 7)}0 %", "HÔM NAY")):
        pen.text((120, 120 + 350 * row), word, "#a01010", font("noto", 260, 800))
    return _bgr(image)


def book(rng: random.Random) -> Pixels:
    """Return an open book whose rows lie on their side, as a phone held upright shows it."""
    left, right = (cv2.resize(sheet(rng), (1000, 1400), interpolation=cv2.INTER_AREA) for _ in range(2))
    both = np.concatenate([left, np.full((1400, 60, 3), 90, np.uint8), right], axis=1)
    return np.ascontiguousarray(np.rot90(both))


PICTURES: tuple[Callable[[random.Random], Pixels], ...] = (
    wall, grain, cloth, desk, room, cat, news, news_down, news_mirrored, page_on_table, form, form_on_table,
    chat, chat_dark, bill, table_of_numbers, bank_card, many_cards, poster, book,
)  # fmt: skip


def pictures(seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each picture and it as JPEG, the same for the same seed."""
    for draw in PICTURES:
        pixels = draw(random.Random(f"no card:{draw.__name__}:{seed}"))
        _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 88])
        yield draw.__name__, jpeg.tobytes()


def _counting(counts: Counter[str], where: Any, name: str, said: str, *, spent: dict[str, float]) -> None:
    """Count the calls of a function and its processor seconds from now on."""
    function = getattr(where, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            counts[said] += 1
            spent[said] += time.process_time() - start

    setattr(where, name, counted)


def main() -> None:
    """Draw, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5_200_000)
    parser.add_argument("--files", type=Path, nargs="*", default=[])
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--calls", action="store_true")
    args = parser.parse_args()
    inference.use_threads(1)
    warm_up()
    counts: Counter[str] = Counter()
    spent: dict[str, float] = defaultdict(float)
    calls = [(sides, name, name) for name in CALLS] if args.calls else []
    for where, name, said in (*COUNTED, *calls):
        _counting(counts, where, name, said, spent=spent)
    taken: list[float] = []
    wall_picture = dict(pictures(args.seed))["wall"]
    shown = [*pictures(args.seed), *((path.name, path.read_bytes()) for path in args.files)]
    for name, jpeg in shown:
        for images in ([jpeg], [jpeg, wall_picture]):
            if len(images) == 2 and (args.alone or name == "wall"):
                continue
            counts.clear()
            spent.clear()
            start = time.process_time()
            reading = read(images, on=ON)
            seconds = time.process_time() - start
            taken.append(seconds)
            print(f"{name:18} {'alone' if len(images) == 1 else 'of two':6} {seconds:5.1f} s  "
                  f"{counts['lines']:4} lines  {counts['places']:2} places  {counts['detected']:2} detected  "
                  f"{counts['network']:2} network  {reading.paper or '-'}", flush=True)  # fmt: skip
            if args.calls:
                print("   ", "  ".join(f"{n} {counts[n]}:{s:.1f}" for n, s in spent.items() if s >= 0.05))
    print(f"mean {np.mean(taken):.2f} s, most {max(taken):.2f} s")


if __name__ == "__main__":
    main()
