# ruff: noqa: E501 - a piece of markup stays on one line
"""What lies around a paper: grounds, things and other cards, drawn by the browser as well."""

import random

from bench.papers.fourth import style
from bench.papers.fourth.browser import Browser, Picture

SEEN = ("wood", "linen", "plain", "marble", "checks", "print")
HELD_OUT = ("carpet", "stripes", "tiles", "dark wood", "ruled")
#: Grounds are drawn coarsely: a table has no print to read.
DENSITY = 5.0


def _noise(x: float, y: float, seed: int, colours: str, octaves: int = 4) -> str:
    return (
        f"<svg width='100%' height='100%' style='position:absolute;inset:0'><filter id=n x=0 y=0 width='100%' height='100%'>"
        f"<feTurbulence type=fractalNoise baseFrequency='{x} {y}' numOctaves={octaves} seed={seed} /><feColorMatrix values='{colours}'/></filter>"
        "<rect width='100%' height='100%' filter='url(#n)'/></svg>"
    )


def _paint(name: str, rng: random.Random) -> str:  # noqa: PLR0911 - one for each ground
    seed = rng.randint(1, 999)
    hue = rng.randint(0, 359)
    flip = rng.random() < 0.5
    if name in ("wood", "dark wood"):
        r, g, b = (
            (0.42, 0.27, 0.16)
            if name == "dark wood"
            else rng.choice(((0.75, 0.55, 0.36), (0.85, 0.7, 0.5), (0.62, 0.43, 0.28)))
        )
        fine = (0.003, 0.09) if flip else (0.09, 0.003)
        grain = f"0.35 0 0 0 {r - 0.17:.2f} 0.3 0 0 0 {g - 0.15:.2f} 0.25 0 0 0 {b - 0.12:.2f} 0 0 0 0 1"
        return _noise(*fine, seed, grain)
    if name == "marble":
        return _noise(0.008, 0.012, seed, "0.8 0 0 0 .45 0.8 0 0 0 .44 0.8 0 0 0 .42 0 0 0 0 1", 6)
    if name == "carpet":
        return f"<div style='position:absolute;inset:0;background:hsl({hue},35%,38%)'></div>" + _noise(
            0.5, 0.5, seed, "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1.6 0 0 0 -.5", 2
        )
    if name == "linen":
        c = f"hsl({hue},{rng.randint(5, 40)}%,{rng.randint(40, 80)}%)"
        return f"<div style='position:absolute;inset:0;background:repeating-linear-gradient(0deg,#0002 0 2px,transparent 2px 4px),repeating-linear-gradient(90deg,#fff2 0 2px,transparent 2px 5px),{c}'></div>"
    if name == "checks":
        c, w = f"hsla({hue},60%,45%,.55)", rng.randint(20, 70)
        return f"<div style='position:absolute;inset:0;background:repeating-linear-gradient(0deg,{c} 0 {w}px,transparent {w}px {2 * w}px),repeating-linear-gradient(90deg,{c} 0 {w}px,transparent {w}px {2 * w}px),#f3efe6'></div>"
    if name == "stripes":
        w = rng.randint(12, 60)
        return f"<div style='position:absolute;inset:0;background:repeating-linear-gradient({rng.randint(0, 180)}deg,hsl({hue},45%,50%) 0 {w}px,#eee {w}px {2 * w}px)'></div>"
    if name == "tiles":
        w = rng.randint(90, 200)
        return f"<div style='position:absolute;inset:0;background:linear-gradient(#777 3px,transparent 3px) 0 0/{w}px {w}px,linear-gradient(90deg,#777 3px,transparent 3px) 0 0/{w}px {w}px,hsl({hue},12%,78%)'></div>"
    if name == "ruled":
        return "<div style='position:absolute;inset:0;background:repeating-linear-gradient(#fdfdf6 0 26px,#9bb8d8 26px 27px)'></div>"
    if name == "print":
        words = "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của Trưởng phòng, Ủy ban nhân dân quyết định các điều khoản sau đây có hiệu lực thi hành "
        return f"<div style='position:absolute;inset:0;background:#f6f5f0;color:#222;padding:8mm;column-count:2;font:{rng.uniform(2.6, 4):.1f}mm/1.4 Tinos'>{words * 60}</div>"
    return f"<div style='position:absolute;inset:0;background:linear-gradient({rng.randint(0, 360)}deg,hsl({hue},{rng.randint(0, 30)}%,{rng.randint(15, 90)}%),hsl({hue},10%,{rng.randint(25, 85)}%))'></div>"


