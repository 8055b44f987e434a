# ruff: noqa: E501, PLR0917 - a way and a step of the scene stay on one line
"""Ways of photographing, and photos of a paper taken in one of them."""

import math
import random
from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np

from bench.papers.fourth import camera, cards, people, style, table
from bench.papers.fourth.browser import Browser, Picture
from bench.papers.fourth.printer import Face

#: Pixels a millimetre of a printed side, and of the scene it lies in.
PRINT: Final = 16.0
SCENE: Final = 15.0


@dataclass(frozen=True)
class Way:
    """One way of photographing. ``told``: problems of which one should be told; ``hard``: not held to the usual goals."""

    name: str
    set: dict[str, Any] = field(default_factory=dict)
    held_out: bool = False
    hard: bool = False
    told: frozenset[str] = frozenset()


def _way(name: str, *, held_out: bool = False, hard: bool = False, told: str = "", **set_: Any) -> Way:
    return Way(name, set_, held_out, hard, frozenset(told.split()))


WAYS: Final = (
    _way("plain"),
    _way("tilted", tilt=30, roll=12),
    _way("turned 30", roll=30),
    _way("sideways", turn=(90, 270)),
    _way("upside down", turn=(180,)),
    _way("far", fill=(0.4, 0.45), long=3000),
    _way("full", fill=(0.97, 1.0), tilt=3),
    _way("cluttered", clutter=True, fill=(0.45, 0.65)),
    _way("beside a card", beside=True, fill=(0.4, 0.5)),
    _way("flat page", page=True),
    _way("sleeve", sleeve=True, glare=True),
    _way("thumb", thumb=True),
    _way("shadow", shadow=True, uneven=2.0),
    _way("grey copy", copy="grey", told="photocopy"),
    _way("colour copy", copy="colour"),
    _way("screen", screen=True, told="screen_photo", fill=(0.6, 0.8)),
    _way("chat", chat=1280),
    _way("smoothed", smooth=1.6, grain=2.2, quality=75),
    _way(
        "dim", exposure=(0.35, 0.5), grain=2.4, smooth=1.0, cast=2.5, hard=True, told="dark too_small blurred"
    ),
    _way("worn", worn=True),
    _way("wide and close", held_out=True, tilt=14, focal=0.72, lens=-0.06, fill=(0.6, 0.8)),
    _way("in the hand", held_out=True, thumb=True, air=True, tilt=10),
    _way("chat, tilted", held_out=True, chat=1280, tilt=20, roll=15, smooth=0.8),
    _way("warm lamp", held_out=True, cast=3.0, uneven=2.5, exposure=(0.6, 0.85), grain=1.8, smooth=1.0),
    _way("shaken", held_out=True, shake=5, hard=True, told="blurred too_small"),
    _way("screen, chat", held_out=True, screen=True, chat=1600, hard=True, told="screen_photo too_small"),
    _way("copy under a shadow", held_out=True, copy="grey", shadow=True, told="photocopy"),
    _way("old and upside down", held_out=True, worn=True, turn=(180,), sleeve=True),
    _way("both on a table", held_out=True, page=True, loose=True, roll=5, tilt=8),
    _way("ordinary", held_out=True, tilt=12, roll=8),
)


@dataclass
class Shot:
    kind: str
    way: Way
    truth: dict[str, str]
    images: list[bytes]
    told: str
    quads: list[list[list[list[float]]]]


def suits(kind: str, way: Way) -> bool:
    """A passport has one page, and nobody keeps it in the sleeve of a card."""
    return not (kind == "passport" and ("page" in way.set or "sleeve" in way.set or "beside" in way.set))


