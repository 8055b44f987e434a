# ruff: noqa: E501, PLR0917 - formulas stay on one line
"""From sides lying on a table to the file a phone sends: a pinhole camera with a real lens, a small sensor, and an app."""

import math
import random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.papers.fourth.browser import Picture

Floats = NDArray[np.float32]


def rounded(width: int, height: int, radius: float) -> Floats:
    """Return a mask of a card with rounded corners, soft at the rim."""
    mask = np.zeros((height, width), np.uint8)
    r = max(int(radius), 1)
    cv2.rectangle(mask, (r, 0), (width - r - 1, height - 1), 255, -1)
    cv2.rectangle(mask, (0, r), (width - 1, height - r - 1), 255, -1)
    for x in (r, width - r - 1):
        for y in (r, height - r - 1):
            cv2.circle(mask, (x, y), r, 255, -1, cv2.LINE_AA)
    return np.asarray(mask.astype(np.float32) / 255, np.float32)


def lay(scene: Floats, density: float, card: Picture, mask: Floats, centre: tuple[float, float], size: tuple[float, float], turn: float,
        *, thick: float = 0.8, lit: float = 0.5) -> None:  # fmt: skip
    """Lay a picture of ``size`` millimetres on the scene at ``centre``, turned by degrees, with the shadow of its edge."""
    h, w = card.shape[:2]
    angle = math.radians(turn)
    c, s = math.cos(angle), math.sin(angle)
    half = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * size
    corners = ((half @ np.array([[c, s], [-s, c]])) + centre) * density
    at = cv2.getPerspectiveTransform(
        np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32), corners.astype(np.float32)
    )
    low = np.maximum(np.floor(corners.min(0)) - 60, 0).astype(int)
    high = np.minimum(np.ceil(corners.max(0)) + 60, (scene.shape[1], scene.shape[0])).astype(int)
    moved = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]]) @ at
    area = tuple(int(v) for v in high - low)
    alpha = cv2.warpPerspective(mask, moved, area, flags=cv2.INTER_AREA)[..., None]
    top = cv2.warpPerspective(
        card, moved, area, flags=cv2.INTER_AREA if w > size[0] * density else cv2.INTER_CUBIC
    )
    part = scene[low[1] : high[1], low[0] : high[0]]
    reach = max(int(thick * density), 1)
    shade = cv2.GaussianBlur(
        np.roll(alpha[..., 0], (reach, int(reach * lit)), (0, 1)), (0, 0), reach * 0.8 + 0.5
    )[..., None]
    part *= 1 - 0.5 * shade * (1 - alpha)
    part += alpha * (top.astype(np.float32) - part)


