"""Bytes of an uploaded photo to pixels, within limits, whatever the bytes are."""

import io
import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageOps

from motcua.faces.types import Image
from motcua.kernel import heif
from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
#: Longer photos are shrunk to this: a face that matters is still hundreds of pixels wide.
MAX_SIDE = 3000
MAX_SCAN_PIXELS = 20 * MAX_PIXELS
#: What Pillow and numpy raise on damaged or hostile bytes.
_DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError,
    AssertionError, EOFError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")


class UnreadableImageError(InvalidInputError):
    """The bytes are no photo we can open."""

    code = "image_unreadable"
    default_message = Bilingual(
        vi="Không mở được ảnh này. Hãy chụp lại, hoặc chọn ảnh JPG, PNG, WebP hoặc HEIC khác.",
        en="This photo cannot be opened. Take it again, or choose another JPG, PNG, WebP or HEIC photo.",
    )


class ImageTooLargeError(InvalidInputError):
    """The photo is over the limit of bytes or of pixels."""

    code = "image_too_large"
    status = 413
    default_message = Bilingual(
        vi="Ảnh lớn quá. Hãy chọn ảnh nhẹ hơn 15 MB và không quá 60 triệu điểm ảnh.",
        en="The photo is too large. Choose one under 15 MB and of at most 60 megapixels.",
    )


def _open(content: bytes) -> PillowImage.Image:
    if heif.is_heif(content):
        try:
            plain = heif.to_tiff(content, max_pixels=MAX_PIXELS)
        except heif.HeifTooManyPixelsError as error:
            raise ImageTooLargeError(reason=str(error)) from error
        return PillowImage.open(io.BytesIO(plain), formats=("TIFF",))
    image = PillowImage.open(io.BytesIO(content), formats=_FORMATS)
    if image.size[0] * image.size[1] > MAX_PIXELS:
        raise ImageTooLargeError(size=image.size)
    # A progressive JPEG of many scans costs time in proportion to scans x pixels; cameras write about 10.
    if image.format in {"JPEG", "MPO"}:
        if content.count(b"\xff\xda") * image.size[0] * image.size[1] > MAX_SCAN_PIXELS:
            raise UnreadableImageError(reason="too many scans")
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    return image


def _to_rgb(image: PillowImage.Image) -> PillowImage.Image:
    if image.mode.startswith("I"):
        # Pillow's own conversion clips 16-bit greys to white.
        grey = np.asarray(image).astype(np.float64)
        eight_bit: NDArray[np.uint8] = np.clip(grey / 257.0, 0, 255).astype(np.uint8)
        return PillowImage.fromarray(eight_bit).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = PillowImage.new("RGBA", layer.size, "white")
        return PillowImage.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def decode(content: bytes) -> Image:
    """Return a photo as BGR pixels (height, width, 3), EXIF orientation applied, at most 3000 px long.

    Raises:
        ImageTooLargeError: over 15 MB or over 60 megapixels.
        UnreadableImageError: not a whole JPEG, PNG, WebP, BMP or HEIC picture.
    """
    if len(content) > MAX_BYTES:
        raise ImageTooLargeError(bytes=len(content))
    try:
        image = _open(content)
        image.thumbnail((MAX_SIDE, MAX_SIDE), PillowImage.Resampling.BILINEAR, reducing_gap=2.0)
        rgb = np.asarray(_to_rgb(ImageOps.exif_transpose(image)))
    except (PillowImage.DecompressionBombError, PillowImage.DecompressionBombWarning) as error:
        raise ImageTooLargeError(reason=str(error)) from error
    except _DECODER_ERRORS as error:
        raise UnreadableImageError(reason=repr(error)) from error
    return np.ascontiguousarray(rgb[:, :, ::-1])


def as_image(photo: Image | bytes) -> Image:
    """Return BGR pixels for bytes (decoded) or for an array (checked, grey made BGR, shrunk if huge).

    Raises:
        ImageTooLargeError, UnreadableImageError: as :func:`decode`.
    """
    if isinstance(photo, bytes | bytearray | memoryview):
        return decode(bytes(photo))
    if photo.dtype != np.uint8 or photo.size == 0 or photo.ndim not in {2, 3}:
        raise UnreadableImageError(dtype=str(photo.dtype), shape=photo.shape)
    if photo.ndim == 2 or photo.shape[2] == 1:
        photo = np.asarray(cv2.cvtColor(photo, cv2.COLOR_GRAY2BGR), np.uint8)
    if photo.shape[2] != 3:
        raise UnreadableImageError(shape=photo.shape)
    longest = max(photo.shape[:2])
    if longest > MAX_SIDE:
        factor = MAX_SIDE / longest
        size = (max(1, round(photo.shape[1] * factor)), max(1, round(photo.shape[0] * factor)))
        photo = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)
    return photo
