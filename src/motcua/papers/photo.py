"""Opening what people upload: any photo becomes an upright BGR array, or an error saying what to do.

Nothing here trusts the data. Formats are an explicit list, sizes are checked from the header before a
pixel is decoded, and whatever Pillow and its codecs raise on garbage becomes one of the errors below.
"""

import io
import logging
import math
import struct
import warnings
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from motcua.kernel import heif, memory
from motcua.papers import jpeg
from motcua.papers.image import Image
from motcua.papers.photo_errors import (
    PhotoDamagedError,
    PhotoEmptyError,
    PhotoError,
    PhotoNotAnImageError,
    PhotoTooLargeError,
    PhotoTooManyPixelsError,
    PhotoTooSmallError,
)
from motcua.papers.types import Quad

__all__ = [
    "MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "MIN_LONG_SIDE", "MIN_SHORT_SIDE", "STORED_SIDE",
    "PhotoDamagedError", "PhotoEmptyError", "PhotoError", "PhotoNotAnImageError", "PhotoTooLargeError",
    "PhotoTooManyPixelsError", "PhotoTooSmallError", "crop", "cut", "darkest", "decode", "decode_scaled",
    "encode", "lightest", "mark", "normalise", "percentile", "ranked", "resized", "share_from",
]  # fmt: skip

MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 60_000_000
#: Below these no field of a card can be read: 400 px across the long side is about 120 dpi on a card.
MIN_LONG_SIDE: Final = 400
MIN_SHORT_SIDE: Final = 200
#: What `decode` reduces a photo to. A card filling half of it still has 3 px a QR module.
MAX_SIDE: Final = 3000
#: What `normalise` stores.
STORED_SIDE: Final = 2600
_STORED_QUALITY: Final = 92
_CROP_QUALITY: Final = 88
_MAX_CROP_SIDE: Final = 2000
_MARKED_SIDE: Final = 1280
#: Grey levels of a piece's lightest parts: below the first nobody reads its print, the second is daylight.
#: More than so many times lighter only grain would show.
_DIM: Final = 110.0
_LIGHT: Final = 215.0
_MOST_LIGHTER: Final = 8.0
#: The colour of outlines, BGR: dark red, on white.
_MARK: Final = (20, 20, 170)
#: MPO is what phones write when a JPEG holds a second picture; Pillow opens it as its first frame.
_JPEG: Final = frozenset({"JPEG", "MPO"})
_BOMBS: Final = (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning)
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
#: A progressive JPEG of many scans costs time in proportion to scans x pixels: a known way to stall a
#: decoder. Cameras and editors write about 10 scans; this admits 20 of them at the largest size.
_MAX_SCAN_PIXELS: Final = 20 * MAX_PIXELS
#: Bytes that all decoding of a process takes at once. At its peak a JPEG takes 4 a pixel, what a HEIF becomes
#: 12, a PNG 10, a WebP 18, all measured: a picture of one colour is a file of 100 kB, and sixteen of them
#: sent at once took the memory of a whole machine.
_ROOM_BYTES: Final = 1_200_000_000
#: From here on a thread keeps hundreds of megabytes of what it freed: more than any phone's photo has.
_MANY: Final = 25_000_000
_ROOM: Final = memory.MemoryBudget(_ROOM_BYTES)

# Pillow logs oddities of damaged TIFFs; without a handler they would go to a command's stderr.
logging.getLogger("PIL").addHandler(logging.NullHandler())

#: What Pillow, its plugins and numpy raise on damaged or hostile data (fuzzed, see the tests).
_DECODER_ERRORS: Final = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    AssertionError, EOFError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip


def decode(data: bytes, *, max_side: int = MAX_SIDE) -> Image:
    """Open an uploaded photo: upright, BGR, long side at most ``max_side`` pixels.

    EXIF orientation is applied, the first frame of an animation is taken, transparency is laid on white,
    grey, CMYK and 16-bit photos are converted. Memory is bounded by `MAX_BYTES`, `MAX_PIXELS` and for all
    that a process decodes at once; JPEG is reduced while decoding (DCT scaling) where it is larger than
    needed.

    Raises:
        PhotoError: one of its subclasses; never anything else, whatever ``data`` is.
    """
    return decode_scaled(data, max_side=max_side)[0]


