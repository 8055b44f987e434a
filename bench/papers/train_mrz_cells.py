"""Make ``src/motcua/papers/mrz/cells.npz``: the small network that reads one cell of a machine-readable zone.

Lines of random characters are drawn in OCR-B (Debian package ``fonts-ocr-b``) and, less often, in other
fixed-pitch fonts, blurred, lit and disturbed as photographs are, and cut into cells of the size
``motcua.papers.mrz.cells`` cuts. A network with one hidden layer is fitted by Adam in numpy; about three
minutes on one core. Nothing but fonts goes in: no image of a real paper.

    python -m bench.papers.train_mrz_cells OCRB.otf [MORE_FONTS…] --out src/motcua/papers/mrz/cells.npz
"""

import argparse
import random
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from motcua.papers.mrz.cells import CELL_HEIGHT, CELL_WIDTH, cut_cells, features
from motcua.papers.mrz.icao import ALPHABET

HIDDEN = 160
Floats = NDArray[np.float32]


def draw_line(font_path: Path, text: str, rng: random.Random) -> tuple[Floats, float, float]:
    """Draw a line and return it (grey, 0 to 255) with its pitch and the middle height of its capitals."""
    size = rng.randint(26, 60)
    font = ImageFont.truetype(str(font_path), size)
    pitch = font.getlength("0") * (1.0 if rng.random() < 0.5 else rng.uniform(0.94, 1.12))
    pad = size
    width, height = int(pitch * len(text) + 2 * pad), int(size * 2.6)
    light, dark = rng.uniform(150, 250), rng.uniform(0, 90)
    page = Image.new("L", (width, height), int(light))
    pen = ImageDraw.Draw(page)
    box = font.getbbox("H", anchor="ls")
    baseline = height / 2 + (box[3] - box[1]) / 2
    for i, c in enumerate(text):
        advance = font.getlength(c)
        at = (pad + i * pitch + (pitch - advance) / 2, baseline)
        pen.text(at, c, fill=int(dark), font=font, anchor="ls")
    return np.asarray(page, np.float32), pitch, height / 2


def disturb(line: Floats, pitch: float, rng: random.Random, noise: np.random.Generator) -> Floats:
    """Print and photograph the line: thicker or thinner strokes, blur, low resolution, light, noise, JPEG."""
    if rng.random() < 0.25:
        size = rng.choice((2, 3))
        kernel = np.ones((size, size), np.uint8)
        change = cv2.erode if rng.random() < 0.6 else cv2.dilate
        line = np.asarray(change(line, kernel), np.float32)
    low = rng.uniform(7, 24) / pitch
    blur = rng.uniform(0.0, 0.16) * pitch
    if blur > 0.3:
        angle = rng.random() < 0.3
        down = blur * (rng.uniform(0.3, 1) if angle else 1)
        line = np.asarray(cv2.GaussianBlur(line, (0, 0), blur, sigmaY=down), np.float32)
    small = cv2.resize(line, None, fx=low, fy=low, interpolation=cv2.INTER_AREA)
    small = small + np.asarray(noise.normal(0, rng.uniform(0, 12), small.shape), np.float32)
    ramp = np.linspace(rng.uniform(-25, 25), rng.uniform(-25, 25), small.shape[1], dtype=np.float32)
    wave = 8 * np.sin(np.arange(small.shape[0])[:, None] * rng.uniform(0.1, 0.8) + ramp[None, :])
    small = small + ramp[None, :] + (wave if rng.random() < 0.4 else 0)
    seen = np.clip(small, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        _, data = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(40, 95)])
        seen = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    back = cv2.resize(seen, (line.shape[1], line.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(back, np.float32)


def sample(fonts: list[Path], lines: int, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return features (n x pixels) and classes (n) of the cells of ``lines`` random lines."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    cells: list[Floats] = []
    classes: list[int] = []
    for number in range(lines):
        font = fonts[0] if number % 4 else rng.choice(fonts)
        weights = [3 if c.isdigit() else 1 if c != "<" else 6 for c in ALPHABET]
        text = "".join(rng.choices(ALPHABET, weights, k=30))
        drawn, pitch, middle = draw_line(font, text, rng)
        grey = disturb(drawn, pitch, rng, noise)
        pad = (drawn.shape[1] - pitch * 30) / 2
        tilt = rng.gauss(0, 0.06) * pitch
        left = (pad + rng.gauss(0, 0.07) * pitch, middle + rng.gauss(0, 0.07) * pitch - tilt)
        right = (pad + pitch * 30 + rng.gauss(0, 0.07) * pitch, middle + rng.gauss(0, 0.07) * pitch + tilt)
        height = pitch * rng.uniform(0.92, 1.1)
        cells.append(features(cut_cells(grey.astype(np.uint8), left, right, 30, height)))
        classes.extend(ALPHABET.index(c) for c in text)
    return np.concatenate(cells), np.asarray(classes)


def fit(x: Floats, y: NDArray[np.int64], passes: int, seed: int = 1) -> dict[str, Floats]:
    """Fit the network; returns its arrays."""
    rng = np.random.default_rng(seed)
    sizes = (x.shape[1], HIDDEN, len(ALPHABET))
    w = {
        "w1": rng.normal(0, np.sqrt(2 / sizes[0]), sizes[:2]).astype(np.float32),
        "b1": np.zeros(sizes[1], np.float32),
        "w2": rng.normal(0, np.sqrt(2 / sizes[1]), sizes[1:]).astype(np.float32),
        "b2": np.zeros(sizes[2], np.float32),
    }
    first = {k: np.zeros_like(v) for k, v in w.items()}
    second = {k: np.zeros_like(v) for k, v in w.items()}
    step, batch = 0, 256
    total = passes * (len(x) // batch)
    for _ in range(passes):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - batch + 1, batch):
            rows = order[start : start + batch]
            xb = x[rows]
            hidden = np.maximum(xb @ w["w1"] + w["b1"], 0)
            kept = (rng.random(hidden.shape) < 0.85).astype(np.float32) / 0.85
            hidden = hidden * kept
            logits = hidden @ w["w2"] + w["b2"]
            p = np.exp(logits - logits.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(batch), y[rows]] -= 1
            p /= batch
            back = (p @ w["w2"].T) * (hidden > 0) * kept
            grads = {"w2": hidden.T @ p, "b2": p.sum(0), "w1": xb.T @ back, "b1": back.sum(0)}
            step += 1
            rate = 2e-3 * (1 - step / total) + 1e-5
            for k, g in grads.items():
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g * g
                w[k] -= rate * (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
    return w


def main() -> None:
    """Draw, fit, report, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=9000)
    parser.add_argument("--passes", type=int, default=14)
    args = parser.parse_args()
    x, y = sample(args.fonts, args.lines, seed=11)
    held_x, held_y = sample(args.fonts[:1], 400, seed=99)
    print(f"{len(x)} cells of {CELL_HEIGHT} x {CELL_WIDTH}")
    w = fit(x, y, args.passes)
    logits = np.maximum(held_x @ w["w1"] + w["b1"], 0) @ w["w2"] + w["b2"]
    print(f"held out, OCR-B: {np.mean(logits.argmax(1) == held_y):.4f} of cells right")
    np.savez_compressed(args.out, allow_pickle=False, **{k: v.astype(np.float16) for k, v in w.items()})


if __name__ == "__main__":
    main()
