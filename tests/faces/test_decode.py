"""Whatever is uploaded as a face ends as pixels or as one clear message."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage
from tests.faces.pictures import astronaut, jpeg, scaled

from motcua.faces.decode import (
    MAX_BYTES,
    MAX_SIDE,
    ImageTooLargeError,
    UnreadableImageError,
    as_image,
    decode,
)
from motcua.faces.services import analyse
from motcua.kernel.errors import InvalidInputError


def _file(image: PillowImage.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _picture() -> PillowImage.Image:
    return PillowImage.fromarray(np.ascontiguousarray(astronaut()[:, :, ::-1]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
@example(b"")
@example(b"\xff\xd8\xff\xe0")
@example(b"\x89PNG\r\n\x1a\n")
@example(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40)
@example(b"GIF89a" + b"\x01\x00" * 20)
def test_garbage_is_refused_with_a_message(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode(content)
    assert caught.value.message.vi


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000), st.data())
def test_damaged_jpeg_never_crashes(place: int, value: int, cut: int, data: st.DataObject) -> None:
    content = bytearray(jpeg(scaled(astronaut(), 0.3)))
    content[place % len(content)] = value
    if data.draw(st.booleans()):
        content = content[: cut % len(content)]
    try:
        image = decode(bytes(content))
    except InvalidInputError:
        return
    assert image.ndim == 3


def test_orientation_of_the_phone_is_applied() -> None:
    """Orientation 6: the camera was turned, the file lies on its side."""
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    content = _file(_picture().rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    difference = np.abs(decode(content).astype(int) - astronaut().astype(int)).mean()
    assert difference < 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1", "LA"])
def test_every_format_and_mode_shows_the_face(kind: str, mode: str) -> None:
    picture = _picture().convert(mode)
    try:
        content = _file(picture, kind)
    except (OSError, KeyError):
        pytest.skip(f"{kind} cannot hold {mode}")
    image = decode(content)
    assert image.dtype == np.uint8
    assert image.shape == (512, 512, 3)
    assert analyse(content, embed=False).face is not None


def test_sixteen_bit_greys_are_not_burnt_out() -> None:
    grey = np.asarray(_picture().convert("L"))
    content = _file(PillowImage.fromarray(grey.astype(np.uint16) * 257), "PNG")
    assert np.abs(decode(content)[:, :, 0].astype(int) - grey).max() <= 1


def _header_only_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


@pytest.mark.parametrize("size", [(9_000, 9_000), (60_000, 60_000), (8_000, 7_501)])
def test_too_many_pixels_are_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLargeError):
        decode(_header_only_png(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(ImageTooLargeError):
        decode(jpeg(astronaut()) + b"\x00" * MAX_BYTES)


def test_large_photo_is_shrunk_not_refused() -> None:
    assert max(decode(jpeg(np.zeros((500, 5000, 3), np.uint8))).shape) == MAX_SIDE
    assert max(as_image(np.zeros((500, 5000, 3), np.uint8)).shape) == MAX_SIDE


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((5, 5, 3), np.float32),
        np.zeros((5, 5, 2), np.uint8),
        np.zeros(7, np.uint8),
    ],
)
def test_arrays_that_are_no_photo_are_refused(array: np.ndarray) -> None:
    with pytest.raises(UnreadableImageError):
        as_image(array)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (2, 2), (33, 7)])
def test_odd_sizes_have_no_face_and_no_crash(shape: tuple[int, int]) -> None:
    assert analyse(np.full((*shape, 3), 200, np.uint8)).face is None