def ground(
    browser: Browser, name: str, width: float, height: float, rng: random.Random, *, cluttered: bool
) -> Picture:
    """Return a table of some millimetres, with things on it if it is cluttered."""
    things = "".join(_thing(rng, width, height) for _ in range(rng.randint(6, 11))) if cluttered else ""
    return browser.print(
        f"<!doctype html><meta charset=utf-8><body style='margin:0;overflow:hidden'>{_paint(name, rng)}{things}",
        width,
        height,
        DENSITY,
    )


def _thing(rng: random.Random, width: float, height: float) -> str:
    x, y, turn, hue = (
        rng.uniform(-15, width),
        rng.uniform(-15, height),
        rng.randint(0, 180),
        rng.randint(0, 359),
    )
    kind = rng.choice(("pen", "coin", "phone", "note", "book", "key", "cup"))
    looks = {
        "pen": f"width:130mm;height:9mm;border-radius:4mm;background:linear-gradient(hsl({hue},60%,45%),#fff8,hsl({hue},60%,25%))",
        "coin": "width:22mm;height:22mm;border-radius:50%;background:radial-gradient(#e6d9a8,#a3915b);border:1mm solid #8b7b49",
        "phone": "width:70mm;height:140mm;border-radius:8mm;background:linear-gradient(130deg,#111,#333 45%,#555 50%,#111)",
        "note": f"width:75mm;height:75mm;background:hsl({hue},80%,80%)", "book": f"width:120mm;height:170mm;background:hsl({hue},45%,35%)",
        "key": "width:60mm;height:6mm;border-radius:3mm;background:linear-gradient(#ddd,#777)",
        "cup": "width:80mm;height:80mm;border-radius:50%;background:radial-gradient(#3b2115 55%,#f4f4f4 58%,#ccc)",
    }  # fmt: skip
    return f"<div style='position:absolute;left:{x:.0f}mm;top:{y:.0f}mm;transform:rotate({turn}deg);box-shadow:1mm 1mm 3mm #0008;{looks[kind]}'></div>"


def bank_card(browser: Browser, rng: random.Random, density: float) -> Picture:
    """Return somebody's payment card, which is nobody's identity card."""
    digits = " ".join(f"{rng.randint(0, 9999):04d}" for _ in range(4))
    hue = rng.randint(0, 359)
    html = (
        f"<!doctype html><meta charset=utf-8><style>{style.faces()}</style><body style='margin:0;background:linear-gradient(120deg,hsl({hue},60%,30%),hsl({hue + 40},60%,55%));"
        f"color:#fff;font-family:Prompt;position:relative;height:54mm'><div style='position:absolute;left:6mm;top:5mm;font-size:5mm'>NGÂN HÀNG SEN VÀNG</div>"
        f"<div style='position:absolute;left:7mm;top:17mm;width:11mm;height:9mm;background:#d8b65a;border-radius:1.5mm'></div><div style='position:absolute;left:7mm;top:30mm;font-size:6mm'>"
        f"{digits}</div><div style='position:absolute;left:7mm;top:41mm;font-size:3.4mm'>VALID THRU 09/29<br>LE THI MAI HOA</div>"
    )
    return browser.print(html, 85.6, 54, density)
