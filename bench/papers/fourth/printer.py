# ruff: noqa: E501, PLR0917 - a piece of markup stays on one line
"""What the papers' sides are made of: HTML in millimetres, lines broken by the browser."""

import random
from dataclasses import dataclass
from datetime import date

import segno

from bench.papers.fourth import people, style
from bench.papers.fourth.style import Style


@dataclass
class Face:
    """One side as a web page, ``width`` by ``height`` in millimetres."""

    html: str
    width: float
    height: float
    corner: float
    film: float = 0.0


def box(x: float, y: float, w: float, h: float, inside: str, extra: str = "") -> str:
    return f"<div style='position:absolute;left:{x:.2f}mm;top:{y:.2f}mm;width:{w:.2f}mm;height:{h:.2f}mm;{extra}'>{inside}</div>"


def day(day: date, form: str = "%d/%m/%Y") -> str:
    return f"{day:{form}}"


def value(text: str, extra: str = "") -> str:
    return f"<b style='{extra}'>{text}</b>"


def column(x: float, y: float, w: float, h: float, rows: list[str], gap: float, size: float) -> str:
    """Return rows from top to bottom; the page's script makes type smaller until they fit."""
    inside = "".join(f"<div style='margin-bottom:{gap:.2f}mm'>{row}</div>" for row in rows)
    return box(
        x, y, w, h, f"<div class=in>{inside}</div>", f"--f:{size:.2f}mm;font-size:var(--f);overflow:visible"
    )


def qr(rng: random.Random, text: str, size: float) -> str:
    made = segno.make(text, error=rng.choice("LMMQ"), encoding="utf-8", micro=False, boost_error=False)
    return made.svg_inline(border=rng.choice((1, 2, 4)), light="#fff" if rng.random() < 0.7 else "#fffb", omitsize=True,
                           dark=rng.choice(("#000", "#111", "#222")), svgclass=None, lineclass=None
                           ).replace("<svg", f"<svg style='width:{size}mm;height:{size}mm'")  # fmt: skip


def bars(rng: random.Random, w: float, h: float) -> str:
    """Return a stacked bar code that says nothing we know."""
    rows, columns = rng.randint(12, 20), 140
    cells = "".join(
        f"<rect x='{x}' y='{y}' width=1 height=1 />"
        for y in range(rows)
        for x in range(columns)
        if x < 4 or x > 135 or rng.random() < 0.5
    )
    return f"<svg viewBox='0 0 {columns} {rows}' preserveAspectRatio=none style='width:{w}mm;height:{h}mm'>{cells}</svg>"


def page(s: Style, w: float, h: float, body: str, *, corner: float, film: float = 0.0) -> Face:
    rng = s.rng
    shift = (
        f"{rng.uniform(-0.12, 0.12):.2f}mm {rng.uniform(-0.1, 0.1):.2f}mm 0 #0002"
        if rng.random() < 0.25
        else "none"
    )
    css = (
        f"{style.faces()}*{{margin:0;box-sizing:border-box}}body{{width:{w}mm;height:{h}mm;position:relative;overflow:hidden;"
        f"font-family:'{s.label}','Noto Sans';color:{s.pale};line-height:{rng.uniform(1.12, 1.26):.2f};background:#fff}}"
        f".ground{{position:absolute;inset:0;width:100%;height:100%}}b{{font-family:'{s.value}','Noto Sans';font-weight:{rng.choice((400, 500, 600, 700))};"
        f"color:{s.ink};letter-spacing:{rng.uniform(-0.02, 0.05):.3f}em;text-shadow:{shift}}}i{{font-style:{rng.choice(('italic', 'normal'))};"
        f"font-size:{rng.choice((1, 0.9, 0.85))}em}}.l{{font-size:{rng.uniform(0.82, 1):.2f}em}}.h{{font-family:'{s.head}','Noto Sans';text-align:center;font-weight:700}}.t{{white-space:nowrap}}"
        f".z{{font-family:'{s.zone}';white-space:pre;color:#111;line-height:1.35}}"
    )
    script = (
        "for(const e of document.querySelectorAll('.t')){let f=parseFloat(getComputedStyle(e).fontSize);"
        "for(let i=0;i<40&&e.scrollWidth>e.clientWidth+1;i++){f*=.97;e.style.fontSize=f+'px'}}"
        "for(const e of document.querySelectorAll('.in')){const p=e.parentElement;let f=parseFloat(getComputedStyle(p).fontSize);"
        "for(let i=0;i<40&&(e.scrollHeight>p.clientHeight||e.scrollWidth>p.clientWidth+1);i++){f*=.97;p.style.fontSize=f+'px'}}"
    )
    html = f"<!doctype html><meta charset=utf-8><style>{css}</style><body>{style.ground(s, w, h)}{body}<script>document.fonts.ready.then(()=>{{{script}}})</script>"
    return Face(html, w, h, corner, film)


