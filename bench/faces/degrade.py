"""What happens to a face: printed on a card and photographed, or shown to the camera as an attack."""

import cv2
import numpy as np
from numpy.random import Generator

from motcua.faces.types import Face, Image

#: Width in pixels to which a printed portrait's detail is reduced: a poor photo of a card (parts: 85 px).
PORTRAIT_WIDTH = 85


def cut_portrait(image: Image, face: Face) -> Image:
    """Cut a 3:4 head-and-shoulders portrait; the face's box takes 0.6 of the width, edges are repeated."""
    x, y, wide, high = face.box
    width = wide / 0.6
    height = width * 4 / 3
    left, top = x + wide / 2 - width / 2, y + high / 2 - height * 0.5
    margin = int(max(width, height)) + 1
    padded = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    rows = slice(int(top) + margin, int(top + height) + margin)
    return np.asarray(padded[rows, int(left) + margin : int(left + width) + margin], np.uint8)


def printed_portrait(image: Image, face: Face, rng: Generator) -> Image:
    """Return the face as on a card photographed by a phone: 85 px of detail, faded, tinted by the card,
    crossed by fine lines, blurred, noisy, JPEG quality 50. BGR, 170 px wide."""
    small = cv2.resize(
        cut_portrait(image, face), (PORTRAIT_WIDTH, PORTRAIT_WIDTH * 4 // 3), interpolation=cv2.INTER_AREA
    )
    values = cv2.GaussianBlur(small.astype(np.float32), (0, 0), rng.uniform(0.5, 0.9))
    grey = values.mean(2, keepdims=True)
    values = grey + (values - grey) * rng.uniform(0.4, 0.8)
    values = 128 + (values - 128) * rng.uniform(0.6, 0.85) + rng.uniform(0, 25)
    tint = rng.uniform(0.94, 1.06, size=3).astype(np.float32)
    values = values * tint
    rows, columns = np.mgrid[: values.shape[0], : values.shape[1]]
    lines = np.sin((rows + 6 * np.sin(columns / 9.0)) * rng.uniform(0.8, 1.4))
    values = values + (lines * rng.uniform(1.0, 4.0))[:, :, None]
    values = values + rng.normal(0, rng.uniform(2, 5), values.shape)
    enlarged = cv2.resize(
        np.clip(values, 0, 255).astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR
    )
    return through_jpeg(np.asarray(enlarged, np.uint8), 50)


def through_jpeg(image: Image, quality: int) -> Image:
    """Compress and open again."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    opened = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert opened is not None
    return np.asarray(opened, np.uint8)


def camera(image: Image, rng: Generator) -> Image:
    """Return what a phone keeps of a scene given at three times its resolution: lens blur, noise, JPEG."""
    blurred = cv2.GaussianBlur(image, (0, 0), rng.uniform(1.2, 2.2))
    small = cv2.resize(blurred, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA).astype(np.float32)
    small += rng.normal(0, rng.uniform(1.5, 4), small.shape)
    return through_jpeg(np.clip(small, 0, 255).astype(np.uint8), int(rng.integers(80, 95)))


def _turned(image: Image, degrees: float, border: tuple[int, int, int]) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=border), np.uint8)


def screen_replay(scene: Image, rng: Generator) -> Image:
    """Return a scene (three times the camera's resolution) as shown on a screen with red, green and blue
    stripes, 0.8 to 3 camera pixels to a screen pixel, held a little askew and photographed."""
    pitch = int(rng.integers(3, 10))
    height, width = scene.shape[:2]
    shown = cv2.resize(scene, (width // pitch, height // pitch), interpolation=cv2.INTER_AREA)
    large = np.repeat(np.repeat(shown, pitch, 0), pitch, 1).astype(np.float32)
    mask = np.full((pitch, pitch, 3), 0.25, np.float32)
    for channel in range(3):
        start = (2 - channel) * pitch // 3
        mask[: pitch - 1, start : max(start + 1, (3 - channel) * pitch // 3), channel] = 1.6
    tiled = np.tile(mask, (large.shape[0] // pitch, large.shape[1] // pitch, 1))
    lit = np.clip(large * tiled * rng.uniform(1.0, 1.2), 0, 255).astype(np.uint8)
    return camera(_turned(lit, rng.uniform(-6, 6), (20, 20, 20)), rng)


def print_held_up(scene: Image, rng: Generator, *, raster: bool) -> Image:
    """Return a scene as printed on a sheet with a white margin, held before a wall and photographed; with
    ``raster`` by a machine whose dots show (laser), else smoothly (photo lab)."""
    faded = 128 + (scene.astype(np.float32) - 128) * rng.uniform(0.65, 0.85)
    if raster:
        rows, columns = np.mgrid[: scene.shape[0], : scene.shape[1]]
        angle, pitch = np.pi / 4 + rng.uniform(-0.1, 0.1), rng.uniform(5, 10)
        u, v = rows * np.cos(angle) - columns * np.sin(angle), rows * np.sin(angle) + columns * np.cos(angle)
        dots = np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch)
        faded += (dots * rng.uniform(15, 35))[:, :, None]
    sheet = np.clip(faded, 0, 255).astype(np.uint8)
    margin = int(scene.shape[0] * rng.uniform(0.02, 0.08))
    framed = cv2.copyMakeBorder(
        sheet, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(235, 238, 240)
    )
    wall = tuple(int(value) for value in rng.integers(60, 180, 3))
    around = int(scene.shape[0] * rng.uniform(0.1, 0.4))
    framed = cv2.copyMakeBorder(framed, around, around, around, around, cv2.BORDER_CONSTANT, value=wall)
    return camera(_turned(np.asarray(framed, np.uint8), rng.uniform(-6, 6), (wall[0], wall[1], wall[2])), rng)
