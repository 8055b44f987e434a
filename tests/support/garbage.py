"""Two hundred files that are no good photo of a card, from a seed: broken, huge, empty, rotated, wrong."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, ImageDraw

COUNT = 200


def files(seed: int = 20261124) -> Iterator[tuple[str, bytes]]:
    """Yield ``COUNT`` pairs of a file name and its bytes, the same for the same seed."""
    rng = random.Random(seed)
    kinds = (_fixed(rng), _truncated(rng), _flipped(rng), _noise(rng), _pictures(rng))
    made = 0
    for rounds in range(COUNT):
        for kind in kinds:
            try:
                name, data = next(kind)
            except StopIteration:
                continue
            yield f"{rounds:03d}-{name}", data
            made += 1
            if made == COUNT:
                return


def _picture(rng: random.Random, size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, size, "white")
    draw = ImageDraw.Draw(image)
    for _ in range(20):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        draw.rectangle((x, y, x + rng.randrange(1, 80), y + rng.randrange(1, 40)), fill=rng.randrange(256))
    return image


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _fixed(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    yield "empty.jpg", b""
    yield "one-byte.jpg", b"\xff"
    yield "only-magic.jpg", b"\xff\xd8\xff"
    yield "only-magic.png", b"\x89PNG\r\n\x1a\n"
    yield "text.jpg", "Đây không phải là ảnh.".encode()
    yield "page.html", b"<html><script>alert(1)</script></html>"
    yield "drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    yield "paper.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"
    yield "script.php.jpg", b"<?php echo 1; ?>"
    yield "video.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(500)
    yield "photo.heic", b"\x00\x00\x00\x18ftypheic" + bytes(500)
    yield "zeros.jpg", bytes(100_000)
    yield "too-long.jpg", b"\xff\xd8\xff\xe0" + bytes(16 * 1024 * 1024)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(5_000_000))
    yield "archive.jpg", archive.getvalue()
    yield "bomb.png", _png_bomb(60_000, 60_000)
    yield "wide-bomb.png", _png_bomb(2_000_000, 10)
    yield "negative.png", _png_bomb(0xFFFFFFFF, 1)
    yield "one-pixel.png", _encoded(Image.new("RGB", (1, 1)), "PNG")
    yield "one-line.png", _encoded(Image.new("RGB", (5000, 1)), "PNG")
    yield "black.jpg", _encoded(Image.new("RGB", (1200, 900), "black"), "JPEG")
    yield "white.jpg", _encoded(Image.new("RGB", (1200, 900), "white"), "JPEG")
    yield (
        "animated.gif",
        _encoded(_picture(rng), "GIF", save_all=True, append_images=[_picture(rng) for _ in range(5)]),
    )
    yield "bitmap.bmp", _encoded(_picture(rng), "BMP")
    yield "cmyk.jpg", _encoded(_picture(rng).convert("CMYK"), "JPEG")
    yield "sixteen-bit.png", _encoded(Image.new("I;16", (400, 300), 30_000), "PNG")
    yield "palette.png", _encoded(_picture(rng).convert("P"), "PNG")
    yield "transparent.png", _encoded(Image.new("RGBA", (500, 400), (1, 2, 3, 0)), "PNG")
    yield "one-bit.tiff", _encoded(Image.new("1", (500, 400)), "TIFF")


def _png_bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises far more pixels than the file could hold."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def _truncated(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP") * 10:
        whole = _encoded(_picture(rng), kind)
        yield f"truncated.{kind.lower()}", whole[: rng.randrange(4, len(whole))]


def _flipped(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF") * 13:
        data = bytearray(_encoded(_picture(rng), kind))
        for _ in range(rng.randrange(1, 60)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        yield f"flipped.{kind.lower()}", bytes(data)


def _noise(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    magics = (
        b"",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x10\x00\x00WEBPVP8 ",
        b"II*\x00",
        b"BM",
    )
    for number in range(40):
        yield f"noise-{number}.jpg", magics[number % len(magics)] + rng.randbytes(rng.randrange(1, 30_000))


def _pictures(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Real pictures without a card: in every EXIF orientation, in odd sizes."""
    for number in range(40):
        size = rng.choice([(300, 200), (200, 900), (1600, 1200), (48, 48), (3000, 120), (640, 480)])
        image = _picture(rng, size)
        exif = Image.Exif()
        exif[0x0112] = number % 9
        yield f"picture-{number}.jpg", _encoded(image, "JPEG", exif=exif, quality=rng.randrange(5, 95))