def head(
    s: Style,
    x: float,
    y: float,
    w: float,
    title: str,
    english: str,
    *,
    motto_english: bool = True,
    large: float = 1.0,
) -> str:
    red = s.rng.choice(("#b3201c", "#c0392b", "#8e1b16", "#a02020", s.ink))
    under = "<br>Độc lập - Tự do - Hạnh phúc"
    foreign = (
        "<br><span style='font-size:.75em'>SOCIALIST REPUBLIC OF VIET NAM<br>Independence - Freedom - Happiness</span>"
        if motto_english
        else ""
    )
    name = (
        f"<div class='h t' style='font-size:{large * s.rng.uniform(3.4, 4.4):.1f}mm;color:{red}'>{title}"
        + (
            f"<span style='font-size:.5em;display:block;font-weight:400;color:{s.pale}'>{english}</span>"
            if english
            else ""
        )
    )
    return box(
        x,
        y,
        w,
        15,
        f"<div class=h style='font-size:{large * s.rng.uniform(2, 2.4):.1f}mm;line-height:1.12'>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM{under}{foreign}</div>{name}</div>",
    )


def mrz(s: Style, lines: list[str], x: float, y: float, w: float) -> str:
    rows = "".join(
        f"<text x=0 y='{i * 8.2 + 6}' textLength='{w * 2}' lengthAdjust=spacing>{line.replace('<', '&lt;')}</text>"
        for i, line in enumerate(lines)
    )
    size = 2 * w / len(lines[0]) / 0.6 * 0.93
    return box(x, y, w, len(lines) * 4.1, f"<svg viewBox='0 0 {w * 2} {len(lines) * 8.2}' style='width:100%;height:100%;overflow:visible'>"
                f"<g font-family='{s.zone}' font-size='{size:.2f}' fill='#151515'>{rows}</g></svg>")  # fmt: skip


def columns(s: Style, x: float = 4.0) -> tuple[float, float]:
    """Return where the narrow column with the portrait and the wide one with the text begin."""
    return (x, 27.5 + s.rng.uniform(-1, 1.5))


def signed(s: Style, x: float, y: float, w: float, title: str, *, english: str = "") -> str:
    rng = s.rng
    name = people.nfc(
        " ".join(("Tô", rng.choice(("Văn", "Quang", "Minh")), rng.choice(("Huệ", "Lương", "Vệ"))))
    )
    text = f"<div class=h style='font-size:1.6mm;line-height:1.15'>{title}{'<br>' + english if english else ''}</div>"
    return (
        box(x, y, w, 8, text) + box(x + w * 0.35, y + 6, w * 0.5, 8, style.signature(rng)) + box(x + w * 0.1, y + 3.5, 15, 15, style.seal(rng))
        + box(x, y + 15, w, 3, f"<div class=h style='font-size:2mm'>{name}</div>")
    )  # fmt: skip
