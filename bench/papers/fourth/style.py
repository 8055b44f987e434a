# ruff: noqa: E501 - a piece of markup stays on one line
"""How one paper is printed: type, wording, colours, spacing and the art behind the text, all as CSS and SVG."""

import math
import random
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final

#: Typefaces by half: nothing is mended on papers of the second.
SEEN: Final = (
    "Liberation Sans", "Noto Sans Display", "Andika", "Cantarell", "Alegreya Sans", "Prompt", "Lexend Deca", "Liberation Serif",
    "Charis SIL", "Alumni Sans", "Liberation Sans Narrow",
)  # fmt: skip
HELD_OUT: Final = (
    "DejaVu Sans", "Epilogue", "Chakra Petch", "Doulos SIL", "League Spartan", "Smooch Sans", "Tinos", "Linux Biolinum O", "FreeSans",
    "DejaVu Sans Condensed", "Space Grotesk",
)  # fmt: skip
_FILES: Final = {
    "Noto Sans Display": ("noto-sans-display", "NotoSansDisplay[wdth,wght].ttf"), "Alegreya Sans": ("alegreya-sans", "AlegreyaSans-Medium.ttf"),
    "Prompt": ("prompt", "Prompt-Regular.ttf"), "Lexend Deca": ("lexend-deca", "LexendDeca[wght].ttf"),
    "Alumni Sans": ("alumni-sans", "AlumniSans[wght].ttf"), "Epilogue": ("epilogue", "Epilogue[wght].ttf"),
    "Chakra Petch": ("chakra-petch", "ChakraPetch-Medium.ttf"), "League Spartan": ("league-spartan", "LeagueSpartan[wght].ttf"),
    "Smooch Sans": ("smooch-sans", "SmoochSans[wght].ttf"), "Space Grotesk": ("space-grotesk", "SpaceGrotesk[wght].ttf"),
}  # fmt: skip
#: Typefaces so narrow or small for their size that a printer would set them larger.
_LARGER: Final = {"Alumni Sans": 1.3, "Smooch Sans": 1.35, "Alegreya Sans": 1.12, "Liberation Sans Narrow": 1.1, "Tinos": 1.08,
                  "Liberation Serif": 1.08, "Lexend Deca": 0.9, "Prompt": 0.92, "DejaVu Sans": 0.88, "Andika": 0.92,
                  "League Spartan": 1.08, "Space Grotesk": 0.95}  # fmt: skip


def faces() -> str:
    """Return the rules that make packaged typefaces known to the browser."""
    rules = []
    for name, (package, file) in _FILES.items():
        module = f"fontpkg_{package.replace('-', '_')}"
        try:
            path = distribution(f"fontpkg-{package}").locate_file(f"{module}/files/{file}")
        except PackageNotFoundError:
            continue
        url = str(path).replace("[", "%5B").replace("]", "%5D")
        rules.append(f"@font-face{{font-family:'{name}';src:url('file://{url}');font-weight:100 900}}")
    return "".join(rules)


@dataclass
class Style:
    rng: random.Random
    head: str
    label: str
    value: str
    size: float
    ink: str
    pale: str
    hue: int
    colon: str
    slash: str
    tone: float
    zone: str

    def words(self, *both: str, colon: bool = True) -> str:
        """Return a label in Vietnamese and, if given, English, as this printer sets them."""
        first, *rest = both
        text = first + (f"{self.slash}<i>{rest[0]}</i>" if rest else "")
        return f"<span class=l>{text}{self.colon if colon else ''}</span> "


def style(rng: random.Random, *, held_out: bool, kind: str) -> Style:
    pool = HELD_OUT if held_out else SEEN
    label = rng.choice(pool)
    value = label if rng.random() < 0.65 else rng.choice(pool)
    zones = ("OCR B", "OCR B", "Cousine") if held_out else ("OCR B", "OCR B", "OCR B", "Liberation Mono")
    hues = {"cccd_chip": (165, 200), "can_cuoc": (150, 215), "cccd_barcode": (140, 190), "cmnd": (85, 140), "cmnd12": (95, 150),
            "passport": (20, 70)}  # fmt: skip
    warm = rng.random() < 0.3
    return Style(
        rng, head=rng.choice(pool), label=label, value=value, size=rng.uniform(0.94, 1.1) * _LARGER.get(value, 1.0),
        ink=rng.choice(("#111", "#1a1a24", "#2b2320", "#202a3c", "#33302e")),
        pale=rng.choice(("#1d3b2a", "#333", "#123", "#5a1f1a", "#223")) if warm else "#2a2f2d",
        hue=rng.randint(*hues[kind]), colon=rng.choice((":", ":", "", " :")), slash=rng.choice(("/", " / ", "/ ")),
        tone=rng.uniform(82, 94), zone=rng.choice(zones),
    )  # fmt: skip


