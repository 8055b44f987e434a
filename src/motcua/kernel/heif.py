"""HEIF photos (the iPhone's format), decoded where a crash of the decoder hurts nobody.

libheif is C++ and a damaged file has ended the whole process that opened it. A web server or a worker must
not die by an upload, so each such photo is turned into plain pixels by a process of its own.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

_CHILD: Final = Path(__file__).with_name("heif_child.py")
_LONGEST_S: Final = 60.0
_TOO_MANY_PIXELS, _NO_PHOTO = 3, 4


class HeifError(ValueError):
    """The photo cannot be had."""


class HeifTooManyPixelsError(HeifError):
    """It has more pixels than allowed."""


class NotHeifError(HeifError):
    """It only looks like one."""


def is_heif(data: bytes) -> bool:
    """Tell whether bytes begin as an ISO base media file, of which HEIF is the one kind that we open."""
    return data[4:8] == b"ftyp"


def to_tiff(data: bytes, *, max_pixels: int) -> bytes:
    """Return a HEIF photo, upright, as an uncompressed 8-bit TIFF without metadata.

    Takes some tenths of a second: a process begins and ends.

    Raises:
        HeifError: one of its kinds; also where the decoder crashed or took too long.
    """
    command = [sys.executable, str(_CHILD), str(max_pixels)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_LONGEST_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise HeifError("took too long") from error
    if done.returncode == _TOO_MANY_PIXELS:
        raise HeifTooManyPixelsError("too many pixels")
    if done.returncode == _NO_PHOTO:
        raise NotHeifError("no photo")
    if done.returncode != 0:
        raise HeifError(f"the decoder ended with {done.returncode}")
    return done.stdout
