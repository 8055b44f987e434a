"""What a citizen uploads: any photo a phone makes must open upright, and nothing sent may crash a worker."""

import io
import random
import struct
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from motcua.kernel import heif
from motcua.papers import photo
from motcua.papers.photo import PhotoError


def picture(width: int = 640, height: int = 480) -> Pillow.Image:
    """A picture whose corners tell its orientation: red top left, green top right, blue bottom left."""
    pixels = np.full((height, width, 3), 200, np.uint8)
    half_h, half_w = height // 2, width // 2
    pixels[:half_h, :half_w] = (250, 10, 10)
    pixels[:half_h, half_w:] = (10, 250, 10)
    pixels[half_h:, :half_w] = (10, 10, 250)
    return Pillow.fromarray(pixels)


def encoded(image: Pillow.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image)


def corner_colours(image: np.ndarray) -> list[str]:
    """Name the strongest channel near top left, top right, bottom left."""
    height, width = image.shape[:2]
    spots = [(height // 8, width // 8), (height // 8, width * 7 // 8), (height * 7 // 8, width // 8)]
    return ["bgr"[int(np.argmax(image[spot]))] for spot in spots]


@given(size=st.integers(1, 700), share=st.floats(0, 100), seed=st.integers(0, 99))
def test_bytes_counted_have_the_percentiles_that_numpy_finds(size: int, share: float, seed: int) -> None:
    """Light, ink and blur are judged by them: a rank off, and dark photos or pale print pass for others."""
    values = np.random.default_rng(seed).integers(0, 256, size, np.uint8)
    assert photo.percentile(values, share) == pytest.approx(float(np.percentile(values, share)))


@given(
    high=st.integers(40, 400), wide=st.integers(40, 400), share=st.floats(0.1, 1.0), seed=st.integers(0, 9)
)
@settings(max_examples=40, deadline=None)
def test_fine_print_made_smaller_turns_grey_and_does_not_vanish(
    high: int, wide: int, share: float, seed: int
) -> None:
    # Taking every n-th pixel would leave stripes where lines are one pixel wide, and lose thin strokes.
    paper = np.random.default_rng(seed).integers(0, 2, (high, wide, 1), np.uint8).repeat(3, axis=2) * 255
    size = (max(round(wide * share), 8), max(round(high * share), 8))
    small = photo.resized(paper, size)
    assert small.shape == (size[1], size[0], 3)
    assert abs(float(small.mean()) - float(paper.mean())) < 12
    if share <= 0.5:
        assert float(small.std()) < 0.75 * float(paper.std())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_formats_open_with_the_right_colours(form: str) -> None:
    image = photo.decode(encoded(picture(), form))
    assert image.dtype == np.uint8
    assert image.shape == (480, 640, 3)
    assert corner_colours(image) == ["r", "g", "b"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phone_held_any_way_gives_an_upright_photo(orientation: int) -> None:
    way = Pillow.Transpose
    undo = {
        2: way.FLIP_LEFT_RIGHT,
        3: way.ROTATE_180,
        4: way.FLIP_TOP_BOTTOM,
        5: way.TRANSPOSE,
        6: way.ROTATE_90,
        7: way.TRANSVERSE,
        8: way.ROTATE_270,
    }
    stored = picture()
    if orientation in undo:
        stored = stored.transpose(undo[orientation])
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    image = photo.decode(encoded(stored, "JPEG", exif=exif.tobytes()))
    assert image.shape == (480, 640, 3)
    assert corner_colours(image) == ["r", "g", "b"]


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16", "I", "F"])
def test_unusual_pixel_modes_keep_their_lightness(mode: str) -> None:
    grey = Pillow.fromarray(np.tile(np.linspace(0, 255, 640).astype(np.uint8), (480, 1)))
    if mode == "I;16":
        source = Pillow.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    elif mode == "CMYK":
        source = grey.convert("RGB").convert("CMYK")
    else:
        source = grey.convert(mode)
    form = "PNG" if mode in {"L", "1", "P", "LA", "RGBA", "I;16"} else "TIFF"
    image = photo.decode(encoded(source, form))
    assert image[:, :40].mean() < 45
    assert image[:, -40:].mean() > 210


#: Two pictures made with libheif by us: an iPhone's format, upright and with an orientation mark.
HEIC = {
    name: (Path(__file__).parent / "data" / f"{name}.heic").read_bytes() for name in ("upright", "turned")
}


@pytest.mark.parametrize("name", sorted(HEIC))
def test_photos_of_iphones_open_upright(name: str) -> None:
    image = photo.decode(HEIC[name])
    assert image.shape == (480, 640, 3)
    assert corner_colours(image) == ["r", "g", "b"]
    assert corner_colours(photo.decode(photo.normalise(HEIC[name]))) == ["r", "g", "b"]


def test_transparency_is_laid_on_white() -> None:
    clear = Pillow.new("RGBA", (600, 400), (0, 0, 0, 0))
    assert photo.decode(encoded(clear, "PNG")).min() == 255


def test_only_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Pillow.new("RGB", (500, 400), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert photo.decode(data)[200, 250].argmax() == 2


def test_large_photos_are_reduced_and_keep_their_shape() -> None:
    image = photo.decode(encoded(picture(4800, 3600), "JPEG"))
    assert image.shape == (2250, 3000, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_empty"),
        (b"\xff\xd8\xff" + b"0" * (photo.MAX_BYTES + 1), "photo_too_large"),
        (b"%PDF-1.7 not a photo", "photo_not_an_image"),
        (b"GIF89a" + bytes(200), "photo_not_an_image"),
        (encoded(picture(200, 150), "PNG"), "photo_too_small"),
        (encoded(picture(3000, 60), "PNG"), "photo_too_small"),
        (encoded(picture(), "JPEG")[:4000], "photo_damaged"),
        (encoded(picture(), "PNG")[:900], "photo_damaged"),
    ],
)
def test_what_cannot_be_used_says_so_in_both_languages(data: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as caught:
        photo.decode(data)
    assert caught.value.code == code
    assert caught.value.message.vi
    assert caught.value.message.en
    assert caught.value.status in {413, 415, 422}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims a huge picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(width + 1) * 8, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 10_000, 60_000])
def test_a_decompression_bomb_is_refused_from_its_header(side: int) -> None:
    with pytest.raises(photo.PhotoTooManyPixelsError):
        photo.decode(bomb(side, side))


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = encoded(picture(4000, 3000), "JPEG", progressive=True)
    with pytest.raises(photo.PhotoDamagedError):
        photo.decode(data + b"\xff\xda" * 200)


def test_a_photo_that_crashes_its_decoder_ends_only_the_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged HEIC has ended a whole process: with it would go everybody who was using that server."""
    crashing = tmp_path / "child.py"
    crashing.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(heif, "_CHILD", crashing)
    with pytest.raises(photo.PhotoDamagedError):
        photo.decode(HEIC["upright"])


VALID = {form: encoded(picture(), form) for form in ("JPEG", "PNG", "WEBP", "BMP", "TIFF")}
VALID["HEIF"] = HEIC["turned"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=st.sampled_from(sorted(VALID)), seed=st.integers(0, 2**32), flips=st.integers(1, 40))
def test_damaged_files_give_an_error_or_a_photo_and_nothing_else(form: str, seed: int, flips: int) -> None:
    rng = random.Random(seed)
    data = bytearray(VALID[form])
    for _ in range(flips):
        place = rng.randrange(min(len(data), 3000) if rng.random() < 0.7 else len(data))
        data[place] = rng.randrange(256)
    if rng.random() < 0.3:
        del data[rng.randrange(len(data)) :]
    try:
        image = photo.decode(bytes(data))
    except PhotoError:
        return
    assert image.ndim == 3
    assert image.dtype == np.uint8


@pytest.mark.parametrize("marker", [b"\xff\xc0", b"\xff\xc4", b"\xff\xdb"])
def test_a_jpeg_damaged_in_its_middle_is_refused_and_not_read_half(marker: bytes) -> None:
    """Who sends a photo that broke on its way must hear so: half of it grey, a value may be the half."""
    grain = np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8)
    data = encoded(Pillow.fromarray(grain), "JPEG")
    half = len(data) // 2
    with pytest.raises(PhotoError):
        photo.decode(data[:half] + marker + data[half + 2 :])


def test_jpegs_have_the_pixels_that_pillow_gives() -> None:
    """However they are decoded: stored photos, crops and readings must show one and the same picture."""
    grain = np.random.default_rng(2).integers(0, 256, (480, 640, 3), np.uint8)
    for options in ({}, {"subsampling": 0}, {"progressive": True}, {"restart_marker_blocks": 8}):
        data = encoded(Pillow.fromarray(grain), "JPEG", **options)
        wanted = np.asarray(Pillow.open(io.BytesIO(data)).convert("RGB"))[..., ::-1]
        assert np.array_equal(photo.decode(data), wanted), options


HEADS = [
    b"",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x10\x00\x00WEBPVP8 ",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
]


@settings(max_examples=100, deadline=None)
@given(
    head=st.sampled_from(HEADS),
    tail=st.binary(max_size=400),
)
def test_garbage_behind_a_valid_signature_is_an_error(head: bytes, tail: bytes) -> None:
    with pytest.raises(PhotoError):
        photo.decode(head + tail)


def test_what_is_stored_has_no_metadata_is_upright_and_not_too_large() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A phone"
    exif.get_ifd(0x8825)[2] = (21.0, 2.0, 0.0)
    stored = photo.normalise(
        encoded(picture(4000, 3000).transpose(Pillow.Transpose.ROTATE_90), "JPEG", exif=exif.tobytes())
    )
    with Pillow.open(io.BytesIO(stored)) as image:
        assert image.format == "JPEG"
        assert image.size == (photo.STORED_SIDE, photo.STORED_SIDE * 3 // 4)
        assert not image.getexif()
    assert b"A phone" not in stored
    assert corner_colours(photo.decode(stored)) == ["r", "g", "b"]


def test_storing_again_changes_no_size() -> None:
    once = photo.normalise(encoded(picture(900, 700), "PNG"))
    assert photo.decode(photo.normalise(once)).shape == photo.decode(once).shape == (700, 900, 3)


def test_a_crop_shows_exactly_the_quad_it_is_asked_for() -> None:
    image = np.full((600, 800, 3), 255, np.uint8)
    quad = ((200.0, 150.0), (500.0, 200.0), (490.0, 260.0), (190.0, 210.0))
    cv2.fillConvexPoly(image, np.asarray(quad, np.int32), (0, 0, 255))
    shown = opened(photo.crop(image, quad, width=300))
    assert shown.shape[1] == 300
    assert np.abs(shown[8:-8, 8:-8].astype(int) - (0, 0, 255)).mean() < 8
    wider = opened(photo.crop(image, quad, width=300, margin=0.5))
    assert wider.shape[1] > 340
    assert wider[4, 4].min() > 230, "the margin shows the surroundings"


def test_a_dark_piece_that_a_person_is_to_compare_can_be_read() -> None:
    """From a photo taken at night the page asked to compare the name with a strip that was black."""
    night = np.full((300, 600, 3), 24, np.uint8)
    night[140:160, 200:400] = 6  # print
    quad = ((100.0, 100.0), (500.0, 100.0), (500.0, 200.0), (100.0, 200.0))
    assert opened(photo.crop(night, quad)).max() < 40, "what is measured is as it was taken"
    shown = opened(photo.crop(night, quad, lit=True))
    assert shown[5, 5].mean() > 180
    assert shown[50, 200].mean() < 70, "all of it by one factor: print stays dark"
    day = np.minimum(night, 23) * 6
    assert photo.crop(day, quad, lit=True) == photo.crop(day, quad), "what can be read is shown as it is"
    assert opened(photo.crop(np.zeros_like(night), quad, lit=True)).max() < 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-500, 2000), st.floats(-500, 2000)), min_size=4, max_size=4))
def test_any_quad_can_be_cut(points: list[tuple[float, float]]) -> None:
    """A degenerate quad from a bad reading must not break the page that shows it."""
    image = np.zeros((400, 500, 3), np.uint8)
    part = photo.cut(image, (points[0], points[1], points[2], points[3]), margin=0.2)
    assert 1 <= part.shape[0] <= 4000
    assert 1 <= part.shape[1] <= 4000


def test_places_are_outlined_on_a_smaller_copy() -> None:
    image = np.full((1500, 2000, 3), 128, np.uint8)
    place = ((-40.0, 300.0), (900.0, 300.0), (900.0, 800.0), (-40.0, 800.0))
    marked = photo.decode(photo.mark(image, [place], max_side=1000))
    assert marked.shape == (750, 1000, 3)
    red = (marked[..., 2].astype(int) - marked[..., 1]) > 80
    assert red[150, 200:440].mean() > 0.8
    assert not red[500:].any()


@pytest.mark.parametrize(("form", "together"), [("WEBP", False), ("JPEG", True)])
def test_small_files_of_huge_pictures_do_not_fill_the_memory_of_a_machine(
    form: str, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 100 kB takes a gigabyte to decode: sixteen sent at once ended web server and database."""
    huge = io.BytesIO()
    Pillow.new("RGB", (9_500, 6_300), (200, 180, 160)).save(huge, form)
    both = threading.Barrier(2)

    def decoding(*_: object) -> tuple[int, np.ndarray]:
        both.wait(0.5)  # broken where the other may not begin meanwhile
        return 1, np.zeros((400, 600, 3), np.uint8)

    monkeypatch.setattr(photo, "_pixels", decoding)
    with ThreadPoolExecutor(2) as pool:
        sent = [pool.submit(photo.decode, huge.getvalue()) for _ in range(2)]
    broken = [isinstance(item.exception(), threading.BrokenBarrierError) for item in sent]
    assert broken == [not together] * 2
