"""A fake camera for browser tests: a film for Chromium's ``--use-file-for-fake-video-capture``.

``.mjpeg`` is a row of JPEGs, ``.y4m`` raw YUV 4:2:0. Each frame is the still picture moved a little, with new
noise, as a hand-held phone sees it. ``python -m bench.cards.camera STILL FILM`` films a picture.
"""

import argparse
import io
import random
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bench.cards import textures
from bench.cards.photograph import photograph

Pixels = NDArray[np.uint8]
SIZE = (1280, 720)
_RATE = 30


def card_still(side_image: Image.Image, seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a drawn side as it looks held before a video camera, filling most of the frame."""
    shot = photograph(side_image, "easy", seed, frame=size, fill=(0.93, 0.98))
    with Image.open(io.BytesIO(shot.jpeg)) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB")


def fit(still: Image.Image, size: tuple[int, int] = SIZE) -> Image.Image:
    """Return the whole picture inside ``size``, over a blurred copy of itself where its shape differs."""
    ground = ImageOps.fit(still.convert("RGB"), (size[0] // 8, size[1] // 8))
    blurred = cv2.GaussianBlur(np.asarray(ground), (0, 0), 6)
    canvas = Image.fromarray(np.asarray(blurred, np.uint8)).resize(size, Image.Resampling.BICUBIC)
    inside = ImageOps.contain(still.convert("RGB"), size, Image.Resampling.LANCZOS)
    canvas.paste(inside, ((size[0] - inside.width) // 2, (size[1] - inside.height) // 2))
    return canvas


def film(path: Path, still: Image.Image, *, frames: int = 30, seed: int = 1,
         size: tuple[int, int] = SIZE) -> None:  # fmt: skip
    """Write a film of ``frames`` frames; the suffix of ``path`` (.mjpeg or .y4m) says the format.

    Raises:
        ValueError: another suffix.
    """
    if path.suffix not in (".mjpeg", ".y4m"):
        raise ValueError(f"a fake camera reads .mjpeg or .y4m, not {path.suffix!r}")
    rng = random.Random(f"film:{seed}")
    noise = np.random.default_rng(rng.getrandbits(64))
    picture = np.asarray(fit(still, size), np.uint8)
    if path.suffix == ".mjpeg":
        # Chromium takes a film's levels for 16 to 235 and spreads them: light parts would burn out.
        picture = np.asarray(16 + picture.astype(np.uint16) * 219 // 255, np.uint8)
    with path.open("wb") as out:
        if path.suffix == ".y4m":
            out.write(f"YUV4MPEG2 W{size[0]} H{size[1]} F{_RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(frames):
            frame = _moved(picture, rng, noise)
            out.write(_jpeg(frame) if path.suffix == ".mjpeg" else _y4m(frame))


def _moved(picture: Pixels, rng: random.Random, noise: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    centre = (width / 2, height / 2)
    matrix = cv2.getRotationMatrix2D(centre, rng.uniform(-0.15, 0.15), rng.uniform(1.0, 1.004))
    shift = np.array([[0, 0, rng.uniform(-1.5, 1.5)], [0, 0, rng.uniform(-1.5, 1.5)]])
    matrix = np.asarray(matrix + shift, np.float64)
    moved = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR,
                           borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    grainy = moved.astype(np.float32) + textures.noise((width, height), noise, 1.2)
    return np.asarray(np.clip(grainy, 0, 255), np.uint8)


def _jpeg(frame: Pixels) -> bytes:
    out = io.BytesIO()
    # Chromium's reader of MJPEG wants 4:2:0.
    Image.fromarray(frame).save(out, "JPEG", quality=92, subsampling=2)
    return out.getvalue()


def _y4m(frame: Pixels) -> bytes:
    planes = cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420)
    return b"FRAME\n" + np.asarray(planes, np.uint8).tobytes()


def main(arguments: list[str] | None = None) -> int:
    """Film a picture from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.cards.camera", description=__doc__)
    parser.add_argument("still", type=Path)
    parser.add_argument("film", type=Path)
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with Image.open(options.still) as opened:
        still = ImageOps.exif_transpose(opened).convert("RGB")
    film(options.film, still, frames=options.frames, seed=options.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