def decode_scaled(data: bytes, *, max_side: int = MAX_SIDE) -> tuple[Image, float]:
    """Open as :func:`decode` and also say how many times larger the photo itself is, at least 1.

    Raises:
        PhotoError: as :func:`decode`.
    """
    with warnings.catch_warnings():
        # Pillow warns about odd metadata that we do not use; what matters it raises.
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        with ExitStack() as room:
            rate = 4 if data.startswith(b"\xff\xd8") else 12 if heif.is_heif(data) else None
            if (
                rate is None
            ):  # WebP's decoder fills its canvases when it is opened, before its size is looked at
                room.enter_context(_ROOM.take(_ROOM_BYTES))
            opened = room.enter_context(_open(data))
            longest, pixels = max(opened.size), opened.size[0] * opened.size[1]
            if rate is not None:
                room.enter_context(_ROOM.take(pixels * rate))
            orientation, array = _pixels(opened, data, max_side)
            array = _reduce(array, max_side)
            opened.close()  # what it decoded to goes before the next one's turn
            if pixels > _MANY:
                memory.release_freed_memory()
    upright = _turn(array, orientation)
    return upright, longest / max(upright.shape[:2])


def normalise(data: bytes) -> bytes:
    """Re-encode an uploaded photo as what the product stores.

    Returns an upright JPEG without any metadata (no place, no device), long side at most `STORED_SIDE`,
    at a quality that leaves a QR code readable.

    Raises:
        PhotoError: as :func:`decode`.
    """
    return encode(decode(data, max_side=STORED_SIDE), quality=_STORED_QUALITY)


def encode(image: Image, *, quality: int = _CROP_QUALITY) -> bytes:
    """Return ``image`` (BGR) as JPEG bytes."""
    done, buffer = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise PhotoDamagedError(reason="encoding failed")
    return bytes(buffer.tobytes())


def cut(image: Image, quad: Quad, *, width: int | None = None, margin: float = 0.0) -> Image:
    """Return the part of ``image`` inside ``quad``, made rectangular.

    Args:
        image: the photo the quad belongs to.
        quad: corners clockwise from the top left of what is cut out, pixels of ``image``.
        width: width of the result in pixels; by default the quad's own size (at most 2,000 px).
        margin: how much more to show on each side, as a fraction of the quad's height.
    """
    corners = np.asarray(quad, dtype=np.float64)
    across = max(math.dist(corners[0], corners[1]), math.dist(corners[3], corners[2]), 1.0)
    down = max(math.dist(corners[0], corners[3]), math.dist(corners[1], corners[2]), 1.0)
    scale = (width / across) if width else min(1.0, _MAX_CROP_SIDE / max(across, down))
    inner_w, inner_h = max(across * scale, 1.0), max(down * scale, 1.0)
    pad = inner_h * margin
    target = np.array(
        [
            [pad, pad],
            [pad + inner_w, pad],
            [pad + inner_w, pad + inner_h],
            [pad, pad + inner_h],
        ],
        dtype=np.float32,
    )
    size = (
        min(max(round(inner_w + 2 * pad), 1), 2 * _MAX_CROP_SIDE),
        min(max(round(inner_h + 2 * pad), 1), 2 * _MAX_CROP_SIDE),
    )
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flags = cv2.INTER_AREA if scale < 0.6 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.warpPerspective(image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def resized(image: Image, size: tuple[int, int]) -> Image:
    """Return ``image`` at another size (width, height), every pixel having its say where it is made smaller.

    Halves by area and the rest by neighbours cost a fifth of all at once by area, and look the same.
    """
    while image.shape[1] >= 2 * size[0] and image.shape[0] >= 2 * size[1]:
        image = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def darkest(image: Image) -> Image:
    """Return the darkest channel of each pixel (numpy's minimum over three takes twenty times as long)."""
    blue, green, red = cv2.split(image)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)


def lightest(image: Image) -> Image:
    """Return the lightest channel of each pixel."""
    blue, green, red = cv2.split(image)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def percentile(values: NDArray[np.uint8], share: float) -> float:
    """Return what :func:`numpy.percentile` does of bytes, of which there must be some."""
    at = share / 100 * (values.size - 1)
    low, high = ranked(values, int(at)), ranked(values, min(int(at) + 1, values.size - 1))
    return low + (high - low) * (at - int(at))