def copy_of(card: Picture, rng: random.Random, *, grey: bool) -> Picture:
    """Return what a photocopier makes of a side."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30))
    out = card.astype(np.float32)
    if grey:
        out = np.repeat((out @ np.array([0.2, 0.6, 0.2], np.float32))[..., None], 3, 2)
    out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.8, 1.6)), np.float32)
    out = (out - 128) * rng.uniform(1.05, 1.5) + rng.uniform(140, 165)
    out += noise.normal(0, rng.uniform(3, 9), out.shape[:2]).astype(np.float32)[..., None]
    if rng.random() < 0.5:
        x = rng.randint(0, card.shape[1] - 4)
        out[:, x : x + rng.randint(1, 3)] -= 35
    return np.clip(out, 0, 250).astype(np.uint8)


def on_screen(card: Picture, rng: random.Random) -> Picture:
    """Return a side as the pixels of a screen show it: stripes of red, green and blue with dark gaps."""
    pitch = rng.choice((3, 4))
    small = cv2.resize(card, None, fx=1 / pitch, fy=1 / pitch, interpolation=cv2.INTER_AREA)
    big = cv2.resize(small, None, fx=pitch * 3, fy=pitch * 3, interpolation=cv2.INTER_NEAREST).astype(
        np.float32
    )
    stripes = np.full((1, pitch * 3, 3), 0.35, np.float32)
    for channel in range(3):
        stripes[0, (2 - channel) * pitch : (3 - channel) * pitch, channel] = 1.0
    tiled = np.tile(stripes, (big.shape[0], small.shape[1], 1))
    tiled[:: pitch * 3] *= 0.5
    lit = np.clip(big * tiled * 1.7, 0, 255)
    shown = cv2.resize(lit, (card.shape[1], card.shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(shown, np.uint8)


def look(scene: Floats, density: float, *, at: tuple[float, float], width: float, size: tuple[int, int], tilt: tuple[float, float], roll: float,
         lens: float, focal: float, points: NDArray[np.float64]) -> tuple[Floats, NDArray[np.float64]]:  # fmt: skip
    """Photograph a flat scene; return the photo and where some ``points`` of the scene (millimetres) are on it.

    ``at`` and ``width``: the middle and the width of what is seen, in millimetres; ``tilt``: pitch and yaw, ``roll``, in
    degrees; ``lens``: radial distortion (negative is a barrel); ``focal``: in widths of the picture. Scenes are mirrored at rims.
    """
    w, h = size
    f = focal * w
    a, b, c = (math.radians(v) for v in (*tilt, roll))
    turn = (
        np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
        @ np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
        @ np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
    )
    x, y = np.meshgrid(np.arange(w, dtype=np.float32) - w / 2, np.arange(h, dtype=np.float32) - h / 2)
    r2 = (x * x + y * y) / (w * w / 4)
    bend = 1 + lens * r2
    rays = np.stack([x * bend / f, y * bend / f, np.ones_like(x)], -1) @ turn.astype(
        np.float32
    )  # the plane turned instead
    axis = np.array([0, 0, 1.0]) @ turn
    distance = width * focal * density * axis[2]
    u = (rays[..., 0] / rays[..., 2] - axis[0] / axis[2]) * distance + at[0] * density
    v = (rays[..., 1] / rays[..., 2] - axis[1] / axis[2]) * distance + at[1] * density
    photo = cv2.remap(
        scene, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    nearest = [int(np.argmin((u - px) ** 2 + (v - py) ** 2)) for px, py in points * density]
    return np.asarray(photo, np.float32), np.array([(i % w, i // w) for i in nearest], np.float64)


def light(photo: Floats, rng: random.Random, way: dict[str, Any]) -> Floats:
    """Light a photo (0 to 255): from one side, through leaves or past a hand, warm or cold, with a lamp in the plastic."""
    h, w = photo.shape[:2]
    y, x = np.mgrid[0:h:8, 0:w:8].astype(np.float32)
    y, x = y / h - 0.5, x / w - 0.5
    angle = rng.random() * math.tau
    field = 1 + rng.uniform(0.05, 0.3) * way.get("uneven", 1.0) * (x * math.cos(angle) + y * math.sin(angle))
    if way.get("shadow"):
        edge = (
            x * math.cos(angle + 1)
            + y * math.sin(angle + 1)
            - rng.uniform(-0.2, 0.2)
            + 0.05 * np.sin(9 * y + angle)
        )
        field *= 1 - rng.uniform(0.3, 0.55) / (1 + np.exp(-edge * rng.uniform(18, 70)))
    out = photo * cv2.resize(field, (w, h))[..., None]
    kelvin = rng.uniform(-0.12, 0.12) * way.get("cast", 1.0)
    out *= np.array([1 - kelvin, 1 + rng.uniform(-0.03, 0.03), 1 + kelvin], np.float32)
    if way.get("glare"):
        gx, gy, s = rng.uniform(-0.25, 0.25), rng.uniform(-0.2, 0.2), rng.uniform(0.04, 0.09)
        spot = np.exp(-(((x - gx) / s) ** 2 + ((y - gy) / (s * rng.uniform(0.4, 1))) ** 2) / 2) * rng.uniform(
            90, 230
        )
        out += cv2.resize(spot.astype(np.float32), (w, h))[..., None]
    return np.asarray(out * rng.uniform(*way.get("exposure", (0.85, 1.08))), np.float32)


def sensor(photo: Floats, rng: random.Random, way: dict[str, Any]) -> Picture:
    """Add what a small sensor and its processor do: blur, noise of light in patches, smoothing, sharpening, tone."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30))
    out = photo
    blur = way.get("blur", rng.uniform(0.4, 1.0))
    out = np.asarray(cv2.GaussianBlur(out, (0, 0), blur), np.float32)
    if way.get("shake"):
        length = way["shake"]
        kernel = np.zeros((length, length), np.float32)
        angle = rng.random() * math.pi
        middle, dx, dy = length // 2, math.cos(angle) * length / 2, math.sin(angle) * length / 2
        cv2.line(
            kernel, (round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy)), 1.0, 1
        )
        out = np.asarray(cv2.filter2D(out, -1, kernel / kernel.sum()), np.float32)
    grain = way.get("grain", rng.uniform(0.6, 1.5))
    h, w = out.shape[:2]
    coarse = noise.normal(0, 1, ((h + 1) // 2, (w + 1) // 2, 3)).astype(np.float32)
    shot = noise.normal(0, 1, (h, w, 1)).astype(np.float32) + 0.8 * cv2.resize(
        coarse, (w, h), interpolation=cv2.INTER_LINEAR
    )
    out = out + shot * grain * np.sqrt(np.clip(out, 1, 255)) * 0.3
    eight = np.clip(out, 0, 255).astype(np.uint8)
    if way.get("smooth"):
        eight = cv2.bilateralFilter(eight, 7, 22 * way["smooth"], 3).astype(np.uint8)
    sharp = way.get("sharp", rng.uniform(0.2, 0.9))
    soft = cv2.GaussianBlur(eight, (0, 0), 1.2)
    return np.asarray(cv2.addWeighted(eight, 1 + sharp, soft, -sharp, 0), np.uint8)


def send(photo: Picture, rng: random.Random, way: dict[str, Any]) -> bytes:
    """Return the file: as the phone stores it, or as a chat app passes it on."""
    if way.get("chat"):
        long = way["chat"]
        scale = min(1.0, long / max(photo.shape[:2]))
        photo = cv2.resize(
            photo,
            None,
            fx=scale,
            fy=scale,
            interpolation=cv2.INTER_AREA if rng.random() < 0.5 else cv2.INTER_LINEAR,
        ).astype(np.uint8)
        first = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
        photo = cv2.imdecode(first, cv2.IMREAD_COLOR).astype(np.uint8)  # type: ignore[union-attr]
        quality = rng.randint(60, 70)
    else:
        quality = way.get("quality", rng.randint(82, 94))
    return cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
