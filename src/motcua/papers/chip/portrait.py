"""The face picture of a chip: JPEG or JPEG 2000 in, a JPEG without metadata out.

A chip file comes from outside and is hostile until proved otherwise, so sizes are read from the picture's
headers before a decoder sees it: of JPEG 2000 from its codestream, because a decoder allocates by that
whatever the file around it says.
"""

import io
import struct
import warnings
import zlib
from typing import Final

import cv2
import numpy as np
from PIL import Image as Pillow

from motcua.papers import photo
from motcua.papers.image import Image

MAX_BYTES: Final = 400 * 1024
#: ICAO portraits have about 0.1 to 0.5 million pixels.
MAX_PIXELS: Final = 4_000_000
_LEAST_SIDE: Final = 60
_MOST_SCANS: Final = 40
_SOC_SIZ: Final = b"\xff\x4f\xff\x51"
_JP2: Final = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_ERRORS: Final = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    EOFError, RuntimeError, MemoryError, struct.error, zlib.error, cv2.error, Pillow.DecompressionBombError,
    Pillow.DecompressionBombWarning,
)  # fmt: skip


class PortraitError(ValueError):
    """The picture cannot be opened, or must not be."""


def decode(data: bytes) -> Image:
    """Return the picture as BGR.

    Raises:
        PortraitError: whatever else ``data`` is.
    """
    if len(data) > MAX_BYTES:
        raise PortraitError("too many bytes")
    if data[:2] == b"\xff\xd8":
        formats = ("JPEG",)
        if data.count(b"\xff\xda") > _MOST_SCANS:
            raise PortraitError("too many scans")
    elif data.startswith((_JP2, _SOC_SIZ)):
        formats = ("JPEG2000",)
        _check_codestream(data)
    else:
        raise PortraitError("neither JPEG nor JPEG 2000")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(io.BytesIO(data), formats=formats) as opened:
                _check_size(*opened.size)
                opened.load()
                rgb = np.asarray(opened.convert("RGB"))
        return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)
    except PortraitError:
        raise
    except _ERRORS as error:
        raise PortraitError(type(error).__name__) from error


def as_jpeg(data: bytes) -> bytes:
    """Return the picture re-encoded, so that nothing but its pixels is passed on.

    Raises:
        PortraitError: as :func:`decode`.
    """
    return photo.encode(decode(data), quality=95)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or min(width, height) < _LEAST_SIDE:
        raise PortraitError(f"{width} x {height} pixels")


def _check_codestream(data: bytes) -> None:
    """Refuse a JPEG 2000 whose codestream claims more than a portrait has (ISO/IEC 15444-1, A.5.1)."""
    if data.count(_SOC_SIZ) != 1:
        raise PortraitError("not one codestream")
    try:
        x1, y1, x0, y0, tile_w, tile_h, _, _, parts = struct.unpack_from(
            ">8IH", data, data.index(_SOC_SIZ) + 8
        )
    except struct.error as error:
        raise PortraitError("codestream cut off") from error
    if x1 * y1 > MAX_PIXELS or x0 >= x1 or y0 >= y1 or not 1 <= parts <= 4 or 0 in {tile_w, tile_h}:
        raise PortraitError("codestream of an impossible size")
    tiles = -(-x1 // tile_w) * -(-y1 // tile_h)
    if tiles > 256 or tile_w * tile_h > 16 * MAX_PIXELS:
        raise PortraitError("too many or too large tiles")
    _check_size(x1 - x0, y1 - y0)
