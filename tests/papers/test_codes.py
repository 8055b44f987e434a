"""QR codes are the best witness of what a card says: one misread or wrongly believed fills a form wrongly."""

import io
import itertools
import unicodedata
from datetime import date

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from motcua.papers import codes
from motcua.papers.codes import parse_identity_payload

PAYLOAD = (
    "001199012345|012345678|Nguyễn Thị Minh Nguyệt|01011999|Nữ|"
    "Số 5, Tổ 3, Phường Hàng Bài, Hoàn Kiếm, Hà Nội|10052021"
)


def drawn(
    text: str, *, module: int = 4, size: tuple[int, int] = (900, 1200)
) -> tuple[np.ndarray, np.ndarray]:
    """A page with one code; returns it and the code's corners without the quiet zone."""
    out = io.BytesIO()
    segno.make(text.encode("utf-8"), error="m", boost_error=False, micro=False).save(
        out, kind="png", scale=module, border=0
    )
    code = cv2.imdecode(np.frombuffer(out.getvalue(), np.uint8), cv2.IMREAD_COLOR)
    assert code is not None
    page = np.full((*size, 3), 235, np.uint8)
    top, left, side = 180, 700, code.shape[0]
    page[top : top + side, left : left + side] = code
    corners = np.array(
        [[left, top], [left + side, top], [left + side, top + side], [left, top + side]], float
    )
    return page, corners


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 17])
def test_the_quad_follows_the_code_however_the_photo_is_turned(degrees: int) -> None:
    page, corners = drawn(PAYLOAD)
    turn = cv2.getRotationMatrix2D((600, 450), -degrees, 0.7)
    turned = cv2.warpAffine(page, turn, (1200, 900), borderValue=(235, 235, 235))
    (code,) = codes.read_qr(turned)
    assert code.text == PAYLOAD
    expected = corners @ turn[:, :2].T + turn[:, 2]
    assert np.abs(np.asarray(code.quad) - expected).max() < 6


@pytest.mark.parametrize(("module", "blur"), [(2, 0.9), (3, 1.3), (4, 1.9)])
def test_small_and_blurred_codes_are_read_by_enlarging(module: int, blur: float) -> None:
    page, corners = drawn(PAYLOAD, module=module)
    soft = cv2.GaussianBlur(page, (0, 0), blur)
    noisy = np.clip(soft + np.random.default_rng(1).normal(0, 3, soft.shape), 0, 255).astype(np.uint8)
    (code,) = codes.read_qr(noisy, budget=5)
    assert code.text == PAYLOAD
    assert np.abs(np.asarray(code.quad) - corners).max() < 8


def test_a_busy_machine_finds_what_an_idle_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    # While others worked, the time for the search ran out at once: a Căn cước came as a chip card.
    hours = itertools.count(0, 3600)
    monkeypatch.setattr(codes.time, "monotonic", lambda: float(next(hours)))
    really, first = codes._attempt, iter([([], [])])
    monkeypatch.setattr(codes, "_attempt", lambda *variant: next(first, None) or really(*variant))
    page, _ = drawn(PAYLOAD)
    (code,) = codes.read_qr(page, budget=5)
    assert code.text == PAYLOAD


def test_a_hint_of_where_the_code_is_gives_the_quad_on_the_whole_photo() -> None:
    page, corners = drawn(PAYLOAD, module=3)
    soft = cv2.GaussianBlur(page, (0, 0), 1.4)
    hint = tuple((float(x), float(y)) for x, y in corners)
    (code,) = codes.read_qr(soft, regions=[hint], budget=5)  # type: ignore[list-item]
    assert np.abs(np.asarray(code.quad) - corners).max() < 8


def test_a_page_without_a_code_gives_nothing_within_its_budget() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (1500, 2000, 3), dtype=np.uint8)
    assert codes.read_qr(cv2.GaussianBlur(noise, (0, 0), 3), budget=0.2) == []


def test_decomposed_letters_come_out_composed() -> None:
    page, _ = drawn(unicodedata.normalize("NFD", PAYLOAD), module=4, size=(1200, 1400))
    (code,) = codes.read_qr(page)
    assert code.text == PAYLOAD


def test_bytes_that_are_not_utf8_still_give_text() -> None:
    assert codes._text("Nguyễn Văn".encode(), "junk") == "Nguyễn Văn"
    assert codes._text(b"\xff\xfe\x41", "as the decoder says") == "as the decoder says"
    assert codes._text(b"Ho\xe0ng", "") == "Hoàng"


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáạảãầấậẩẫằắặẳẵèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ"
words = st.text(LETTERS, min_size=1, max_size=7).map(str.capitalize)
names = st.lists(words, min_size=2, max_size=5).map(" ".join)
births = st.dates(date(1930, 1, 1), date(2015, 12, 31))
issues = st.dates(date(2016, 1, 1), date(2030, 12, 31))
places = st.lists(words | st.integers(1, 999).map(str), min_size=1, max_size=8).map(", ".join)
digits12 = st.text("0123456789", min_size=12, max_size=12)
previous = st.just("") | st.text("0123456789", min_size=9, max_size=9)


@given(digits12, previous, names, births, st.sampled_from(["Nam", "Nữ"]), places, issues,
       st.lists(st.text("abcđ 09", max_size=9), min_size=4, max_size=4) | st.just([]))  # fmt: skip
def test_what_an_issuer_writes_is_what_we_read(  # noqa: PLR0917
    number: str, old: str, name: str, born: date, sex: str, place: str, issued: date, extra: list[str]
) -> None:
    text = "|".join([number, old, name, f"{born:%d%m%Y}", sex, place, f"{issued:%d%m%Y}", *extra])
    for form in ("NFC", "NFD"):
        read = parse_identity_payload(unicodedata.normalize(form, text))
        assert read is not None
        assert read.personal_number == number
        assert read.previous_number == (old or None)
        assert read.full_name == name
        assert (read.date_of_birth, read.date_of_issue) == (born, issued)
        assert read.sex == sex
        assert read.residence == place
        assert read.extra == tuple(part.strip() for part in extra)
        assert read.card == ("can_cuoc" if extra else "cccd_chip")


@given(st.text(max_size=200))
def test_any_other_text_is_refused_without_an_exception(text: str) -> None:
    assert parse_identity_payload(text) is None


@pytest.mark.parametrize(
    "payload",
    [
        "https://example.vn/?q=001199012345",
        PAYLOAD.replace("001199012345", "00119901234"),
        PAYLOAD.replace("001199012345", "00119901234O"),
        PAYLOAD.replace("01011999", "31021999"),
        PAYLOAD.replace("|01011999|", "|1999-01-01|"),
        PAYLOAD.replace("Nữ", "X"),
        PAYLOAD.replace("Nguyễn Thị Minh Nguyệt", "<b>Nguyễn</b>"),
        PAYLOAD.replace("Nguyễn Thị Minh Nguyệt", ""),
        PAYLOAD.replace("10052021", "10051990"),
        PAYLOAD.rsplit("|", 1)[0],
        PAYLOAD + "|" * 9,
    ],
)
def test_a_payload_broken_in_one_place_fills_no_form(payload: str) -> None:
    assert parse_identity_payload(payload) is None


def test_names_in_capitals_without_marks_are_accepted() -> None:
    read = parse_identity_payload(PAYLOAD.replace("Nguyễn Thị Minh Nguyệt", "NGUYEN THI  MINH NGUYET"))
    assert read is not None
    assert read.full_name == "NGUYEN THI MINH NGUYET"
