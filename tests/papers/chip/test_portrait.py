"""The face on the chip is compared with the person at the counter; a hostile one must cost nothing."""

import struct

import cv2
import numpy as np
import pytest
from bench.fuzz import chips
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.chip import made

from motcua.papers import photo
from motcua.papers.chip import groups, portrait


def opened(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


@pytest.mark.parametrize("form", ["JPEG", "JPEG2000"])
def test_the_stored_picture_comes_out_as_a_jpeg(form):
    stored = chips.picture(form)
    given_ = {**made.groups(), 2: chips.group2(stored)}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert made.codes(reading) == []
    assert groups.read_group2(given_[2]) == stored
    face, meant = opened(reading.portrait), portrait.decode(stored)
    assert face.shape == (320, 240, 3)
    assert np.abs(face.astype(int) - meant).mean() < 2


def test_metadata_does_not_come_along():
    picture = chips.picture()
    marked = picture[:2] + b"\xff\xfe" + struct.pack(">H", 8) + b"secret" + picture[2:]
    assert b"secret" not in portrait.as_jpeg(marked)


def _j2k(width, height, tile=(1024, 1024)):
    data = bytearray(chips.picture("JPEG2000"))
    at = data.index(b"\xff\x4f\xff\x51") + 8
    struct.pack_into(">8I", data, at, width, height, 0, 0, *tile, 0, 0)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xd8", b"GIF89a", bytes(500), chips.picture("PNG"), chips.picture(size=(40, 40)),
        chips.picture()[:300], chips.picture("JPEG2000")[:120], _j2k(60_000, 60_000),
        _j2k(1 << 31, 1 << 31), _j2k(2000, 2000, (1, 1)), _j2k(0, 0), b"\xff\xd8" + bytes(500_000),
    ],
)  # fmt: skip
def test_a_picture_that_is_none_or_too_large_is_said_to_be_unreadable(data):
    with pytest.raises(portrait.PortraitError):
        portrait.decode(data)
    given_ = {**made.groups(), 2: chips.group2(data)}
    reading = made.read(given_, chips.sod(given_, made.signer()))
    assert reading.portrait is None
    assert "chip_portrait_unreadable" in made.codes(reading)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["JPEG", "JPEG2000"]), st.data())
def test_a_damaged_picture_is_a_picture_or_an_error_of_ours(form, data):
    changed = bytearray(chips.picture(form, (90, 120)))
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        image = portrait.decode(bytes(changed))
    except portrait.PortraitError:
        return
    assert photo.encode(image)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_face_record_is_an_error_of_ours(data):
    changed = bytearray(made.groups()[2][:120])
    changed[data.draw(st.integers(0, 119))] = data.draw(st.integers(0, 255))
    with pytest.raises(ValueError):  # noqa: PT011 - any of the kind is told as one problem
        groups.read_group2(bytes(changed))