def _wave(rng: random.Random, width: float, height: float, hue: int) -> str:
    """Return a family of interlaced fine lines, as engraved grounds have."""
    lines = []
    cycles, swing, phase = rng.uniform(1, 4), rng.uniform(2, 9), rng.random() * 6
    step, drift = rng.uniform(1.1, 2.4), rng.uniform(-0.2, 0.2)
    for i in range(int((height + 20) / step)):
        points = " ".join(
            f"{x:.1f},{-10 + i * step + swing * math.sin(phase + i * drift + x / width * cycles * math.tau):.2f}"
            for x in range(int(width) + 2)
        )
        lines.append(f"<polyline points='{points}'/>")
    colour = f"hsl({hue},{rng.randint(25, 60)}%,{rng.randint(48, 68)}%)"
    return f"<g fill=none stroke='{colour}' stroke-width='{rng.uniform(0.07, 0.17):.2f}' opacity='{rng.uniform(0.25, 0.6):.2f}'>{''.join(lines)}</g>"


def _rosette(rng: random.Random, x: float, y: float, radius: float, hue: int) -> str:
    rings = []
    petals = rng.choice((8, 12, 14, 16))
    for ring in range(1, rng.choice((6, 9))):
        r = radius * ring / 8
        points = " ".join(
            f"{x + (r + r * 0.12 * math.sin(petals * a)) * math.cos(a):.2f},{y + (r + r * 0.12 * math.sin(petals * a)) * math.sin(a):.2f}"
            for a in (i * math.tau / 140 for i in range(141))
        )
        rings.append(f"<polyline points='{points}'/>")
    return f"<g fill=none stroke='hsl({hue},45%,55%)' stroke-width=.2 opacity=.45>{''.join(rings)}</g>"


def ground(s: Style, width: float, height: float) -> str:
    """Return the printed ground of one side as an SVG that fills it."""
    rng = s.rng
    other = (s.hue + rng.choice((25, 60, 180, 320))) % 360
    stops = "".join(
        f"<stop offset='{o}' stop-color='hsl({h},{rng.randint(20, 45)}%,{s.tone + rng.uniform(-3, 4):.0f}%)'/>"
        for o, h in ((0, s.hue), (0.5, other), (1, s.hue))
    )
    art = _wave(rng, width, height, s.hue) + _wave(rng, width, height, other)
    art += _rosette(
        rng,
        width * rng.uniform(0.4, 0.7),
        height * rng.uniform(0.4, 0.6),
        height * rng.uniform(0.3, 0.5),
        other,
    )
    return (
        f"<svg class=ground viewBox='0 0 {width} {height}' preserveAspectRatio=none><defs>"
        f"<linearGradient id=g x2='1' y2='{rng.random():.2f}'>{stops}</linearGradient></defs>"
        f"<rect width='{width}' height='{height}' fill='url(#g)'/>{art}</svg>"
    )


def emblem(size: float, *, gold: bool = True) -> str:
    """Return a round emblem of our own: no real one is copied."""
    star = " ".join(
        f"{50 + r * math.sin(a):.1f},{42 - r * math.cos(a):.1f}"
        for a, r in ((i * math.pi / 5, 22 if i % 2 == 0 else 9) for i in range(10))
    )
    red, yellow = ("#c8281e", "#e9c53a") if gold else ("#7a3b36", "#d8cfa0")
    return (
        f"<svg width='{size}mm' height='{size}mm' viewBox='0 0 100 100'><circle cx=50 cy=50 r=47 fill='{red}' stroke='{yellow}' "
        f"stroke-width=6 /><polygon points='{star}' fill='{yellow}'/><path d='M18 70Q50 96 82 70L76 80Q50 100 24 80Z' fill='{yellow}'/></svg>"
    )