def ranked(values: NDArray[np.uint8], rank: int) -> int:
    """Return the byte of a rank from 0 on: counted, in a tenth of the time of sorting as far as there."""
    counts = cv2.calcHist([np.ascontiguousarray(values)], [0], None, [256], [0, 256])
    return int(np.searchsorted(np.cumsum(counts), rank, side="right"))


def share_from(image: Image, level: int) -> float:
    """Return the share of pixels of which even the darkest channel has this level."""
    bright = cv2.inRange(image, (level,) * 3, (255,) * 3)
    return float(cv2.countNonZero(bright) / bright.size)


def crop(
    source: Image | bytes, quad: Quad, *, width: int | None = None, margin: float = 0.0, lit: bool = False
) -> bytes:
    """Return the part of a photo inside ``quad`` as a JPEG, to be shown beside a value read from it.

    ``source`` is a decoded photo or its bytes (a stored, normalised photo decodes to the same pixels the
    reading used). ``width`` and ``margin`` as in :func:`cut`. ``lit``: a dark piece is made lighter, for
    whoever is to compare it with the value.

    Raises:
        PhotoError: ``source`` are bytes that cannot be decoded.
    """
    image = decode(source) if isinstance(source, bytes) else source
    piece = cut(image, quad, width=width, margin=margin)
    return encode(_lit(piece) if lit else piece)


def _lit(piece: Image) -> Image:
    """Return a dark piece as light as print is read by, all of it by the same factor; others as they are."""
    light = float(np.percentile(piece, 95))
    if not 0 < light < _DIM:
        return piece
    return np.asarray(cv2.convertScaleAbs(piece, alpha=min(_LIGHT / light, _MOST_LIGHTER)), np.uint8)


def mark(source: Image | bytes, quads: Sequence[Quad], *, max_side: int = _MARKED_SIDE) -> bytes:
    """Return a photo as a JPEG with places outlined and numbered from 1, to be shown to a person.

    ``quads`` are in pixels of the photo as decoded; the result is made smaller, at most ``max_side`` pixels.

    Raises:
        PhotoError: ``source`` are bytes that cannot be decoded.
    """
    image = decode(source) if isinstance(source, bytes) else source
    scale = min(max_side / max(image.shape[:2]), 1.0)
    shown = _reduce(image, max_side).copy()
    line = max(round(max(shown.shape[:2]) / 260), 2)
    for number, quad in enumerate(quads, start=1):
        corners = np.rint(np.asarray(quad, np.float64) * scale).astype(np.int32)
        cv2.polylines(shown, [corners], True, (255, 255, 255), 3 * line, cv2.LINE_AA)
        cv2.polylines(shown, [corners], True, _MARK, line + 1, cv2.LINE_AA)
        _number(shown, number, corners.min(axis=0), 5 * line)
    return encode(shown)


