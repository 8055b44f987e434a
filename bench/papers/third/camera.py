"""The third hand's camera: a drawn paper in three dimensions under some light, to an encoded photo."""

import io
import math
import random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.papers.third.grounds import HELD_OUT_GROUNDS, TUNED_GROUNDS

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
_CORNER = 3.18
#: EXIF orientation and the turn of the stored pixels that goes with it.
_EXIF = {6: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_180, 8: Image.Transpose.ROTATE_270}


class Camera:
    """Takes one photo with the settings of a way; pairs of numbers are drawn between."""

    def __init__(self, rng: random.Random, settings: dict[str, Any], *, held_out: bool) -> None:
        self._rng, self._held_out = rng, held_out
        self._set: dict[str, Any] = {
            k: rng.uniform(*v) if isinstance(v, tuple) else v for k, v in settings.items()
        }
        self._np = np.random.default_rng(rng.randrange(2**31))

    def _get(self, name: str, low: float, high: float) -> float:
        return float(self._set[name]) if name in self._set else self._rng.uniform(low, high)

    def take(self, papers: list[Image.Image], millimetres: list[tuple[float, float]]) -> bytes:
        """Return an encoded photo of the papers, the first the one meant."""
        rng = self._rng
        papers = [self._handled(paper) for paper in papers]
        if self._set.get("scan"):
            return self._encode(self._scan(papers, millimetres))
        long_side = self._get("long_side", 1300, 2000)
        width, height = round(long_side), round(long_side * rng.choice((0.75, 0.75, 0.5625)))
        if abs(self._set.get("roll", 0.0) % 180 - 90) < 40:
            width, height = height, width
        if len(papers) > 1 and "beside" not in self._set:
            width, height = min(width, height), max(width, height)
        picture = self._on_ground(papers, millimetres, (width, height))
        return self._encode(self._lit(picture))

    def _on_ground(
        self, papers: list[Image.Image], sizes: list[tuple[float, float]], size: tuple[int, int]
    ) -> Floats:
        rng = self._rng
        grounds = HELD_OUT_GROUNDS if self._held_out else TUNED_GROUNDS
        ground = grounds.get(self._set.get("ground", "")) or rng.choice(list(grounds.values()))
        picture = ground(rng, size).astype(np.float32)
        width, height = size
        fill = self._get("fill", 0.6, 0.92)
        turn = math.radians(self._get("roll", -7, 7))
        tilt, toward = math.radians(self._get("tilt", 0, 9)), rng.uniform(0, 6.28)
        flat: list[NDArray[np.float64]] = []
        drop = 0.0
        for number, (w, h) in enumerate(sizes):
            corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) / 2
            if number:
                away = rng.uniform(0, 0.3)
                spin = np.array([[math.cos(away), -math.sin(away)], [math.sin(away), math.cos(away)]])
                beside = (
                    np.array((w * 0.55, h * 1.1))
                    if "beside" in self._set
                    else np.array((0, drop + h / 2 + 9))
                )
                corners = corners @ spin.T + beside
            drop = h / 2
            flat.append(corners)
        seen = self._projected(flat, turn, tilt, toward)
        spread = seen[0] if "beside" in self._set else np.concatenate(seen)
        low, high = spread.min(0), spread.max(0)
        scale = fill * min(width / (high[0] - low[0]), height / (high[1] - low[1]))
        middle = (
            np.array((width, height)) / 2
            + np.array((rng.uniform(-1, 1) * width, rng.uniform(-1, 1) * height)) * (1 - fill) * 0.35
        )
        if "cut" in self._set:
            middle = middle + np.array((rng.choice((-1, 1)) * width * ((1 - fill) / 2 + self._set["cut"]), 0))
        quads = [((quad - (low + high) / 2) * scale + middle).astype(np.float32) for quad in seen]
        for paper, (w, _), quad in reversed(list(zip(papers, sizes, quads, strict=True))):
            picture = self._lay(picture, np.array(paper), w, quad)
        if self._set.get("thumb") or self._set.get("covered"):
            picture = self._thumb(picture, quads[0])
        return picture

    def _projected(
        self, flat: list[NDArray[np.float64]], turn: float, tilt: float, toward: float
    ) -> list[NDArray[np.float64]]:
        spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        distance = self._rng.uniform(230, 420)
        lean = np.array((math.cos(toward), math.sin(toward)))
        result = []
        for corners in flat:
            p = corners @ spin.T
            along = p @ lean
            depth = along * math.sin(tilt)
            p = p - np.outer(along * (1 - math.cos(tilt)), lean)
            result.append(p * (distance / (distance + depth))[:, None])
        return result

    def _lay(self, picture: Floats, paper: Pixels, millimetres: float, quad: NDArray[np.float32]) -> Floats:
        height, width = paper.shape[:2]
        size = (picture.shape[1], picture.shape[0])
        shrink = float(np.linalg.norm(quad[1] - quad[0])) / width
        if shrink < 0.7:
            less = shrink * 1.3
            paper = np.asarray(
                cv2.resize(paper, None, fx=less, fy=less, interpolation=cv2.INTER_AREA), np.uint8
            )
            height, width = paper.shape[:2]
        mask = np.zeros((height, width), np.float32)
        r = round(_CORNER * width / millimetres)
        cv2.rectangle(mask, (r, 0), (width - r, height), 1.0, -1)
        cv2.rectangle(mask, (0, r), (width, height - r), 1.0, -1)
        for x, y in ((r, r), (width - r, r), (r, height - r), (width - r, height - r)):
            cv2.circle(mask, (x, y), r, 1.0, -1)
        source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        to_photo = cv2.getPerspectiveTransform(source, quad)
        seen = cv2.warpPerspective(mask, to_photo, size)[..., None]
        laid = cv2.warpPerspective(
            paper, to_photo, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        shade = cv2.GaussianBlur(np.roll(seen[..., 0], (6, 5), (0, 1)), (0, 0), 7)[..., None]
        picture = picture * (1 - 0.35 * shade) * (1 - seen) + laid.astype(np.float32) * seen
        if "sleeve" in self._set:
            picture = self._sleeve(picture, quad)
        return picture

    def _sleeve(self, picture: Floats, quad: NDArray[np.float32]) -> Floats:
        """A clear pocket larger than the card: a milky veil, an edge, streaks of light."""
        rng, size = self._rng, (picture.shape[1], picture.shape[0])
        middle = quad.mean(0)
        larger = (middle + (quad - middle) * 1.07).astype(np.int32)
        veil = np.zeros(picture.shape[:2], np.float32)
        cv2.fillPoly(veil, [larger], 1.0)
        edge = np.zeros_like(veil)
        cv2.polylines(edge, [larger], True, 1.0, max(2, size[0] // 500), cv2.LINE_AA)
        streaks = np.zeros_like(veil)
        for _ in range(rng.randint(2, 4)):
            a = middle + np.array((rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5))) * np.ptp(quad, axis=0)
            b = a + np.array((rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3))) * np.ptp(quad, axis=0)
            cv2.line(
                streaks,
                tuple(int(v) for v in a),
                tuple(int(v) for v in b),
                1.0,
                size[0] // rng.randint(60, 120),
            )
        streaks = cv2.GaussianBlur(streaks, (0, 0), size[0] / 110) * veil
        strength = float(self._set["sleeve"])
        picture = picture * (1 - 0.22 * veil[..., None]) + 245 * 0.22 * veil[..., None]
        return picture + (streaks * strength * 190 + edge * 60)[..., None]

    def _thumb(self, picture: Floats, quad: NDArray[np.float32]) -> Floats:
        rng = self._rng
        corner = rng.randrange(4)
        long = float(np.linalg.norm(quad[1] - quad[0]))
        at, middle = quad[corner], quad.mean(0)
        if self._set.get("covered"):
            at = quad[3] * 0.4 + quad[2] * 0.6
            at = at + (quad[1] - quad[2]) * rng.uniform(0.2, 0.45)
        inward = (middle - at) / (np.linalg.norm(middle - at) + 1e-6)
        reach = 0.02 if self._set.get("thumb") else 0.05
        tip = at + inward * long * reach
        mask = np.zeros(picture.shape[:2], np.float32)
        angle = math.degrees(math.atan2(inward[1], inward[0]))
        centre = tip - inward * long * 0.12
        cv2.ellipse(
            mask,
            (int(centre[0]), int(centre[1])),
            (int(long * 0.17), int(long * 0.075)),
            angle,
            0,
            360,
            1.0,
            -1,
        )
        over = cv2.GaussianBlur(mask, (0, 0), 2.5)[..., None]
        skin = np.array(rng.choice(((205, 155, 128), (164, 114, 88), (228, 184, 160))), np.float32)
        light = cv2.GaussianBlur(over[..., 0], (0, 0), long * 0.02)[..., None]
        return np.asarray(picture * (1 - over) + skin * (0.7 + 0.35 * light) * over, np.float32)

    def _handled(self, paper: Image.Image) -> Image.Image:
        """Wear, scratches, stains, faults of the printer, copies."""
        rng = self._rng
        image = np.array(paper).astype(np.float32)
        height, width = image.shape[:2]
        if "fault" in self._set:
            amount = self._set["fault"]
            shifted = np.roll(image[..., 2], (round(2 * amount), round(-3 * amount)), (0, 1))
            image[..., 2] = shifted
            for _ in range(round(5 * amount)):
                y = rng.randrange(height)
                image[y : y + rng.randint(1, 3)] += rng.uniform(30, 90)
            thin = (
                cv2.dilate(image, np.ones((2, 2), np.uint8))
                if rng.random() < 0.5
                else cv2.erode(image, np.ones((2, 2), np.uint8))
            )
            image = image * (1 - 0.6 * amount) + thin * 0.6 * amount
        if "wear" in self._set:
            amount = self._set["wear"]
            patches = cv2.resize(
                self._np.normal(0, 1, (18, 28)).astype(np.float32),
                (width, height),
                interpolation=cv2.INTER_CUBIC,
            )
            fade = np.clip(patches * amount * 0.6, 0, 0.62)[..., None]
            image = np.asarray(image * (1 - fade) + 225 * fade, np.float32)
            grit = self._np.random((height, width)) < 0.0015 * amount
            image[cv2.dilate(grit.astype(np.uint8), np.ones((4, 4), np.uint8)) > 0] = 205
        for _ in range(round(self._set.get("scratches", 0))):
            a = (rng.randrange(width), rng.randrange(height))
            b = (a[0] + rng.randint(-500, 500), a[1] + rng.randint(-200, 200))
            cv2.line(image, a, b, (235, 235, 230), rng.randint(1, 3), cv2.LINE_AA)
        if self._set.get("stain"):
            blot = np.zeros((height, width), np.float32)
            cv2.ellipse(
                blot,
                (rng.randrange(width), rng.randrange(height)),
                (width // 7, height // 6),
                20,
                0,
                360,
                1.0,
                -1,
            )
            blot = cv2.GaussianBlur(blot, (0, 0), 18)[..., None] * 0.35
            image = image * (1 - blot) + np.array((150, 110, 60), np.float32) * blot
            x = rng.randint(width // 4, width * 3 // 4)
            image[:, x : x + 4] = image[:, x : x + 4] * 0.4 + 140
        if self._set.get("copy"):
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), 1.6), np.float32)
            if self._set["copy"] == "grey":
                image = np.repeat(image.mean(2, keepdims=True), 3, 2)
            middle = float(image.mean())
            image = (image - middle) * rng.uniform(1.3, 1.7) + middle * 1.05
            image += self._np.normal(0, 7, (height, width, 1))
        if self._set.get("screen"):
            y, x = np.mgrid[0:height, 0:width]
            cell = rng.uniform(3.1, 4.6)
            grid = 0.86 + 0.14 * np.stack([np.sin((x / cell + k / 3) * 6.283) for k in range(3)], 2)
            image = (
                image
                * grid
                * (0.93 + 0.07 * np.sin(y / cell * 6.283))[..., None]
                * np.array((0.95, 1.0, 1.1))
            )
        return Image.fromarray(image.clip(0, 255).astype(np.uint8))

    def _scan(self, papers: list[Image.Image], sizes: list[tuple[float, float]]) -> Floats:
        """A page of 210 x 297 mm with the papers below each other, slightly askew."""
        rng = self._rng
        dots = rng.choice((200, 240, 300)) / 25.4
        page = np.full((round(297 * dots), round(210 * dots), 3), rng.uniform(240, 253), np.float32)
        y = rng.uniform(18, 50)
        for paper, (w, h) in zip(papers, sizes, strict=True):
            x = rng.uniform(15, 195 - w)
            quad = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]) * dots
            middle, a = quad.mean(0), math.radians(rng.uniform(-2, 2))
            spin = np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
            page = self._lay(page, np.array(paper), w, ((quad - middle) @ spin.T + middle).astype(np.float32))
            y += h + rng.uniform(8, 50)
        return page + self._np.normal(0, 2, page.shape).astype(np.float32)

    def _lit(self, picture: Floats) -> Floats:
        rng, (height, width) = self._rng, picture.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        a = rng.uniform(0, 6.28)
        fall = 1 + rng.uniform(0.02, 0.14) * (
            (x / width - 0.5) * math.cos(a) + (y / height - 0.5) * math.sin(a)
        )
        picture = picture * fall[..., None] * rng.uniform(0.88, 1.05)
        if "shadow" in self._set:
            mask = np.zeros((height, width), np.float32)
            points = [(rng.randrange(width), rng.randrange(height)) for _ in range(3)] + [
                (rng.choice((0, width)), height)
            ]
            cv2.fillConvexPoly(mask, cv2.convexHull(np.array(points, np.int32)), 1.0)
            shade = cv2.GaussianBlur(mask, (0, 0), width * rng.uniform(0.006, 0.03))
            picture = picture * (1 - self._set["shadow"] * shade)[..., None]
        if "glare" in self._set:
            cx, cy = width * rng.uniform(0.35, 0.7), height * rng.uniform(0.4, 0.65)
            spot = np.exp(-((((x - cx) / (width * 0.11)) ** 2 + ((y - cy) / (height * 0.09)) ** 2) ** 1.5))
            picture = picture + (spot * self._set["glare"] * 330)[..., None]
        warmth = self._get("warmth", -0.06, 0.06)
        picture = picture * np.array((1 + 0.5 * warmth, 1.0, 1 - warmth), np.float32)
        if "lens" in self._set:
            picture = self._lens(picture, self._set["lens"])
        if "dim" in self._set:
            picture = picture * self._set["dim"]
        if "motion" in self._set:
            k = round(self._set["motion"] * max(width, height) / 2400)
            kernel = np.zeros((2 * k + 1, 2 * k + 1), np.float32)
            b = rng.uniform(0, 3.14)
            cv2.line(
                kernel,
                (int(k - k * math.cos(b)), int(k - k * math.sin(b))),
                (int(k + k * math.cos(b)), int(k + k * math.sin(b))),
                1.0,
            )
            picture = np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)
        blur = self._get("blur", 0.4, 1.0) * max(width, height) / 2400
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.float32)
        grain = self._get("noise", 2, 5)
        return picture + cv2.GaussianBlur(
            self._np.normal(0, grain, picture.shape).astype(np.float32), (0, 0), 0.6
        )

    @staticmethod
    def _lens(picture: Floats, bend: float) -> Floats:
        height, width = picture.shape[:2]
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        nx, ny = (x - width / 2) / width * 2, (y - height / 2) / width * 2
        stretch = 1 - bend * (nx**2 + ny**2) + bend * 0.35
        bent = cv2.remap(picture, nx * stretch * width / 2 + width / 2, ny * stretch * width / 2 + height / 2,
                         cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)  # fmt: skip
        return np.asarray(bent, np.float32)

    def _encode(self, picture: Floats) -> bytes:
        rng = self._rng
        image = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
        quality = round(self._get("quality", 72, 95))
        if "shrink" in self._set:
            factor = self._set["shrink"] / max(image.size)
            image = image.resize(
                (round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS
            )
        if self._set.get("twice_packed"):
            first = io.BytesIO()
            image.save(first, "JPEG", quality=quality)
            image = Image.open(first).resize(
                (round(image.width * 0.9), round(image.height * 0.9)), Image.Resampling.BICUBIC
            )
        extra: dict[str, Any] = {}
        if self._set.get("exif"):
            orientation = rng.choice(list(_EXIF))
            image = image.transpose(_EXIF[orientation])
            exif = Image.Exif()
            exif[0x0112] = orientation
            extra["exif"] = exif
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=rng.choice((0, 2)), **extra)
        return out.getvalue()
