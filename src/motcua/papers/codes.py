"""QR codes: finding them on a photo and reading what an identity card's code says.

zxing-cpp is tried at growing scales, on the whole photo and then on the regions where a code was seen but
not decoded or where the caller expects one, with contrast and sharpening variants last, inside a time
budget. The payload of identity cards is not published; its layout is from public samples: seven fields on
the chip CCCD, eleven on the Căn cước, separated by ``|``. The code is unsigned: it is a witness of what the
card says, never proof that the card is genuine.
"""

import math
import re
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import cv2
import numpy as np
import zxingcpp

from motcua.papers.image import Image
from motcua.papers.types import Quad

#: Seconds a search may take when nothing decodes.
DEFAULT_BUDGET: Final = 0.6
_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_MAX_SCALED_PIXELS: Final = 24_000_000
#: A region is searched with this much added on each side, as a fraction of its size.
_REGION_MARGIN: Final = 0.25


@dataclass(frozen=True, slots=True)
class Code:
    """One QR code: its text (NFC) and where it is, clockwise from the code's own top left."""

    text: str
    quad: Quad


@dataclass(frozen=True, slots=True)
class QrSearch:
    """What a search found: codes that decoded, and quads of codes that were seen but did not."""

    codes: tuple[Code, ...]
    unread: tuple[Quad, ...]


def read_qr(
    image: Image, *, regions: Sequence[Quad] = (), budget: float = DEFAULT_BUDGET, whole: bool = True
) -> list[Code]:
    """Return the QR codes that can be read on a photo or on a rectified card.

    Args:
        image: BGR photo, any rotation.
        regions: quads in pixels of ``image`` where a code is likely (from `papers.locate`); they are
            enlarged and searched when the whole image gave nothing.
        budget: seconds of this thread's own work after which no further variant is tried, so that a busy
            machine finds what an idle one does; a code that reads at once takes about 0.02 s on a
            12-megapixel photo.
        whole: look again at the whole image enlarged and sharpened where no code was seen. That costs more
            than all else: not worth it before anything tells that there should be a code.
    """
    return list(search_qr(image, regions=regions, budget=budget, whole=whole).codes)


def search_qr(
    image: Image, *, regions: Sequence[Quad] = (), budget: float = DEFAULT_BUDGET, whole: bool = True
) -> QrSearch:
    """Search as :func:`read_qr` and also tell where a code was seen that could not be decoded."""
    deadline = time.thread_time() + budget
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    codes, unread = _attempt(grey, 1.0, 0.0, 0.0)
    if codes:
        return QrSearch(tuple(codes), tuple(unread))
    seen = list(unread)
    for patch, scale, left, top in _variants(grey, [*unread, *regions], whole=whole):
        if time.thread_time() > deadline:
            break
        codes, unread = _attempt(patch, scale, left, top)
        if codes:
            return QrSearch(tuple(codes), ())
        seen.extend(quad for quad in unread if not any(_near(quad, other) for other in seen))
    return QrSearch((), tuple(seen))


def _attempt(grey: Image, scale: float, left: float, top: float) -> tuple[list[Code], list[Quad]]:
    """Read one variant; quads come back in pixels of the image before scaling and cutting."""
    codes: list[Code] = []
    unread: list[Quad] = []
    # No paper has a code that is light on dark; looking for one took a third of the time.
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=_QR, return_errors=True, try_invert=False
    )
    for barcode in found:
        quad = _quad(barcode.position, scale, left, top)
        if barcode.valid:
            text = _text(barcode.bytes, barcode.text)
            if text:
                codes.append(Code(text=text, quad=quad))
        elif _plausible(quad):
            unread.append(quad)
    return codes, unread


def _variants(
    grey: Image, regions: Sequence[Quad], *, whole: bool
) -> Iterator[tuple[Image, float, float, float]]:
    """Yield images to try, the cheap and likely first, with their scale and origin."""
    patches = [found for region in regions if (found := _patch(grey, region)) is not None]
    for scale in (2.0, 3.0):
        for patch, left, top in patches:
            if patch.size * scale * scale <= _MAX_SCALED_PIXELS:
                yield _scaled(patch, scale), scale, left, top
    for patch, left, top in patches:
        for scale, variant in _enhanced(patch):
            yield variant, scale, left, top
    if not whole:
        return
    if grey.size * 4 <= _MAX_SCALED_PIXELS:
        yield _scaled(grey, 2.0), 2.0, 0.0, 0.0
    yield _sharpened(grey), 1.0, 0.0, 0.0
    if grey.size * 9 <= _MAX_SCALED_PIXELS:
        yield _scaled(grey, 3.0), 3.0, 0.0, 0.0
    if grey.size > 1_500_000:
        yield np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)), 0.5, 0.0, 0.0


def _enhanced(patch: Image) -> Iterator[tuple[float, Image]]:
    scale = 3.0 if patch.size * 9 <= _MAX_SCALED_PIXELS else 1.0
    large = _scaled(patch, scale)
    yield scale, _sharpened(large)
    yield scale, np.asarray(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(4, 4)).apply(large), np.uint8)
    yield scale, _deblurred(large, scale * 1.2)
    yield scale, _deblurred(large, scale * 1.8)