def portrait(rng: random.Random, *, woman: bool, grey: bool, photo: str | None) -> str:
    """Return a portrait: a photo given as a data URL, else a shaded head of our own."""
    shade = "filter:grayscale(1) contrast(.9);" if grey else ""
    if photo:
        return f"<img src='{photo}' style='width:100%;height:100%;object-fit:cover;{shade}'>"
    skin, hair = (
        rng.choice(("#e4b994", "#d9a57c", "#c98f63", "#efcaa8")),
        rng.choice(("#17130f", "#2c221c", "#4a4744")),
    )
    back = rng.choice(("#dfe8f2", "#f3f3f1", "#b9d2ea", "#5f93c9"))
    shirt = rng.choice(("#f4f4f4", "#28324a", "#7a2f36", "#3b5b45", "#c6b7a0"))
    w, h = rng.uniform(19, 23), rng.uniform(25, 29)
    long_hair = (
        f"<path d='M{50 - w - 5} 45Q50 -5 {50 + w + 5} 45L{50 + w + 7} 96H{43 - w}Z' fill='{hair}'/>"
        if woman
        else ""
    )
    return (
        f"<svg viewBox='0 0 100 135' preserveAspectRatio='xMidYMid slice' style='width:100%;height:100%;background:{back};{shade}'><defs>"
        f"<radialGradient id=p cx='.42' cy='.4'><stop offset=0 stop-color='{skin}'/><stop offset=1 stop-color='{skin}' stop-opacity='.82'/>"
        f"</radialGradient></defs>{long_hair}<path d='M4 140Q8 100 40 96L60 96Q92 100 96 140Z' fill='{shirt}'/>"
        f"<path d='M41 78h18v18q-9 12-18 0z' fill='{skin}'/><path d='M41 80q9 9 18 0v6q-9 9-18 0z' fill='#0003'/>"
        f"<ellipse cx=50 cy=58 rx='{w}' ry='{h}' fill='{skin}'/><ellipse cx=50 cy=58 rx='{w}' ry='{h}' fill='url(#p)'/>"
        f"<path d='M{50 - w - 1} 52Q{50 - w} 22 50 {28 + rng.uniform(-3, 2):.0f}T{51 + w} 52Q{50 + w - 3} 38 50 38T{49 - w} 52Z' fill='{hair}'/>"
        f"<g fill='#2a1d15'><ellipse cx=42 cy=56 rx=3.3 ry=1.7 /><ellipse cx=58 cy=56 rx=3.3 ry=1.7 /><path d='M37 51q5-3 9 0M54 51q5-3 9 0' fill=none "
        f"stroke='{hair}' stroke-width=1.6 /></g><path d='M49 57l-2 10q3 2 6 0' fill=none stroke='#0004' stroke-width=1.2 />"
        f"<path d='M44 74q6 3 12 0q-6 6-12 0' fill='#a8504a'/></svg>"
    )  # fmt: skip


def fingerprint(rng: random.Random) -> str:
    swirl = "".join(
        f"<ellipse cx='{50 + rng.uniform(-2, 2):.1f}' cy='{60 - i:.0f}' rx='{3 + i * 4.4:.1f}' ry='{5 + i * 5.6:.1f}' "
        f"stroke-dasharray='{rng.randint(8, 40)} {rng.randint(1, 4)}'/>"
        for i in range(10)
    )
    return f"<svg viewBox='0 0 100 120' style='width:100%;height:100%'><g fill=none stroke='#333' stroke-width=2 opacity=.8>{swirl}</g></svg>"


def signature(rng: random.Random, colour: str = "#1c2b6b") -> str:
    x, y = 8.0, 30.0
    path = f"M{x} {y}"
    for _ in range(rng.randint(6, 11)):
        path += f"q{rng.uniform(-3, 12):.0f} {rng.uniform(-32, 10):.0f} {rng.uniform(3, 14):.0f} {rng.uniform(-9, 10):.0f}"
    return f"<svg viewBox='0 0 120 50' style='width:100%;height:100%;overflow:visible'><path d='{path}' fill=none stroke='{colour}' stroke-width=1.6 /></svg>"


def seal(rng: random.Random) -> str:
    text = rng.choice(("CÔNG AN TỈNH", "BỘ CÔNG AN", "CỤC CẢNH SÁT"))
    return (
        f"<svg viewBox='0 0 100 100' style='width:100%;height:100%;opacity:{rng.uniform(0.5, 0.85):.2f};transform:rotate({rng.randint(-25, 25)}deg)'>"
        "<g fill=none stroke='#c3202b' stroke-width=2.5><circle cx=50 cy=50 r=46 /><circle cx=50 cy=50 r=29 /></g><defs><path id=c d='M14 50a36 36 0 1 1 72 0'/>"
        f"</defs><text fill='#c3202b' font-size=10 textLength=96><textPath href='#c'>{text}</textPath></text><path d='M50 30l6 14 15 1-12 9 4 15-13-8-13 8 4-15-12-9 "
        "15-1z' fill='#c3202b'/></svg>"
    )