def _number(image: Image, number: int, at: NDArray[np.int32], radius: int) -> None:
    """Draw a number in a disc at the corner of a place, inside the picture."""
    height, width = image.shape[:2]
    x = min(max(int(at[0]), radius + 1), width - radius - 1)
    y = min(max(int(at[1]), radius + 1), height - radius - 1)
    cv2.circle(image, (x, y), radius + 2, (255, 255, 255), -1, cv2.LINE_AA)
    cv2.circle(image, (x, y), radius, _MARK, -1, cv2.LINE_AA)
    scale = radius / 18
    (wide, tall), _ = cv2.getTextSize(str(number), cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
    place = (x - wide // 2, y + tall // 2)
    cv2.putText(image, str(number), place, cv2.FONT_HERSHEY_SIMPLEX, scale, (255, 255, 255), 2, cv2.LINE_AA)


def _open(data: bytes) -> Pillow.Image:
    """Read the header only and refuse what must not be decoded."""
    if not data:
        raise PhotoEmptyError
    if len(data) > MAX_BYTES:
        raise PhotoTooLargeError(bytes=len(data))
    opened = _header(data)
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise PhotoTooManyPixelsError(width=width, height=height)
    if max(width, height) < MIN_LONG_SIDE or min(width, height) < MIN_SHORT_SIDE:
        raise PhotoTooSmallError(width=width, height=height)
    if opened.format in _JPEG and data.count(b"\xff\xda") * width * height > _MAX_SCAN_PIXELS:
        raise PhotoDamagedError(reason="too many scans")
    return opened


def _header(data: bytes) -> Pillow.Image:
    """Open by the header; a HEIF photo is decoded apart and opened as plain pixels."""
    try:
        if heif.is_heif(data):
            with _ROOM.take(_ROOM_BYTES // 2):  # only the process that decodes it knows its size
                data = heif.to_tiff(data, max_pixels=MAX_PIXELS)
        return Pillow.open(io.BytesIO(data), formats=_FORMATS)
    except heif.HeifTooManyPixelsError as error:
        raise PhotoTooManyPixelsError from error
    except heif.NotHeifError as error:
        raise PhotoNotAnImageError(reason="HEIF") from error
    except heif.HeifError as error:
        raise PhotoDamagedError(reason=str(error)) from error
    except _BOMBS as error:
        raise PhotoTooManyPixelsError from error
    except _DECODER_ERRORS as error:
        raise PhotoNotAnImageError(reason=type(error).__name__) from error


def _pixels(opened: Pillow.Image, data: bytes, max_side: int) -> tuple[int, Image]:
    """Decode; return the EXIF orientation and the pixels as stored, BGR."""
    try:
        plain = jpeg.pixels(data, opened, max_side)
        if plain is not None:
            return _orientation(opened), plain
        if opened.format in _JPEG:
            opened.draft(None, (max_side, max_side))
        opened.load()
        return _orientation(opened), _to_bgr(opened)
    except _BOMBS as error:
        raise PhotoTooManyPixelsError from error
    except (*_DECODER_ERRORS, cv2.error) as error:
        raise PhotoDamagedError(reason=type(error).__name__) from error


def _orientation(image: Pillow.Image) -> int:
    """Return the EXIF orientation, 1 (upright) when it is absent or nonsense."""
    try:
        value = image.getexif().get(0x0112, 1)
    except _DECODER_ERRORS:
        return 1  # broken metadata does not make the picture unusable
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _turn(array: Image, orientation: int) -> Image:
    """Apply an EXIF orientation (TIFF 6.0, tag 274)."""
    if orientation in {2, 4, 5, 7}:
        array = np.ascontiguousarray(array[:, ::-1])
    if orientation in {3, 4}:
        return np.asarray(cv2.rotate(array, cv2.ROTATE_180), np.uint8)
    if orientation in {6, 7}:
        return np.asarray(cv2.rotate(array, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    if orientation in {5, 8}:
        return np.asarray(cv2.rotate(array, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    return array


def _to_bgr(image: Pillow.Image) -> Image:
    mode = image.mode
    if mode.startswith("I;16"):
        wide = np.asarray(image).astype(np.uint16)
        return _from_grey((wide >> 8).astype(np.uint8))
    if mode in {"I", "F"}:
        values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        top = float(values.max(initial=0.0))
        full = 255.0 if 1.0 < top <= 255.0 else (65535.0 if top > 255.0 else 1.0)
        return _from_grey(np.clip(values * (255.0 / full), 0, 255).astype(np.uint8))
    if mode == "CMYK":
        image = image.convert("RGB")
    elif "A" in mode[1:] or mode == "PA" or "transparency" in image.info:
        rgba = image.convert("RGBA")
        image = Pillow.new("RGB", rgba.size, (255, 255, 255))
        image.paste(rgba, mask=rgba.getchannel("A"))
    elif mode == "L":
        return _from_grey(np.asarray(image))
    elif mode != "RGB":
        image = image.convert("RGB")
    # Pillow turns the channels round while it copies them.
    pixels = np.frombuffer(image.tobytes("raw", "BGR"), np.uint8)
    return pixels.reshape(image.height, image.width, 3)


def _from_grey(grey: Image) -> Image:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(grey), cv2.COLOR_GRAY2BGR), np.uint8)


def _reduce(array: Image, max_side: int) -> Image:
    height, width = array.shape[:2]
    longest = max(height, width)
    if longest <= max_side:
        return array
    size = (max(round(width * max_side / longest), 1), max(round(height * max_side / longest), 1))
    return np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_AREA), np.uint8)