def _scaled(grey: Image, scale: float) -> Image:
    if scale == 1.0:
        return grey
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _sharpened(grey: Image) -> Image:
    soft = cv2.GaussianBlur(grey, (0, 0), 2.0)
    return np.asarray(cv2.addWeighted(grey, 2.2, soft, -1.2, 0), np.uint8)


def _deblurred(grey: Image, sigma: float) -> Image:
    """Undo a Gaussian blur of ``sigma`` pixels with a Wiener filter (noise-to-signal 0.01)."""
    height, width = grey.shape
    rows = np.fft.fftfreq(height)[:, None]
    columns = np.fft.rfftfreq(width)[None, :]
    response = np.exp(-2.0 * (np.pi * sigma) ** 2 * (rows**2 + columns**2))
    spectrum = np.fft.rfft2(grey.astype(np.float32))
    restored = np.fft.irfft2(spectrum * response / (response**2 + 0.01), s=(height, width))
    return np.clip(restored, 0, 255).astype(np.uint8)


def _patch(grey: Image, region: Quad) -> tuple[Image, float, float] | None:
    points = np.asarray(region, dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    pad = (high - low) * _REGION_MARGIN
    height, width = grey.shape
    left, top = max(int(low[0] - pad[0]), 0), max(int(low[1] - pad[1]), 0)
    right, bottom = min(math.ceil(high[0] + pad[0]), width), min(math.ceil(high[1] + pad[1]), height)
    if right - left < 30 or bottom - top < 30:
        return None
    return grey[top:bottom, left:right], float(left), float(top)


def _quad(position: Any, scale: float, left: float, top: float) -> Quad:
    def point(corner: Any) -> tuple[float, float]:
        return (corner.x / scale + left, corner.y / scale + top)

    return (
        point(position.top_left),
        point(position.top_right),
        point(position.bottom_right),
        point(position.bottom_left),
    )


def _plausible(quad: Quad) -> bool:
    """Tell whether a quad is square enough, and large enough, to be a code worth enlarging."""
    sides = [math.dist(quad[i], quad[(i + 1) % 4]) for i in range(4)]
    return min(sides) >= 30 and max(sides) <= 1.6 * min(sides)


def _near(one: Quad, other: Quad) -> bool:
    centre = [sum(p[axis] for p in one) / 4 - sum(p[axis] for p in other) / 4 for axis in (0, 1)]
    return math.hypot(*centre) < 0.5 * math.dist(one[0], one[1])


def _text(raw: bytes, decoded: str) -> str:
    """Return the payload as NFC text: UTF-8 whatever the symbol claims, since issuers omit the ECI mark."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = decoded or raw.decode("cp1258", errors="replace")
    return unicodedata.normalize("NFC", text).strip("\ufeff\x00\r\n")


@dataclass(frozen=True, slots=True)
class IdentityQr:
    """What an identity card's QR code says.

    ``extra`` are the raw fields after the seventh (four on a Căn cước, their meaning is not published);
    ``payload`` is the whole text as read.
    """

    personal_number: str
    previous_number: str | None
    full_name: str
    date_of_birth: date
    sex: Literal["Nam", "Nữ"]
    residence: str
    date_of_issue: date
    extra: tuple[str, ...]
    payload: str

    @property
    def card(self) -> Literal["cccd_chip", "can_cuoc"]:
        """Return the kind of card whose codes have this many fields."""
        return "can_cuoc" if self.extra else "cccd_chip"


#: 7 fields on the chip CCCD; 10 or 11 have been seen on the Căn cước.
_FIELD_COUNTS: Final = frozenset({7, 8, 9, 10, 11})
_NAME = re.compile(r"[^\W\d_]+(?:[ '’\-.][^\W\d_]+)*\.?")
_SEXES: Final[dict[str, Literal["Nam", "Nữ"]]] = {"nam": "Nam", "nữ": "Nữ", "nu": "Nữ"}


def parse_identity_payload(text: str) -> IdentityQr | None:
    """Read the payload of an identity card's code, or return None when it is anything else.

    Strict on purpose: 12 digits, a name of letters, real dates in the right order, a known sex. A payload
    that breaks one of these is some other code, or a forged one, and must not fill a form.
    """
    payload = unicodedata.normalize("NFC", text)
    parts = [part.strip() for part in payload.split("|")]
    if len(parts) not in _FIELD_COUNTS:
        return None
    number, previous, name, born, sex, residence, issued = parts[:7]
    if not re.fullmatch(r"[0-9]{12}", number) or not re.fullmatch(r"(?:[0-9]{9}|[0-9]{12})?", previous):
        return None
    name = " ".join(name.split())
    birth, issue = _day(born), _day(issued)
    if not _NAME.fullmatch(name) or birth is None or issue is None or issue < birth:
        return None
    known_sex = _SEXES.get(sex.lower())
    if known_sex is None:
        return None
    return IdentityQr(
        personal_number=number,
        previous_number=previous or None,
        full_name=name,
        date_of_birth=birth,
        sex=known_sex,
        residence=" ".join(residence.split()),
        date_of_issue=issue,
        extra=tuple(parts[7:]),
        payload=payload,
    )


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
    return day if day.year >= 1900 else None