def _worn(print_: Picture, rng: random.Random) -> Picture:
    """Rub print off in patches, and scratch it."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30))
    h, w = print_.shape[:2]
    patch = cv2.resize(
        noise.normal(0, 1, (h // 90 + 2, w // 90 + 2)).astype(np.float32),
        (w, h),
        interpolation=cv2.INTER_CUBIC,
    )
    speckle = cv2.GaussianBlur(noise.normal(0, 1, (h, w)).astype(np.float32), (0, 0), 1.5) * 3
    rubbed = (np.clip((patch - 0.9) * 1.5, 0, 1) * (speckle > -0.3) * 0.55)[..., None]
    out = print_ * (1 - rubbed) + 235 * rubbed
    for _ in range(rng.randint(4, 12)):
        a = (rng.randint(0, w), rng.randint(0, h))
        cv2.line(
            out,
            a,
            (a[0] + rng.randint(-300, 300), a[1] + rng.randint(-120, 120)),
            (225, 228, 230),
            1,
            cv2.LINE_AA,
        )
    return np.asarray(out, np.uint8)


def _prints(browser: Browser, faces: list[Face], rng: random.Random, way: Way) -> list[Picture]:
    out = []
    for face in faces:
        print_ = browser.print(face.html, face.width, face.height, PRINT)
        if way.set.get("worn"):
            print_ = _worn(print_, rng)
        if way.set.get("copy"):
            print_ = camera.copy_of(print_, rng, grey=way.set["copy"] == "grey")
        if way.set.get("screen"):
            print_ = camera.on_screen(print_, rng)
        out.append(print_)
    return out


def _film(print_: Picture, face: Face) -> tuple[Picture, float]:
    """Return a side within its film, and how many millimetres that adds on every side."""
    if not face.film:
        return print_, 0.0
    border = round(face.film * PRINT)
    out = cv2.copyMakeBorder(
        print_, border, border, border, border, cv2.BORDER_CONSTANT, value=(214, 219, 217)
    )
    cv2.rectangle(out, (border, border), (out.shape[1] - border, out.shape[0] - border), (186, 190, 189), 2)
    return cv2.addWeighted(out, 0.93, np.full_like(out, 235), 0.07, 0).astype(np.uint8), face.film


def _put(
    scene: camera.Floats,
    print_: Picture,
    face: Face,
    centre: tuple[float, float],
    turn: float,
    way: Way,
    rng: random.Random,
) -> None:
    """Lay a side on the table as the way wants it."""
    set_ = way.set
    if set_.get("screen"):
        bezel = np.full((1000, 1600, 3), 14, np.uint8)
        camera.lay(
            scene,
            SCENE,
            bezel,
            camera.rounded(1600, 1000, 20),
            centre,
            (face.width + 46, face.height + 34),
            turn,
        )
        glow = np.full((100, 160, 3), rng.choice((20, 60, 245)), np.uint8)
        camera.lay(
            scene,
            SCENE,
            glow,
            np.ones((100, 160), np.float32),
            centre,
            (face.width + 36, face.height + 24),
            turn,
            thick=0.01,
        )
    if set_.get("copy"):
        sheet = np.full((1485, 1050, 3), 244, np.uint8)
        camera.lay(
            scene,
            SCENE,
            sheet,
            np.ones((1485, 1050), np.float32),
            (centre[0] + rng.uniform(-8, 8), centre[1] + rng.uniform(10, 50)),
            (210, 297),
            turn,
        )
        camera.lay(
            scene,
            SCENE,
            print_,
            np.ones(print_.shape[:2], np.float32),
            centre,
            (face.width, face.height),
            turn,
            thick=0.01,
        )
        return
    if set_.get("sleeve"):
        plastic = np.full((150, 220, 3), rng.randint(195, 240), np.uint8)
        camera.lay(
            scene,
            SCENE,
            plastic,
            np.full((150, 220), 0.35, np.float32),
            centre,
            (face.width + 9, face.height + 8),
            turn,
            thick=0.3,
        )
    whole, film = _film(print_, face)
    flat = 0.01 if set_.get("screen") or (set_.get("page") and not set_.get("loose")) else 0.8
    mask = camera.rounded(whole.shape[1], whole.shape[0], (face.corner + film) * PRINT)
    size = (face.width + 2 * film, face.height + 2 * film)
    if set_.get("air"):
        scene[:] = cv2.GaussianBlur(scene, (0, 0), 25)
        flat = 0.01
    camera.lay(scene, SCENE, whole, mask, centre, size, turn, thick=flat)
    if set_.get("sleeve"):
        sheen = np.full((150, 220, 3), 245, np.uint8)
        fold = np.full((150, 220), rng.uniform(0.08, 0.18), np.float32)
        fold[:, rng.randint(20, 180) :][:, : rng.randint(3, 15)] += rng.uniform(0.1, 0.3)
        camera.lay(scene, SCENE, sheen, fold, centre, (face.width + 9, face.height + 8), turn, thick=0.01)
    if set_.get("thumb"):
        _thumb(scene, face, centre, rng)


def _thumb(scene: camera.Floats, face: Face, centre: tuple[float, float], rng: random.Random) -> None:
    """Lay a thumb over a lower corner, where it covers little."""
    skin = np.zeros((300, 200, 3), np.float32)
    skin[:] = rng.choice(((120, 150, 205), (95, 125, 180), (70, 95, 145)))
    skin *= (0.75 + 0.3 * np.sin(np.linspace(0.2, 2.9, 200)))[None, :, None].astype(np.float32)
    cv2.ellipse(skin, (100, 62), (62, 52), 0, 0, 360, tuple(float(v) * 1.15 for v in skin[150, 100]), -1)
    side = rng.choice((-1, 1))
    x = centre[0] + side * (face.width / 2 + rng.uniform(3, 6))
    y = centre[1] + face.height / 2 + rng.uniform(8, 12)
    camera.lay(
        scene,
        SCENE,
        skin.clip(0, 255).astype(np.uint8),
        camera.rounded(200, 300, 95),
        (x, y),
        (19, 34),
        -side * rng.uniform(25, 50),
        thick=1.5,
    )


def _take(
    browser: Browser, prints: list[Picture], faces: list[Face], rng: random.Random, way: Way
) -> tuple[bytes, list[list[list[float]]]]:
    """Photograph what lies on one table; return the file and the corners of each paper on it, from its own top left."""
    set_ = way.set
    count, width = len(faces), faces[0].width
    fill = rng.uniform(*set_.get("fill", (0.6, 0.92)))
    turn = (
        rng.choice(set_.get("turn", (0,)))
        + rng.choice((-1, 1)) * set_.get("roll", 0) * rng.uniform(0.8, 1.0)
        + rng.uniform(-3, 3)
    )
    upright = turn % 180 > 45 and turn % 180 < 135
    wide = count == 1 or set_.get("loose")
    seen_w = (width / fill) if count == 1 else rng.uniform(190, 220)
    long = set_.get("long", rng.choice((1600, 2000, 2400)))
    size = (long, long * 3 // 4) if wide and not (upright and fill > 0.7) else (long * 3 // 4, long)
    if upright and fill > 0.7:
        seen_w *= 0.75
    if "roll" in set_ and set_["roll"] > 10:
        seen_w = max(seen_w, width * 1.35)
    room = max(seen_w * 1.3, 130.0)
    area = (room * 1.25, room * (1.25 if size[0] > size[1] else 1.7))
    name = "plain" if set_.get("screen") else rng.choice(table.HELD_OUT if way.held_out else table.SEEN)
    if set_.get("page") and not set_.get("loose"):
        scene = np.full((int(area[1] * SCENE), int(area[0] * SCENE), 3), 250, np.float32)
    else:
        coarse = table.ground(browser, name, area[0], area[1], rng, cluttered=bool(set_.get("clutter")))
        scene = cv2.resize(
            coarse, (int(area[0] * SCENE), int(area[1] * SCENE)), interpolation=cv2.INTER_CUBIC
        ).astype(np.float32)
    middle = (area[0] / 2, area[1] / 2)
    if set_.get("beside"):
        other = table.bank_card(browser, rng, 8)
        below = (middle[0] + rng.uniform(-12, 12), middle[1] + rng.choice((-1, 1)) * rng.uniform(58, 66))
        camera.lay(
            scene,
            SCENE,
            other,
            camera.rounded(other.shape[1], other.shape[0], 26),
            below,
            (85.6, 54),
            turn + rng.uniform(-12, 12),
        )
    outlines: list[np.ndarray] = []
    apart = rng.uniform(4, 25)
    for i, (print_, face) in enumerate(zip(prints, faces, strict=True)):
        y = middle[1] if count == 1 else middle[1] + (i - 0.5) * (face.height + 2 * face.film + apart)
        x = middle[0] + (rng.uniform(-10, 10) if count > 1 else 0)
        own = turn + (rng.uniform(-4, 4) if set_.get("loose") else 0)
        _put(scene, print_, face, (x, y), own, way, rng)
        outlines.append(_outline(face, (x, y), own))
    tilt = set_.get("tilt", 5)
    flat = set_.get("page") and not set_.get("loose")
    pitch, yaw = (
        (0.0, 0.0)
        if flat
        else (
            rng.choice((-1, 1)) * rng.uniform(0.6, 1) * tilt * f
            for f in rng.choice(((1, 0.2), (0.3, 0.9), (0.7, 0.7)))
        )
    )
    off = 0.0 if fill > 0.95 else seen_w * 0.04
    at = (middle[0] + rng.uniform(-off, off), middle[1] + rng.uniform(-off, off))
    photo, corners = camera.look(scene, SCENE, at=at, width=seen_w, size=size, tilt=(pitch, yaw), roll=0.0, lens=0.0 if flat else set_.get("lens", rng.uniform(-0.03, 0.015)),
                        focal=set_.get("focal", rng.uniform(0.85, 1.3)), points=np.concatenate(outlines))  # fmt: skip
    if flat:
        taken = camera.sensor(photo, rng, {**set_, "grain": 0.3, "blur": 0.5})
    else:
        taken = camera.sensor(camera.light(photo, rng, set_), rng, set_)
    scale = min(1.0, set_["chat"] / max(size)) if set_.get("chat") else 1.0
    return camera.send(taken, rng, set_), (corners.reshape(-1, 4, 2) * scale).tolist()


def _outline(face: Face, centre: tuple[float, float], turn: float) -> Any:
    """Return the corners of a paper (of the card within its film) in the scene, in millimetres."""
    angle = math.radians(turn)
    half = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * (face.width, face.height)
    return half @ np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]) + centre


def shoot(browser: Browser, kind: str, way: Way, seed: int) -> Shot:
    """Invent a holder, print the paper and photograph it; the same seed gives the same photos on the same machine."""
    rng = random.Random(f"{seed} {kind} {way.name}")
    who = people.holder(kind, rng)
    printed = style.style(rng, held_out=way.held_out, kind=kind)
    faces = cards.paper(kind, who, printed, None)
    prints = _prints(browser, faces, rng, way)
    if way.set.get("page"):
        taken = [_take(browser, prints, faces, rng, way)]
    else:
        taken = [_take(browser, [p], [f], rng, way) for p, f in zip(prints, faces, strict=True)]
    images, quads = [image for image, _ in taken], [found for _, found in taken]
    return Shot(kind, way, who.says, images, f"{printed.label} / {printed.value} / {printed.zone}", quads)
