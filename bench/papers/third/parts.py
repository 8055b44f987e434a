"""What the third hand's papers have in common: heads, portrait, number, dates, zone, who issued them."""

from datetime import date

from bench.cards.portraits import portrait as photograph_of
from bench.papers.third.holders import Holder
from bench.papers.third.sheet import SCALE, Row, Sheet

_COUNTRY = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO = ("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc")


def day(day: date | None) -> str:
    return "Không thời hạn" if day is None else f"{day:%d/%m/%Y}"


def iso(day: date | None) -> str:
    return "no_expiry" if day is None else day.isoformat()


def heads(s: Sheet, title: str, english: str, middle: float, room: float) -> float:
    """Set country, motto and title; return the base line of the last."""
    rng, family = s.rng, s.style.title
    y = rng.uniform(2.6, 4)
    s.fitted(middle, y, rng.choice(_COUNTRY), family, rng.uniform(2.2, 2.8), room, bold=True)
    y += rng.uniform(2.6, 3.4)
    s.fitted(middle, y, rng.choice(_MOTTO), family, rng.uniform(2, 2.5), room, bold=rng.random() < 0.6)
    if english and rng.random() < 0.7:
        y += 2.5
        s.fitted(middle, y, "SOCIALIST REPUBLIC OF VIET NAM", family, 1.7, room)
        y += 2.2
        s.fitted(middle, y, "Independence - Freedom - Happiness", family, 1.7, room)
    y += rng.uniform(5, 6.2)
    s.fitted(middle, y, title, family, rng.uniform(4, 5), room, bold=True, ink=s.style.number_ink)
    if english:
        y += 2.9
        s.fitted(middle, y, english, family, rng.uniform(2, 2.6), room, bold=rng.random() < 0.5)
    return y


def portrait(s: Sheet, of: Holder, at: tuple[float, float], width: float, height: float) -> None:
    s.put(photograph_of(of.face, (round(width * SCALE), round(height * SCALE)), s.rng), *at)


def numbered(s: Sheet, label: str, number: str, x: float, y: float) -> None:
    """Set the number large, its label before it."""
    look, rng = s.style, s.rng
    size = rng.uniform(3.2, 4.4)
    s.text(x, y, label, look.label, 2.2, ink=look.label_ink)
    x += s.width_of(label, look.label, 2.2) + 1.4
    shown = number
    if len(number) == 12 and rng.random() < 0.15:
        shown = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    s.text(x, y, shown, look.title, size, bold=rng.random() < 0.7, ink=look.number_ink)


def row(s: Sheet, vietnamese: tuple[str, ...], english: str, value: str, start: float = 0.0) -> Row:
    return Row(s.rng.choice(vietnamese), english, value, start)


def zone(s: Sheet, lines: list[str], pitch_y: float) -> None:
    rng = s.rng
    size = 3.0
    wide = s.width_of(lines[0], "ocr-b", size)
    size *= (s.width - rng.uniform(5, 9)) / wide
    size = min(size, 3.9)
    wide = s.width_of(lines[0], "ocr-b", size)
    x, y = (s.width - wide) / 2 + rng.uniform(-1, 1), s.height - rng.uniform(2.2, 3.4)
    for i, line in enumerate(reversed(lines)):
        s.text(x, y - i * pitch_y, line, "ocr-b", size, ink=(25, 25, 25))


def issued(s: Sheet, of: Holder, middle: float, who: str, y: float) -> None:
    rng, look = s.rng, s.style
    d = of.issue
    wide = rng.choice(("  ", " "))
    text = rng.choice((
        f"Ngày {d:%d} tháng {d:%m} năm {d:%Y}",
        f"Ngày{wide}{d.day}{wide}tháng{wide}{d.month}{wide}năm{wide}{d:%Y}",
        f"ngày {d:%d} tháng {d:%m} năm {d:%Y}",
    ))  # fmt: skip
    s.fitted(middle, y, text, look.value, 2.3, 44)
    s.fitted(middle, y + 3.4, who, look.title, 2.1, 48, bold=True)
    s.seal(middle - 3, y + 12, 5)
