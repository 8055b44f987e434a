"""Cards that lie on newspapers and forms: how they are found, what is read, and what that costs.

    python -m bench.papers.sheets --count 3 [--seed 1330000]

Cards of ``bench.cards`` on sheets full of print (one to three columns, Vietnamese and English, every third
sheet a filled-in form), with a shadow, seen a little from the side, blurred, noisy and as JPEG. Prints kinds,
values and unmarked errors, how much of each card's outline was met, and processor seconds a paper.
"""

import argparse
import random
import sys
import time
from collections import Counter
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench import cards
from bench.cards.fonts import font
from bench.papers.run import percentile
from bench.papers.timing import CODED, PRINTED
from bench.papers.variety import same
from motcua.kernel import inference
from motcua.papers.locate.geometry import overlap, quad_of
from motcua.papers.reading import read

ON = date(2026, 11, 24)
Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]
_SIZE = (1700, 1275)
_NEWS = (
    "theo đề nghị của Trưởng phòng, Ủy ban nhân dân quyết định các điều khoản ",
    "Sáng nay, tại thành phố, hàng nghìn người dân đã đến làm thủ tục; giá vàng tăng nhẹ so với hôm qua, ",
    "Cộng hòa xã hội chủ nghĩa Việt Nam. Điều 5. Hộ kinh doanh có trách nhiệm kê khai đầy đủ. ",
    "The committee decided on Monday that all districts shall publish their fees before the end of year. ",
)
_FORM = (
    "Họ và tên khai sinh: NGUYỄN VĂN AN   Ngày, tháng, năm sinh: 02/03/1971   Giới tính: Nam   ",
    "Số định danh cá nhân: 079071004321   Quốc tịch: Việt Nam   Nơi thường trú: Phường Bến Nghé, Quận 1   ",
)


def sheet(rng: random.Random) -> Pixels:
    """Return a sheet full of print, BGR."""
    width, height = _SIZE
    paper = Image.new("RGB", _SIZE, (rng.randint(225, 250), rng.randint(225, 250), rng.randint(225, 250)))
    size, columns = rng.choice((22, 26, 30, 36)), rng.choice((1, 1, 2, 3))
    leading = int(size * rng.uniform(1.3, 1.8))
    said = rng.choice((_NEWS, _NEWS, _FORM))
    ink = rng.randint(20, 70)
    for number in range(columns):
        column = Image.new("L", (width // columns - 30, height), 0)
        pen = ImageDraw.Draw(column)
        for top in range(5, height, leading):
            if rng.random() >= 0.06:
                pen.text((-rng.randint(0, 400), top), rng.choice(said) * 4, 255, font("noto", size))
        left = int(width * number / columns) + rng.randint(10, 30)
        paper.paste(Image.new("RGB", column.size, (ink, ink, ink)), (left, 0), column)
    return np.ascontiguousarray(np.asarray(paper, np.uint8)[:, :, ::-1])


def photograph(side: Image.Image, rng: random.Random) -> tuple[bytes, Floats]:
    """Return a side on a sheet as JPEG, 3,400 pixels wide, and the card's corners (4 x 2) on it."""
    card = np.asarray(side.convert("RGB"), np.uint8)[:, :, ::-1]
    height, width = card.shape[:2]
    ground = cv2.resize(sheet(rng), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    tall, wide = ground.shape[:2]
    across = rng.uniform(0.42, 0.72) * wide
    down = across * height / width
    angle = np.radians(rng.choice((0.0, 0.0, rng.uniform(-12, 12), 180 + rng.uniform(-8, 8))))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    half = np.array([[-across, -down], [across, -down], [across, down], [-across, down]]) / 2
    corners = half @ turn + [wide / 2 + rng.uniform(-120, 120), tall / 2 + rng.uniform(-80, 80)]
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    laid = cv2.getPerspectiveTransform(own, corners.astype(np.float32))
    there = cv2.warpPerspective(np.full((height, width), 1.0, np.float32), laid, (wide, tall))
    moved = np.roll(there, (rng.randint(2, 8), rng.randint(-6, 6)), (0, 1))
    shadow = cv2.GaussianBlur(moved, (0, 0), rng.uniform(3, 8)) * rng.uniform(0.1, 0.4)
    ground *= 1 - (shadow * (1 - there))[..., None]
    shown = cv2.warpPerspective(card, laid, (wide, tall)).astype(np.float32)
    ground = ground * (1 - there[..., None]) + shown * there[..., None]
    frame = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    aside = np.array([[rng.uniform(-70, 70), rng.uniform(-60, 60)] for _ in range(4)], np.float32)
    seen = cv2.getPerspectiveTransform(frame, frame + aside)
    photo = cv2.warpPerspective(ground, seen, (wide, tall), borderMode=cv2.BORDER_REPLICATE)
    y, x = np.mgrid[0:tall, 0:wide]
    light = 1 + rng.uniform(-0.18, 0.18) * (x / wide - 0.5) + rng.uniform(-0.18, 0.18) * (y / tall - 0.5)
    photo = cv2.GaussianBlur(
        photo * (light * rng.uniform(0.75, 1.0))[..., None], (0, 0), rng.uniform(0.6, 1.5)
    )
    photo += np.random.default_rng(rng.randrange(2**31)).normal(0, rng.uniform(1, 4), photo.shape)
    pixels = np.clip(photo, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(70, 92)])
    return jpeg.tobytes(), np.asarray(cv2.perspectiveTransform(corners[None], seen)[0], np.float64)


def main() -> None:
    """Draw, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="papers of each kind")
    parser.add_argument("--seed", type=int, default=1_330_000)
    args = parser.parse_args()
    inference.use_threads(1)
    count: Counter[str] = Counter()
    met: list[float] = []
    seconds: list[float] = []
    for kind, seed in ((kind, args.seed + n) for n in range(args.count) for kind in (*CODED, *PRINTED)):
        rng = random.Random(f"sheets:{kind}:{seed}")
        paper = cards.make_paper(kind, seed)
        shots = [photograph(side, rng) for side in paper.sides.values()]
        start = time.thread_time()
        reading = read([jpeg for jpeg, _ in shots], on=ON)
        seconds.append(time.thread_time() - start)
        count.update(papers=1, kinds=reading.paper == kind, values=len(paper.truth))
        answer = reading.to_contract()
        for name, truth in paper.truth.items():
            value = reading.fields.get(name)
            right = value is not None and same(name, value.value, truth)
            given = value is not None and not value.review
            count.update(right=right, missing=value is None, given=given, wrong=given and not right)
            if given and not right:
                print(f"{kind} {seed} {name}: {value and value.value} for {truth}", file=sys.stderr)
        for side, entry in zip(reading.sides, answer["sides"], strict=True):
            quad = entry["quad"]
            met.append(0.0 if quad is None else overlap(np.asarray(quad), quad_of(shots[side.image][1])))
    print(
        f"{count['kinds']} of {count['papers']} kinds; of {count['values']} values {count['right']} right, "
        f"{count['missing']} missing, {count['given']} given unmarked, {count['wrong']} of these wrong; "
        f"{sum(share > 0.9 for share in met)} of {len(met)} outlines met to nine tenths; processor seconds a "
        f"paper: p50 {percentile(seconds, 0.5):.1f}, p95 {percentile(seconds, 0.95):.1f}"
    )


if __name__ == "__main__":
    main()
